"""A line of a bill as it is typed, and as it is stored: with what the price list says, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from collections_tui.domain.billing.records import BillDraft, BillLine, Price
from collections_tui.domain.billing.totals import MOST_CENTS, MOST_MILLI, gross_cents
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Client
from collections_tui.domain.text import clean
from collections_tui.services import prices
from collections_tui.services.free_text import checked
from collections_tui.services.invoice_views import NewLine
from collections_tui.store.transaction import Transaction

LONGEST_CODE = 32
LONGEST_MODIFIER = 16
LONGEST_DESCRIPTION = 200
LONGEST_REASON = 200
FARTHEST = timedelta(days=3_660)


def line_of(
    tx: Transaction, client: Client, currency: str, rates: Mapping[str, int], draft: BillDraft, position: int,
    new: NewLine, today: date,
) -> BillLine:  # fmt: skip
    """A line as it is stored.

    Args:
        tx: the transaction, for the price list.
        client: whose list it is.
        currency: the account's.
        rates: the client's taxes.
        draft: whose line it is to be.
        position: its place.
        new: what was typed.
        today: the floor's date.

    Raises:
        Refused: it says too little, or something that cannot be; one sentence.
    """
    code, modifier = word(new.code, "code", LONGEST_CODE), word(new.modifier, "modifier", LONGEST_MODIFIER)
    description = words(new.description, "description", LONGEST_DESCRIPTION)
    reason = words(new.price_reason, "reason for the price", LONGEST_REASON)
    service_on = new.service_on or draft.service_on
    check_day(service_on, today)
    _check_quantity(new.quantity_milli)
    price = prices.at(tx, client.id, code, modifier, service_on or today) if code else None
    listed = None if price is None or client.currency != currency else price.cents
    unit_cents = listed if new.unit_cents is None else new.unit_cents
    if price is not None and listed is None:
        reason = reason or f"the price list is in {client.currency}"
    if unit_cents is None or not (description or price):
        raise Refused(_too_little(code, client, currency, price, service_on or today, today))
    if unit_cents != listed:
        _check_price(unit_cents, currency)
    if listed is not None and unit_cents != listed and not reason:
        raise Refused(
            f"The price list has {format_cents(listed, currency)} for {code}: say why it is "
            f"{format_cents(unit_cents, currency)} here."
        )
    return _checked(
        BillLine(
            position,
            description or (price.description if price else ""),
            unit_cents,
            0,
            price.code if price else code,
            price.system if price else "",
            modifier,
            service_on,
            new.quantity_milli,
            price.unit if price else "",
            listed,
            "" if unit_cents == listed else reason,
            new.discount_cents,
            _tax(new.tax, price, rates, client),
        ),
        currency,
    )


def word(text: str, what: str, longest: int) -> str:
    """Return a code or the like as it is stored.

    Raises:
        Refused: it is too long, or cannot be printed.
    """
    return words(text, what, longest)


def words(text: str, what: str, longest: int, *, lines: bool = False) -> str:
    """Return words that will be printed on a bill, without the blanks around them. Signs of markup are signs.

    Raises:
        Refused: something in them cannot be printed, they are too long, or look like the number of a card.
    """
    text = text.strip()
    shown = text.replace("\r\n", "\n").replace("\n", "") if lines else text
    if clean(shown) != shown:
        raise Refused(f"There is something in the {what} that cannot be printed: type it anew.")
    if len(text) > longest:
        raise Refused(f"The {what} is longer than {longest} characters: shorten it.")
    return checked(text, lines=lines)


def check_day(day: date | None, today: date) -> None:
    """Pass if something can have been done on that day.

    Raises:
        Refused: it is more than ten years away.
    """
    if day is not None and abs(day - today) > FARTHEST:
        raise Refused(f"{say_day(day, today)} is more than ten years away: check the day of service.")


def _check_quantity(milli: int) -> None:
    if milli <= 0:
        raise Refused("The quantity must be more than nothing: check it.")
    if milli > MOST_MILLI:
        raise Refused("The quantity is too large to be right: check it.")


def _check_price(cents: int, currency: str) -> None:
    if cents < 0:
        raise Refused("A price cannot be below nothing: give a discount instead.")
    if not cents:
        raise Refused("A price of nothing bills nothing: leave the line out, or give a discount of all of it.")
    if cents > MOST_CENTS:
        raise Refused(f"{format_cents(cents, currency)} is too large to be a price: check it.")


def _checked(line: BillLine, currency: str) -> BillLine:
    """The line with what it comes to."""
    gross = gross_cents(line.quantity_milli, line.unit_cents)
    if gross > MOST_CENTS:
        raise Refused(f"{format_cents(gross, currency)} is too large for one line: check quantity and price.")
    if line.discount_cents < 0:
        raise Refused("A discount cannot be below nothing: check it.")
    if line.discount_cents > gross:
        off, of = format_cents(line.discount_cents, currency), format_cents(gross, currency)
        raise Refused(f"A discount of {off} is more than the {of} of the line: lower it.")
    return line._replace(amount_cents=gross - line.discount_cents)


def _tax(named: str | None, price: Price | None, rates: Mapping[str, int], client: Client) -> str:
    name = (price.tax if price else "") if named is None else named.strip()
    if name and name not in rates:
        have = f"there are {', '.join(rates)}" if rates else "it has none"
        raise Refused(f"{client.code} has no tax “{clean(name)[:40]}”: {have}.")
    return name


def _too_little(code: str, client: Client, currency: str, price: Price | None, on: date, today: date) -> str:
    if not code:
        return "A line needs a code of the price list, or a description and a price: say more."
    if price is not None:
        return f"The price list of {client.code} is in {client.currency}, and this bill in {currency}: give the price."
    return (
        f"{code} is not in the price list of {client.code} for {say_day(on, today)}: give a description and a price, "
        "or another code."
    )
