"""What somebody took down about a claim is taken back, as if it had not been done; the log shows both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.records import Claim, ClaimContact
from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services.claim_parts import claim_of, enter, to_change
from collections_tui.services.claim_views import Recorded
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import hidden
from collections_tui.services.money import settle
from collections_tui.store.subjects.claims import Before
from collections_tui.store.transaction import Transaction

_PLAIN = ("status", "number", "refused_cents", "denied_cents", "next_action")
_DAYS = ("refused_on", "file_by", "filed_on", "appeal_by", "next_on")
# Into which form something was typed, and which of its fields is which of the log's.
_CONTACT: tuple[UnsavedKind, Mapping[str, str]] = (
    "contact", {"spoke_with": "spoke_with", "reference": "reference", "note": "note"},
)  # fmt: skip
_FORMS: Mapping[str, tuple[UnsavedKind, Mapping[str, str]]] = {
    "filed": ("filing", {"reference": "reference", "note": "note"}),
    "appeal_sent": ("appeal", {"because": "note", "reference": "reference"}),
    "closed": ("closing", {"because": "note"}),
}
_OTHERWISE = {
    "closed": "it was closed, and what was left went to the patient or was written off: make the claim anew",
    "undone": "it was taken back already",
}


def changed_of(claim: Claim) -> Before:
    """Return what people may change of a claim, as it is, and the revision that the claim has afterwards.

    What was agreed for it is kept when it is filed, and stays: that is so, filed or not.
    """
    days = {name: getattr(claim, name) for name in _DAYS}
    return {
        **{name: getattr(claim, name) for name in _PLAIN},
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
        "refusal": list(claim.refusal),
        "revision": claim.revision + 1,
    }


def undo_last(desk: Desk, operation_id: str) -> Recorded:
    """Take back what I recorded last of an insurer; the claim is as it was, and mine, with what was typed as a draft.

    Args:
        desk: who recorded it.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission; there is none of today; the claim was closed and what was left of it went to the
            patient or was written off; or it has been worked on since.
    """
    desk.permit("work claims")
    with desk.store.write() as tx:
        done = tx.claims.contact_of_operation(operation_id)
        if done is not None:
            claim, _ = claim_of(tx, desk, done.claim_id)
            if done.outcome != "undone":
                raise Refused(f"That operation ID is of something else about {claim.name}: give each its own.")
            return Recorded(claim, f"{claim.name} is as it was before: “{done.note}” is taken back.")
        last = tx.claims.last_contact_of(desk.person.id)
        if last is None:
            raise Refused("You have recorded nothing about a claim that could be taken back.")
        contact, before = last
        claim, account = to_change(tx, desk, contact.claim_id)
        words = _words(desk, contact)
        before = _refuse_unless_possible(desk, claim, contact, before)
        after = enter(tx, desk, claim, _put_back(claim, before), "undone", operation_id, note=words)
        settle(tx, desk, [account.id], desk.now())
        tx.claims.take(claim.id, desk.person.id, desk.now() + desk.claims_last)
        _draft(tx, desk, contact)
    return Recorded(after, f"{claim.name} is as it was before: “{words}” is taken back.")


def _words(desk: Desk, contact: ClaimContact) -> str:
    found = desk.books.claim_outcomes.by_code.get(contact.outcome)
    return contact.outcome.replace("_", " ") if found is None else found.words


def _refuse_unless_possible(desk: Desk, claim: Claim, contact: ClaimContact, before: Before | None) -> Before:
    today, on = desk.today(), desk.local(contact.at).date()
    if on != today:
        raise Refused(
            f"What you recorded last, of {claim.name}, was {say_day(on, today)}, not today: record what is right."
        )
    if before is None:
        why = _OTHERWISE.get(contact.outcome, "it is no call")
        raise Refused(f"What you recorded last, of {claim.name}, cannot be taken back: {why}.")
    if claim.revision != before["revision"]:
        raise Refused(f"{claim.name} has been worked on since: record what is right.")
    return before


def _put_back(claim: Claim, before: Before) -> Claim:
    changed: dict[str, Any] = {name: before[name] for name in _PLAIN}
    changed |= {name: None if before[name] is None else date.fromisoformat(before[name]) for name in _DAYS}
    return claim._replace(**changed, refusal=tuple(before["refusal"]), closed_at=None, closed_reason="")


def _draft(tx: Transaction, desk: Desk, contact: ClaimContact) -> None:
    """What was typed is there again, so that only what was wrong has to be typed anew."""
    kind, fields = _FORMS.get(contact.outcome, _CONTACT)
    typed = {name: text for name, told in fields.items() if (text := getattr(contact, told))}
    typed |= {} if contact.day is None else {"day": contact.day.isoformat()}
    of = Unsaved(kind, contact.claim_id)
    if typed and not tx.unsaved.get(desk.person.id, of):
        tx.unsaved.save(desk.person.id, of, hidden(typed), desk.now())
