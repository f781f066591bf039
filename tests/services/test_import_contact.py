"""What imports bring for the contact rules: the history of calls, wishes of customers, notices, old debts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from collections_tui.domain.contact.records import Finding
from collections_tui.services import clients, contact, flags, imports
from collections_tui.services.can_call import can_call
from collections_tui.services.contact import case_of
from tests.services.importing import Importer

BILLS = (
    "account,customer,name,phone,state,balance,due_on\n"
    "A,C1,Ann,(415) 555-0160,CA,10.00,2026-09-01\n"
    "A2,C1,Ann,(415) 555-0160,CA,20.00,2026-09-01\n"
    "B,C2,Bob,(212) 555-0161,NY,10.00,2026-09-01\n"
)
CALLS = "account,started,outcome,phone,note\n"


@pytest.fixture
def owed(incoming: Importer) -> Importer:
    """Two accounts of Ann, one of Bob."""
    assert incoming.run("accounts", BILLS).added == 3
    return incoming


def rules(importer: Importer, number: str, phone: str | None = None) -> Mapping[str, Finding]:
    """What each rule finds now on the first number of an account."""
    found = can_call(importer.desk, importer.account(number), phone)[0]
    return {one.id: one for one in found.findings}


def verdict(importer: Importer, number: str) -> str:
    return can_call(importer.desk, importer.account(number))[0].verdict


def wakes_right(importer: Importer) -> None:
    """Every account rests just as long as the rules say, in the window that they say."""
    now = importer.desk.now()
    with importer.desk.store.read() as tx:
        for (account_id,) in tx.sql.all("SELECT id FROM account WHERE status <> 'closed'"):
            account = tx.accounts.get(account_id)
            assert account is not None
            case = case_of(tx, importer.desk, account, now)
            at = contact.may_call(case, now)
            assert account.may_call_at == (at if at > now else None), account.number
            assert tx.worklists.window_of(account.window_id).zones == case.zones, account.number


def rest(importer: Importer, number: str) -> str | None:
    found: str | None = importer.one("SELECT may_call_at FROM account WHERE number = :n", n=number)[0]
    return found


@pytest.mark.parametrize("most", [1, 100])
@pytest.mark.parametrize("strict", [False, True])
def test_a_history_of_calls_makes_its_accounts_rest(
    owed: Importer, monkeypatch: pytest.MonkeyPatch, most: int, strict: bool
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    rows = [f"A,2026-11-{day}T22:0{at}:00Z,no_answer,(415) 555-0160,\n" for day in (19, 20, 21, 22) for at in (1, 2)]
    owed.run("calls", CALLS + "".join(rows[1:]) + "B,2026-11-20T17:00:00Z,refuses,,no\n", strict=strict)
    assert rules(owed, "A")["calls_in_seven_days"].verdict == "block"
    assert rest(owed, "A") == "2026-11-26T16:00:00Z", "the seventh latest is seven days old, and it is eight there"
    assert rest(owed, "A2") is None, "calls are counted by the debt"
    assert rules(owed, "B")["after_conversation"].verdict == "block"
    assert rest(owed, "B") == "2026-11-27T13:00:00Z"
    wakes_right(owed)
    owed.check()


def test_a_dry_run_lets_nobody_rest(owed: Importer) -> None:
    before = owed.everything()
    owed.run("calls", CALLS + "A,2026-11-20T17:00:00Z,refuses,,no\n", dry_run=True)
    assert owed.everything() == before


@pytest.mark.parametrize(
    ("outcome", "rule", "there", "on_the_other"),
    [
        ("attorney", "attorney", "block", "allow"),
        ("cease", "no_calls", "block", "block"),
        ("bankrupt", "bankruptcy", "block", "block"),
        ("deceased", "deceased", "block", "block"),
        ("disputes", "dispute", "warn", "allow"),
        ("call_back", "after_conversation", "block", "allow"),
    ],
)
def test_an_imported_outcome_says_what_a_logged_one_does(
    owed: Importer, outcome: str, rule: str, there: str, on_the_other: str
) -> None:
    owed.run("calls", CALLS + f"A,2026-11-20T22:10:00Z,{outcome},(415) 555-0160,Smith (212) 555-0199\n")
    assert (rules(owed, "A")[rule].verdict, rules(owed, "A2")[rule].verdict) == (there, on_the_other)
    assert rules(owed, "B")[rule].verdict == "allow"
    if outcome == "attorney":
        assert "(212) 555-0199" in rules(owed, "A")[rule].text
    again = owed.run("calls", CALLS + f"A,2026-11-20T22:10:00Z,{outcome},(415) 555-0160,Smith (212) 555-0199\n")
    assert again.unchanged == 1
    kinds = [line.kind for line in flags.of_account(owed.desk, owed.account("A"))]
    assert len(kinds) == (0 if outcome == "call_back" else 1), "consent is in no file"


def test_a_number_found_to_be_wrong_is_no_evidence_any_more(owed: Importer) -> None:
    owed.run("accounts", "account,name,phone,state,balance,due_on\nM,Mo,(415) 555-0177,NY,10.00,2026-09-01\n")
    zones = "SELECT w.zones FROM account a JOIN call_window w ON w.id = a.window_id WHERE a.number = 'M'"
    assert owed.one(zones) == ("America/Los_Angeles,America/New_York",)
    owed.run("calls", CALLS + "M,2026-01-20T22:10:00Z,wrong_number,(415) 555-0177,\n")
    assert owed.one(zones) == ("America/New_York",)


# -- wishes, notices, old debts ---------------------------------------------------------------------------------------

WISHES = "account,customer,name,phone,state,balance,due_on,inconvenient times,DNC,validation notice,time barred\n"
ROW = "A,C1,Ann,(415) 555-0160,CA,10.00,2026-09-01"


def test_times_that_a_file_calls_inconvenient_bind_us(owed: Importer) -> None:
    report = owed.run("accounts", f"{WISHES}{ROW},not mornings,,,\n")
    assert (report.changed, report.rejected) == (1, 0)
    for number in ("A", "A2"):
        found = rules(owed, number)["inconvenient_time"]
        assert (found.verdict, found.overridable) == ("block", True), "it is nine in California"
    assert rest(owed, "A") is not None
    assert verdict(owed, "B") == "allow"
    wakes_right(owed)
    assert owed.run("accounts", f"{WISHES}{ROW},not mornings,,,\n").unchanged == 1


def test_times_that_nobody_can_read_are_kept_and_block(owed: Importer) -> None:
    owed.run("accounts", f"{WISHES}{ROW},when the dog is out,,,\n")
    found = rules(owed, "A")["inconvenient_time"]
    assert (found.verdict, found.clears_at) == ("block", None)
    assert "when the dog is out" in found.text
    (line,) = flags.of_account(owed.desk, owed.account("A"))
    assert line.by == ""
    flags.lift(owed.desk, owed.account("A"), line.id)
    assert rules(owed, "A")["inconvenient_time"].verdict == "allow"
    owed.run("accounts", f"{WISHES}{ROW},when the dog is out,,,\n")
    assert rules(owed, "A")["inconvenient_time"].verdict == "allow", "what somebody lifted stays lifted"


@pytest.mark.parametrize(
    ("said", "blocked"),
    [("yes", True), ("(415) 555-0160", True), ("never ring", True), ("(212) 555-0199", False), ("no", False)],
)
def test_numbers_not_to_be_called_are_not(owed: Importer, said: str, blocked: bool) -> None:
    owed.run("accounts", f"{WISHES}{ROW},,{said},,\n")
    assert (rules(owed, "A")["do_not_call"].verdict == "block") is blocked


def test_a_customer_without_a_number_wants_no_calls_at_all(owed: Importer) -> None:
    owed.run("accounts", f"{WISHES}N,C9,Nel,,NY,10.00,2026-09-01,,yes,,\n")
    assert rules(owed, "N")["no_calls"].verdict == "block"


def test_wishes_of_a_customers_file_hold_on_every_account(owed: Importer) -> None:
    text = "customer,inconvenient_times,do_not_call\nC1,never weekdays,\n"
    assert owed.run("customers", text).changed == 1
    assert [rules(owed, number)["inconvenient_time"].verdict for number in ("A", "A2", "B")] == [
        "block", "block", "allow",
    ]  # fmt: skip
    assert owed.run("customers", text).unchanged == 1


def test_notices_and_old_debts_are_known_from_the_file(owed: Importer) -> None:
    report = owed.run("accounts", f"{WISHES}{ROW},,,2026-11-16,2019-05-01\n")
    assert report.rejected == 0
    assert "validation period" in rules(owed, "A")["notice"].text
    assert rules(owed, "A")["time_barred"].verdict == "warn"
    assert rules(owed, "A2")["time_barred"].verdict == "allow", "it is said of an account"
    owed.run("accounts", f"{WISHES}B,C2,Bob,(212) 555-0161,NY,10.00,2026-09-01,,,,probably\n")
    assert rules(owed, "B")["time_barred"].verdict == "warn", "whatever does not say no says so"


@pytest.mark.parametrize(("day", "reason"), [("soon", "is not a date"), ("2026-12-24", "is in the future")])
def test_a_notice_on_no_day_comes_back(owed: Importer, day: str, reason: str) -> None:
    report = owed.run("accounts", f"{WISHES}{ROW},,,{day},\n")
    assert report.rejected == 1
    assert reason in report.problems[0][1]


def test_accounts_serviced_under_one_number_are_one_debt(owed: Importer) -> None:
    text = "account,customer,balance,due_on,serviced_as\nA,C1,10.00,2026-09-01,S1\nA2,C1,20.00,2026-09-01,S1\n"
    assert owed.run("accounts", text).changed == 2
    assert owed.run("accounts", text).unchanged == 2
    owed.run("calls", CALLS + "A,2026-11-20T22:10:00Z,refuses,,no\n")
    assert rules(owed, "A2")["after_conversation"].verdict == "block"
    assert rest(owed, "A2") == rest(owed, "A") == "2026-11-27T16:00:00Z"
    new = "account,customer,balance,due_on,serviced_as\nA3,C1,10.00,2026-09-01,S1\n"
    owed.run("accounts", new)
    assert rules(owed, "A3")["after_conversation"].verdict == "block"


# -- clients ----------------------------------------------------------------------------------------------------------


def test_customers_of_whom_nothing_is_known_are_in_the_states_of_their_client(incoming: Importer) -> None:
    clients.change(incoming.desk, "HOSP", states=["HI"])
    incoming.run("accounts", "account,balance,due_on\nX,10.00,2026-09-01\n")
    zones = "SELECT w.zones FROM account a JOIN call_window w ON w.id = a.window_id WHERE a.number = 'X'"
    assert incoming.one(zones) == ("Pacific/Honolulu",)
    clients.change(incoming.desk, "HOSP", states=["NY"])
    assert incoming.one(zones) == ("America/New_York",)


def test_a_changed_policy_wakes_whom_it_lets_be_called(owed: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collections_tui.services.contact_bulk.CHUNK", 1)
    owed.run("calls", CALLS + "A,2026-11-20T22:10:00Z,refuses,,no\nB,2026-11-20T22:10:00Z,refuses,,no\n")
    assert rest(owed, "A") is not None
    with owed.desk.store.write() as tx:  # as if rules of before had let it rest too long
        tx.sql.run("UPDATE account SET may_call_at = '2027-11-23T00:00:00Z'")
    clients.change(owed.desk, "HOSP", policy="")
    assert (rest(owed, "A"), rest(owed, "A2"), rest(owed, "B")) == (
        "2026-11-27T16:00:00Z", None, "2026-11-27T13:00:00Z",
    )  # fmt: skip
    wakes_right(owed)
    assert owed.desk.now() < datetime(2026, 11, 27, tzinfo=UTC) - timedelta(days=3)
