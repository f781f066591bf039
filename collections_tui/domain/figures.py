"""The figures that run a floor: rates that keep what they are of, percentiles, and how receivables grow old.

docs/figures.md says what counts for each, with an example worked by hand. Nothing here knows where numbers come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from collections_tui.domain.aging import BUCKETS, bucket_of

_LATEST_BUCKET = len(BUCKETS) - 1
MONTHS_IN_CYCLE, DAYS_IN_CYCLE = 48, 1461  # four years: how many days a month has, on the average


class Rate(NamedTuple):
    """A part of a whole, or so much per so many. Both are kept: a rate without what it is of says nothing."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """The rate itself; None when there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


class Spread(NamedTuple):
    """The median and the ninth decile of so many durations, in seconds; None where there is none."""

    median: int | None
    p90: int | None
    number: int


class Balances(NamedTuple):
    """What was owed at the end of a day, in cents of one currency.

    ``buckets`` are those of ``aging.BUCKETS`` by the due date of each invoice, and ``loose`` is what is on no invoice:
    below 0 for payments not applied yet. ``total`` is their sum.
    """

    buckets: tuple[int, ...]
    loose: int

    @property
    def current(self) -> int:
        """What was not past due."""
        return self.buckets[0]

    @property
    def total(self) -> int:
        """All that was owed."""
        return sum(self.buckets) + self.loose


def percentile(counts: Mapping[int, int], percent: int) -> int | None:
    """Return the value that so many percent of all values do not exceed, by nearest rank: one that was there.

    Args:
        counts: how often each value was there.
        percent: from 1 to 100.
    """
    total = sum(counts.values())
    if not total:
        return None
    rank = -(-percent * total // 100)
    for value, count in sorted(counts.items()):
        rank -= count
        if rank <= 0:
            return value
    raise AssertionError("the last rank is that of the last value")


def spread(counts: Mapping[int, int]) -> Spread:
    """Return the median and the ninth decile of values of which it is known how often each was there."""
    return Spread(percentile(counts, 50), percentile(counts, 90), sum(counts.values()))


def balances(on: date, by_due_day: Iterable[tuple[date | None, int]]) -> Balances:
    """Return what was owed at the end of a day, by age.

    Args:
        on: the day from which ages are counted.
        by_due_day: cents by the day they were due; None for what is on no invoice.
    """
    buckets, loose = dict.fromkeys(BUCKETS, 0), 0
    for due_on, cents in by_due_day:
        if due_on is None:
            loose += cents
        else:
            buckets[bucket_of((on - due_on).days)] += cents
    return Balances(tuple(buckets.values()), loose)


def roll_rates(before: Balances, after: Balances) -> tuple[Rate, ...]:
    """Return for each bucket but the last how much of it is in the next one a month later.

    The last bucket takes in what was in the one before it and what was in it already, so that its rate would be of
    both: it is the last of the answer, over the sum of the two.
    """
    moves = [Rate(after.buckets[at + 1], before.buckets[at]) for at in range(_LATEST_BUCKET - 1)]
    old = before.buckets[_LATEST_BUCKET - 1] + before.buckets[_LATEST_BUCKET]
    return (*moves, Rate(after.buckets[_LATEST_BUCKET], old))


def months_of(days: int) -> int:
    """Return how many months so many days are, at least one: 28 to 45 days are one month, 92 are three."""
    return max(1, (days * MONTHS_IN_CYCLE + DAYS_IN_CYCLE // 2) // DAYS_IN_CYCLE)


def effectiveness(begin: Balances, end: Balances, sales_cents: int, months: int) -> Rate:
    """Return the collection effectiveness index: of what could be collected, how much was.

    (begin + sales ÷ N − end total) ÷ (begin + sales ÷ N − end current), N being the months of the span. Both sides are
    multiplied by N, so that they stay whole.
    """
    could = months * begin.total + sales_cents
    return Rate(could - months * end.total, could - months * end.current)


def days_outstanding(end: Balances, sales_cents: int, days: int) -> Rate:
    """Return the days sales outstanding: receivables at the end ÷ sales × days."""
    return Rate(end.total * days, sales_cents)


def hours_left(accounts: int, calls: int, hours: int) -> Rate:
    """Return for how many hours of one person a worklist lasts, at so many calls in so many hours."""
    return Rate(accounts * hours, calls)


def month_ends(first: date, last: date) -> list[date]:
    """Return the last day of the month before ``first``, of each month up to ``last``, and ``last`` itself."""
    ends = [first.replace(day=1) - timedelta(days=1)]
    while ends[-1] < last:
        begin = ends[-1] + timedelta(days=1)
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        ends.append(min(following - timedelta(days=1), last))
    return ends
