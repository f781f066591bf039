"""What insurers paid: posted to the cent, never twice, never half a file; what fits nothing is matched by hand."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.services import claims, clients, doctor, ledger, people, remittances, remittances_by_hand
from collections_tui.services.claim_views import NewClaim
from collections_tui.services.patience import keep_trying
from collections_tui.services.remittance_views import ImportedRemittances
from tests.build import NOON, add_account, office
from tests.era import Service, Told, amount, body, era, written
from tests.services.claiming import AETNA, MEDICARE, claimed, patient
from tests.services.importing import Importer

SAMPLES = Path(__file__).parents[1] / "data" / "era835"
BILLS = """account,invoice,amount,due_on
A,I1,100.00,2026-10-20
A,I2,50.00,2026-10-21
B,I3,80.00,2026-10-20
"""


class Till(Importer):
    """Imports remittances too, and says what invoices and accounts are worth."""

    def era(self, text: str | Path, name: str = "x.835", **options: Any) -> ImportedRemittances:
        path = text if isinstance(text, Path) else self.folder / name
        if isinstance(text, str):
            path.write_text(text, "utf-8")
        return remittances.take(self.desk, path, options.pop("client", self.client), **options)

    def open(self, number: str) -> int:
        return int(self.one("SELECT open_cents FROM invoice WHERE number = :n", n=number)[0])

    def balance(self, account: str) -> int:
        return int(self.one("SELECT balance_cents FROM account WHERE number = :n", n=account)[0])

    def entries(self, account: str) -> list[tuple[str, int, str]]:
        lines = sorted(ledger.entries(self.desk, self.account(account)), key=lambda one: one.id)
        return [(one.kind, one.amount_cents, one.invoice) for one in lines]


@pytest.fixture
def till(incoming: Importer) -> Iterator[Till]:
    """Account A owes $100 on I1 and $50 on I2, account B $80 on I3. Whatever is posted, the doctor finds it sound."""
    assert incoming.run("invoices", BILLS).added == 3
    till = Till(incoming.office, incoming.folder)
    yield till
    assert [one for one in doctor.examine(till.desk).findings if one.wrong] == []


def claim(control: str, charge: int, *adjusted: tuple[str, str, int], **more: Any) -> Told:
    return Told(control, (Service(charge, adjusted),), **more)


I1 = claim("I1", 100_00, ("CO", "45", 20_00), ("PR", "2", 15_00), ("CO", "197", 5_00))


def test_each_share_goes_where_it_belongs(till: Till) -> None:
    report = till.era(era(I1))
    assert (report.posted, report.unmatched) == (1, 0)
    (one,) = report.transactions[0].claims
    assert tuple(one.shares) == (60_00, 20_00, 15_00, 5_00, 0)
    assert one.words == ("$60.00 paid, $20.00 taken off by contract, $15.00 the patient's, $5.00 refused")
    assert report.sentence == "1 remittance read from x.835 for HOSP: $60.00 paid, 1 claim posted."
    assert till.open("I1") == 20_00, "the patient's share, and what was refused, which nobody has given up"
    assert till.entries("A")[2:] == [("payment", -60_00, "I1"), ("adjustment", -20_00, "I1")]
    paid, taken = till.all(
        "SELECT method, reference, reason, entry_on FROM ledger_entry WHERE operation_id IS NOT NULL ORDER BY id"
    )
    assert paid == ("insurer", "T1 BLUE SHIELD", "", "2026-10-05")
    assert taken == ("", "T1 BLUE SHIELD", "by contract with BLUE SHIELD (CO 45)", "2026-10-05")
    till.check()


def test_the_same_transaction_twice_changes_nothing(till: Till) -> None:
    till.era(era(I1, claim("I9", 10_00)))
    before = till.everything()
    again = till.era(era(I1, claim("I9", 10_00)).replace("~", "\n"), "other.835")
    assert (again.posted, again.unmatched, again.unchanged) == (0, 0, 1)
    assert "1 remittance here already" in again.sentence
    assert till.everything() == before
    # The rest of a cumulative file is taken.
    more = till.era(
        written([body([I1, claim("I9", 10_00)]), body([claim("I3", 80_00)], trace="T2")], control="000000002")
    )
    assert (more.posted, more.unchanged, till.open("I3")) == (1, 1, 0)
    till.check()


def test_a_dry_run_says_the_same_and_stores_nothing(till: Till) -> None:
    before = till.everything()
    report = till.era(era(I1), dry_run=True)
    assert (report.posted, report.transactions[0].claims[0].invoice) == (1, "I1")
    assert report.sentence.endswith("Nothing was stored: this was a dry run.")
    assert till.everything() == before


def test_the_samples_post_to_the_cent(till: Till) -> None:
    till.run("invoices", "account,invoice,amount,due_on\nMARY,200200964A52,2100.00,2026-10-20\n")
    report = till.era(SAMPLES / "blue_cross_nc_sample.txt")
    assert (report.posted, report.unmatched) == (1, 0)
    assert till.open("200200964A52") == 142_54, "the patient's share"
    assert till.entries("MARY")[1:] == [
        ("payment", -1922_86, "200200964A52"), ("adjustment", -34_60, "200200964A52"),
    ]  # fmt: skip
    medicaid = till.era(SAMPLES / "emedny_sample.txt")
    assert (medicaid.posted, medicaid.unmatched) == (0, 3), "three patients of one number are nobody's"
    till.run(
        "invoices",
        "account,invoice,amount,due_on\nP,X1,34.25,2026-10-20\nP,X2,34.00,2026-10-20\nP,X3,34.25,2026-10-20\n",
    )
    for one, invoice in zip(remittances.waiting(till.desk), ("X1", "X2", "X3"), strict=True):
        remittances_by_hand.match(till.desk, one.id, invoice=invoice)
    assert [till.open(number) for number in ("X1", "X2", "X3")] == [0, 34_00, 22_75]
    till.check()


@pytest.mark.parametrize(
    ("control", "charge", "invoice"),
    [
        ("I1", 100_00, "I1"),
        ("I1", 90_00, "I1"),
        ("A", 50_00, "I2"),
        ("A", 51_00, ""),
        ("I1", 101_00, ""),
        ("I8", 1, ""),
    ],
)
def test_a_claim_is_matched_by_the_number_of_its_invoice_or_account(
    till: Till, control: str, charge: int, invoice: str
) -> None:
    (one,) = till.era(era(claim(control, charge))).transactions[0].claims
    assert (one.matched, one.invoice) == (bool(invoice), invoice)


def test_another_currency_waits(till: Till) -> None:
    text = era(I1).replace("TRN*1*T1*", "CUR*PR*CAD~TRN*1*T1*").replace("SE*14*", "SE*15*")
    (one,) = till.era(text).transactions[0].claims
    assert one.words == "account A is in USD, it is in CAD"
    with pytest.raises(Refused, match="Account A is in USD, the remittance in CAD"):
        remittances_by_hand.match(till.desk, remittances.waiting(till.desk)[0].id, invoice="I1")


def test_what_may_be_two_things_waits(till: Till) -> None:
    till.run("invoices", "account,invoice,amount,due_on\nA,I4,50.00,2026-10-22\n")
    one, two, three = (
        till.era(era(claim("A", 50_00), claim("I1", 10_00, patient="ROE"), claim("I1", 20_00, patient="DOE")))
        .transactions[0]
        .claims
    )
    assert one.words == "it may be for invoice I2 or I4"
    assert two.words == three.words == "several patients share the number I1"


def test_a_reversal_next_month_and_its_correction(till: Till) -> None:
    till.era(era(I1))
    right = claim("I1", 100_00, ("CO", "45", 30_00), ("PR", "2", 10_00))
    report = till.era(era(I1.reversed(), right, trace="T2", control="000000002"))
    assert (report.posted, report.transactions[0].told.paid_cents) == (2, 0)
    assert (till.open("I1"), till.balance("A")) == (10_00, 60_00)
    assert till.entries("A")[4:] == [
        ("reversal", 60_00, "I1"), ("reversal", 20_00, "I1"), ("payment", -60_00, "I1"), ("adjustment", -30_00, "I1"),
    ]  # fmt: skip
    back = report.transactions[0].claims[0]
    assert back.words.startswith("takes back $60.00 paid")
    assert tuple(back.shares) == (-60_00, -20_00, -15_00, -5_00, 0)
    till.check()
    # Another reversal takes back the correction, and one more has nothing to take back.
    till.era(era(right.reversed(), I1, trace="T3", control="000000003"))
    assert till.open("I1") == 20_00
    till.era(era(I1.reversed(), claim("I3", 80_00), trace="T4", control="000000004"))
    assert till.open("I1") == 100_00
    lost = till.era(era(I1.reversed(), claim("I2", 50_00), trace="T5", control="000000005"))
    assert lost.transactions[0].claims[0].words == "it takes back what is not here"
    assert till.open("I1") == 100_00
    till.check()


def test_what_was_decided_before_is_not_posted_again_without_a_reversal(till: Till) -> None:
    till.era(era(I1))
    again = till.era(era(claim("I1", 100_00, ("CO", "45", 30_00)), trace="T2", control="000000002"))
    (one,) = again.transactions[0].claims
    assert one.words == "with what insurers paid and took off before it is more than invoice I1"
    # In whichever order a correction and its reversal stand, and where one file takes back its own.
    right = claim("I1", 100_00, ("CO", "45", 30_00), number="ICN2")
    both = era(right, I1.reversed(), claim("I3", 80_00), claim("I3", 80_00).reversed(), trace="T3", control="000000003")
    assert till.era(both).posted == 4
    assert (till.open("I1"), till.open("I3")) == (0, 80_00)
    till.check()


def test_a_reversal_of_what_waits_takes_both_off_the_list(till: Till) -> None:
    till.era(era(claim("I9", 10_00)))
    till.era(era(claim("I9", 10_00).reversed(), I1, trace="T2", control="000000002"))
    assert remittances.waiting(till.desk) == []


def test_the_primary_pays_then_the_secondary(till: Till) -> None:
    till.era(era(claim("I1", 100_00, ("CO", "45", 20_00), ("PR", "2", 20_00))))
    # It repeats what was taken off, beside what the primary paid.
    second = claim("I1", 100_00, ("OA", "23", 60_00), ("CO", "45", 20_00), ("PR", "3", 5_00), status="2")
    report = till.era(era(second, trace="S1", payer="MEDIGAP", code="7", control="000000009"))
    assert tuple(report.transactions[0].claims[0].shares) == (15_00, 0, 5_00, 0, 80_00)
    assert till.open("I1") == 5_00
    till.check()


def test_a_secondary_that_takes_off_more_is_believed(till: Till) -> None:
    till.era(era(claim("I1", 100_00, ("CO", "45", 20_00), ("PR", "2", 20_00))))
    second = claim("I1", 100_00, ("OA", "23", 80_00), ("CO", "45", 8_00), ("PR", "3", 2_00), status="2")
    till.era(era(second, trace="S1", control="000000009"))
    assert till.open("I1") == 2_00
    # Where the primary refused all of it, the contract of the secondary counts.
    till.era(era(claim("I3", 80_00, ("CO", "27", 80_00)), trace="T5", control="000000011"))
    till.era(
        era(claim("I3", 80_00, ("CO", "45", 30_00), ("PR", "3", 10_00), status="2"), trace="S2", control="000000010")
    )
    assert till.open("I3") == 10_00
    till.check()


def test_nothing_paid_and_what_is_the_providers(till: Till) -> None:
    report = till.era(era(claim("I1", 100_00, ("CO", "29", 100_00), status="4"), method="NON"))
    assert (report.posted, till.open("I1"), len(till.entries("A"))) == (1, 100_00, 2)
    report = till.era(era(claim("I3", 80_00), plb=[("WO", 30_00), ("L6", -1_00)], trace="T2", control="000000002"))
    assert (report.transactions[0].told.paid_cents, till.open("I3")) == (51_00, 0)
    till.check()


def test_what_the_customer_paid_before_becomes_credit(till: Till) -> None:
    till.run("payments", "invoice,paid_on,amount\nI1,2026-10-01,30.00\n")
    till.era(era(claim("I1", 100_00, ("PR", "3", 15_00))))
    assert (till.open("I1"), till.open("I2"), till.balance("A")) == (0, 50_00, 35_00), "it pays no other invoice"
    till.check()


def test_by_hand(till: Till) -> None:
    till.era(era(claim("X", 50_00, ("CO", "45", 10_00)), claim("Y", 80_00)))
    one, two = remittances.waiting(till.desk)
    ana = till.office.desk("ana")
    done = remittances_by_hand.match(ana, one.id, till.account("A"))
    assert done.sentence == "Claim X of BLUE SHIELD is on invoice I2 of A: $40.00 paid, $10.00 taken off by contract."
    assert remittances_by_hand.match(ana, one.id, invoice="I2").claim == done.claim, "the same again changes nothing"
    assert till.open("I2") == 0
    with pytest.raises(Refused, match="ana has put it on invoice I2: take it back first"):
        remittances_by_hand.match(ana, one.id, invoice="I1")
    assert remittances_by_hand.take_back(ana, one.id, "wrong bill").sentence.endswith("waits to be matched again.")
    assert (till.open("I2"), till.balance("A")) == (50_00, 150_00)
    for _ in range(2):
        remittances_by_hand.match(ana, one.id, invoice="I1")
        assert till.open("I1") == 50_00
        remittances_by_hand.take_back(ana, one.id, "again")
        assert till.open("I1") == 100_00
    assert remittances_by_hand.set_aside(ana, two.id, "another clinic's").sentence.endswith("another clinic's.")
    assert [each.id for each in remittances.waiting(ana)] == [one.id]
    shown = remittances.view(ana, one.remittance_id)
    assert (shown.remittance.waiting, shown.claims[1].settled_as) == (1, "another clinic's")
    looks = "SELECT about FROM audit WHERE action = 'view remittance' ORDER BY id DESC LIMIT 1"
    assert till.one(looks) == (f"remittance {one.remittance_id}",)
    till.check()
    tries: list[tuple[dict[str, Any], str]] = [
        ({}, "an invoice, or an account"),
        ({"invoice": "Z"}, "has no invoice Z"),
        ({"invoice": "I3", "account_id": till.account("A")}, "has no invoice I3 on A"),
        ({"account_id": till.account("B")}, "No invoice of B was for \\$50.00"),
    ]
    for said, why in tries:
        with pytest.raises(Refused, match=why):
            remittances_by_hand.match(ana, one.id, **said)
    with pytest.raises(Refused, match="No remittance has a claim 99"):
        remittances_by_hand.match(ana, 99, invoice="I1")


def test_the_same_file_posts_what_has_its_invoice_now(till: Till) -> None:
    till.era(era(claim("I9", 10_00)))
    till.run("invoices", "account,invoice,amount,due_on\nN,I9,10.00,2026-10-20\n")
    again = till.era(era(claim("I9", 10_00)))
    assert (again.posted, again.unchanged, till.open("I9")) == (1, 1, 0)
    assert remittances.waiting(till.desk) == []


def test_what_waits_is_shown_with_the_invoices_that_it_may_be_for(till: Till) -> None:
    """By the patient's name, their member id, the charge and the day; or by what somebody types."""
    with till.office.boss.store.write() as tx:
        add_account(tx, number="R-1", name="Mary Roe", invoices=((date(2026, 9, 1), 40_00), (date(2026, 9, 2), 70_00)))
        add_account(tx, number="R-2", name="Karl Roe", invoices=((date(2026, 9, 3), 70_00),))
        other = tx.sql.add("INSERT INTO client (code, name) VALUES ('OTHER', 'Other')")
        add_account(tx, number="R-3", name="Mary Roe", client_id=other, invoices=((date(2026, 9, 1), 40_00),))
    add_member(till, "B", "W77")
    till.era(era(claim("X1", 70_00, patient="ROE", member="W77"), claim("X2", 10_00, patient="NOBODY", member="")))
    one, two = remittances.waiting(till.desk)

    def fitting(row: KeptClaim, text: str = "") -> list[tuple[str, int, tuple[str, ...]]]:
        found = remittances_by_hand.fitting(till.desk, row.id, text)
        return [(each.invoice.account, each.invoice.amount_cents, each.agrees) for each in found]

    # whoever has the same family name is asked for only where nobody has all of the name
    assert fitting(one) == [
        ("R-1", 70_00, ("charge", "name")), ("B", 80_00, ("member id",)), ("R-1", 40_00, ("name",)),
    ]  # fmt: skip
    assert fitting(one, "karl") == [("R-2", 70_00, ("charge",))]
    assert fitting(one, "I2") == [("A", 50_00, ())], "the number of an invoice"
    assert fitting(two) == fitting(two, "zzz") == []
    chosen = remittances_by_hand.fitting(till.desk, one.id)[0].invoice
    remittances_by_hand.match(till.desk, one.id, chosen.account_id, chosen.number)
    assert till.balance("R-1") == 40_00


def add_member(till: Till, account: str, member: str) -> None:
    """Let an insurer know the customer of an account by that id."""
    account_id = till.account(account)
    with till.office.boss.store.write() as tx:
        found = tx.accounts.get(account_id)
        assert found is not None
        payer = tx.payers.add(AETNA)
        tx.coverages.add(Coverage(0, found.customer_id, payer, 1, member, date(2026, 1, 1)), None, NOON)


def test_a_reversal_of_what_is_not_here_is_matched_by_hand(till: Till) -> None:
    till.era(era(claim("I1", 60_00, ("CO", "45", 10_00)).reversed(), claim("I3", 80_00)))
    (one,) = remittances.waiting(till.desk)
    assert one.reason == "it takes back what is not here"
    remittances_by_hand.match(till.desk, one.id, invoice="I1")
    assert till.open("I1") == 160_00
    till.check()


def test_what_somebody_has_reversed_is_not_taken_back_once_more(till: Till) -> None:
    till.era(era(I1))
    entry = int(till.one("SELECT entry_id FROM remittance_claim")[0])
    ledger.reverse(till.desk, entry, "sent back", None, "back")
    assert till.open("I1") == 80_00, "what the contract took off stands"
    till.era(era(I1.reversed(), claim("I3", 80_00), trace="T2", control="000000002"))
    assert remittances.waiting(till.desk) == []
    assert till.open("I1") == 100_00, "it goes with the payment"
    till.check()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (era(I1).replace("*60*", "*61*", 1), "does not balance"),
        (era(I1)[:-40], "cut off"),
        (era(I1).replace("20261005~TRN", "20270205~TRN"), "still to come"),
    ],
)
def test_what_cannot_be_posts_nothing(till: Till, text: str, why: str) -> None:
    before = till.everything()
    with pytest.raises(Refused, match=why):
        till.era(text)
    assert till.everything() == before


def test_a_number_that_was_used_for_something_else(till: Till) -> None:
    till.era(era(I1), "first.835")
    before = till.everything()
    with pytest.raises(
        Refused, match=r"The payment T1 of BLUE SHIELD is here already, from first\.835, and says something else"
    ):
        till.era(era(claim("I3", 80_00), control="000000002"))
    with pytest.raises(Refused, match=r"The envelope SENDER/000000001 is here already, from first\.835"):
        till.era(era(claim("I3", 80_00), trace="T2"))
    with pytest.raises(Refused, match="There is no client NOPE"):
        till.era(era(claim("I3", 80_00)), client="NOPE")
    assert till.everything() == before
    assert till.era(era(claim("I3", 80_00), trace="T2"), anyway=True).posted == 1


def test_it_is_of_one_client(till: Till) -> None:
    clients.add(till.desk, "DENT", "Dental")
    report = till.era(era(I1), client="DENT")
    assert (report.posted, report.unmatched) == (0, 1), "the invoice of that number is another client's"
    (one,) = remittances.waiting(till.desk)
    with pytest.raises(Refused, match="DENT has no invoice I1"):
        remittances_by_hand.match(till.desk, one.id, invoice="I1")
    with pytest.raises(Refused, match="Account A is not one of DENT"):
        remittances_by_hand.match(till.desk, one.id, till.account("A"))
    ana = till.office.desk("ana")
    assert [each.client for each in remittances.listed(ana)] == ["DENT"]
    with pytest.raises(NotPermitted, match="may not import payments"):
        remittances.take(ana, till.folder / "x.835", "HOSP")
    people.set_scope(till.desk, "ana", ["HOSP"])
    ana = till.office.desk("ana")
    assert (remittances.listed(ana), remittances.waiting(ana)) == ([], [])
    with pytest.raises(NotPermitted, match="DENT"):
        remittances.view(ana, one.remittance_id)
    with pytest.raises(NotPermitted, match="DENT"):
        remittances_by_hand.fitting(ana, one.id)


REASONS = st.sampled_from(["1", "2", "3", "23", "27", "29", "45", "97", "197", "253"])
CLAIMS = st.builds(
    lambda control, charge, adjusted, status: Told(control, (Service(charge, tuple(adjusted)),), status=status),
    st.sampled_from(["I1", "I2", "I3", "A", "none"]),
    st.integers(0, 120_00),
    st.lists(st.tuples(st.sampled_from(["CO", "PR", "OA", "PI"]), REASONS, st.integers(-10_00, 40_00)), max_size=4),
    st.sampled_from(["1", "2", "4"]),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claims=st.lists(CLAIMS, min_size=1, max_size=4), off=st.integers(1, 99), reverse=st.booleans())
def test_what_balances_is_always_posted_and_what_does_not_never(
    till: Till, claims: list[Told], off: int, *, reverse: bool
) -> None:
    number = int(till.one("SELECT count(*) FROM remittance")[0]) + 1
    text = era(*claims, trace=f"T{number}", control=f"{number:09}")
    owed = "SELECT sum(balance_cents) FROM account"
    before, total = till.everything(), int(till.one(owed)[0])
    wrong = body(claims, trace=f"T{number}")
    wrong[0][2] = amount(sum(one.paid for one in claims) + off)
    with pytest.raises(Refused, match="does not balance"):
        till.era(written([wrong], control=f"{number:09}"))
    assert till.everything() == before
    report = till.era(text)
    assert report.posted + report.unmatched == len(claims)
    for told in report.transactions[0].claims:
        assert told.shares.charge == told.told.charge_cents
    posted = [told.shares for told in report.transactions[0].claims if told.matched]
    taken = sum(one.paid + one.written for one in posted)
    assert int(till.one(owed)[0]) == total - taken
    if reverse:
        till.era(era(*(one.reversed() for one in claims), trace=f"R{number}", control=f"9{number:08}"))
        assert int(till.one(owed)[0]) == total, "all of it is taken back"
    till.check()


# -- claims that were made here -------------------------------------------------------------------------------------


@pytest.fixture
def insured(tmp_path: Path) -> Iterator[Till]:
    """The boss of an office with no accounts."""
    with office(tmp_path, accounts=0) as made:
        yield Till(made, tmp_path)


def state(till: Till, claim_id: int) -> tuple[str, int, int, int, int]:
    with till.desk.store.read() as tx:
        one = tx.claims.get(claim_id)
    assert one is not None
    return one.status, one.paid_cents, one.written_cents, one.patient_cents, one.refused_cents


def held(till: Till, account_id: int) -> str:
    return str(till.one("SELECT status FROM account WHERE id = :id", id=account_id)[0])


def test_denied_appealed_paid(insured: Till) -> None:
    till = insured
    made = claimed(till.desk, patient(till.office, AETNA))
    assert held(till, made.account_id) == "held"
    till.era(era(claim(made.control, 100_00, ("CO", "197", 100_00), status="4", number="ICN7"), method="NON"))
    assert state(till, made.id) == ("denied", 0, 0, 0, 100_00)
    assert held(till, made.account_id) == "held", "the patient is not asked for what was refused"
    claims.appeal(till.desk, made.id, "it was authorized", "a1")
    assert state(till, made.id)[0] == "appealed"
    right = claim(made.control, 100_00, ("CO", "45", 20_00), ("PR", "1", 30_00), number="ICN8")
    denied = claim(made.control, 100_00, ("CO", "197", 100_00), number="ICN7").reversed()
    till.era(era(denied, right, trace="T2", control="000000002"))
    assert state(till, made.id) == ("paid", 50_00, 20_00, 30_00, 0)
    assert held(till, made.account_id) == "open"
    words = "SELECT next_action, balance_cents FROM account WHERE id = :id"
    assert till.one(words, id=made.account_id) == ("insurance settled: $30.00 is the patient's", 30_00)
    till.check()


def test_a_later_insurers_answer_is_not_the_primarys(insured: Till) -> None:
    till = insured
    made = claimed(till.desk, patient(till.office, AETNA, MEDICARE))
    till.era(era(claim(made.control, 100_00, ("CO", "45", 20_00), ("PR", "2", 20_00))))
    second = claim(made.control, 100_00, ("OA", "23", 80_00), ("PR", "3", 5_00), status="2")
    report = till.era(era(second, trace="S1", payer="MEDICARE", code="MCARE", control="000000002"))
    (one,) = report.transactions[0].claims
    assert (one.matched, one.claim_id) == (True, None), "nobody has asked the second one for anything"
    assert state(till, made.id) == ("paid", 60_00, 20_00, 20_00, 0)
    assert till.one("SELECT balance_cents FROM account WHERE id = :id", id=made.account_id) == (5_00,)
    till.check()


def test_what_the_primary_sends_on_comes_back_to_the_secondarys_claim(insured: Till) -> None:
    till = insured
    made = claimed(till.desk, patient(till.office, AETNA, MEDICARE))
    till.era(era(claim(made.control, 100_00, ("CO", "45", 20_00), ("PR", "2", 20_00), status="19")))
    second = claims.make(till.desk, NewClaim(made.invoice_id), "second").claim
    claims.file(till.desk, second.id, "filed")
    assert (second.rank, held(till, made.account_id)) == (2, "held")
    # It has the primary's number, and repeats what the primary took off.
    told = claim(made.control, 100_00, ("OA", "23", 60_00), ("CO", "45", 20_00), ("PR", "3", 5_00), status="2")
    (one,) = till.era(era(told, trace="S1", payer="MEDICARE", code="x", control="000000002")).transactions[0].claims
    assert one.claim_id == second.id
    assert state(till, second.id) == ("paid", 15_00, 0, 5_00, 0)
    assert state(till, made.id) == ("paid", 60_00, 20_00, 20_00, 0)
    assert held(till, made.account_id) == "open"
    assert till.one("SELECT balance_cents FROM account WHERE id = :id", id=made.account_id) == (5_00,)
    till.check()


def test_a_match_that_was_taken_back_is_no_answer_any_more(insured: Till) -> None:
    till = insured
    made = claimed(till.desk, patient(till.office, AETNA))
    till.era(era(claim("TYPO", 100_00, ("PR", "2", 20_00))))
    (one,) = remittances.waiting(till.desk)
    for _ in range(2):
        invoice = str(till.one("SELECT number FROM invoice WHERE id = :id", id=made.invoice_id)[0])
        assert remittances_by_hand.match(till.desk, one.id, invoice=invoice).claim.claim_id == made.id
        assert state(till, made.id) == ("paid", 80_00, 0, 20_00, 0)
        remittances_by_hand.take_back(till.desk, one.id, "not theirs")
        assert state(till, made.id)[1:] == (0, 0, 0, 0)
        assert held(till, made.account_id) == "held"
    till.check()


def test_two_who_take_in_the_same_file_at_once_post_it_once(till: Till) -> None:
    (till.folder / "x.835").write_text(era(I1, claim("I3", 80_00)))

    def one(number: int) -> tuple[int, int]:
        desk = till.office.desk("boss", f"s{number}")
        done = keep_trying(lambda: remittances.take(desk, till.folder / "x.835", "HOSP"), patience=60)
        desk.close()
        return done.posted, done.unchanged

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(one, range(4)))
    assert answers == [(0, 1), (0, 1), (0, 1), (2, 0)]
    assert (till.open("I1"), till.open("I3")) == (20_00, 0)
    till.check()


def test_what_insurers_said_of_an_account(till: Till) -> None:
    till.era(era(I1, claim("I3", 80_00)))
    (one,) = remittances.of_account(till.office.desk("ana"), till.account("A"))
    assert (one.invoice, one.told.all_adjustments[2].reason, one.shares.refused) == ("I1", "197", 5_00)
