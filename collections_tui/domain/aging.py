"""How old a debt is: what is owed, split by days past the due date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

BUCKETS = ("current", "1_30", "31_60", "61_90", "over_90")


class OpenItem(NamedTuple):
    """One invoice with something open on it, in cents; negative when the customer is owed."""

    due_on: date
    open_cents: int


class Aging(NamedTuple):
    """What is owed, in cents, by days past due. ``current`` is negative when more was paid than is owed."""

    current: int = 0
    d1_30: int = 0
    d31_60: int = 0
    d61_90: int = 0
    over_90: int = 0

    @property
    def total(self) -> int:
        """The balance, in cents."""
        return sum(self)

    def as_json(self) -> dict[str, int]:
        """Return the buckets, in cents, under the names that programs see."""
        return dict(zip(BUCKETS, self, strict=True))


def bucket_of(days: int) -> str:
    """Return the bucket for so many days past due, one of ``BUCKETS``. Due today, or later, is ``current``."""
    return BUCKETS[_index(days)]


def days_past_due(oldest_due_on: date | None, today: date) -> int:
    """Return how many days the oldest open item is late; 0 when nothing is."""
    return 0 if oldest_due_on is None else max(0, (today - oldest_due_on).days)


def age(items: Iterable[OpenItem], credit_cents: int, today: date) -> Aging:
    """Split what is open by its age. The parts always add up to the items less the credit.

    Args:
        items: what is open, invoice by invoice; a negative one counts as credit.
        credit_cents: money received and not yet applied to an invoice, 0 or more. It pays the oldest first; what is
            left of it makes ``current`` negative.
        today: the day to count from.

    Raises:
        ValueError: the credit is negative.
    """
    buckets = [0] * len(BUCKETS)
    for due_on, left in _after_credit(items, credit_cents):
        buckets[0 if due_on is None else _index((today - due_on).days)] += left
    return Aging(*buckets)


def oldest_open(items: Iterable[OpenItem], credit_cents: int = 0) -> date | None:
    """Return the due date of the oldest item that still is open once credit has paid the oldest first, as in ``age``.

    None when nothing is.

    Raises:
        ValueError: the credit is negative.
    """
    return next((due_on for due_on, left in _after_credit(items, credit_cents) if left > 0), None)


def _after_credit(items: Iterable[OpenItem], credit_cents: int) -> Iterator[tuple[date | None, int]]:
    """What is left of each item, the oldest due first; at the end the credit that is left, negative, without a date."""
    if credit_cents < 0:
        raise ValueError("Unapplied credit cannot be negative: a charge belongs on an invoice.")
    owed: list[OpenItem] = []
    for item in items:
        if item.open_cents > 0:
            owed.append(item)
        else:
            credit_cents -= item.open_cents
    for due_on, open_cents in sorted(owed):
        paid = min(credit_cents, open_cents)
        credit_cents -= paid
        yield due_on, open_cents - paid
    yield None, -credit_cents


def _index(days: int) -> int:
    # Ceiling division: 1–30 days are the first bucket past due, 31–60 the second, and so on up to the last.
    return 0 if days <= 0 else min(4, -(-days // 30))
