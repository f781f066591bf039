"""Promises: made, kept in part, kept, broken, replaced, taken back; and the lists of what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Promise
from collections_tui.services import accounts, arrangements, calls, day, promises, queue, scoring
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed
from tests.build import TODAY, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_everything
from tests.services.paying import bounce, later, pay

FRIDAY = date(2026, 11, 27)
DAY = timedelta(days=1)


def latest(desk: Desk, account_id: int) -> Promise:
    """The newest promise of an account."""
    return accounts.view(desk, account_id).promises[0]


def scores(desk: Desk, account_id: int) -> list[str]:
    """Why the account ranks where it does."""
    return [why.text for why in accounts.view(desk, account_id).why]


def test_a_promise_made_part_paid_broken_and_called_again(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    made = promises.make(ana, account, 10_00, FRIDAY, "op-1")
    assert (made.promise.status, made.promise.by, made.next_words) == ("open", "ana", "rests until Tue 1 Dec")
    given = queue.next_account(ana)
    assert isinstance(given, Claimed)
    assert given.account_id != account, "it rests"
    pay(ana, account, 4_00)
    assert (latest(ana, account).paid_cents, latest(ana, account).status) == (4_00, "open")
    later(work, days=8)
    queue.wake_due(ana)
    scoring.rescore(work.boss)
    assert latest(ana, account).status == "part kept"
    told = accounts.view(ana, account).timeline[0]
    assert (told.title, told.text, told.by) == (
        "Promise of $10.00 by Fri 27 Nov: part kept", "$4.00 paid in time", "ana",
    )  # fmt: skip
    assert ana.local(told.at).date() == FRIDAY + 4 * DAY
    assert "promise broken Fri 27 Nov" in scores(ana, account)
    queue.open_account(ana, account)
    calls.log_call(ana, entry(ana, account, "promised", amount_cents=6_00, promised_on=ana.today() + 3 * DAY))
    assert [one.status for one in accounts.view(ana, account).promises] == ["open", "part kept"]
    pay(ana, account, 6_00)
    assert latest(ana, account).status == "kept"
    check_everything(ana)


def test_a_payment_that_comes_back_takes_its_promise_with_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    promises.make(ana, account, 10_00, FRIDAY, "op-1")
    paid = pay(ana, account, 10_00)
    assert latest(ana, account).status == "kept"
    later(work, days=8)
    bounce(ana, paid)
    assert latest(ana, account)[6:9] == ("broken", FRIDAY + 3 * DAY, 0)
    check_everything(ana)


def test_what_an_insurer_pays_keeps_no_promise(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    promises.make(ana, account, 10_00, FRIDAY, "op-1")
    pay(ana, account, 10_00, method="insurer")
    assert (latest(ana, account).status, latest(ana, account).paid_cents) == ("open", 0)


def test_what_was_paid_before_the_promise_does_not_keep_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[1]
    pay(ana, account, 10_00)
    later(work, minutes=1)
    promises.make(ana, account, 10_00, FRIDAY, "op-1")
    pay(ana, account, 1_00)
    assert latest(ana, account).paid_cents == 1_00


def test_a_promise_for_all_accounts_is_kept_on_any_of_them(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        customer = accounts.alone(ana, account).customer_id
        other = add_account(tx, number="B-1", customer_id=customer, now=work.clock.now())
        third = add_account(tx, number="B-2", customer_id=customer, now=work.clock.now())
    scoring.rescore(work.boss)
    queue.set_next_action(ana, third, FRIDAY + 30 * DAY, "letter")
    promises.make(ana, account, 90_00, FRIDAY, "op-1", everywhere=True)
    assert accounts.view(ana, other).account.next_action == "day after the date promised", "it rests as well"
    assert accounts.view(ana, third).account.next_action == "letter"
    pay(ana, other, 50_00)
    pay(ana, account, 12_00)
    assert (latest(ana, account).paid_cents, latest(ana, account).status) == (62_00, "open")
    pay(ana, other, 28_00)
    assert latest(ana, account).status == "kept"
    check_everything(ana)


def test_undo_wakes_the_others_that_a_promise_for_all_let_rest(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        customer = accounts.alone(ana, account).customer_id
        other = add_account(tx, number="B-1", customer_id=customer, now=work.clock.now())
    scoring.rescore(work.boss)
    before = accounts.view(ana, other).account._replace(revision=0)
    queue.open_account(ana, account)
    said = entry(ana, account, "promised", amount_cents=50_00, promised_on=FRIDAY, everywhere=True)
    calls.log_call(ana, said)
    assert accounts.view(ana, other).account.next_action == "day after the date promised"
    calls.undo_last(ana)
    assert accounts.view(ana, other).account._replace(revision=0) == before
    draft = accounts.view(ana, account).draft
    assert draft is not None
    assert draft.body["everywhere"] == "yes"


def test_an_edit_is_a_cancellation_and_a_new_promise_and_a_retry_is_neither(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    first = promises.make(ana, account, 10_00, FRIDAY, "op-1")
    assert promises.make(ana, account, 10_00, FRIDAY, "op-1") == first
    promises.make(ana, account, 11_00, FRIDAY + DAY, "op-2")
    assert [one.status for one in accounts.view(ana, account).promises] == ["open", "cancelled"]
    with pytest.raises(Refused, match="operation ID"):
        promises.make(ana, account, 9_00, FRIDAY, "op-2")
    check_everything(ana)


def test_a_promise_is_cancelled_for_a_reason_and_its_account_worked_again(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    made = promises.make(ana, account, 10_00, FRIDAY, "op-1")
    with pytest.raises(Refused, match="say which"):
        promises.cancel(ana, made.promise.id, " ")
    with pytest.raises(Refused, match="longer than 200 characters"):
        promises.cancel(ana, made.promise.id, "x" * 201)
    taken = promises.cancel(ana, made.promise.id, "typed on the wrong account")
    assert (taken.promise.status, taken.next_words) == ("cancelled", "next try now")
    view = accounts.view(ana, account)
    assert (view.account.promise_due_on, view.account.next_action_at) == (None, None)
    with pytest.raises(Refused, match="cancelled already"):
        promises.cancel(ana, made.promise.id, "again")
    check_everything(ana)


def test_what_is_broken_cannot_be_cancelled_away(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    made = promises.make(ana, account, 10_00, TODAY, "op-1")
    later(work, days=4)
    with pytest.raises(Refused, match="broken already"):
        promises.cancel(ana, made.promise.id, "looks bad")


@pytest.mark.parametrize(
    ("cents", "on", "sentence"),
    [
        (0, FRIDAY, "more than nothing"),
        (-5, FRIDAY, "more than nothing"),
        (10_000_000_00, FRIDAY, "is more than the"),
        (5_00, TODAY - DAY, "has passed"),
        (5_00, TODAY + 400 * DAY, "more than a year ahead"),
    ],
)
def test_what_can_be_no_promise_is_refused_in_a_sentence(work: Office, cents: int, on: date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        promises.make(work.desk("ana"), work.accounts[0], cents, on, "op-1")


def test_an_auditor_makes_no_promise_and_nobody_on_an_account_that_another_has(work: Office) -> None:
    with pytest.raises(Refused, match="may not work"):
        promises.make(work.desk("olga"), work.accounts[0], 5_00, FRIDAY, "op-1")
    made = promises.make(work.desk("ben"), work.accounts[0], 5_00, FRIDAY, "op-2")
    with pytest.raises(Refused, match="may not work"):
        promises.cancel(work.desk("olga"), made.promise.id, "x")
    queue.open_account(work.desk("ben"), work.accounts[0])
    with pytest.raises(Refused, match="ben has been working"):
        promises.make(work.desk("ana"), work.accounts[0], 5_00, FRIDAY, "op-1")


# -- money expected -----------------------------------------------------------------------------------------------


def test_what_is_due_is_listed_by_day_with_sums_mine_and_the_teams(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    one, two, three, four = work.accounts[:4]
    promises.make(ana, one, 10_00, TODAY, "op-1")
    promises.make(ana, two, 11_00, FRIDAY, "op-2")
    promises.make(ben, three, 12_00, FRIDAY, "op-3")
    promises.make(ana, four, 13_00, TODAY + 60 * DAY, "op-4")
    assert [row.row.account_id for row in promises.expected(ana, "today")] == [one]
    assert [row.row.account_id for row in promises.expected(ana, "coming")] == [two]
    assert [row.row.account_id for row in promises.expected(ana, "coming", mine=False)] == [two, three]
    assert [(part.number, part.cents) for part in promises.sums(ana, mine=False)] == [
        (0, ()), (1, (("USD", 10_00),)), (2, (("USD", 23_00),)),
    ]  # fmt: skip
    later(work, days=1)
    assert [row.status for row in promises.expected(ana, "overdue")] == ["late"], "its grace has not ended"
    later(work, days=3)
    pay(ana, two, 1_00)
    late = promises.expected(ana, "overdue")
    assert [(row.row.account_id, row.status, row.left_cents) for row in late] == [(one, "broken", 10_00)]
    assert [part.cents for part in promises.sums(ana)] == [(("USD", 10_00),), (("USD", 10_00),), ()]
    queue.open_account(ana, one)
    promises.make(ana, one, 12_00, FRIDAY, "op-5")
    assert promises.expected(ana, "overdue") == [], "something else was agreed since"


def test_pages_follow_each_other_from_either_end(work: Office) -> None:
    ana = work.desk("ana")
    for number, account in enumerate(work.accounts):
        promises.make(ana, account, 5_00 + number, FRIDAY + (number % 3) * DAY, f"op-{number}")
    every = promises.expected(ana, "coming")
    assert len(every) == 6
    keys = [row.row.key for row in every]
    assert keys == sorted(keys)
    for size in (1, 2, 4):
        down, up = promises.expected(ana, "coming", limit=size), promises.last_expected(ana, "coming", limit=size)
        while more := promises.expected(ana, "coming", after=down[-1].row.key, limit=size):
            down += more
        while more := promises.expected(ana, "coming", before=up[0].row.key, limit=size):
            up = more + up
        assert down == up == every


@pytest.mark.parametrize("how", ["another promise", "a call", "an arrangement", "an arrangement in a call"])
def test_what_was_paid_for_a_promise_that_is_replaced_is_free_for_another(pair: Office, how: str) -> None:
    ana, (first, second) = pair.desk("ana"), pair.accounts
    terms = Terms(0, Every("months"), TODAY + timedelta(days=9), 3)
    promises.make(ana, second, 50_00, TODAY + timedelta(days=20), "p-0")
    promises.make(ana, first, 50_00, TODAY + timedelta(days=10), "p-1", everywhere=True)
    later(pair, minutes=1)
    pay(ana, second, 30_00)
    later(pair, minutes=1)
    assert paid(ana, second) == 0, "it is for the one due first"
    if how == "another promise":
        promises.make(ana, first, 60_00, TODAY + timedelta(days=12), "p-2")
    elif how == "a call":
        calls.log_call(ana, entry(ana, first, "promised"))
    elif how == "an arrangement":
        arrangements.arrange(ana, first, terms, "a-1")
    else:
        calls.log_call(ana, entry(ana, first, "arrangement", terms=terms, amount_cents=None, promised_on=None))
    assert paid(ana, second) == 30_00
    if "call" in how:
        later(pair, minutes=1)
        pay(ana, second, 10_00)
        calls.undo_last(ana)
        assert (paid(ana, first), paid(ana, second)) == (40_00, 0)
    scoring.rescore(pair.boss)
    check_everything(ana)


def test_a_call_logged_an_hour_late_counts_what_was_paid_within_the_hour(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[1]
    began = ana.now()
    later(work, minutes=30)
    pay(ana, account, 5_00)
    later(work, minutes=30)
    calls.log_call(ana, entry(ana, account, "promised", amount_cents=10_00, started_at=began, ended_at=began))
    assert paid(ana, account) == 5_00


def test_a_promise_that_was_kept_on_another_account_is_scored_at_once(pair: Office) -> None:
    ana, (first, second) = pair.desk("ana"), pair.accounts
    promises.make(ana, first, 50_00, TODAY + timedelta(days=1), "p-1", everywhere=True)
    later(pair, days=9)
    day.run(pair.boss)
    assert any("promise broken" in why.text for why in accounts.view(ana, first).why)
    pay(ana, second, 50_00, TODAY + timedelta(days=1))
    check_everything(ana)


def paid(desk: Desk, account_id: int) -> int:
    """What was paid of the account's latest promise that stands."""
    return next(one for one in accounts.view(desk, account_id).promises if one.status != "cancelled").paid_cents


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Office]:
    """A customer with two accounts, on which $300.00 is owed each."""
    with office(tmp_path, people=("ana",), accounts=0) as made:
        with made.boss.store.write() as tx:
            made.accounts.append(add_account(tx, number="A-1", invoices=[(TODAY, 300_00)]))
            account = tx.accounts.get(made.accounts[0])
            assert account is not None
            whose = account.customer_id
            made.accounts.append(add_account(tx, number="A-2", customer_id=whose, invoices=[(TODAY, 300_00)]))
        scoring.rescore(made.boss)
        yield made
