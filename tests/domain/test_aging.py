"""Aging: the buckets are the balance taken apart, whatever was paid and whenever it was due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.aging import BUCKETS, Aging, OpenItem, age, bucket_of, days_past_due, oldest_open

TODAY = date(2026, 11, 23)
ITEMS = st.lists(
    st.builds(
        OpenItem,
        due_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        open_cents=st.integers(-50_000, 5_000_000),
    ),
    max_size=30,
)
CREDIT = st.integers(0, 20_000_000)


def due(days: int, cents: int) -> OpenItem:
    return OpenItem(TODAY - timedelta(days=days), cents)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-400, "current"),
        (0, "current"),
        (1, "1_30"),
        (30, "1_30"),
        (31, "31_60"),
        (60, "31_60"),
        (61, "61_90"),
        (90, "61_90"),
        (91, "over_90"),
        (4_000, "over_90"),
    ],
)
def test_the_edges_of_the_buckets(days: int, bucket: str) -> None:
    assert bucket_of(days) == bucket
    assert age([due(days, 700)], 0, TODAY).as_json() == dict.fromkeys(BUCKETS, 0) | {bucket: 700}


def test_each_invoice_ages_by_itself() -> None:
    items = [due(0, 1), due(-9, 2), due(15, 10), due(45, 100), due(75, 1_000), due(365, 10_000)]
    assert age(items, 0, TODAY) == Aging(3, 10, 100, 1_000, 10_000)


def test_credit_pays_the_oldest_first() -> None:
    items = [due(5, 1_000), due(100, 300), due(50, 500)]
    assert age(items, 400, TODAY) == Aging(0, 1_000, 400, 0, 0)


def test_credit_beyond_what_is_owed_is_shown_as_negative() -> None:
    assert age([due(10, 500)], 800, TODAY) == Aging(current=-300)


def test_an_invoice_the_customer_is_owed_counts_as_credit() -> None:
    assert age([due(10, 500), due(3, -200)], 0, TODAY) == Aging(d1_30=300)


def test_negative_credit_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        age([], -1, TODAY)


def test_days_past_due() -> None:
    assert days_past_due(None, TODAY) == 0
    assert days_past_due(TODAY, TODAY) == 0
    assert days_past_due(TODAY + timedelta(days=3), TODAY) == 0
    assert days_past_due(TODAY - timedelta(days=3), TODAY) == 3


@given(ITEMS, CREDIT)
def test_the_parts_add_up_to_the_balance(items: list[OpenItem], credit: int) -> None:
    aging = age(items, credit, TODAY)
    assert aging.total == sum(aging.as_json().values()) == sum(item.open_cents for item in items) - credit
    assert min(aging[1:]) >= 0


@given(ITEMS, CREDIT)
def test_it_does_not_matter_in_which_order_invoices_come(items: list[OpenItem], credit: int) -> None:
    assert age(items, credit, TODAY) == age(reversed(items), credit, TODAY)


@given(ITEMS, CREDIT, st.integers(0, 100_000))
def test_more_credit_never_makes_older_debt_larger(items: list[OpenItem], credit: int, more: int) -> None:
    before, after = age(items, credit, TODAY), age(items, credit + more, TODAY)
    assert all(late <= early for early, late in zip(before, after, strict=True))


@given(ITEMS, CREDIT)
def test_the_oldest_that_is_open_is_in_the_oldest_bucket_that_holds_anything(
    items: list[OpenItem], credit: int
) -> None:
    aging, oldest = age(items, credit, TODAY), oldest_open(items, credit)
    owed = [bucket for bucket, cents in aging.as_json().items() if cents > 0]
    if oldest is None:
        assert owed == []
    elif owed:  # what is due may come to nothing together with credit that is left: then all of it is in ``current``
        assert bucket_of((TODAY - oldest).days) == owed[-1]
    assert (oldest is None) == (sum(max(0, item.open_cents) for item in items) <= credit + _notes(items))


def _notes(items: list[OpenItem]) -> int:
    return -sum(min(0, item.open_cents) for item in items)


def test_credit_makes_the_second_oldest_the_oldest() -> None:
    items = [due(10, 300), due(193, 100)]
    assert oldest_open(items, 99) == TODAY - timedelta(days=193)
    assert oldest_open(items, 100) == TODAY - timedelta(days=10)
    assert oldest_open(items, 400) is None
