"""What may be entered into the ledger: amounts, days, words, accounts that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import get_args

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Purse
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Method
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

MOST_CENTS = 10**11
"""More than anybody owes: a billion, in currencies with two decimals."""
OLDEST = timedelta(days=3_660)
METHODS: tuple[Method, ...] = tuple(method for method in get_args(Method) if method)
LONGEST_WORDS = 200


def check_amount(cents: int, currency: str, what: str = "A payment") -> None:
    """Pass if it is an amount that somebody can mean.

    Raises:
        Refused: nothing, less than nothing, or far too much.
    """
    if cents <= 0:
        raise Refused(f"{what} must be more than nothing: check the amount.")
    if cents > MOST_CENTS:
        raise Refused(f"{format_cents(cents, currency)} is too large to be right: check the amount.")


def check_day(day: date, desk: Desk, what: str = "a payment") -> None:
    """Pass if something can have happened on that day.

    Raises:
        Refused: it is still to come, or more than ten years ago.
    """
    today = desk.today()
    if day > today:
        said = say_day(day, today)
        raise Refused(f"{said[:1].upper()}{said[1:]} is still to come: enter {what} on its day, not before.")
    if day < today - OLDEST:
        raise Refused(f"{say_day(day, today)} is more than ten years ago: check the day.")


def method_of(text: str) -> Method:
    """Return how something was paid.

    Raises:
        Refused: there is no such way.
    """
    name = text.strip().lower()
    if name and name not in METHODS:
        raise Refused(f"“{clean(text)[:40]}” is no way to pay: there are {', '.join(METHODS)}.")
    return next((method for method in METHODS if method == name), "")


def short(text: str, what: str) -> str:
    """Return words that are short enough to be kept on one line of the ledger.

    Raises:
        Refused: they are not.
    """
    if len(text) > LONGEST_WORDS:
        raise Refused(f"The {what} is longer than {LONGEST_WORDS} characters: shorten it.")
    return text


def reason_of(text: str, what: str) -> str:
    """Return why something was done.

    Raises:
        Refused: nobody said.
    """
    if not text:
        raise Refused(f"{what} needs a reason: say why (--reason).")
    return short(text, "reason")


def own_accounts(tx: Transaction, desk: Desk, first: int, others: Iterable[int]) -> list[Account]:
    """Return the first account and the others, each once; this transaction is the only one to change them.

    Raises:
        Refused: one does not exist or may not be seen, is another customer's, or is in another currency.
    """
    wanted = list(dict.fromkeys((first, *others)))
    # In the order of their ids, so that two who want the same never wait for each other.
    found = {account_id: account_of(tx, desk, account_id) for account_id in sorted(wanted)}
    account = found[first]
    for other in found.values():
        if other.customer_id != account.customer_id:
            raise Refused(
                f"Account {other.number} is not of the customer of {account.number}: enter a payment of its own for it."
            )
        if other.currency != account.currency:
            raise Refused(
                f"Account {other.number} is in {other.currency}, and {account.number} in {account.currency}: "
                "enter a payment of its own for it."
            )
    return [found[account_id] for account_id in wanted]


def invoices_told(tx: Transaction, purse: Purse, accounts: Sequence[Account], numbers: Iterable[str]) -> list[int]:
    """Return the ids of invoices told by their numbers, in that order.

    Raises:
        Refused: one is not of these accounts, or nothing is owed on it.
    """
    told: list[int] = []
    for number in dict.fromkeys(text.strip() for text in numbers):
        found = [one for account in accounts if (one := purse.find(account.id, number)) is not None]
        if len(found) != 1:
            raise Refused(_why_not(tx, accounts, number, len(found)))
        told += found
    return told


def _why_not(tx: Transaction, accounts: Sequence[Account], number: str, found: int) -> str:
    """Why an invoice cannot be paid, with what could be."""
    shown, where = clean(number)[:64], " and ".join(account.number for account in accounts)
    if found:
        return f"Invoice {shown} is on more than one of {where}: enter a payment for each."
    theirs = [invoice for account in accounts for invoice in tx.accounts.invoices(account.id)]
    if any(invoice.number == number for invoice in theirs):
        return f"Nothing is owed on invoice {shown}: name another, or leave it away."
    still = [invoice.number for invoice in theirs if invoice.open_cents > 0]
    have = f"open are {', '.join(still[:5])}{' and more' if still[5:] else ''}" if still else "none is open"
    return f"There is no invoice {shown} on {where}: {have}."
