"""The morning: safe any number of times, by whoever comes first, and nothing is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, arrangements, calls, day, promises, queue, scoring
from collections_tui.services.desk import Desk
from tests.build import TODAY, Office
from tests.services.entries import entry
from tests.services.facts import check_everything
from tests.services.paying import later, pay

DAY = timedelta(days=1)
PLAN = Terms(0, Every("months"), TODAY + 7 * DAY, 1)


def everything(desk: Desk) -> list[Any]:
    """What a second run must not change."""
    with desk.store.read() as tx:
        tables = ("account", "promise", "arrangement", "instalment", "hold", "lease", "ledger_entry")
        return [tx.sql.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def test_a_morning_judges_lifts_cleans_wakes_and_scores_and_says_so_in_a_line(work: Office) -> None:
    ana = work.desk("ana")
    one, two, three, four, five, six = work.accounts
    assert day.run(ana).words == "Mon 23 Nov 2026: nothing had changed."
    promises.make(ana, one, 5_00, TODAY + DAY, "op-1")
    promises.make(ana, two, 5_00, TODAY + DAY, "op-2")
    pay(ana, two, 2_00)
    promises.make(ana, three, 5_00, TODAY + 30 * DAY, "op-3")
    arrangements.arrange(ana, four, PLAN, "op-4")
    queue.open_account(ana, five)
    calls.log_call(ana, entry(ana, five, "disputes"))
    with ana.store.write() as tx:
        tx.sql.run("UPDATE hold SET until = :day WHERE account_id = :id", {"day": "2026-12-01", "id": five})
        tx.queue.settle(five, ana.now())
    queue.open_account(ana, six)
    later(work, days=14)
    done = day.run(ana)
    assert done._replace(scores=0, woken=0) == day.DayDone(date(2026, 12, 7), 1, 1, 1, 1, 1)
    assert done.words.startswith(
        "Mon 7 Dec 2026: 1 promise broken, 1 promise kept in part, 1 arrangement broken, "
        "1 hold ended, 1 claim ran out, "
    )
    assert accounts.view(ana, five).account.status == "open"
    assert accounts.view(ana, four).account.next_action.startswith("arrangement broken: ")
    assert "promise broken Tue 24 Nov" in [why.text for why in accounts.view(ana, one).why]
    before = everything(ana)
    assert day.run(ana).words == "Mon 7 Dec 2026: nothing had changed."
    assert everything(ana) == before
    check_everything(ana)


def test_scores_are_those_of_a_full_rescoring(work: Office) -> None:
    ana = work.desk("ana")
    later(work, days=9)
    assert day.run(ana).scores > 0
    assert scoring.rescore(work.boss) == 0


def test_two_workstations_begin_one_morning_and_a_crashed_one_is_taken_over(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    mine = day.begin(ana)
    assert isinstance(mine, day.Morning)
    assert day.begin(ben) == "under way"
    mine.step(ana)  # and then its window is closed
    later(work, minutes=11)
    theirs = day.begin(ben)
    assert isinstance(theirs, day.Morning)
    while not day.go_on(ben, theirs, 0.01):
        pass
    assert day.begin(ana) == "done"
    later(work, days=1)
    assert isinstance(day.begin(ana), day.Morning)


def test_an_auditor_begins_no_day(work: Office) -> None:
    with pytest.raises(Refused, match="may not begin the day"):
        day.run(work.desk("olga"))
    assert day.begin(work.desk("olga")) == "done"
