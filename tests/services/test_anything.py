"""Whatever people do, in whatever order: no account gets lost, every cached figure is right, every score adds up."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, day, queue, reassign, scoring, worklists
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.reassign_views import Asked
from collections_tui.services.views import Claimed, NothingNow
from tests.build import EASTERN, PACIFIC, HandClock, Office, office
from tests.engines import copied
from tests.services.entries import entry
from tests.services.facts import check_everything

CODES = [outcome.code for outcome in Books().outcomes.outcomes]
ACCOUNTS = 4
WHO = st.integers(0, 2)
WHICH = st.integers(0, ACCOUNTS - 1)


class Day(RuleBasedStateMachine):
    """Two windows of ana and one of ben work four accounts on two coasts, while the boss moves them to and fro."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = HandClock()
        self.work = Office(copied(self.template, Path(self.folder.name)), self.clock)
        self.desks = [self.work.desk("ana"), self.work.desk("ana"), self.work.desk("ben")]
        with self.work.boss.store.read() as tx:
            self.accounts = [row[0] for row in tx.sql.all("SELECT id FROM account ORDER BY id")]
        self.moved = 0

    def teardown(self) -> None:
        """Leave."""
        self.work.__exit__(None, None, None)
        self.folder.cleanup()

    def take(self, who: int, answer: Claimed | NothingNow) -> None:
        """Nobody may be given what somebody else has."""
        desk = self.desks[who]
        if isinstance(answer, NothingNow):
            return
        assert answer.lease.login == desk.person.login
        assert answer.lease.session == desk.session
        assert answer.lease.expires_at == self.clock.now() + self.desks[who].claims_last
        assert sum(why.points for why in answer.why) == answer.score

    @rule(who=WHO, leave=st.none() | st.just(0))
    def next_account(self, who: int, leave: int | None) -> None:
        self.take(who, queue.next_account(self.desks[who], leave=leave))

    @rule(who=WHO, which=WHICH)
    def open_account(self, who: int, which: int) -> None:
        queue.open_account(self.desks[who], self.accounts[which])

    @rule(who=WHO, which=WHICH)
    def leave(self, who: int, which: int) -> None:
        queue.leave(self.desks[who], self.accounts[which])

    @rule(who=WHO, which=WHICH)
    def type_something(self, who: int, which: int) -> None:
        calls.save_draft(self.desks[who], self.accounts[which], {"note": "h"})

    @rule(who=WHO, which=WHICH, code=st.sampled_from(CODES), days=st.none() | st.integers(0, 5), onward=st.booleans())
    def log(self, who: int, which: int, code: str, days: int | None, onward: bool) -> None:
        desk, account = self.desks[who], self.accounts[which]
        phone = accounts.view(desk, account).phones[0].phone.e164
        next_on = None if days is None else desk.today() + timedelta(days=days)
        said = entry(desk, account, code, phone=phone, next_on=next_on)
        with suppress(Refused):  # somebody else has it
            if onward:
                self.take(who, calls.log_and_next(desk, said)[1])
            else:
                calls.log_call(desk, said)

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        with suppress(Refused):
            calls.undo_last(self.desks[who])

    @rule(who=WHO, which=WHICH)
    def note(self, who: int, which: int) -> None:
        accounts.add_note(self.desks[who], self.accounts[which], "something")

    @rule(who=WHO, which=WHICH, days=st.integers(0, 40))
    def set_next_action(self, who: int, which: int, days: int) -> None:
        desk: Desk = self.desks[who]
        with suppress(Refused):
            queue.set_next_action(desk, self.accounts[which], desk.today() + timedelta(days=days), "again")

    @rule(which=st.sets(WHICH, min_size=1), to=st.sampled_from(("main", "other")), days=st.none() | st.integers(0, 2))
    def reassign(self, which: set[int], to: str, days: int | None) -> None:
        boss = self.work.boss
        until = None if days is None else boss.today() + timedelta(days=days)
        self.moved += 1
        with suppress(Refused):  # all of them are there
            asked = Asked((to,), accounts=tuple(self.accounts[one] for one in which), until=until)
            done = reassign.do(boss, asked, f"move {self.moved}")
            assert done.planned == done.moved

    @rule()
    def take_back(self) -> None:
        past = reassign.every(self.work.boss)
        with suppress(Refused):  # somebody has worked one of them
            if past:
                reassign.undo(self.work.boss, past[0].id)

    @rule()
    def morning(self) -> None:
        day.run(self.work.boss)

    @rule(minutes=st.sampled_from((1, 5, 15, 60, 9 * 60, 24 * 60, 31 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(timedelta(minutes=minutes))

    @rule()
    def rescore(self) -> None:
        scoring.rescore(self.work.boss)

    @rule()
    def wake(self) -> None:
        queue.wake_due(self.work.boss)
        assert queue.wake_due(self.work.boss) == 0

    @invariant()
    def all_is_right(self) -> None:
        check_everything(self.desks[0])


def test_whatever_people_do_all_stays_right(tmp_path: Path) -> None:
    with office(tmp_path, accounts=ACCOUNTS, zones=(EASTERN, PACIFIC)) as work:
        worklists.add(work.boss, "other", "Other", strategy="promises-first")
    Day.template = tmp_path
    run_state_machine_as_test(Day, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
