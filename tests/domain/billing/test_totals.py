"""Every sum of a bill adds up to the cent, whatever its lines, discounts and taxes are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.records import BillDraft, BillLine
from collections_tui.domain.billing.totals import (
    Charge,
    amount_of,
    gross_cents,
    half_up,
    of_draft,
    reversed_totals,
    spread,
    total,
    why_not,
)

TODAY = date(2026, 11, 23)
RATES = {"city": 45_000, "sales": 88_750, "none": 0}
CENTS = st.integers(0, 10**11)
CHARGES = st.lists(
    st.builds(Charge, st.integers(0, 10**9), st.sampled_from(("", "city", "sales", "none"))), max_size=12
)


@pytest.mark.parametrize(
    ("milli", "unit", "cents"),
    [(1000, 1999, 1999), (1500, 333, 500), (500, 1, 1), (499, 1, 0), (333, 100, 33), (10**9, 10**5, 10**11)],
)
def test_quantity_times_price_goes_up_at_a_half(milli: int, unit: int, cents: int) -> None:
    assert gross_cents(milli, unit) == cents


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**6))
def test_rounding_is_off_by_half_at_most_and_the_same_both_ways(number: int, parts: int) -> None:
    assert 2 * abs(half_up(number, parts) * parts - number) <= parts
    assert half_up(-number, parts) == -half_up(number, parts)


@given(st.data(), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_what_is_spread_adds_up_and_nobody_gets_more_than_their_weight(data: st.DataObject, weights: list[int]) -> None:
    cents = data.draw(st.integers(0, sum(weights)))
    parts = spread(cents, weights)
    assert sum(parts) == (cents if sum(weights) else 0)
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
    exact = [cents * weight / max(1, sum(weights)) for weight in weights]
    assert all(abs(part - one) < 1 + 1e-6 * one for part, one in zip(parts, exact, strict=True))


@given(CHARGES, st.integers(0, 10**6), CENTS, st.none() | CENTS, CENTS, st.booleans())
@settings(max_examples=200)
def test_every_sum_adds_up(
    charges: list[Charge], ppm: int, insurance: int, deposit: int | None, credit: int, rate: bool
) -> None:
    lines = sum(one.amount_cents for one in charges)
    off = {"discount_ppm": ppm} if rate else {"discount_cents": lines * ppm // 10**6}
    found = total(charges, RATES, insurance_cents=insurance, deposit_cents=deposit, credit_cents=credit, **off)
    assert found.lines_cents == lines
    assert 0 <= found.discount_cents <= lines
    assert found.tax_cents == sum(one.tax_cents for one in found.taxes)
    assert found.lines_cents - found.discount_cents + found.tax_cents == found.total_cents
    assert found.total_cents - found.insurance_cents - found.deposit_cents == found.due_cents
    if deposit is None:
        assert 0 <= found.deposit_cents <= credit
        assert found.deposit_cents in (credit, max(0, found.total_cents - insurance)), (
            "as much as there is, and no more"
        )
    for tax in found.taxes:
        assert 2 * abs(tax.tax_cents * 10**6 - tax.base_cents * tax.ppm) <= 10**6
    # Where everything is taxed with one tax, what is taxed is all of it less the discount.
    alike = total([one._replace(tax="sales") for one in charges], RATES, **off)
    if charges:
        assert alike.taxes[0].base_cents == lines - alike.discount_cents


@given(CHARGES, st.integers(0, 10**6))
def test_a_credit_note_is_exactly_the_reverse(charges: list[Charge], ppm: int) -> None:
    bill = total(charges, RATES, discount_ppm=ppm)
    note = reversed_totals(bill)
    assert note.total_cents + bill.total_cents == 0
    assert note.lines_cents - note.discount_cents + note.tax_cents == note.total_cents == note.due_cents
    assert [one.tax_cents for one in note.taxes] == [-one.tax_cents for one in bill.taxes]


def draft(*cents: int, **more: object) -> BillDraft:
    lines = tuple(BillLine(at, "Visit", one, one) for at, one in enumerate(cents, start=1))
    made = datetime(2026, 11, 23, 17, tzinfo=UTC)
    return BillDraft(12, 1, 1, made, "ana", 1, lines)._replace(**more)  # type: ignore[arg-type]


def wrong(of: BillDraft, credit: int = 0, due: date = TODAY) -> list[str]:
    totals = of_draft(of, RATES, credit)
    return why_not(of, totals, RATES, currency="USD", credit_cents=credit, due_on=due, on=TODAY)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (draft(), "Nothing is billed yet"),
        (draft(100, discount_cents=101), "The discount of $1.01 is more than the $1.00 of the lines"),
        (draft(100, discount_ppm=10**6), "It comes to nothing"),
        (draft(100, insurance_cents=101), "Insurance of $1.01 is more than the $1.00 billed"),
        (draft(100, insurance_cents=60, deposit_cents=41), "A deposit of $0.41 is more than the $0.40 left to pay"),
        (draft(100, deposit_cents=40), "A deposit of $0.40 is more than the $0.00 of credit there is"),
        (draft(10**11, 1), "$1,000,000,000.01 is too large to be right"),
        (draft(100)._replace(lines=(BillLine(1, "Visit", 100, 99),)), "Line 1 does not come to its quantity"),
        (draft(100)._replace(lines=(BillLine(1, "Visit", 100, 100, tax="old"),)), "The client has no tax “old”"),
    ],
)
def test_sums_that_cannot_be_are_named(of: BillDraft, said: str) -> None:
    assert any(sentence.startswith(said) for sentence in wrong(of)), wrong(of)


def test_a_draft_that_is_right_may_be_issued_until_its_day_has_passed() -> None:
    good = draft(100, 50, discount_ppm=500_000, insurance_cents=25, deposit_cents=None)
    assert wrong(good, credit=50) == []
    assert of_draft(good, RATES, 60).due_cents == 0
    assert wrong(good, due=date(2026, 11, 22)) == [
        "It would be due on 2026-11-22, which has passed: give it another day."
    ]
    assert amount_of(BillLine(1, "x", 1000, 0, quantity_milli=2500, discount_cents=500)) == 2000
