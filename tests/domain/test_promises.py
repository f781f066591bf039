"""Promises kept: in time, in full, and never two by the same cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.promises import Pledge, kept

MADE = date(2026, 11, 23)
DAYS = st.integers(0, 20).map(lambda days: MADE + timedelta(days=days))
CENTS = st.integers(1, 500)
PAYMENTS = st.lists(st.tuples(DAYS, CENTS), max_size=8)


@st.composite
def pledges(draw: st.DrawFn) -> list[Pledge]:
    """Promises of one account, in no order."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        made = draw(DAYS)
        found.append(Pledge(number, made, made + timedelta(days=draw(st.integers(0, 10))), draw(CENTS)))
    return draw(st.permutations(found))


def day(number: int) -> date:
    """A day of December."""
    return date(2026, 12, number)


@pytest.mark.parametrize(
    ("paid", "right"),
    [
        ([], False),
        ([(day(1), 100)], True),
        ([(day(5), 100)], True),
        ([(day(6), 100)], False),
        ([(date(2026, 11, 22), 100)], False),
        ([(MADE, 100)], True),
        ([(MADE, 60), (day(5), 40)], True),
        ([(MADE, 60), (day(5), 39)], False),
        ([(MADE, 60), (day(6), 40)], False),
    ],
)
def test_what_is_paid_from_the_day_it_was_made_to_the_day_it_was_due_keeps_a_promise(
    paid: list[tuple[date, int]], right: bool
) -> None:
    assert kept([Pledge(7, MADE, day(5), 100)], paid) == ({7} if right else set())


def test_with_grace_a_payment_may_come_later() -> None:
    assert kept([Pledge(7, MADE, day(5), 100)], [(day(7), 100)], grace_days=2) == {7}
    assert kept([Pledge(7, MADE, day(5), 100)], [(day(8), 100)], grace_days=2) == set()


def test_one_payment_keeps_the_promise_due_first() -> None:
    two = [Pledge(1, MADE, day(9), 100), Pledge(2, MADE, day(5), 100)]
    assert kept(two, [(day(1), 100)]) == {2}
    assert kept(two, [(day(1), 199)]) == {2}
    assert kept(two, [(day(1), 200)]) == {1, 2}
    assert kept(two, [(day(6), 200)]) == {1}


def test_what_did_not_reach_one_promise_does_not_keep_the_next() -> None:
    assert kept([Pledge(1, MADE, day(5), 100), Pledge(2, MADE, day(9), 60)], [(day(1), 60)]) == set()


@given(pledges(), PAYMENTS)
def test_no_cent_keeps_two_promises(promised: list[Pledge], payments: list[tuple[date, int]]) -> None:
    found = kept(promised, payments)
    assert sum(one.cents for one in promised if one.id in found) <= sum(cents for _, cents in payments)


@given(pledges(), PAYMENTS)
def test_each_that_is_kept_was_paid_in_its_time(promised: list[Pledge], payments: list[tuple[date, int]]) -> None:
    found = kept(promised, payments)
    for one in promised:
        in_time = sum(cents for on, cents in payments if one.made_on <= on <= one.due_on)
        assert one.id not in found or in_time >= one.cents


@given(pledges(), PAYMENTS, PAYMENTS)
def test_another_payment_never_breaks_a_promise(
    promised: list[Pledge], payments: list[tuple[date, int]], more: list[tuple[date, int]]
) -> None:
    assert kept(promised, payments) <= kept(promised, payments + more)


@given(pledges(), PAYMENTS)
def test_neither_order_matters(promised: list[Pledge], payments: list[tuple[date, int]]) -> None:
    assert kept(promised, payments) == kept(promised[::-1], payments[::-1])
