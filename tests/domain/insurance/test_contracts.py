"""What was agreed with insurers, held against what they pay: a rounding is nothing to contest, a cent less is."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.insurance.contracts import ToldLine, compare, expected, expected_of_all
from collections_tui.domain.insurance.records import ClaimLine, Fee

DAY = date(2026, 11, 2)
CHARGES = st.lists(st.integers(1, 5_000_00), min_size=1, max_size=6)


def lines(charges: list[int], ppm: int) -> list[ClaimLine]:
    """Lines of one code each, with what is agreed on for them."""
    plain = [ClaimLine(at, f"9921{at}", cents, service_on=DAY) for at, cents in enumerate(charges)]
    fee = Fee(0, 1, 1, "", date(2026, 1, 1), allowed_ppm=ppm)
    return [
        line._replace(expected_cents=cents)
        for line, cents in zip(plain, expected([fee], plain, DAY), strict=True)
    ]  # fmt: skip


def short(agreed: list[ClaimLine], paid: list[int]) -> list[int]:
    told = [ToldLine(line.code, line.modifier, cents, 0, 0) for line, cents in zip(agreed, paid, strict=True)]
    return [one.short_cents for one in compare(agreed, told)]


@given(CHARGES, st.integers(1, 1_000_000), st.booleans())
def test_who_rounds_a_share_of_what_is_charged_up_or_down_pays_what_was_agreed(
    charges: list[int], ppm: int, up: bool
) -> None:
    agreed = lines(charges, ppm)
    rounded = [(cents * ppm + (500_000 if up else 0)) // 1_000_000 for cents in charges]
    assert short(agreed, rounded) == [0] * len(charges)
    whole = expected_of_all([line.expected_cents for line in agreed])
    assert whole is not None
    assert whole <= sum(charges) * ppm // 1_000_000, "nor who rounds the claim as a whole"


@given(CHARGES, st.integers(10_000, 1_000_000), st.integers(1, 99))
def test_who_pays_less_than_that_pays_too_little(charges: list[int], ppm: int, less: int) -> None:
    agreed = lines(charges, ppm)
    paid = [(line.expected_cents or 0) - less for line in agreed]
    assert short(agreed, paid) == [less] * len(charges)
