"""What is typed of a line of a bill is understood as it was meant, or said to be wrong in its field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.records import BillLine, Price
from collections_tui.domain.billing.totals import gross_cents
from collections_tui.tui.dialogs.line_form import Problem, read_line, typed_of

TODAY, DAY = date(2026, 11, 23), date(2026, 11, 20)
PRICE = Price(1, 1, "85025", "Blood count", 25_00, date(2026, 1, 1), tax="Sales")


def test_what_is_left_out_is_the_lists() -> None:
    understood = read_line({"code": "850"}, PRICE, TODAY, DAY, "USD")
    line = understood.line
    assert (line.code, line.quantity_milli, line.service_on, line.unit_cents, line.tax) == (
        "85025",
        1000,
        DAY,
        None,
        None,
    )
    assert understood.amount_cents == 25_00


def test_everything_that_is_typed_counts() -> None:
    typed = {
        "code": "85025", "day": "9 nov", "what": "Count", "qty": "1.5", "price": "20", "mod": "25", "off": "10 %",
        "why": "agreed", "tax": "City",
    }  # fmt: skip
    understood = read_line(typed, PRICE, TODAY, DAY, "USD")
    assert understood.line._asdict() == {
        "code": "85025", "quantity_milli": 1500, "service_on": date(2026, 11, 9), "modifier": "25",
        "description": "Count", "unit_cents": 20_00, "price_reason": "agreed", "discount_cents": 3_00, "tax": "City",
    }  # fmt: skip
    assert understood.amount_cents == 27_00


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("qty", "two", "is not a quantity"),
        ("qty", "0", "must be more than nothing"),
        ("qty", "-1", "is not a quantity"),
        ("price", "1.234", "more decimals"),
        ("price", "-3", "is not below 0"),
        ("price", "20", "The list says $25.00: write why"),
        ("off", "26", "No more can be taken off than the line is: $25.00."),
        ("off", "101 %", "is more than all of it"),
        ("day", "someday", "is not a day"),
        ("why", "4111 1111 1111 1111", "looks like the number of a payment card"),
        ("what", "4111 1111 1111 1111", "looks like the number of a payment card"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(field: str, text: str, words: str) -> None:
    with pytest.raises(Problem, match=words.replace("$", "[$]").replace(".", "[.]")) as wrong:
        read_line({"code": "85025", field: text}, PRICE, TODAY, DAY, "USD")
    assert wrong.value.field == ("why" if "write why" in words else field)


@pytest.mark.parametrize(("typed", "field"), [({"code": "X"}, "what"), ({"code": "X", "what": "A ride"}, "price")])
def test_a_code_that_is_not_in_the_list_needs_words_and_a_price(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Problem, match="no price in the list") as wrong:
        read_line(typed, None, TODAY, DAY, "USD")
    assert wrong.value.field == field


@settings(max_examples=60)
@given(
    quantity=st.integers(1, 10**7),
    unit=st.integers(1, 10**7),
    listed=st.booleans(),
    off=st.integers(0, 100),
    day=st.none() | st.dates(date(2020, 1, 1), TODAY),
)
def test_a_line_of_the_bill_that_is_typed_again_is_the_same_line(
    quantity: int, unit: int, listed: bool, off: int, day: date | None
) -> None:
    cents = gross_cents(quantity, unit)
    less = cents * off // 100
    line = BillLine(
        3, "Blood count", unit, cents - less, "85025", "", "25", day, quantity, "", 25_00 if listed else None, "agreed",
        less, "Sales",
    )  # fmt: skip
    price = PRICE if listed else None
    found = read_line(typed_of(line, price, DAY, "USD"), price, TODAY, DAY, "USD")
    assert (found.line.code, found.line.modifier, found.line.quantity_milli) == ("85025", "25", quantity)
    assert (found.unit_cents, found.amount_cents, found.line.discount_cents) == (unit, cents - less, less)
    assert (found.line.service_on, found.line.tax) == (day or DAY, None if listed else "Sales")
    free = read_line(typed_of(line._replace(tax=""), price, DAY, "USD"), price, TODAY, DAY, "USD")
    assert free.line.tax == ""
