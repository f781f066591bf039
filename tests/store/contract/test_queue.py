"""The queue at the store: who is picked, who has it, when sleepers wake."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.domain.records import Account, Status
from collections_tui.store.contract import Store
from collections_tui.store.subjects.queue import COUNTED
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant
from tests.build import EASTERN, NOON, PACIFIC, add_account, put

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(minutes=15)


class Floor:
    """One open writing transaction with two people, two worklists, two windows, and accounts made as a test wants."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.ana = tx.people.add("ana", "Ana", ("collector",)).id
        self.ben = tx.people.add("ben", "Ben", ("collector",)).id
        self.client = tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'Client')")
        self.first = tx.worklists.add("first", "First", "balanced", None, []).id
        self.second = tx.worklists.add("second", "Second", "balanced", None, []).id
        self.eastern, self.pacific = tx.worklists.window(EASTERN), tx.worklists.window(PACIFIC)
        self._numbers = itertools.count(1)

    def account(self, score: int = 0, *, worklist: int | None = None, zones: tuple[str, ...] = EASTERN) -> int:
        """An open, ready account of the first worklist."""
        number = f"A-{next(self._numbers)}"
        account = add_account(
            self.tx, number=number, client_id=self.client, worklist_id=worklist or self.first, zones=zones
        )
        self.tx.scores.set(account, score, NOON)
        return account

    def account_now(self, account_id: int) -> Account:
        """The account as it is."""
        account = self.tx.accounts.get(account_id)
        assert account is not None
        return account

    def pick(self) -> int | None:
        """The best of everything."""
        return self.tx.queue.pick([self.first, self.second], [self.eastern, self.pacific])

    def queued(self, account: int) -> tuple[bool, str | None]:
        """Ready, and when it wakes."""
        row = self.tx.sql.one("SELECT ready, wake_at FROM account WHERE id = :id", {"id": account})
        assert row is not None
        return bool(row[0]), row[1]

    def lease(self, account: int, person: int, until: datetime = LATER, session: str = "s") -> None:
        """Claim at noon."""
        self.tx.queue.lease(account, person, session, NOON, until)

    def status(self, account: int, status: Status, at: datetime | None = None) -> None:
        """Put it in a state and settle the queue."""
        put(self.tx, account, NOON, status=status, next_action_at=at, next_action="", urgent=False)


class _Enough(Exception):
    """All is seen."""


@pytest.fixture
def floor(store: Store) -> Iterator[Floor]:
    """A change that is taken back in the end: what the database has refused on a server can only be."""
    with suppress(_Enough), store.write() as tx:
        yield Floor(tx)
        raise _Enough


# -- picking ------------------------------------------------------------------------------------------------------


def test_the_highest_score_of_my_worklists_and_of_open_windows_is_picked(floor: Floor) -> None:
    low, high = floor.account(10), floor.account(30)
    west = floor.account(50, zones=PACIFIC)
    other = floor.account(70, worklist=floor.second)
    pick = floor.tx.queue.pick
    assert pick([floor.first, floor.second], [floor.eastern, floor.pacific]) == other
    assert pick([floor.first], [floor.eastern, floor.pacific]) == west
    assert pick([floor.first], [floor.eastern]) == high
    floor.lease(high, floor.ana)
    assert pick([floor.first], [floor.eastern]) == low


def test_nobody_is_picked_from_no_worklist_or_when_no_window_is_open(floor: Floor) -> None:
    floor.account(10)
    assert floor.tx.queue.pick([], [floor.eastern]) is None
    assert floor.tx.queue.pick([floor.first], []) is None
    assert floor.tx.queue.pick([floor.second], [floor.eastern]) is None


def test_of_equal_scores_always_the_same_one_is_picked(floor: Floor) -> None:
    same = [floor.account(10) for _ in range(5)]
    assert {floor.pick() for _ in range(3)} == {max(same)}


def test_a_negative_score_is_picked_last_and_not_never(floor: Floor) -> None:
    bad, good = floor.account(-20), floor.account(0)
    assert floor.pick() == good
    floor.lease(good, floor.ana)
    assert floor.pick() == bad


def test_an_urgent_call_back_goes_before_every_score_at_its_minute_and_not_before(floor: Floor) -> None:
    best, agreed = floor.account(10_000), floor.account(-500)
    at = NOON + timedelta(minutes=5)
    floor.tx.queue.plan(agreed, at, "call back", urgent=True, now=NOON)
    floor.tx.queue.wake(at - timedelta(seconds=1), 100)
    assert floor.pick() == best
    assert floor.tx.queue.due(at - timedelta(seconds=1)) is False
    assert floor.tx.queue.due(at) is True
    assert floor.tx.queue.wake(at, 100) == 1
    assert floor.pick() == agreed


def test_of_two_call_backs_the_higher_score_comes_first(floor: Floor) -> None:
    first, second = floor.account(10), floor.account(20)
    for account in (first, second):
        floor.tx.queue.plan(account, NOON - MINUTE, "", urgent=True, now=NOON)
    assert floor.pick() == second


# -- leases -------------------------------------------------------------------------------------------------------


def test_a_claimed_account_is_nobodys_until_the_claim_runs_out(floor: Floor) -> None:
    account = floor.account()
    floor.lease(account, floor.ana)
    assert floor.pick() is None
    assert floor.queued(account) == (False, instant(LATER))
    assert floor.tx.queue.wake(LATER - timedelta(seconds=1), 100) == 0
    assert floor.tx.queue.wake(LATER, 100) == 1
    assert floor.pick() == account
    assert floor.tx.queue.holder(account, LATER) is None


def test_the_holder_is_named_while_the_claim_lasts(floor: Floor) -> None:
    account = floor.account()
    assert floor.tx.queue.holder(account, NOON) is None
    floor.lease(account, floor.ana, session="w1")
    holder = floor.tx.queue.holder(account, NOON)
    assert holder is not None
    assert (holder.login, holder.session, holder.claimed_at, holder.expires_at) == ("ana", "w1", NOON, LATER)
    assert floor.tx.queue.holder(account, LATER) is None


def test_only_the_session_that_has_it_renews_and_only_in_time(floor: Floor) -> None:
    account = floor.account()
    floor.lease(account, floor.ana, session="w1")
    renew, longer = floor.tx.queue.renew, LATER + MINUTE
    assert renew(account, floor.ben, "w1", NOON, longer) is False
    assert renew(account, floor.ana, "w2", NOON, longer) is False
    assert renew(account, floor.ana, "w1", NOON, longer) is True
    assert floor.queued(account) == (False, instant(longer))
    assert renew(account, floor.ana, "w1", longer, longer + MINUTE) is False
    assert floor.tx.queue.wake(longer, 100) == 1
    assert floor.queued(account) == (True, None)


def test_a_released_account_is_ready_again_or_sleeps_on(floor: Floor) -> None:
    ready, sleeping = floor.account(), floor.account()
    floor.tx.queue.plan(sleeping, LATER + MINUTE, "later", urgent=False, now=NOON)
    for account in (ready, sleeping):
        floor.lease(account, floor.ana)
        floor.tx.queue.release(account, NOON)
    assert floor.queued(ready) == (True, None)
    assert floor.queued(sleeping) == (False, instant(LATER + MINUTE))


def test_a_session_knows_what_it_has_the_latest_first(floor: Floor) -> None:
    one, two, other = floor.account(), floor.account(), floor.account()
    floor.tx.queue.lease(one, floor.ana, "w1", NOON, LATER)
    floor.tx.queue.lease(two, floor.ana, "w1", NOON + MINUTE, LATER)
    floor.tx.queue.lease(other, floor.ana, "w2", NOON, LATER)
    held_by = floor.tx.queue.held_by
    assert held_by(floor.ana, "w1", NOON) == [two, one]
    assert held_by(floor.ana, "w2", NOON) == [other]
    assert held_by(floor.ben, "w1", NOON) == []
    assert held_by(floor.ana, "w1", LATER) == []


# -- ready, asleep, held -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["open", "held", "closed"])
@pytest.mark.parametrize("action", [None, -5, 0, 5, 30])
@pytest.mark.parametrize("leased", [None, -5, 0, 5, 30])
def test_ready_and_wake_time_follow_from_status_next_action_and_claim(
    floor: Floor, status: Status, action: int | None, leased: int | None
) -> None:
    account = floor.account()
    at = None if action is None else NOON + action * MINUTE
    if leased is not None:
        floor.tx.queue.lease(account, floor.ana, "s", NOON - timedelta(hours=1), NOON + leased * MINUTE)
    floor.status(account, status, at)
    if status != "open":
        expected: tuple[bool, str | None] = (False, None)
    elif leased is not None and leased > 0:
        expected = (False, instant(NOON + leased * MINUTE))
    elif action is not None and action > 0:
        expected = (False, instant(NOON + action * MINUTE))
    else:
        expected = (True, None)
    assert floor.queued(account) == expected


@pytest.mark.parametrize(
    "broken",
    [
        "ready = 1, wake_at = '2026-11-23T17:00:00Z'",
        "ready = 1, wake_at = NULL, status = 'held'",
        "ready = 1, wake_at = NULL, status = 'closed'",
        "ready = 1, wake_at = NULL, worklist_id = NULL",
        "ready = 0, wake_at = NULL",
        "ready = 2",
        "status = 'asleep'",
        "urgent = 7",
    ],
)
def test_the_database_refuses_an_account_that_would_get_lost(floor: Floor, broken: str) -> None:
    account = floor.account()
    with pytest.raises(Exception, match=r"(?i)check"):
        floor.tx.sql.run(f"UPDATE account SET {broken} WHERE id = :id", {"id": account})


def test_an_account_on_no_worklist_neither_is_ready_nor_wakes(floor: Floor) -> None:
    account = floor.account()
    floor.tx.sql.run("UPDATE account SET ready = 0, worklist_id = NULL WHERE id = :id", {"id": account})
    floor.tx.queue.settle(account, NOON)
    assert floor.queued(account) == (False, None)


def test_sleepers_wake_in_batches_the_longest_asleep_first(floor: Floor) -> None:
    accounts = [floor.account() for _ in range(5)]
    for minutes, account in enumerate(accounts, start=1):
        floor.tx.queue.plan(account, NOON + minutes * MINUTE, "", urgent=False, now=NOON)
    at = NOON + timedelta(minutes=4)
    assert floor.tx.queue.wake(at, 3) == 3
    assert [floor.queued(account)[0] for account in accounts] == [True, True, True, False, False]
    assert floor.tx.queue.wake(at, 3) == 1
    assert floor.tx.queue.wake(at, 3) == 0
    assert floor.tx.queue.due(at) is False


def test_waking_a_sleeper_that_somebody_has_claimed_lets_it_sleep_until_the_claim_ends(floor: Floor) -> None:
    account = floor.account()
    floor.tx.queue.plan(account, NOON + MINUTE, "", urgent=False, now=NOON)
    floor.lease(account, floor.ana)
    assert floor.tx.queue.wake(NOON + MINUTE, 10) == 0
    assert floor.tx.queue.wake(LATER, 10) == 1
    assert floor.queued(account) == (True, None)


# -- holds --------------------------------------------------------------------------------------------------------


def test_a_held_account_wakes_on_the_day_its_last_hold_ends(floor: Floor) -> None:
    account = floor.account()
    for day in (date(2026, 12, 1), date(2026, 12, 10)):
        floor.tx.accounts.add_hold(account, "hardship", "", NOON, day, None)
    floor.status(account, "held")
    first, last = datetime(2026, 12, 2, 17, tzinfo=UTC), datetime(2026, 12, 10, 17, tzinfo=UTC)
    assert floor.tx.queue.wake(first, 10) == 0
    assert floor.tx.queue.wake(last, 10) == 1
    assert floor.tx.accounts.holds(account) == []
    assert floor.account_now(account).status == "open"
    assert floor.pick() == account


def test_a_hold_without_an_end_keeps_the_account_whatever_other_holds_end(floor: Floor) -> None:
    account = floor.account()
    floor.tx.accounts.add_hold(account, "claim", "", NOON, date(2026, 12, 1), None)
    floor.tx.accounts.add_hold(account, "cease", "", NOON, None, None)
    floor.status(account, "held")
    assert floor.tx.queue.wake(NOON + timedelta(days=400), 10) == 0
    assert floor.account_now(account).status == "held"
    assert floor.queued(account) == (False, None)


def test_ending_one_hold_leaves_those_of_other_accounts_alone(floor: Floor) -> None:
    short, long = floor.account(), floor.account()
    floor.tx.accounts.add_hold(short, "claim", "", NOON, date(2026, 12, 1), None)
    floor.tx.accounts.add_hold(long, "claim", "", NOON, date(2026, 12, 9), None)
    for account in (short, long):
        floor.status(account, "held")
    assert floor.tx.queue.wake(datetime(2026, 12, 2, 17, tzinfo=UTC), 10) == 1
    assert [hold.until for hold in floor.tx.accounts.holds(long)] == [date(2026, 12, 9)]
    assert floor.queued(long)[0] is False


# -- counts -------------------------------------------------------------------------------------------------------


def test_a_worklist_knows_how_many_are_callable_ready_asleep_and_held(floor: Floor) -> None:
    for _ in range(3):
        floor.account()
    floor.account(zones=PACIFIC)
    floor.account(worklist=floor.second)
    asleep, claimed, held, closed = (floor.account() for _ in range(4))
    floor.tx.queue.plan(asleep, LATER, "", urgent=False, now=NOON)
    floor.lease(claimed, floor.ana)
    floor.status(held, "held")
    floor.status(closed, "closed")
    counts = floor.tx.queue.counts
    assert counts(floor.first, [floor.eastern]) == (3, 4, 2, 1)
    assert counts(floor.first, [floor.eastern, floor.pacific]) == (4, 4, 2, 1)
    assert counts(floor.first, []) == (0, 4, 2, 1)
    assert counts(floor.second, [floor.eastern]) == (1, 1, 0, 0)


def test_what_is_ready_is_counted_by_window_over_several_worklists(floor: Floor) -> None:
    for _ in range(3):
        floor.account()
    floor.account(worklist=floor.second)
    count = floor.tx.queue.ready_by_window
    assert count([floor.first, floor.second], [floor.eastern, floor.pacific]) == [(floor.eastern, 4)]
    assert count([floor.second], [floor.eastern, floor.pacific]) == [(floor.eastern, 1)]
    assert count([], [floor.eastern]) == []


def test_counting_stops_just_above_the_limit(floor: Floor) -> None:
    account = floor.account()
    columns = "client_id, customer_id, currency, opened_on, worklist_id, window_id, scored_at, ready"
    floor.tx.sql.run(
        f"INSERT INTO account (number, {columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        f"WHERE i < :many) SELECT 'N-' || i, {columns} FROM n, account WHERE account.id = :id",
        {"many": COUNTED + 50, "id": account},
    )
    assert floor.tx.queue.ready_by_window([floor.first], [floor.eastern]) == [(floor.eastern, COUNTED + 1)]


def test_the_next_sleepers_are_told_soonest_first_and_only_those_of_my_worklists(floor: Floor) -> None:
    for minutes, worklist in ((9.5, floor.first), (9, floor.first), (3, floor.first), (6, floor.second)):
        account = floor.account(worklist=worklist)
        floor.tx.queue.plan(account, NOON + minutes * MINUTE, "", urgent=False, now=NOON)
    sleepers = floor.tx.queue.sleepers
    assert sleepers([floor.first], NOON) == [(NOON + 3 * MINUTE, 1), (NOON + 9 * MINUTE, 2)]
    assert sleepers([floor.first], NOON + 3 * MINUTE) == [(NOON + 9 * MINUTE, 2)]
    assert sleepers([floor.second, floor.first], NOON)[1] == (NOON + 6 * MINUTE, 1)
    assert sleepers([], NOON) == []
    floor.tx.queue.plan(floor.account(worklist=floor.second), NOON + 9.2 * MINUTE, "", urgent=False, now=NOON)
    assert sleepers([floor.second, floor.first], NOON)[2] == (NOON + 9 * MINUTE, 3)
    first = floor.tx.queue.first_sleeper
    assert first([floor.second], NOON) == NOON + 6 * MINUTE
    assert first([floor.second, floor.first], NOON) == NOON + 3 * MINUTE
    assert first([floor.second, floor.first], NOON + 10 * MINUTE) is None
    assert first([], NOON) is None


def test_planning_counts_as_a_change_and_a_claim_does_not(floor: Floor) -> None:
    account = floor.account()
    before = floor.account_now(account).revision
    floor.lease(account, floor.ana)
    floor.tx.queue.release(account, NOON)
    floor.tx.scores.set(account, 77, NOON)
    assert floor.account_now(account).revision == before
    floor.tx.queue.plan(account, LATER, "", urgent=False, now=NOON)
    assert floor.account_now(account).revision > before


def test_a_claim_on_an_account_that_does_not_exist_is_refused(store: Store) -> None:
    def claim() -> None:
        with store.write() as tx:
            person = tx.people.add("ana", "Ana", ("collector",))
            tx.queue.lease(404, person.id, "s", NOON, LATER)

    with pytest.raises(StoreError):
        claim()
