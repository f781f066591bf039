"""How a claim's state moves, and which days matter to it. Pure: today is told.

Deadlines are the payer's own: it says within how many days after the service a claim must be filed (Medicare: a
calendar year, 42 CFR 424.44(a)), and within how many after a refusal it must be contested (Medicare: 120, 42 CFR
405.942(a)).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance.records import Claim, ClaimStatus

WITH_PAYER: frozenset[ClaimStatus] = frozenset({"filed", "acknowledged", "pending", "appealed"})
"""The payer's turn: it has been asked and has not answered for good."""
SETTLED: frozenset[ClaimStatus] = frozenset({"paid", "part paid", "denied", "closed"})
"""The payer has answered: whoever pays after it may be asked."""
CONTESTED: frozenset[ClaimStatus] = frozenset({"denied", "part paid"})
"""Something of it is refused, and nobody has given it up."""
REVERSAL = "22"
"""What a remittance calls a payment that is taken back (CLP02)."""
DENIAL = "4"

# What somebody may bring about in which states; a remittance may come at any time.
_FROM: Mapping[ClaimStatus, frozenset[ClaimStatus]] = {
    "to file": WITH_PAYER | CONTESTED,
    "filed": CONTESTED | {"to file"},
    "acknowledged": frozenset({"filed", "acknowledged"}),
    "pending": frozenset({"filed", "acknowledged", "pending"}),
    "denied": WITH_PAYER | CONTESTED,
    "appealed": CONTESTED | {"paid", "appealed"},
}
# An answer that somebody got by asking about these changes nothing of them: an appeal in process is still an appeal.
_STAYS: Mapping[ClaimStatus, frozenset[ClaimStatus]] = {
    "acknowledged": CONTESTED | {"pending", "appealed", "paid"},
    "pending": CONTESTED | {"appealed", "paid"},
}
_NAME = re.compile(r"[Cc]([0-9]{1,15})")


class Answer(NamedTuple):
    """What one remittance says of a claim, each amount below 0 where it takes something back."""

    paid_cents: int
    written_cents: int
    patient_cents: int
    refused_cents: int
    status_code: str = "1"
    codes: tuple[str, ...] = ()
    """Why something is refused (CARC)."""
    charge_cents: int | None = None
    """How much of the charge it is about; None for all of it."""


def claim_id(text: str) -> int | None:
    """Return the id of a claim that is written as people call it, ``C12``; None where it is something else."""
    found = _NAME.fullmatch(text.strip())
    return None if found is None else int(found[1])


def moved(status: ClaimStatus, wanted: ClaimStatus) -> ClaimStatus | None:
    """Return the state of a claim when somebody records what leads to another; None where nothing leads there."""
    if wanted == "closed":
        return None if status == "closed" else "closed"
    if status in _STAYS.get(wanted, ()):
        return status
    return wanted if status in _FROM.get(wanted, ()) else None


def file_by(service_to: date, payer: Payer) -> date | None:
    """Return the last day on which a claim may be filed, None where the payer sets none."""
    return None if payer.filing_days is None else service_to + timedelta(days=payer.filing_days)


def appeal_by(refused_on: date, payer: Payer) -> date | None:
    """Return the last day on which a refusal may be contested, None where the payer sets none."""
    return None if payer.appeal_days is None else refused_on + timedelta(days=payer.appeal_days)


def deadline(claim: Claim) -> date | None:
    """Return the day by which something must have been done about a claim as it stands, None where none is set."""
    if claim.status == "to file":
        return claim.file_by
    return claim.appeal_by if claim.status in CONTESTED else None


def by_deadline(day: date, last: date | None, today: date) -> date:
    """Return when to act next: on the day, but never behind a deadline that can still be met, nor in the past."""
    if last is not None and last >= today:
        day = min(day, last)
    return max(day, today)


def follow_up(on: date, payer: Payer) -> date:
    """Return when to ask a payer that was asked on a day: 30 days later unless it is known to take longer."""
    return on + timedelta(days=payer.followup_days)


def filed(claim: Claim, on: date, today: date) -> Claim:
    """Return a claim as it is once it was filed on a day. What was refused before is asked for anew."""
    return claim._replace(
        status="filed",
        filed_on=on,
        appeal_by=None,
        next_on=max(follow_up(on, claim.payer), today),
        next_action="ask whether it is in process",
    )


def refused(claim: Claim, on: date, today: date, codes: tuple[str, ...] = (), cents: int | None = None) -> Claim:
    """Return a claim of which something was refused; without an amount, all of it that is open with the payer."""
    amount = outstanding(claim) if cents is None else cents
    last = appeal_by(on, claim.payer)
    return claim._replace(
        status="part paid" if claim.paid_cents > 0 or claim.patient_cents > 0 else "denied",
        refused_cents=amount,
        denied_cents=max(claim.denied_cents, amount),
        refused_on=on,
        refusal=codes or claim.refusal,
        appeal_by=last,
        next_on=today,
        next_action="contest or close",
    )


def told_refused(claim: Claim, on: date | None, today: date, codes: tuple[str, ...] = ()) -> Claim:
    """Return a claim of which somebody heard that it is refused, on that day; None where no day was told.

    One that stands refused already, neither contested nor filed anew since, is told once more and not decided once
    more: without a day its days stay as they are.
    """
    stands = on is None and claim.status in CONTESTED and claim.refused_on is not None
    now = refused(claim, today if on is None else on, today, codes)
    return now._replace(refused_on=claim.refused_on, appeal_by=claim.appeal_by) if stands else now


def appealed(claim: Claim, on: date, today: date) -> Claim:
    """Return a claim that was contested on a day."""
    return claim._replace(
        status="appealed",
        next_on=max(follow_up(on, claim.payer), today),
        next_action="ask what became of the appeal",
    )


def answered(claim: Claim, answer: Answer, on: date, today: date) -> Claim:
    """Return a claim after a remittance: what is paid, and what is refused, is the patient's, is next.

    What is paid and taken off adds up. What an answer refuses and leaves to the patient stands beside what earlier ones
    did as long as all of it fits into the charge (a claim that was answered in parts); otherwise it takes their place.
    """
    now = _summed(claim, answer)._replace(closed_at=None, closed_reason="")
    if answer.status_code == REVERSAL and not now.answered:
        return now._replace(
            status="pending", appeal_by=None, next_on=max(follow_up(on, claim.payer), today),
            next_action="wait for the correction of what was taken back",
        )  # fmt: skip
    if now.refused_cents > 0:
        return _still_refused(claim, now, answer, on, today)
    if now.undecided_cents > 0:
        return now._replace(
            status="pending", appeal_by=None, next_on=max(follow_up(on, claim.payer), today),
            next_action="ask what becomes of the rest",
        )  # fmt: skip
    now = now._replace(status="paid", appeal_by=None, next_on=None, next_action="")
    short = underpaid(now)
    if short:
        return now._replace(next_on=today, next_action="contest what was paid too little")
    return now


def _still_refused(claim: Claim, now: Claim, answer: Answer, on: date, today: date) -> Claim:
    """A claim of which something is refused after an answer: an answer about its other parts is no new decision."""
    if claim.refused_cents > 0 and answer.refused_cents <= 0 and claim.status == "appealed":
        return now._replace(status="appealed")
    if claim.refused_cents > 0 and claim.status in CONTESTED and claim.refused_on is not None:
        codes = tuple(dict.fromkeys((*claim.refusal, *answer.codes))) if answer.refused_cents > 0 else claim.refusal
        return refused(now, claim.refused_on, today, codes, now.refused_cents)
    return refused(now, on, today, answer.codes, now.refused_cents)


def unanswered(claim: Claim, today: date) -> Claim:
    """Return a claim of which all that was answered turned out to be about something else: it is filed, or to file."""
    none = claim._replace(refused_on=None, refusal=(), denied_cents=0, appeal_by=None)
    if claim.filed_on is not None:
        return filed(none, claim.filed_on, today)
    return none._replace(status="to file", next_on=today, next_action="file it")


def closed(claim: Claim, reason: str) -> Claim:
    """Return a claim about which nothing is done any more; ``closed_at`` is the store's to say."""
    return claim._replace(status="closed", next_on=None, next_action="", closed_reason=reason)


def outstanding(claim: Claim) -> int:
    """Return what is still asked of the payer: before an answer all of it that others have left, then what it refused,
    and what its answers are not about; at least 0.
    """
    if claim.status in ("closed", "paid"):
        return 0
    return (
        max(0, claim.refused_cents) + claim.undecided_cents
        if claim.answered
        else claim.charge_cents - claim.others_cents
    )


def underpaid(claim: Claim) -> int:
    """Return by how much payer and patient together pay less than the contract says, besides what is refused or not
    decided yet.
    """
    if claim.expected_cents is None or not claim.answered:
        return 0
    answered_for = claim.paid_cents + claim.patient_cents + claim.refused_cents + claim.undecided_cents
    return max(0, claim.expected_cents - answered_for)


def contestable(claim: Claim) -> bool:
    """Return whether something of a claim was refused or paid too little, and not given up."""
    if claim.status == "closed":
        return False
    return claim.status in CONTESTED or claim.status == "appealed" or underpaid(claim) > 0


def pending(open_cents: int, claims: tuple[Claim, ...]) -> int:
    """Return how much of what is open on an invoice waits for insurers, so that the patient is not asked for it."""
    return min(max(0, open_cents), sum(map(outstanding, claims)))


def _summed(claim: Claim, answer: Answer) -> Claim:
    patient, refused_cents = claim.patient_cents + answer.patient_cents, claim.refused_cents + answer.refused_cents
    paid, written = claim.paid_cents + answer.paid_cents, claim.written_cents + answer.written_cents
    if answer.status_code == REVERSAL:
        patient, refused_cents = max(0, patient), max(0, refused_cents)
    elif paid + written + patient + refused_cents > claim.charge_cents:
        part = answer.charge_cents is not None and answer.charge_cents < claim.charge_cents
        room = claim.charge_cents - paid - written - patient if part else 0  # for what others of its parts refused
        refused_cents = max(answer.refused_cents, min(refused_cents, room))
        if paid + written + patient + refused_cents > claim.charge_cents:
            patient = answer.patient_cents
    whole = claim.charge_cents if answer.status_code != REVERSAL else -claim.charge_cents
    about = whole if answer.charge_cents is None else answer.charge_cents
    return claim._replace(
        paid_cents=paid, written_cents=written, patient_cents=patient, refused_cents=refused_cents,
        decided_cents=max(0, claim.decided_cents + about), denied_cents=max(claim.denied_cents, refused_cents),
    )  # fmt: skip
