"""What becomes of an arrangement: never broken before its grace ends, never kept without the money, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.arrangements.judge import judge
from collections_tui.domain.records import Instalment

MADE = date(2026, 11, 23)
ONE = timedelta(days=1)
PAYMENTS = st.lists(st.tuples(st.integers(0, 60).map(lambda days: MADE + days * ONE), st.integers(1, 400)), max_size=8)
TODAY = st.integers(0, 80).map(lambda days: MADE + days * ONE)


@st.composite
def plans(draw: st.DrawFn) -> list[Instalment]:
    """One to five instalments, some of them moved about."""
    on, found = MADE, []
    for number in range(draw(st.integers(1, 5))):
        on += draw(st.integers(0, 15)) * ONE
        due = on + draw(st.sampled_from([0, 0, 0, 3])) * ONE
        found.append(Instalment(number, due, draw(st.integers(1, 300)), due + draw(st.sampled_from([0, 2])) * ONE))
    return found


UNTIL = st.none() | TODAY


def three() -> list[Instalment]:
    """Instalments of 100 on the first of December, January and February, with five days of grace."""
    months = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    return [Instalment(place + 1, due, 100, due + 5 * ONE) for place, due in enumerate(months)]


@pytest.mark.parametrize(
    ("paid", "today", "said"),
    [
        ([], date(2026, 12, 6), ("active", (0, 0, 0), 1, None, None)),
        ([], date(2026, 12, 7), ("broken", (0, 0, 0), 1, 1, date(2026, 12, 6))),
        ([("2026-12-06", 100)], date(2026, 12, 31), ("active", (100, 0, 0), 2, None, None)),
        ([("2026-12-07", 100)], date(2026, 12, 7), ("broken", (100, 0, 0), 2, 1, date(2026, 12, 6))),
        ([("2026-12-06", 99)], date(2026, 12, 7), ("broken", (99, 0, 0), 1, 1, date(2026, 12, 6))),
        ([("2026-12-01", 150)], date(2027, 1, 7), ("broken", (100, 50, 0), 2, 2, date(2027, 1, 6))),
        ([("2026-12-01", 250)], date(2027, 1, 31), ("active", (100, 100, 50), 3, None, None)),
        ([("2026-12-01", 300)], date(2026, 12, 2), ("paid_early", (100, 100, 100), None, None, date(2026, 12, 1))),
        ([("2026-12-01", 200), ("2027-02-01", 100)], date(2027, 9, 1),
         ("kept", (100, 100, 100), None, None, date(2027, 2, 1))),
        ([("2026-12-01", 200), ("2027-02-06", 170)], date(2027, 9, 1),
         ("kept", (100, 100, 100), None, None, date(2027, 2, 6))),
        ([("2026-12-01", 200), ("2027-02-07", 100)], date(2027, 9, 1),
         ("broken", (100, 100, 100), None, 3, date(2027, 2, 6))),
    ],
)  # fmt: skip
def test_payments_fill_instalments_in_order_and_in_time(
    paid: list[tuple[str, int]], today: date, said: tuple[object, ...]
) -> None:
    assert tuple(judge(three(), [(date.fromisoformat(on), cents) for on, cents in paid], today, None)) == said


def test_a_settlement_that_is_not_wholly_paid_by_its_end_is_broken() -> None:
    dues, until = three(), date(2027, 1, 10)
    paid = [(date(2026, 12, 1), 200)]
    assert judge(dues, paid, until, until).status == "active"
    assert judge(dues, paid, until + ONE, until)[:1] + judge(dues, paid, until + ONE, until)[3:] == ("broken", 3, until)
    assert judge(dues, [*paid, (until, 100)], until + ONE, until).status == "paid_early"


def test_an_instalment_that_was_moved_is_due_on_its_new_day() -> None:
    first, *rest = three()
    moved = [first._replace(due_on=first.due_on + 7 * ONE, last_day=first.last_day + 7 * ONE), *rest]
    assert judge(moved, [], first.last_day + 7 * ONE, None).status == "active"
    assert judge(moved, [], first.last_day + 8 * ONE, None).status == "broken"


@given(plans(), PAYMENTS, TODAY, UNTIL, st.randoms(use_true_random=False))
def test_payments_in_any_order_give_the_same(
    dues: list[Instalment], paid: list[tuple[date, int]], today: date, until: date | None, dice: Random
) -> None:
    mixed = dice.sample(paid, len(paid))
    assert judge(dues, mixed, today, until) == judge(dues, paid, today, until)


@given(plans(), PAYMENTS, TODAY, UNTIL)
def test_nothing_is_kept_without_the_money_and_nothing_broken_before_its_grace_ends(
    dues: list[Instalment], paid: list[tuple[date, int]], today: date, until: date | None
) -> None:
    found, total = judge(dues, paid, today, until), sum(due.amount_cents for due in dues)
    came = sum(cents for _, cents in paid)
    assert sum(found.paid_cents) == min(came, total)
    assert all(0 <= cents <= due.amount_cents for cents, due in zip(found.paid_cents, dues, strict=True))
    if found.status in ("kept", "paid_early"):
        assert came >= total
        for due in dues:
            assert (
                sum(c for on, c in paid if on <= due.last_day)
                >= min(total, sum(one.amount_cents for one in dues if one.last_day <= due.last_day))
                or due.last_day >= today
            )
    if found.status == "broken":
        assert found.on is not None
        assert found.on < today
        in_time = sum(cents for on, cents in paid if on <= found.on)
        owed = total if found.on == until else sum(due.amount_cents for due in dues if due.last_day <= found.on)
        assert in_time < owed
        missed = next(due for due in dues if due.number == found.missed)
        assert found.on in (missed.last_day, until)
    if found.status == "active":
        assert all(due.last_day >= today for due in dues if due.number == found.next)


@given(plans(), PAYMENTS, PAYMENTS, TODAY, UNTIL)
def test_more_money_in_time_never_makes_it_worse(
    dues: list[Instalment], paid: list[tuple[date, int]], more: list[tuple[date, int]], today: date, until: date | None
) -> None:
    before, after = judge(dues, paid, today, until), judge(dues, paid + more, today, until)
    if before.status != "broken":
        assert after.status != "broken"
    assert all(now >= then for now, then in zip(after.paid_cents, before.paid_cents, strict=True))


@given(plans(), PAYMENTS, TODAY, UNTIL, st.integers(1, 40))
def test_what_is_broken_stays_broken_on_every_later_day(
    dues: list[Instalment], paid: list[tuple[date, int]], today: date, until: date | None, days: int
) -> None:
    if judge(dues, paid, today, until).status == "broken":
        assert judge(dues, paid, today + days * ONE, until) == judge(dues, paid, today, until)
