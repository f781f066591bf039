"""What somebody says is wrong with an invoice or a line of it; and what the answer was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.records import Unsaved
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import LinesView, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

_CELLS = 72


class DisputeDialog(KeepingDialog):
    """Saves before it closes, and stays open with what was typed when that fails.

    Args:
        invoice_id: which invoice.
        about: what is disputed, in one line of words.
        lines: what more is to be known of it, a sentence each.
        settles: it is disputed already: the answer is typed.
        write: stores it; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "dispute"
    TITLE_TEXT = "Dispute"
    BINDINGS = bindings_for("dispute")
    AUTO_FOCUS = "FieldInput"

    def __init__(
        self,
        invoice_id: int,
        about: str,
        lines: Sequence[str],
        write: Callable[[str], Awaitable[str]],
        begun: Body,
        *,
        settles: bool,
    ) -> None:
        super().__init__(Unsaved("dispute", invoice_id), begun)
        self._about, self._write, self._settles = about, write, settles
        self._more = [text_line(part, "dim") for one in lines for part in wrapped(one, _CELLS, 3)]
        self._row = FieldRow("reason", "Answer" if settles else "Reason", look="reason")
        self._row.input.max_length = LONGEST_WORDS
        self._row.input.value = begun.get(self._field, "")
        self._beside = {name: text for name, text in begun.items() if name != self._field}

    @property
    def _field(self) -> str:
        return "answer" if self._settles else "reason"

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        if self._more:
            more = LinesView(id="dispute-lines")
            more.styles.height = len(self._more)
            more.show(self._more)
            yield more
        yield self._row

    def on_mount(self) -> None:
        super().on_mount()
        if self._settles:
            self.query_one("#dialog").border_title = "Settle the dispute"

    @property
    def body(self) -> Body:
        """What is typed."""
        text = self._row.input.value
        return ({self._field: text} if text.strip() else {}) | self._beside

    @on(Input.Changed)
    def _changed(self) -> None:
        self.keep_typed()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save it."""
        text = self._row.input.value.strip()
        if text:
            self.attempt(self.save(lambda: self._write(text)))
        elif self._settles:
            self.say("Say what the answer was: it is kept, and what was disputed is asked for again.", "error")
        else:
            self.say("Say what is wrong with it, in the customer's words: it is kept.", "error")


class VoidDialog(DeskDialog[bool]):
    """Voids an invoice before it closes, and stays open with what was typed when that fails.

    Args:
        about: which invoice, in one line of words.
        write: voids it; returns the sentence that says so.
    """

    SCOPE = "void"
    TITLE_TEXT = "Void an invoice"
    BINDINGS = bindings_for("void")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, about: str, write: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._about, self._write = about, write
        self._row = FieldRow("reason", "Reason", look="reason")
        self._row.input.max_length = LONGEST_WORDS

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._row

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Void it."""
        if self._row.input.value.strip():
            self.attempt_lent(self._save)
        else:
            self.say("Say why: a credit note takes its place, and the reason stands on it.", "error")

    async def _save(self) -> None:
        said = await self._write(self._row.input.value.strip())
        await self.dismiss(True)
        self.workstation.say(said)
