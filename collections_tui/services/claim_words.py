"""What insurers did, in the plain words in which the patient is told on the telephone."""

from __future__ import annotations

from typing import NamedTuple

from collections_tui.domain.insurance.explained import sentences
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.insurance.shares import whose
from collections_tui.services.claim_parts import counting_answers
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction


class Explained(NamedTuple):
    """One claim in plain words, a sentence each."""

    claim: Claim
    invoice: str
    sentences: tuple[str, ...]


def explain(desk: Desk, account_id: int) -> list[Explained]:
    """What insurers paid, refused and left to the patient, claim by claim, for whoever talks to the patient.

    Raises:
        Refused: no permission, or no such account.
        NotPermitted: it is none that they may see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        found = [_explained(tx, desk, claim, account.currency) for claim in tx.claims.of_account(account_id)]
    desk.looked(account_id)
    return found


def _explained(tx: Transaction, desk: Desk, claim: Claim, currency: str) -> Explained:
    invoice, book = tx.invoices.get(claim.invoice_id), desk.books.codes
    assert invoice is not None, "invoices are voided, and never taken away"
    shares: dict[str, int] = {}
    for answer in counting_answers(tx.remittances.on_claim(claim.id)) if claim.patient_cents else ():
        for one in answer.told.all_adjustments:
            if whose(one, book) == "patient":
                words = book.reason(one.reason).lower()
                shares[words] = shares.get(words, 0) + one.cents
    made = shares if sum(shares.values()) == claim.patient_cents else {}
    reasons = {code: book.reason(code).lower() for code in claim.refusal}
    said = tuple(sentences(claim, invoice.number, currency, shares=made.items(), reasons=reasons))
    return Explained(claim._replace(diagnoses=()), invoice.number, said)
