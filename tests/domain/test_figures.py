"""Rates, percentiles and receivables: worked by hand, and what holds for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.figures import (
    Balances,
    Rate,
    balances,
    days_outstanding,
    effectiveness,
    hours_left,
    month_ends,
    months_of,
    percentile,
    roll_rates,
    spread,
)

DAY = date(2026, 11, 30)
CENTS = st.integers(-10_000, 10_000)
DUE = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 3, 1)))


def test_a_rate_of_nothing_is_none_and_no_error() -> None:
    assert Rate(0, 0).value is None
    assert Rate(3, 4).value == Fraction(3, 4)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    found = percentile({one: values.count(one) for one in values}, percent)
    reaching = [one for one in values if 100 * sum(other <= one for other in values) >= percent * len(values)]
    assert found == min(reaching)


def test_the_spread_of_nothing_says_nothing() -> None:
    assert spread({}) == (None, None, 0)
    assert spread({7: 1}) == (7, 7, 1)


@given(st.lists(st.tuples(DUE, CENTS), max_size=30), st.lists(st.tuples(DUE, CENTS), max_size=30))
def test_what_is_owed_can_be_added_up_in_parts(
    some: list[tuple[date | None, int]], more: list[tuple[date | None, int]]
) -> None:
    one, other, both = balances(DAY, some), balances(DAY, more), balances(DAY, some + more)
    assert both.total == one.total + other.total == sum(cents for _, cents in some + more)
    assert both.buckets == tuple(a + b for a, b in zip(one.buckets, other.buckets, strict=True))
    assert both.loose == one.loose + other.loose


def test_an_invoice_grows_older_from_bucket_to_bucket() -> None:
    for days, place in ((-40, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)):
        found = balances(DAY, [(DAY - timedelta(days=days), 5), (None, -2)])
        assert (found.buckets.index(5), found.total) == (place, 3)


def test_roll_rates_are_of_the_bucket_a_month_before() -> None:
    before, after = Balances((100, 50, 40, 30, 20), -7), Balances((80, 25, 30, 10, 45), 0)
    assert roll_rates(before, after) == (Rate(25, 100), Rate(30, 50), Rate(10, 40), Rate(45, 50))


def test_effectiveness_and_days_outstanding_by_the_textbook() -> None:
    begin, end = Balances((400, 600, 0, 0, 0), 0), Balances((300, 400, 0, 0, 0), 0)
    # (1000 + 900/3 − 700) / (1000 + 900/3 − 300): both times three.
    assert effectiveness(begin, end, 900, 3) == Rate(1_800, 3_000)
    assert days_outstanding(end, 900, 92).value == Fraction(700 * 92, 900)
    assert hours_left(40, 50, 5).value == 4


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_all_collected_but_what_is_not_due_is_an_index_of_one(begin: list[int], end: list[int]) -> None:
    current = Balances((end[0], 0, 0, 0, 0), 0)
    index = effectiveness(Balances(tuple(begin), 0), current, 1_000, 1)
    assert index.numerator == index.denominator


@pytest.mark.parametrize(("days", "months"), [(1, 1), (28, 1), (31, 1), (45, 1), (46, 2), (61, 2), (92, 3), (365, 12)])
def test_days_are_so_many_months(days: int, months: int) -> None:
    assert months_of(days) == months


def test_the_ends_of_months_begin_before_the_first_day_and_end_with_the_last() -> None:
    ends = month_ends(date(2026, 1, 15), date(2026, 3, 10))
    assert ends == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)]
    assert month_ends(date(2026, 11, 1), DAY) == [date(2026, 10, 31), DAY]
