"""Parts of making a claim: of which lines, for whom, by which number. Refuses to ask who may: ``claims.make`` has."""

from __future__ import annotations

from datetime import date

from collections_tui.domain.billing.records import BillLine, Coverage
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import SETTLED
from collections_tui.domain.insurance.records import ClaimLine
from collections_tui.domain.records import Account, Invoice
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

LONGEST_CONTROL = 38  # X12 837, CLM01


def invoice_of(tx: Transaction, desk: Desk, invoice_id: int) -> tuple[Account, Invoice]:
    """An invoice with its account, which nobody else changes meanwhile.

    Raises:
        Refused: there is none.
        NotPermitted: its account is none that they may see.
    """
    account_id = tx.accounts.of_invoice(invoice_id)
    if account_id is None:
        raise Refused("That invoice does not exist: look for it again.")
    account = account_of(tx, desk, account_id)
    invoice = tx.invoices.get(invoice_id)
    assert invoice is not None, "invoices are voided, and never taken away"
    return account, invoice


def _refuse_unowed(tx: Transaction, invoice: Invoice) -> None:
    made = tx.invoices.made(invoice.id)
    if invoice.status == "void" or (made is not None and made.kind == "credit_note"):
        raise Refused(f"{invoice.number} is no invoice that is owed: take another.")
    if invoice.open_cents <= 0:
        raise Refused(f"Nothing is owed on {invoice.number}: there is nothing to ask an insurer for.")


def lines_of(tx: Transaction, invoice: Invoice, positions: tuple[int, ...]) -> list[ClaimLine]:
    """The lines of an invoice that a claim asks for: those at some positions, or all of them.

    Raises:
        Refused: it has no such line, or nothing is owed on it.
    """
    _refuse_unowed(tx, invoice)
    lines = {line.position: line for line in lines_billed(tx, invoice)}
    for position in positions:
        if position not in lines:
            raise Refused(f"{invoice.number} has no line {position}: `collections-tui invoice show` lists them.")
    return [lines[position] for position in sorted(set(positions) or lines)]


def lines_billed(tx: Transaction, invoice: Invoice) -> list[ClaimLine]:
    """The lines of an invoice as a claim has them."""
    return [_line(line) for line in tx.invoices.lines(invoice.id)]


def _line(line: BillLine) -> ClaimLine:
    return ClaimLine(line.position, line.code, line.amount_cents, line.modifier, line.service_on, line.quantity_milli)


def next_coverage(tx: Transaction, account: Account, invoice: Invoice, payer: str, on: date) -> Coverage:
    """Whom to ask next.

    Raises:
        Refused: nobody, or another one first.
    """
    every = tx.coverages.of_customer(account.customer_id, on)
    asked = [one for one in tx.claims.of_invoice(invoice.id) if one.status != "closed" or one.answered]
    mine = [one for one in every if not payer or one.payer.code == payer.strip()]
    if not mine:
        who = f"insured by {clean(payer)[:40]}" if payer else "insured by anybody"
        raise Refused(
            f"The customer is not known to be {who} on {on}, the day of the service: `collections-tui coverage list "
            f"{account.number}` shows by whom, `coverage add` says so."
        )
    of_coverage = {one.coverage_id: one for one in asked}
    found = next((one for one in mine if one.id not in of_coverage), None)
    if found is None:
        claim = of_coverage[mine[0].id]
        raise Refused(f"{claim.name} asks {claim.payer.name} for {invoice.number} already (it is {claim.status}).")
    for other in every:
        if other.rank >= found.rank:
            break
        before = of_coverage.get(other.id)
        if before is None:
            raise Refused(f"{other.payer.name} pays before {found.payer.name}: make its claim first.")
        if before.status not in SETTLED:
            raise Refused(f"{other.payer.name} pays first and has not answered yet ({before.name} is {before.status}).")
    return found


def control_for(tx: Transaction, account: Account, invoice: Invoice, coverage: Coverage) -> str:
    """The number that we give a claim: the invoice's, which is known again when it comes back; '' for its own id."""
    control = invoice.number if coverage.rank == 1 else f"{invoice.number}-{coverage.rank}"
    given_up = ("closed", False)  # and may be made anew: the insurer knows it by this number
    taken = [
        one
        for one in tx.claims.by_control(account.client_id, control)
        if (one.status, one.answered) != given_up or one.invoice_id != invoice.id
    ]
    return "" if taken or len(control) > LONGEST_CONTROL else control
