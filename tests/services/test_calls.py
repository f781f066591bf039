"""Logging a call: what each outcome does, what is refused, and that a repeated request is harmless."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import Outcome, next_action, without_number
from collections_tui.services import accounts, calls, queue, scoring
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed, NothingNow
from tests.build import EASTERN, NOON, HandClock, Office, put
from tests.services.entries import entry
from tests.services.facts import check_everything, day

BOOK = Books().outcomes
CODES = [outcome.code for outcome in BOOK.outcomes]


def forward(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))


def phone_of(desk: Desk, account_id: int) -> str:
    """The first number of the account."""
    return accounts.view(desk, account_id).phones[0].phone.e164


# -- what an outcome does -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_an_outcome_has_the_effect_the_book_gives_it(work: Office, code: str) -> None:
    ana, account, outcome = work.desk("ana"), work.accounts[0], BOOK.by_code[code]
    phone = phone_of(ana, account)
    said = entry(ana, account, code, phone=phone)
    logged = calls.log_call(ana, said)
    view = accounts.view(ana, account)
    left = without_number(outcome) if outcome.effect.startswith("phone:") else outcome  # it was the only number
    expected = next_action(left, NOON, EASTERN, moment=said.moment, promised_on=_last_day(said.promised_on))
    assert logged.call.next_action_at == view.account.next_action_at == expected
    assert view.account.status == ("held" if outcome.hold else "open")
    assert [hold.kind for hold in view.holds] == ([outcome.hold] if outcome.hold else [])
    assert view.account.urgent is (outcome.urgent and expected is not None)
    assert view.phones[0].phone.status == _phone_after(outcome)
    assert [(p.amount_cents, p.due_on) for p in view.promises] == _promised(outcome, said.amount_cents, view, ana)
    assert (view.last_outcome, view.account.call_count, view.account.last_call_at) == (code, 1, NOON)
    assert view.account.last_contact_at == (NOON if outcome.right_party else None)
    assert view.lease is None
    check_everything(ana)


def _last_day(promised_on: date | None) -> date | None:
    """With the three days of grace that clients with medical services give."""
    return None if promised_on is None else promised_on + timedelta(days=3)


def _phone_after(outcome: Outcome) -> str:
    return outcome.effect.removeprefix("phone:") if outcome.effect.startswith("phone:") else "good"


def _promised(outcome: Outcome, amount: int | None, view: Any, desk: Desk) -> list[tuple[int, Any]]:
    if not outcome.promises:
        return []
    return [(view.account.balance_cents if amount is None else amount, desk.today() + timedelta(days=4))]


def test_what_happens_next_is_said_in_the_customers_time(work: Office) -> None:
    ana = work.desk("ana")
    say = {
        "no_answer": "next try Tue 24 Nov 17:30 their time",
        "hardship": "on hold: hardship",
    }
    for account, (code, words) in zip(work.accounts, say.items(), strict=False):
        logged = calls.log_call(ana, entry(ana, account, code))
        assert (logged.outcome_words, logged.number) == (BOOK.by_code[code].words, work.number(account))
        assert "17:30" in logged.next_words if code == "no_answer" else logged.next_words == words


def test_a_day_i_name_goes_before_the_outcomes_own(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "no_answer", next_on=day("2026-12-01")))
    at = accounts.view(ana, account).account.next_action_at
    assert at is not None
    assert ana.local(at).isoformat() == "2026-12-01T00:00:00-05:00"


def test_a_new_promise_replaces_the_running_one_and_not_the_broken_one(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "promised", promised_on=day("2026-11-24")))
    forward(work, days=5)
    assert [p.status for p in accounts.view(ana, account).promises] == ["broken"]
    calls.log_call(ana, entry(ana, account, "promised", promised_on=day("2026-11-30")))
    calls.log_call(ana, entry(ana, account, "promised", promised_on=day("2026-12-03")))
    assert [p.status for p in accounts.view(ana, account).promises] == ["open", "cancelled", "broken"]
    promised = accounts.view(ana, account).account.promise_due_on
    assert promised == day("2026-12-03")
    check_everything(ana)


def test_a_promise_is_of_the_whole_balance_unless_an_amount_is_said(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "will_pay_full"))
    view = accounts.view(ana, account)
    assert [p.amount_cents for p in view.promises] == [view.account.balance_cents]


def test_a_broken_promise_counts_from_the_day_after_its_grace(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "promised", promised_on=day("2026-11-24")))
    before = {why.rule for why in accounts.view(ana, account).why}
    forward(work, days=4)
    scoring.rescore(work.boss)
    assert {why.rule for why in accounts.view(ana, account).why} - before == set(), "its grace has not ended"
    forward(work, days=1)
    scoring.rescore(work.boss)
    assert {why.rule for why in accounts.view(ana, account).why} - before == {"promise_broken"}
    check_everything(ana)


def test_the_hour_in_which_they_were_reached_is_learnt_and_forgotten_with_an_undo(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "refuses"))
    forward(work, days=7)
    calls.log_call(ana, entry(ana, account, "refuses"))
    assert accounts.view(ana, account).account.best_hour == 12
    assert "best_hour" in {why.rule for why in accounts.view(ana, account).why}
    calls.undo_last(ana)
    assert accounts.view(ana, account).account.best_hour is None


def test_a_call_logged_late_does_not_become_the_last(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "refuses"))
    yesterday = NOON - timedelta(days=1)
    calls.log_call(ana, entry(ana, account, "busy", started_at=yesterday, ended_at=yesterday))
    view = accounts.view(ana, account)
    assert (view.account.last_call_at, view.last_outcome, view.account.call_count) == (NOON, "refuses", 2)
    assert [item.title for item in view.timeline if item.kind == "call"] == ["Refuses to pay", "Busy"]
    check_everything(ana)


def test_a_call_on_a_held_account_leaves_it_held_and_a_second_hold_adds_to_the_first(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    for code in ("hardship", "no_answer", "cease"):
        calls.log_call(ana, entry(ana, account, code))
    view = accounts.view(ana, account)
    assert (view.account.status, [hold.kind for hold in view.holds]) == ("held", ["hardship", "cease"])
    calls.undo_last(ana)
    view = accounts.view(ana, account)
    assert (view.account.status, [hold.kind for hold in view.holds]) == ("held", ["hardship"])
    check_everything(ana)


# -- times --------------------------------------------------------------------------------------------------------


def test_a_call_lasts_from_the_first_keystroke_to_its_end(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.save_draft(ana, account, {"note": "h"})
    forward(work, minutes=3)
    calls.save_draft(ana, account, {"note": "hello"})
    forward(work, minutes=1)
    logged = calls.log_call(ana, entry(ana, account))
    assert (logged.call.started_at, logged.call.seconds) == (NOON, 240)
    assert calls.drafts(ana) == []


def test_a_call_that_was_put_down_ended_when_it_was_last_typed_into(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.save_draft(ana, account, {"note": "h"})
    forward(work, minutes=3)
    calls.save_draft(ana, account, {"note": "hello"}, paused_seconds=60)
    forward(work, days=9)
    logged = calls.log_call(ana, entry(ana, account))
    assert (logged.call.started_at, logged.call.seconds) == (NOON, 120)
    assert logged.day_words == "on Mon 23 Nov"


def test_a_call_logged_as_of_an_instant_is_stored_there(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    at = NOON - timedelta(hours=3)
    logged = calls.log_call(ana, entry(ana, account, started_at=at))
    assert (logged.call.started_at, logged.call.ended_at) == (at, at)
    assert calls.get(ana, logged.call.id)[1].started_at == at


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"started_at": NOON + timedelta(seconds=1)}, "still to come"),
        ({"started_at": NOON - timedelta(hours=1), "ended_at": NOON + timedelta(hours=1)}, "still to come"),
        ({"started_at": NOON, "ended_at": NOON - timedelta(seconds=1)}, "ended before it started"),
        ({"next_on": day("2026-11-22")}, "has passed"),
        ({"outcome": "promised", "promised_on": day("2026-11-22")}, "has passed"),
        ({"outcome": "promised", "amount_cents": 0}, "more than nothing"),
        ({"outcome": "promised", "amount_cents": -5}, "more than nothing"),
        ({"outcome": "call_back", "moment": NOON}, "has passed"),
        ({"outcome": "call_back", "moment": None}, "needs when to call back"),
        ({"outcome": "refuses", "note": ""}, "needs a note"),
        ({"outcome": "refuses", "note": " \n"}, "needs a note"),
        ({"outcome": "promised", "amount_cents": None, "promised_on": None}, "needs a date .* and an amount"),
        ({"outcome": "promised", "promised_on": None, "next_on": day("2026-12-01")}, "needs a date"),
        ({"note": "x" * 20_001}, "longer than 20,000"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(work: Office, said: dict[str, Any], words: str) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.save_draft(ana, account, {"note": "typed"})
    with ana.store.read() as tx:
        before = tx.sql.all("SELECT * FROM account"), tx.sql.all("SELECT * FROM draft")
    said = dict(said)
    with pytest.raises(Refused, match=words):
        calls.log_call(ana, entry(ana, account, said.pop("outcome", "no_answer"), **said))
    with ana.store.read() as tx:
        assert (tx.sql.all("SELECT * FROM account"), tx.sql.all("SELECT * FROM draft")) == before
        assert tx.sql.value("SELECT count(*) FROM call") == 0


@pytest.mark.parametrize(("code", "direction"), [("no_answer", "inbound"), ("inbound_refuses", "outbound")])
def test_an_outcome_belongs_to_calls_of_its_own_direction(work: Office, code: str, direction: str) -> None:
    ana = work.desk("ana")
    with pytest.raises(Refused, match="is the outcome of an"):
        calls.log_call(ana, entry(ana, work.accounts[0], code, direction=direction))


def test_a_call_about_a_closed_account_is_kept_and_leaves_it_closed(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        put(tx, account, status="closed", closed_reason="paid")
    for code in ("no_answer", "promised", "call_back"):
        logged = calls.log_call(ana, entry(ana, account, code))
        assert logged.next_words == "closed: paid"
    view = accounts.view(ana, account)
    assert (view.account.status, view.account.next_action_at, view.account.call_count) == ("closed", None, 3)
    with pytest.raises(Refused, match="is closed"):
        queue.set_next_action(ana, account, ana.today())
    check_everything(ana)


def test_an_outcome_there_is_not_is_refused(work: Office) -> None:
    ana = work.desk("ana")
    strange = entry(ana, work.accounts[0])._replace(outcome="\x1b[31mnonsense")
    with pytest.raises(Refused, match="no outcome “␛"):
        calls.log_call(ana, strange)


def test_nothing_owed_cannot_be_promised(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET balance_cents = 0 WHERE id = :id", {"id": account})
    with pytest.raises(Refused, match="Nothing is owed"):
        calls.log_call(ana, entry(ana, account, "will_pay_full"))


@pytest.mark.parametrize("year", [1, 999, 1970, 9998])
def test_instants_of_any_year_are_kept(work: Office, year: int) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    at = datetime(year, 6, 1, 12, tzinfo=UTC)
    if at > NOON:
        assert isinstance(work.clock, HandClock)
        work.clock.at = at
    calls.log_call(ana, entry(ana, account, started_at=at))
    assert accounts.view(ana, account).account.last_call_at == at


# -- text ---------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_and_made_safe(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    note = "he said “no” [red]x[/]\nDROP TABLE; \x1b[2J\u202e 🙂"
    logged = calls.log_call(ana, entry(ana, account, note=note, spoke_with=" a\x00son ", phone="+1212\x075550100"))
    assert logged.call.note == "he said “no” [red]x[/]\nDROP TABLE; ␛[2J⟨U+202E⟩ 🙂"
    assert logged.call.spoke_with == "a␀son"
    assert "\x07" not in logged.call.phone


# -- repeats ------------------------------------------------------------------------------------------------------


ENTRIES = "SELECT count(*) FROM audit WHERE action <> 'view'"


def test_the_same_operation_twice_is_stored_once_and_answered_alike(work: Office) -> None:
    ana, ben, account = work.desk("ana"), work.desk("ben"), work.accounts[0]
    said = entry(ana, account, "promised")
    first = calls.log_call(ana, said)
    with ana.store.read() as tx:
        before = tx.sql.all("SELECT * FROM account"), tx.sql.value(ENTRIES)
    queue.open_account(ben, account)
    assert calls.log_call(ana, said) == first
    queue.leave(ben, account)
    with ana.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM call") == 1
        assert tx.sql.value("SELECT count(*) FROM promise") == 1
        assert tx.sql.value(ENTRIES) == before[1]


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_of_a_call_just_stored_is_what_is_read_when_it_comes_again(work: Office, code: str) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    at = (NOON - timedelta(minutes=3)).astimezone(ZoneInfo("Asia/Kolkata")) + timedelta(microseconds=999_999)
    moment = at + timedelta(days=1) if "moment" in ana.books.outcomes.by_code[code].requires else None
    phone = accounts.view(ana, account).phones[0].phone.e164
    said = entry(ana, account, code, started_at=at, ended_at=at, moment=moment, phone=phone, spoke_with=" Jo\x00 ")
    first = calls.log_call(ana, said)
    again = calls.log_call(ana, said)
    assert again == first
    assert repr(again) == repr(first), "to the letter: an instant has a zone too"


def test_another_call_is_not_lost_behind_an_operation_of_the_same_name(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    said = entry(ana, work.accounts[0])
    calls.log_call(ana, said)
    others = (
        (ana, said._replace(account_id=work.accounts[1])),
        (ana, said._replace(outcome="busy")),
        (ben, said),
    )
    for desk, other in others:
        with pytest.raises(Refused, match="operation ID already, so nothing was stored"):
            calls.log_call(desk, other)


def test_a_repeated_request_for_the_next_account_gives_the_same_one(work: Office) -> None:
    ana = work.desk("ana")
    mine = queue.next_account(ana)
    assert isinstance(mine, Claimed)
    said = entry(ana, mine.account_id)
    first = calls.log_and_next(ana, said)
    again = calls.log_and_next(ana, said)
    assert isinstance(first[1], Claimed)
    assert isinstance(again[1], Claimed)
    assert again[0] == first[0]
    assert again[1].account_id == first[1].account_id


def test_working_through_a_worklist_calls_everybody_once_and_then_says_so(work: Office) -> None:
    ana = work.desk("ana")
    called = []
    answer: Claimed | NothingNow = queue.next_account(ana)
    while isinstance(answer, Claimed):
        called.append(answer.account_id)
        _, answer = calls.log_and_next(ana, entry(ana, answer.account_id))
    assert sorted(called) == work.accounts
    assert "6 wake tomorrow" in answer.reason
    check_everything(ana)


# -- drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_is_mine_alone_and_goes_with_the_call(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    one, two = work.accounts[:2]
    calls.save_draft(ana, one, {"note": "one"})
    forward(work, minutes=1)
    calls.save_draft(ana, two, {"note": "two"})
    assert [line.draft.body["note"] for line in calls.drafts(ana)] == ["two", "one"]
    assert [line.number for line in calls.drafts(ana)] == [work.number(two), work.number(one)]
    assert calls.drafts(ben) == []
    calls.log_call(ana, entry(ana, two))
    calls.drop_draft(ana, one)
    calls.drop_draft(ana, one)
    assert calls.drafts(ana) == []


# -- addenda ------------------------------------------------------------------------------------------------------


def test_an_addendum_is_added_by_me_or_by_a_supervisor(work: Office) -> None:
    ana, ben, sue = work.desk("ana"), work.desk("ben"), work.desk("sue")
    call = calls.log_call(ana, entry(ana, work.accounts[0], "refuses", note="as written")).call.id
    calls.add_addendum(ana, call, "and\nanother\x1b thing ")
    calls.add_addendum(sue, call, "checked")
    with pytest.raises(Refused, match="correct any call"):
        calls.add_addendum(ben, call, "not mine")
    line, stored = calls.get(ana, call)
    assert [(c.by, c.text) for c in stored.corrections] == [("ana", "and\nanother␛ thing"), ("sue", "checked")]
    assert (line.addenda, stored.note) == (2, "as written")


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_addendum_says_something(work: Office, text: str) -> None:
    ana = work.desk("ana")
    call = calls.log_call(ana, entry(ana, work.accounts[0])).call.id
    with pytest.raises(Refused, match="empty"):
        calls.add_addendum(ana, call, text)


def test_a_call_that_does_not_exist_is_a_sentence(work: Office) -> None:
    ana = work.desk("ana")
    for act in (lambda: calls.add_addendum(ana, 99, "x"), lambda: calls.get(ana, 99)):
        with pytest.raises(Refused, match="does not exist"):
            act()


# -- the audit ----------------------------------------------------------------------------------------------------


def test_everything_done_is_in_the_audit_with_who_did_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    logged = calls.log_call(ana, entry(ana, account, "refuses"))
    calls.add_addendum(ana, logged.call.id, "more")
    calls.undo_last(ana)
    accounts.add_note(ana, account, "note")
    queue.set_next_action(ana, account, ana.today(), "look")
    with ana.store.read() as tx:
        done = tx.sql.all(
            "SELECT action, details FROM audit WHERE collector_id = :p AND account_id = :a ORDER BY id",
            {"p": ana.person.id, "a": account},
        )
    assert done == [
        ("call", "refuses"),
        ("addendum", ""),
        ("undo call", "refuses"),
        ("note", ""),
        ("next action", ""),
    ]
