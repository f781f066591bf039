"""On which day a customer has died, by what is known: flags, and the words of holds that came from files.

Whoever knows the day sets it with the flag (``died_on``). Files often say no more than that somebody has died.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from collections_tui.domain.contact.records import Flag
from collections_tui.domain.dates import parse_past_day

# A day with its year, as files and people write it among other words.
_DAY = re.compile(
    r"(?<![0-9/-])(?:[12][0-9]{3}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[12][0-9]{3}"
    r"|[0-9]{1,2} [A-Za-z]{3,9} [12][0-9]{3}|[A-Za-z]{3,9} [0-9]{1,2},? [12][0-9]{3})(?![0-9/-])"
)


class Death(NamedTuple):
    """That a customer has died. ``on`` is the day, None where nobody knows it; ``known_on`` when it became known."""

    on: date | None
    known_on: date


def death_of(flags: Iterable[Flag], notes: Iterable[tuple[str, date]] = ()) -> Death:
    """Return what is known of a customer's death; there is at least one flag or note.

    Args:
        flags: those that say so and are in force, in the order in which they were set; the last word counts.
        notes: holds that say so, in words, each with the day since which it stands.
    """
    told = [(flag.details.get("died_on", ""), flag.since.date()) for flag in flags]
    said = [(_day_in(text, since), since) for text, since in notes]
    known_on = min(since for _, since in (*told, *said))
    on = next((date.fromisoformat(day) for day, _ in reversed(told) if day), None)
    if on is None:
        days = {day for day, _ in said if day is not None}
        # Two days that differ leave the day open.
        on = days.pop() if len(days) == 1 else None
    return Death(on, max(on, known_on) if on is not None else known_on)


def day_of_death(text: str, today: date) -> date | None:
    """Return the one day with its year that words about a death name; None where they name none, several or a later."""
    return _day_in(text, today)


def _day_in(text: str, today: date) -> date | None:
    days: set[date] = set()
    for found in _DAY.findall(text):
        try:
            days.add(parse_past_day(found, today))
        except ValueError:
            return None
    day = days.pop() if len(days) == 1 else None
    return day if day is not None and day <= today else None
