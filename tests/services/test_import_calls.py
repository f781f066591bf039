"""Past calls: kept once, and remembered by their accounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collections_tui.services import accounts, imports
from tests.services.importing import Importer

BILLS = (
    "account,name,phone,balance,due_on\nA,Ann,(415) 555-0160,10.00,2026-09-01\nB,Bob,(212) 555-0161,10.00,2026-09-01\n"
)
HEADER = "account,started,duration,outcome,phone,collector,direction,note\n"
CALLS = (
    "A,2026-11-18T22:10:00Z,95,promised,(415) 555-0160,ana,,will pay\n"
    "A,2026-11-19T22:40:00Z,12,no_answer,(415) 555-0160,ben,,\n"
    "A,2026-11-20T22:05:00Z,60,refuses,,ana,in,\n"
)


@pytest.fixture
def called(incoming: Importer) -> Importer:
    """Two accounts that nobody has called yet."""
    assert incoming.run("accounts", BILLS).added == 2
    return incoming


def test_accounts_remember_calls_made_elsewhere(called: Importer) -> None:
    score = called.one("SELECT score FROM account WHERE number = 'A'")[0]
    report = called.run("calls", HEADER + CALLS)
    assert (report.read, report.added, report.ok) == (3, 3, True)
    assert report.sentence == "3 calls read from some.csv for HOSP: 3 added."
    view = accounts.view(called.desk, called.account("A"))
    assert (view.account.call_count, view.last_outcome) == (3, "refuses")
    assert view.account.last_call_at == datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
    assert view.account.last_contact_at == datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
    assert view.account.best_hour == 14, "ten past and five past ten in the evening, UTC, are two o'clock in California"
    assert called.one("SELECT score FROM account WHERE number = 'A'")[0] != score
    talks = [item for item in view.timeline if item.kind == "call"]
    assert [item.by for item in talks] == ["ana", "ben", "ana"]
    assert called.one("SELECT direction, phone, seconds FROM calls_made WHERE outcome = 'promised'") == (
        "outbound", "+14155550160", 95,
    )  # fmt: skip
    called.check()


@pytest.mark.parametrize("most", [1, 100])
def test_the_same_file_again_changes_nothing(called: Importer, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    called.run("calls", HEADER + CALLS + CALLS.splitlines(keepends=True)[1])
    before = called.everything()
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    report = called.run("calls", HEADER + CALLS + CALLS.splitlines(keepends=True)[1])
    assert (report.added, report.unchanged) == (0, 4)
    assert called.everything() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("C,2026-11-18T22:10:00Z,,promised,,ana,,", "there is no account C"),
        ("A,2026-11-18T22:10:00Z,,sang,,ana,,", "there is no outcome sang: say in the mapping, under [values.outcome]"),
        ("A,2026-11-18T22:10:00Z,,promised,,zoe,,", "nobody signs in as zoe: add them"),
        ("A,2026-11-18T22:10:00Z,,promised,,,,", "the row does not say who called"),
        ("A,2026-11-24T22:10:00Z,,promised,,ana,,", "is in the future"),
    ],
)
def test_a_call_that_cannot_be_is_turned_away(called: Importer, row: str, reason: str) -> None:
    report = called.run("calls", f"{HEADER}{row}\n{CALLS}")
    assert (report.added, report.rejected) == (3, 1)
    assert report.problems[0][0] == 2
    assert reason in report.problems[0][1]


def test_a_mapping_translates_outcomes_and_says_who_called(called: Importer) -> None:
    settings = (
        'time_zone = "America/Los_Angeles"\ndates = ["MM/DD/YYYY"]\n'
        '[columns]\naccount = "Acct"\ndate = "Day"\ntime = "Time"\noutcome = "Result"\n'
        '[constants]\ncollector = "ben"\n[values.outcome]\nNA = "no_answer"\nPTP = "promised"\n'
    )
    report = called.run(
        "calls", "Acct,Day,Time,Result\nA,11/18/2026,2:10 PM,ptp\nB,11/18/2026,9:00 AM,na\n", map_text=settings
    )
    assert (report.added, report.rejected) == (2, 0)
    assert called.all("SELECT account, started_at, collector, outcome FROM calls_made ORDER BY account") == [
        ("A", "2026-11-18T22:10:00Z", "ben", "promised"),
        ("B", "2026-11-18T17:00:00Z", "ben", "no_answer"),
    ]


def test_without_a_collector_in_the_file_they_are_the_importers(called: Importer) -> None:
    assert called.run("calls", "account,started,outcome\nA,2026-11-18T22:10:00Z,no_answer\n").added == 1
    assert called.one("SELECT collector FROM calls_made") == ("boss",)


def test_an_older_call_than_those_known_changes_no_latest(called: Importer) -> None:
    called.run("calls", HEADER + CALLS)
    called.run("calls", HEADER + "A,2026-10-01T20:00:00Z,5,busy,,ana,,\n")
    account = accounts.view(called.desk, called.account("A")).account
    assert (account.call_count, account.last_call_at) == (4, datetime(2026, 11, 20, 22, 5, tzinfo=UTC))
    called.check()
