"""When calls are forbidden, worked out minute by minute from the text of the rule. Shares no code with the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Weekly(NamedTuple):
    """Weekdays (0 Monday) and the hours of them by the clock on the wall; the whole day where there are none."""

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...] = ()

    @property
    def words(self) -> str:
        """The same as people say it."""
        names = ("Mondays", "tue", "Wednesday", "thurs", "Fri", "Saturday", "SUN")
        spans = " and ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.hours)
        return f"{' '.join(names[day] for day in sorted(self.weekdays))} {spans}".strip()


def walls(zones: Iterable[str], at: datetime) -> list[datetime]:
    """The clocks on the walls of the places."""
    return [at.astimezone(ZoneInfo(name)) for name in zones]


def outside(zones: Iterable[str], at: datetime, opens: time, closes: time, weekdays: frozenset[int]) -> bool:
    """Whether it is before or after the hours in any of the places."""
    return any(
        wall.weekday() not in weekdays or wall.time() < opens or wall.time() >= closes for wall in walls(zones, at)
    )


def inconvenient(zones: Iterable[str], at: datetime, said: Sequence[Weekly]) -> bool:
    """Whether the customer called the time inconvenient, by the clock of any of the places."""
    return any(
        wall.weekday() in one.weekdays
        and (not one.hours or any(start <= wall.time() < end for start, end in one.hours))
        for wall in walls(zones, at)
        for one in said
    )


def minutes(first: datetime, days: int) -> list[datetime]:
    """Every minute of so many days."""
    start = first.astimezone(UTC).replace(second=0, microsecond=0)
    return [start + timedelta(minutes=step) for step in range(days * 24 * 60)]


def first_good(instants: Sequence[datetime], bad: Sequence[bool]) -> list[datetime | None]:
    """For every minute the first from it on that is not forbidden; None where there is none among them."""
    found: list[datetime | None] = []
    upcoming: datetime | None = None
    for at, forbidden in zip(reversed(instants), reversed(bad), strict=True):
        upcoming = upcoming if forbidden else at
        found.append(upcoming)
    return found[::-1]
