"""Promises: what was paid of them in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Pledge(NamedTuple):
    """A promise as it is judged: cents promised on one day, to be paid by ``last_day`` at the latest.

    ``last_day`` is the day it is due and the client's days of grace. All are days of the floor. With ``everywhere``
    payments on any of the customer's accounts count, else those on its own.
    """

    id: int
    account: int
    made_on: date
    due_on: date
    last_day: date
    cents: int
    everywhere: bool = False
    made_at: datetime = LONG_AGO
    """What had been entered before it was made was paid already."""


class Paid(NamedTuple):
    """A payment that was not reversed; ``cents`` is more than 0."""

    account: int
    on: date
    cents: int
    entered_at: datetime = LONG_AGO


def paid_in_time(pledges: Iterable[Pledge], payments: Iterable[Paid]) -> dict[int, int]:
    """Return by the id of each promise how many cents of it were paid in time: all of it, and it was kept.

    Payments count that are of the day it was made to its last day, and were entered after it was made. What was paid is
    used up by the promise due first, whether that reaches it or not: no cent keeps two. What is paid late keeps none,
    and another payment never takes anything from a promise.

    Args:
        pledges: all promises of one customer that stand, those found kept before among them.
        payments: all payments on the customer's accounts.
    """
    paid = sorted(payments, key=lambda one: (one.on, one.account, one.cents))
    left = [one.cents for one in paid]
    found: dict[int, int] = {}
    for pledge in sorted(pledges, key=lambda one: (one.due_on, one.made_on, one.id)):
        missing = pledge.cents
        for place, one in enumerate(paid):
            if not missing:
                break
            if _counts(pledge, one):
                used = min(missing, left[place])
                left[place] -= used
                missing -= used
        found[pledge.id] = pledge.cents - missing
    return found


def _counts(pledge: Pledge, one: Paid) -> bool:
    in_time = pledge.made_on <= one.on <= pledge.last_day and pledge.made_at <= one.entered_at
    return in_time and (pledge.everywhere or one.account == pledge.account)
