"""The days of the demo set: all counted from the day it is made, so that it is fresh whenever that is.

A day is an offset from today, an hour of calling is an hour of the office, which keeps Eastern time. What a database
wants (ISO days, UTC instants) is written out once for every day and hour, not for every row.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from collections_tui.domain.outcomes import Outcome, next_action
from collections_tui.domain.records import CallWindow
from collections_tui.domain.windows import is_open, opens_at, zone

OFFICE = ZoneInfo("America/New_York")
WEEKS = 6
LAST_HOUR = 20
EARLIEST, LATEST = -900, 120  # offsets of days that can occur
OPENS, CLOSES = time(9, 30), time(19)
START = time(11, 30)


def demo_instant(now: datetime) -> datetime:
    """Return ``now`` when the demo office is open and most customers may be called, else the latest instant that suits.

    That is half past eleven in the morning, Eastern, of the latest business day: the four contiguous zones are open
    then, Alaska and Hawaii are still to come, and so is most of the working day.
    """
    local = now.astimezone(OFFICE)
    if local.weekday() < 6 and OPENS <= local.time() < CLOSES:
        return now
    day = local.date() if local.time() >= OPENS else local.date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, START, tzinfo=OFFICE).astimezone(UTC)


class Calendar:
    """The days and hours of the demo set, seen from the instant at which it is made."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        local = now.astimezone(OFFICE)
        self.today = local.date()
        self.hour = local.hour
        past = [offset for offset in range(-7 * WEEKS, 0) if self._is_business(offset)]
        self.business = (*past, 0) if self._is_business(0) else tuple(past)
        self._hours: dict[tuple[int, int], str] = {}
        self._actions: dict[tuple[str, int, int, int], str | None] = {}
        self._open: dict[tuple[int, int], tuple[int, ...]] = {}
        self._shifts: dict[int, list[int]] = {}

    def _is_business(self, offset: int) -> bool:
        return (self.today + timedelta(days=offset)).weekday() < 5

    @cached_property
    def days(self) -> list[date]:
        """Days; index them with an offset, negative ones from the end as lists do."""
        return [self.day(offset) for offset in (*range(LATEST + 1), *range(EARLIEST, 0))]

    @cached_property
    def iso(self) -> list[str]:
        """ISO days, indexed like ``days``."""
        return [day.isoformat() for day in self.days]

    @cached_property
    def said(self) -> list[str]:
        """Days as a collector writes them, ``Fri 12 Dec``; indexed like ``days``."""
        return [f"{day:%a} {day.day} {day:%b}" for day in self.days]

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def hour_text(self, offset: int, hour: int) -> str:
        """Return the UTC instant of an office hour up to its minutes: ``2026-11-20T15:``."""
        text = self._hours.get((offset, hour))
        if text is None:
            text = self._hours[offset, hour] = self._instant(offset, hour).strftime("%Y-%m-%dT%H:")
        return text

    def _instant(self, offset: int, hour: int) -> datetime:
        return datetime.combine(self.day(offset), time(hour), tzinfo=OFFICE).astimezone(UTC)

    @cached_property
    def hours(self) -> list[list[tuple[str, date]]]:
        """For every business day and office hour: its instant up to the minutes, and its day on this computer's clocks.

        Scores count days by the latter.
        """
        return [
            [
                (self.hour_text(offset, hour), self._instant(offset, hour).astimezone().date())
                for hour in range(LAST_HOUR)
            ]
            for offset in self.business
        ]

    def shifts(self, window: CallWindow) -> list[int]:
        """Return what to add to an office hour for the hour in the window's first zone, for every business day."""
        shifts = self._shifts.get(window.id)
        if shifts is None:
            shifts = self._shifts[window.id] = [self.shift(window, offset) for offset in self.business]
        return shifts

    def shift(self, window: CallWindow, offset: int) -> int:
        """Return what to add to an office hour of a day for the hour in the window's first zone."""
        return self._instant(offset, 12).astimezone(zone(window.zones[0])).hour - 12

    def open_hours(self, window: CallWindow, offset: int) -> tuple[int, ...]:
        """Return the office hours of a day, 8 to 19, all minutes of which are lawful in the window."""
        key = (window.id, offset)
        hours = self._open.get(key)
        if hours is None:
            hours = self._open[key] = tuple(
                hour
                for hour in range(8, LAST_HOUR)
                if is_open(window, at := self._instant(offset, hour)) and is_open(window, at + timedelta(minutes=59))
            )
        return hours

    def opens(self, window: CallWindow, offset: int) -> str:
        """Return the UTC instant from which calls are lawful on a day to come, in all of the window's zones."""
        midnight = max(datetime.combine(self.day(offset), time(), tzinfo=zone(name)) for name in window.zones)
        opens = opens_at(window, midnight)
        assert opens is not None, "the zones of one customer have common hours"
        return opens.strftime("%Y-%m-%dT%H:%M:%SZ")

    def next_action(self, outcome: Outcome, window: CallWindow, offset: int, hour: int) -> str | None:
        """Return when an account is worked next after a call in that hour in which nothing was agreed."""
        # Only a few of the rules look at the hour at all.
        part = 0 if outcome.next.kind == "business_days" else hour
        key = (outcome.next.words, window.id, offset, part)
        if key not in self._actions:
            ended = self._instant(offset, hour) + timedelta(minutes=30)
            self._actions[key] = _text(next_action(outcome, ended, window.zones))
        return self._actions[key]

    def after_promise(self, outcome: Outcome, window: CallWindow, due: int) -> str | None:
        """Return when an account is worked next after a payment was promised by a day."""
        key = ("", window.id, due, 0)
        if key not in self._actions:
            made = self._instant(min(due, 0), 8)
            self._actions[key] = _text(next_action(outcome, made, window.zones, promised_on=self.day(due)))
        return self._actions[key]

    def business_index(self, offset: int) -> int:
        """Return where in ``business`` the first business day at or after an offset is; its length when none is."""
        return bisect_left(self.business, offset)


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")
