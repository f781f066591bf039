"""A week of hours by the clocks of the place, held against the clocks of several places at once.

All times of a week are minutes since local midnight. What a week means in UTC is worked out a day at a time and
remembered, because the same few weeks and zones are asked for at every claim. Correct over changes of clocks: an hour
that is skipped is nobody's, an hour that comes twice counts twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache

from collections_tui.domain.windows import zone

DAY = 24 * 60

Hours = tuple[tuple[int, int], ...]
"""The hours of one day, ``start <= minute < end``, in order and apart from each other."""

Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""The hours of Monday to Sunday."""

Spans = tuple[tuple[int, int], ...]
"""Seconds of Unix time, ``start <= second < end``, in order and apart from each other."""

_DAY_SECONDS = 24 * 60 * 60
_NEAR = 10  # days that are looked up one by one: a weekly hour comes again within eight, or never but for the clocks
_FAR = 400  # days, after which every change of clocks has been seen
_BACK = 8


@cache
def daily(opens: time, closes: time, weekdays: frozenset[int] = frozenset(range(7))) -> Week:
    """Return the week with the same hours on some weekdays (0 Monday), in whole minutes and no longer."""
    start = opens.hour * 60 + opens.minute + bool(opens.second or opens.microsecond)
    end = closes.hour * 60 + closes.minute
    one, two, three, four, five, six, seven = (
        ((start, end),) if day in weekdays and start < end else () for day in range(7)
    )
    return (one, two, three, four, five, six, seven)


def is_open(week: Week, zones: tuple[str, ...], at: datetime) -> bool:
    """Tell whether an instant is within the week's hours in every one of the zones; never without a zone."""
    stamp = at.timestamp()
    return any(start <= stamp < end for start, end in _spans(week, zones, int(stamp // _DAY_SECONDS)))


def next_open(week: Week, zones: tuple[str, ...], at: datetime) -> datetime | None:
    """Return the first instant from ``at`` on that is within the week's hours in every zone, in UTC.

    None when there is none: the hours are empty, or the zones have none of them in common within a year.
    """
    if is_open(week, zones, at):
        return at.astimezone(UTC)
    stamp = at.timestamp()
    today = int(stamp // _DAY_SECONDS)
    for day in range(today, today + _NEAR):
        for start, _ in _spans(week, zones, day):
            if start > stamp:
                return datetime.fromtimestamp(start, UTC)
    start_later = _first_from(week, zones, today + _NEAR)
    return None if start_later is None else datetime.fromtimestamp(start_later, UTC)


def closed_since(week: Week, zones: tuple[str, ...], at: datetime) -> datetime:
    """Return when the stretch around ``at`` began that is outside the hours of some zone; at most eight days ago."""
    stamp = at.timestamp()
    today = int(stamp // _DAY_SECONDS)
    for day in range(today, today - _BACK, -1):
        for _, end in reversed(_spans(week, zones, day)):
            if end <= stamp:
                return datetime.fromtimestamp(end, UTC)
    return at - timedelta(days=_BACK)


def next_close(week: Week, zones: tuple[str, ...], at: datetime) -> datetime | None:
    """Return the first instant after ``at`` at which hours that were open in every zone are over, in UTC.

    None when there is none within ten days: the hours are empty, or never over.
    """
    stamp = at.timestamp()
    today = int(stamp // _DAY_SECONDS)
    for day in range(today, today + _NEAR):
        for _, end in _spans(week, zones, day):
            over = datetime.fromtimestamp(end, UTC)
            # Hours that go on into the next day of UTC are cut there only for the sake of counting.
            if end > stamp and not is_open(week, zones, over):
                return over
    return None


@lru_cache(maxsize=16_384)
def _spans(week: Week, zones: tuple[str, ...], day: int) -> Spans:
    """Return when the week's hours are in every zone at once, on one UTC day counted from 1970."""
    found: Spans | None = None
    for name in zones:
        there = _spans_there(week, name, day)
        found = there if found is None else _common(found, there)
    return found or ()


@lru_cache(maxsize=4096)
def _first_from(week: Week, zones: tuple[str, ...], first: int) -> int | None:
    for day in range(first, first + _FAR):
        for start, _ in _spans.__wrapped__(week, zones, day):
            return start
    return None


def _spans_there(week: Week, name: str, day: int) -> Spans:
    found: list[tuple[int, int]] = []
    for begin, end, offset in _pieces(name, day):
        for local_day in range((begin + offset) // _DAY_SECONDS, (end + offset - 1) // _DAY_SECONDS + 1):
            midnight = local_day * _DAY_SECONDS - offset
            # The first of January 1970 was a Thursday.
            for opens, closes in week[(local_day + 3) % 7]:
                start, stop = max(begin, midnight + opens * 60), min(end, midnight + closes * 60)
                if start < stop:
                    found.append((start, stop))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if merged and start == merged[-1][1]:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return tuple(merged)


@lru_cache(maxsize=16_384)
def _pieces(name: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """Cut one UTC day where the zone's clocks are changed: start, end, and what the clocks are ahead of UTC."""
    begin, end = day * _DAY_SECONDS, (day + 1) * _DAY_SECONDS
    first, last = _offset(name, begin), _offset(name, end - 1)
    if first == last:
        return ((begin, end, first),)
    low, high = begin, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(name, middle) == first:
            low = middle
        else:
            high = middle
    return ((begin, high, first), (high, end, last))


def _offset(name: str, stamp: int) -> int:
    offset = datetime.fromtimestamp(stamp, zone(name)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _common(one: Spans, other: Spans) -> Spans:
    return tuple(
        (max(start, begin), min(stop, end))
        for start, stop in one
        for begin, end in other
        if max(start, begin) < min(stop, end)
    )
