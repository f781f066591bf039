"""Claims: made from an invoice and who insures its customer, filed, asked about, contested, closed."""

from __future__ import annotations

from datetime import date

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance import claims as states
from collections_tui.domain.insurance.claims import appealed, filed, moved, outstanding
from collections_tui.domain.insurance.outcomes import NEED_WORDS, ClaimOutcome, Need, heard, missing, stays
from collections_tui.domain.insurance.records import Claim, ClaimStatus
from collections_tui.domain.ledger import Part
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Invoice
from collections_tui.domain.text import clean
from collections_tui.services.assistance import protected
from collections_tui.services.claim_before import before
from collections_tui.services.claim_effects import tell
from collections_tui.services.claim_making import LONGEST_CONTROL, control_for, invoice_of, lines_of, next_coverage
from collections_tui.services.claim_parts import (
    REASONS,
    diagnoses_of,
    enter,
    expect,
    note_of,
    past_day,
    reasons,
    to_change,
    word,
    written_off_by,
)
from collections_tui.services.claim_views import ContactEntry, Left, NewClaim, Recorded
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.store.subjects.ledger import NewEntries
from collections_tui.store.transaction import Transaction


def make(desk: Desk, new: NewClaim, operation_id: str) -> Recorded:
    """Make a claim of an invoice for the next of those who insure its customer, to be filed.

    Until the insurer has answered, the patient is not asked for what it is asked for. The secondary is asked once the
    primary has answered.

    Args:
        desk: who makes it.
        new: of what, for whom.
        operation_id: made by the caller; the same again gives the same answer and changes nothing.

    Raises:
        Refused: no permission; no such invoice, a void one, or one on which nothing is owed; nobody insured the
            customer then, all have been asked, or another one pays first; codes or lines that cannot be.
    """
    desk.permit("work claims")
    diagnoses = diagnoses_of(new.diagnoses)
    control = word(new.control, "control number")
    with desk.store.write() as tx:
        account, invoice = invoice_of(tx, desk, new.invoice_id)
        done = tx.claims.id_of_operation(operation_id)
        if done is not None:
            return _made(tx, desk, account, invoice, done)
        lines = lines_of(tx, invoice, new.lines)
        first = min((line.service_on for line in lines if line.service_on), default=invoice.issued_on)
        last = max((line.service_on for line in lines if line.service_on), default=invoice.issued_on)
        coverage = next_coverage(tx, account, invoice, new.payer, last)
        last_day = states.file_by(last, coverage.payer)
        charge = sum(line.charge_cents for line in lines) if lines else invoice.amount_cents
        claim = Claim(
            0, invoice.id, account.id, account.client_id, coverage.payer, coverage.id, coverage.rank,
            control or control_for(tx, account, invoice, coverage), "to file", first, last,
            charge, desk.now(),
            diagnoses=diagnoses, file_by=last_day, next_on=desk.today(), next_action="file it",
            others_cents=0 if coverage.rank == 1 else max(0, charge - invoice.open_cents),
        )  # fmt: skip
        if claim.charge_cents <= 0:
            raise Refused(f"Nothing is charged by those lines of {invoice.number}: take others.")
        if len(claim.control) > LONGEST_CONTROL:
            raise Refused(f"A control number has {LONGEST_CONTROL} characters at most: shorten it.")
        made = tx.claims.add(claim, lines, desk.person.id, operation_id)
        settle(tx, desk, [account.id], desk.now())
        desk.note(
            tx, "add claim", account.id, f"C{made} of {coverage.payer.name}", about=f"claim {made}",
            after={"invoice": invoice.number, "payer": coverage.payer.code, "charge_cents": claim.charge_cents},
        )  # fmt: skip
        return _made(tx, desk, account, invoice, made)


def file(
    desk: Desk,
    claim_id: int,
    operation_id: str,
    *,
    on: date | None = None,
    reference: str = "",
    number: str = "",
    note: str = "",
) -> Recorded:
    """Say that a claim was filed: the payer is asked about it again after the days that it usually takes.

    What the contract says of it is kept with it from now on. One that was refused may be filed again, corrected.

    Args:
        desk: who filed it.
        claim_id: which.
        operation_id: made by the caller; the same again changes nothing.
        on: the day; None for today.
        reference: that of the batch or of the portal.
        number: the payer's number of the claim, where it gave one at once.
        note: how, and what was corrected.

    Raises:
        Refused: no permission, no such claim, it cannot be filed as it stands, or a day that cannot be.
    """
    desk.permit("work claims")
    reference, number, note = word(reference, "reference"), word(number, "number"), note_of(note)
    with desk.store.write() as tx:
        claim, account = to_change(tx, desk, claim_id)
        if _done(tx, claim, operation_id):
            return Recorded(claim, _says(desk, claim, account))
        day = past_day(claim, desk, on, "a filing")
        _refuse_unless(claim, "filed", "filed")
        after = expect(tx, filed(claim, day, desk.today()))._replace(number=number or claim.number)
        after = enter(
            tx, desk, claim, after, "filed", operation_id, spoke_with=claim.payer.name, reference=reference, note=note,
            day=on, back=before(claim),
        )  # fmt: skip
        settle(tx, desk, [account.id], desk.now())
        late = claim.file_by is not None and day > claim.file_by
        warning = (
            f" {claim.payer.name} took claims until {_said(desk, claim.file_by)}: expect a refusal." if late else ""
        )
        return Recorded(after, _says(desk, after, account) + warning)


def contact(desk: Desk, claim_id: int, entry: ContactEntry, operation_id: str) -> Recorded:
    """Record what an insurer said of a claim; when to act next follows from the outcome, unless it is told.

    Args:
        desk: who asked.
        claim_id: about which.
        entry: what was said.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, no such claim or outcome, something that the outcome requires is missing, or it cannot
            be as the claim stands.
        ConfigError: the file of outcomes is wrong.
    """
    desk.permit("work claims")
    outcome = _outcome(desk, entry.outcome)
    spoke, reference = word(entry.spoke_with, "name"), word(entry.reference, "reference")
    note, codes, number = note_of(entry.note), reasons(entry.codes), word(entry.number, "number")
    told: dict[Need, object] = {
        "spoke_with": spoke, "reference": reference, "note": note, "day": entry.day, "codes": codes,
    }  # fmt: skip
    lacking = missing(outcome, told)
    if lacking:
        raise Refused(f"“{outcome.words}” needs {NEED_WORDS[lacking[0]]}: say it too.")
    with desk.store.write() as tx:
        claim, account = to_change(tx, desk, claim_id)
        if _done(tx, claim, operation_id):
            return Recorded(claim, _says(desk, claim, account))
        after = _after(desk, claim, outcome, entry, codes)._replace(number=number or claim.number)
        if codes and not note:
            note = f"{REASONS}{', '.join(codes)}"
        after = enter(
            tx, desk, claim, after, outcome.code, operation_id, spoke_with=spoke, reference=reference, note=note,
            day=entry.day, back=before(claim),
        )  # fmt: skip
        settle(tx, desk, [account.id], desk.now())
        earlier = entry.next_on is not None and after.next_on is not None and after.next_on < entry.next_on
        wanted = f" {_said(desk, entry.next_on)} is behind the deadline." if earlier else ""
        return Recorded(after, _says(desk, after, account, stays=stays(claim, outcome)) + wanted)


def appeal(
    desk: Desk,
    claim_id: int,
    reason: str,
    operation_id: str,
    *,
    on: date | None = None,
    reference: str = "",
) -> Recorded:
    """Say that what an insurer refused, or paid too little, was contested.

    Args:
        desk: who contested it.
        claim_id: which.
        reason: why, and what was sent.
        operation_id: made by the caller; the same again changes nothing.
        on: the day; None for today.
        reference: that of the letter or the portal.

    Raises:
        Refused: no permission, no such claim, nothing of it to be contested, no reason, or a day that cannot be.
    """
    desk.permit("work claims")
    reason, reference = note_of(reason), word(reference, "reference")
    if not reason:
        raise Refused("An appeal needs a reason: say why, and what was sent.")
    with desk.store.write() as tx:
        claim, account = to_change(tx, desk, claim_id)
        if _done(tx, claim, operation_id):
            return Recorded(claim, _says(desk, claim, account))
        day = past_day(claim, desk, on, "an appeal")
        _refuse_unless(claim, "appealed", "contested")
        after = appealed(claim, day, desk.today())
        after = enter(
            tx, desk, claim, after, "appeal_sent", operation_id, reference=reference, note=reason, day=on,
            back=before(claim),
        )  # fmt: skip
        settle(tx, desk, [account.id], desk.now())
        late = claim.appeal_by is not None and day > claim.appeal_by
        warning = (
            f" The last day to contest it was {_said(desk, claim.appeal_by)}: ask for an exception." if late else ""
        )
        return Recorded(after, _says(desk, after, account) + warning)


def close(desk: Desk, claim_id: int, reason: str, operation_id: str, *, left: Left = "") -> Recorded:
    """Do nothing more about a claim, and say what becomes of what the insurer does not pay.

    Args:
        desk: who closes it.
        claim_id: which.
        reason: why.
        operation_id: made by the caller; the same again changes nothing.
        left: the patient owes it, or it is written off, for which it takes who may adjust the ledger. Only where
            something is left.

    Raises:
        Refused: no permission, no such claim, no reason, it is closed, or nobody said what becomes of what is left.
    """
    desk.permit("work claims")
    by = desk.permit("adjust the ledger") if left == "write off" else desk.person
    reason = word(reason, "reason")
    if not reason:
        raise Refused("A claim is closed for a reason: say why.")
    with desk.store.write() as tx:
        claim, account = to_change(tx, desk, claim_id)
        if _done(tx, claim, operation_id):
            return Recorded(claim, _says(desk, claim, account))
        if claim.status == "closed":
            raise Refused(f"{claim.name} is closed already ({claim.closed_reason}).")
        rest = min(outstanding(claim), max(0, _not_refused_by_others(tx, claim)))
        if rest and left == "patient" and protected(tx, account.id):
            raise Refused(
                f"The patient of {account.number} is protected from balance billing (45 CFR 149.410, 149.420): what "
                "the insurer does not pay is written off, or contested."
            )
        amount = format_cents(rest, account.currency)
        if rest and not left:
            raise Refused(
                f"{amount} of {claim.name} is not paid: say whether the patient owes it or it is written off."
            )
        if rest and left == "write off":
            new = NewEntries(
                "write_off",
                desk.today(),
                desk.now(),
                by.id,
                written_off_by(operation_id),
                reason=f"{claim.name}: {reason}",
            )
            tx.ledger.add(new, [Part(account.id, claim.invoice_id, rest)])
        after = states.closed(claim, reason)._replace(closed_at=desk.now())
        words = "" if not rest else f"{amount} {'is written off' if left == 'write off' else 'is the patient’s'}"
        note = "; ".join(filter(None, (reason, words)))
        after = enter(tx, desk, claim, after, "closed", operation_id, note=note, back=before(claim))
        settle(tx, desk, [account.id], desk.now())
        if rest and left == "patient":
            tell(tx, account.id, desk.now())
        return Recorded(after, f"{_says(desk, after, account)}{f' {words}.' if words else ''}")


# -- what was made, and said --------------------------------------------------------------------------------------


def _made(tx: Transaction, desk: Desk, account: Account, invoice: Invoice, claim_id: int) -> Recorded:
    claim = tx.claims.get(claim_id)
    assert claim is not None
    if claim.invoice_id != invoice.id:
        raise Refused("Another claim has that operation ID already, so nothing was made: give each its own.")
    amount = format_cents(claim.charge_cents, account.currency)
    until = "" if claim.file_by is None else f", until {say_day(claim.file_by, desk.today())}"
    if claim.file_by is not None and claim.file_by < desk.today():
        until = f" all the same: {claim.payer.name} took claims until {say_day(claim.file_by, desk.today())}"
    return Recorded(
        claim, f"{claim.name}: {claim.payer.name} is to be asked for {amount} of {invoice.number}; file it{until}."
    )


def _outcome(desk: Desk, code: str) -> ClaimOutcome:
    book = desk.books.claim_outcomes
    found = book.by_code.get(code.strip())
    if found is None:
        raise Refused(f"There is no outcome {clean(code)[:40]}: there are {', '.join(book.by_code)}.")
    return found


def _after(desk: Desk, claim: Claim, outcome: ClaimOutcome, entry: ContactEntry, codes: tuple[str, ...]) -> Claim:
    """The claim as it is after a contact."""
    today = desk.today()
    if why := why_not(claim):
        raise Refused(why)
    if outcome.status:
        _refuse_unless(claim, outcome.status, outcome.words.lower())
    if entry.day is not None and entry.day < claim.service_from:
        raise Refused(f"{say_day(entry.day, today)} is before the service ({claim.service_from}): check the day.")
    if outcome.status == "denied":
        past_day(claim, desk, entry.day, "a refusal")
    if entry.next_on is not None and entry.next_on < today:
        raise Refused(f"{say_day(entry.next_on, today)} has passed: give today or a later day.")
    return heard(claim, outcome, today, day=entry.day, codes=codes, next_on=entry.next_on)


# -- what they share ----------------------------------------------------------------------------------------------


_WHY_NOT: dict[ClaimStatus, str] = {
    "filed": "record first that it is not on file",
    "appealed": "only what was refused or paid too little is contested",
}
_UNFILED = "it was never filed: record first that it was"
_ANSWERED = "the insurer has answered it already"


def why_not(claim: Claim, wanted: ClaimStatus | None = None, words: str = "") -> str:
    """Return why a claim cannot be worked on, or become what is ``wanted``, in other ``words``; '' where it can."""
    if claim.status == "closed":
        return f"{claim.name} is closed ({claim.closed_reason}): open it again first."
    if wanted is not None and moved(claim.status, wanted) is None:
        why = _WHY_NOT.get(wanted) or (_UNFILED if claim.status == "to file" else _ANSWERED)
        return f"{claim.name} is {claim.status} and cannot be “{words}”: {why}."
    if wanted == "appealed" and claim.status == "paid" and not states.underpaid(claim):
        return f"{claim.name} is paid as agreed: there is nothing to contest."
    return ""


def why_no_letter(claim: Claim) -> str:
    """Return why there is nothing to be contested of a claim; '' where there is."""
    if states.contestable(claim):
        return ""
    return f"{claim.name} is {claim.status}: only what was refused or paid too little is contested."


def _said(desk: Desk, day: date | None) -> str:
    return "" if day is None else say_day(day, desk.today())


def _refuse_unless(claim: Claim, wanted: ClaimStatus, words: str) -> None:
    if why := why_not(claim, wanted, words):
        raise Refused(why)


def _done(tx: Transaction, claim: Claim, operation_id: str) -> bool:
    """Whether an operation was done before.

    Raises:
        Refused: it was another claim's.
    """
    found = tx.claims.contact_of_operation(operation_id)
    if found is not None and found.claim_id != claim.id:
        raise Refused("Another claim has that operation ID already, so nothing was entered: give each its own.")
    return found is not None


def _not_refused_by_others(tx: Transaction, claim: Claim) -> int:
    """What is open on the invoice of a claim besides what another insurer is asked for."""
    invoice = tx.invoices.get(claim.invoice_id)
    others = (one for one in tx.claims.of_invoice(claim.invoice_id) if one.id != claim.id)
    return 0 if invoice is None else invoice.open_cents - sum(map(outstanding, others))


def _says(desk: Desk, claim: Claim, account: Account, *, stays: bool = False) -> str:
    """A claim in a sentence: what it is by now, or ``stays`` whatever was said, and what is next."""
    status = f"{claim.name} of {claim.payer.name} on {account.number} {'stays' if stays else 'is'} {claim.status}"
    if claim.next_on is None:
        return f"{status}."
    refused = " What is refused waits to be contested or closed." if stays and claim.status in states.CONTESTED else ""
    return f"{status}: {claim.next_action}, {say_day(claim.next_on, desk.today())}.{refused}"
