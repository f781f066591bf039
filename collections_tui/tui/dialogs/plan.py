"""On which day an account is worked on next, and what for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from collections_tui.domain.dates import parse_day, say_day
from collections_tui.domain.records import Account, Unsaved
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

DAYS = "tomorrow, fri, +10d, 31 jan, eom"


class Plan(NamedTuple):
    """The day, what it is for, and the day as it was said back."""

    day: date
    words: str
    said: str


class PlanDialog(KeepingDialog):
    """Saves the plan before it closes, and stays open with all of it when that fails.

    Args:
        account: it is for this one.
        here: this moment.
        write: stores the plan; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "plan"
    TITLE_TEXT = "Work on it next"
    BINDINGS = bindings_for("plan")
    AUTO_FOCUS = "#plan-day"

    def __init__(self, account: Account, here: Here, write: Callable[[Plan], Awaitable[str]], begun: Body) -> None:
        super().__init__(Unsaved("plan", account.id), begun)
        self._here = here
        self._write = write
        planned = account.next_action_at
        self._now = f"{account.number} is planned for {here.when(planned)} now." if planned else account.number
        self._day = FieldInput(id="plan-day", max_length=40)
        self._words = FieldInput(id="plan-words")
        self._day.value, self._words.value = begun.get("day", ""), begun.get("words", "")
        self._said = OneLine(classes="field-said")

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._now))
        yield about
        for name, field in (("on", self._day), ("what for", self._words)):
            with Horizontal(classes="field"):
                label = OneLine(classes="label")
                label.show(Content(name))
                yield label
                yield field
        yield self._said

    def on_mount(self) -> None:
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the two fields, but for blanks alone."""
        typed = {"day": self._day.value, "words": self._words.value}
        return {name: text for name, text in typed.items() if text.strip()}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        """Say which day was understood."""
        day, words = read_day(self._day.value, self._here.today)
        self._said.set_class(bool(self._day.value.strip()) and day is None, "-problem")
        self._said.show(plain(words))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the plan and close, or say what is wrong with the day."""
        day, words = read_day(self._day.value, self._here.today)
        if day is None:
            self.set_focus(self._day)
            self.say(words, "error")
        else:
            plan = Plan(day, self._words.value.strip(), words)
            self.attempt(self.save(lambda: self._write(plan)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


def read_day(text: str, today: date) -> tuple[date | None, str]:
    """Return the day that was typed and how to say it back; None and what is wrong when there is none to come."""
    if not text.strip():
        return None, f"Type a day: {DAYS}."
    try:
        day = parse_day(text, today)
    except ValueError as error:
        return None, str(error)
    said = say_day(day, today)
    if day < today:
        return None, f"{said} has passed: give today or a later day."
    days = (day - today).days
    return day, f"{said}, in {days} days" if days > 1 else said
