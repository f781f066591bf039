"""The queue against a model of it in Python: whatever happens, in whatever order, both pick the same account."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collections_tui.domain.records import Status
from collections_tui.store.contract import Store
from collections_tui.store.transaction import Transaction
from tests.build import EASTERN, NOON, PACIFIC, add_account, put, taken_back

ACCOUNTS, PEOPLE, LEASE = 8, 2, timedelta(minutes=15)
MINUTES = st.sampled_from((-5, 0, 5, 10, 15, 30))  # few, so that things happen at the same minute


class Modelled:
    """One account as the model sees it."""

    def __init__(self, worklist: int, window: int) -> None:
        self.worklist, self.window = worklist, window
        self.score = 0
        self.urgent = False
        self.status: Status = "open"
        self.at: datetime | None = None
        self.lease: tuple[int, str, datetime] | None = None

    def callable(self, now: datetime) -> bool:
        """Open, due, and nobody's."""
        return self.status == "open" and (self.at is None or self.at <= now) and self.holder(now) is None

    def holder(self, now: datetime) -> tuple[int, str] | None:
        """Person and session that have it."""
        return self.lease[:2] if self.lease is not None and self.lease[2] > now else None


class QueueMachine(RuleBasedStateMachine):
    """Everything happens in one transaction that is never committed, so that an example costs no disk."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.tx: Transaction = self.stack.enter_context(taken_back(self.store))
        self.now = NOON
        self.model: dict[int, Modelled] = {}

    @initialize()
    def fill(self) -> None:
        """Accounts on two worklists, most of them in one of two windows."""
        tx = self.tx
        self.people = [tx.people.add(f"p{n}", "P", ("collector",)).id for n in range(PEOPLE)]
        client = tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        self.lists = [tx.worklists.add(code, code, "balanced", None, []).id for code in ("one", "two")]
        self.windows = [tx.worklists.window(zones) for zones in (EASTERN, PACIFIC)]
        for n in range(ACCOUNTS):
            worklist, side = self.lists[n % 2], n // 6
            account = add_account(
                tx, number=f"A{n}", client_id=client, worklist_id=worklist, zones=(EASTERN, PACIFIC)[side]
            )
            self.model[account] = Modelled(worklist, self.windows[side])

    def teardown(self) -> None:
        """Leave no trace."""
        self.stack.close()

    def one(self, n: int) -> tuple[int, Modelled]:
        account = sorted(self.model)[n]
        return account, self.model[account]

    @rule(n=st.integers(0, ACCOUNTS - 1), score=st.integers(-3, 3))
    def score(self, n: int, score: int) -> None:
        account, model = self.one(n)
        self.tx.scores.set(account, score, self.now)
        model.score = score

    @rule(n=st.integers(0, ACCOUNTS - 1), person=st.integers(0, PEOPLE - 1), session=st.sampled_from("ab"))
    def lease(self, n: int, person: int, session: str) -> None:
        account, model = self.one(n)
        self.tx.queue.lease(account, self.people[person], session, self.now, self.now + LEASE)
        model.lease = (self.people[person], session, self.now + LEASE)

    @rule(n=st.integers(0, ACCOUNTS - 1), person=st.integers(0, PEOPLE - 1), session=st.sampled_from("ab"))
    def renew(self, n: int, person: int, session: str) -> None:
        account, model = self.one(n)
        mine = model.holder(self.now) == (self.people[person], session)
        assert self.tx.queue.renew(account, self.people[person], session, self.now, self.now + LEASE) is mine
        if mine:
            model.lease = (self.people[person], session, self.now + LEASE)

    @rule(n=st.integers(0, ACCOUNTS - 1))
    def release(self, n: int) -> None:
        account, model = self.one(n)
        self.tx.queue.release(account, self.now)
        model.lease = None

    @rule(n=st.integers(0, ACCOUNTS - 1), minutes=st.none() | MINUTES, urgent=st.booleans())
    def plan(self, n: int, minutes: int | None, urgent: bool) -> None:
        account, model = self.one(n)
        model.at = None if minutes is None else self.now + timedelta(minutes=minutes)
        model.urgent = urgent
        self.tx.queue.plan(account, model.at, "", urgent, self.now)

    @rule(n=st.integers(0, ACCOUNTS - 1), status=st.sampled_from(["open", "held", "closed"]))
    def status(self, n: int, status: Status) -> None:
        account, model = self.one(n)
        model.status = status
        put(self.tx, account, self.now, status=status)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=max(0, minutes))

    @rule(lists=st.sets(st.integers(0, 1), min_size=1), windows=st.sets(st.integers(0, 1), min_size=1))
    def pick(self, lists: set[int], windows: set[int]) -> None:
        self.wake()
        mine, open_now = [self.lists[n] for n in lists], [self.windows[n] for n in windows]
        choice = [
            (one.urgent, one.score, account)
            for account, one in self.model.items()
            if one.callable(self.now) and one.worklist in mine and one.window in open_now
        ]
        assert self.tx.queue.pick(mine, open_now) == (max(choice)[2] if choice else None)

    def wake(self) -> None:
        for _ in range(ACCOUNTS):
            if not self.tx.queue.wake(self.now, 2):
                return
        raise AssertionError("an account wakes again and again")

    @invariant()
    def whoever_has_it_is_known(self) -> None:
        for account, one in self.model.items():
            holder = self.tx.queue.holder(account, self.now)
            expected = one.holder(self.now)
            assert (holder and holder.session) == (expected and expected[1])

    @invariant()
    def nobody_is_counted_twice_or_lost(self) -> None:
        for worklist in self.lists:
            _, ready, asleep, held = self.tx.queue.counts(worklist, self.windows)
            there: list[Any] = [one.status for one in self.model.values() if one.worklist == worklist]
            assert ready + asleep == there.count("open")
            assert held == there.count("held")


def test_the_queue_picks_what_its_model_picks(store: Store) -> None:
    QueueMachine.store = store
    run_state_machine_as_test(QueueMachine, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))
