"""A workstation that is open: taken over, left behind, and refused everything once it is signed in no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.errors import LockNotAvailable

from collections_tui.cli.options import SESSION
from collections_tui.domain.errors import Refused, SessionOver
from collections_tui.domain.records import Unsaved
from collections_tui.services import accounts, calls, lists, people, queue, sessions, unsaved
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.sessions import Back, Whereabouts
from collections_tui.services.views import Claimed, ListQuery
from tests.build import HandClock, Office, office


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, accounts=6) as made:
        yield made


def opened(work: Office, session: str, windows: str = "") -> tuple[Desk, Back]:
    """Ana's workstation, and what she finds."""
    desk = work.desk("ana", session)
    if windows:
        desk.books = Books()
        desk.books.__dict__["site"] = Books().site._replace(windows=windows)  # type: ignore[arg-type]
    return desk, sessions.begin(desk)


def claim(desk: Desk) -> int:
    answer = queue.next_account(desk)
    assert isinstance(answer, Claimed)
    return answer.account_id


def forward(work: Office, minutes: int) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=minutes))


class _Enough(Exception):
    """Takes a transaction back."""


def entries(work: Office) -> int:
    with work.boss.store.read() as tx:
        return int(tx.sql.value("SELECT count(*) FROM audit"))


def test_signing_in_again_takes_over_and_the_old_window_does_nothing_more(work: Office) -> None:
    old, first = opened(work, "old")
    assert first == Back()
    account = claim(old)
    new, found = opened(work, "new")
    assert (found.account_id, found.taken_from) == (account, old.place)
    assert claim(new) == account, "it is mine here now"
    before = entries(work)
    everything: list[Callable[[], object]] = [
        lambda: accounts.add_note(old, account, "too late"),
        lambda: calls.save_draft(old, account, {"note": "too late"}),
        lambda: queue.renew(old, account),
        lambda: queue.leave_all(old),
        lambda: accounts.view(old, account),
        lambda: lists.facets(old),
        lambda: old.refused("a refusal"),
        lambda: sessions.end(old),
        lambda: sessions.begin(old),
    ]
    for attempt in everything:
        with pytest.raises(SessionOver):
            attempt()
    assert entries(work) == before
    assert claim(new) == account
    assert sessions.why_over(old).startswith("You signed in again at 12:00 (")


def test_what_is_being_written_when_somebody_takes_over_is_waited_for_or_never_written(work: Office) -> None:
    """The row is kept from going by whoever writes; whoever begins later finds it gone."""
    old, _ = opened(work, "old")
    with old.store.write() as tx:
        if tx.sql.engine == "postgres":
            new = work.desk("ana", "new")
            with suppress(_Enough), new.store.write() as other:
                other.sql.run("SET LOCAL lock_timeout = '50ms'")
                with pytest.raises(LockNotAvailable):
                    other.sessions.end("old")
                raise _Enough
        tx.settings.set("written", "yes")
    opened(work, "new")
    with pytest.raises(SessionOver), old.store.write() as tx:
        tx.settings.set("written", "no")
    with work.boss.store.read() as tx:
        assert tx.settings.get("written") == "yes"


def test_a_dropped_line_keeps_the_account_for_the_whole_time_of_a_claim_and_all_is_found_again(work: Office) -> None:
    ana, _ = opened(work, "before")
    account = claim(ana)
    unsaved.keep(ana, Unsaved("note", account), {"text": "rings at n"})
    forward(work, 10)
    listing = ListQuery(1, "all", "name", at_least_cents=1)
    sessions.drop(ana, Whereabouts(listing, work.accounts[3], account, "note"))
    forward(work, 14)
    assert claim(work.desk("ben")) != account
    again, found = opened(work, "after")
    assert (found.account_id, found.doing, found.listing, found.taken_from) == (account, "note", listing, "")
    assert found.row is not None
    assert found.row.account_id == work.accounts[3]
    assert queue.renew(again, account)


def test_a_call_has_gone_on_while_the_line_was_away(work: Office) -> None:
    ana, _ = opened(work, "before")
    account = claim(ana)
    calls.save_draft(ana, account, {"note": "on the line"})
    forward(work, 3)
    _, found = opened(work, "after")  # nobody has heard of the old one's end
    assert (found.account_id, found.doing) == (account, "call")
    (begun,) = calls.drafts(work.desk("ana"))
    assert begun.draft.updated_at == work.clock.now()
    assert begun.draft.started_at == work.clock.now() - timedelta(minutes=3)


def test_a_call_that_was_put_down_before_the_line_dropped_is_not_taken_up(work: Office) -> None:
    ana, _ = opened(work, "before")
    account = claim(ana)
    calls.save_draft(ana, account, {"note": "later"})
    forward(work, 3)
    sessions.drop(ana, Whereabouts(account_id=account))
    _, found = opened(work, "after")
    assert (found.account_id, found.doing) == (account, "")


def test_a_claim_that_has_run_out_is_anybodys(work: Office) -> None:
    ana, _ = opened(work, "before")
    account = claim(ana)
    sessions.drop(ana, Whereabouts(ListQuery(1), 0, account))
    forward(work, 15)
    assert claim(work.desk("ben")) == account
    _, found = opened(work, "after")
    assert (found.account_id, found.listing) == (None, ListQuery(1))


def test_whoever_left_of_their_own_accord_finds_nothing(work: Office) -> None:
    ana, _ = opened(work, "before")
    claim(ana)
    sessions.seen(ana, Whereabouts(ListQuery(1), work.accounts[2]))
    sessions.end(ana)
    assert opened(work, "after")[1] == Back()


def test_claims_of_the_command_line_are_left_to_it(work: Office) -> None:
    assert SESSION == sessions.COMMAND_LINE
    account = claim(work.desk("ana", SESSION))
    ana, _ = opened(work, "screen")
    assert claim(ana) != account


def test_several_windows_stand_side_by_side_and_one_unheard_of_is_taken_over(work: Office) -> None:
    one, _ = opened(work, "one", "several")
    theirs = claim(one)
    two, found = opened(work, "two", "several")
    assert found == Back()
    assert claim(two) != theirs
    forward(work, 2)
    sessions.seen(two)
    forward(work, 1)
    _, found = opened(work, "three", "several")
    assert found.account_id == theirs, "one was not heard of for three minutes"
    sessions.seen(two)
    with pytest.raises(SessionOver):
        sessions.seen(one)


def test_a_second_window_is_refused_where_the_host_says_so(work: Office) -> None:
    one, _ = opened(work, "one", "refuse")
    with pytest.raises(Refused, match=r"open since 12:00 .*sign in again after 12:03"):
        opened(work, "two", "refuse")
    sessions.seen(one)
    sessions.drop(one, Whereabouts())
    assert opened(work, "three", "refuse")[1].taken_from == ""
    forward(work, 3)
    assert opened(work, "four", "refuse")[1].taken_from != "", "nobody has heard of the third"


def test_whoever_is_disabled_is_refused_at_their_open_desk_at_once(work: Office) -> None:
    ana, _ = opened(work, "open")
    account = claim(ana)
    people.disable(work.boss, "ana")
    with pytest.raises(SessionOver):
        accounts.view(ana, account)
    with pytest.raises(SessionOver):
        accounts.add_note(ana, account, "too late")
    assert sessions.why_over(ana) == "ana has been disabled: ask an admin. What was typed is kept."
    with pytest.raises(SessionOver):
        sessions.begin(ana)
    people.enable(work.boss, "ana")
    with pytest.raises(SessionOver):
        lists.facets(ana)


def test_whoever_is_disabled_between_signing_in_and_opening_a_window_gets_none(work: Office) -> None:
    ana = work.desk("ana", "late")
    people.disable(work.boss, "ana")
    with pytest.raises(Refused, match="ana has been disabled"):
        sessions.begin(ana)
