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
from collections_tui.domain.insurance.shares import Shares
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
    if any(one.payer.id == payer.id and _stands(one) for one in tx.claims.of_invoice(invoice.id)):
        return None  # which of them is meant is not plain
    lines = _lines(tx, invoice, told)
    days = told.days or tuple(one.service_on for one in lines if one.service_on) or (invoice.issued_on,)
    insured = tx.coverages.of_customer(account.customer_id, max(days))
    coverage = next((one for one in insured if one.payer.id == payer.id), None)
    rank = RANKS.get(told.status) or (1 if coverage is None else coverage.rank)
    if shares.refused <= 0 and not (rank == 1 and _short(tx, account.client_id, payer, lines, max(days), shares)):
        return None
    free = len(told.control) <= LONGEST_CONTROL and not tx.claims.by_control(account.client_id, told.control)
    claim = Claim(
        0, invoice.id, account.id, account.client_id, payer, None if coverage is None else coverage.id, rank,
        told.control if free else "", "filed", min(days), max(days), told.charge_cents, desk.now(), number=told.number,
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


def _lines(tx: Transaction, invoice: Invoice, told: ClaimPayment) -> list[ClaimLine]:
    """What was charged line by line: as it was billed, where that has codes, else as the insurer names it."""
    for lines in (lines_billed(tx, invoice), lines_told(told)):
        if lines and all(one.code for one in lines) and _sum(lines) == told.charge_cents:
            return lines
    return []


def _short(tx: Transaction, client_id: int, payer: Payer, lines: list[ClaimLine], on: date, shares: Shares) -> bool:
    fees = tx.fees.of_codes(client_id, payer.id, (one.code for one in lines)) if lines else []
    agreed = expected_of_all(expected(fees, lines, on)) if fees else None
    return agreed is not None and agreed > shares.paid + shares.patient + shares.refused


def _sum(lines: list[ClaimLine]) -> int:
    return sum(one.charge_cents for one in lines)
