"""The entries that remittances have made, and what insurers have done on an invoice so far. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.services.remittance_matching import Where
from collections_tui.store.subjects.ledger import Entered
from collections_tui.store.transaction import Transaction

WHAT = ("paid", "written")


class Owed(NamedTuple):
    """What is open on an invoice, and what insurers have paid and contracts taken off, in cents."""

    open: int
    paid: int
    written: int


def operation(row_id: int, turn: int, what: str) -> str:
    """The id of the operation that makes an entry, by which the entry is found again."""
    return f"remittance-{row_id}-{turn}-{what}"


def turn_of(tx: Transaction, row_id: int) -> int:
    """How often a claim has been posted so far: one that was taken back may be posted again."""
    turn = 0
    while any(tx.ledger.id_of_operation(operation(row_id, turn, what)) for what in WHAT):
        turn += 1
    return turn


def made_by(tx: Transaction, row_id: int) -> dict[str, Entered]:
    """The first entry of each kind that a claim made when it was posted last."""
    turn, found = turn_of(tx, row_id) - 1, dict[str, Entered]()
    for what in WHAT:
        entry = tx.ledger.id_of_operation(operation(row_id, turn, what))
        entered = None if entry is None else tx.ledger.get(entry)
        if entered is not None:
            found[what] = entered
    return found


def owed_on(tx: Transaction, where: Where, said: Iterable[KeptClaim]) -> Owed:
    """What is owed on an invoice of which insurers have ``said`` that; what they did counts where it became credit of
    the account, too.
    """
    here = tx.ledger.on_invoice(where.account_id, where.invoice_id)
    made = [one for row in said for one in entered_by(tx, row)]
    credit = [part for one in made for part in tx.ledger.together(one)]
    paid = written = 0
    for one in {one.entry.id: one for one in (*here, *credit)}.values():
        entry = one.entry
        if one.reversed_by is not None:
            continue
        if entry.kind == "payment" and entry.method == "insurer":
            paid -= entry.amount_cents
        elif entry.kind == "adjustment" and not _moves(tx, one):
            written -= entry.amount_cents
    return Owed(sum(one.entry.amount_cents for one in here), paid, written)


def entered_by(tx: Transaction, row: KeptClaim) -> Iterable[Entered]:
    """The same of one on an invoice that may have entered nothing; nothing of a reversal."""
    return () if row.entry_id is None or row.reverses_id is not None else made_by(tx, row.id).values()


def _moves(tx: Transaction, one: Entered) -> bool:
    """Whether an adjustment only moves what was paid, like a deposit."""
    return sum(part.entry.amount_cents for part in tx.ledger.together(one)) == 0
