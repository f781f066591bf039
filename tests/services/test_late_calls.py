"""Calls that are logged late: newer ones have said what is to happen, and it stays so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, queue
from collections_tui.services.desk import Desk
from collections_tui.services.views import Logged
from tests.build import NOON, HandClock, Office
from tests.services.entries import entry
from tests.services.facts import check_everything

FOUR_DAYS_AGO = NOON - timedelta(days=4)
RUNNING = date(2026, 12, 2)


def late(desk: Desk, account: int, code: str, at: datetime = FOUR_DAYS_AGO, **said: object) -> Logged:
    """Log a call of some days ago."""
    return calls.log_call(desk, entry(desk, account, code, started_at=at, ended_at=at, **said))


@pytest.fixture
def promised(work: Office) -> Desk:
    """Ana, who has just been promised money on the first account."""
    ana = work.desk("ana")
    calls.log_call(ana, entry(ana, work.accounts[0], "promised", promised_on=RUNNING))
    return ana


@pytest.mark.parametrize("code", ["no_answer", "busy", "call_dropped", "refuses"])
def test_a_late_call_moves_no_plan(work: Office, promised: Desk, code: str) -> None:
    account = work.accounts[0]
    before = accounts.view(promised, account).account
    logged = late(promised, account, code)
    after = accounts.view(promised, account).account
    assert (after.next_action_at, after.next_action, after.urgent) == (
        before.next_action_at,
        before.next_action,
        before.urgent,
    )
    assert logged.next_words == "next try Sun 6 Dec 08:00 their time"
    assert logged.call.next_action_at is None
    assert after.call_count == 2
    check_everything(promised)


def test_a_late_promise_leaves_the_newer_one_running(work: Office, promised: Desk) -> None:
    account = work.accounts[0]
    late(promised, account, "promised", promised_on=date(2026, 11, 25), amount_cents=2_00)
    view = accounts.view(promised, account)
    assert [(one.due_on, one.status) for one in view.promises] == [
        (RUNNING, "open"),
        (date(2026, 11, 25), "cancelled"),
    ]
    assert view.account.promise_due_on == RUNNING
    check_everything(promised)


def test_a_late_promise_that_nothing_has_replaced_runs(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "no_answer"))
    plan = accounts.view(ana, account).account.next_action_at
    late(ana, account, "promised", promised_on=RUNNING)
    view = accounts.view(ana, account)
    assert [one.status for one in view.promises] == ["open"]
    assert (view.account.next_action_at, view.account.promise_due_on) == (plan, RUNNING)
    check_everything(ana)


def test_a_hold_takes_effect_however_late_it_is_logged(work: Office, promised: Desk) -> None:
    account = work.accounts[0]
    logged = late(promised, account, "deceased")
    assert logged.next_words == "on hold: deceased"
    assert accounts.view(promised, account).account.status == "held"
    check_everything(promised)


def test_a_late_hold_that_has_ended_leaves_the_plan_as_it_was(work: Office, promised: Desk) -> None:
    account = work.accounts[0]
    plan = accounts.view(promised, account).account.next_action_at
    late(promised, account, "hardship", at=NOON - timedelta(days=31))
    queue.wake_due(promised)
    after = accounts.view(promised, account).account
    assert (after.status, after.next_action_at) == ("open", plan)
    check_everything(promised)


def test_a_day_that_is_named_goes_before_the_plan(work: Office, promised: Desk) -> None:
    account = work.accounts[0]
    late(promised, account, "no_answer", next_on=date(2026, 11, 30))
    at = accounts.view(promised, account).account.next_action_at
    assert at is not None
    assert promised.local(at).date() == date(2026, 11, 30)


def test_a_late_call_can_be_taken_back(work: Office, promised: Desk) -> None:
    account = work.accounts[0]
    before = accounts.view(promised, account)
    late(promised, account, "no_answer")
    calls.undo_last(promised)
    after = accounts.view(promised, account)
    assert after.promises == before.promises
    assert after.account.next_action_at == before.account.next_action_at
    check_everything(promised)


def test_what_was_paid_since_may_have_been_promised(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    owed = accounts.view(ana, account).account.balance_cents
    with ana.store.write() as tx:
        (invoice,) = tx.accounts.invoices(account)
        paid = tx.sql.add(
            "INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, entered_at) "
            "VALUES (:a, :i, 'payment', :c, '2026-11-21', '2026-11-21T15:00:00Z')",
            {"a": account, "i": invoice.id, "c": -owed},
        )
        tx.counts.entered(paid)
        tx.bulk.touched.refresh([account], ana.now(), ana.zone)
    late(ana, account, "will_pay_full", promised_on=date(2026, 11, 22))
    assert [(one.amount_cents, one.status) for one in accounts.view(ana, account).promises] == [(owed, "kept")]
    with pytest.raises(Refused, match="Nothing is owed"):
        calls.log_call(ana, entry(ana, account, "promised"))
    check_everything(ana)


def test_a_call_begun_before_the_clock_was_set_back_is_logged_as_of_now(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.save_draft(ana, account, {"note": "half a sentence"})
    assert isinstance(work.clock, HandClock)
    now = work.clock.forward(-timedelta(hours=1))
    logged = calls.log_call(ana, entry(ana, account, "no_answer"))
    assert (logged.call.started_at, logged.call.ended_at) == (now, now)
    check_everything(ana)
