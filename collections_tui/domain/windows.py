"""When the customers of a call window may be called: in the hours allowed, in every one of its time zones at once.

Correct over changes to and from summer time: hours are compared as the clocks on the wall there show them.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from collections_tui.domain.records import CallWindow

# 12 CFR 1006.6(b)(1)(i): before 8:00 a.m. and after 9:00 p.m. local time at the consumer's location is inconvenient.
OPENS = time(8)
CLOSES = time(21)

_LABELS = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "America/Adak": "Aleutian",
    "America/Puerto_Rico": "Atlantic",
    "Pacific/Honolulu": "Hawaii",
    "Pacific/Guam": "Guam",
    "Pacific/Pago_Pago": "Samoa",
}


def is_open(window: CallWindow, now: datetime, start: time = OPENS, end: time = CLOSES) -> bool:
    """Tell whether the window's customers may be called: ``start <= local time < end`` in every zone.

    A window without zones is never open: nobody knows what time it is there.
    """
    return bool(window.zones) and all(start <= now.astimezone(zone(name)).time() < end for name in window.zones)


def opens_at(window: CallWindow, now: datetime, start: time = OPENS, end: time = CLOSES) -> datetime | None:
    """Return the first instant from ``now`` on at which the window is open, in UTC: ``now`` itself when it is.

    None when its zones have no common hour, which takes places all around the world, or when it has no zones.
    """
    now = now.astimezone(UTC)
    if is_open(window, now, start, end):
        return now
    # A window opens when one of its zones does: at its own start, or when its clocks are changed.
    starts = {instant for name in window.zones for instant in _starts(zone(name), now, start)}
    return min((at for at in starts if at >= now and is_open(window, at, start, end)), default=None)


def local_times(window: CallWindow, now: datetime) -> list[tuple[str, datetime]]:
    """Return the label and the local time of every zone of a window, the earliest time first."""
    times = [(zone_label(name), now.astimezone(zone(name))) for name in window.zones]
    return sorted(times, key=lambda pair: (pair[1].replace(tzinfo=None), pair[0]))


def zone_label(name: str) -> str:
    """Return the everyday word for a time zone: ``Pacific`` for ``America/Los_Angeles``; the city for one without."""
    return _LABELS.get(name) or name.rpartition("/")[2].replace("_", " ")


@cache
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: the name is none.
    """
    return ZoneInfo(name)


def _starts(there: ZoneInfo, now: datetime, start: time) -> list[datetime]:
    """Return the instants of the next days at which a zone may open, in UTC; some may turn out closed."""
    today = now.astimezone(there).date()
    found = []
    for later in range(-1, 4):
        wall = datetime.combine(today + timedelta(days=later), start, tzinfo=there)
        found += [wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)]
        midnight = now + timedelta(days=later)
        if midnight.astimezone(there).utcoffset() != (midnight + timedelta(days=1)).astimezone(there).utcoffset():
            found.append(_change_after(there, midnight))
    return found


def _change_after(there: ZoneInfo, before: datetime) -> datetime:
    """Return the instant, within a day after ``before``, at which the zone's clocks are changed."""
    offset, after = before.astimezone(there).utcoffset(), before + timedelta(days=1)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(there).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
