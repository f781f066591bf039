"""The validation period of 12 CFR 1006.34(b)(5): when it ends, and on which days the mail is assumed to travel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

_MAIL_DAYS = 5
_PERIOD_DAYS = 30
NOTICE_DAYS = 5
"""Within so many days of the first communication the notice is sent (12 CFR 1006.34(a)(1)(i)(B))."""

# Who is told or handed the notice has it at once.
_AT_ONCE = ("hand", "spoken")


@lru_cache(maxsize=64)
def legal_holidays(year: int) -> frozenset[date]:
    """Return the legal public holidays of 5 U.S.C. 6103(a), on the days it names.

    The Friday or Monday on which one that falls on a weekend is observed comes from paragraph (b) and is none of them.
    """
    days = {
        date(year, 1, 1),
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _nth(year, 6, 0, 1) - timedelta(days=7),
        date(year, 7, 4),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        date(year, 11, 11),
        _nth(year, 11, 3, 4),
        date(year, 12, 25),
    }
    # Juneteenth came in with Public Law 117-17.
    return frozenset(days | {date(year, 6, 19)} if year >= 2021 else days)


def assumed_receipt(sent_on: date) -> date:
    """Return the first day on which a notice may be assumed to have been received: five business days after sending.

    Business days are all but Saturdays, Sundays and the legal public holidays.
    """
    day, left = sent_on, _MAIL_DAYS
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in legal_holidays(day.year):
            left -= 1
    return day


def last_day(details: Mapping[str, str], sent_on: date) -> date:
    """Return the last day of the validation period: 30 days after the notice was received, or is assumed to be.

    Args:
        details: those of a ``notice`` flag; ``received_on`` is believed where it is known.
        sent_on: the day to reckon from where the details have none.
    """
    return _last_day(details.get("sent_on"), details.get("received_on"), details.get("how"), sent_on)


# Asked on every claim of an account with a notice, and always the same.
@lru_cache(maxsize=4096)
def _last_day(sent_on: str | None, received_on: str | None, how: str | None, otherwise: date) -> date:
    sent = _day(sent_on) or otherwise
    received = _day(received_on)
    if received is None:
        received = sent if how in _AT_ONCE else assumed_receipt(sent)
    return max(sent, received) + timedelta(days=_PERIOD_DAYS)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """Return the n-th Monday (weekday 0) and so on of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
