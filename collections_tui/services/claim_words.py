"""What insurers did, in the plain words in which the patient is told on the telephone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from collections_tui.domain.insurance.claims import outstanding
from collections_tui.domain.insurance.explained import Around, answer_sentences, sentences
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.insurance.shares import whose
from collections_tui.domain.records import Invoice
from collections_tui.services.claim_parts import counting_answers, written_off_by
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction


class Explained(NamedTuple):
    """What one insurer did with one invoice in plain words, a sentence each.

    ``claim`` is None where it has answered without a claim that was made here. ``patient_cents`` is the patient's
    share, nothing where the next insurer is asked for it; ``waits_cents`` what is asked of the insurer and not of the
    patient meanwhile.
    """

    claim: Claim | None
    payer: str
    invoice: str
    patient_cents: int
    waits_cents: int
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
        found = explained_of(tx, desk, account_id, account.currency)
    desk.looked(account_id)
    return found


def explained_of(tx: Transaction, desk: Desk, account_id: int, currency: str) -> list[Explained]:
    """The same for whoever has looked whether the person may see the account: claims, then answers without one."""
    found = [_explained(tx, desk, claim, currency) for claim in tx.claims.of_account(account_id)]
    return [*found, *_answered(tx, desk, account_id, currency)]


def _explained(tx: Transaction, desk: Desk, claim: Claim, currency: str) -> Explained:
    invoice, book = tx.invoices.get(claim.invoice_id), desk.books.codes
    assert invoice is not None, "invoices are voided, and never taken away"
    shares: dict[str, int] = {}
    if claim.patient_cents:
        shares = _patients(counting_answers(tx.remittances.on_claim(claim.id)), desk)
    made = shares if sum(shares.values()) == claim.patient_cents else {}
    reasons = {code: book.reason(code).lower() for code in claim.refusal}
    around = _around(tx, claim, invoice)
    said = tuple(sentences(claim, around, currency, desk.today(), shares=made.items(), reasons=reasons))
    kept, waits = claim._replace(diagnoses=()), min(outstanding(claim), max(0, invoice.open_cents))
    theirs = 0 if around.handed_on else claim.patient_cents
    return Explained(kept, claim.payer.name, invoice.number, theirs, waits, said)


def _around(tx: Transaction, claim: Claim, invoice: Invoice) -> Around:
    asked = [one for one in tx.claims.of_invoice(invoice.id) if one.status != "closed" or one.answered]
    handed_on = any(one.rank > claim.rank for one in asked)
    return Around(invoice.number, invoice.open_cents, _written_off(tx, claim), handed_on)


def _written_off(tx: Transaction, claim: Claim) -> int:
    """What was written off when a claim was closed, and still is."""
    if claim.status != "closed":
        return 0
    entry = tx.ledger.id_of_operation(written_off_by(tx.claims.closing(claim.id)[0]))
    entered = None if entry is None else tx.ledger.get(entry)
    return 0 if entered is None or entered.reversed_by is not None else -entered.entry.amount_cents


def _answered(tx: Transaction, desk: Desk, account_id: int, currency: str) -> list[Explained]:
    """What insurers answered without a claim that was made here, the oldest first."""
    book, found, today = desk.books.codes, [], desk.today()
    answers = [one for one in tx.remittances.of_account(account_id) if one.claim_id is None and one.invoice]
    for one in reversed(counting_answers(answers)):
        refused = (each.reason for each in one.told.all_adjustments if whose(each, book) == "refused")
        said = answer_sentences(
            one.payer, one.invoice, one.paid_on, one.shares, currency, today, shares=_patients([one], desk).items(),
            reasons=[book.reason(code).lower() for code in refused],
        )  # fmt: skip
        found.append(Explained(None, one.payer, one.invoice, one.shares.patient, 0, tuple(said)))
    return found


def _patients(answers: Iterable[KeptClaim], desk: Desk) -> dict[str, int]:
    """What the patient's share is made of: words, and cents."""
    book, shares = desk.books.codes, dict[str, int]()
    for answer in answers:
        for one in answer.told.all_adjustments:
            if whose(one, book) == "patient":
                words = book.reason(one.reason).lower()
                shares[words] = shares.get(words, 0) + one.cents
    return shares
