"""What was taken down about a claim is taken back: the claim is as it was, and what cannot be says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services import (
    accounts,
    audit,
    claim_queue,
    claim_undo,
    claims,
    remittances,
    remittances_by_hand,
    unsaved,
)
from collections_tui.services.claim_views import ContactEntry, Left, NewClaim
from tests.build import Office
from tests.era import Service, Told, era
from tests.services.billing import operation
from tests.services.claiming import AETNA, claimed, patient, remitted
from tests.services.facts import check_everything
from tests.services.paying import later


def plain(claim: Claim) -> Claim:
    """A claim without who has it, and how often it was changed."""
    return claim._replace(revision=0, taken_by="", taken_until=None)


def test_what_was_recorded_last_is_taken_back(work: Office) -> None:
    """The claim is as it was, whatever came of the call; the log and the audit show both."""
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    made = claimed(ana, account_id)
    before = claim_queue.view(ana, made.id)
    entries = [
        ContactEntry("not_reached"),
        ContactEntry("in_process", "Kim", "R1", "soon", number="ICN9"),
        ContactEntry("not_on_file", "Kim", "R2"),
        ContactEntry("denied", "Kim", "R3", codes=("197",)),
    ]
    for entry in entries:
        claims.contact(ana, made.id, entry, operation())
        assert claim_queue.view(ana, made.id).claim != before.claim
        key = operation()
        done = claim_undo.undo_last(ana, key)
        assert done.sentence.startswith(f"{made.name} is as it was before")
        after = claim_queue.view(ana, made.id)
        assert plain(after.claim) == plain(before.claim)
        assert (after.pending_cents, after.claim.taken_by) == (before.pending_cents, "ana")
        assert claim_undo.undo_last(ana, key) == done._replace(claim=after.claim), "the same again changes nothing"
        with pytest.raises(Refused, match="cannot be taken back: it was taken back already"):
            claim_undo.undo_last(ana, operation())
    said = claim_queue.view(ana, made.id).contacts
    assert [one.outcome for one in said[:4]] == ["undone", "denied", "undone", "not_on_file"]
    assert unsaved.begun(ana, Unsaved("contact", made.id)) == {"spoke_with": "Kim", "reference": "R3", "codes": "197"}
    assert "claim undone" in {one.action for one in audit.page(work.boss, audit.AuditFilter(account=account_id))}
    check_everything(work.boss)


def test_that_it_was_filed_contested_or_closed_is_taken_back_too(work: Office) -> None:
    """What waits for the insurer, and the hold, follow; what was typed is in its own form again."""
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA), filed=False)

    def back(kind: UnsavedKind) -> dict[str, str]:
        before = claim_queue.view(ana, made.id)
        {
            "filing": lambda: claims.file(
                ana, made.id, operation(), on=date(2026, 11, 22), reference="B7", number="N1", note="corrected"
            ),
            "appeal": lambda: claims.appeal(ana, made.id, "authorised", operation(), reference="L1"),
            "closing": lambda: claims.close(ana, made.id, "nothing to be had", operation()),
        }[kind]()
        assert claim_queue.view(ana, made.id).claim.status != before.claim.status
        claim_undo.undo_last(ana, operation())
        after = claim_queue.view(ana, made.id)
        assert plain(after.claim) == plain(before.claim)
        assert after.pending_cents == before.pending_cents
        return dict(unsaved.begun(ana, Unsaved(kind, made.id)))

    assert back("filing") == {"day": "2026-11-22", "reference": "B7", "note": "corrected"}
    claims.file(ana, made.id, operation())
    claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=("197",)), operation())
    assert back("appeal") == {"because": "authorised", "reference": "L1"}
    remitted(ana, made.id, 60_00)
    assert claim_queue.view(ana, made.id).claim.status == "paid"
    assert back("closing") == {"because": "nothing to be had"}
    check_everything(work.boss)


@pytest.mark.parametrize("left", ["patient", "write off"])
def test_a_claim_that_was_closed_is_worked_on_again(work: Office, left: Left) -> None:
    """What was left to the patient waits for the insurer again; what was written off is owed again."""
    ana, boss = work.desk("ana"), work.boss
    account_id = patient(work, AETNA)
    made = claimed(ana, account_id)
    claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=("197",)), operation())
    before = claim_queue.view(ana, made.id)
    claims.close(boss, made.id, "too late", operation(), left=left)
    with pytest.raises(Refused, match=r"C1 is closed \(too late\): open it again first"):
        claims.appeal(ana, made.id, "authorised", operation())
    later(work, days=40)
    with pytest.raises(Refused, match="opened again for a reason"):
        claim_undo.reopen(ana, made.id, " ", operation())
    if left == "write off":
        assert accounts.view(boss, account_id).account.status == "closed"
        with pytest.raises(NotPermitted, match="ana may not adjust the ledger"):
            claim_undo.reopen(ana, made.id, "the authorization was found", operation())
    key = operation()
    done = claim_undo.reopen(boss, made.id, "the authorization was found", key)
    assert done.sentence == "C1 is open again, denied: contest or close."
    assert claim_undo.reopen(boss, made.id, "the authorization was found", key).claim.status == "denied"
    after = claim_queue.view(ana, made.id)
    assert plain(after.claim)._replace(hold_id=None) == plain(before.claim)._replace(hold_id=None)
    assert (after.pending_cents, accounts.view(ana, account_id).account.status) == (100_00, "held")
    assert after.contacts[0].outcome == "reopened"
    with pytest.raises(Refused, match="C1 is not closed: it is denied"):
        claim_undo.reopen(boss, made.id, "again", operation())
    claims.close(boss, made.id, "too late", operation(), left=left)
    assert claim_undo.undo_last(boss, operation()).claim.status == "denied"
    assert claim_queue.view(ana, made.id).pending_cents == 100_00
    claims.appeal(boss, made.id, "authorised", operation())
    check_everything(boss)


def test_what_is_made_anew_is_what_the_insurer_answers(work: Office, tmp_path: Path) -> None:
    """It knows the claim by the number of the one that was closed."""
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    wrong = claimed(ana, account_id)
    claims.close(ana, wrong.id, "the wrong lines", operation(), left="patient")
    right = claims.make(ana, NewClaim(wrong.invoice_id), operation()).claim
    assert right.control == wrong.control
    assert claim_queue.find(ana, wrong.control) == right.id
    file = tmp_path / "answer.835"
    file.write_text(era(Told(right.control, (Service(100_00, (("PR", "2", 20_00),)),))), "utf-8")
    assert remittances.take(work.boss, file, "HOSP").posted == 1
    after = claim_queue.view(ana, right.id).claim
    assert (after.status, after.paid_cents, after.patient_cents) == ("paid", 80_00, 20_00)
    assert claim_queue.view(ana, wrong.id).claim.status == "closed"
    with pytest.raises(Refused, match=f"{right.name} asks Aetna for it by now: work on that one"):
        claim_undo.reopen(ana, wrong.id, "after all", operation())
    check_everything(work.boss)


@pytest.mark.parametrize("filed", [False, True])
@pytest.mark.parametrize("since", [False, True])
def test_an_answer_that_was_about_something_else_leaves_nothing_behind(
    work: Office, tmp_path: Path, filed: bool, since: bool
) -> None:
    """Matched by hand with the wrong claim and taken back: its state, its days and the insurer's number are as before;
    what was recorded meanwhile stays in the log.
    """
    ana, boss = work.desk("ana"), work.boss
    made = claimed(ana, patient(work, AETNA), filed=filed)
    if filed:
        claims.contact(ana, made.id, ContactEntry("received", "Kim", "R1", number="ICN20"), operation())
    was = claim_queue.view(ana, made.id)
    file = tmp_path / "answer.835"
    told = Told("NOBODY", (Service(60_00, (("CO", "45", 10_00), ("CO", "197", 20_00))),), number="BW-3")
    file.write_text(era(told), "utf-8")
    remittances.take(boss, file, "HOSP")
    (waits,) = remittances.waiting(boss)
    remittances_by_hand.match(boss, waits.id, invoice=was.invoice)
    part = claim_queue.view(ana, made.id).claim
    assert (part.status, part.number, part.refused_cents) == ("part paid", "BW-3", 20_00)
    if since:
        claims.contact(ana, made.id, ContactEntry("escalated", "Kim", "R2"), operation())
    remittances_by_hand.take_back(boss, waits.id, "another patient")
    now = claim_queue.view(ana, made.id)
    if since and filed:
        was = was._replace(claim=was.claim._replace(
            status="filed", next_on=now.claim.next_on, next_action="ask whether it is in process"
        ))  # fmt: skip
    assert plain(now.claim) == plain(was.claim)
    assert (now.deadline, now.pending_cents) == (was.deadline, was.pending_cents)
    assert now.contacts[0].note == "taken back: another patient"
    claims.file(ana, made.id, operation()) if not filed else None
    remittances_by_hand.match(boss, waits.id, invoice=was.invoice)
    again = claim_queue.view(ana, made.id).claim
    assert (again.status, again.paid_cents, again.refused_cents) == ("part paid", 30_00, 20_00)
    check_everything(boss)


def test_what_cannot_be_taken_back_says_why(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    with pytest.raises(Refused, match="You have recorded nothing about a claim"):
        claim_undo.undo_last(ana, operation())
    made = claimed(ana, patient(work, AETNA))
    claims.contact(ana, made.id, ContactEntry("received", "Kim", "R1"), operation())
    claims.contact(ben, made.id, ContactEntry("in_process", "Lee", "R2"), operation())
    with pytest.raises(Refused, match=f"{made.name} has been worked on since: record"):
        claim_undo.undo_last(ana, operation())
    claim_undo.undo_last(ben, operation())
    with pytest.raises(Refused, match=f"ben is working on {made.name}"):
        claim_undo.undo_last(ana, operation())
    later(work, days=1)
    with pytest.raises(Refused, match="was Mon 23 Nov, not today: record what is right"):
        claim_undo.undo_last(ana, operation())
    with pytest.raises(NotPermitted):
        claim_undo.undo_last(work.desk("olga"), operation())


def test_the_same_again_is_about_the_same_claim_whatever_was_recorded_since(work: Office) -> None:
    ana = work.desk("ana")
    one, two = claimed(ana, patient(work, AETNA)), claimed(ana, patient(work, AETNA))
    claims.contact(ana, one.id, ContactEntry("not_reached"), operation())
    key = operation()
    claim_undo.undo_last(ana, key)
    other = operation()
    claims.contact(ana, two.id, ContactEntry("not_reached"), other)
    again = claim_undo.undo_last(ana, key)
    assert (again.claim.id, again.sentence) == (
        one.id, f"{one.name} is as it was before: “Nobody reached” is taken back.",
    )  # fmt: skip
    with pytest.raises(Refused, match=f"That operation ID is of something else about {two.name}"):
        claim_undo.undo_last(ana, other)
    assert claim_queue.view(ana, two.id).contacts[0].outcome == "not_reached"
