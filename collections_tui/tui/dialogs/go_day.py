"""Which day of the call log to show."""

from __future__ import annotations

from datetime import date, timedelta

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.dates import parse_day, say_day
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

DAYS = "today, yesterday, -3d, fri, 31 oct, 10/31, 2026-10-31"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class GoDayDialog(DeskDialog[date]):
    """Is dismissed with the day.

    Args:
        today: the floor's date.
    """

    SCOPE = "go_day"
    TITLE_TEXT = "Calls of which day?"
    BINDINGS = bindings_for("go_day")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._field = FieldInput(max_length=40)
        self._said = OneLine(classes="field-said")

    def compose_body(self) -> ComposeResult:
        yield self._field
        yield self._said

    def on_mount(self) -> None:
        self._say_back()

    @on(Input.Changed)
    def _say_back(self) -> None:
        day, words = read_past_day(self._field.value, self._today)
        self._said.set_class(bool(self._field.value.strip()) and day is None, "-problem")
        self._said.show(plain(words))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Close with the day, or say what is wrong with it."""
        day, words = read_past_day(self._field.value, self._today)
        if day is None:
            self.say(words, "error")
        else:
            self.dismiss(day)


def read_past_day(text: str, today: date) -> tuple[date | None, str]:
    """Return the day that was typed and how to say it back; None and what is wrong when there is none.

    Calls lie in the past: a weekday, and a day and month without a year, are the latest such day.
    """
    words = " ".join(text.lower().split())
    if not words:
        return None, f"Type a day: {DAYS}."
    try:
        day = _past(words, today)
    except (ValueError, OverflowError):
        return None, f"That is not a day: write {DAYS}."
    if day > today:
        return None, f"{say_day(day, today)} is still to come."
    return day, say_day(day, today)


def _past(words: str, today: date) -> date:
    if words in ("yesterday", "yes"):
        return today - timedelta(days=1)
    if words[:1] == "-" and words[-1:] == "d" and words[1:-1].isascii() and words[1:-1].isdigit():
        return today - timedelta(days=int(words[1:-1]))
    day = parse_day(words, today)
    if day <= today or "+" in words or words in ("tomorrow", "tom", "eom") or _has_year(words):
        return day
    if words[:3] in _WEEKDAYS and words.isalpha():
        return day - timedelta(weeks=1 if day - timedelta(weeks=1) < today else 2)
    return _latest(words, today)


def _has_year(words: str) -> bool:
    return sum(sign.isdigit() for sign in words) >= 5


def _latest(words: str, today: date) -> date:
    """The latest such day: the next one after a day some months or years ago, as few as are needed."""
    for days in (31, 62, *range(365, 9 * 366, 365)):
        day = parse_day(words, today - timedelta(days=days))
        if day <= today:
            return day
    raise ValueError
