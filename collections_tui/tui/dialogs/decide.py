"""A supervisor's answer to a request that is none for an arrangement: with a change, or refused with a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.services.approval_checks import LASTS, LONGEST
from collections_tui.services.approval_views import Approval, Change
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.here import Here
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import line, plain
from collections_tui.tui.widgets.lines import Line, LinesView, Run, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

Write = Callable[[bool, str, Change | None], Awaitable[str]]
"""Answers: yes or no, the reason, what is approved instead. Returns the sentence that says so."""
_CELLS = 68
SAY_WHY = "Say why it is refused: whoever asked has to know."


class DecideDialog(DeskDialog[bool]):
    """Answers before it closes, and stays open with what was typed when that fails.

    Args:
        one: what was asked for.
        here: this moment.
        write: stores the answer.
    """

    SCOPE = "decide"
    TITLE_TEXT = "Answer a request"
    BINDINGS = bindings_for("decide")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, one: Approval, here: Here, write: Write) -> None:
        super().__init__()
        self._one, self._write = one, write
        self._is_call = one.kind == "override"
        self._change = FieldRow("change", "Minutes" if self._is_call else "Amount", look="promise")
        self._as_asked = str(LASTS) if self._is_call else _typed(one)
        self._reason = FieldRow("reason", "Reason", look="reason")
        self._reason.input.max_length = LONGEST_WORDS
        self._lines = _about(one, here)

    def compose_body(self) -> ComposeResult:
        shown = LinesView()
        shown.styles.height = len(self._lines)
        self._shown = shown
        yield shown
        self._change.input.value = self._as_asked
        yield self._change
        yield self._reason

    def on_mount(self) -> None:
        self._shown.show(self._lines)
        self._say_back()

    @on(Input.Changed)
    def _say_back(self) -> None:
        try:
            change = self._changed()
        except ValueError as error:
            self._change.say_back(Understood(problem=str(error)), True)
            return
        words = "as it was asked for" if change is None else "enter approves it with this change"
        if self._is_call:
            words = "within which the call has to begin"
        self._change.say_back(Understood(words=words), False)

    def _changed(self) -> Change | None:
        """What is to be approved instead; None for what was asked for.

        Raises:
            ValueError: it is no amount, or no number of minutes; one sentence.
        """
        typed = self._change.input.value.strip()
        if typed == self._as_asked:
            return None
        if not self._is_call:
            return Change(cents=parse_cents(typed, currency=self._one.currency))
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= LONGEST):
            raise ValueError(f"A call may be allowed for 1 to {LONGEST} minutes.")
        return Change(minutes=int(typed))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Approve it."""
        try:
            change = self._changed()
        except ValueError as error:
            self.say(str(error), "error")
            return
        self.attempt(self._save(True, change))

    def action_refuse(self) -> None:
        """Refuse it."""
        if not self._reason.input.value.strip():
            self.set_focus(self._reason.input)
            self.say(SAY_WHY, "error")
        else:
            self.attempt(self._save(False, None))

    async def _save(self, approve: bool, change: Change | None) -> None:
        said = await self._write(approve, self._reason.input.value, change)
        await self.dismiss(True)
        self.workstation.say(said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


class RefuseDialog(DeskDialog[bool]):
    """Refuses before it closes, and stays open with what was typed when that fails.

    Args:
        about: which request it is, in a line.
        write: refuses it with the reason.
    """

    SCOPE = "refuse"
    TITLE_TEXT = "Refuse a request"
    BINDINGS = bindings_for("refuse")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, about: str, write: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._about, self._write = about, write
        self._reason = FieldRow("reason", "Reason", look="reason")
        self._reason.input.max_length = LONGEST_WORDS

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._reason

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Refuse it."""
        if self._reason.input.value.strip():
            self.attempt(self._save())
        else:
            self.say(SAY_WHY, "error")

    async def _save(self) -> None:
        said = await self._write(self._reason.input.value)
        await self.dismiss(True)
        self.workstation.say(said)


def _typed(one: Approval) -> str:
    """The amount that was asked for, as people type it: a write-off without a sign."""
    cents = -one.cents if one.kind == "write_off" else one.cents
    sign = "-" if cents < 0 else ""
    return sign + "".join(part for part in format_cents(abs(cents), one.currency) if part in "0123456789.,")


def _about(one: Approval, here: Here) -> list[Line]:
    head = f"{one.number} {one.customer}: {one.what}"
    parts = [Run(part) for part in wrapped(head, _CELLS)]
    asked = f"{line(one.by, 30)} asked {here.since(one.made_at)}: “{line(one.reason)}”"
    lines: list[Line] = [(part._replace(tone="strong"),) for part in parts]
    lines += [text_line(part) for part in wrapped(asked, _CELLS)]
    for rule in one.rules:
        first, *rest = wrapped(rule, _CELLS - 2)
        lines += [(Run("✗ ", "warn"), Run(first)), *[text_line(f"  {part}") for part in rest]]
    return lines
