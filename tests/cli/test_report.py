"""`report`: a table for people, JSON for programs, CSV for spreadsheets; beside every rate stands what it is of."""

import csv
import io

import pytest

from collections_tui.domain.insurance.records import Fee
from collections_tui.services import calls, clients, figures
from tests.build import TODAY, Office, add_account
from tests.cli.conftest import Shell
from tests.services.claiming import AETNA, claimed, patient, remitted
from tests.services.entries import entry
from tests.services.paying import pay


@pytest.fixture
def worked(work: Office) -> Office:
    """Ana has made three calls this hour: one connected, which promised $5.00; and $12.00 was paid on that account."""
    ana = work.desk("ana")
    for account, outcome in zip(work.accounts, ("promised", "no_answer", "busy"), strict=False):
        calls.log_call(ana, entry(ana, account, outcome))
    pay(work.boss, work.accounts[0], 12_00)
    return work


def test_a_table_says_what_each_rate_is_of(worked: Office, boss: Shell) -> None:
    lines = boss.run("report", "calls", "--by", "person").stdout.splitlines()
    assert lines[0].split()[:8] == ["person", "calls", "received", "hours", "calls", "per", "hour", "of"]
    assert " ".join(lines[1].split()) == "ana 3 0 1 3.0 1 1 33.3% 3 1 33.3% 3 1 100.0% 1 0 0"
    assert lines[2].split()[0] == "all"
    assert lines[-1] == "calls, whom they reached and what was promised, 2026-11-01 to 2026-11-23"


def test_json_has_numerators_denominators_and_cents(worked: Office, boss: Shell) -> None:
    answer = boss.json("report", "money", "--from", "2026-11-23")
    assert answer == {
        "report": "money", "by": None, "from": "2026-11-23", "to": "2026-11-23",
        "lines": [{
            "of": "all", "currency": "USD", "paid_cents": 1200, "returned_cents": 0, "collected_cents": 1200,
            "insurers_cents": 0, "calls": 3,
            "collected_per_call_cents": {"rate": 400.0, "numerator": 1200, "denominator": 3},
        }],
    }  # fmt: skip


def test_csv_has_a_column_for_what_a_rate_is_of_and_amounts_as_numbers(worked: Office, boss: Shell) -> None:
    text = boss.run("report", "money", "--csv", "--by", "person").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["person"] for row in rows] == ["ana", "all"]
    assert rows[0] == {
        "person": "ana", "currency": "USD", "paid": "12.00", "returned": "0.00", "collected": "12.00",
        "insurers": "0.00", "calls": "3", "collected_per_call": "4", "collected_per_call_of": "3",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(boss.run("report", "promises", "--csv").stdout)))
    assert (rows[0]["kept_rate"], rows[0]["kept_rate_of"], rows[0]["kept_rate_by_amount_of"]) == ("", "0", "0.00")


def test_a_name_cannot_act_as_a_formula(worked: Office, boss: Shell) -> None:
    made = clients.add(worked.boss, "=1+1", "Formula")
    with worked.boss.store.write() as tx:
        add_account(tx, number="F-1", client_id=made.id)
    keys = [row[0] for row in csv.reader(io.StringIO(boss.run("report", "aging", "--by", "client", "--csv").stdout))]
    assert "'=1+1" in keys
    assert "=1+1" not in keys


def test_every_report_prints_in_every_form(worked: Office, boss: Shell) -> None:
    account_id = patient(worked, AETNA)
    with worked.boss.store.write() as tx:
        payer = tx.payers.by_code(AETNA.code)
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "99213", TODAY.replace(month=1), "", 80_00)])
    asked = claimed(worked.boss, account_id)
    remitted(worked.boss, asked.id, 30_00, written=50_00, refused=20_00, codes=("50",))
    for name, kind in figures.KINDS.items():
        for by in kind.by:
            said = ("--by", by) if by else ()
            lines = boss.json("report", name, *said)["lines"]
            rows = list(csv.reader(io.StringIO(boss.run("report", name, *said, "--csv").stdout)))
            assert len(rows) == len(lines) + 1 > 1
            assert {len(row) for row in rows} == {len(rows[0])}
            table = boss.run("report", name, *said).stdout.splitlines()
            assert len(table) == len(lines) + 3


def test_a_collector_may_not_see_the_figures_of_others(worked: Office, shell: Shell) -> None:
    assert [line["person"] for line in shell.json("report", "calls", "--by", "person")["lines"]] == ["ana", "all"]
    assert shell.refused("report", "calls", "--person", "ben").startswith("ana may not see everybody's figures")
    assert shell.refused("report", "calls", "--from", "tomorrow").startswith("The report would be of no day")
