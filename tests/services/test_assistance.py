"""What protects a hospital's patient: taken down, told, held while an estimate is disputed, and printed on bills."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.assistance import Assistance, Happened
from collections_tui.services import accounts, assistance, assistance_file, audit, claims, clients, documents, ledger
from collections_tui.services.claim_views import ContactEntry
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office
from tests.services.billing import operation
from tests.services.claiming import AETNA, billed, claimed, patient
from tests.services.facts import check_everything


def rules(work: Office, account_id: int) -> list[str]:
    return [one.rule for one in accounts.view(work.desk("ana"), account_id).notices]


@pytest.fixture
def hospital(work: Office) -> Office:
    """The client is a hospital that gives assistance."""
    clients.change(work.boss, "HOSP", hospital=True)
    return work


def test_of_other_clients_nothing_is_told(work: Office) -> None:
    assert rules(work, work.accounts[0]) == []
    with pytest.raises(Refused, match="HOSP, which is no hospital that gives assistance"):
        assistance.take_down(work.desk("ana"), work.accounts[0], Happened(statement_on=TODAY))


def test_days_are_taken_down_and_what_follows_is_told(hospital: Office) -> None:
    account, ana = hospital.accounts[0], hospital.desk("ana")
    assert rules(hospital, account) == ["statement_unknown"]
    found = assistance.take_down(ana, account, Happened(statement_on=TODAY - timedelta(days=30)))
    assert (found.action_from, found.apply_until) == (None, TODAY + timedelta(days=210))
    assert rules(hospital, account) == ["no_action", "may_apply"]
    assistance.take_down(ana, account, Happened(applied_on=TODAY))
    assert rules(hospital, account) == ["application_open"]
    done = assistance.take_down(ana, account, Happened(decision="refused"))
    assert done.known.decided_on == TODAY
    again = assistance.take_down(ana, account, Happened(applied_on=TODAY))
    assert (again.known.decided_on, again.known.decision) == (None, ""), "they ask once more"
    entries = [one for one in audit.page(hospital.boss, limit=50) if one.action == "take assistance down"]
    assert len(entries) == 4


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Happened(), "Nothing was said"),
        (Happened(statement_on=TODAY + timedelta(days=1)), "tomorrow is still to come"),
        (Happened(decided_on=TODAY), "Say what was decided"),
        (Happened(decision="granted"), "decided before anybody asked"),
        (Happened(settled_on=TODAY), "settled before it was disputed"),
        (Happened(disputed_on=TODAY), "A dispute is about an estimate"),
        (Happened(estimate_cents=-1), "not below nothing"),
    ],
)
def test_what_cannot_be_is_refused(hospital: Office, told: Happened, words: str) -> None:
    with pytest.raises(Refused, match=words):
        assistance.take_down(hospital.desk("ana"), hospital.accounts[0], told)
    known = assistance.view(hospital.desk("ana"), hospital.accounts[0]).known
    assert known == Assistance(hospital.accounts[0])


def test_a_dispute_of_the_estimate_holds_the_account_until_it_is_settled(hospital: Office) -> None:
    account, ana = hospital.accounts[0], hospital.desk("ana")
    assistance.take_down(ana, account, Happened(estimate_cents=10_00, disputed_on=TODAY))
    view = accounts.view(ana, account)
    assert (view.account.status, [hold.kind for hold in view.holds]) == ("held", ["dispute"])
    assert "estimate_disputed" in rules(hospital, account)
    assistance.take_down(ana, account, Happened(settled_on=TODAY))
    view = accounts.view(ana, account)
    assert (view.account.status, view.holds) == ("open", ())
    with pytest.raises(NotPermitted):
        assistance.take_down(hospital.desk("olga"), account, Happened(statement_on=TODAY))


def test_a_bill_that_was_paid_and_is_disputed_stays_on_hold_when_the_payment_comes_back(hospital: Office) -> None:
    ana, account = hospital.desk("ana"), patient(hospital)
    billed(ana, account)
    paid = ledger.pay(ana, PaymentEntry(account, 100_00, TODAY, operation()))
    assistance.take_down(ana, account, Happened(estimate_cents=10_00, disputed_on=TODAY))
    assert accounts.alone(ana, account).status == "closed"
    ledger.reverse(ana, paid.entry_id, "returned unpaid", None, operation())
    assert accounts.alone(ana, account).status == "held", "nothing of it may be collected"
    assistance.take_down(ana, account, Happened(settled_on=TODAY))
    assert accounts.alone(ana, account).status == "open"
    check_everything(hospital.boss)


def test_what_is_refused_of_a_protected_patient_is_not_made_theirs(hospital: Office) -> None:
    ana = hospital.desk("ana")
    claim = claimed(ana, patient(hospital, AETNA))
    claims.contact(ana, claim.id, ContactEntry("denied", reference="R", codes=("CO-242",)), operation())
    assistance.take_down(ana, claim.account_id, Happened(protected=True))
    with pytest.raises(Refused, match="protected from balance billing"):
        claims.close(ana, claim.id, "given up", operation(), left="patient")
    claims.close(hospital.boss, claim.id, "given up", operation(), left="write off")
    assert accounts.alone(ana, claim.account_id).balance_cents == 0


def test_the_bills_of_a_hospital_say_that_there_is_assistance(hospital: Office, tmp_path: Path) -> None:
    ana = hospital.desk("ana")
    documents.write(ana, "statement", hospital.accounts[0], tmp_path / "s.txt")
    assert "Financial assistance is available" in (tmp_path / "s.txt").read_text()
    clients.change(hospital.boss, "HOSP", hospital=False)
    documents.write(ana, "statement", hospital.accounts[0], tmp_path / "t.txt")
    assert "Financial assistance" not in (tmp_path / "t.txt").read_text()


ROWS = """account,statement,applied,estimate,protected
A-0001,2026-11-02,,,
A-0002,2026-10-01,2026-11-20,900.00,yes
"""


def test_many_accounts_at_once_from_a_file(hospital: Office, tmp_path: Path) -> None:
    file = tmp_path / "assistance.csv"
    file.write_text(ROWS)
    dry = assistance_file.take(hospital.boss, file, "HOSP", dry_run=True)
    assert (dry.read, dry.changed) == (2, 2)
    assert rules(hospital, hospital.accounts[0]) == ["statement_unknown"]
    done = assistance_file.take(hospital.boss, file, "HOSP")
    assert done.sentence == "2 rows read from assistance.csv: 2 accounts changed."
    assert rules(hospital, hospital.accounts[0]) == ["no_action", "may_apply"]
    assert rules(hospital, hospital.accounts[1]) == ["protected", "application_open"]
    assert assistance_file.take(hospital.boss, file, "HOSP").changed == 0, "the same again"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("number,statement\nA-0001,2026-11-02\n", "“number” is no column of it"),
        ("account,statement\nA-0001,2 nov\n", "line 2: “2 nov” is no day for statement"),
        ("account,statement\nA-0001,2026-11-02\nX-9,2026-11-02\n", "line 3: HOSP has no account X-9"),
        ("account,statement\nA-0001,2027-11-02\n", "line 2: .* is still to come"),
        ("account,decision\nA-0001,perhaps\n", "line 2: “perhaps” is no decision"),
        ("account,estimate\nA-0001,much\n", "line 2"),
        ("account,protected\nA-0001,maybe\n", "line 2: protected is yes or no"),
        ("account\nA-0001\n", "line 2: Nothing was said"),
        ("", "is empty"),
    ],
)
def test_a_file_that_cannot_be_stores_nothing(hospital: Office, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(Refused, match=words):
        assistance_file.take(hospital.boss, tmp_path / "x.csv", "HOSP")
    assert rules(hospital, hospital.accounts[0]) == ["statement_unknown"]
    with pytest.raises(NotPermitted):
        assistance_file.take(hospital.desk("ana"), tmp_path / "x.csv", "HOSP")
