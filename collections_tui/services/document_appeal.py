"""The letter that contests what an insurer refused or paid too little: what it is made of, within a transaction."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import underpaid
from collections_tui.files.documents.records import AppealedLine, AppealPaper, Party
from collections_tui.services.claim_parts import claim_of, line_answers, refusal_of
from collections_tui.services.claims import why_no_letter
from collections_tui.services.desk import Desk
from collections_tui.services.document_papers import Gathered, around, frame_of
from collections_tui.store.transaction import Transaction


def appeal_of(tx: Transaction, desk: Desk, claim_id: int) -> Gathered:
    """What is contested of a claim, why (as the appeal that was taken down last says), and what is sent with it.

    It has no diagnoses: what shows a service to be necessary is enclosed.

    Raises:
        Refused: there is no such claim, or nothing of it to be contested.
    """
    claim, account = claim_of(tx, desk, claim_id)
    short = underpaid(claim)
    if why := why_no_letter(claim):
        raise Refused(why)
    whole = around(tx, desk, account.id)
    invoice = tx.invoices.get(claim.invoice_id)
    assert invoice is not None, "invoices are voided, and never taken away"
    coverage = None if claim.coverage_id is None else tx.coverages.get(claim.coverage_id)
    sent = next((one for one in tx.claims.contacts(claim_id) if one.outcome == "appeal_sent"), None)
    lines = tx.claims.lines(claim_id)
    told = {one.position: (one.paid_cents, one.patient_cents) for one in line_answers(tx, claim, lines, desk)}
    refusal = refusal_of(claim, desk)
    receiver = Party(claim.payer.name, tuple(claim.payer.address.splitlines()))
    paper = AppealPaper(
        frame_of(whole, desk, billed=True)._replace(receiver=receiver, for_another=False),
        claim.payer.name,
        claim.control,
        claim.number,
        "" if coverage is None else coverage.member,
        "" if coverage is None else coverage.group,
        invoice.number,
        whole[2].name,
        claim.service_from,
        claim.service_to,
        claim.charge_cents,
        claim.expected_cents,
        claim.paid_cents,
        claim.patient_cents,
        claim.refused_cents,
        short,
        () if refusal is None else refusal.reasons,
        claim.refused_on,
        claim.appeal_by,
        "" if sent is None else sent.note,
        tuple(
            AppealedLine(
                line.service_on, line.code, line.modifier, line.charge_cents, line.expected_cents,
                *told.get(line.position, (None, None)),
            )
            for line in lines
        ),
        () if refusal is None else refusal.send,
    )  # fmt: skip
    return Gathered(paper, whole[1], account.id)
