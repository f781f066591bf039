"""What was written off on an invoice and is paid by an insurer after all, within a transaction somebody else has begun.

No money of an insurer's makes the patient's credit of what nobody paid: as much of the write-offs is reversed, and is
written off again when the insurer's answer is taken back. Refuses to ask who may.
"""

from __future__ import annotations

from datetime import date, datetime

from collections_tui.domain.ledger import Part
from collections_tui.services.remittance_entries import operation, turn_of
from collections_tui.services.remittance_matching import Where
from collections_tui.store.subjects.ledger import Entered, NewEntries
from collections_tui.store.transaction import Transaction


def written_off(tx: Transaction, where: Where) -> list[Entered]:
    """The write-offs on an invoice that stand."""
    here = tx.ledger.on_invoice(where.account_id, where.invoice_id)
    return [one for one in here if one.entry.kind == "write_off" and one.reversed_by is None]


def recover(
    tx: Transaction, row_id: int, where: Where, cents: int, on: date, *, by: int, payer: str, now: datetime
) -> int:
    """Let so much of what is written off be owed again, or all of it, and return how much that is, in cents."""
    gone, sum_cents, reason = [], 0, f"written off, and paid by {payer}"[:200]
    for one in reversed(written_off(tx, where)):
        if sum_cents < cents:
            gone.append(one)
            sum_cents -= one.entry.amount_cents
    if not gone:
        return 0
    turn, day = turn_of(tx, row_id), max(on, *(one.entry.on for one in gone))
    tx.ledger.reverse(NewEntries("reversal", day, now, by, operation(row_id, turn, "recovered"), reason=reason), gone)
    if sum_cents > cents:
        rest = NewEntries("write_off", day, now, by, operation(row_id, turn, "rest"), reason=gone[-1].entry.reason)
        tx.ledger.add(rest, [Part(where.account_id, where.invoice_id, sum_cents - cents)])
    return min(cents, sum_cents)


def write_off_again(
    tx: Transaction, row_id: int, where: Where, on: date, *, by: int, reason: str, now: datetime
) -> None:
    """Write off what was ``recover``\\ ed, once what was posted has been taken back; no more than is open."""
    invoice, turn = tx.invoices.get(where.invoice_id), turn_of(tx, row_id) - 1
    first, rest = (_made(tx, row_id, turn, what) for what in ("recovered", "rest"))
    if first is None or invoice is None or invoice.status == "void":
        return
    again = sum(one.entry.amount_cents for one in tx.ledger.together(first))
    again += 0 if rest is None else rest.entry.amount_cents
    here = tx.ledger.on_invoice(where.account_id, where.invoice_id)
    cents = min(again, sum(one.entry.amount_cents for one in here))
    if cents > 0:
        day = max(on, first.entry.on)
        new = NewEntries("write_off", day, now, by, operation(row_id, turn, "again"), reason=reason[:200])
        tx.ledger.add(new, [Part(where.account_id, where.invoice_id, cents)])


def _made(tx: Transaction, row_id: int, turn: int, what: str) -> Entered | None:
    found = tx.ledger.id_of_operation(operation(row_id, turn, what))
    return None if found is None else tx.ledger.get(found)
