"""A supervisor's reason for calling a number that the contact rules block."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from collections_tui.domain.contact.records import Judgement
from collections_tui.domain.contact.standing import EXCEPTIONS
from collections_tui.services.dialling import LONGEST_REASON
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.lines import Line, LinesView, Run, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

_CELLS = 66
_MOST = 9


class OverrideDialog(DeskDialog[bool]):
    """Begins the call before it closes, and stays open with what was typed when that fails.

    It is dismissed with whether a call began. The exceptions that the blocking rules have are chosen by a digit typed
    into the empty field; whatever else there is to say can be added.

    Args:
        said: the number as one reads it out.
        found: what blocks it.
        write: dials with the reason.
    """

    SCOPE = "override"
    TITLE_TEXT = "Call all the same"
    BINDINGS = bindings_for("override")
    AUTO_FOCUS = "#override-reason"
    WHOSE = "the reason is kept with the call, under your name."

    def __init__(self, said: str, found: Judgement, write: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(classes="-override")
        self._said = said
        self._found = found
        self._write = write
        self._reason = FieldInput(id="override-reason", max_length=LONGEST_REASON)
        self._exceptions = exceptions_of(found)

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(f"{self._said or 'This account'}: {self.WHOSE}"))
        yield about
        lines: list[Line] = []
        for rule in self._found.blocking:
            first, *rest = wrapped(rule.text, _CELLS)
            lines += [(Run("✗ ", "warn"), Run(first)), *[text_line(f"  {part}") for part in rest]]
        for number, text in enumerate(self._exceptions, 1):
            first, *rest = wrapped(text, _CELLS)
            lines += [(Run(f"{number} ", "accent"), Run(first)), *[text_line(f"  {part}") for part in rest]]
        shown = LinesView(id="override-lines")
        shown.styles.height = len(lines)
        yield shown
        self._shown, self._lines = shown, lines
        with Horizontal(classes="field"):
            label = OneLine(classes="label")
            label.show(Content("reason"))
            yield label
            self._reason.placeholder = "in your words, or the digit of one above" if self._exceptions else ""
            yield self._reason

    def on_mount(self) -> None:
        self._shown.show(self._lines)

    @on(Input.Changed)
    def _choose(self) -> None:
        """A digit alone stands for the exception of that number."""
        typed = self._reason.value
        if len(typed) == 1 and typed.isdecimal() and 1 <= int(typed) <= len(self._exceptions):
            self._reason.value = self._exceptions[int(typed) - 1]
            self._reason.cursor_position = len(self._reason.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Begin the call."""
        reason = self._why()
        if reason:
            self.attempt_lent(lambda: self._begin(reason))

    def _why(self) -> str:
        """The reason; where there is none that is said."""
        reason = self._reason.value.strip()
        if not reason:
            self.say("Say why: the reason is kept with the call.", "error")
        return reason

    async def _begin(self, reason: str) -> None:
        await self._write(reason)
        await self.dismiss(True)


class AskCallDialog(OverrideDialog):
    """Asks a supervisor for the call in place of beginning it; one who is here allows it with their PIN.

    It is dismissed with whether a call began.

    Args:
        said: the number as one reads it out.
        found: what blocks it.
        write: dials with the reason.
        ask: asks for it, with the reason.
    """

    SCOPE = "ask_call"
    TITLE_TEXT = "Ask a supervisor"
    BINDINGS = bindings_for("ask_call")
    WHOSE = "a supervisor reads the reason, and may let you call once."

    def __init__(
        self,
        said: str,
        found: Judgement,
        write: Callable[[str], Awaitable[None]],
        ask: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__(said, found, write)
        self._ask = ask

    def action_save(self) -> None:
        """Ask for it."""
        reason = self._why()
        if reason:
            self.attempt(self._asked(reason))

    def action_here(self) -> None:
        """Begin the call, with the PIN of a supervisor who is here."""
        super().action_save()

    async def _asked(self, reason: str) -> None:
        await self._ask(reason)
        await self.dismiss(False)


def exceptions_of(found: Judgement) -> Sequence[str]:
    """Return the exceptions of the rules that block, each once."""
    known = [text for one in found.blocking for text in EXCEPTIONS.get(one.id, ())]
    return list(dict.fromkeys(known))[:_MOST]
