"""What the dialog for a payment understands of what is typed, and what the payment would pay."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collections_tui.domain.cards import find_card
from collections_tui.domain.dates import parse_past_day, say_day
from collections_tui.domain.ledger import OpenInvoice, Part, Purse
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import Found, Invoice, Method
from collections_tui.services.free_text import NO_CARDS
from collections_tui.services.ledger_checks import METHODS, MOST_CENTS
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.views import AccountView
from collections_tui.tui.text import line

FIELDS = ("amount", "to", "also", "method", "reference", "on")
Typed = dict[str, str]


class Problem(ValueError):
    """What is wrong with a field, in a sentence."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Understood(NamedTuple):
    """A payment as it was typed, but for its operation ID, and what it would do in words."""

    entry: PaymentEntry
    words: str


def read_payment(view: AccountView, typed: Typed, today: date) -> Understood:
    """Return what was typed as a payment.

    Raises:
        Problem: it is none yet.
    """
    account = view.account
    cents = _cents(typed["amount"], account.currency)
    invoices = _invoices(view, typed["to"])
    others = _others(view, typed["also"])
    method = method_typed(typed["method"])
    if find_card(typed["reference"]) is not None:
        raise Problem("reference", NO_CARDS)
    on = _day(typed["on"], today)
    numbers = tuple(one.number for one in invoices)
    ids = tuple(one.account_id for one in others)
    entry = PaymentEntry(account.id, cents, on, "", method, typed["reference"].strip(), numbers, ids)
    when = "" if on == today else f"{say_day(on, today)}: "
    how = f" · {method}" if method else ""
    return Understood(entry, f"{when}{_would_pay(view, cents, invoices, others)}{how}")


def method_typed(text: str) -> Method:
    """Return the way to pay that begins with what was typed.

    Raises:
        Problem: none does, or several do.
    """
    typed = text.strip().lower()
    if not typed:
        return ""
    found = [one for one in METHODS if one.startswith(typed)]
    if typed in METHODS or len(found) == 1:
        return found[0]
    wrong = " or ".join(found) + "?" if found else f"“{line(typed, 20)}” is no way to pay:"
    raise Problem("method", f"{wrong} Write one of {', '.join(METHODS)}.")


def _cents(text: str, currency: str) -> int:
    if not text.strip():
        raise Problem("amount", "Type what was paid.")
    try:
        cents = parse_cents(text, currency=currency)
    except ValueError as error:
        raise Problem("amount", str(error)) from None
    if cents <= 0:
        raise Problem("amount", "A payment must be more than nothing: check the amount.")
    if cents > MOST_CENTS:
        raise Problem("amount", f"{format_cents(cents, currency)} is too large to be right: check the amount.")
    return cents


def _invoices(view: AccountView, text: str) -> list[Invoice]:
    """The invoices told, by their numbers or how they end."""
    still = [one for one in view.invoices if one.open_cents > 0]
    told: list[Invoice] = []
    for word in text.replace(",", " ").split():
        found = [one for one in still if one.number.lower() == word.lower()]
        found = found or [one for one in still if one.number.lower().endswith(word.lower())]
        if len(found) != 1:
            have = ", ".join(one.number for one in still[:4]) or "none"
            wrong = f"{len(found)} invoices end in" if found else "No open invoice is called"
            raise Problem("to", f"{wrong} “{line(word, 20)}”: open are {have}.")
        told += [one for one in found if one not in told]
    return told


def _others(view: AccountView, text: str) -> list[Found]:
    told: list[Found] = []
    for word in text.replace(",", " ").split():
        found = [one for one in view.siblings if one.number.lower() == word.lower()]
        if len(found) != 1:
            have = ", ".join(one.number for one in view.siblings[:4]) or "none"
            raise Problem("also", f"“{line(word, 20)}” is no other account of theirs: there is {have}.")
        if found[0].currency != view.account.currency:
            raise Problem("also", f"{found[0].number} is in {found[0].currency}: enter a payment of its own for it.")
        told += [one for one in found if one not in told]
    return told


def _day(text: str, today: date) -> date:
    if not text.strip():
        return today
    try:
        day = parse_past_day(text, today)
    except ValueError as error:
        raise Problem("on", str(error)) from None
    if day > today:
        said = say_day(day, today)
        raise Problem("on", f"{said[:1].upper()}{said[1:]} is still to come: enter a payment on its day.")
    return day


def _would_pay(view: AccountView, cents: int, invoices: list[Invoice], others: list[Found]) -> str:
    """What the amount would pay, as far as this account goes; what is left over goes to the others told."""
    account = view.account
    owed = sorted(view.invoices, key=lambda one: (one.due_on, one.id))
    purse = Purse(
        OpenInvoice(
            one.id, account.id, one.number, one.due_on.isoformat(), one.open_cents, one.disputed, one.disputed_cents
        )
        for one in owed
        if one.open_cents > 0
    )
    parts = purse.lay_out(cents, (account.id,), [one.id for one in invoices])
    numbers = {one.id: one.number for one in view.invoices}
    said = [_part(view, part, numbers, others, account.balance_cents - cents) for part in parts]
    return ", ".join(said)


def _part(view: AccountView, part: Part, numbers: dict[int, str], others: list[Found], left: int) -> str:
    amount = format_cents(part.cents, view.account.currency)
    if part.invoice_id is not None:
        return f"{amount} on {numbers[part.invoice_id]}"
    if others:
        return f"{amount} for {' and '.join(one.number for one in others)}"
    return f"{amount} credit" if left < 0 else f"{amount} on no invoice"
