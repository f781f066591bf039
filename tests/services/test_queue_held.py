"""Asked for the next account while I have one: it comes again only as long as the queue would still give it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, queue, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed, NothingNow
from tests.build import NOON, HandClock, Office, office, put
from tests.services.entries import entry
from tests.services.facts import check_everything

EVENING = NOON + timedelta(hours=8, minutes=50)  # 20:50 Eastern, the last minutes in which anybody may be called


def at(work: Office, instant: object) -> None:
    """Set the clock."""
    assert isinstance(work.clock, HandClock)
    work.clock.at = instant  # type: ignore[assignment]


def reason(desk: Desk, worklist: str | None = None, leave: int | None = None) -> str:
    """Why there is no next account."""
    answer = queue.next_account(desk, worklist, leave=leave)
    assert isinstance(answer, NothingNow), answer
    return answer.reason


def mine(desk: Desk) -> int:
    """The next account, which there must be."""
    answer = queue.next_account(desk)
    assert isinstance(answer, Claimed), answer
    return answer.account_id


def test_after_hours_the_account_i_have_is_given_back(tmp_path: Path) -> None:
    """12 CFR 1006.6(b)(1): not after 9 p.m. at the consumer's place."""
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        at(work, EVENING)
        account = mine(ana)
        at(work, EVENING + timedelta(minutes=12))
        assert reason(ana) == "Nobody may be called right now: 1 waits for 08:00 Eastern."
        assert accounts.view(ana, account).lease is None
        check_everything(ana)


def _close(desk: Desk, account: int) -> None:
    with desk.store.write() as tx:
        put(tx, account, desk.now(), status="closed", closed_reason="paid")


def _hold(desk: Desk, account: int) -> None:
    with desk.store.write() as tx:
        tx.accounts.add_hold(account, "cease", "", desk.now(), None, None)
        put(tx, account, desk.now(), status="held")


def _rest(desk: Desk, account: int) -> None:
    queue.set_next_action(desk, account, desk.today() + timedelta(days=300))


@pytest.mark.parametrize("happens", [_close, _hold, _rest])
def test_what_may_not_be_called_any_more_is_not_given_again(work: Office, happens: Callable[[Desk, int], None]) -> None:
    ana = work.desk("ana")
    first = mine(ana)
    happens(ana, first)
    assert mine(ana) != first
    assert accounts.view(ana, first).lease is None
    check_everything(ana)


def test_an_account_of_another_worklist_than_asked_for_is_given_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        worklists.add(work.boss, "empty", "Empty")
        ana = work.desk("ana")
        account = mine(ana)
        with pytest.raises(Refused, match="no worklist nope"):
            queue.next_account(ana, "nope")
        assert accounts.view(ana, account).mine
        assert "no account to call" in reason(ana, "empty")
        assert accounts.view(ana, account).lease is None


def test_an_account_on_which_my_call_is_under_way_stays_mine_and_is_named(work: Office) -> None:
    ana = work.desk("ana")
    at(work, EVENING)
    account = mine(ana)
    calls.save_draft(ana, account, {"note": "he is looking for the"})
    at(work, EVENING + timedelta(minutes=12))
    words = f"Your call on {work.number(account)}, begun today 20:50, is not finished"
    assert reason(ana).startswith(words)
    assert accounts.view(ana, account).mine
    calls.log_call(ana, entry(ana, account))
    assert "wait for 08:00 Eastern" in reason(ana)


def test_an_outcome_is_kept_although_another_call_is_under_way(work: Office) -> None:
    ana = work.desk("ana")
    at(work, EVENING)
    account, other = mine(ana), work.accounts[0]
    calls.save_draft(ana, account, {"note": "he is looking for the"})
    at(work, EVENING + timedelta(minutes=12))
    logged, answer = calls.log_and_next(ana, entry(ana, other))
    assert logged.number == work.number(other)
    assert isinstance(answer, NothingNow)
    assert "is not finished" in answer.reason


def test_whoever_leaves_the_only_account_is_told_that_it_is_the_only_one(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        account = mine(ana)
        assert reason(ana, leave=account) == "Nobody but A-0001, which you are leaving, may be called right now."


def test_and_what_else_waits(work: Office) -> None:
    ana = work.desk("ana")
    account = mine(ana)
    for other in work.accounts:
        if other != account:
            queue.set_next_action(ana, other, ana.today() + timedelta(days=1))
    number = work.number(account)
    told = f"Nobody but {number}, which you are leaving, may be called right now: 5 wake tomorrow."
    assert reason(ana, leave=account) == told
