"""Claims that come from what an insurer answers, within the transaction that posts it. Refuses to ask who may.

An invoice may have gone to its insurer without a claim made here. Where the answer refuses something, or pays less than
was agreed, there is work to be done about it: it becomes a claim, which is worked like any other.
"""

from __future__ import annotations

from datetime import date

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance.claims import file_by
from collections_tui.domain.insurance.contracts import expected, expected_of_all, lines_told
from collections_tui.domain.insurance.records import Claim, ClaimLine
from collections_tui.domain.insurance.remittance import ClaimPayment
from collections_tui.domain.insurance.shares import Shares, reduced
from collections_tui.domain.records import Invoice
from collections_tui.services.claim_making import LONGEST_CONTROL, lines_billed
from collections_tui.services.claim_parts import expect
from collections_tui.services.desk import Desk
from collections_tui.services.remittance_matching import RANKS, Where
from collections_tui.store.transaction import Transaction


def claim_from_answer(
    tx: Transaction, desk: Desk, payer: Payer, told: ClaimPayment, shares: Shares, where: Where, operation_id: str
) -> int | None:
    """Make a claim of an invoice on which an insurer refuses something or pays too little; its id, None where neither.

    One that is there by now is told.

    Args:
        tx: the transaction that posts the answer.
        desk: who posts it.
        payer: who answers.
        told: what it says.
        shares: whose the money is by that.
        where: the invoice, of which no claim was made for this insurer.
        operation_id: names the making of it.
    """
    invoice, account = tx.invoices.get(where.invoice_id), tx.accounts.get(where.account_id)
    if invoice is None or account is None or told.charge_cents <= 0:
        return None
    there = [one.id for one in tx.claims.of_invoice(invoice.id) if one.payer.id == payer.id and _stands(one)]
    if there:  # as another part of the same file has just made it; of several none is plainly meant
        return there[0] if len(there) == 1 else None
    # By the number of the invoice it is about all of it, and other parts may be answered later.
    charge = max(told.charge_cents, invoice.amount_cents if told.control == invoice.number else 0)
    lines, named = _lines(tx, invoice, told, charge), lines_told(told)
    days = told.days or tuple(one.service_on for one in lines if one.service_on) or (invoice.issued_on,)
    insured = tx.coverages.of_customer(account.customer_id, max(days))
    coverage = next((one for one in insured if one.payer.id == payer.id), None)
    rank = RANKS.get(told.status) or (1 if coverage is None else coverage.rank)
    least = shares.paid + shares.patient + shares.refused + reduced(told.all_adjustments, desk.books.codes)
    if shares.refused <= 0 and not (rank == 1 and least < _agreed(tx, account.client_id, payer, named, max(days))):
        return None
    free = len(told.control) <= LONGEST_CONTROL and not tx.claims.by_control(account.client_id, told.control)
    claim = Claim(
        0, invoice.id, account.id, account.client_id, payer, None if coverage is None else coverage.id, rank,
        told.control if free else "", "filed", min(days), max(days), charge, desk.now(), number=told.number,
        file_by=file_by(max(days), payer), next_on=desk.today(), next_action="see what was answered",
    )  # fmt: skip
    made = tx.claims.add(claim, lines, desk.person.id, operation_id)
    stored = tx.claims.get(made)
    assert stored is not None, "it was stored just now"
    tx.claims.put(expect(tx, stored))
    desk.note(
        tx, "add claim", account.id, f"C{made} of {payer.name}, which has answered", about=f"claim {made}",
        after={"invoice": invoice.number, "payer": payer.code, "charge_cents": claim.charge_cents},
    )  # fmt: skip
    return made


def known_by(tx: Transaction, claim: Claim, told: ClaimPayment) -> Claim:
    """A claim of an invoice without lines with those that the insurer names, held against what was agreed on."""
    lines = lines_told(told)
    if claim.rank != 1 or claim.answered or tx.claims.lines(claim.id) or _sum(lines) != claim.charge_cents:
        return claim
    tx.claims.add_lines(claim.id, lines)
    return expect(tx, claim)


def _stands(claim: Claim) -> bool:
    return claim.status != "closed" or claim.answered


def _lines(tx: Transaction, invoice: Invoice, told: ClaimPayment, charge: int) -> list[ClaimLine]:
    """What was charged line by line: as it was billed, where that has codes, else as the insurer names it."""
    for lines in (lines_billed(tx, invoice), lines_told(told)):
        if lines and all(one.code for one in lines) and _sum(lines) == charge:
            return lines
    return []


def _agreed(tx: Transaction, client_id: int, payer: Payer, lines: list[ClaimLine], on: date) -> int:
    """What was agreed on for services that an insurer names; nothing where that is not known of each."""
    fees = tx.fees.of_codes(client_id, payer.id, (one.code for one in lines)) if lines else []
    return (expected_of_all(expected(fees, lines, on)) or 0) if fees else 0


def _sum(lines: list[ClaimLine]) -> int:
    return sum(one.charge_cents for one in lines)
