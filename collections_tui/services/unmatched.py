"""Payments that fit no account: looked through, matched by a person, or dismissed with a reason."""

from __future__ import annotations

from datetime import date

from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Unmatched
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.services.booking import purse_of
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.ledger import paid_again, paid_now
from collections_tui.services.ledger_checks import invoices_told, reason_of
from collections_tui.services.ledger_views import Paid
from collections_tui.services.money import settle
from collections_tui.services.scope import account_of, refuse_client
from collections_tui.store.subjects.ledger import NewEntries
from collections_tui.store.transaction import Transaction

PAGE = 200


def page(desk: Desk, after: tuple[int, date, int] | None = None, limit: int = PAGE) -> list[Unmatched]:
    """The payments that wait, client by client, the oldest first; from behind (client's id, day, id) on."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.unmatched.waiting(after, limit, desk.person.scope)


def count(desk: Desk) -> tuple[int, dict[str, int]]:
    """How many payments wait, and how many cents in each currency."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.unmatched.count(desk.person.scope)


def match(desk: Desk, unmatched_id: int, account_id: int | None = None, invoice: str = "") -> Paid:
    """Enter a payment that fitted no account where it belongs, and return what it paid.

    It is laid out as any other: on the invoice told, then on what is due. The same match again changes nothing.

    Args:
        desk: who found out.
        unmatched_id: which payment.
        account_id: whose it is; None for the account that the invoice is on.
        invoice: the number of the one it pays first.

    Raises:
        Refused: no permission; no such payment, or it is off the list; an account of another client or in another
            currency; no such invoice, or nothing is owed on it.
    """
    desk.permit("match payments")
    now = desk.now()
    with desk.store.write() as tx:
        one = _existing(tx, desk, unmatched_id)
        account = account_of(tx, desk, _account_of(tx, one, invoice) if account_id is None else account_id)
        if account.client_id != one.client_id:
            raise Refused(f"Account {account.number} is not one of {one.client}, to whom this was paid: name another.")
        if one.settled_at is not None:
            return _matched_before(tx, desk, one, account.id)
        if account.currency != one.currency:
            raise Refused(f"Account {account.number} is in {account.currency}, the payment in {one.currency}.")
        purse = purse_of(tx, [account])
        named = invoices_told(tx, purse, [account], [invoice] if invoice else [])
        parts = purse.lay_out(one.cents, [account.id], named)
        new = NewEntries(
            "payment", one.paid_on, now, desk.person.id,
            method=one.method, reference=one.reference, import_key=one.import_key,
        )  # fmt: skip
        first = tx.ledger.add(new, parts)
        tx.unmatched.settle(one.id, now, desk.person.id, "", first)
        settle(tx, desk, [account.id], now)
        amount = format_cents(one.cents, one.currency)
        owed = account.balance_cents
        desk.note(
            tx, "match payment", account.id, f"{amount} as entry {first}", about=f"unmatched {one.id}",
            before={"balance_cents": owed}, after={"balance_cents": owed - one.cents},
        )  # fmt: skip
        return paid_now(tx, desk, [account], first, one.paid_on, parts)


def dismiss(desk: Desk, unmatched_id: int, reason: str) -> str:
    """Take a payment off the list that belongs to no account here; a sentence that says so.

    Raises:
        Refused: no permission, no reason, no such payment, or it is off the list.
    """
    desk.permit("match payments")
    reason = reason_of(checked(reason), "Taking a payment off the list")
    now = desk.now()
    with desk.store.write() as tx:
        one = _existing(tx, desk, unmatched_id)
        if one.settled_at is not None and one.settled_as != reason:
            raise Refused(_off_the_list(tx, one))
        if one.settled_at is None:
            tx.unmatched.settle(one.id, now, desk.person.id, reason, None)
            details = f"{format_cents(one.cents, one.currency)}: {reason}"
            desk.note(tx, "dismiss payment", details=details, about=f"unmatched {one.id}", after={"settled_as": reason})
    return f"{format_cents(one.cents, one.currency)} is off the list: {reason}."


def _existing(tx: Transaction, desk: Desk, unmatched_id: int) -> Unmatched:
    found = tx.unmatched.get(unmatched_id)
    if found is None:
        raise Refused(f"There is no unmatched payment {unmatched_id}: `collections-tui unmatched` lists them.")
    refuse_client(desk, found.client_id, found.client)
    return found


def _account_of(tx: Transaction, one: Unmatched, invoice: str) -> int:
    """The account that an invoice of the client is on."""
    number = invoice.strip()
    if not number:
        raise Refused("Say where the payment belongs: an account or an invoice.")
    found = tx.bulk.payments.accounts_of_invoices(one.client_id, [number]).get(number)
    if found is None:
        raise Refused(f"{one.client} has no invoice {clean(number)[:64]}: name another, or the account.")
    return found[0]


def _matched_before(tx: Transaction, desk: Desk, one: Unmatched, account_id: int) -> Paid:
    entered = None if one.entry_id is None else tx.ledger.get(one.entry_id)
    if entered is None or entered.entry.account_id != account_id:
        raise Refused(_off_the_list(tx, one))
    return paid_again(tx, desk, entered)


def _off_the_list(tx: Transaction, one: Unmatched) -> str:
    """Why a payment can be matched no more, and what to do if that was wrong."""
    entered = None if one.entry_id is None else tx.ledger.get(one.entry_id)
    if entered is None:
        return f"{one.settled_by} has taken that payment off the list ({one.settled_as}): enter it with `pay`."
    return (
        f"{one.settled_by} has matched that payment to {entered.account}: if that is wrong, take it back with "
        f"`collections-tui reverse {one.entry_id}` and enter it with `pay`."
    )
