"""Everything about the insurance of an account at once: who insures its customer, what they did, who was not asked."""

from __future__ import annotations

from typing import NamedTuple

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, Invoice
from collections_tui.services.claim_making import lines_of, next_coverage
from collections_tui.services.claim_words import Explained, explained_of
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction


class Unasked(NamedTuple):
    """An invoice of which something is open that no insurer was asked for yet, and who would be asked."""

    invoice: Invoice
    coverage: Coverage


class Insured(NamedTuple):
    """``coverages`` in the order in which they pay, those that ended too; ``explained`` is what insurers did."""

    coverages: tuple[Coverage, ...]
    explained: tuple[Explained, ...]
    unasked: tuple[Unasked, ...]


def view(desk: Desk, account_id: int) -> Insured:
    """What is known about the insurance of an account. Money is cents of the account's currency.

    Raises:
        Refused: no permission, or no such account.
        NotPermitted: it is none that they may see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        coverages = tx.coverages.of_customer(account.customer_id)
        found = Insured(
            tuple(coverages),
            tuple(explained_of(tx, desk, account_id, account.currency)),
            tuple(_unasked(tx, account)) if coverages else (),
        )
    desk.looked(account_id)
    return found


def _unasked(tx: Transaction, account: Account) -> list[Unasked]:
    """The invoices for which a claim can be made now, the oldest first."""
    found = []
    for invoice in sorted(tx.accounts.invoices(account.id), key=lambda one: one.issued_on):
        try:
            days = [line.service_on for line in lines_of(tx, invoice, ()) if line.service_on]
            last = max(days, default=invoice.issued_on)
            found.append(Unasked(invoice, next_coverage(tx, account, invoice, "", last)))
        except Refused:  # nothing is owed on it, nobody insured them then, or all were asked
            continue
    return found
