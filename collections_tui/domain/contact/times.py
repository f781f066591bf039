"""What people say about when they may be called, as hours of a week: ``weekdays except 3–5 pm, never weekends``.

What is typed is understood as inconvenient, unless it says *only*, *ok* or *call*, or has an *except* after it. What
could mean two things (``after 6 pm``) is refused with a sentence that asks for one of them. Where something convenient
is named, all else is inconvenient. Whoever takes it down reads ``say_times`` back.

Two rules decide what is left open. An hour without am or pm is read as one at which people are called: 1 to 7 are
afternoon, 8 to 11 morning. Mornings, evenings and the like are wide where they are inconvenient and narrow where they
are convenient.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from collections_tui.domain.contact.said import EVERY, FORMS, PARTS, Clause, clauses_of
from collections_tui.domain.contact.weeks import DAY, Hours, Week
from collections_tui.domain.windows import CLOSES, OPENS

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ALL = (1 << DAY) - 1

Mask = int
"""The minutes of a day, one bit each."""


class Times(NamedTuple):
    """When a customer may be called as far as they said, by their clocks, and the one way it is written down."""

    convenient: Week
    text: str


@lru_cache(maxsize=4096)
def parse_times(text: str) -> Times:
    """Return the hours that a person's words leave, over the whole day: hours the law adds are not in it.

    Raises:
        ValueError: the words are not understood, could mean two things, or leave no time or all of it; one sentence.
    """
    masks = _left(clauses_of(text))
    if not any(masks):
        raise ValueError("That leaves no time to call: if the customer wants no calls at all, note that instead.")
    if all(mask == _ALL for mask in masks):
        raise ValueError(f"That names no inconvenient time: write it as in {FORMS}.")
    return Times(_week(masks), _canonical(masks))


@lru_cache(maxsize=4096)
def say_times(times: Times) -> str:
    """Return in words when the customer may be called, within the hours of the law (8:00 to 21:00)."""
    opens, closes = OPENS.hour * 60 + OPENS.minute, CLOSES.hour * 60 + CLOSES.minute
    days = [
        tuple((max(start, opens), min(end, closes)) for start, end in hours if max(start, opens) < min(end, closes))
        for hours in times.convenient
    ]
    groups = [(_say_days(group, "–"), _say_hours(hours)) for group, hours in _grouped(days)]
    may = "; ".join(f"{names} {hours}" for names, hours in groups if hours)
    never = " and ".join(names for names, hours in groups if not hours)
    if not may:
        return "may be called at no lawful hour"
    return f"may be called {may}" + (f"; not {never}" if never else "")


# --- minutes ---------------------------------------------------------------------------------------------------------


def _left(clauses: list[Clause]) -> list[Mask]:
    """Return the minutes of each weekday that are left."""
    good = [0] * 7
    bad = [0] * 7
    any_good = False
    last: Literal["good", "bad", ""] = ""  # what was said before, and goes on
    for at, one in enumerate(clauses):
        polarity = _polarity(one)
        if polarity is None:
            if not last and (one.before or one.after):
                # “after 6 pm” is said by those who are at home then, and by those who sleep then.
                raise ValueError("It is not plain whether that is convenient: write “not …” or “only …” before it.")
            if last == "good" and one.after_stop:
                raise ValueError("It is not plain which parts are convenient: write “only …” or “not …” before each.")
            polarity = last or "bad"
        elif polarity == "good" and any(_polarity(earlier) is None for earlier in clauses[:at]) and not any_good:
            raise ValueError("It is not plain which parts are convenient: write “only …” or “not …” before each.")
        else:
            last = polarity
        narrow = polarity == "good"
        if narrow and one.loose:
            raise ValueError("It is not plain which hours go with which days: leave the comma between them away.")
        masks = _masks(one, narrow, EVERY)
        for hole in one.holes:
            masks = [
                mask & ~hollow for mask, hollow in zip(masks, _masks(hole, not narrow, one.days or EVERY), strict=True)
            ]
        any_good = any_good or narrow
        into = good if narrow else bad
        for day, mask in enumerate(masks):
            into[day] |= mask
    return [(good[day] if any_good else _ALL) & ~bad[day] for day in range(7)]


def _polarity(one: Clause) -> Literal["good", "bad"] | None:
    if "not" in one.marks:
        if "only" in one.marks:
            raise ValueError("“not” and “only” together can mean two things: write one of them.")
        return "bad"
    return "good" if one.marks or one.holes else None


def _masks(one: Clause, narrow: bool, default: frozenset[int] | set[int]) -> list[Mask]:
    """Return the minutes of each weekday that a clause is about; ``narrow`` where they are convenient."""
    days = one.days or default
    spans = list(one.ranges)
    for part in one.parts:
        spans += [(start * 60, end * 60) for start, end in PARTS[part][narrow]]
    bounds = [(0, end) for end in one.before] + [(start, DAY) for start in one.after]
    if len(one.before) == len(one.after) == 1 and one.after[0] < one.before[0]:
        bounds = [(one.after[0], one.before[0])]
    masks = [0] * 7
    for day in days:
        if not one.timed:
            masks[day] |= _ALL
        elif narrow and spans and bounds:
            masks[day] |= _bits(spans) & _bits(bounds) & _ALL
        else:
            both = _bits([*spans, *bounds])
            masks[day] |= both & _ALL
            masks[(day + 1) % 7] |= both >> DAY
    return masks


def _bits(spans: Iterable[tuple[int, int]]) -> Mask:
    mask = 0
    for start, end in spans:
        mask |= (1 << end) - (1 << start)
    return mask


def _hours(mask: Mask) -> Hours:
    found: list[tuple[int, int]] = []
    at = 0
    while mask >> at:
        rest = mask >> at
        start = at + (rest & -rest).bit_length() - 1
        filled = ~(mask >> start)
        at = start + (filled & -filled).bit_length() - 1
        found.append((start, at))
    return tuple(found)


def _week(masks: list[Mask]) -> Week:
    one, two, three, four, five, six, seven = map(_hours, masks)
    return (one, two, three, four, five, six, seven)


# --- writing ---------------------------------------------------------------------------------------------------------


def _canonical(masks: list[Mask]) -> str:
    """Return the inconvenient times in the one form that is stored; it reads as the same times again."""
    parts = []
    for days, hours in _grouped([_hours(_ALL & ~mask) for mask in masks]):
        if hours:
            spans = "" if hours == ((0, DAY),) else " " + " ".join(f"{_hm(start)}-{_hm(end)}" for start, end in hours)
            parts.append(_say_days(days, "-") + spans)
    return "; ".join(parts)


def _grouped(days: list[Hours]) -> list[tuple[list[int], Hours]]:
    groups: dict[Hours, list[int]] = {}
    for day, hours in enumerate(days):
        groups.setdefault(hours, []).append(day)
    return [(members, hours) for hours, members in groups.items()]


def _say_days(days: list[int], dash: str) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return " ".join(_DAYS[run[0]] if len(run) == 1 else f"{_DAYS[run[0]]}{dash}{_DAYS[run[-1]]}" for run in runs)


def _say_hours(hours: Hours) -> str:
    return " and ".join(f"{_hm(start)}–{_hm(end)}" for start, end in hours)


def _hm(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
