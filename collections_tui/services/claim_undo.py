"""What was taken down about a claim is taken back, as if it had not been done; the log shows both.

What somebody recorded last, on the same day; and that a claim was closed, whenever that was.
"""

from __future__ import annotations

from collections.abc import Mapping

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.records import Claim, ClaimContact
from collections_tui.domain.records import Unsaved
from collections_tui.services.booking import take_back
from collections_tui.services.claim_before import as_before
from collections_tui.services.claim_parts import (
    FORMS,
    REASONS,
    UNDONE,
    claim_of,
    enter,
    to_change,
    word,
    written_off_by,
)
from collections_tui.services.claim_views import Recorded
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import hidden
from collections_tui.services.money import settle
from collections_tui.store.subjects.claims import Before
from collections_tui.store.transaction import Transaction

# Which fields of a form are which of the log's.
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "contact": {"spoke_with": "spoke_with", "reference": "reference", "note": "note"},
    "filing": {"reference": "reference", "note": "note"},
    "appeal": {"because": "note", "reference": "reference"},
    "closing": {"because": "note"},
}
_OTHERWISE = {UNDONE: "it was taken back already"}


def undo_last(desk: Desk, operation_id: str) -> Recorded:
    """Take back what I recorded last of an insurer; the claim is as it was, and mine, with what was typed as a draft.

    Args:
        desk: who recorded it.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, or there is none of today; the claim has been worked on since; something was written
            off when it was closed, and they may not adjust the ledger.
    """
    desk.permit("work claims")
    with desk.store.write() as tx:
        done = tx.claims.contact_of_operation(operation_id)
        if done is not None:
            claim, _ = claim_of(tx, desk, done.claim_id)
            if done.outcome != UNDONE:
                raise Refused(f"That operation ID is of something else about {claim.name}: give each its own.")
            return Recorded(claim, f"{claim.name} is as it was before: “{done.note}” is taken back.")
        last = tx.claims.last_contact_of(desk.person.id)
        if last is None:
            raise Refused("You have recorded nothing about a claim that could be taken back.")
        contact, kept = last
        claim, account = to_change(tx, desk, contact.claim_id)
        words = _words(desk, contact)
        kept = _refuse_unless_possible(desk, claim, contact, kept)
        if contact.outcome == "closed":
            _owe_again(tx, desk, claim, operation_id)
        after = enter(tx, desk, claim, as_before(claim, kept), UNDONE, operation_id, note=words)
        settle(tx, desk, [account.id], desk.now())
        tx.claims.take(claim.id, desk.person.id, desk.now() + desk.claims_last)
        _draft(tx, desk, contact)
    return Recorded(after, f"{claim.name} is as it was before: “{words}” is taken back.")


def reopen(desk: Desk, claim_id: int, reason: str, operation_id: str) -> Recorded:
    """Work again on a claim that was closed: it is as it was before, and what was written off of it is owed again.

    Args:
        desk: who opens it.
        claim_id: which.
        reason: why.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, no such claim, it is not closed, or no reason; something was written off when it was
            closed, and they may not adjust the ledger.
    """
    desk.permit("work claims")
    reason = word(reason, "reason")
    if not reason:
        raise Refused("A claim is opened again for a reason: say why.")
    with desk.store.write() as tx:
        claim, account = to_change(tx, desk, claim_id)
        done = tx.claims.contact_of_operation(operation_id)
        if done is not None and (done.claim_id, done.outcome) != (claim.id, "reopened"):
            raise Refused("Something else has that operation ID already, so nothing was done: give each its own.")
        if done is None:
            if claim.status != "closed":
                raise Refused(f"{claim.name} is not closed: it is {claim.status}.")
            invoice = tx.invoices.get(claim.invoice_id)
            if invoice is None or invoice.status == "void":
                raise Refused(f"The invoice of {claim.name} is void: there is nothing to ask an insurer for.")
            _refuse_beside_another(tx, claim)
            kept = _owe_again(tx, desk, claim, operation_id)
            claim = enter(tx, desk, claim, as_before(claim, kept), "reopened", operation_id, note=reason)
            settle(tx, desk, [account.id], desk.now())
    action = "" if claim.next_on is None else f": {claim.next_action}"
    return Recorded(claim, f"{claim.name} is open again, {claim.status}{action}.")


def _refuse_beside_another(tx: Transaction, claim: Claim) -> None:
    """Pass if no other claim asks the same insurer for the same invoice by now."""
    for one in tx.claims.of_invoice(claim.invoice_id):
        if one.id != claim.id and one.payer.id == claim.payer.id and one.status != "closed":
            raise Refused(f"{one.name} asks {one.payer.name} for it by now: work on that one.")


def _owe_again(tx: Transaction, desk: Desk, claim: Claim, operation_id: str) -> Before:
    """Reverse what was written off when a claim was closed, as far as that stands; the claim as it was before that."""
    closing, kept = tx.claims.closing(claim.id)
    entry = tx.ledger.id_of_operation(written_off_by(closing))
    written = None if entry is None else tx.ledger.get(entry)
    if written is not None and written.reversed_by is None:
        desk.permit("adjust the ledger")
        take_back(
            tx, desk, written, on=max(desk.today(), written.entry.on), reason=f"{claim.name} is worked on again",
            operation_id=f"{operation_id} owed again", now=desk.now(),
        )  # fmt: skip
    return kept


def _words(desk: Desk, contact: ClaimContact) -> str:
    found = desk.books.claim_outcomes.by_code.get(contact.outcome)
    return contact.outcome.replace("_", " ") if found is None else found.words


def _refuse_unless_possible(desk: Desk, claim: Claim, contact: ClaimContact, kept: Before | None) -> Before:
    today, on = desk.today(), desk.local(contact.at).date()
    if on != today:
        raise Refused(
            f"What you recorded last, of {claim.name}, was {say_day(on, today)}, not today: record what is right."
        )
    if kept is None:
        why = _OTHERWISE.get(contact.outcome, "it is no call")
        raise Refused(f"What you recorded last, of {claim.name}, cannot be taken back: {why}.")
    if claim.revision != kept["revision"]:
        raise Refused(f"{claim.name} has been worked on since: record what is right.")
    return kept


def _draft(tx: Transaction, desk: Desk, contact: ClaimContact) -> None:
    """What was typed is there again, so that only what was wrong has to be typed anew."""
    kind = FORMS.get(contact.outcome, "contact")
    typed = {name: text for name, told in _FIELDS[kind].items() if (text := getattr(contact, told))}
    if typed.get("note", "").startswith(REASONS):
        typed["codes"] = typed.pop("note").removeprefix(REASONS)
    typed |= {} if contact.day is None else {"day": contact.day.isoformat()}
    of = Unsaved(kind, contact.claim_id)
    if typed and not tx.unsaved.get(desk.person.id, of):
        tx.unsaved.save(desk.person.id, of, hidden(typed), desk.now())
