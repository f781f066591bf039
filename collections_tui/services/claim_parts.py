"""Parts of what is done to claims, within a transaction that somebody else has begun.

Refuses to ask who may: the services that call it have done so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from collections_tui.domain.audit import differing
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import claim_id
from collections_tui.domain.insurance.contracts import LineAnswer, ToldLine, compare, expected, expected_of_all
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.domain.insurance.records import Claim, ClaimContact, ClaimLine
from collections_tui.domain.insurance.shares import REVERSAL, reduced, whose
from collections_tui.domain.records import Account, Unsaved, UnsavedKind
from collections_tui.domain.text import clean
from collections_tui.services.claim_views import Refusal
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.scope import account_of
from collections_tui.store.subjects.claims import Before
from collections_tui.store.transaction import Transaction

FORMS: Mapping[str, UnsavedKind] = {
    "filed": "filing", "appeal_sent": "appeal", "closed": "closing", "reopened": "closing",
}  # fmt: skip
"""Into which form that is typed which is no call."""
UNDONE = "undone"
"""What the log calls it that something was taken back."""
REASONS = "Reasons: "
"""How the note of a refusal begins of which nothing but the codes was said."""
LONGEST = 200
LONGEST_NOTE = 2_000
MOST_CODES = 12
LISTS = "`collections-tui claim list` lists them"
_REASON = re.compile(r"(?:(?:CO|PR|OA|PI|CR)[- ]?)?([A-Z]?[0-9]{1,3})", re.IGNORECASE)
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")


def claim_of(tx: Transaction, desk: Desk, number: int) -> tuple[Claim, Account]:
    """A claim with its account, which whoever sits at the desk may see; at writing, nobody else changes it meanwhile.

    Raises:
        Refused: there is none.
        NotPermitted: its account is none that they may see.
    """
    account_id = tx.claims.account_of(number)
    if account_id is None:
        raise Refused(f"There is no claim C{number}: {LISTS}.")
    account = account_of(tx, desk, account_id)
    claim = tx.claims.get(number)  # only now is nobody else at it
    assert claim is not None, "claims are closed, and never taken away"
    return claim, account


def to_change(tx: Transaction, desk: Desk, number: int) -> tuple[Claim, Account]:
    """A claim that may be worked on.

    Raises:
        Refused: there is none, or somebody else is working on it.
    """
    claim, account = claim_of(tx, desk, number)
    refuse_if_taken(claim, desk)
    return claim, account


def refuse_if_taken(claim: Claim, desk: Desk) -> None:
    """Pass if nobody else is working on a claim.

    Raises:
        Refused: somebody is.
    """
    if claim.taken_until is not None and claim.taken_until > desk.now() and claim.taken_by != desk.person.login:
        until = desk.local(claim.taken_until).strftime("%H:%M")
        raise Refused(f"{claim.taken_by} is working on {claim.name} (until {until} at most): ask them, or try later.")


def enter(
    tx: Transaction,
    desk: Desk,
    before: Claim,
    after: Claim,
    outcome: str,
    operation_id: str,
    *,
    spoke_with: str = "",
    reference: str = "",
    note: str = "",
    details: str = "",
    day: date | None = None,
    back: Before | None = None,
) -> Claim:
    """Store a claim as it is now, what was done in its log, and in the audit; the claim as it is stored.

    With ``back`` it can be taken back (``claim_undo``); ``day`` is on which it was done, or that the insurer named.
    What was typed of it and not saved is dropped; what is taken back was not typed, and drops nothing.
    """
    tx.claims.put(after)
    contact = ClaimContact(
        0, after.id, desk.now(), "", outcome, after.status, spoke_with, reference, note, after.next_on, day
    )
    tx.claims.add_contact(contact, desk.person.id, operation_id, back)
    if after.status == "closed":
        tx.unsaved.drop_of_claim(after.id)  # nobody can go on with it
    elif outcome != UNDONE:
        tx.unsaved.drop(desk.person.id, Unsaved(FORMS.get(outcome, "contact"), after.id))
    changed = differing(_told(before), _told(after))
    desk.note(
        tx, f"claim {outcome.replace('_', ' ')}", after.account_id, details or after.name, about=f"claim {after.id}",
        **changed._asdict(),
    )  # fmt: skip
    return after._replace(revision=after.revision + 1, taken_by="", taken_until=None)


def written_off_by(operation_id: str) -> str:
    """The operation that writes off what is left of a claim which another one closes."""
    return f"{operation_id} write-off"


def expect(tx: Transaction, claim: Claim) -> Claim:
    """A claim with what the contract says of it by now, line by line and in all; that of others than the primary is
    what the primary leaves, which no contract says.
    """
    lines = tx.claims.lines(claim.id)
    if claim.rank != 1 or not lines:
        return claim
    fees = tx.fees.of_codes(claim.client_id, claim.payer.id, (line.code for line in lines))
    each = expected(fees, lines, claim.service_to)
    tx.claims.expect(claim.id, zip((line.position for line in lines), each, strict=True))
    return claim._replace(expected_cents=expected_of_all(each))


def counting_answers(answers: Iterable[KeptClaim]) -> list[KeptClaim]:
    """What of the answers to a claim counts: nothing that was taken back, and no reversal itself."""
    return [
        one for one in answers if one.settled_at is not None and one.reversed_by is None and one.told.status != REVERSAL
    ]


def line_answers(tx: Transaction, claim: Claim, lines: Sequence[ClaimLine], desk: Desk) -> list[LineAnswer]:
    """What remittances said of the lines of a claim, held against what was agreed on for each."""
    told, book = [], desk.books.codes
    for answer in counting_answers(tx.remittances.on_claim(claim.id)):
        for line in answer.told.lines:
            shares = {"patient": 0, "refused": 0}
            for one in line.adjustments:
                share = whose(one, book)
                if share in shares:
                    shares[share] += one.cents
            codes = line.code, " ".join(line.modifiers)
            beside = reduced(line.adjustments, book)
            told.append(ToldLine(*codes, line.paid_cents, shares["patient"], shares["refused"], beside))
    return compare(lines, told)


def refusal_of(claim: Claim, desk: Desk) -> Refusal | None:
    """Why a claim was refused, in words, with what usually helps against the kind of its first reason; None without."""
    if not claim.refusal:
        return None
    book = desk.books.codes
    kind = book.kind(claim.refusal[0])
    advice = book.denials.advice.get(kind)
    reasons = tuple(book.reason(code) for code in claim.refusal)
    return Refusal(reasons, kind) if advice is None else Refusal(reasons, kind, advice.helps, advice.send)


def word(text: str, what: str) -> str:
    """Words on one line, short enough to be kept.

    Raises:
        Refused: they are too long, or have the number of a card in them.
    """
    found = checked(text)
    if len(found) > LONGEST:
        raise Refused(f"The {what} is longer than {LONGEST} characters: shorten it.")
    return found


def note_of(text: str) -> str:
    """A note of several lines.

    Raises:
        Refused: it is too long, or has the number of a card in it.
    """
    found = checked(text, lines=True)
    if len(found) > LONGEST_NOTE:
        raise Refused(f"The note is longer than {LONGEST_NOTE:,} characters: shorten it.")
    return found


def reasons(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of reasons (CARC), however they are written: ``CO-197`` is 197.

    Raises:
        Refused: one is none.
    """
    found = []
    for code in codes:
        match = _REASON.fullmatch(code.strip())
        if match is None:
            raise Refused(f"“{clean(code)[:20]}” is no reason's code: write one as in CO-197.")
        found.append(match[1].upper())
    return _few(found, "reasons")


def diagnoses_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of diagnoses (ICD-10-CM), in capitals.

    Raises:
        Refused: one is none.
    """
    found = [code.strip().upper() for code in codes]
    for code in found:
        if not _DIAGNOSIS.fullmatch(code):
            raise Refused(f"“{clean(code)[:20]}” is no diagnosis of ICD-10: write one as in M54.50.")
    return _few(found, "diagnoses")


def past_day(claim: Claim, desk: Desk, day: date | None, what: str) -> date:
    """A day on which something was done about a claim, today where none is told.

    Raises:
        Refused: it is still to come, or before the service.
    """
    today = desk.today()
    found = today if day is None else day
    if found > today:
        raise Refused(f"{say_day(found, today)} is still to come: enter {what} once it is done.")
    if found < claim.service_from:
        raise Refused(f"{say_day(found, today)} is before the service ({claim.service_from}): check the day.")
    return found


def _few(codes: list[str], what: str) -> tuple[str, ...]:
    few = tuple(dict.fromkeys(codes))
    if len(few) > MOST_CODES:
        raise Refused(f"A claim has {MOST_CODES} {what} at most: give those that matter.")
    return few


def _told(claim: Claim) -> dict[str, object]:
    """A claim for the audit: what changes of it, and no diagnoses."""
    names = (
        "status", "number", "refused_cents", "refusal", "file_by", "filed_on", "appeal_by", "next_on", "next_action",
        "expected_cents", "closed_reason",
    )  # fmt: skip
    return {name: getattr(claim, name) for name in names}


def named(text: str) -> int | None:
    """The id of a claim written ``C12``; None where it is written otherwise."""
    return claim_id(text)
