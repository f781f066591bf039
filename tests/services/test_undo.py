"""Undo: as if the call had not been logged, and never against somebody else's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, queue, scoring
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.views import NothingNow
from collections_tui.store.transaction import Transaction
from tests.build import HandClock, Office, add_account, office
from tests.engines import for_an_example
from tests.services.entries import entry
from tests.services.facts import account_row, around, bodies, check_everything

CODES = [outcome.code for outcome in Books().outcomes.outcomes]
QUIET = [code for code in CODES if code not in ("promised", "will_pay_full", "arrangement")]


def forward(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))


def everything(tx: Transaction, account_id: int) -> object:
    """All that an undo must put back. The score is the same one, worked out once more."""
    return account_row(tx, account_id) | {"scored_at": None}, around(tx, account_id), bodies(tx)


def prepared(work: Office, ana: Desk, history: list[str]) -> int:
    """An account with some calls behind it, claimed by ana a while later."""
    account = work.accounts[0]
    for code in history:
        queue.open_account(ana, account)
        calls.log_call(ana, entry(ana, account, code, phone=phone_of(ana, account)))
        forward(work, days=1)
    queue.open_account(ana, account)
    return account


def phone_of(desk: Desk, account_id: int) -> str:
    """The first number of the account."""
    return accounts.view(desk, account_id).phones[0].phone.e164


# On the other engine all of them are slow; it has its turn with histories at random below.
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("history", [[], ["promised", "refuses"], ["disputes"], ["wrong_number", "call_back"]])
def test_every_outcome_can_be_taken_back_to_the_letter(work: Office, code: str, history: list[str]) -> None:
    ana = work.desk("ana")
    account = prepared(work, ana, history)
    with ana.store.read() as tx:
        before = everything(tx, account)
    calls.log_call(ana, entry(ana, account, code, phone=phone_of(ana, account)))
    with ana.store.read() as tx:
        assert everything(tx, account) != before
    taken = calls.undo_last(ana)
    assert taken.call.outcome == code
    calls.drop_draft(ana, account)
    with ana.store.read() as tx:
        assert everything(tx, account) == before
    check_everything(ana)


@given(history=st.lists(st.sampled_from(CODES), max_size=4), code=st.sampled_from(CODES), minutes=st.integers(0, 700))
@settings(max_examples=25)
def test_whatever_came_before_and_however_late_an_undo_puts_back_what_was(
    tmp_path_factory: pytest.TempPathFactory, history: list[str], code: str, minutes: int
) -> None:
    with for_an_example(tmp_path_factory) as folder, office(folder, accounts=1) as work:
        ana = work.desk("ana")
        account = prepared(work, ana, history)
        with ana.store.read() as tx:
            row, rest = account_row(tx, account), around(tx, account)
        calls.log_call(ana, entry(ana, account, code, phone=phone_of(ana, account)))
        forward(work, minutes=minutes)
        calls.undo_last(ana)
        with ana.store.read() as tx:
            moves = ("score", "scored_at", "wake_at")  # the score is of now; the claim runs from now
            assert {k: v for k, v in account_row(tx, account).items() if k not in moves} == {
                k: v for k, v in row.items() if k not in moves
            }
            assert around(tx, account) == rest
        check_everything(ana)


def test_the_call_taken_back_is_a_draft_again_and_the_account_mine(work: Office) -> None:
    ana = work.desk("ana")
    claimed = queue.next_account(ana)
    assert not isinstance(claimed, NothingNow)
    calls.log_and_next(
        ana, entry(ana, claimed.account_id, "refuses", note="no way", spoke_with="wife", phone="+12125550100")
    )
    calls.undo_last(ana)
    view = accounts.view(ana, claimed.account_id)
    assert view.mine is True
    assert view.draft is not None
    assert view.draft.body["note"] == "no way"
    assert view.draft.body["spoke_with"] == "wife"
    assert view.draft.body["phone"] == "+12125550100"
    assert view.draft.started_at == work.clock.now()
    assert view.draft.body["outcome"] == "refuses"
    again = queue.next_account(ana)
    assert not isinstance(again, NothingNow)
    assert again.account_id == claimed.account_id, "the other claim was given back"


def test_the_log_keeps_the_call_and_marks_it(work: Office) -> None:
    ana = work.desk("ana")
    logged = calls.log_call(ana, entry(ana, work.accounts[0]))
    calls.undo_last(ana)
    line, call = calls.get(ana, logged.call.id)
    assert line.undone is True
    assert call.undone is True
    assert [c.kind for c in call.corrections] == ["undo"]


def test_there_is_nothing_to_take_back_at_first_or_twice(work: Office) -> None:
    ana = work.desk("ana")
    with pytest.raises(Refused, match="no call to take back"):
        calls.undo_last(ana)
    calls.log_call(ana, entry(ana, work.accounts[0]))
    calls.undo_last(ana)
    with pytest.raises(Refused, match="no call to take back"):
        calls.undo_last(ana)


def test_a_call_of_another_day_is_not_taken_back_and_the_way_is_named(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account))
    forward(work, days=9)
    with pytest.raises(Refused, match="Your last call was Mon 23 Nov, not today: add an addendum in the call log"):
        calls.undo_last(ana)
    assert accounts.view(ana, account).draft is None
    forward(work, hours=1)
    calls.log_call(ana, entry(ana, work.accounts[1]))
    calls.undo_last(ana)
    with pytest.raises(Refused, match="not today"):
        calls.undo_last(ana)


def test_the_day_is_the_floors_day(work: Office) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, entry(ana, work.accounts[0]))
    forward(work, hours=11, minutes=59)  # 23:59 on the floor, and the next day in UTC
    calls.undo_last(ana)
    calls.log_call(ana, entry(ana, work.accounts[0]))
    forward(work, minutes=1)
    with pytest.raises(Refused, match="not today"):
        calls.undo_last(ana)


def test_a_call_logged_today_for_another_day_is_taken_back(work: Office) -> None:
    ana = work.desk("ana")
    logged = calls.log_call(ana, entry(ana, work.accounts[0], started_at=work.clock.now() - timedelta(days=3)))
    assert logged.day_words == "on Fri 20 Nov"
    assert calls.undo_last(ana).call.id == logged.call.id


def test_several_calls_of_today_are_taken_back_one_after_the_other(work: Office) -> None:
    ana = work.desk("ana")
    for account in work.accounts[:3]:
        calls.log_call(ana, entry(ana, account))
    assert [calls.undo_last(ana).call.account_id for _ in range(3)] == work.accounts[2::-1]


def test_the_corrected_call_has_the_times_of_the_first(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    start = work.clock.now()
    calls.save_draft(ana, account, {"note": "h"})
    forward(work, minutes=2)
    first = calls.log_call(ana, entry(ana, account)).call
    for _ in range(2):
        forward(work, hours=3)
        calls.undo_last(ana)
        forward(work, hours=1)
        again = calls.log_call(ana, entry(ana, account, "busy")).call
        assert (again.started_at, again.ended_at, again.seconds) == (start, first.ended_at, 120)


def test_all_that_was_said_comes_back(work: Office) -> None:
    ana = work.desk("ana")
    promised, agreed, inbound = work.accounts[:3]
    day = ana.today() + timedelta(days=4)
    calls.log_call(ana, entry(ana, promised, "promised", amount_cents=9_50, promised_on=day, spoke_with="wife"))
    calls.undo_last(ana)
    draft = accounts.view(ana, promised).draft
    assert draft is not None
    assert draft.body == {
        "direction": "outbound",
        "outcome": "promised",
        "spoke_with": "wife",
        "amount": "9.50",
        "day": "2026-11-27",
    }
    moment = work.clock.now() + timedelta(hours=26)
    calls.log_call(ana, entry(ana, agreed, "call_back", moment=moment, phone=phone_of(ana, agreed)))
    calls.undo_last(ana)
    draft = accounts.view(ana, agreed).draft
    assert draft is not None
    assert (draft.body["outcome"], draft.body["moment"]) == ("call_back", "2026-11-24 14:00")
    calls.log_call(ana, entry(ana, inbound, "inbound_refuses", note="no"))
    calls.undo_last(ana)
    draft = accounts.view(ana, inbound).draft
    assert draft is not None
    assert draft.body == {"direction": "inbound", "outcome": "inbound_refuses", "note": "no"}


def test_what_was_talked_about_too_is_free_again_and_stays_marked(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    other = sibling(work, account)

    def rests() -> bool:
        with ana.store.read() as tx:
            found = tx.accounts.get(other)
        assert found is not None
        return found.may_call_at is not None

    calls.log_call(ana, entry(ana, account, "refuses", about=(other, account), phone=phone_of(ana, account)))
    assert rests(), "it was a conversation about that debt as well"
    calls.undo_last(ana)
    assert not rests()
    draft = accounts.view(ana, account).draft
    assert draft is not None
    assert draft.body["about"] == str(other)
    calls.log_call(ana, entry(ana, account, "no_answer"))
    assert not rests()


def test_only_my_own_call_is_taken_back(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    calls.log_call(ana, entry(ana, work.accounts[0]))
    with pytest.raises(Refused, match="no call to take back"):
        calls.undo_last(ben)


TOUCHES: dict[str, Callable[[Office, Desk, int], object]] = {
    "logged a call": lambda work, ben, account: calls.log_call(ben, entry(ben, account)),
    "planned": lambda work, ben, account: queue.set_next_action(ben, account, ben.today() + timedelta(days=3), "x"),
    "held": lambda work, ben, account: calls.log_call(ben, entry(ben, account, "disputes")),
}


@pytest.mark.parametrize("touch", TOUCHES)
@pytest.mark.parametrize("code", ["no_answer", "promised", "hardship", "wrong_number"])
def test_undo_is_refused_once_somebody_has_worked_on_the_account(work: Office, touch: str, code: str) -> None:
    ana, ben, account = work.desk("ana"), work.desk("ben"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, code, phone=phone_of(ana, account)))
    TOUCHES[touch](work, ben, account)
    with ana.store.read() as tx:
        before = everything(tx, account)
    with pytest.raises(Refused, match="worked on since"):
        calls.undo_last(ana)
    with ana.store.read() as tx:
        assert everything(tx, account) == before


def test_undo_is_refused_while_somebody_else_has_the_account(work: Office) -> None:
    ana, ben, account = work.desk("ana"), work.desk("ben"), work.accounts[0]
    calls.log_call(ana, entry(ana, account))
    queue.open_account(ben, account)
    with pytest.raises(Refused, match="ben has been working"):
        calls.undo_last(ana)


def test_a_claim_a_look_and_a_new_score_do_not_stand_in_the_way(work: Office) -> None:
    ana, ben, account = work.desk("ana"), work.desk("ben"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "promised"))
    queue.open_account(ben, account)
    accounts.view(ben, account)
    queue.leave(ben, account)
    forward(work, hours=8)
    scoring.rescore(work.boss)
    calls.undo_last(ana)
    check_everything(ana)


def test_a_number_that_somebody_else_has_marked_since_keeps_their_mark(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = work.accounts[0]
    phone = phone_of(ana, first)
    second = sibling(work, first)
    calls.log_call(ana, entry(ana, first, "wrong_number", phone=phone))
    calls.log_call(ben, entry(ben, second, "disconnected", phone=phone))
    calls.undo_last(ana)
    assert accounts.view(ana, first).phones[0].phone.status == "disconnected"


def sibling(work: Office, account_id: int) -> int:
    """One more account of the same customer."""
    with work.boss.store.write() as tx:
        account = tx.accounts.get(account_id)
        assert account is not None
        return add_account(tx, number="SIBLING", customer_id=account.customer_id)
