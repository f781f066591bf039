"""The life of arrangements: paid, moved, kept, broken, renegotiated, settled, and what comes back from the bank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.arrangements.schedule import terms_from
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account
from collections_tui.services import accounts, arrangements, calls, promises, queue, scoring
from collections_tui.services.arrangement_life import rejudge
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.services.views import CallEntry
from tests.build import TODAY, Office, add_account, office
from tests.services.facts import account_row, around, check_everything
from tests.services.paying import bounce, later, pay

FIRST = date(2026, 12, 1)
PLAN = Terms(0, Every("months"), FIRST, 3)
SETTLED = Terms(0, Every("weeks", 2), FIRST, 2, settlement=Settlement(30_00, date(2026, 12, 20)))


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Two accounts that owe $300.00 each to a hospital: five days of grace, and a reminder three days before."""
    with _office(tmp_path) as made:
        yield made


def _office(folder: Path) -> Office:
    made = office(folder, people=("ana", "sue:supervisor"), accounts=0)
    with made.boss.store.write() as tx:
        for number in ("A-1", "A-2"):
            made.accounts.append(add_account(tx, number=number, invoices=[(date(2026, 9, 1), 300_00)]))
    return made


def latest(desk: Desk, account_id: int) -> ArrangementView:
    return arrangements.of_account(desk, account_id)[0]


def account_of(desk: Desk, account_id: int) -> Account:
    return accounts.view(desk, account_id).account


def morning(work: Office, desk: Desk, day: date) -> None:
    """It is noon of that day, and everything that the night changes has been judged."""
    later(work, days=(day - desk.today()).days)
    with desk.store.write() as tx:
        settle(tx, desk, work.accounts, desk.now())


def check(work: Office, desk: Desk) -> None:
    """Everything that is cached is right, and scores are of this day."""
    scoring.rescore(work.boss)
    check_everything(desk)


def stands(desk: Desk, account_id: int) -> tuple[Any, ...]:
    """Status, what was paid of each instalment, and what is next for the account."""
    view, account = latest(desk, account_id), account_of(desk, account_id)
    at = account.next_action_at
    rests = at is not None and at > desk.now() and desk.local(at).date().isoformat()
    return view.arrangement.status, [due.paid_cents // 100 for due in view.dues], rests, account.next_action


def test_on_track_it_rests_from_one_instalment_to_the_next_and_is_kept(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    assert stands(ana, account) == ("active", [0, 0, 0], "2026-11-28", "remind of $100.00 due Tue 1 Dec")
    morning(work, ana, date(2026, 12, 1))
    pay(ana, account, 100_00)
    assert stands(ana, account) == ("active", [100, 0, 0], "2027-01-07", "check $100.00 due Fri 1 Jan")
    assert account_of(ana, account).promise_due_on == date(2027, 1, 1)
    pay(ana, account, 50_00)
    assert stands(ana, account)[1:] == ([100, 50, 0], "2027-01-07", "check $50.00 due Fri 1 Jan")
    morning(work, ana, date(2027, 2, 1))
    assert latest(ana, account).arrangement.status == "broken", "a month passed without its $50.00"
    pay(ana, account, 50_00, date(2027, 1, 6))
    assert stands(ana, account)[:3] == ("active", [100, 100, 0], "2027-02-07"), "it had been paid in time"
    pay(ana, account, 100_00)
    assert latest(ana, account).arrangement.status == "kept"
    assert (account_of(ana, account).status, account_of(ana, account).closed_reason) == ("closed", "paid")
    check(work, ana)


def test_a_missed_instalment_brings_the_account_back_with_its_reason(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    morning(work, ana, date(2026, 12, 6))
    assert latest(ana, account).arrangement.status == "active", "its grace has not ended"
    morning(work, ana, date(2026, 12, 7))
    assert stands(ana, account) == ("broken", [0, 0, 0], False, "arrangement broken: $100.00 due Tue 1 Dec")
    ended = latest(ana, account).arrangement
    assert (ended.ended_reason, ended.ended_at) == ("$100.00 due Tue 1 Dec", ana.start_of(date(2026, 12, 7)))
    assert "arrangement broken Tue 1 Dec" in [why.text for why in accounts.view(ana, account).why]
    assert (expected := promises.expected(ana, "overdue"))[0].status == "broken"
    assert (expected[0].row.kind, expected[0].row.number, expected[0].row.of) == ("instalment", 1, 3)
    pay(ana, account, 100_00)
    assert stands(ana, account)[:2] == ("broken", [100, 0, 0]), "late is late"
    assert "arrangement broken Tue 1 Dec" in [why.text for why in accounts.view(ana, account).why]
    check(work, ana)


def test_a_missed_instalment_that_is_moved_within_its_grace_is_not_missed(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    morning(work, ana, date(2026, 12, 4))
    arrangements.move(ana, latest(ana, account).arrangement.id, 1, date(2026, 12, 10))
    morning(work, ana, date(2026, 12, 15))
    assert latest(ana, account).arrangement.status == "active"
    pay(ana, account, 100_00)
    assert stands(ana, account)[:2] == ("active", [100, 0, 0])
    morning(work, ana, date(2027, 1, 7))
    assert latest(ana, account).arrangement.status == "broken"


def test_a_renegotiation_takes_the_place_of_what_was_broken(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    pay(ana, account, 40_00)
    morning(work, ana, date(2026, 12, 7))
    assert stands(ana, account)[:2] == ("broken", [40, 0, 0])
    arrangements.arrange(ana, account, Terms(0, Every("months"), date(2026, 12, 15), 2), "op-2")
    assert stands(ana, account)[:2] == ("active", [0, 0]), "what was paid before is paid already"
    assert account_of(ana, account).promise_due_on == date(2026, 12, 15)
    pay(ana, account, 130_00)
    assert [one.arrangement.status for one in arrangements.of_account(ana, account)] == ["active", "broken"]
    assert [due.paid_cents for due in arrangements.of_account(ana, account)[1].dues] == [40_00, 0, 0]
    assert stands(ana, account)[1] == [130, 0]
    pay(ana, account, 130_00)
    assert latest(ana, account).arrangement.status == "paid_early"
    check(work, ana)


def test_a_settlement_forgives_when_it_is_paid_and_not_before(work: Office) -> None:
    sue, account = work.desk("sue"), work.accounts[0]
    arrangements.arrange(sue, account, SETTLED, "op-1")
    assert [due.amount_cents for due in latest(sue, account).dues] == [135_00, 135_00]
    pay(sue, account, 135_00)
    assert account_of(sue, account).balance_cents == 165_00
    pay(sue, account, 135_00)
    assert (account_of(sue, account).balance_cents, account_of(sue, account).status) == (0, "closed")
    assert [one.open_cents for one in accounts.view(sue, account).invoices] == [0]
    check(work, sue)


def test_a_settlement_that_expires_forgives_nothing(work: Office) -> None:
    sue, account = work.desk("sue"), work.accounts[0]
    arrangements.arrange(sue, account, SETTLED, "op-1")
    pay(sue, account, 135_00)
    morning(work, sue, date(2027, 1, 7))
    assert stands(sue, account)[3] == "arrangement broken: $135.00 due Tue 15 Dec"
    pay(sue, account, 135_00)
    assert (latest(sue, account).arrangement.status, account_of(sue, account).balance_cents) == ("broken", 30_00)
    check(work, sue)


def test_a_payment_that_comes_back_after_kept_undoes_what_was_forgiven(work: Office) -> None:
    sue, account = work.desk("sue"), work.accounts[0]
    arrangements.arrange(sue, account, SETTLED, "op-1")
    pay(sue, account, 135_00)
    second = pay(sue, account, 135_00)
    assert account_of(sue, account).status == "closed"
    later(work, days=3)
    bounce(sue, second)
    assert stands(sue, account)[:2] == ("active", [135, 0]), "there is time left"
    assert (account_of(sue, account).balance_cents, account_of(sue, account).status) == (165_00, "open")
    third = pay(sue, account, 135_00)
    assert (latest(sue, account).arrangement.status, account_of(sue, account).balance_cents) == ("paid_early", 0)
    morning(work, sue, date(2027, 2, 1))
    bounce(sue, third)
    assert stands(sue, account) == ("broken", [135, 0], False, "arrangement broken: $135.00 due Tue 15 Dec")
    assert account_of(sue, account).balance_cents == 165_00
    check(work, sue)


def test_what_an_insurer_pays_fills_no_instalment_but_ends_an_arrangement_over_nothing(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    pay(ana, account, 250_00, method="insurer")
    assert stands(ana, account)[:2] == ("active", [0, 0, 0])
    pay(ana, account, 50_00)
    assert stands(ana, account)[:2] == ("paid_early", [50, 0, 0])
    assert latest(ana, account).arrangement.ended_reason == "nothing was owed any more"
    morning(work, ana, date(2027, 3, 1))
    assert latest(ana, account).arrangement.status == "paid_early"


def test_a_plan_of_a_person_is_kept_while_it_is_on_track_and_a_call_back_always(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    queue.set_next_action(ana, account, date(2026, 12, 3), "send her the form")
    pay(ana, account, 100_00)
    assert stands(ana, account)[2:] == ("2026-12-03", "send her the form")


def test_judging_again_changes_nothing(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    pay(ana, account, 130_00)
    morning(work, ana, date(2027, 2, 1))

    def everything() -> list[Any]:
        with ana.store.read() as tx:
            tables = ("account", "arrangement", "instalment", "ledger_entry", "promise", "audit")
            return [tx.sql.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]

    before = everything()
    with ana.store.write() as tx:
        assert rejudge(tx, ana, work.accounts, ana.now()) == []
    assert everything() == before


DAYS = st.integers(0, 75)


@given(paid=st.lists(st.tuples(DAYS, st.integers(20_00, 140_00)), max_size=5), dice=st.randoms(use_true_random=False))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_payments_entered_in_any_order_give_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, paid: list[tuple[int, int]], dice: Any
) -> None:
    found = []
    for order in (paid, dice.sample(paid, len(paid))):
        with _office(tmp_path_factory.mktemp("order")) as work:
            sue, account = work.desk("sue"), work.accounts[0]
            arrangements.arrange(sue, account, SETTLED, "op-1")
            later(work, days=80)
            for days, cents in order:
                pay(sue, account, cents, TODAY + timedelta(days=days))
            if not order:
                morning(work, sue, sue.today())
            view = latest(sue, account)
            found.append((view.arrangement[:1] + view.arrangement[5:], view.dues, account_of(sue, account)[6:12]))
            check(work, sue)
    assert found[0] == found[1]


# -- agreed in a call ---------------------------------------------------------------------------------------------


def everything_of(desk: Desk, account_id: int) -> tuple[Any, ...]:
    """What an undo must put back."""
    with desk.store.read() as tx:
        return account_row(tx, account_id), around(tx, account_id)


def test_an_arrangement_agreed_in_a_call_is_stored_with_it_and_taken_back_with_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    scoring.rescore(work.boss)
    promises.make(ana, account, 50_00, date(2026, 11, 27), "op-1")
    queue.open_account(ana, account)
    before = everything_of(ana, account)
    said = CallEntry(account, "arrangement", "call-1", terms=PLAN)
    logged = calls.log_call(ana, said)
    assert logged.arranged == "A-1: arrangement 1, 3 instalments, $300.00 in all"
    assert latest(ana, account).arrangement.call_id == logged.call.id
    assert stands(ana, account) == ("active", [0, 0, 0], "2026-11-28", "remind of $100.00 due Tue 1 Dec")
    assert [one.status for one in accounts.view(ana, account).promises] == ["cancelled"], "the arrangement has it"
    assert calls.log_call(ana, said).call.id == logged.call.id
    calls.undo_last(ana)
    draft = accounts.view(ana, account).draft
    assert draft is not None
    assert terms_from(draft.body["terms"]) == PLAN
    calls.drop_draft(ana, account)
    assert latest(ana, account).arrangement.status == "cancelled"
    assert everything_of(ana, account) == before
    check(work, ana)


def test_a_call_that_renegotiates_is_taken_back_to_what_ran_before(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    arrangements.arrange(ana, account, PLAN, "op-1")
    with pytest.raises(Refused, match="--instead 1"):
        calls.log_call(ana, CallEntry(account, "arrangement", "call-1", terms=PLAN))
    calls.log_call(ana, CallEntry(account, "arrangement", "call-2", terms=PLAN._replace(number=2), instead_of=1))
    assert [one.arrangement.status for one in arrangements.of_account(ana, account)] == ["active", "superseded"]
    calls.undo_last(ana)
    assert [one.arrangement.status for one in arrangements.of_account(ana, account)] == ["cancelled", "active"]
    check(work, ana)


def test_what_needs_an_approval_waits_and_what_was_promised_stands(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    promises.make(ana, account, 50_00, date(2026, 11, 27), "op-1")
    logged = calls.log_call(ana, CallEntry(account, "arrangement", "call-1", terms=PLAN._replace(number=9)))
    assert "waits for a supervisor" in logged.arranged
    assert stands(ana, account)[2:] == ("2026-11-25", "arrangement waits for a supervisor")
    assert account_of(ana, account).promise_due_on == date(2026, 11, 27)
    calls.undo_last(ana)
    assert account_of(ana, account).next_action == "day after the date promised"
    check(work, ana)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"outcome": "no_answer"}, "no use for the terms"),
        ({"amount_cents": 5_00}, "leave --amount"),
        ({"promised_on": FIRST}, "leave --amount, --by"),
        ({"next_on": FIRST}, "leave --next away"),
        ({"terms": PLAN._replace(first_on=date(2026, 11, 1))}, "has passed"),
        ({"terms": PLAN._replace(number=400_00)}, "instalments"),
    ],
)
def test_terms_that_do_not_fit_are_refused_and_nothing_is_stored(
    work: Office, said: dict[str, Any], sentence: str
) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    entry = CallEntry(account, "arrangement", "call-1", terms=PLAN)._replace(**said)
    with pytest.raises(Refused, match=sentence):
        calls.log_call(ana, entry)
    assert arrangements.of_account(ana, account) == []
    assert account_of(ana, account).call_count == 0
