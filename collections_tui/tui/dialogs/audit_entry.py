"""One entry of the audit: everything in it, with what was changed from what to what."""

from __future__ import annotations

from textual.app import ComposeResult

from collections_tui.domain.audit import Entry
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here
from collections_tui.tui.screens.audit_words import entry_lines
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import LinesView


class AuditEntryDialog(DeskDialog[int]):
    """Is dismissed with the id of the entry's account, to open it."""

    SCOPE = "audit_entry"
    TITLE_TEXT = "Entry of the audit"
    BINDINGS = bindings_for("audit_entry")
    AUTO_FOCUS = "#call-lines"

    def __init__(self, entry: Entry, here: Here) -> None:
        super().__init__()
        self._entry = entry
        self._here = here
        self._scroll = ItemScroll(reading=True)
        self._lines = LinesView(id="call-lines")
        self._lines.can_focus = True

    def compose_body(self) -> ComposeResult:
        yield self._lines

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        cells, height = self._lines.size
        if cells:
            lines = entry_lines(self._entry, self._here, cells - 1)
            self._scroll.fill([Item(number, [line]) for number, line in enumerate(lines)], keep=True)
            self._scroll.resize(height)
            self._lines.show(self._scroll.lines(active=False))

    def action_down(self) -> None:
        """Scroll on."""
        self._scroll.move(1)
        self._lines.show(self._scroll.lines(active=False))

    def action_up(self) -> None:
        """Scroll back."""
        self._scroll.move(-1)
        self._lines.show(self._scroll.lines(active=False))

    def action_account(self) -> None:
        """Open the account, if it is about one."""
        if self._entry.account_id is None:
            self.say("This entry is about no account.")
        else:
            self.dismiss(self._entry.account_id)
