"""A supervisor's answer to a request that is none for an arrangement: with a change, or refused with a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services.approval_checks import LASTS, LONGEST
from collections_tui.services.approval_views import Approval, Change
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import line, plain
from collections_tui.tui.widgets.lines import Line, LinesView, Run, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

Write = Callable[[bool, str, Change | None], Awaitable[str]]
"""Answers: yes or no, the reason, what is approved instead. Returns the sentence that says so."""
_CELLS = 68
CHANGE, REASON = "change", "reason"
SAY_WHY = "Say why it is refused: whoever asked has to know."


def typed_of(one: Approval) -> Unsaved:
    """Return what an answer that is being typed belongs to."""
    return Unsaved("answer" if one.is_arrangement else "decision", one.id)


class DecideDialog(KeepingDialog):
    """Answers before it closes, and stays open with what was typed when that fails.

    Args:
        one: what was asked for.
        here: this moment.
        write: stores the answer.
        begun: what was typed before and not saved.
    """

    SCOPE = "decide"
    TITLE_TEXT = "Answer a request"
    BINDINGS = bindings_for("decide")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, one: Approval, here: Here, write: Write, begun: Body) -> None:
        super().__init__(typed_of(one), begun)
        self._one, self._write = one, write
        self._is_call = one.kind == "override"
        self._change = FieldRow("change", "Minutes" if self._is_call else "Amount", look="promise")
        self._as_asked = str(LASTS) if self._is_call else _typed(one)
        self._reason = FieldRow("reason", "Reason", look="reason")
        self._reason.input.max_length = LONGEST_WORDS
        self._change.input.value = begun.get(CHANGE, self._as_asked)
        self._reason.input.value = begun.get(REASON, "")
        self._lines = _about(one, here)

    def compose_body(self) -> ComposeResult:
        shown = LinesView()
        shown.styles.height = len(self._lines)
        self._shown = shown
        yield shown
        yield self._change
        yield self._reason

    def on_mount(self) -> None:
        self._shown.show(self._lines)
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the fields; nothing while it stands as it was asked for."""
        typed = {CHANGE: self._change.input.value, REASON: self._reason.input.value}
        return typed if typed[CHANGE].strip() != self._as_asked or typed[REASON].strip() else {}

    @on(Input.Changed)
    def _changed_field(self) -> None:
        self._say_back()
        self.keep_typed()

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
        self.attempt(self._give(True, change))

    def action_refuse(self) -> None:
        """Refuse it."""
        if not self._reason.input.value.strip():
            self.set_focus(self._reason.input)
            self.say(SAY_WHY, "error")
        else:
            self.attempt(self._give(False, None))

    async def _give(self, approve: bool, change: Change | None) -> None:
        await self.save(lambda: self._write(approve, self._reason.input.value, change))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


class RefuseDialog(KeepingDialog):
    """Refuses before it closes, and stays open with what was typed when that fails.

    Args:
        of: whose the reason is while it is typed.
        about: which request it is, in a line.
        write: refuses it with the reason.
        begun: what was typed before and not saved, with a change perhaps that another dialog goes on with.
    """

    SCOPE = "refuse"
    TITLE_TEXT = "Refuse a request"
    BINDINGS = bindings_for("refuse")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, of: Unsaved, about: str, write: Callable[[str], Awaitable[str]], begun: Body) -> None:
        super().__init__(of, begun)
        self._about, self._write = about, write
        self._others = {name: text for name, text in begun.items() if name != REASON}
        self._reason = FieldRow("reason", "Reason", look="reason")
        self._reason.input.max_length = LONGEST_WORDS
        self._reason.input.value = begun.get(REASON, "")

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._reason

    @property
    def body(self) -> Body:
        """The reason, beside what was typed before."""
        reason = self._reason.input.value
        return self._others | ({REASON: reason} if reason.strip() else {})

    @on(Input.Changed)
    def _changed(self) -> None:
        self.keep_typed()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Refuse it."""
        if self._reason.input.value.strip():
            self.attempt(self.save(lambda: self._write(self._reason.input.value)))
        else:
            self.say(SAY_WHY, "error")


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
