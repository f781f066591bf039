"""What the fields for a line of an invoice understand of what is typed, and what the line comes to."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.records import ONE, WHOLE, BillLine, Price
from collections_tui.domain.billing.totals import gross_cents, half_up
from collections_tui.domain.billing.typed import parse_quantity, parse_rate, say_quantity
from collections_tui.domain.cards import find_card
from collections_tui.domain.dates import parse_past_day
from collections_tui.domain.money import format_cents, parse_cents, plain_amount
from collections_tui.services.free_text import NO_CARDS
from collections_tui.services.invoice_views import NewLine
from collections_tui.tui.text import line as one_line

FIELDS = ("code", "day", "what", "qty", "price", "mod", "off", "why", "tax")
Typed = dict[str, str]
LONGEST: dict[str, int] = {"code": 32, "day": 20, "what": 200, "qty": 12, "price": 20, "mod": 16, "off": 20, "tax": 40}
"""Characters that a field takes; of a reason as many as of any other words."""
UNTAXED = "none"
"""Typed in the place of a tax: the line has none, whatever the list says."""
NUMBER = "number"
"""Beside the fields: the position of the line that is being changed."""


class Problem(ValueError):
    """What is wrong with a field, in a sentence."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Understood(NamedTuple):
    """A line as it was typed, and what it comes to."""

    line: NewLine
    unit_cents: int
    amount_cents: int


def read_line(typed: Typed, price: Price | None, today: date, service_on: date | None, currency: str) -> Understood:
    """Return what was typed as a line.

    Args:
        typed: the texts of the fields, by their names; those that are missing are empty.
        price: what the price list has for the code that was taken; None where it has none.
        today: the floor's date.
        service_on: the bill's own date of service.
        currency: of the account.

    Raises:
        Problem: it is none yet.
    """
    text = {name: typed.get(name, "").strip() for name in FIELDS}
    for name in ("what", "why"):
        if find_card(text[name]) is not None:
            raise Problem(name, NO_CARDS)
    quantity = quantity_typed(text["qty"])
    day = day_typed(text["day"], today)
    unit = _price(text["price"], currency)
    if price is None:
        if not text["what"]:
            raise Problem("what", "This code has no price in the list: write what it is, and what one costs.")
        if unit is None:
            raise Problem("price", "This code has no price in the list: write what one costs.")
    cents = unit if unit is not None else price.cents if price is not None else 0
    if price is not None and unit is not None and unit != price.cents and not text["why"]:
        listed = format_cents(price.cents, currency)
        raise Problem("why", f"The list says {listed}: write why it is another price here.")
    full = gross_cents(quantity, cents)
    off = _off(text["off"], full, currency)
    new = NewLine(
        code=price.code if price is not None else text["code"],
        quantity_milli=quantity,
        service_on=day or service_on,
        modifier=text["mod"],
        description=text["what"],
        unit_cents=unit,
        price_reason=text["why"],
        discount_cents=off,
        tax=None if not text["tax"] else "" if text["tax"].lower() == UNTAXED else text["tax"],
    )
    return Understood(new, cents, full - off)


def quantity_typed(text: str) -> int:
    """Return a quantity in thousandths; one where nothing is typed.

    Raises:
        Problem: it is none, or nothing.
    """
    try:
        milli = parse_quantity(text) if text else ONE
    except ValueError as error:
        raise Problem("qty", str(error)) from None
    if milli == 0:
        raise Problem("qty", "The quantity must be more than nothing; ctrl+g on a line takes it out.")
    return milli


def rate_typed(text: str) -> int | None:
    """Return a rate such as ``10 %`` in parts of a million; None where it is none.

    Raises:
        ValueError: it is none that can be, or more than all of it.
    """
    if not text.endswith("%"):
        return None
    ppm = parse_rate(text)
    if ppm > WHOLE:
        raise ValueError(f"{one_line(text, 20)} is more than all of it.")
    return ppm


def typed_of(line: BillLine, price: Price | None, service_on: date | None, currency: str) -> Typed:
    """Return a line of the bill as it would be typed: what the list says and the bill's own day are left out."""
    other = price is None or line.unit_cents != price.cents
    return {
        "code": line.code,
        "day": line.service_on.isoformat() if line.service_on not in (None, service_on) else "",
        "what": "" if price is not None and line.description == price.description else line.description,
        "qty": "" if line.quantity_milli == ONE else say_quantity(line.quantity_milli).replace(",", ""),
        "price": plain_amount(line.unit_cents, currency) if other else "",
        "mod": line.modifier,
        "off": plain_amount(line.discount_cents, currency) if line.discount_cents else "",
        "why": line.price_reason,
        "tax": "" if price is not None and line.tax == price.tax else line.tax or UNTAXED,
    }


def day_typed(text: str, today: date) -> date | None:
    """Return the day that was typed; None where none was.

    Raises:
        Problem: it is no day.
    """
    if not text:
        return None
    try:
        return parse_past_day(text, today)  # of one that is still to come the checks have to say something
    except ValueError as error:
        raise Problem("day", str(error)) from None


def _price(text: str, currency: str) -> int | None:
    if not text:
        return None
    try:
        cents = parse_cents(text, currency=currency)
    except ValueError as error:
        raise Problem("price", str(error)) from None
    if cents < 0:
        raise Problem("price", "A price is not below 0: what is taken off goes into the field “off”.")
    return cents


def _off(text: str, full_cents: int, currency: str) -> int:
    """What is taken off the line: an amount, or a rate of it with halves rounded up."""
    if not text:
        return 0
    try:
        ppm = rate_typed(text)
        cents = parse_cents(text, currency=currency) if ppm is None else half_up(full_cents * ppm, WHOLE)
    except ValueError as error:
        raise Problem("off", str(error)) from None
    if not 0 <= cents <= full_cents:
        raise Problem("off", f"No more can be taken off than the line is: {format_cents(full_cents, currency)}.")
    return cents
