"""Laying money out over invoices and accounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.ledger import OpenInvoice, Part, Purse


def bill(number: int, cents: int, *, account: int = 1, disputed: bool = False) -> OpenInvoice:
    return OpenInvoice(number, account, f"I{number}", "2026-09-01", cents, disputed)


BILLS = [bill(1, 100), bill(2, 50), bill(3, 30, disputed=True), bill(4, 20, account=2)]


@pytest.mark.parametrize(
    ("cents", "accounts", "named", "parts"),
    [
        (120, [1], [], [(1, 1, 100), (1, 2, 20)]),
        (120, [1], [2], [(1, 2, 50), (1, 1, 70)]),
        (170, [1], [], [(1, 1, 100), (1, 2, 50), (1, None, 20)]),  # nothing disputed is paid
        (60, [1], [3, 2], [(1, 3, 30), (1, 2, 30)]),  # unless it is named: 12 CFR 1006.30(c)(1)
        (180, [1, 2], [], [(1, 1, 100), (1, 2, 50), (2, 4, 20), (1, None, 10)]),
        (30, [1, 2], [4], [(2, 4, 20), (1, 1, 10)]),
        (30, [1], [4], [(2, 4, 20), (1, 1, 10)]),
        (5, [9], [], [(9, None, 5)]),
    ],
)
def test_what_an_amount_pays(
    cents: int, accounts: list[int], named: list[int], parts: list[tuple[int, int | None, int]]
) -> None:
    assert Purse(BILLS).lay_out(cents, accounts, named) == [Part(*part) for part in parts]


def test_what_is_owed_besides_invoices_is_paid_before_the_next_account() -> None:
    purse = Purse(BILLS, {1: 25, 2: -5})
    parts = purse.lay_out(200, [1, 2])
    assert parts == [Part(1, 1, 100), Part(1, 2, 50), Part(1, None, 30), Part(2, 4, 20)], "5 of the 30 are credit"


def test_what_is_no_payment_takes_from_what_is_disputed_last() -> None:
    assert Purse(BILLS).lay_out(165, [1], disputed=True) == [Part(1, 1, 100), Part(1, 2, 50), Part(1, 3, 15)]


def test_what_is_disputed_of_an_invoice_is_paid_only_where_it_is_named() -> None:
    bills = [bill(1, 100)._replace(disputed_cents=30), bill(2, 50)]
    assert Purse(bills).lay_out(160, [1]) == [Part(1, 1, 70), Part(1, 2, 50), Part(1, None, 40)]
    assert Purse(bills).lay_out(160, [1], [1]) == [Part(1, 1, 100), Part(1, 2, 50), Part(1, None, 10)]
    assert Purse(bills).lay_out(145, [1], disputed=True) == [Part(1, 1, 95), Part(1, 2, 50)]
    purse = Purse(bills)
    assert [purse.lay_out(60, [1]) for _ in range(3)] == [
        [Part(1, 1, 60)],
        [Part(1, 1, 10), Part(1, 2, 50)],
        [Part(1, None, 60)],
    ]
    assert purse.lay_out(40, [1], disputed=True) == [Part(1, 1, 30), Part(1, None, 10)]


def test_amount_after_amount_finds_less_open() -> None:
    purse = Purse(BILLS)
    assert [purse.lay_out(60, [1]) for _ in range(3)] == [
        [Part(1, 1, 60)],
        [Part(1, 1, 40), Part(1, 2, 20)],
        [Part(1, 2, 30), Part(1, None, 30)],
    ]


SOME_BILLS = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(1, 3)), max_size=7)
AMOUNTS = st.lists(
    st.tuples(
        st.integers(1, 20),
        st.lists(st.integers(1, 3), min_size=1, unique=True),
        st.lists(st.integers(0, 6), max_size=3),
    ),
    max_size=6,
)


@given(SOME_BILLS, AMOUNTS, st.booleans())
def test_parts_add_up_and_follow_the_order(
    owed: list[tuple[int, bool, int]], amounts: list[tuple[int, list[int], list[int]]], everything: bool
) -> None:
    bills = [bill(at, cents, account=account, disputed=flag) for at, (cents, flag, account) in enumerate(owed)]
    left = {one.id: one.open_cents for one in bills}
    purse = Purse(bills)
    for cents, accounts, named in amounts:
        parts = purse.lay_out(cents, accounts, named, disputed=everything)
        assert sum(part.cents for part in parts) == cents
        assert all(part.cents > 0 for part in parts)
        assert parts == expected(bills, left, cents, accounts, named, everything)


def expected(
    bills: list[OpenInvoice],
    left: dict[int, int],
    cents: int,
    accounts: list[int],
    named: list[int],
    everything: bool,
) -> list[Part]:
    """The definition: all invoices in the order in which they are paid, worked out anew every time."""
    by_id = {one.id: one for one in bills}
    order = [by_id[one] for one in named if one in by_id]
    for account in accounts:
        theirs = [one for one in bills if one.account_id == account]
        order += [one for one in theirs if not one.disputed]
        order += [one for one in theirs if one.disputed and everything]
    parts = []
    for one in order:
        part = min(cents, left[one.id])
        if part:
            parts.append(Part(one.account_id, one.id, part))
        left[one.id] -= part
        cents -= part
    return [*parts, Part(accounts[0], None, cents)] if cents else parts


def test_thousands_of_payments_on_thousands_of_invoices_are_laid_out_in_one_go() -> None:
    many = 50_000
    for by_name in (False, True):
        purse = Purse(bill(at, 100) for at in range(many))
        last = [purse.lay_out(100, (1,), (at,) if by_name else ()) for at in range(many)][-1]
        assert last == [Part(1, many - 1, 100)]
