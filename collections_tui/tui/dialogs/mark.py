"""What becomes of what was agreed on: an instalment is moved, a promise or an arrangement is cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.services.arrangements import LONGEST_REASON
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.plan import read_day
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine

Write = Callable[[date | None, str], Awaitable[str]]
"""Moves it to a day; or, without one, cancels it for a reason. Returns the sentence that says so."""


class MarkDialog(DeskDialog[bool]):
    """Does it before it closes, and stays open with what was typed when that fails.

    Args:
        about: what it is, in one line of words.
        today: the floor's date.
        write: does it.
        moves: it is an instalment, which may be moved; else it can only be cancelled.
        what: what is cancelled.
    """

    SCOPE = "mark"
    TITLE_TEXT = "Move or cancel"
    BINDINGS = bindings_for("mark")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, about: str, today: date, write: Write, *, moves: bool, what: str) -> None:
        super().__init__()
        self._about, self._today, self._write = about, today, write
        self._what = what
        self._day = FieldRow("day", "Move it to", look="mark") if moves else None
        self._reason = FieldRow("reason", "or cancel, for" if moves else "Cancel, for", look="mark")
        self._reason.input.max_length = LONGEST_REASON

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        if self._day is not None:
            yield self._day
        yield self._reason

    def on_mount(self) -> None:
        self._say_back()

    @on(Input.Changed)
    def _say_back(self) -> None:
        if self._day is not None:
            typed = self._day.input.value
            day, words = read_day(typed, self._today)
            wrong = day is None and bool(typed.strip())
            self._day.say_back(Understood(problem=words) if wrong else Understood(words=words), False)
        self._reason.say_back(Understood(words=f"why {self._what} ends"), False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Do what was typed, or say what is missing."""
        typed = self._day.input.value.strip() if self._day is not None else ""
        reason = self._reason.input.value.strip()
        if typed and reason:
            self.say("Move it or cancel: empty one of the two fields.", "error")
            return
        if not typed and not reason:
            self.say("Type the day, or why it is cancelled." if self._day is not None else "Type why it is cancelled.")
            return
        day, words = read_day(typed, self._today) if typed else (None, "")
        if typed and day is None:
            self.say(words, "error")
            return
        self.attempt(self._save(day, reason))

    async def _save(self, day: date | None, reason: str) -> None:
        said = await self._write(day, reason)
        await self.dismiss(True)
        self.workstation.say(said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
