"""Where the money of insurers ends up in the cases that are not plain: prepaid, written off, void, decided twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.records import Claim, Fee
from collections_tui.services import claim_queue, claims, doctor, invoices, ledger, remittances, remittances_by_hand
from collections_tui.services.claim_views import ClaimQuery, NewClaim
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.remittance_views import TakenClaim
from tests.build import TODAY, office
from tests.era import Service, Told, era
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, billed, claimed, patient
from tests.services.test_remittances import Till, claim

PRIMARY = (("CO", "45", 20_00), ("PR", "2", 20_00))


class Patient(Till):
    """A patient whom two insurers insure, and files of what these say, each with numbers of its own."""

    def __init__(self, till: Till) -> None:
        super().__init__(till.office, till.folder)
        self.id = patient(self.office, AETNA, MEDICARE)
        self._files = 0

    def bill(self) -> str:
        return self.number(billed(self.desk, self.id))

    def claimed(self) -> Claim:
        return claimed(self.desk, self.id)

    def number(self, invoice_id: int) -> str:
        return str(self.one("SELECT number FROM invoice WHERE id = :id", id=invoice_id)[0])

    def pays(self, cents: int) -> None:
        ledger.pay(self.desk, PaymentEntry(self.id, cents, TODAY, operation()))

    def told(self, *claims: Told, payer: str = AETNA.name, code: str = AETNA.code, trace: str = "") -> list[TakenClaim]:
        """What became of the claims of a file."""
        self._files += 1
        number = self._files
        text = era(*claims, payer=payer, code=code, trace=trace or f"T{number}", control=f"{number:09}")
        return [one for each in self.era(text).transactions for one in each.claims]

    def owes(self) -> int:
        return int(self.one("SELECT balance_cents FROM account WHERE id = :id", id=self.id)[0])


@pytest.fixture
def mary(tmp_path: Path) -> Iterator[Patient]:
    """Whatever is posted for her, the doctor finds it sound, and every figure follows from the ledger."""
    with office(tmp_path, accounts=0) as made:
        mary = Patient(Till(made, tmp_path))
        yield mary
        mary.check()
        assert [one for one in doctor.examine(mary.desk).findings if one.wrong] == []


def test_a_payment_that_became_credit_is_not_posted_a_second_time(mary: Patient) -> None:
    number = mary.bill()
    mary.pays(100_00)
    mary.told(claim(number, 100_00))
    assert mary.owes() == -100_00
    (again,) = mary.told(claim(number, 100_00))
    assert again.words == f"with what insurers paid and took off before it is more than invoice {number}"
    assert mary.owes() == -100_00


def test_the_second_insurer_does_not_take_off_again_what_became_credit(mary: Patient) -> None:
    number = mary.bill()
    mary.pays(100_00)
    mary.told(claim(number, 100_00, *PRIMARY))
    second = claim(number, 100_00, ("OA", "23", 60_00), ("CO", "45", 20_00), ("PR", "3", 5_00), status="2")
    (one,) = mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)
    assert tuple(one.shares) == (15_00, 0, 5_00, 0, 80_00)
    assert mary.owes() == -95_00, "all that was paid in advance but the copayment"


def test_a_deposit_is_nothing_that_a_contract_took_off(mary: Patient) -> None:
    mary.pays(30_00)
    number = mary.bill()
    assert mary.open(number) == 70_00
    (first,) = mary.told(claim(number, 100_00, *PRIMARY))
    assert first.matched
    assert mary.owes() == -10_00, "the patient's share is 20.00, and 30.00 was paid in advance"
    second = claim(number, 100_00, ("OA", "23", 80_00), ("CO", "45", 8_00), ("PR", "3", 2_00), status="2")
    mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)
    assert mary.owes() == -28_00, "what the second one takes off is not taken for what the first one did"


def test_more_than_is_charged_is_paid_on_the_invoice(mary: Patient) -> None:
    """A flat rate for a stay may be above what is charged: CO 94 adds what is paid beyond it."""
    number = mary.bill()
    flat = claim(number, 100_00, ("CO", "94", -20_00))
    mary.told(flat)
    assert (mary.open(number), mary.owes()) == (0, 0)
    mary.told(flat.reversed(), claim("X", 200_00))
    assert (mary.open(number), mary.owes()) == (100_00, 100_00)


def test_what_is_said_of_a_void_invoice_waits_for_the_one_in_its_place(mary: Patient) -> None:
    made = mary.claimed()
    number = mary.number(made.invoice_id)
    invoices.void(mary.desk, made.invoice_id, "wrong price", operation())
    (one,) = mary.told(claim(made.control, 100_00, *PRIMARY))
    assert (one.matched, one.words) == (False, f"invoice {number} is void")
    assert mary.owes() == 0, "what a contract takes off a void invoice is no credit"
    remittances_by_hand.match(mary.desk, remittances.waiting(mary.desk)[0].id, invoice=mary.bill())
    assert mary.owes() == 20_00


def test_a_payment_is_taken_back_though_its_invoice_is_void_by_now(mary: Patient) -> None:
    made = mary.claimed()
    told = claim(made.control, 100_00, *PRIMARY)
    mary.told(told)
    invoices.void(mary.desk, made.invoice_id, "wrong price", operation())
    assert mary.owes() == -60_00
    back, _ = mary.told(told.reversed(), claim("X", 60_00))
    assert (back.matched, mary.owes()) == (True, 0)


def test_a_match_is_taken_back_though_its_invoice_is_void_by_now(mary: Patient) -> None:
    mary.told(claim("TYPO", 100_00, *PRIMARY))
    (one,) = remittances.waiting(mary.desk)
    made = billed(mary.desk, mary.id)
    remittances_by_hand.match(mary.desk, one.id, invoice=mary.number(made))
    invoices.void(mary.desk, made, "wrong price", operation())
    remittances_by_hand.take_back(mary.desk, one.id, "it is for the new one")
    assert mary.owes() == 0
    remittances_by_hand.match(mary.desk, one.id, invoice=mary.bill())
    assert mary.owes() == 20_00


def test_what_was_written_off_is_no_credit_when_the_insurer_pays_it(mary: Patient) -> None:
    made = mary.claimed()
    refused = claim(made.control, 100_00, ("CO", "197", 100_00), status="4")
    mary.told(refused)
    claims.close(mary.desk, made.id, "enough", operation(), left="write off")
    right = claim(made.control, 100_00, *PRIMARY, number="ICN2")
    mary.told(refused.reversed(), right)
    assert mary.owes() == 0, "the patient's share of 20.00 stays written off, and nothing is theirs"
    # The second insurer pays of that share what was written off, and no more becomes credit.
    second = claim(made.control, 100_00, ("OA", "23", 80_00), ("PR", "3", 5_00), status="2", number="S1")
    mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)
    assert mary.owes() == 0
    mary.told(second.reversed(), claim("X", 60_00), payer=MEDICARE.name, code=MEDICARE.code)
    assert mary.owes() == 0, "what is taken back is written off again"
    mary.told(right.reversed(), claim("Y", 60_00))
    assert mary.owes() == 0


def test_what_was_written_off_and_recovered_is_owed_only_once(mary: Patient) -> None:
    number = mary.bill()
    for cents in (70_00, 30_00):
        ledger.adjust(mary.desk, mary.id, "write_off", cents, TODAY, number, "hardship", operation())
    mary.told(claim("TYPO", 100_00, *PRIMARY))
    (one,) = remittances.waiting(mary.desk)
    for _ in range(2):
        remittances_by_hand.match(mary.desk, one.id, invoice=number)
        assert (mary.open(number), mary.owes()) == (0, 0)
        remittances_by_hand.take_back(mary.desk, one.id, "of another")
        assert (mary.open(number), mary.owes()) == (0, 0), "what was written off is written off again"
    remittances_by_hand.match(mary.desk, one.id, invoice=number)
    for entry in mary.all(
        "SELECT id FROM ledger_entry e WHERE kind = 'write_off' "
        "AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)"
    ):
        ledger.reverse(mary.desk, int(entry[0]), "they can pay", None, operation())
    assert (mary.open(number), mary.owes()) == (20_00, 20_00), "the patient's share"


def test_what_the_patient_paid_is_credit_beside_what_was_written_off(mary: Patient) -> None:
    number = mary.bill()
    mary.pays(60_00)
    ledger.adjust(mary.desk, mary.id, "write_off", 40_00, TODAY, number, "settled", operation())
    mary.told(claim(number, 100_00, *PRIMARY))
    assert mary.owes() == -40_00, "60.00 were paid, of which 20.00 are the patient's share"


def test_an_insurer_takes_back_nothing_that_another_one_paid(mary: Patient) -> None:
    number = mary.bill()
    second = claim(number, 100_00, ("OA", "23", 50_00), status="2", number="S1")
    mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)
    first = claim(number, 100_00, ("PR", "2", 50_00), number="P1")  # what it paid never came here
    back, _ = mary.told(first.reversed(), claim("X", 60_00))
    assert (back.matched, back.words) == (False, "it takes back what is not here")
    assert mary.owes() == 50_00


def test_what_was_paid_in_part_is_not_decided_again_without_a_reversal(mary: Patient) -> None:
    number = mary.bill()
    told = claim(number, 100_00, ("CO", "197", 60_00))
    mary.told(told)
    (again,) = mary.told(told)
    assert again.words == f"Aetna paid of invoice {number} before, and has not taken that back"
    assert mary.owes() == 60_00
    # The second insurer's own is another, and what was returned unpaid comes anew.
    second = claim(number, 100_00, ("OA", "23", 40_00), ("CO", "197", 55_00), status="2")
    assert mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)[0].matched
    ledger.reverse(mary.desk, int(mary.one("SELECT min(entry_id) FROM remittance_claim")[0]), "NSF", None, operation())
    assert mary.told(told)[0].matched
    assert mary.owes() == 55_00


def test_parts_of_a_bill_are_decided_one_by_one(mary: Patient) -> None:
    number = mary.bill()
    parts = [claim(number, 60_00), claim(number, 40_00, ("PR", "2", 10_00))]
    first, _ = mary.told(parts[0], claim(number, 40_00, patient="ROE"))
    assert first.words == f"several patients share the number {number}"
    for one in remittances.waiting(mary.desk):
        remittances_by_hand.set_aside(mary.desk, one.id, "of nobody here")
    assert [one.matched for one in mary.told(*parts)] == [True, True]
    assert mary.owes() == 10_00
    (third,) = mary.told(claim(number, 20_00))
    assert not third.matched


def test_one_payment_of_an_insurer_that_is_written_otherwise_is_the_same(mary: Patient) -> None:
    number = mary.bill()
    mary.told(claim(number, 60_00), trace="EFT7")
    for payer, code in (("AETNA INC", AETNA.code), (AETNA.name, "other")):
        with pytest.raises(Refused, match=r"The payment EFT7 of .* is here already"):
            mary.told(claim(number, 40_00), payer=payer, code=code, trace="EFT7")
    assert mary.told(claim(number, 40_00), payer="MEDIGAP", code="7", trace="EFT7")[0].matched
    assert mary.owes() == 0


def test_a_reversal_of_what_is_not_here_leaves_its_claim_with_the_insurer(mary: Patient) -> None:
    """What it takes back was entered by hand, say, from paper."""
    made = mary.claimed()
    number = mary.number(made.invoice_id)
    pay = PaymentEntry(mary.id, 60_00, TODAY, operation(), method="insurer", invoices=(number,))
    ledger.pay(mary.desk, pay)
    wrong = claim(made.control, 100_00, ("CO", "197", 40_00))
    mary.told(wrong.reversed(), claim("X", 60_00))
    remittances_by_hand.match(mary.desk, remittances.waiting(mary.desk)[0].id, invoice=number)
    assert mary.owes() == 100_00
    status = "SELECT c.status, a.status FROM claim c JOIN account a ON a.id = c.account_id"
    assert mary.one(status) == ("pending", "held"), "the patient is asked for nothing"
    mary.told(claim(made.control, 100_00, *PRIMARY))
    assert (mary.owes(), mary.one(status)) == (20_00, ("paid", "open"))


def test_what_an_insurer_has_not_decided_yet_is_not_asked_of_the_patient(mary: Patient) -> None:
    made = mary.claimed()
    status = "SELECT c.status, a.status, a.next_action FROM claim c JOIN account a ON a.id = c.account_id"
    mary.told(claim(made.control, 0))
    assert mary.one(status)[:2] == ("pending", "held"), "it says nothing"
    mary.told(claim(made.control, 60_00))
    assert mary.one(status)[:2] == ("pending", "held"), "40.00 of it are not decided"
    rest = claim(made.control, 40_00, ("PR", "2", 10_00))
    mary.told(rest)
    assert mary.one(status) == ("paid", "open", "insurance settled: $10.00 is the patient's")
    mary.told(rest.reversed(), claim("X", 60_00))
    assert mary.one(status)[:2] == ("pending", "held")


def test_what_is_matched_by_hand_is_known_by_any_id_of_its_insurer(mary: Patient) -> None:
    made = mary.claimed()
    mary.told(claim(made.control, 100_00, ("PR", "2", 50_00)))
    second = claims.make(mary.desk, NewClaim(made.invoice_id), operation()).claim
    claims.file(mary.desk, second.id, operation())
    refused = era(
        claim("TYPO", 100_00, ("CO", "197", 100_00), status="4"), payer="CMS", code="other", trace="N1", control="2"
    )
    mary.era(refused.replace("N1*PE*", f"REF*2U*{MEDICARE.code}~N1*PE*").replace("SE*12*", "SE*13*"))
    (one,) = remittances.waiting(mary.desk)
    done = remittances_by_hand.match(mary.desk, one.id, invoice=mary.number(made.invoice_id))
    assert done.claim.claim_id == second.id


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_amounts_of_a_currency_without_hundredths_are_not_taken_for_it(mary: Patient, currency: str) -> None:
    text = (
        era(claim(mary.bill(), 100_00)).replace("TRN*1*T1*", f"CUR*PR*{currency}~TRN*1*T1*").replace("SE*11*", "SE*12*")
    )
    with pytest.raises(Refused, match=f"in {currency}, which is not divided into hundredths"):
        mary.era(text)


def test_a_check_that_came_back_takes_with_it_what_the_contract_took_off(mary: Patient) -> None:
    """The claim follows, and the payment that is sent anew is all that stands."""
    made = mary.claimed()
    first = claim(made.control, 100_00, *PRIMARY)
    mary.told(first)
    (paid,) = mary.all("SELECT id FROM ledger_entry WHERE kind = 'payment'")
    ledger.reverse(mary.desk, int(paid[0]), "the check came back", None, operation())
    mary.told(first.reversed(), claim(made.control, 100_00, *PRIMARY, number="I2"))
    after = claim_queue.view(mary.desk, made.id).claim
    assert (after.paid_cents, after.written_cents, after.patient_cents) == (60_00, 20_00, 20_00)
    assert mary.owes() == 20_00


@pytest.mark.parametrize(
    "second",
    [
        (("OA", "23", 60_00), ("CO", "45", 20_00), ("CO", "204", 20_00)),
        (("OA", "23", 60_00), ("CO", "45", 20_00), ("PR", "204", 20_00)),
        (("CO", "45", 80_00), ("PR", "204", 20_00)),
    ],
)
@pytest.mark.parametrize("status", ["4", "1", "2"])
def test_a_contract_takes_off_once_whatever_the_second_insurer_calls_its_answer(
    mary: Patient, second: tuple[tuple[str, str, int], ...], status: str
) -> None:
    number = mary.bill()
    mary.told(claim(number, 100_00, *PRIMARY))
    mary.told(claim(number, 100_00, *second, status=status, number="S1"), payer=MEDICARE.name, code=MEDICARE.code)
    assert mary.owes() == 20_00


def test_it_does_not_matter_which_insurers_answer_is_taken_in_first(mary: Patient) -> None:
    number = mary.bill()
    second = claim(
        number, 100_00, ("OA", "23", 30_00), ("CO", "45", 20_00), ("PR", "2", 35_00), status="2", number="S1"
    )
    mary.told(second, payer=MEDICARE.name, code=MEDICARE.code)
    mary.told(claim(number, 100_00, ("CO", "45", 20_00), ("PR", "2", 50_00)))
    assert mary.owes() == 35_00


def test_a_charge_below_nothing_that_is_no_reversal_waits(mary: Patient) -> None:
    number = mary.bill()
    mary.told(claim(number, -100_00, ("CO", "45", -40_00)), claim("X", 100_00))
    waits = {one.told.charge_cents: one for one in remittances.waiting(mary.desk)}
    assert "below 0" in waits[-100_00].reason
    with pytest.raises(Refused, match="cannot be posted: its charge is below 0"):
        remittances_by_hand.match(mary.desk, waits[-100_00].id, invoice=number)
    assert mary.owes() == 100_00


def test_an_insurer_that_is_known_here_speaks_of_its_own_claims(mary: Patient) -> None:
    made = mary.claimed()
    mary.told(claim(made.control, 100_00, *PRIMARY))
    denied = claim(made.control, 100_00, ("OA", "23", 80_00), ("CO", "197", 20_00), status="4", number="S1")
    mary.told(denied, payer=MEDICARE.name, code=MEDICARE.code)
    after = claim_queue.view(mary.desk, made.id).claim
    assert (after.status, after.paid_cents, after.patient_cents, after.refused_cents) == ("paid", 60_00, 20_00, 0)
    other = next(one for one in claim_queue.listed(mary.desk, ClaimQuery(mary.id)) if one.claim.id != made.id)
    assert (other.claim.payer.code, other.claim.refused_cents) == (MEDICARE.code, 20_00)


@pytest.mark.parametrize("claimed", [False, True])
def test_that_it_was_asked_twice_changes_nothing(mary: Patient, claimed: bool) -> None:
    number = mary.claimed().control if claimed else mary.bill()
    mary.told(claim(number, 100_00, *PRIMARY))
    (said,) = mary.told(claim(number, 100_00, ("OA", "18", 100_00), status="4", number="ICN2"))
    assert said.words == "a duplicate of what Aetna has decided"
    assert remittances.waiting(mary.desk) == []
    assert mary.owes() == 20_00
    every = claim_queue.listed(mary.desk, ClaimQuery(mary.id))
    assert [(one.claim.status, one.claim.patient_cents) for one in every] == ([("paid", 20_00)] if claimed else [])


def test_what_somebody_took_back_is_not_posted_by_the_same_file_again(mary: Patient) -> None:
    told = claim(mary.bill(), 100_00, *PRIMARY)
    mary.told(told, trace="TX")
    (row,) = mary.all("SELECT id FROM remittance_claim")
    remittances_by_hand.take_back(mary.desk, int(row[0]), "of another patient")
    mary.told(told, trace="TX")
    assert [one.reason for one in remittances.waiting(mary.desk)] == ["of another patient"]
    assert mary.owes() == 100_00


def test_a_reversal_that_came_first_finds_what_it_takes_back(mary: Patient) -> None:
    told = claim(mary.bill(), 100_00, *PRIMARY)
    back = told.reversed(), claim("X", 60_00)
    mary.told(*back, trace="TX")
    mary.told(told)
    assert mary.owes() == 20_00
    mary.told(*back, trace="TX")
    assert mary.owes() == 100_00


def test_the_second_insurer_is_asked_for_what_the_first_leaves_by_now(mary: Patient) -> None:
    first = mary.claimed()
    told = claim(first.control, 100_00, *PRIMARY)
    mary.told(told)
    second = claims.make(mary.desk, NewClaim(first.invoice_id), operation()).claim
    assert claim_queue.view(mary.desk, second.id).outstanding_cents == 20_00
    mary.told(told.reversed(), claim(first.control, 100_00, ("CO", "45", 10_00), ("PR", "2", 40_00), number="I2"))
    seen = claim_queue.view(mary.desk, second.id)
    assert (seen.outstanding_cents, seen.pending_cents) == (40_00, 40_00)


@pytest.mark.parametrize("together", [False, True])
def test_parts_of_a_bill_are_answered_one_after_the_other_without_a_claim_made_here(
    mary: Patient, together: bool
) -> None:
    number = mary.bill()
    refused = claim(number, 40_00, ("CO", "197", 40_00), status="4", number="N2")
    paid = claim(number, 60_00, ("PR", "2", 10_00), number="N1")
    for file in [(refused, paid)] if together else [(refused,), (paid,)]:
        mary.told(*file)
    assert remittances.waiting(mary.desk) == []
    assert mary.owes() == 50_00
    (one,) = claim_queue.listed(mary.desk, ClaimQuery(mary.id))
    assert (one.claim.status, one.claim.charge_cents, one.claim.refused_cents) == ("part paid", 100_00, 40_00)
    whole = claim(number, 100_00, ("CO", "45", 15_00), ("PR", "2", 10_00), number="N3")
    mary.told(refused.reversed(), paid.reversed(), whole, claim("X", 60_00))
    after = claim_queue.view(mary.desk, one.claim.id).claim
    assert (after.status, after.paid_cents, after.patient_cents, mary.owes()) == ("paid", 75_00, 10_00, 10_00)


def test_what_the_law_takes_off_is_nothing_to_contest(mary: Patient) -> None:
    """Sequestration (CO 253), on a claim and without one; and what another insurer has paid before."""
    with mary.desk.store.write() as tx:
        payer = tx.payers.by_code(AETNA.code)
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "", date(2026, 1, 1), "", 80_00)])
    less = ("CO", "45", 20_00), ("PR", "2", 16_00), ("CO", "253", 1_28)
    made = mary.claimed()
    mary.told(claim(made.control, 100_00, *less))
    after = claim_queue.view(mary.desk, made.id)
    assert (after.claim.status, after.claim.next_on, after.underpaid_cents) == ("paid", None, 0)
    number = mary.number(billed(mary.desk, mary.id, line(100_00, "Other", code="99214")))
    service = Told(number, (Service(100_00, less, "99214"),))
    mary.told(service)
    assert [one.claim.id for one in claim_queue.listed(mary.desk, ClaimQuery(mary.id))] == [made.id]
    other = Told(number, (Service(100_00, (*less[:2], ("OA", "23", 30_00)), "99214"),))
    mary.told(service.reversed(), other, claim("X", 100_00))
    assert [one.claim.id for one in claim_queue.listed(mary.desk, ClaimQuery(mary.id))] == [made.id]


def test_a_forecast_that_is_taken_back_was_never_told(mary: Patient) -> None:
    made = mary.claimed()
    mary.told(claim(made.control, 100_00, *PRIMARY))
    before = claim_queue.view(mary.desk, made.id).claim
    forecast = claim(made.control, 100_00, ("OA", "101", 80_00), status="25", number="F1")
    mary.told(forecast)
    mary.told(forecast.reversed(), claim("X", 60_00))
    assert claim_queue.view(mary.desk, made.id).claim == before
