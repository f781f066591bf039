"""Days and moments as people type and say them. Strict on purpose: a form that could mean two things is refused.

Refuses to know what day it is: every function is given today, or now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

DAY_FORMS = "today, tomorrow, fri, +10d, +2w, +1m, 31 jan, 31 jan 2027, 15th, eom, 1/31 or 2027-01-31"
MOMENT_FORMS = "14:30, 2:30pm, fri 2pm, tomorrow 9:15, 31 jan 10:00, +2h or +30m"

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY_NUMBER = {
    **{name: number for number, name in enumerate(_WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(_WEEKDAYS)},
    **{"tues": 1, "thur": 3, "thurs": 3},
}
_MONTH_NUMBER = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
_MONTH = "(" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + ")"
_LONGEST = 40
_TO_COME = ("tomorrow", "tom", "eom")


def parse_day(text: str, today: date) -> date:
    """Return the day that somebody typed: one of ``DAY_FORMS``, upper or lower case.

    A weekday, or ``15th``, is the next one after today. A day and month without a year, and ``eom``, are the next one
    that is not past, today included. ``1/31`` is month and day. A day with its year may lie in the past.

    Raises:
        ValueError: the text is anything else, or no such day exists; one sentence that shows the forms.
    """
    words = _words(text)
    day = _named_day(words, today)
    if day is not None:
        return day
    for pattern, read in _DAY_PATTERNS:
        found = re.fullmatch(pattern, words)
        if found is not None:
            try:
                return read(today, *found.groups())
            except (ValueError, OverflowError):
                raise ValueError(f"There is no day {words!r}: write {DAY_FORMS}.") from None
    raise ValueError(f"{_shown(text)} is not a day: write {DAY_FORMS}.")


def parse_past_day(text: str, today: date) -> date:
    """Return the day that somebody typed about something that has happened: as ``parse_day``, and ``yesterday``.

    What leaves open which one is meant is the latest that is not after today: ``mon``, ``9 nov``, ``11/9``, ``15th``.

    Raises:
        ValueError: the text is no day; one sentence that shows the forms. A day after today is returned as it is.
    """
    words = _words(text)
    if words == "yesterday":
        return today - timedelta(days=1)
    day = parse_day(text, today)
    if words in _WEEKDAY_NUMBER:
        return day - timedelta(days=7)
    if day <= today or words in _TO_COME or re.search(r"[0-9]{4}|\+", words):
        return day
    if re.fullmatch(r"[0-9]{1,2}(st|nd|rd|th)", words):
        return _last_of_months(day.day, today)
    # 29 February may be up to eight years ago.
    years = (
        year for year in range(today.year, today.year - 9, -1) if (day.month, day.day) != (2, 29) or _is_leap(year)
    )
    return next(found for year in years if (found := day.replace(year=year)) <= today)


def parse_near_day(text: str, today: date, earliest: date = date.min) -> date:
    """Return the day that somebody typed about something that may have happened or is still to come.

    What leaves open which one is meant is the nearest that is not before ``earliest``: in November ``31 dec`` is the
    coming one, ``31 oct`` that of a month ago.

    Raises:
        ValueError: the text is no day; one sentence that shows the forms.
    """
    past = parse_past_day(text, today)
    if past >= today or _words(text) == "yesterday":
        return past
    coming = parse_day(text, today)
    return past if past >= earliest and today - past <= coming - today else coming


def parse_moment(text: str, now_local: datetime) -> datetime:
    """Return the moment that somebody typed, one of ``MOMENT_FORMS``, in the time zone of ``now_local``.

    A time alone is today. A local time that a change to summer time skips moves forward by what was skipped; one that
    happens twice is the first. An hour from 1 to 6 must say am or pm, or be written as 02:30: nobody is rung at night.

    Raises:
        ValueError: the text is anything else, or the moment is not in the future; one sentence.
    """
    words = _words(text)
    later = re.fullmatch(r"\+([0-9]{1,3})([hm])", words)
    if later is not None:
        minutes = int(later[1]) * (60 if later[2] == "h" else 1)
        moment = (now_local.astimezone(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    else:
        moment = _wall_moment(text, words, now_local).astimezone(UTC)
    if moment <= now_local:
        raise ValueError(f"{_shown(text)} is past: write a moment that is still to come, such as {MOMENT_FORMS}.")
    return moment.astimezone(now_local.tzinfo)


def say_day(day: date, today: date) -> str:
    """Return a day in words: ``today``, ``tomorrow``, ``Fri 27 Nov``, and with its year when that is another one."""
    if day == today:
        return "today"
    if (day - today).days == 1:
        return "tomorrow"
    words = f"{_SHORT_DAYS[day.weekday()]} {day.day} {_SHORT_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def say_moment(when_local: datetime, today: date) -> str:
    """Return a local moment in words: ``today 14:30``, ``Fri 27 Nov 09:15``."""
    return f"{say_day(when_local.date(), today)} {when_local.hour:02d}:{when_local.minute:02d}"


def business_day_after(day: date, n: int = 1) -> date:
    """Return the ``n``-th weekday (Monday to Friday) after a day. Holidays are not known here.

    Raises:
        ValueError: ``n`` is not positive.
    """
    if n < 1:
        raise ValueError("Business days are counted from 1.")
    weeks, rest = divmod(n, 5)
    # Whole weeks first; from a weekend start at its Friday, so that the count begins on Monday.
    day -= timedelta(days=max(0, day.weekday() - 4))
    day += timedelta(weeks=weeks)
    return day + timedelta(days=rest + (2 if day.weekday() + rest > 4 else 0))


def _words(text: str) -> str:
    # Whatever is longer than any form is none of them: it is not searched, and not cut into something valid.
    return " ".join(text.lower().split()) if len(text) <= _LONGEST else ""


def _named_day(words: str, today: date) -> date | None:
    if words == "today":
        return today
    if words in ("tomorrow", "tom"):
        return today + timedelta(days=1)
    if words == "eom":
        return _month_start(today.year, today.month + 1) - timedelta(days=1)
    weekday = _WEEKDAY_NUMBER.get(words)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _last_of_months(number: int, today: date) -> date:
    """Return the latest day of this number that is not after today; a month without one is passed over."""
    for earlier in range(3):
        first = _month_start(today.year, today.month - earlier)
        found = first + timedelta(days=number - 1)
        if found.month == first.month and found <= today:
            return found
    raise AssertionError("of three months in a row one has a day of this number")


def _month_start(year: int, month: int) -> date:
    """Return the first of a month; month 13 is January of the year after, and so on."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


def _from_now(today: date, count: str, unit: str) -> date:
    if unit == "d":
        return today + timedelta(days=int(count))
    if unit == "w":
        return today + timedelta(weeks=int(count))
    # The 31st plus one month is the last of a shorter month.
    last = _month_start(today.year, today.month + int(count) + 1) - timedelta(days=1)
    return last.replace(day=min(today.day, last.day))


def _day_month(today: date, day: str, month: str, year: str | None) -> date:
    return _numbers(today, str(_MONTH_NUMBER[month]), day, year)


def _month_day(today: date, month: str, day: str, year: str | None) -> date:
    return _day_month(today, day, month, year)


def _numbers(today: date, month: str, day: str, year: str | None) -> date:
    if year is not None:
        return date(int(year), int(month), int(day))
    # 29 February may be up to eight years away (1896 to 1904, 2096 to 2104).
    for later in range(9):
        if (int(month), int(day)) == (2, 29) and not _is_leap(today.year + later):
            continue
        candidate = date(today.year + later, int(month), int(day))
        if candidate >= today:
            return candidate
    raise ValueError


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _iso(today: date, year: str, month: str, day: str) -> date:
    return date(int(year), int(month), int(day))


def _next_of_month(today: date, day: str, suffix: str) -> date:
    number = int(day)
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if suffix != ending or not 1 <= number <= 31:
        raise ValueError
    for later in range(13):
        last = _month_start(today.year, today.month + later + 1) - timedelta(days=1)
        if number <= last.day and last.replace(day=number) > today:
            return last.replace(day=number)
    raise ValueError


_YEAR = "((?:19|20|21)[0-9]{2})"
# Kept as text: compiled when first typed, since every start of the program would pay for it here.
_DAY_PATTERNS: tuple[tuple[str, Callable[..., date]], ...] = (
    (r"\+([0-9]{1,3})([dwm])", _from_now),
    (rf"([0-9]{{1,2}}) ?{_MONTH}(?: {_YEAR})?", _day_month),
    (rf"{_MONTH} ?([0-9]{{1,2}})(?:,? {_YEAR})?", _month_day),
    (rf"([0-9]{{1,2}})/([0-9]{{1,2}})(?:/{_YEAR})?", _numbers),
    (rf"{_YEAR}-([0-9]{{2}})-([0-9]{{2}})", _iso),
    (r"([0-9]{1,2})(st|nd|rd|th)", _next_of_month),
)
_TIME = r"(?:(.+) )?([0-9]{1,2})(?::([0-9]{2}))?(?: ?(am|pm))?"


def _wall_moment(text: str, words: str, now_local: datetime) -> datetime:
    found = re.fullmatch(_TIME, words)
    at = None if found is None else _clock_time(found[2], found[3], found[4])
    if found is None or at is None:
        raise ValueError(f"{_shown(text)} is not a moment: write {MOMENT_FORMS}.")
    day = now_local.date() if found[1] is None else parse_day(found[1], now_local.date())
    # fold=0 is the first of two; in a gap it counts with the offset from before, which moves it forward.
    return datetime.combine(day, at, tzinfo=now_local.tzinfo)


def _clock_time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if int(minute or 0) > 59:
        return None
    if half is not None:
        return time(number % 12 + (12 if half == "pm" else 0), int(minute or 0)) if 1 <= number <= 12 else None
    vague = minute is None or (len(hour) == 1 and 1 <= number <= 6)
    return None if vague or number > 23 else time(number, int(minute or 0))


def _shown(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
