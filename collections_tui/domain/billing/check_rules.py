"""What each rule of the checks looks at, as pure functions: a bill, what is around it and limits in, places out.

A rule yields the position of the line it is about (None for the bill as a whole) and the words for the blanks of its
sentence. It knows neither the sentence nor how severe it is: those are data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.billing.check_records import Around, Bill, LimitKind
from collections_tui.domain.billing.price_words import folded
from collections_tui.domain.billing.records import ONE, WHOLE, BillLine, Price
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents

Found = Iterator[tuple[int | None, dict[str, str]]]
Limits = Mapping[str, int]
_LONGEST = 60
_US_POSTCODE = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")
_US_STATE = re.compile(r"[A-Za-z]{2}")
# Words of those who type addresses for that there is none; single ones only where nothing else stands there.
_NO_ADDRESS = re.compile(
    r"\b(?:no (?:known |fixed |forwarding )?(?:address|abode)|returned? mail|mail returned|undeliverable|bad address|"
    r"moved,? left no address)\b",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"\W*(?:unknown|homeless|none|n/?a|test|x{3,})?\W*", re.IGNORECASE)


class Rule(NamedTuple):
    """One rule: what finds it, the blanks that it fills besides ``{bill}``, and the numbers that a book may set."""

    find: Callable[[Bill, Around, Limits], Found]
    blanks: tuple[str, ...]
    limits: Mapping[str, LimitKind] = {}


# -- what adds up ----------------------------------------------------------------------------------------------------


def _line_amount(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        comes = half_up(line.quantity_milli * line.unit_cents, ONE) - line.discount_cents
        if comes != line.amount_cents:
            yield line.position, _of(bill, line, says=line.amount_cents, comes=comes)


def _total(bill: Bill, around: Around, limits: Limits) -> Found:
    if not bill.made:
        return
    lines = sum(line.amount_cents for line in bill.lines)
    comes = lines - bill.discount_cents + sum(tax.tax_cents for tax in bill.taxes)
    if comes != bill.total_cents:
        yield None, _money(bill, what="The total", says=bill.total_cents, comes=comes)
    for tax in bill.taxes:
        comes = half_up(tax.base_cents * tax.ppm, WHOLE)
        if comes != tax.tax_cents:
            yield None, _money(bill, what=f"The tax “{tax.name}”", says=tax.tax_cents, comes=comes)


def _sums(bill: Bill, around: Around, limits: Limits) -> Found:
    for fault in bill.faults:
        yield None, _money(bill) | {"fault": fault}


def _source(bill: Bill, around: Around, limits: Limits) -> Found:
    """What came from a file, or was issued: the invoice, its lines and its charge in the ledger are one amount."""
    if bill.charged_cents is not None and bill.charged_cents != bill.total_cents:
        yield (
            None,
            _money(bill, what="what the ledger was charged for it", says=bill.total_cents, comes=bill.charged_cents),
        )
    lines = sum(line.amount_cents for line in bill.lines)
    if not bill.made and bill.lines and lines != bill.total_cents:
        yield None, _money(bill, what="the sum of its lines", says=bill.total_cents, comes=lines)


# -- days ------------------------------------------------------------------------------------------------------------


def _after_death(bill: Bill, around: Around, limits: Limits) -> Found:
    death = around.death
    if death is None:
        return
    # Nobody dies after it became known: where the day itself is not, that day is the last it can have been.
    last = (death.on or death.known_on) + timedelta(days=limits["days"])
    for line in bill.lines:
        if line.service_on is not None and line.service_on > last:
            yield line.position, _of(bill, line, died=_day(bill, death.on or death.known_on))


def _death_unknown(bill: Bill, around: Around, limits: Limits) -> Found:
    death = around.death
    if death is None or death.on is not None:
        return
    if any(line.service_on is None or line.service_on <= death.known_on for line in bill.lines):
        yield None, _money(bill) | {"known": _day(bill, death.known_on)}


def _before_registration(bill: Bill, around: Around, limits: Limits) -> Found:
    first = around.registered_on - timedelta(days=limits["days"])
    for line in bill.lines:
        if line.service_on is not None and line.service_on < first:
            yield line.position, _of(bill, line, registered=_day(bill, around.registered_on))


def _in_the_future(bill: Bill, around: Around, limits: Limits) -> Found:
    last = bill.on + timedelta(days=limits["days"])
    for line in bill.lines:
        if line.service_on is not None and line.service_on > last:
            yield line.position, _of(bill, line, on=_day(bill, bill.on))


def _no_day(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        if line.service_on is None:
            yield line.position, _of(bill, line)


# -- lines and the price list ----------------------------------------------------------------------------------------


def _same_twice(bill: Bill, around: Around, limits: Limits) -> Found:
    seen: dict[tuple[str, ...], BillLine] = {}
    for line in bill.lines:
        service = _service(line.code, line.modifier, line.description, line.service_on)
        if service is None:
            continue
        if service in seen:
            yield line.position, _of(bill, line, other=f"line {seen[service].position}")
        else:
            seen[service] = line


def _no_code(bill: Bill, around: Around, limits: Limits) -> Found:
    # Who has no list of prices has no codes either.
    for line in bill.lines if around.has_list else ():
        if not line.code.strip():
            yield line.position, _of(bill, line)


def _no_description(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        if not line.description.strip():
            yield line.position, _of(bill, line)


def _unknown_code(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines if around.has_list else ():
        if line.code.strip() and not prices_of(line, around):
            yield line.position, _of(bill, line)


def _no_price_then(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        if prices_of(line, around) and price_of(line, around, bill.on) is None:
            yield line.position, _of(bill, line)


def _price(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        price = price_of(line, around, bill.on)
        if price is None or price.cents == line.unit_cents or (limits["reason"] and line.price_reason.strip()):
            continue
        yield line.position, _of(bill, line, price=line.unit_cents, list=price.cents)


def _quantity(bill: Bill, around: Around, limits: Limits) -> Found:
    for line in bill.lines:
        price = price_of(line, around, bill.on)
        least, most = limits["least"], limits["most"]
        if price is not None and price.least_milli is not None:
            least = price.least_milli
        if price is not None and price.most_milli is not None:
            most = price.most_milli
        if not least <= line.quantity_milli <= most:
            words = {
                "quantity": thousandths(line.quantity_milli),
                "least": thousandths(least),
                "most": thousandths(most),
            }
            yield line.position, _of(bill, line) | words


# -- around the bill -------------------------------------------------------------------------------------------------


def _insurance(bill: Bill, around: Around, limits: Limits) -> Found:
    if bill.insurance_cents > 0:
        return
    days = [line.service_on or bill.on for line in bill.lines] or [bill.on]
    for coverage in around.coverages:
        held = [day for day in days if coverage.valid_from <= day and (coverage.valid_to or day) >= day]
        if held:
            yield None, _money(bill) | {"payer": coverage.payer.name, "member": coverage.member}
            return


def _payment(bill: Bill, around: Around, limits: Limits) -> Found:
    credit = around.credit_cents - (bill.deposit_cents if bill.form == "draft" else 0)
    if credit > 0 and bill.open_cents > 0:
        yield None, _money(bill, credit=credit, open=bill.open_cents)


def _address(bill: Bill, around: Around, limits: Limits) -> Found:
    wrong = address_fault(around)
    if wrong:
        yield None, _money(bill) | {"customer": around.customer.name[:_LONGEST], "wrong": wrong}


def _already_billed(bill: Bill, around: Around, limits: Limits) -> Found:
    others = {
        service: one.bill
        for one in reversed(around.billed)
        if one.here is not bool(limits["elsewhere"])
        and (service := _service(one.code, one.modifier, one.description, one.service_on)) is not None
    }
    for line in bill.lines if others else ():
        service = _service(line.code, line.modifier, line.description, line.service_on)
        if service in others:
            yield line.position, _of(bill, line, other=others[service])


RULES: Mapping[str, Rule] = {
    "line_amount": Rule(_line_amount, ("line", "day", "says", "comes")),
    "total": Rule(_total, ("what", "says", "comes")),
    "sums": Rule(_sums, ("fault",)),
    "source": Rule(_source, ("what", "says", "comes")),
    "after_death": Rule(_after_death, ("line", "day", "died"), {"days": "days"}),
    "death_unknown": Rule(_death_unknown, ("known",)),
    "before_registration": Rule(_before_registration, ("line", "day", "registered"), {"days": "days"}),
    "in_the_future": Rule(_in_the_future, ("line", "day", "on"), {"days": "days"}),
    "no_day": Rule(_no_day, ("line", "day")),
    "same_twice": Rule(_same_twice, ("line", "day", "other")),
    "no_code": Rule(_no_code, ("line", "day")),
    "no_description": Rule(_no_description, ("line", "day")),
    "unknown_code": Rule(_unknown_code, ("line", "day")),
    "no_price_then": Rule(_no_price_then, ("line", "day")),
    "price": Rule(_price, ("line", "day", "price", "list"), {"reason": "yes"}),
    "quantity": Rule(
        _quantity,
        ("line", "day", "quantity", "least", "most"),
        {"least": "quantity", "most": "quantity"},
    ),
    "insurance": Rule(_insurance, ("payer", "member")),
    "payment": Rule(_payment, ("credit", "open")),
    "address": Rule(_address, ("customer", "wrong")),
    "already_billed": Rule(_already_billed, ("line", "day", "other"), {"elsewhere": "yes"}),
}
"""Every rule by its name, which the book says."""


# -- what rules share ------------------------------------------------------------------------------------------------


def half_up(of: int, parts: int) -> int:
    """Return ``of / parts`` in whole units; a half is rounded away from zero."""
    whole = (abs(of) * 2 + parts) // (parts * 2)
    return whole if of >= 0 else -whole


def prices_of(line: BillLine, around: Around) -> tuple[Price, ...]:
    """Return all that the list has ever said of a line's code; capital and small letters make no difference."""
    return around.prices.get(folded(line.code), ())


def price_of(line: BillLine, around: Around, on: date) -> Price | None:
    """Return the list's price for a line on its day, else on that of the bill; None where it has none.

    A modifier that the list does not know has the price of the code without one.
    """
    known = prices_of(line, around)
    day = line.service_on or on
    for modifier in dict.fromkeys((line.modifier, "")):
        if any(price.modifier == modifier for price in known):
            return next((price for price in known if price.modifier == modifier and _holds(price, day)), None)
    return None


def address_fault(around: Around) -> str:
    """Return why no letter can reach the customer; '' where it can."""
    customer = around.customer
    missing = [name for name in ("street", "city", "postcode") if not str(getattr(customer, name)).strip()]
    domestic = customer.country in ("", "US")
    if domestic and not customer.state.strip():
        missing.append("state")
    if missing:
        return f"it has no {' and no '.join(missing)}"
    if any(_NO_ADDRESS.search(text) or _NO_WORD.fullmatch(text) for text in (customer.street, customer.city)):
        return f"nobody lives at “{customer.street[:_LONGEST]}, {customer.city[:_LONGEST]}”"
    if domestic and not _US_POSTCODE.fullmatch(customer.postcode.strip()):
        return f"“{customer.postcode[:20]}” is no ZIP code"
    if domestic and not _US_STATE.fullmatch(customer.state.strip()):
        return f"“{customer.state[:20]}” is no state"
    return ""


def thousandths(milli: int) -> str:
    """Return a quantity in words: ``1``, ``0.5``, ``1,450``."""
    whole, part = divmod(abs(milli), ONE)
    return f"{'-' * (milli < 0)}{whole:,}" + f".{part:03d}".rstrip("0").rstrip(".")


def _holds(price: Price, day: date) -> bool:
    return price.valid_from <= day and (price.valid_to is None or day <= price.valid_to)


def _service(code: str, modifier: str, description: str, day: date | None) -> tuple[str, ...] | None:
    """What tells one service from another; None where it has no day. Without a code it is its words."""
    if day is None:
        return None
    words = "" if code.strip() else " ".join(description.casefold().split())
    return code.strip().upper(), modifier.strip().upper(), words, day.isoformat()


def _day(bill: Bill, day: date) -> str:
    """A day with its year: it may stand in a note for long."""
    return say_day(day, date(1, 1, 1))


def _money(bill: Bill, what: str = "", **cents: int) -> dict[str, str]:
    words = {name: format_cents(value, bill.currency) for name, value in cents.items()}
    return {"bill": bill.name, "what": what, **words}


def _of(bill: Bill, line: BillLine, **values: int | str) -> dict[str, str]:
    """The words for a line, amounts among them as money."""
    known: Iterable[str] = filter(None, (line.code, line.modifier and f"-{line.modifier}"))
    name = " ".join(filter(None, ("".join(known), line.description)))[:_LONGEST]
    day = "no day" if line.service_on is None else _day(bill, line.service_on)
    words = {n: v if isinstance(v, str) else format_cents(v, bill.currency) for n, v in values.items()}
    return {"bill": bill.name, "line": f"Line {line.position} ({name or 'nothing on it'})", "day": day, **words}
