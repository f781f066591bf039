"""What remittances do to claims, within the transaction that posts them. Refuses to ask who may: who posts them has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from collections_tui.domain.insurance.claims import Answer, answered, closed, outstanding, unanswered
from collections_tui.domain.insurance.records import Claim, ClaimContact
from collections_tui.domain.money import format_cents
from collections_tui.services.claim_before import as_before, before
from collections_tui.services.claim_effects import tell
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.store.subjects.claims import Before
from collections_tui.store.transaction import Transaction


def apply_remittance(
    tx: Transaction,
    desk: Desk,
    claim: Claim,
    paid_cents: int,
    written_cents: int,
    patient_cents: int,
    refused_cents: int,
    status_code: str,
    number: str,
    on: date,
    *,
    charge_cents: int | None = None,
    codes: Iterable[str] = (),
    operation_id: str,
    reference: str = "",
) -> Claim:
    """Let one claim of a remittance have its effect on a claim; the claim as it is then. Books nothing.

    Args:
        tx: the transaction that posts it, which has read the claim's account for changing (``tx.accounts.get``).
        desk: who posts it.
        claim: as it is before.
        paid_cents: what the payer pays (CLP04); below 0 in a reversal, like the three that follow.
        written_cents: what is taken off by contract.
        patient_cents: what is left to the patient (PR).
        refused_cents: what is refused.
        status_code: CLP02; 22 is a reversal, after which a correction is expected.
        number: the payer's number of the claim (CLP07); '' where it has none.
        on: the day of the payment.
        charge_cents: how much of the claim's charge it is about (CLP03); None for all of it.
        codes: why something is refused (CARC).
        operation_id: names this very answer: the same again changes nothing.
        reference: the number of the check or transfer.

    Once all entries are booked and all claims applied, ``settle_claims`` has to be told their accounts.
    """
    if tx.claims.contact_of_operation(operation_id) is not None:
        return claim
    answer = Answer(paid_cents, written_cents, patient_cents, refused_cents, status_code, tuple(codes), charge_cents)
    after = answered(claim, answer, on, desk.today())._replace(number=number or claim.number)
    account = tx.accounts.get(claim.account_id)
    assert account is not None, "a claim is of an account"
    _leave_to_others(tx, claim, after)
    _enter(tx, desk, after, in_words(answer, account.currency), reference, operation_id, before(claim))
    return after


def forget_remittance(
    tx: Transaction, desk: Desk, claim: Claim, answer: Answer, number: str, *, said: str, operation_id: str,
    reference: str, reason: str, made_by: str,
) -> Claim:  # fmt: skip
    """Let a claim be as if an answer had not been told to it, which belongs elsewhere; the claim as it is then.

    Where nothing has been done about it since, it is just as it was. Otherwise the sums of the answer are taken off.

    Args:
        tx: the transaction that takes it back.
        desk: who does.
        claim: as it is.
        answer: what was told, the other way round.
        number: the number that the payer gave its claim.
        said: the operation with which it was told.
        operation_id: names the taking back.
        reference: the number of the check or transfer.
        reason: why it is taken back.
        made_by: the operation that would have made the claim of this very answer, which nobody asks for then.
    """
    kept = tx.claims.before(said)
    if kept is not None and kept["revision"] == claim.revision:
        after = as_before(claim, kept)
    else:
        after = answered(claim, answer, desk.today(), desk.today())
        if kept is not None and after.number == number:
            after = after._replace(number=kept["number"])
        if not after.answered:
            after = unanswered(after, desk.today())
    _leave_to_others(tx, claim, after)
    outcome, back = "remittance", before(claim)
    if tx.claims.id_of_operation(made_by) == claim.id and not after.answered:
        outcome, back = "closed", before(after)
        after = closed(after, "what it came from was taken back")._replace(closed_at=desk.now())
    _enter(tx, desk, after, f"taken back: {reason}", reference, operation_id, back, outcome)
    return after


def _enter(
    tx: Transaction,
    desk: Desk,
    after: Claim,
    words: str,
    reference: str,
    operation_id: str,
    back: Before,
    outcome: str = "remittance",
) -> None:
    tx.claims.put(after)
    contact = ClaimContact(
        0, after.id, desk.now(), "", outcome, after.status, after.payer.name, reference, words, after.next_on
    )
    tx.claims.add_contact(contact, desk.person.id, operation_id, back)


def _leave_to_others(tx: Transaction, claim: Claim, after: Claim) -> None:
    """Whoever pays next and has not answered is asked for what an answer leaves by now."""
    less = after.paid_cents + after.written_cents - claim.paid_cents - claim.written_cents
    for one in tx.claims.of_invoice(claim.invoice_id) if less else ():
        if one.rank > claim.rank and not one.answered:
            tx.claims.leave_to(one.id, min(one.charge_cents, max(0, one.others_cents + less)))


def settle_claims(
    tx: Transaction, desk: Desk, account_ids: Iterable[int], claims: Iterable[Claim], now: datetime
) -> None:
    """``money.settle`` for accounts on which remittances were booked; ``claims`` are what came of ``apply_remittance``.

    Holds end where no insurer is waited for any more, and what is the patient's enters the queue with its reason.
    """
    touched = sorted(set(account_ids))
    settle(tx, desk, touched, now)
    for account_id in sorted({one.account_id for one in claims if one.patient_cents > 0 or not outstanding(one)}):
        tell(tx, account_id, now)


def in_words(answer: Answer, currency: str) -> str:
    """What an answer comes to: ``paid $60.00, $25.00 taken off by contract, $15.00 the patient's``."""

    def said(cents: int) -> str:
        return format_cents(cents, currency)

    parts = [f"paid {said(answer.paid_cents)}"]
    parts += [f"{said(answer.written_cents)} taken off by contract"] if answer.written_cents else []
    parts += [f"{said(answer.patient_cents)} the patient's"] if answer.patient_cents else []
    parts += [f"{said(answer.refused_cents)} refused"] if answer.refused_cents else []
    if answer.codes:
        parts[-1] += f" ({', '.join(answer.codes)})"
    return ", ".join(parts)
