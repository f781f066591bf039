"""Prices over time: no day has two, a newer one ends the one before, and order makes no difference."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.billing.price_list import placed, price_on
from collections_tui.domain.billing.price_words import modifier_of, price_words, single_words
from collections_tui.domain.billing.records import Price

START = date(2026, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def price(first: int, cents: int, last: int | None = None) -> Price:
    return Price(0, 1, "ER-30", "Visit", cents, day(first), None if last is None else day(last))


def put(*prices: Price, dated: bool = True) -> list[Price]:
    there: list[Price] = []
    for one in prices:
        there = placed(there, one, dated=dated).prices
    return there


def test_a_newer_price_ends_the_one_before() -> None:
    assert put(price(0, 10), price(31, 12)) == [price(0, 10, 30), price(31, 12)]
    assert put(price(31, 12), price(0, 10)) == [price(0, 10, 30), price(31, 12)]
    assert put(price(0, 10), price(5, 7, 9)) == [price(0, 10, 4), price(5, 7, 9)]


def test_a_price_of_the_same_day_takes_the_place_of_the_other() -> None:
    (one,) = put(price(0, 10), price(0, 11))
    assert (one.cents, placed([one], price(0, 11), dated=True).what) == (11, "unchanged")


def test_a_list_without_days_that_says_the_same_later_changes_nothing() -> None:
    there = put(price(0, 10))
    assert placed(there, price(40, 10), dated=False) == (there, "unchanged")
    assert placed(there, price(40, 10), dated=True).what == "added"
    assert placed(there, price(40, 11), dated=False).prices == [price(0, 10, 39), price(40, 11)]


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 3), st.none() | st.integers(0, 12)),
    max_size=8,
    unique_by=lambda r: r[0],
)


@given(ROWS, st.randoms(use_true_random=False))
def test_any_order_comes_to_the_same_and_the_list_again_to_nothing_new(
    rows: list[tuple[int, int, int | None]], random: object
) -> None:
    prices = [price(first, cents, None if more is None else first + more) for first, cents, more in rows]
    shuffled = list(prices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    there = put(*prices)
    assert put(*shuffled) == there
    for one in shuffled:
        assert placed(there, one, dated=True) == (there, "unchanged")
    for number in range(-1, 45):
        holding = [one for one in there if one.valid_from <= day(number) <= (one.valid_to or date.max)]
        assert len(holding) <= 1
        assert price_on(there, day(number)) == next(iter(holding), None)
        wanted = max(
            (one for one in prices if one.valid_from <= day(number)), key=lambda one: one.valid_from, default=None
        )
        if wanted is not None and (wanted.valid_to is None or wanted.valid_to >= day(number)):
            assert holding[0].cents == wanted.cents


def test_what_a_price_is_found_by() -> None:
    assert price_words("ER-30", "Visit, à la carte (1 h)") == "er-30 er30 er 30 visit a la carte 1 h"
    assert single_words("ER-30", price_words("ER-30", "Visit")) == ["er30", "er", "30", "visit"]
    assert price_words("99213", "99213 visit") == "99213 99213 visit"
    assert modifier_of(" 50|62 ") == modifier_of("50, 62") == "50 62"
    assert modifier_of("lt") == "LT"
