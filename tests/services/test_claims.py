"""Claims from making to closing: who is asked, by when, what the patient is asked for meanwhile, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.records import Claim
from collections_tui.services import accounts, claim_queue, claims, figures, invoices, ledger
from collections_tui.services.claim_effects import pending_of
from collections_tui.services.claim_views import ContactEntry, NewClaim
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office
from tests.services.billing import SERVICE, line, operation
from tests.services.claiming import AETNA, MEDICARE, billed, claimed, patient, remitted
from tests.services.facts import check_everything
from tests.services.paying import later


def status(work: Office, account_id: int) -> tuple[str, int, str]:
    """Of an account: its status, what waits for insurers, and what is done next."""
    with work.boss.store.read() as tx:
        account = tx.accounts.get(account_id)
        assert account is not None
        return account.status, pending_of(tx, account_id), account.next_action


def stored(work: Office, claim_id: int) -> Claim:
    with work.boss.store.read() as tx:
        found = tx.claims.get(claim_id)
    assert found is not None
    return found


def test_a_claim_is_made_filed_and_asked_about(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    invoice = billed(ana, account_id, line(60_00, code="99213"), line(40_00, code="80053"))
    made = claims.make(ana, NewClaim(invoice, diagnoses=("m54.50",)), "op")
    assert claims.make(ana, NewClaim(invoice, diagnoses=("m54.50",)), "op") == made
    claim = made.claim
    assert made.sentence == ("C1: Aetna is to be asked for $100.00 of INV-2026-00001; file it, until Thu 18 Feb 2027.")
    assert (claim.status, claim.control, claim.charge_cents, claim.rank) == ("to file", "INV-2026-00001", 100_00, 1)
    assert (claim.file_by, claim.next_on, claim.diagnoses) == (SERVICE + timedelta(90), TODAY, ("M54.50",))
    filed = claims.file(ana, claim.id, "filed", reference="batch 7")
    assert claims.file(ana, claim.id, "filed", reference="batch 7").claim == filed.claim
    assert (filed.claim.status, filed.claim.next_on) == ("filed", TODAY + timedelta(30))
    with pytest.raises(Refused, match="C1 is filed and cannot be “filed”: record first that it is not on file"):
        claims.file(ana, claim.id, operation())
    with pytest.raises(Refused, match="“In process” needs the reference number of the call"):
        claims.contact(ana, claim.id, ContactEntry("in_process"), operation())
    told = claims.contact(ana, claim.id, ContactEntry("in_process", "Kim", "REF9", number="ICN7"), "asked")
    assert told.sentence.startswith("C1 of Aetna on P-")
    assert "is pending: ask whether it is decided" in told.sentence
    said = claims.contact(
        ana, claim.id, ContactEntry("paid_on", "Kim", "CHK1", day=TODAY + timedelta(3)), operation()
    ).claim
    assert (said.status, said.next_on, said.number) == ("pending", TODAY + timedelta(13), "ICN7")
    back = claims.contact(ana, claim.id, ContactEntry("not_on_file", reference="REF10"), operation()).claim
    assert (back.status, back.next_on) == ("to file", TODAY)
    with work.boss.store.read() as tx:
        log = tx.claims.contacts(claim.id)
        lines = tx.claims.lines(claim.id)
    assert [(one.outcome, one.status, one.reference) for one in log] == [
        ("not_on_file", "to file", "REF10"),
        ("paid_on", "pending", "CHK1"),
        ("in_process", "pending", "REF9"),
        ("filed", "filed", "batch 7"),
    ]
    assert [(one.code, one.charge_cents, one.service_on) for one in lines] == [
        ("99213", 60_00, SERVICE),
        ("80053", 40_00, SERVICE),
    ]
    check_everything(work.boss)


def test_while_an_insurer_is_asked_the_patient_is_not(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    claim = claimed(ana, account_id)
    assert status(work, account_id)[:2] == ("held", 100_00)
    other = billed(ana, account_id, line(25_00, "A form for the school"))
    assert status(work, account_id)[:2] == ("open", 100_00), "what was never the insurer's is asked for"
    ledger.pay(
        ana, PaymentEntry(account_id, 25_00, TODAY, operation(), invoices=(invoices.view(ana, other).invoice.number,))
    )
    assert status(work, account_id)[:2] == ("held", 100_00)
    check_everything(work.boss)
    after = remitted(ana, claim.id, 55_00, written=30_00, patient=15_00)
    assert (after.status, after.next_on, after.number) == ("paid", None, "ICN1")
    assert status(work, account_id) == ("open", 0, "insurance settled: $15.00 is the patient's")
    assert accounts.view(ana, account_id).account.balance_cents == 15_00
    assert accounts.view(ana, account_id).holds == ()
    check_everything(work.boss)


def test_denied_then_appealed_then_paid(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    claim = claimed(ana, account_id)
    denied = remitted(ana, claim.id, 0, refused=100_00, code="4", codes=("197",))
    assert (denied.status, denied.appeal_by, denied.next_on) == ("denied", TODAY + timedelta(60), TODAY)
    assert status(work, account_id)[:2] == ("held", 100_00), "a refusal is not the patient's"
    with pytest.raises(Refused, match="An appeal needs a reason"):
        claims.appeal(ana, claim.id, " ", operation())
    sent = claims.appeal(ana, claim.id, "It was authorised by phone, number 55.", operation(), reference="fax 3")
    assert (sent.claim.status, sent.claim.next_on) == ("appealed", TODAY + timedelta(30))
    asked = claims.contact(ana, claim.id, ContactEntry("in_process", reference="R1"), operation()).claim
    assert asked.status == "appealed", "an appeal in process is still one"
    won = remitted(ana, claim.id, 80_00, written=20_00)
    assert (won.status, won.refused_cents, won.denied_cents, won.refusal) == ("paid", 0, 100_00, ("197",))
    assert status(work, account_id)[:2] == ("closed", 0)
    check_everything(work.boss)


def test_what_is_refused_once_more_is_to_be_contested_by_the_same_day(work: Office) -> None:
    """It is one decision, whoever asks about it again, until it is contested or filed anew, or another day is told."""
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA))

    def refused(*codes: str, on: date | None = None) -> tuple[date | None, tuple[str, ...]]:
        claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=codes, day=on), operation())
        seen = claim_queue.view(ana, made.id).claim
        return seen.appeal_by, seen.refusal

    decided = date(2026, 11, 21)
    late = ContactEntry("denied", reference="R", codes=("50",), day=decided, next_on=date(2027, 2, 1))
    said = claims.contact(ana, made.id, late, operation())
    assert said.sentence.endswith("contest or close, Wed 20 Jan 2027. Mon 1 Feb 2027 is behind the deadline.")
    assert refused("50", on=decided) == (date(2027, 1, 20), ("50",))
    later(work, days=12)
    assert refused("197") == (date(2027, 1, 20), ("197",))
    claims.appeal(ana, made.id, "authorised", operation())
    assert refused("197") == (date(2027, 2, 3), ("197",)), "after an appeal it is another decision"
    claims.file(ana, made.id, operation())
    later(work, days=1)
    assert refused("197") == (date(2027, 2, 4), ("197",))
    assert refused("197", on=date(2026, 12, 1)) == (date(2027, 1, 30), ("197",))


def test_what_is_refused_stays_so_while_it_is_said_to_be_in_process(work: Office) -> None:
    """It waits to be contested or given up; the answer says so, where it was not asked for as such."""
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA))

    def said(outcome: str) -> tuple[str, str]:
        entry = ContactEntry(outcome, "Kim", "R1", "as they say", codes=("197",) if outcome == "denied" else ())
        done = claims.contact(ana, made.id, entry, operation())
        return done.claim.status, done.sentence.partition(" on P-")[2].partition(" ")[2]

    assert said("in_process") == ("pending", "is pending: ask whether it is decided, Wed 23 Dec.")
    assert said("received") == ("pending", "stays pending: ask whether it is in process, Mon 7 Dec.")
    assert said("denied") == ("denied", "is denied: contest or close, today.")
    waits = "What is refused waits to be contested or closed."
    assert said("in_process") == ("denied", f"stays denied: ask whether it is decided, Wed 23 Dec. {waits}")
    assert said("need_records") == ("denied", f"stays denied: send the records, Thu 26 Nov. {waits}")
    assert said("not_reached") == ("denied", "is denied: call the insurer again, tomorrow.")
    assert said("denied") == ("denied", "is denied: contest or close, today.")
    claims.appeal(ana, made.id, "authorised", operation())
    assert said("received") == ("appealed", "stays appealed: ask whether it is in process, Mon 7 Dec.")


def test_a_refusal_of_a_remittance_that_is_dated_ahead_may_be_told_again(work: Office) -> None:
    """Insurers date what they send by the day of the payment, which may be still to come."""
    ana = work.desk("ana")
    ahead = TODAY + timedelta(2)
    made = claimed(ana, patient(work, AETNA))
    remitted(ana, made.id, 0, refused=100_00, code="4", codes=("197",), on=ahead)
    again = claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=("50",)), operation()).claim
    assert (again.refused_on, again.appeal_by, again.refusal) == (ahead, ahead + timedelta(60), ("50",))


def test_primary_pays_secondary_pays_and_the_patient_owes_the_rest(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, MEDICARE, AETNA)
    invoice = billed(ana, account_id)
    with pytest.raises(Refused, match="Medicare pays before Aetna: make its claim first"):
        claims.make(ana, NewClaim(invoice, "60054"), operation())
    first = claims.make(ana, NewClaim(invoice), operation()).claim
    claims.file(ana, first.id, operation())
    with pytest.raises(Refused, match="Medicare pays first and has not answered yet"):
        claims.make(ana, NewClaim(invoice), operation())
    remitted(ana, first.id, 48_00, written=40_00, patient=12_00)
    assert status(work, account_id) == ("open", 0, "insurance settled: $12.00 is the patient's")
    second = claims.make(ana, NewClaim(invoice), operation()).claim
    assert (second.payer.name, second.rank, second.control) == ("Aetna", 2, "INV-2026-00001-2")
    assert status(work, account_id)[:2] == ("held", 12_00), "what the secondary may pay is not asked for yet"
    seen = claim_queue.view(ana, second.id)
    assert (seen.outstanding_cents, seen.pending_cents) == (12_00, 12_00), "no more is at stake than the primary left"
    (row,) = figures.report(work.boss, "claim-aging").lines
    assert row.values[-1] == 12_00
    claims.file(ana, second.id, operation())
    remitted(ana, second.id, 9_00, patient=3_00, code="2")
    assert status(work, account_id) == ("open", 0, "insurance settled: $3.00 is the patient's")
    with pytest.raises(Refused, match="C1 asks Medicare for INV-2026-00001 already"):
        claims.make(ana, NewClaim(invoice), operation())
    check_everything(work.boss)


def test_a_reversal_next_month_holds_the_account_again(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    claim = claimed(ana, account_id)
    remitted(ana, claim.id, 85_00, patient=15_00, op="first")
    assert remitted(ana, claim.id, 0, op="first").paid_cents == 85_00, "the same again changes nothing"
    work.clock.forward(timedelta(days=31))  # type: ignore[attr-defined]
    back = remitted(ana, claim.id, -85_00, patient=-15_00, code="22")
    assert (back.status, back.paid_cents) == ("pending", 0)
    assert status(work, account_id)[:2] == ("held", 100_00)
    remitted(ana, claim.id, 70_00, patient=30_00)
    assert status(work, account_id) == ("open", 0, "insurance settled: $30.00 is the patient's")
    check_everything(work.boss)


def test_a_claim_nobody_filed_in_time_is_closed_with_a_word_of_what_becomes_of_it(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    account_id = patient(work, AETNA)
    claim = claimed(ana, account_id, filed=False)
    work.clock.forward(timedelta(days=100))  # type: ignore[attr-defined]
    assert "Aetna took claims until Thu 18 Feb: expect a refusal." in claims.file(ana, claim.id, operation()).sentence
    claims.contact(ana, claim.id, ContactEntry("denied", reference="R", codes=("CO-29",)), operation())
    assert stored(work, claim.id).refusal == ("29",)
    with pytest.raises(Refused, match="A claim is closed for a reason"):
        claims.close(ana, claim.id, "", operation())
    with pytest.raises(Refused, match=r"\$100.00 of C1 is not paid: say whether"):
        claims.close(ana, claim.id, "late", operation())
    with pytest.raises(NotPermitted, match="may not adjust the ledger"):
        claims.close(ana, claim.id, "late", operation(), left="write off")
    done = claims.close(sue, claim.id, "filed too late", "close", left="write off")
    assert done.sentence.endswith("is closed. $100.00 is written off.")
    assert claims.close(sue, claim.id, "filed too late", "close", left="write off").claim.status == "closed"
    assert status(work, account_id)[:2] == ("closed", 0)
    with pytest.raises(Refused, match="C1 is closed already"):
        claims.close(sue, claim.id, "once more", operation())
    with pytest.raises(Refused, match="open it again first"):
        claims.contact(ana, claim.id, ContactEntry("not_reached"), operation())
    check_everything(work.boss)


def test_what_is_given_up_may_be_the_patients(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    claim = claimed(ana, account_id)
    remitted(ana, claim.id, 50_00, patient=10_00, refused=40_00, codes=("96",))
    assert status(work, account_id)[:2] == ("open", 40_00)
    claims.close(ana, claim.id, "not covered, and the patient signed for it", operation(), left="patient")
    assert status(work, account_id) == ("open", 0, "insurance settled: $50.00 is the patient's")
    check_everything(work.boss)


def test_what_one_insurer_refused_is_not_given_up_with_the_claim_of_another(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    account_id = patient(work, AETNA, MEDICARE)
    first = claimed(ana, account_id)
    remitted(ana, first.id, 40_00, patient=20_00, refused=40_00, codes=("197",))
    second = claims.make(ana, NewClaim(first.invoice_id), operation()).claim
    done = claims.close(sue, second.id, "not insured then", operation(), left="write off")
    assert done.sentence.endswith("$20.00 is written off."), "the rest is contested with the first one"
    assert status(work, account_id)[:2] == ("held", 40_00)
    remitted(ana, first.id, 40_00)
    assert status(work, account_id)[:2] == ("closed", 0)
    with work.boss.store.read() as tx:
        account = tx.accounts.get(account_id)
    assert account is not None
    assert account.balance_cents == 0, "nothing of it becomes credit"
    check_everything(work.boss)


def test_what_cannot_be_is_refused_with_a_sentence(work: Office) -> None:
    ana, olga = work.desk("ana"), work.desk("olga")
    account_id = patient(work, AETNA)
    invoice = billed(ana, account_id)
    with pytest.raises(NotPermitted, match="olga may not work claims"):
        claims.make(olga, NewClaim(invoice), operation())
    with pytest.raises(Refused, match="The customer is not known to be insured by BCBS on 2026-11-20"):
        claims.make(ana, NewClaim(invoice, "BCBS"), operation())
    with pytest.raises(Refused, match="INV-2026-00001 has no line 4"):
        claims.make(ana, NewClaim(invoice, lines=(1, 4)), operation())
    with pytest.raises(Refused, match="“BACK PAIN” is no diagnosis of ICD-10"):
        claims.make(ana, NewClaim(invoice, diagnoses=("back pain",)), operation())
    with pytest.raises(Refused, match="That invoice does not exist"):
        claims.make(ana, NewClaim(999), operation())
    claim = claims.make(ana, NewClaim(invoice), operation()).claim
    with pytest.raises(Refused, match="C1 asks Aetna for INV-2026-00001 already"):
        claims.make(ana, NewClaim(invoice), operation())
    with pytest.raises(Refused, match="is still to come: enter a filing once it is done"):
        claims.file(ana, claim.id, operation(), on=TODAY + timedelta(1))
    with pytest.raises(Refused, match="is before the service"):
        claims.file(ana, claim.id, operation(), on=date(2026, 11, 19))
    with pytest.raises(Refused, match="cannot be “in process”: it was never filed"):
        claims.contact(ana, claim.id, ContactEntry("in_process", reference="R"), operation())
    with pytest.raises(Refused, match="There is no outcome nonsense: there are in_process"):
        claims.contact(ana, claim.id, ContactEntry("nonsense"), operation())
    with pytest.raises(Refused, match="number of a payment card"):
        claims.contact(ana, claim.id, ContactEntry("not_reached", note="4111 1111 1111 1111"), operation())
    with pytest.raises(Refused, match="only what was refused or paid too little is contested"):
        claims.appeal(ana, claim.id, "why", operation())
    with pytest.raises(Refused, match="There is no claim C77"):
        claims.file(ana, 77, operation())
    check_everything(work.boss)


def test_an_answer_about_other_parts_moves_no_day_of_what_was_refused(work: Office) -> None:
    """Nor is an appeal forgotten by it."""
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA))
    said = remitted(ana, made.id, 0, refused=60_00, code="4", codes=("197",), charge=60_00)
    last = said.appeal_by
    later(work, days=10)
    said = remitted(ana, made.id, 30_00, patient=5_00, charge=35_00)
    assert (said.status, said.refused_cents, said.appeal_by, said.refusal) == ("part paid", 60_00, last, ("197",))
    claims.appeal(ana, made.id, "authorised", operation())
    said = remitted(ana, made.id, 5_00, charge=5_00)
    assert (said.status, said.refused_cents) == ("appealed", 60_00)
    said = remitted(ana, made.id, 0, refused=60_00, code="4", codes=("197",), charge=60_00)
    assert said.status == "part paid", "that is another decision"
    check_everything(work.boss)


def test_a_bill_beside_what_waits_for_an_insurer_is_called_for_when_it_is_due(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    claimed(ana, account_id)
    assert status(work, account_id)[0] == "held"
    billed(ana, account_id, line(50_00, "Form"))
    held, pending, words = status(work, account_id)
    assert (held, pending) == ("open", 100_00)
    assert "insurance settled" not in words


def test_what_another_insurer_is_asked_for_is_not_given_up(work: Office) -> None:
    ana, boss = work.desk("ana"), work.boss
    account_id = patient(work, MEDICARE, AETNA)
    first = claimed(ana, account_id)
    claims.contact(ana, first.id, ContactEntry("denied", reference="R", codes=("29",)), operation())
    second = claims.make(ana, NewClaim(first.invoice_id), operation()).claim
    claims.close(boss, first.id, "too late", operation())
    seen = claim_queue.view(ana, second.id)
    assert (seen.pending_cents, status(work, account_id)[:2]) == (100_00, ("held", 100_00))
    check_everything(boss)
