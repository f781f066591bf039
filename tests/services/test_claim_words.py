"""A claim from the bill to the patient's share, by real remittances: in plain words, and line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.contracts import LineAnswer, ToldLine, compare
from collections_tui.domain.insurance.records import ClaimLine, Fee
from collections_tui.services import accounts, claim_queue, claim_undo, claim_words, claims, documents, remittances
from collections_tui.services.claim_views import ContactEntry, NewClaim
from tests.build import Office
from tests.era import Service, Told, era
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, claimed, patient, remitted
from tests.services.facts import check_everything


def test_what_was_told_of_each_line_is_held_against_what_was_agreed() -> None:
    lines = [
        ClaimLine(1, "99213", 100_00, expected_cents=80_00),
        ClaimLine(2, "80053", 40_00, "59", expected_cents=30_00),
        ClaimLine(3, "80053", 40_00, "59", expected_cents=30_00),
        ClaimLine(4, "J1100", 10_00),
        ClaimLine(5, "J1200", 10_00, expected_cents=5_00),
    ]
    told = [
        ToldLine("99213", "25", 50_00, 20_00, 0),  # by another modifier
        ToldLine("80053", "59", 30_00, 0, 0),
        ToldLine("80053", "59", 20_00, 0, 10_00),
        ToldLine("J1100", "", 1_00, 0, 0),
        ToldLine("A0000", "", 1_00, 0, 0),  # nothing that was asked for
    ]
    assert compare(lines, told) == [
        LineAnswer(1, 50_00, 20_00, 0, 10_00),
        LineAnswer(2, 50_00, 0, 10_00, 0),
        LineAnswer(4, 1_00, 0, 0, 0),
    ]


def test_a_patient_is_told_what_became_of_a_bill(work: Office, tmp_path: Path) -> None:
    ana, boss = work.desk("ana"), work.boss
    account_id = patient(work, AETNA)
    with boss.store.write() as tx:
        payer = tx.payers.by_code("60054")
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "99213", date(2026, 1, 1), "", 80_00)])
    claim = claimed(ana, account_id, line(100_00, "Visit", code="99213"), line(60_00, "Panel", code="80053"))

    def told() -> list[str]:
        (one,) = claim_words.explain(ana, account_id)
        return list(one.sentences)

    assert told() == [
        "Aetna was asked today for $160.00 of invoice INV-2026-00001 (services of Fri 20 Nov).",
        "The patient is not asked for $160.00 until it has answered.",
    ]
    file = tmp_path / "first.835"
    visit = Service(100_00, (("CO", "45", 30_00), ("PR", "1", 10_00), ("PR", "2", 5_00)), on=date(2026, 11, 20))
    panel = Service(60_00, (("CO", "197", 60_00),), "80053", date(2026, 11, 20))
    file.write_text(era(Told("INV-2026-00001", (visit, panel))), "utf-8")
    assert remittances.take(boss, file, "HOSP").posted == 1
    assert told() == [
        "Aetna was asked today for $160.00 of invoice INV-2026-00001 (services of Fri 20 Nov).",
        "It paid $55.00.",
        "$30.00 was taken off by contract: nobody owes it.",
        "$15.00 is the patient's: deductible $10.00, coinsurance $5.00.",
        "It refused $60.00: no authorization or notice beforehand.",
        "The patient is not asked for $60.00 until it is decided whether to contest that.",
    ]
    seen = claim_queue.view(ana, claim.id)
    assert seen.claim.status == "part paid"
    assert seen.told == (LineAnswer(1, 55_00, 15_00, 0, 10_00), LineAnswer(2, 0, 0, 60_00, 0))
    view = accounts.view(ana, account_id)
    assert (view.account.balance_cents, view.pending_cents, view.asked_cents) == (75_00, 60_00, 15_00)
    for kind, of in (("invoice", claim.invoice_id), ("statement", account_id)):
        text = documents.in_text(documents.document(ana, kind, of))  # type: ignore[arg-type]
        assert "Asked of your insurer, not of you for now" in text
        assert "$60.00" in text
        if kind == "invoice":
            assert "Taken off by contract with BLUE SHIELD" in text
        assert any("To be paid" in row and "$15.00" in row for row in text.splitlines()), text
    claims.appeal(ana, claim.id, "It was authorised by phone.", operation())
    letter = documents.in_text(documents.document(ana, "appeal", claim.id))
    for words in (
        "APPEAL OF YOUR DECISION ON CLAIM INV-2026-00001", "To Aetna, appeals", "No authorization or notice beforehand",
        "It was authorised by phone.", "$60.00", "4 December 2026", "80053", "Enclosed", "The patient's share",
    ):  # fmt: skip
        assert words in letter, letter
    assert "debt collector" not in letter
    assert "is in" in documents.write(ana, "appeal", claim.id, tmp_path / "appeal.pdf")
    assert told()[-1] == "That was contested: the patient is not asked for $60.00 until it has answered."
    claims.close(boss, claim.id, "not worth it", operation(), left="write off")
    assert told()[-1] == "$60.00 of that was written off: nobody owes it."
    with pytest.raises(Refused, match="C1 is closed: only what was refused or paid too little is contested"):
        documents.document(ana, "appeal", claim.id)
    assert accounts.view(ana, account_id).asked_cents == 15_00
    assert claim_words.explain(ana, work.accounts[0]) == []
    check_everything(boss)


def told_of(work: Office, account_id: int) -> list[tuple[str, ...]]:
    """What a patient is told of each claim, but for what was asked for."""
    return [one.sentences[1:] for one in claim_words.explain(work.desk("ana"), account_id)]


def test_what_the_primary_leaves_is_the_next_insurers_until_it_has_answered(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, MEDICARE, AETNA)
    first = claimed(ana, account_id)
    remitted(ana, first.id, 48_00, written=40_00, patient=12_00)
    second = claims.make(ana, NewClaim(first.invoice_id), operation()).claim
    asked = "Aetna is going to be asked for $100.00 of invoice INV-2026-00001 (services of Fri 20 Nov)."
    primary, secondary = claim_words.explain(ana, account_id)
    left = (
        "It paid $48.00.",
        "$40.00 was taken off by contract: nobody owes it.",
        "It left $12.00 to the next insurer.",
    )
    assert (primary.sentences[1:], primary.patient_cents) == (left, 0)
    assert secondary.sentences == (asked, "The patient is not asked for $12.00 until it has answered.")
    assert (secondary.waits_cents, accounts.view(ana, account_id).pending_cents) == (12_00, 12_00)
    remitted(ana, second.id, 9_00, patient=3_00, code="2")
    assert told_of(work, account_id) == [left, ("It paid $9.00.", "$3.00 is the patient's.")]
    check_everything(work.boss)


def test_whose_it_is_once_a_claim_is_closed(work: Office) -> None:
    """And never why somebody here has closed it."""
    ana, boss = work.desk("ana"), work.boss
    for left, refused, said in (
        ("patient", True, "It is asked no more: $100.00 of that is the patient's."),
        ("write off", True, "$100.00 of that was written off: nobody owes it."),
        ("patient", False, "It is asked no more: $100.00 of that is the patient's."),
        ("write off", False, "$100.00 of that was written off: nobody owes it."),
    ):
        account_id = patient(work, AETNA)
        claim = claimed(ana, account_id, filed=refused)
        if refused:
            claims.contact(ana, claim.id, ContactEntry("denied", reference="R", codes=("197",)), operation())
        claims.close(boss, claim.id, "our own mistake", operation(), left=left)  # type: ignore[arg-type]
        (told,) = claim_words.explain(ana, account_id)
        assert told.sentences[-1] == said
        assert told.sentences[0].startswith("Aetna was asked today for" if refused else "Aetna is not asked for")
        assert "mistake" not in " ".join(told.sentences)
    claim_undo.reopen(boss, claim.id, "asked after all", operation())
    assert told_of(work, account_id) == [("The patient is not asked for $100.00 until it has answered.",)]


def test_what_was_paid_too_little_and_what_nobody_filed(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    with work.boss.store.write() as tx:
        payer = tx.payers.by_code(AETNA.code)
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "", date(2026, 1, 1), "", 80_00)])
    claim = claimed(ana, account_id)
    remitted(ana, claim.id, 60_00, written=40_00)
    claims.appeal(ana, claim.id, "the contract says 80.00", operation())
    assert told_of(work, account_id)[0][-1] == "That it paid $20.00 less than was agreed was contested."
    late = claimed(ana, patient(work, AETNA), filed=False)
    remitted(ana, late.id, 100_00)
    (told,) = claim_words.explain(ana, late.account_id)
    assert told.sentences[0].startswith("Aetna was asked for $100.00")
