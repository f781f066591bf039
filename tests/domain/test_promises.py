"""Promises kept: in time, in full, and never two by the same cent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.promises import Paid, Pledge, paid_in_time

MADE = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
DAYS = st.integers(0, 20).map(lambda days: MADE + timedelta(days=days))
CENTS = st.integers(1, 500)
PAYMENTS = st.lists(st.tuples(st.integers(1, 3), DAYS, CENTS).map(lambda parts: Paid(*parts)), max_size=8)


@st.composite
def pledges(draw: st.DrawFn) -> list[Pledge]:
    """Promises of one customer with three accounts, in no order."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        made = draw(DAYS)
        due = made + timedelta(days=draw(st.integers(0, 10)))
        last = due + timedelta(days=draw(st.integers(0, 3)))
        found.append(Pledge(number, draw(st.integers(1, 3)), made, due, last, draw(CENTS), draw(st.booleans())))
    return draw(st.permutations(found))


def day(number: int) -> date:
    """A day of December."""
    return date(2026, 12, number)


def pledge(number: int, due: date, cents: int = 100, **said: Any) -> Pledge:
    """A promise on the first account, without days of grace."""
    return Pledge(number, 1, MADE, due, due, cents)._replace(**said)


def paid(*payments: tuple[date, int]) -> list[Paid]:
    """Payments on the first account."""
    return [Paid(1, on, cents) for on, cents in payments]


def kept(promised: list[Pledge], payments: list[Paid]) -> set[int]:
    """Those of which all was paid."""
    found = paid_in_time(promised, payments)
    return {one.id for one in promised if found[one.id] == one.cents}


@pytest.mark.parametrize(
    ("payments", "cents"),
    [
        ([], 0),
        ([(day(1), 100)], 100),
        ([(day(5), 100)], 100),
        ([(day(6), 100)], 0),
        ([(date(2026, 11, 22), 100)], 0),
        ([(MADE, 100)], 100),
        ([(MADE, 60), (day(5), 40)], 100),
        ([(MADE, 60), (day(5), 39)], 99),
        ([(MADE, 60), (day(6), 40)], 60),
        ([(day(1), 170)], 100),
    ],
)
def test_what_is_paid_from_the_day_it_was_made_to_the_day_it_was_due_counts(
    payments: list[tuple[date, int]], cents: int
) -> None:
    assert paid_in_time([pledge(7, day(5))], paid(*payments)) == {7: cents}


def test_with_grace_a_payment_may_come_later() -> None:
    promised = [pledge(7, day(5), last_day=day(7))]
    assert kept(promised, paid((day(7), 100))) == {7}
    assert kept(promised, paid((day(8), 100))) == set()


def test_what_had_been_entered_before_it_was_made_keeps_nothing() -> None:
    promised = [pledge(7, day(5), made_at=NOON)]
    for entered, right in ((NOON - timedelta(seconds=1), set()), (NOON, {7}), (NOON + timedelta(days=30), {7})):
        assert kept(promised, [Paid(1, MADE, 100, entered)]) == right


def test_one_payment_keeps_the_promise_due_first() -> None:
    two = [pledge(1, day(9)), pledge(2, day(5))]
    assert kept(two, paid((day(1), 100))) == {2}
    assert kept(two, paid((day(1), 199))) == {2}
    assert kept(two, paid((day(1), 200))) == {1, 2}
    assert kept(two, paid((day(6), 200))) == {1}


def test_what_did_not_reach_one_promise_does_not_keep_the_next() -> None:
    assert kept([pledge(1, day(5)), pledge(2, day(9), 60)], paid((day(1), 60))) == set()


def test_a_payment_on_another_account_keeps_only_what_was_promised_for_all() -> None:
    elsewhere = [Paid(2, day(1), 100)]
    assert kept([pledge(1, day(5))], elsewhere) == set()
    assert kept([pledge(1, day(5), everywhere=True)], elsewhere) == {1}
    both = [pledge(1, day(5), everywhere=True), pledge(2, day(6), account=2)]
    assert kept(both, elsewhere) == {1}, "no cent keeps two"


@given(pledges(), PAYMENTS)
def test_no_cent_keeps_two_promises(promised: list[Pledge], payments: list[Paid]) -> None:
    assert sum(paid_in_time(promised, payments).values()) <= sum(one.cents for one in payments)


@given(pledges(), PAYMENTS)
def test_each_cent_was_paid_in_its_time(promised: list[Pledge], payments: list[Paid]) -> None:
    found = paid_in_time(promised, payments)
    for one in promised:
        in_time = sum(
            each.cents
            for each in payments
            if one.made_on <= each.on <= one.last_day and (one.everywhere or each.account == one.account)
        )
        assert 0 <= found[one.id] <= min(one.cents, in_time)


@given(pledges(), PAYMENTS, PAYMENTS)
def test_another_payment_never_takes_from_a_promise(
    promised: list[Pledge], payments: list[Paid], more: list[Paid]
) -> None:
    before, after = paid_in_time(promised, payments), paid_in_time(promised, payments + more)
    assert all(after[promise] >= cents for promise, cents in before.items())


@given(pledges(), PAYMENTS)
def test_neither_order_matters(promised: list[Pledge], payments: list[Paid]) -> None:
    assert paid_in_time(promised, payments) == paid_in_time(promised[::-1], payments[::-1])
