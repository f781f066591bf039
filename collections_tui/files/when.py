"""Dates and times of day as files write them: in the forms that a mapping names, and in no other.

Refuses to guess: 1/2/2027 is a date only to somebody who said which of the two is the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DATE_PARTS = "YYYY or YY, MM or M, MON, DD or D"
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<year>[0-9]{2})",
    "MON": r"(?P<name>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>[0-9]{1,2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
    "D": r"(?P<day>[0-9]{1,2})",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*([AaPp]\.?[Mm]\.?)?")
_OFFSET = re.compile(r"\s*(Z|z|[+-][0-9]{2}:?[0-9]{2})$")
_MIDNIGHT = re.compile(r"[T\s]\s*0?0:00(:00(\.0+)?)?\s*(Z|AM)?$|\s+12:00(:00(\.0+)?)?\s*AM$")  # of a date-time column
_LONGEST = 60  # characters: what is longer is no date, and a megabyte of blanks would keep the patterns busy for hours
_CENTURY_TURNS = 70  # 69 is 2069 and 70 is 1970, as in the C library


def date_pattern(form: str) -> re.Pattern[str] | None:
    """Return what matches dates of this form, or None when the form itself is wrong.

    A form without any mark between its parts has parts of fixed length: ``YYYYMMDD``.
    """
    pieces = re.split("(YYYY|YY|MON|MM|M|DD|D)", form)
    words, marks = pieces[1::2], pieces[::2]
    kinds = sorted(word[0] for word in words)
    if kinds != ["D", "M", "Y"] or any(re.search("[A-Za-z0-9]", mark) for mark in marks):
        return None
    parts = [_PARTS[word] for word in words]
    if not any(marks[1:-1]):
        parts = [part.replace("{1,2}", "{2}") for part in parts]
    text = re.escape(marks[0]) + "".join(part + re.escape(mark) for part, mark in zip(parts, marks[1:], strict=True))
    return re.compile(text)


class Dates:
    """Reads dates of some forms. The same text comes again and again, so every answer is remembered for a while."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = tuple(forms)
        self._patterns = [pattern for pattern in map(date_pattern, self._forms) if pattern is not None]
        self._known: dict[str, str] = {}

    def iso(self, text: str) -> str:
        """Return the date as ``YYYY-MM-DD``.

        Raises:
            ValueError: it is none, or none of these forms; the reason follows the field's name.
        """
        found = self._known.get(text)
        if found is None:
            if len(self._known) > 20_000:  # birthdays, perhaps: nothing is gained by remembering more
                self._known.clear()
            found = self._known[text] = self._read(text.strip()).isoformat()
        return found

    def iso_or_none(self, text: str) -> str:
        """Return the same, and '' for an empty text.

        Raises:
            ValueError: as ``iso``.
        """
        return self.iso(text) if text else ""

    def _read(self, text: str) -> date:
        bare = _MIDNIGHT.sub("", text) if len(text) <= _LONGEST else ""
        for pattern in self._patterns:
            match = pattern.fullmatch(bare)
            if match is not None:
                return _plausible(_date_of(match, text), text)
        raise ValueError(f"{shown(text)} is not a date of the form {' or '.join(self._forms)}")


def moment(text: str, dates: Dates, zone: tzinfo | None) -> datetime:
    """Return the instant of a date and a time of day, in UTC: ``1/31/2027 2:05 PM``, ``2027-01-31T14:05:00Z``.

    Args:
        text: the date in one of the forms, blank or ``T``, the time; with its distance from UTC or without.
        dates: the forms of the date.
        zone: the time zone of times without a distance; None is the computer's own.

    Raises:
        ValueError: it is no such moment; the reason follows the field's name.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(f"{shown(text)} is not a date and a time such as 2027-01-31 14:05")
    offset = _OFFSET.search(text)
    bare = text[: offset.start()] if offset else text
    # The time begins at the first digit before a colon; what stands before it is the date.
    found = re.search(r"(?:^|[T\s])\s*(?=[0-9]{1,2}:)", bare)
    if found is None or not bare[: found.start()].strip():
        raise ValueError(f"{shown(text)} is not a date and a time such as 2027-01-31 14:05")
    day = date.fromisoformat(dates.iso(bare[: found.start()]))
    local = datetime.combine(day, time_of_day(bare[found.end() :]))
    if offset:
        mark = offset[1].upper()
        return local.replace(tzinfo=UTC) - (timedelta(0) if mark == "Z" else _distance(mark))
    return (local.replace(tzinfo=zone) if zone else local.astimezone()).astimezone(UTC)


def time_of_day(text: str) -> time:
    """Return a time written as 14:05, 14:05:30 or 2:05 PM.

    Raises:
        ValueError: it is none; the reason follows the field's name.
    """
    match = _TIME.fullmatch(text.strip())
    if match is not None:
        hour, half = int(match[1]), (match[4] or "").lower().replace(".", "")
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
        try:
            return time(hour, int(match[2]), int(match[3] or 0))
        except ValueError:
            pass
    raise ValueError(f"{shown(text)} is not a time such as 14:05 or 2:05 PM")


def seconds(text: str) -> int:
    """Return a duration written as seconds (``95``), minutes and seconds (``1:35``) or with hours (``0:01:35``).

    Raises:
        ValueError: it is none, or a day and more; the reason follows the field's name.
    """
    match = re.fullmatch(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,3}):)?([0-9]{1,5})(?:\.[0-9]+)?", text.strip())
    if match is not None:
        total = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3])
        if total < 86_400:
            return total
    raise ValueError(f"{shown(text)} is not a duration such as 95 (seconds) or 1:35")


def shown(text: str) -> str:
    """Return somebody's text for a reason: quoted, and cut when it is long."""
    return f"“{text if len(text) <= 60 else text[:60] + '…'}”" if text else "an empty text"


def _date_of(match: re.Match[str], text: str) -> date:
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < _CENTURY_TURNS else 1900
    try:
        month = int(parts["month"]) if "month" in parts else _month_named(parts["name"])
        return date(year, month, int(parts["day"]))
    except ValueError:
        raise ValueError(f"there is no date {shown(text)}") from None


def _month_named(name: str) -> int:
    name = name.lower()
    if name in _FULL:
        return _FULL.index(name) + 1
    return _MONTHS.index("sep" if name == "sept" else name) + 1


def _plausible(day: date, text: str) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{shown(text)} is outside the years {EARLIEST.year} to {LATEST.year}")
    return day


def _distance(mark: str) -> timedelta:
    sign = -1 if mark[0] == "-" else 1
    hours, minutes = int(mark[1:3]), int(mark[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(f"{mark} is no distance from UTC")
    return sign * timedelta(hours=hours, minutes=minutes)
