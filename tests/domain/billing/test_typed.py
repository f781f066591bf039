"""Quantities, rates and numbers of drafts, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.billing.typed import draft_id, parse_quantity, parse_rate, say_quantity, say_rate


@given(st.integers(0, 10**9))
def test_what_is_said_reads_back_as_the_same(number: int) -> None:
    assert parse_quantity(say_quantity(number).replace(",", "")) == number
    assert parse_rate(say_rate(number).replace(",", "")) == number


@pytest.mark.parametrize(("text", "milli"), [("2", 2000), (" 1.5 ", 1500), (".25", 250), ("0.001", 1), ("007", 7000)])
def test_quantities(text: str, milli: int) -> None:
    assert parse_quantity(text) == milli


@pytest.mark.parametrize("text", ["", "-1", "1,5", "1e3", "1.2345", "٣", "\x1b[31m", "nan", "1" * 50, "1."])
def test_what_is_no_quantity_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"quantity.*\.$") as caught:
        parse_quantity(text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("text", "ppm"), [("10%", 100_000), ("8.875", 88_750), ("0", 0), (" 8.875 %", 88_750)])
def test_rates(text: str, ppm: int) -> None:
    assert parse_rate(text) == ppm


def test_drafts() -> None:
    assert [draft_id(text) for text in ("D12", " d7 ", "12", "D", "D1x", "INV-D1")] == [12, 7, None, None, None, None]
