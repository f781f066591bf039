"""Next account: one person, one account, given back or taken over; and words when there is nobody to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, choosing, queue, scoring, worklists
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.views import Choice, Claimed, ListQuery, NothingNow
from tests.build import EASTERN, NOON, PACIFIC, HandClock, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_everything


def forward(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))


def claimed(desk: Desk, worklist: str | None = None, leave: int | None = None) -> Claimed:
    """The next account, which there must be."""
    answer = queue.next_account(desk, worklist, leave=leave)
    assert isinstance(answer, Claimed)
    return answer


def nothing(desk: Desk, worklist: str | None = None) -> NothingNow:
    """Why there is no next account."""
    answer = queue.next_account(desk, worklist, leave=0)
    assert isinstance(answer, NothingNow)
    return answer


# -- what a filter keeps -------------------------------------------------------------------------------------------


def test_a_filter_keeps_to_the_best_of_what_it_keeps(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    small = ListQuery(1, "all", "name", at_most_cents=100_00)
    first = queue.next_account(ana, "main", within=small)
    second = queue.next_account(ben, "main", within=small)
    assert isinstance(first, Claimed)
    assert isinstance(second, Claimed)
    assert (first.number, second.number) == ("A-0003", "A-0002")
    third = queue.next_account(ana, "main", within=small, elsewhere=True, leave=first.account_id)
    assert isinstance(third, Claimed)
    assert (third.number, third.worklist) == ("A-0001", "")
    none = queue.next_account(ben, "main", within=ListQuery(1, state="TX"), elsewhere=True, leave=0)
    assert isinstance(none, NothingNow)
    assert none.reason.startswith("Nobody that the filter keeps")
    check_everything(work.boss)


def test_whoever_was_taken_since_the_filter_was_looked_up_is_passed_over(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    choice = Choice("main", ListQuery(1, at_most_cents=100_00))
    fit = choosing.fitting(ana, choice)
    assert [work.number(one) for one in fit] == ["A-0003", "A-0002", "A-0001"]
    queue.open_account(ben, fit[0])
    with ana.store.write() as tx:
        lists, windows = worklists.of_person(tx, ana), ana.open_windows(tx.worklists.windows(), NOON)

        def chosen(looked_up: Sequence[int]) -> int | None:
            return choosing.choose(tx, ana, choice, lists, lists, windows, looked_up).account_id

        assert chosen(fit) == fit[1]
        # All that were looked up are gone: it looks again, in its own turn.
        assert chosen(fit[:1]) == fit[1]
        assert chosen([]) is None


def test_a_filter_of_a_worklist_that_is_not_the_one_asked_finds_nobody(tmp_path: Path) -> None:
    with office(tmp_path, accounts=4, lists=("one", "two")) as work:
        answer = queue.next_account(work.desk("ana"), "one", within=ListQuery(2, client="HOSP"))
        assert isinstance(answer, NothingNow)


def test_my_other_worklists_follow_only_where_that_is_asked(tmp_path: Path) -> None:
    with office(tmp_path, accounts=4, lists=("one", "two"), zones=(EASTERN, PACIFIC)) as work:
        forward(work, hours=-3)
        ana = work.desk("ana")
        assert "2 wait for 08:00 Pacific" in nothing(ana, "two").reason
        answer = queue.next_account(ana, "two", elsewhere=True)
        assert isinstance(answer, Claimed)
        assert (answer.number, answer.worklist, answer.instead_of) == ("A-0003", "One", "Two")


# -- claiming -----------------------------------------------------------------------------------------------------


def test_a_claim_lasts_as_long_as_the_house_says(work: Office, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[work]\nclaim_minutes = 40\n", "utf-8")
    ana = work.desk("ana")
    ana.books = Books(tmp_path)
    assert claimed(ana).lease.expires_at == NOON + timedelta(minutes=40)


def test_the_best_account_is_mine_with_its_reasons(work: Office) -> None:
    ana = work.desk("ana")
    mine = claimed(ana)
    with ana.store.read() as tx:
        best = tx.sql.value("SELECT max(score) FROM account")
    assert mine.score == best == sum(reason.points for reason in mine.why)
    assert (mine.lease.login, mine.lease.session) == ("ana", ana.session)
    assert mine.lease.expires_at == NOON + ana.claims_last
    account = accounts.view(ana, mine.account_id)
    assert (mine.number, mine.customer) == (account.account.number, account.customer.name)
    assert (mine.balance_cents, mine.days_past_due) == (account.account.balance_cents, account.days_past_due)
    assert account.mine is True


def test_no_two_people_ever_get_the_same_account(work: Office) -> None:
    desks = [work.desk(login) for login in ("ana", "ben", "sue", "ana", "boss")]
    got = [claimed(desk).account_id for desk in desks]
    assert len(set(got)) == len(desks)


def test_a_session_that_has_an_account_gets_it_again_with_a_longer_claim(work: Office) -> None:
    ana = work.desk("ana")
    first = claimed(ana)
    forward(work, minutes=10)
    again = claimed(ana)
    assert again.account_id == first.account_id
    assert again.lease.expires_at == NOON + timedelta(minutes=25)


def test_leaving_an_account_gives_it_back_but_not_to_me_at_once(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = claimed(ana)
    second = claimed(ana, leave=first.account_id)
    assert second.account_id != first.account_id
    assert claimed(ben).account_id == first.account_id


def test_a_claim_that_has_run_out_is_free_for_others_and_lost_for_me(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = claimed(ana)
    forward(work, minutes=15)
    assert claimed(ben).account_id == first.account_id
    assert queue.renew(ana, first.account_id) is False
    with pytest.raises(Refused, match="ben has been working"):
        calls.log_call(ana, entry(ana, first.account_id))


def test_a_claim_that_has_run_out_is_mine_again_while_nobody_else_wants_it(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = claimed(ana).account_id
    forward(work, hours=2)
    assert queue.renew(ana, first) is True
    assert claimed(ben).account_id != first
    assert queue.renew(work.desk("olga"), first) is False


def test_a_claim_is_kept_by_renewing_it_and_by_typing(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = claimed(ana).account_id
    forward(work, minutes=14)
    assert queue.renew(ana, first) is True
    forward(work, minutes=14)
    calls.save_draft(ana, first, {"note": "he says"})
    forward(work, minutes=14)
    assert claimed(ben).account_id != first
    calls.log_call(ana, entry(ana, first))


def test_after_a_crash_the_same_person_takes_over_with_the_draft_intact(work: Office) -> None:
    before = work.desk("ana")
    account = claimed(before).account_id
    calls.save_draft(before, account, {"note": "half a sen"})
    after = work.desk("ana")
    (draft,) = calls.drafts(after)
    assert (draft.draft.account_id, draft.draft.body) == (account, {"note": "half a sen"})
    lease = queue.open_account(after, account)
    assert lease is not None
    assert lease.session == after.session
    assert queue.renew(before, account) is False
    calls.log_call(after, entry(after, account))
    assert calls.drafts(after) == []


def test_nobody_takes_an_account_that_somebody_else_has(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    account = claimed(ana).account_id
    assert queue.open_account(ben, account) is None
    assert accounts.view(ben, account).lease is not None
    assert accounts.view(ben, account).mine is False
    for act in (
        lambda: calls.log_call(ben, entry(ben, account)),
        lambda: queue.set_next_action(ben, account, ben.today()),
    ):
        with pytest.raises(Refused, match=r"ana has been working on .* since 12:00"):
            act()


def test_opening_another_account_gives_back_the_one_i_had(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    first = claimed(ana).account_id
    other = next(account for account in work.accounts if account != first)
    assert queue.open_account(ana, other) is not None
    assert claimed(ben).account_id == first


def test_leaving_gives_back_only_what_this_session_has(work: Office) -> None:
    ana, window, ben = work.desk("ana"), work.desk("ana"), work.desk("ben")
    mine = claimed(ana).account_id
    queue.leave(window, mine)
    queue.leave(ben, mine)
    assert accounts.view(ana, mine).mine is True
    queue.leave_all(ana)
    assert claimed(ben).account_id == mine


def test_an_account_that_does_not_exist_cannot_be_opened(work: Office) -> None:
    for act in (
        lambda desk: queue.open_account(desk, 10_000),
        lambda desk: accounts.view(desk, 10_000),
        lambda desk: calls.log_call(desk, entry(desk, 10_000)),
        lambda desk: calls.save_draft(desk, 10_000, {}),
        lambda desk: accounts.add_note(desk, 10_000, "x"),
        lambda desk: queue.set_next_action(desk, 10_000, desk.today()),
    ):
        with pytest.raises(Refused, match="does not exist"):
            act(work.desk("ana"))


def test_whoever_only_looks_takes_nothing_from_the_queue(work: Office) -> None:
    olga, ana = work.desk("olga"), work.desk("ana")
    best = claimed(ana).account_id
    queue.leave(ana, best)
    assert queue.open_account(olga, best) is None
    assert accounts.view(olga, best).account.id == best
    assert claimed(ana).account_id == best


# -- sleepers -----------------------------------------------------------------------------------------------------


def test_a_call_back_comes_first_at_its_minute_also_on_the_way_from_call_to_call(work: Office) -> None:
    ana = work.desk("ana")
    agreed = claimed(ana).account_id
    _, following = calls.log_and_next(ana, entry(ana, agreed, "call_back", moment=NOON + timedelta(minutes=30)))
    assert isinstance(following, Claimed)
    forward(work, minutes=29)
    _, following = calls.log_and_next(ana, entry(ana, following.account_id))
    assert isinstance(following, Claimed)
    assert following.account_id != agreed
    forward(work, minutes=1)
    _, following = calls.log_and_next(ana, entry(ana, following.account_id))
    assert isinstance(following, Claimed)
    assert (following.account_id, following.urgent) == (agreed, True)


def test_an_account_sleeps_until_the_day_i_set(work: Office) -> None:
    ana = work.desk("ana")
    account = claimed(ana).account_id
    queue.set_next_action(ana, account, ana.today() + timedelta(days=2), "ask for\x1b[31m the invoice")
    queue.leave(ana, account)
    assert claimed(ana).account_id != account
    shown = accounts.view(ana, account).account
    assert "\x1b" not in shown.next_action
    assert shown.next_action.startswith("ask for")
    queue.leave_all(ana)
    forward(work, days=1)
    assert claimed(ana).account_id != account
    queue.leave_all(ana)
    forward(work, days=1)
    assert claimed(ana).account_id == account


def test_today_is_a_day_too_and_yesterday_is_not(work: Office) -> None:
    ana = work.desk("ana")
    account = work.accounts[0]
    queue.set_next_action(ana, account, ana.today())
    with ana.store.read() as tx:
        assert tx.sql.value("SELECT ready FROM account WHERE id = :id", {"id": account}) == 1
    with pytest.raises(Refused, match="has passed"):
        queue.set_next_action(ana, account, ana.today() - timedelta(days=1))


def test_a_held_account_comes_back_when_its_hold_ends(work: Office) -> None:
    ana = work.desk("ana")
    account = work.accounts[0]
    calls.log_call(ana, entry(ana, account, "hardship"))
    forward(work, days=29)
    queue.wake_due(ana)
    assert accounts.view(ana, account).account.status == "held"
    forward(work, days=1)
    queue.wake_due(ana)
    view = accounts.view(ana, account)
    assert (view.account.status, view.holds) == ("open", ())
    check_everything(ana)


def test_very_many_sleepers_do_not_hold_up_a_claim_and_all_wake_in_the_end(work: Office) -> None:
    ana = work.desk("ana")
    with ana.store.write() as tx:
        for number in range(queue.WAKE_BATCH + 50):
            account = add_account(tx, number=f"S-{number}", invoices=(), phones=())
            tx.queue.plan(account, NOON + timedelta(minutes=1), "", urgent=False, now=NOON)
    forward(work, minutes=1)
    assert queue.wake_due(ana) == queue.WAKE_BATCH + 50
    assert queue.wake_due(ana) == 0
    scoring.rescore(work.boss)
    check_everything(ana)


# -- worklists ----------------------------------------------------------------------------------------------------


def test_only_my_worklists_are_mine(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "ben"), accounts=4, lists=("shared", "other")) as work:
        worklists.add(work.boss, "bens", "Ben's", members=("ben",))
        ana, ben = work.desk("ana"), work.desk("ben")
        with work.boss.store.write() as tx:
            bens = tx.worklists.by_code("bens")
            assert bens is not None
            account = add_account(tx, number="B-1", worklist_id=bens.id)
        assert claimed(ben, "bens").account_id == account
        with pytest.raises(Refused, match="no worklist bens: yours are other, shared"):
            queue.next_account(ana, "bens")
        assert nothing(ben, "bens").reason.startswith("Nobody but B-1")


def test_whoever_has_no_worklist_is_told_so(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana",), accounts=0, lists=()) as work:
        assert nothing(work.desk("ana")).reason == "You have no worklist: ask a supervisor to give you one."
        bring = "No worklist yet: run `collections-tui import accounts FILE --client CODE`."
        assert nothing(work.desk("boss")).reason == bring


# -- nothing to do ------------------------------------------------------------------------------------------------


def test_an_empty_worklist_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana",), accounts=0) as work:
        answer = nothing(work.desk("ana"))
        assert answer == NothingNow("You have no account to call: ask a supervisor to give you one.", None)
        bring = "No account to call yet: run `collections-tui import accounts FILE --client CODE`."
        assert nothing(work.desk("boss")).reason == bring


def test_what_waits_is_told_in_words_with_the_first_moment(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5, zones=(PACIFIC,)) as work:
        ana = work.desk("ana")
        queue.set_next_action(ana, work.accounts[0], ana.today() + timedelta(days=1))
        assert isinstance(work.clock, HandClock)
        work.clock.at = NOON - timedelta(hours=2)  # 07:00 in California
        answer = nothing(ana)
        assert answer.reason == ("Nobody may be called right now: 4 wait for 08:00 Pacific, 1 wakes tomorrow."), (
            answer.reason
        )
        assert answer.wakes_at == NOON - timedelta(hours=1)


def test_an_account_nobody_may_ever_call_is_told_as_that(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=(("America/New_York", "Asia/Dubai", "Asia/Tokyo"),)) as work:
        answer = nothing(work.desk("ana"))
        assert "no hour" in answer.reason
        assert answer.wakes_at is None


def test_an_account_of_unknown_place_can_be_looked_at_and_logged_but_is_never_next(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=((),)) as work:
        ana, account = work.desk("ana"), work.accounts[0]
        assert "no hour" in nothing(ana).reason
        assert queue.open_account(ana, account) is not None
        assert accounts.view(ana, account).open_now is False
        calls.log_call(ana, entry(ana, account, "refuses"))
        assert calls.undo_last(ana).call.outcome == "refuses"


def test_a_window_closes_and_another_opens_as_the_day_goes(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2, zones=(EASTERN, PACIFIC)) as work:
        ana = work.desk("ana")
        east, west = work.accounts
        assert isinstance(work.clock, HandClock)
        for hour, there in ((13, [east]), (15.98, [east]), (16, [east, west]), (25.98, [east, west]), (26, [west])):
            work.clock.at = NOON.replace(hour=0) + timedelta(hours=hour)
            got: list[int] = []
            for _ in there:
                got.append(claimed(ana, leave=got[-1] if got else 0).account_id)
                with ana.store.write() as tx:
                    tx.queue.lease(
                        got[-1], work.boss.person.id, "elsewhere", ana.now(), ana.now() + timedelta(seconds=1)
                    )
            assert sorted(got) == there
            assert isinstance(queue.next_account(ana, leave=0), NothingNow)
