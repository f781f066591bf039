"""Numbers are added and corrected; an account without a good one rests, and is neither lost nor offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, find, numbers, queue, scoring
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed, NothingNow
from tests.build import NOON, PACIFIC, HandClock, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_everything

HERS = "+12015550101"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """One account with one number; ana and ben."""
    with office(tmp_path, accounts=1) as made:
        yield made


def phones(desk: Desk, account_id: int) -> list[tuple[str, str, str]]:
    """The account's numbers: which, of what kind, and how good."""
    return [(one.phone.e164, one.phone.kind, one.phone.status) for one in accounts.view(desk, account_id).phones]


def test_a_number_is_added_in_any_spelling_and_found(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    assert numbers.add(ana, account, "1.213.555.0177", "mobile") == "(213) 555-0177: added."
    assert phones(ana, account) == [(HERS, "other", "good"), ("+12135550177", "mobile", "good")]
    assert [one.account_id for one in find.find(ana, "555 0177")] == [account]
    assert [one.account_id for one in find.find(ana, "555 0101")] == [account]
    check_everything(ana)


def test_the_call_window_follows_the_good_numbers(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    numbers.add(ana, account, "(213) 555-0177")
    assert {place for place, _ in accounts.view(ana, account).places} == {"Eastern", "Pacific"}
    numbers.mark(ana, account, "213-555-0177", "wrong")
    assert [place for place, _ in accounts.view(ana, account).places] == ["Eastern"]
    check_everything(ana)


def test_after_the_last_good_number_the_account_rests_and_a_new_one_wakes_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    logged = calls.log_call(ana, entry(ana, account, "wrong_number", phone=HERS))
    assert logged.call.next_action_at == NOON + timedelta(days=7, hours=-4)
    assert accounts.view(ana, account).account.next_action == "needs a number"
    assert isinstance(queue.next_account(ana), NothingNow)
    numbers.add(ana, account, "212 555 0166")
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    assert claimed.account_id == account
    check_everything(ana)


def test_a_wrong_number_that_calls_in_lets_nothing_rest_by_what_was_said_on_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "promised", phone=HERS))
    calls.log_call(work.desk("ben"), entry(ana, account, "inbound_wrong_number", phone=HERS))
    found = accounts.view(ana, account).account
    assert (found.may_call_at, found.next_action) == (None, "needs a number")
    check_everything(ana)


def test_it_is_looked_at_again_when_its_days_are_over(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    numbers.mark(ana, account, HERS, "disconnected")
    assert isinstance(queue.next_account(ana), NothingNow)
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(days=7))
    assert isinstance(queue.next_account(ana), Claimed)


def test_the_customers_other_accounts_rest_too_and_come_back_with_an_undo(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        known = tx.accounts.get(account)
        assert known is not None
        other = add_account(tx, number="B-1", customer_id=known.customer_id)
    scoring.rescore(work.boss)
    calls.log_call(ana, entry(ana, account, "disconnected", phone=HERS))
    assert accounts.view(ana, other).account.next_action == "needs a number"
    calls.undo_last(ana)
    assert accounts.view(ana, other).account.next_action == ""
    assert accounts.view(ana, other).account.next_action_at is None
    assert phones(ana, account) == [(HERS, "other", "good")]
    check_everything(ana)


def test_a_number_found_bad_by_mistake_is_good_again(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "wrong_number", phone=HERS))
    assert numbers.mark(ana, account, "201 555 0101", "good", "work") == "(201) 555-0101: good."
    assert phones(ana, account) == [(HERS, "work", "good")]
    assert isinstance(queue.next_account(ana), Claimed)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda desk, it: numbers.add(desk, it, "ask her sister"), "is no telephone number"),
        (lambda desk, it: numbers.add(desk, it, "(201) 555-0101"), "is on account A-0001 already"),
        (lambda desk, it: numbers.mark(desk, it, "212 555 0199", "wrong"), "is no number of Ada Lovelace 1"),
    ],
)
def test_what_cannot_be_is_refused(work: Office, act: Any, words: str) -> None:
    ana = work.desk("ana")
    with pytest.raises(Refused, match=words):
        act(ana, work.accounts[0])
    assert phones(ana, work.accounts[0]) == [(HERS, "other", "good")]


def test_not_on_an_account_that_somebody_else_has(work: Office) -> None:
    queue.open_account(work.desk("ben"), work.accounts[0])
    with pytest.raises(Refused, match="ben has been working"):
        numbers.add(work.desk("ana"), work.accounts[0], "212 555 0166")


def test_the_change_is_in_the_audit(work: Office) -> None:
    numbers.add(work.desk("ana"), work.accounts[0], "212 555 0166")
    with work.boss.store.read() as tx:
        rows = tx.sql.all("SELECT action, account_id, details FROM audit ORDER BY id DESC LIMIT 1")
    assert rows == [("phone", work.accounts[0], "+12125550166 added")]


def test_zones_of_a_number_far_away(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=[PACIFIC]) as work:
        numbers.add(work.desk("ana"), work.accounts[0], "(213) 555-0177")
        with work.boss.store.read() as tx:
            assert [phone.zones for phone in tx.accounts.phones(1)] == [PACIFIC, PACIFIC]
