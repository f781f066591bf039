"""`log-call`, `undo`, `outcomes`, `calls` and `addendum`."""

import csv
import io

import pytest

from collections_tui.services import calls
from tests.build import Office
from tests.cli.conftest import Shell


def test_a_call_is_recorded_with_what_came_of_it(shell: Shell) -> None:
    words = ("--phone", "201.555.0101", "--spoke-with", "Ada", "--note", "will pay", "--lasted", "95")
    answer = shell.json("log-call", "A-0001", "--outcome", "promised", "--amount", "12", "--by", "+4d", *words)
    assert answer["call"] == {
        "id": 1,
        "account": "A-0001",
        "by": "ana",
        "direction": "outbound",
        "started_at": "2026-11-23T16:58:25Z",
        "ended_at": "2026-11-23T17:00:00Z",
        "seconds": 95,
        "phone": "+12015550101",
        "spoke_with": "Ada",
        "outcome": "promised",
        "outcome_words": "Promised a payment",
        "note": "will pay",
        "next_action_at": "2026-12-01T13:00:00Z",
        "undone": False,
        "verdict": "allow",
        "override_reason": None,
    }
    assert answer["not_allowed"] is None
    assert answer["next"] == "next try Tue 1 Dec 08:00 their time", "the day after three days of grace"


def test_a_call_may_have_been_earlier(shell: Shell) -> None:
    call = shell.json("log-call", "A-0001", "--outcome", "busy", "--at", "2026-11-23T15:00Z", "--lasted", "5")["call"]
    assert (call["started_at"], call["ended_at"]) == ("2026-11-23T15:00:00Z", "2026-11-23T15:00:05Z")
    assert "still to come" in shell.refused("log-call", "A-0002", "--outcome", "busy", "--at", "2026-11-23T18:00Z")


def test_people_are_told_what_happens_next(shell: Shell) -> None:
    assert shell.run("log-call", "A-0001", "--outcome", "no_answer").stdout.splitlines() == [
        "No answer on account A-0001.",
        "Next try tomorrow 17:30 their time.",
    ]


def test_a_day_for_the_next_action_is_kept(shell: Shell) -> None:
    call = shell.json("log-call", "A-0001", "--outcome", "refuses", "--note", "angry", "--next", "2026-12-04")["call"]
    assert call["next_action_at"].startswith("2026-12-04")


@pytest.mark.usefixtures("new_york")
def test_a_call_back_is_meant_in_local_time_on_that_day(shell: Shell) -> None:
    call = shell.json("log-call", "A-0001", "--outcome", "call_back", "--callback", "fri 2pm")["call"]
    assert call["next_action_at"] == "2026-11-27T19:00:00Z"
    # Summer time has begun by then, and the clocks are an hour ahead.
    words = ("log-call", "A-0002", "--outcome", "call_back", "--callback", "mon 2pm", "--now", "2027-03-12T18:00Z")
    assert shell.json(*words)["call"]["next_action_at"] == "2027-03-15T18:00:00Z"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--outcome", "nonsense"), "There is no outcome “nonsense”"),
        (("--outcome", "promised"), "needs a date (--by) and an amount (--amount)"),
        (("--outcome", "promised", "--amount", "ten", "--by", "fri"), "--amount: 'ten' is not an amount of USD"),
        (("--outcome", "promised", "--amount", "10", "--by", "5"), "--by: '5'"),
        (("--outcome", "promised", "--amount", "10", "--by", "2026-11-20"), "has passed"),
        (("--outcome", "call_back", "--callback", "later"), "--callback: 'later' is not a moment"),
        (("--outcome", "busy", "--phone", "her brother"), "is no telephone number"),
        (("--outcome", "busy", "--inbound"), "is no outcome of a call we got"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_recorded(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in shell.refused("log-call", "A-0001", *words)
    assert shell.json("calls")["calls"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--outcome", "promised", "--inbound"),
        ("--outcome", "inbound_promised"),
        ("--outcome", "inbound_promised", "--inbound"),
    ],
)
def test_a_call_we_got_is_inbound(shell: Shell, words: tuple[str, ...]) -> None:
    call = shell.json("log-call", "A-0001", *words, "--amount", "10", "--by", "fri")["call"]
    assert (call["direction"], call["outcome"]) == ("inbound", "inbound_promised")


def test_the_flag_that_a_call_sets_is_said(shell: Shell) -> None:
    words = ("log-call", "A-0001", "--outcome", "attorney", "--note", "Jane Roe 212 555 0160")
    said = shell.run(*words, "--operation-id", "a").stdout.splitlines()
    assert said[-1] == "Noted: attorney: Jane Roe, (212) 555-0160."
    assert shell.json(*words, "--operation-id", "a")["flag"] == "attorney: Jane Roe, (212) 555-0160"
    assert shell.run("log-call", "A-0002", "--outcome", "busy").stdout.count("\n") == 2
    assert shell.json("log-call", "A-0003", "--outcome", "busy")["flag"] is None


def test_the_same_operation_twice_is_one_call(shell: Shell) -> None:
    words = ("log-call", "A-0001", "--outcome", "busy", "--operation-id", "7f2c")
    assert shell.json(*words)["call"]["id"] == shell.json(*words)["call"]["id"]
    assert len(shell.json("calls")["calls"]) == 1


def test_an_account_somebody_else_works_on_is_refused(shell: Shell, boss: Shell) -> None:
    boss.run("next")
    assert "boss has been working on A-0020" in shell.refused("log-call", "A-0020", "--outcome", "busy")


def test_undo_takes_back_my_last_call(shell: Shell) -> None:
    assert "no call to take back" in shell.refused("undo")
    before = shell.json("account", "A-0001")
    shell.run("log-call", "A-0001", "--outcome", "disputes", "--note", "not mine")
    assert shell.json("account", "A-0001")["status"] == "held"
    undone = shell.json("undo")["call"]
    assert (undone["account"], undone["outcome"], undone["undone"]) == ("A-0001", "disputes", True)
    after = shell.json("account", "A-0001")
    for field in ("status", "holds", "next_action_at", "score", "calls", "balance_cents"):
        assert after[field] == before[field]


def test_outcomes_are_listed_without_a_database(shell: Shell, tmp_path: object) -> None:
    outcomes = shell.json("--db", "/nowhere/at/all.db", "outcomes")
    assert (outcomes[0]["code"], outcomes[0]["key"], outcomes[0]["requires"]) == ("no_answer", "n", [])
    promised = next(one for one in outcomes if one["code"] == "promised")
    assert promised["requires"] == ["amount", "date"]
    assert (promised["direction"], promised["connected"], promised["right_party"]) == ("outbound", True, True)
    assert "Voicemail, message left" in shell.run("outcomes").stdout


def log_some(shell: Shell) -> None:
    shell.run("log-call", "A-0001", "--outcome", "no_answer", "--lasted", "20")
    shell.run("log-call", "A-0002", "--outcome", "promised", "--amount", "49.51", "--by", "fri", "--lasted", "125")
    shell.run("log-call", "A-0003", "--outcome", "busy", "--at", "2026-11-20T17:00Z")


def test_the_call_log_shows_my_calls_of_a_day_with_totals(shell: Shell) -> None:
    log_some(shell)
    log = shell.json("calls")
    assert [call["account"] for call in log["calls"]] == ["A-0001", "A-0002"]
    assert log["totals"] == {
        "calls": 2,
        "right_party": 1,
        "promises": 1,
        "promised_cents": {"USD": 49_51},
        "seconds": 145,
    }
    assert [call["account"] for call in shell.json("calls", "--day", "2026-11-20")["calls"]] == ["A-0003"]
    assert len(shell.json("calls", "--day", "2026-11-20", "--to", "today")["calls"]) == 3
    assert [call["account"] for call in shell.json("calls", "--outcome", "promised")["calls"]] == ["A-0002"]
    assert shell.json("calls", "--client", "NONE")["calls"] == []


def test_the_call_log_speaks_to_people(shell: Shell) -> None:
    assert "No calls" in shell.run("calls").stdout
    log_some(shell)
    shell.run("undo")
    text = shell.run("calls", "--day", "2026-11-20", "--to", "today").stdout
    assert "HOSP/A-0002" in text
    assert "Busy (taken back)" in text
    assert text.endswith("\n\n2 calls · 1 with the right party · 1 promise, $49.51 · 2:25 talking\n")


def test_only_those_who_may_see_the_calls_of_others(work: Office, shell: Shell) -> None:
    log_some(shell)
    ben, olga = Shell(work.where, "ben"), Shell(work.where, "olga")
    assert ben.json("calls")["calls"] == []
    assert "may not see everybody's calls" in ben.refused("calls", "--everybody")
    assert "may not see everybody's calls" in ben.refused("calls", "--by", "ana")
    assert len(olga.json("calls", "--everybody")["calls"]) == 2
    assert len(olga.json("calls", "--by", "ana")["calls"]) == 2
    assert "Nobody signs in as zoe" in olga.refused("calls", "--by", "zoe")


def test_the_call_log_goes_to_a_spreadsheet_without_formulas(shell: Shell) -> None:
    shell.run("log-call", "A-0001", "--outcome", "busy", "--note", '=HYPERLINK("http://x")')
    shell.run("log-call", "A-0002", "--outcome", "promised", "--amount", "49.50", "--by", "fri")
    busy, promised = sorted(
        csv.DictReader(io.StringIO(shell.run("calls", "--csv").stdout)), key=lambda row: row["call"]
    )
    assert busy["note"] == '\'=HYPERLINK("http://x")'
    assert (busy["phone"], busy["promised"]) == ("", "")
    assert (promised["account"], promised["promised"], promised["currency"]) == ("A-0002", "49.50", "USD")
    assert promised["started_at"] == "2026-11-23T17:00:00Z"


def test_an_addendum_adds_and_changes_nothing(shell: Shell) -> None:
    call = shell.json("log-call", "A-0001", "--outcome", "busy", "--note", "first")["call"]["id"]
    assert shell.run("addendum", str(call), "second").stdout == f"Added to call {call}.\n"
    item = shell.json("account", "A-0001")["timeline"][0]
    assert "first" in item["text"]
    assert [text for text in item["addenda"] if "second" in text] == item["addenda"]
    assert shell.json("calls")["calls"][0]["addenda"] == 1
    assert "does not exist" in shell.refused("addendum", "99", "x")


# -- what was said is kept, or refused ------------------------------------------------------------------------------


def test_a_call_begun_in_the_workstation_is_not_swallowed_by_another(work: Office, shell: Shell) -> None:
    ana = work.desk("ana")
    calls.save_draft(ana, work.accounts[0], {"note": "Pays on the 5th"})
    later = ("log-call", "A-0001", "--outcome", "no_answer", "--now", "2026-11-23T17:20Z")
    words = shell.refused(*later)
    assert words == (
        "A call on A-0001 was begun today 17:00 and is not finished: finish it in the workstation, "
        "or forget it with --drop-draft."
    )
    assert [line.draft.body for line in calls.drafts(ana)] == [{"note": "Pays on the 5th"}]
    call = shell.json(*later, "--drop-draft")["call"]
    assert (call["started_at"], call["seconds"]) == ("2026-11-23T17:20:00Z", 0), "it was not that call"
    assert calls.drafts(ana) == []


def test_a_call_that_was_taken_back_may_be_logged_again_at_once(shell: Shell) -> None:
    shell.run("log-call", "A-0001", "--outcome", "disputes", "--note", "not hers")
    shell.run("undo")
    assert shell.json("log-call", "A-0001", "--outcome", "refuses", "--note", "no")["call"]["outcome"] == "refuses"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("hardship", "--note", "x", "--next", "+60d"), "puts the account on hold, so it has no next day"),
        (("call_back", "--callback", "tomorrow 16:00", "--next", "+20d"), "comes back at the moment agreed"),
        (("no_answer", "--amount", "5"), "“No answer” has no use for an amount (--amount)"),
        (("no_answer", "--by", "fri"), "has no use for a date (--by)"),
        (("no_answer", "--callback", "fri 2pm"), "has no use for when to call back (--callback)"),
        (("wrong_number", "--phone", "646 555 0199"), "(646) 555-0199 is no number of Ada Lovelace 1"),
        (("promised", "--amount", "12.01", "--by", "fri"), "$12.01 is more than the $12.00 owed on A-0001"),
        (("promised", "--amount", "5", "--by", "2199-01-01"), "more than a year ahead"),
    ],
)
def test_what_does_not_belong_is_refused(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in shell.refused("log-call", "A-0001", "--outcome", *words)
    assert shell.json("calls")["calls"] == []


def test_the_only_number_is_the_one_that_was_wrong(work: Office, shell: Shell) -> None:
    call = shell.json("log-call", "A-0001", "--outcome", "wrong_number")["call"]
    assert call["phone"] == "+12015550101"
    assert [phone["status"] for phone in shell.json("account", "A-0001")["phones"]] == ["wrong"]
    with work.boss.store.write() as tx:
        for number in ("+12025550121", "+12025550122"):
            tx.sql.run("INSERT INTO phone (customer_id, e164) VALUES (2, :e)", {"e": number})
    words = shell.refused("log-call", "A-0002", "--outcome", "disconnected")
    assert "needs the number that was called (--phone): (201) 555-0102, (202) 555-0121" in words


def test_an_empty_operation_is_none(shell: Shell) -> None:
    result = shell.run("log-call", "A-0001", "--outcome", "busy", "--operation-id", "", exit_code=2)
    assert "The ID is empty" in result.stderr
