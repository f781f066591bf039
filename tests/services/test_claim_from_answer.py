"""What an insurer answers about an invoice without a claim becomes one where there is work to be done."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path

import pytest

from collections_tui.domain.insurance.contracts import LineAnswer, lines_told
from collections_tui.domain.insurance.records import Claim, ClaimLine, Fee
from collections_tui.domain.insurance.remittance import ClaimPayment, Place, ServiceLine
from collections_tui.services import (
    accounts,
    claim_queue,
    claim_undo,
    claims,
    figures,
    remittances,
    remittances_by_hand,
)
from collections_tui.services.claim_views import ClaimQuery
from tests.build import Office
from tests.era import Service, Told, era
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, any_claim, billed, insured, patient
from tests.services.facts import check_everything

_controls = count(1)
DAY = date(2026, 11, 20)
SHORT = (
    Service(110_00, (("CO", "45", 35_00), ("PR", "2", 25_00)), "59410", DAY),
    Service(100_00, (("CO", "45", 60_00),), "59426", DAY),
)


@pytest.fixture
def agreed(work: Office) -> Office:
    """With Aetna 120.00 is agreed for 59410, and 80 of a hundred for everything else."""
    with work.boss.store.write() as tx:
        payer, _ = tx.payers.add(AETNA), tx.payers.add(MEDICARE)
        since = date(2026, 1, 1)
        tx.fees.add([
            Fee(0, 1, payer.id, "59410", since, "", 120_00), Fee(0, 1, payer.id, "", since, "", None, 800_000),
        ])  # fmt: skip
    return work


def told(work: Office, folder: Path, *what: Told, code: str = AETNA.code) -> None:
    """Take in what an insurer says."""
    file = folder / f"{operation()}.835"
    file.write_text(era(*what, code=code, trace=operation(), control=f"{next(_controls):09}"), "utf-8")
    taken = remittances.take(work.boss, file, "HOSP")
    assert taken.posted + taken.unmatched == len(what)


def number(work: Office, account_id: int, invoice_id: int) -> str:
    found = next(one for one in accounts.view(work.boss, account_id).invoices if one.id == invoice_id)
    return found.number


def claims_of(work: Office, account_id: int) -> list[Claim]:
    found = claim_queue.listed(work.boss, ClaimQuery(account_id))
    return [claim_queue.view(work.boss, one.claim.id).claim for one in found]


def test_what_is_refused_or_paid_too_little_is_a_claim_to_be_worked(agreed: Office, tmp_path: Path) -> None:
    work = agreed
    account_id = patient(work, AETNA)
    bills = [billed(work.boss, account_id, line(210_00, f"Birth {at}")) for at in range(3)]
    names = [number(work, account_id, one) for one in bills]
    denied = Service(210_00, (("CO", "197", 210_00),), "59410", DAY)
    fair = Service(210_00, (("CO", "45", 42_00), ("PR", "2", 68_00)), "99213", DAY)
    told(work, tmp_path, Told(names[0], SHORT), Told(names[1], (denied,), status="4"), Told(names[2], (fair,)))
    short, refused = sorted(claims_of(work, account_id), key=lambda one: one.invoice_id)
    assert (short.invoice_id, short.status, short.next_action) == (bills[0], "paid", "contest what was paid too little")
    assert (short.expected_cents, short.paid_cents, short.patient_cents) == (190_00, 90_00, 25_00)
    assert (short.control, short.number, short.rank) == (names[0], "ICN1", 1)
    assert claim_queue.view(work.boss, short.id).told == (
        LineAnswer(1, 50_00, 25_00, 0, 35_00), LineAnswer(2, 40_00, 0, 0, 40_00),
    )  # fmt: skip
    (row,) = figures.report(work.boss, "underpayments").lines
    assert row.values[1:3] == (190_00, 75_00)
    assert (refused.status, refused.refusal, refused.appeal_by) == ("denied", ("197",), date(2026, 12, 4))
    view = accounts.view(work.boss, account_id)
    assert view.asked_cents == 25_00 + 68_00, "what is refused is asked of nobody until it is decided on"
    claims.appeal(work.boss, short.id, "the contract says 190.00", operation())
    check_everything(work.boss)


def test_an_imported_claim_takes_its_lines_from_the_answer(agreed: Office, tmp_path: Path) -> None:
    """A file of invoices tells no codes: what the insurer names is held against the contract."""
    work = agreed
    account_id = patient(work, AETNA)
    invoice = billed(work.boss, account_id, line(210_00, "Birth"))
    with work.boss.store.write() as tx:
        made = any_claim(tx, invoice)
    told(work, tmp_path, Told(number(work, account_id, invoice), SHORT))
    seen = claim_queue.view(work.boss, made)
    assert (seen.claim.expected_cents, seen.underpaid_cents) == (190_00, 75_00)
    assert [(one.code, one.expected_cents) for one in seen.lines] == [("59410", 110_00), ("59426", 80_00)]
    assert [one.short_cents for one in seen.told] == [35_00, 40_00]
    check_everything(work.boss)


def test_it_goes_with_the_answer_and_comes_with_it(agreed: Office, tmp_path: Path) -> None:
    """Taken back it is closed, matched anew it is open; a reversal and its correction are told to it."""
    work = agreed
    account_id = patient(work, AETNA)
    name = number(work, account_id, billed(work.boss, account_id, line(210_00, "Birth")))
    told(work, tmp_path, Told("TYPO", SHORT))
    (waits,) = remittances.waiting(work.boss)
    for _ in range(2):
        remittances_by_hand.match(work.boss, waits.id, invoice=name)
        assert [one.status for one in claims_of(work, account_id)] == ["paid"]
        remittances_by_hand.take_back(work.boss, waits.id, "not theirs")
        assert [one.status for one in claims_of(work, account_id)] == ["closed"]
        assert accounts.view(work.boss, account_id).asked_cents == 210_00
    (last,) = claims_of(work, account_id)
    again = claim_undo.reopen(work.boss, last.id, "it is theirs", operation()).claim
    assert (again.status, again.answered) == ("filed", False)
    remittances_by_hand.match(work.boss, waits.id, invoice=name)
    told(work, tmp_path, Told("TYPO", SHORT).reversed())
    assert claim_queue.view(work.boss, last.id).claim.status == "pending"
    whole = (
        Service(110_00, (("PR", "2", 25_00),), "59410", DAY),
        Service(100_00, (("CO", "45", 20_00),), "59426", DAY),
    )
    told(work, tmp_path, Told(name, whole))
    after = claim_queue.view(work.boss, last.id).claim
    assert (after.status, after.paid_cents, after.next_on) == ("paid", 165_00, None)
    check_everything(work.boss)


def test_of_whom_it_is_one(agreed: Office, tmp_path: Path) -> None:
    """The insurer's own, as the secondary where it says so; none of an insurer that nobody knows here."""
    work = agreed
    account_id = patient(work, AETNA)
    insured(work, account_id, MEDICARE)
    name = number(work, account_id, billed(work.boss, account_id, line(210_00, "Birth")))
    refused = Service(210_00, (("CO", "50", 30_00), ("OA", "23", 180_00)), "59410", DAY)
    told(work, tmp_path, Told(name, (refused,), status="2"), code=MEDICARE.code)
    (one,) = claims_of(work, account_id)
    assert (one.payer.code, one.rank, one.refused_cents, one.expected_cents) == (MEDICARE.code, 2, 30_00, None)
    other = number(work, account_id, billed(work.boss, account_id, line(210_00, "Twins")))
    told(work, tmp_path, Told(other, (refused,), status="2"), code="99999")
    assert len(claims_of(work, account_id)) == 1
    check_everything(work.boss)


def test_services_as_lines_of_a_claim() -> None:
    place = Place(1, "SVC")
    lines = [
        ServiceLine(place, "HC", "99213", ("25", "59"), 100_00, 0, DAY, units)
        for units in ("", "2", "0.5", "NaN", "x", "0")
    ]
    told = ClaimPayment(place, "A", "1", 600_00, 0, lines=tuple(lines))
    assert lines_told(told)[0] == ClaimLine(1, "99213", 100_00, "25 59", DAY, 1_000)
    assert [one.quantity_milli for one in lines_told(told)] == [1_000, 2_000, 500, 1_000, 1_000, 1_000]
