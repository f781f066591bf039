"""Entries of the ledger within a transaction that somebody else has begun, and who settles the accounts afterwards.

Refuses to ask who may: the services that call it have done so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Part, Purse
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, EntryKind
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_checks import invoices_told
from collections_tui.services.ledger_views import PaidPart
from collections_tui.services.queue import existing
from collections_tui.store.subjects.ledger import Entered, NewEntries
from collections_tui.store.transaction import Transaction


class TakenBack(NamedTuple):
    """A reversal: its id, what it took back, and the day it counts from."""

    entry_id: int
    entries: list[Entered]
    on: date


def purse_of(tx: Transaction, accounts: Sequence[Account]) -> Purse:
    """Return what is owed on accounts, for one amount to be laid out on it."""
    ids = [account.id for account in accounts]
    # On one account, what is owed besides invoices and what is credit are both on no invoice.
    loose = tx.ledger.loose(ids) if len(ids) > 1 else {}
    return Purse(tx.ledger.open_invoices(ids), loose)


def book(
    tx: Transaction,
    desk: Desk,
    account: Account,
    kind: EntryKind,
    cents: int,
    on: date,
    *,
    reason: str,
    operation_id: str,
    now: datetime,
    invoice: str = "",
) -> int:
    """Enter a charge, an adjustment or a write-off; the id of its first entry. The account must be settled afterwards.

    ``cents`` is signed, as the balance sees it. What takes away is laid out as payments are, on what is disputed last;
    what adds goes on the invoice told, or on none.

    Raises:
        Refused: there is no such invoice, or more would be written off than is owed.
    """
    if kind == "write_off" and -cents > account.balance_cents:
        owed, said = (format_cents(amount, account.currency) for amount in (account.balance_cents, -cents))
        raise Refused(f"{said} is more than the {owed} owed on {account.number}: check the amount.")
    new = NewEntries(kind, on, now, desk.person.id, operation_id, reason=reason)
    if cents > 0:
        return tx.ledger.add(new, [Part(account.id, _invoice(tx, account, invoice), cents)], sign=1)
    purse = purse_of(tx, [account])
    named = invoices_told(tx, purse, [account], [invoice] if invoice else [])
    return tx.ledger.add(new, purse.lay_out(-cents, [account.id], named, disputed=True))


def _invoice(tx: Transaction, account: Account, number: str) -> int | None:
    """The id of an invoice that something is added to, whether it is paid or not."""
    if not number:
        return None
    found = next((one for one in tx.accounts.invoices(account.id) if one.number == number.strip()), None)
    if found is None:
        return invoices_told(tx, Purse(()), [account], [number])[0]
    made = tx.invoices.made(found.id)
    if found.status == "void" or (made is not None and made.kind == "credit_note"):
        what = "is void" if found.status == "void" else "is a credit note"
        raise Refused(f"{found.number} {what}: nothing is added to it; name another invoice, or none.")
    return found.id


def take_back(
    tx: Transaction,
    desk: Desk,
    first: Entered,
    *,
    on: date,
    reason: str,
    operation_id: str,
    now: datetime,
) -> TakenBack:
    """Reverse an entry with everything that belongs to it. Its accounts must be settled afterwards.

    Parts that were reversed with their invoice stay reversed. A payment that comes back on an invoice that is void by
    now is owed on no invoice: what it had paid there was made credit when that was voided.

    Raises:
        Refused: it is a reversal, or has been reversed.
    """
    entries = tx.ledger.together(first)
    for account_id in sorted({one.entry.account_id for one in entries}):
        existing(tx, account_id)
    # Nobody can have reversed them since.
    entries = [one for one in tx.ledger.together(first) if one.reversed_by is None]
    if first.entry.kind == "reversal":
        raise Refused("That entry is a reversal itself: enter what it took back once more.")
    if not entries:
        raise Refused(f"That entry of {first.account} has been reversed already: nothing is left to take back.")
    new = NewEntries("reversal", on, now, desk.person.id, operation_id, reason=reason)
    taken = TakenBack(tx.ledger.reverse(new, entries), entries, on)
    for one in entries:
        if one.void:
            moved = NewEntries("adjustment", on, now, desk.person.id, reason=f"invoice {one.invoice} is void")
            back = -one.entry.amount_cents
            tx.ledger.move(moved, one.entry.account_id, back, to=one.entry.invoice_id, out_of=None)
    return taken


def parts_of(entries: Sequence[Entered]) -> tuple[PaidPart, ...]:
    """Return what entries are for, each amount without its sign."""
    return tuple(PaidPart(one.account, one.invoice, abs(one.entry.amount_cents)) for one in entries)
