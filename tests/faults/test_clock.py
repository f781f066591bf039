"""The clock jumps back an hour in a call, and later forward again: nothing is lost, and nobody is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import call_log, calls, doctor, queue
from collections_tui.services.views import CallFilter, Claimed
from tests.build import TODAY, HandClock, Office, office
from tests.engines import ENGINES, on
from tests.faults.script import check_steps, steps
from tests.services.facts import check_everything

HOUR = timedelta(hours=1)


@pytest.fixture(params=ENGINES)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with on(request.param), office(tmp_path, accounts=6) as made:
        yield made


@pytest.mark.parametrize("after", range(1, 6))
def test_a_call_goes_on_and_is_stored_whole(work: Office, after: int) -> None:
    clock, ana, ben = work.clock, work.desk("ana"), work.desk("ben")
    assert isinstance(clock, HandClock)
    every = list(steps(ana, work.accounts[0], "mark"))
    for step in every[:after]:
        step.do()
        clock.forward(timedelta(minutes=1))
    clock.forward(-HOUR)
    for step in every[after:]:
        step.do()
        clock.forward(timedelta(minutes=1))
    with ana.store.read() as tx:
        check_steps(tx, every, 1)
        (call,) = tx.calls.of_account(work.accounts[0], 5)
    assert call.started_at <= call.ended_at <= clock.now() + HOUR
    # Another goes on working, also with what was claimed before the jump.
    claimed = queue.next_account(ben)
    assert isinstance(claimed, Claimed)
    clock.forward(-HOUR)
    assert queue.renew(ben, claimed.account_id)
    again = queue.next_account(ben)
    assert isinstance(again, Claimed)
    assert again.account_id == claimed.account_id
    queue.leave(ben, claimed.account_id)
    clock.forward(3 * HOUR)
    queue.wake_due(ana)
    assert isinstance(queue.next_account(ana), Claimed)
    assert len(call_log.page(ana, CallFilter(TODAY - timedelta(days=1), TODAY, "ana"))) == 1
    check_everything(work.boss)
    assert doctor.examine(work.boss).wrong == 0


def test_a_claim_of_somebody_who_is_gone_is_free_after_the_jump_too(work: Office) -> None:
    """It lasts an hour longer by the clock, unless the doctor gives it back."""
    clock, ana, ben = work.clock, work.desk("ana"), work.desk("ben")
    assert isinstance(clock, HandClock)
    assert queue.open_account(ana, work.accounts[1]) is not None
    calls.save_draft(ana, work.accounts[1], {"note": "half of it"})
    clock.forward(-HOUR)
    assert queue.open_account(ben, work.accounts[1]) is None
    assert {one.name: one.mended for one in doctor.examine(work.boss, repair=True).checks}["claims"] == 1
    assert queue.open_account(ben, work.accounts[1]) is not None
    assert [line.draft.body for line in calls.drafts(ana)] == [{"note": "half of it"}]
    queue.leave(ben, work.accounts[1])
    check_everything(work.boss)
