"""Promises: which of them were kept, by what was paid and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

GRACE_DAYS = 0
"""How many days after its due date a payment still keeps a promise."""


class Pledge(NamedTuple):
    """A promise as it is judged: cents promised on one day by another. Both are days of the floor."""

    id: int
    made_on: date
    due_on: date
    cents: int


def kept(pledges: Iterable[Pledge], payments: Iterable[tuple[date, int]], grace_days: int = GRACE_DAYS) -> set[int]:
    """Return the ids of the promises of one account that were kept.

    A promise is kept when the payments from the day it was made to the day it was due reach it. What was paid is used
    up by the promise due first, whether that reaches it or not: no cent keeps two. What is paid late keeps none, and
    another payment never breaks a promise that was kept.

    Args:
        pledges: all promises that stand, those found kept before among them.
        payments: the day and the cents, more than 0, of every payment that was not reversed.
        grace_days: so many days later a promise is still kept.
    """
    paid = sorted(payments)
    left = [cents for _, cents in paid]
    found: set[int] = set()
    for pledge in sorted(pledges, key=lambda one: (one.due_on, one.made_on, one.id)):
        last, missing = pledge.due_on + timedelta(days=grace_days), pledge.cents
        for place, (on, _) in enumerate(paid):
            if pledge.made_on <= on <= last:
                used = min(missing, left[place])
                left[place] -= used
                missing -= used
        if missing <= 0:
            found.add(pledge.id)
    return found
