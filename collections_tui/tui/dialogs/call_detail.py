"""Everything about one call, and what was added to it since."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult

from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Call, Unsaved
from collections_tui.services import calls
from collections_tui.services.permissions import addendum_refused
from collections_tui.services.views import CallLine
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.verdicts import rules_of
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import Line, LinesView, Run, fit_line, text_line, wrapped

Answer = Literal["account", "changed"]
_LABEL = 12
_VERDICTS = {
    "allow": "✓ allowed when it was dialled",
    "warn": "! allowed when it was dialled, with a warning",
    "block": "✗ blocked when it was dialled",
}
UNSAVED = "The addition is not saved; it is kept: + goes on with it."


class CallDetailDialog(DeskDialog[Answer]):
    """Is dismissed with ``account`` to open the call's account, or with ``changed`` after something was added.

    Args:
        found: the call as the log shows it.
        call: the whole of it.
        here: this moment.
    """

    SCOPE = "call_detail"
    TITLE_TEXT = "Call"
    BINDINGS = bindings_for("call_detail")
    AUTO_FOCUS = "#call-lines"

    def __init__(self, found: CallLine, call: Call, here: Here) -> None:
        super().__init__()
        self._found = found
        self._call = call
        self._here = here
        self._changed = False
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
            lines = detail_lines(self._found, self._call, self._here, cells - 1)
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
        """Open the account."""
        self.dismiss("account")

    def action_addendum(self) -> None:
        """Add to the call."""
        from collections_tui.tui.dialogs.note import write_note

        refused = addendum_refused(self.desk.person)
        if refused:
            self.say(refused, "error")
            return
        about = f"Add to the call of {self._here.when(self._call.started_at)}, {self._found.outcome_words}"
        write_note(self, Unsaved("addendum", self._call.id), about, self._write, UNSAVED)

    async def _write(self, text: str) -> str:
        await self.ask(calls.add_addendum, self._call.id, text, kept=True)
        self._found, self._call = await self.ask(calls.get, self._call.id)
        self._changed = True
        self._lay_out()
        return "Added. The call itself stays as it was written."

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss("changed" if self._changed else None)


def detail_lines(found: CallLine, call: Call, here: Here, cells: int) -> list[Line]:
    """Return the call in lines: what it was, what was said, and every addition with who made it and when."""
    lines = [
        text_line(found.outcome_words + (" (taken back)" if found.undone else ""), "strong"),
        *_field("Account", f"{found.number} · {found.customer} · {found.client}", cells),
        *_field("When", _when(call, here), cells),
        *_field("By", f"{call.by}, {'they called' if call.direction == 'inbound' else 'we called'}", cells),
        *_field("Number", say_phone(call.phone) if call.phone else "", cells),
        *_field("Spoke with", call.spoke_with, cells),
        *_field("Promised", _promised(found), cells),
        *_field("Next", here.when(call.next_action_at) if call.next_action_at else "", cells),
        *_field("Note", call.note, cells),
        *rules_lines(call, cells),
    ]
    if call.verdict == "block":
        said = "although the contact rules blocked it" + ("" if call.override_reason else ", and nobody overrode them")
        lines.insert(1, fit_line((Run("✗ ", "warn"), Run(f"Made {said}", "warn")), cells))
    for correction in call.corrections:
        what = "Taken back" if correction.kind == "undo" else "Added"
        lines.append((Run(f"{what} {here.when(correction.at)} by {correction.by}", "dim"),))
        lines += [text_line(part) for part in wrapped(correction.text, cells)]
    return lines


def rules_lines(call: Call, cells: int) -> list[Line]:
    """Return what the contact rules said when the number was dialled, and who called all the same, for what reason."""
    if not call.verdict:
        return []
    lines = _field("Rules", _VERDICTS[call.verdict], cells)
    for rule in rules_of(call.judged):
        sign = "✗" if rule["verdict"] == "block" else "!"
        lines += _field("", f"{sign} {rule['text']} ({rule['source']})", cells)
    lines += _field(
        "Overridden", f"by {call.override_by}: {call.override_reason}" if call.override_reason else "", cells
    )
    return lines


def _field(label: str, text: str, cells: int) -> list[Line]:
    """A label and its text, as many lines as that takes; nothing for nothing."""
    if not text:
        return []
    parts = wrapped(text, max(8, cells - _LABEL)) or [""]
    first: Line = (Run(f"{label:<{_LABEL}}", "dim"), Run(parts[0]))
    return [first, *((Run(" " * _LABEL), Run(part)) for part in parts[1:])]


def _when(call: Call, here: Here) -> str:
    return f"{here.when(call.started_at)} to {here.hour(call.ended_at)}, {duration(call.seconds)}"


def _promised(found: CallLine) -> str:
    return "" if found.promise_cents is None else format_cents(found.promise_cents, found.currency)


def duration(seconds: int) -> str:
    """Return how long something took: ``0:42``, ``12:05``, ``1:02:10``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
