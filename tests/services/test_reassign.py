"""Moving accounts to other people: what moves, what waits, what comes back, and what can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import calls, clients, day, people, queue, reassign, reassign_plan, scoring, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.moving import Moving, settle_begun
from collections_tui.services.patience import keep_trying
from collections_tui.services.reassign_views import Asked, Done, divided_words
from collections_tui.services.views import Claimed, ListQuery
from tests.build import HandClock, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_everything

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Office]:
    """Ana has twelve accounts, ben a worklist of his own without any, eva none; sue may move them."""
    people = ("ana", "ben", "eva", "olga:auditor", "sue:supervisor")
    with office(tmp_path, people=people, accounts=0, lists=()) as made:
        ana = worklists.add(made.boss, "ana", "Ana", members=("ana",))
        worklists.add(made.boss, "ben", "Ben", members=("ben",))
        with made.boss.store.write() as tx:
            for number in range(12):
                made.accounts.append(
                    add_account(
                        tx,
                        number=f"A-{number + 1:04d}",
                        worklist_id=ana.id,
                        name=f"Customer {number}",
                        invoices=[(date(2026, 10, 1), 10_00 * (number + 1))],
                    )
                )
        scoring.rescore(made.boss)
        yield made


def where(desk: Desk) -> dict[str, str]:
    """On which worklist every account is."""
    with desk.store.read() as tx:
        rows = tx.sql.all(
            "SELECT a.number, coalesce(w.code, '') FROM account a LEFT JOIN worklist w ON w.id = a.worklist_id "
            "ORDER BY a.number"
        )
    return dict(rows)


def on(desk: Desk, code: str) -> list[str]:
    """The accounts of a worklist, shortly."""
    return [number[-2:] for number, there in where(desk).items() if there == code]


def move(desk: Desk, operation: str = "op", **said: object) -> Done:
    """Reassign."""
    return reassign.do(desk, Asked(**said), operation)  # type: ignore[arg-type]


def tomorrow(work: Office, days: int = 1) -> day.DayDone:
    """What the morning so many days later does."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(days=days))
    return day.run(work.boss)


def claim(desk: Desk) -> Claimed:
    """The next account, which there must be."""
    answer = queue.next_account(desk)
    assert isinstance(answer, Claimed)
    return answer


def test_a_preview_says_what_moves_and_how_it_looks_afterwards_and_moves_nothing(floor: Office) -> None:
    sue = floor.desk("sue")
    plan = reassign.preview(sue, Asked(("ben", "eva"), ("ana",), by="balance"))
    assert (plan.words, plan.accounts, plan.customers, plan.leased) == ("ana to ben, eva, by balance", 12, 12, 0)
    assert [(one.source, one.target, one.accounts, one.cents) for one in plan.moves] == [
        ("ana", "ben", 6, {"USD": 390_00}),
        ("ana", "eva", 6, {"USD": 390_00}),
    ]
    assert [(one.code, one.owner, one.before.accounts, one.after.accounts, one.new) for one in plan.sides] == [
        ("ana", "ana", 12, 0, False),
        ("ben", "ben", 0, 6, False),
        ("eva", "eva", 0, 6, True),
    ]
    assert [one.after.cents for one in plan.sides] == [{}, {"USD": 390_00}, {"USD": 390_00}]
    assert on(sue, "ana") == [f"{number:02d}" for number in range(1, 13)]


def test_what_a_preview_says_is_what_happens(floor: Office) -> None:
    sue = floor.desk("sue")
    plan = reassign.preview(sue, Asked(("ben", "eva"), ("ana",)))
    done = move(sue, to=("ben", "eva"), sources=("ana",))
    assert (done.state, done.planned, done.moved, done.waiting, done.left) == ("done", 12, 12, 0, 0)
    assert [len(on(sue, one.target)) for one in plan.moves] == [one.accounts for one in plan.moves] == [6, 6]
    assert [one.worklist.owner for one in worklists.counts(floor.desk("eva"))] == ["eva"]
    assert claim(floor.desk("eva")).worklist == ""
    check_everything(floor.boss)


def test_only_what_the_filter_keeps_or_what_was_marked_moves(floor: Office) -> None:
    sue = floor.desk("sue")
    done = move(sue, to=("ben",), sources=("ana",), within=ListQuery(0, at_least_cents=110_00, client="HOSP"))
    assert (done.words, on(sue, "ben")) == ("ana to ben, filtered", ["11", "12"])
    move(sue, "op2", to=("ben",), accounts=tuple(floor.accounts[:2]))
    assert on(sue, "ben") == ["01", "02", "11", "12"]
    with pytest.raises(Refused, match="nothing would move"):
        move(sue, "op3", to=("ben",), sources=("ana",), within=ListQuery(0, client="NONE"))


def test_whom_a_filter_or_marks_divide_is_said_and_the_rest_can_go_along(floor: Office) -> None:
    """Customers 0 and 1 have a small account beside their own, customer 2 one on another list, and one is closed."""
    sue, filtered = floor.desk("sue"), ListQuery(0, at_least_cents=10_00)
    with floor.boss.store.write() as tx:
        of = [account.customer_id for one in floor.accounts[:3] if (account := tx.accounts.get(one)) is not None]
        small = [
            add_account(tx, number=f"B-{at}", customer_id=of[at // 2], worklist_id=there, invoices=[(FRIDAY, 5_00)])
            for at, there in ((1, 1), (2, 1), (3, 1), (4, 2), (5, None))
        ]
    scoring.rescore(floor.boss)
    with floor.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE id = :id", {"id": small[2]})
    plan = reassign.preview(sue, Asked(("eva",), ("ana",), within=filtered))
    assert (plan.accounts, plan.customers, plan.divided, plan.behind, plan.along) == (12, 12, 2, 2, 0)
    assert divided_words(plan) == "2 customers would be divided: 2 accounts of theirs stay behind."
    marked = Asked(("eva",), accounts=(small[0], floor.accounts[3]))
    assert reassign.preview(sue, marked)[-3:] == (1, 1, 0)
    assert reassign.preview(sue, Asked(("eva",), ("ana",)))[-3:] == (0, 0, 0), "all of a worklist divides nobody"
    whole = reassign.preview(sue, marked._replace(together=True))
    assert (whole.accounts, whole.customers, whole.words) == (3, 2, "2 marked to eva, whole customers")
    assert whole[-3:] == (0, 0, 1)
    assert whole.moves[0].accounts == 3
    move(sue, to=("eva",), sources=("ana",), within=filtered, together=True)
    there = where(sue)
    assert (there["B-1"], there["B-2"], there["B-3"], there["B-4"], there["B-5"]) == ("eva", "eva", "ana", "ben", "")
    check_everything(floor.boss)


def test_what_may_not_be_seen_neither_stays_nor_goes_along(floor: Office) -> None:
    lake = clients.add(floor.boss, "LAKE", "Lakeside Dental")
    people.set_scope(floor.boss, "sue", ["HOSP"])
    with floor.boss.store.write() as tx:
        account = tx.accounts.get(floor.accounts[0])
        assert account is not None
        foreign = add_account(tx, number="L-1", customer_id=account.customer_id, client_id=lake.id, worklist_id=1)
    asked = Asked(("eva",), accounts=(account.id,))
    assert reassign.preview(floor.desk("sue"), asked)[-3:] == (0, 0, 0)
    assert reassign.preview(floor.boss, asked)[-3:] == (1, 1, 0)
    move(floor.boss, to=("ben",), accounts=(foreign,))
    queue.open_account(floor.desk("ben"), foreign)
    with pytest.raises(Refused, match="ben has opened another client's account since"):
        reassign.undo(floor.desk("sue"), 1)
    with pytest.raises(Refused, match="ben has opened L-1 since"):
        reassign.undo(floor.boss, 1)


def test_what_somebody_has_moves_when_they_are_done_with_it(floor: Office) -> None:
    sue, ana, ben = floor.desk("sue"), floor.desk("ana"), floor.desk("ben")
    called, left, lost = floor.accounts[:3]
    assert queue.open_account(ana, called)
    other = floor.desk("ana", "another window")
    assert queue.open_account(other, left)
    assert queue.open_account(floor.desk("ana", "a third"), lost)
    done = move(sue, to=("ben",), sources=("ana",))
    assert (done.moved, done.waiting, on(sue, "ana")) == (12, 3, ["01", "02", "03"])
    assert queue.renew(ana, called)
    calls.log_call(ana, entry(ana, called))
    assert on(sue, "ana") == ["02", "03"]
    queue.leave(other, left)
    assert on(sue, "ana") == ["03"]
    check_everything(floor.boss)
    assert isinstance(floor.clock, HandClock)
    floor.clock.forward(timedelta(minutes=16))
    claim(ben)
    assert on(sue, "ana") == []
    assert reassign.told(sue, done.id).waiting == 0
    check_everything(floor.boss)


def waits_for_another(desk: Desk) -> bool:
    """Whether somebody waits at this moment for what somebody else is changing."""
    with desk.store.read() as tx:
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return tx.sql.one(waiting) is not None


def test_a_claim_at_the_very_moment_of_the_move_is_seen(floor: Office) -> None:
    """Whoever moves waits for the claim that is being written, and only then asks who has what."""
    ana, about_to = floor.desk("ana"), threading.Event()
    first = floor.accounts[0]
    moving = reassign.begin(floor.desk("sue"), Asked(("ben",), ("ana",)), "op").id

    def go_on() -> None:
        sue = floor.desk("sue", "beside")
        work = Moving(sue, moving)
        about_to.set()
        while not keep_trying(lambda: work.step(sue), patience=20):
            pass

    beside = threading.Thread(target=go_on)
    with ana.store.write() as tx:
        assert tx.accounts.get(first) is not None
        beside.start()
        assert about_to.wait(20)
        while tx.sql.engine == "postgres" and not waits_for_another(floor.boss):
            assert beside.is_alive()
        tx.queue.lease(first, ana.person.id, ana.session, ana.now(), ana.now() + ana.claims_last)
    beside.join(20)
    assert not beside.is_alive()
    assert on(floor.boss, "ana") == ["01"]
    queue.leave(ana, first)
    assert on(floor.boss, "ana") == []
    check_everything(floor.boss)


def test_a_new_call_on_what_is_to_move_can_be_taken_back(floor: Office) -> None:
    sue, ana = floor.desk("sue"), floor.desk("ana")
    first = floor.accounts[0]
    queue.open_account(ana, first)
    move(sue, to=("ben",), sources=("ana",))
    calls.log_call(ana, entry(ana, first))
    assert "01" in on(sue, "ben")
    calls.undo_last(ana)
    assert "01" in on(sue, "ben")
    queue.leave(ana, first)
    check_everything(floor.boss)


def test_accounts_of_one_customer_go_to_the_same_person(floor: Office) -> None:
    with floor.boss.store.write() as tx:
        for number in range(5):
            add_account(tx, number=f"B-{number + 13:04d}", customer_id=1)
    sue = floor.desk("sue")
    move(sue, to=("ben", "eva"), sources=("ana",), by="score")
    together = {"01", "13", "14", "15", "16", "17"}
    assert together <= set(on(sue, "ben")) or together <= set(on(sue, "eva"))


def test_closed_accounts_and_those_with_whom_they_should_be_stay(floor: Office) -> None:
    sue = floor.desk("sue")
    with sue.store.write() as tx:
        tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE number = 'A-0012'")
    move(sue, to=("ben",), accounts=(floor.accounts[0],))
    done = move(sue, "op2", to=("ben", "eva"), sources=("ana", "ben"))
    assert (done.moved, on(sue, "ana")) == (10, ["12"])
    assert "01" in on(sue, "ben")


def test_what_others_change_between_plan_and_move_stays(floor: Office) -> None:
    sue = floor.desk("sue")
    work = reassign.begin(sue, Asked(("ben",), ("ana",)), "op")
    with sue.store.write() as tx:
        tx.sql.run("UPDATE account SET worklist_id = 2 WHERE number = 'A-0001'")
        tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE number = 'A-0002'")
    while not reassign.go_on(sue, work, 5):
        pass
    done = reassign.told(sue, work.id)
    assert (done.planned, done.moved, done.left) == (12, 10, 2)


# -- until a day ---------------------------------------------------------------------------------------------------


def test_until_a_day_means_back_on_the_morning_after(floor: Office) -> None:
    sue = floor.desk("sue")
    before = where(sue)
    done = move(sue, to=("ben", "eva"), sources=("ana",), until=FRIDAY)
    assert done.words == "ana to ben, eva, by count, until Fri 27 Nov"
    claimed = claim(floor.desk("ben"))
    calls.log_call(floor.desk("ben"), entry(sue, claimed.account_id))
    assert tomorrow(floor, 4).returned == 0, "Friday is the last day"
    assert on(sue, "ana") == []
    assert tomorrow(floor).returned == 12
    assert where(sue) == before
    assert reassign.every(sue)[0].state == "returned"
    assert tomorrow(floor).returned == 0
    check_everything(floor.boss)


def test_what_was_moved_for_good_meanwhile_stays(floor: Office) -> None:
    sue = floor.desk("sue")
    move(sue, to=("ben",), sources=("ana",), until=FRIDAY)
    move(sue, "for good", to=("eva",), accounts=(floor.accounts[0],))
    assert tomorrow(floor, 5).returned == 11
    assert on(sue, "eva") == ["01"]


def test_a_stand_in_who_falls_ill_too_gives_back_to_whom_it_belongs(floor: Office) -> None:
    """Ben's days outlast ana's: what he had of hers goes home once he is back, not to him."""
    sue = floor.desk("sue")
    move(sue, to=("ben",), sources=("ana",), until=FRIDAY)
    move(sue, "ben is ill", to=("eva",), sources=("ben",), until=FRIDAY + timedelta(days=3))
    assert tomorrow(floor, 5).returned == 0
    assert len(on(sue, "eva")) == 12
    assert tomorrow(floor, 4).returned == 12
    assert len(on(sue, "ana")) == 12


def test_a_stand_in_for_a_stand_in_gives_back_step_by_step(floor: Office) -> None:
    sue = floor.desk("sue")
    move(sue, to=("ben",), sources=("ana",), until=FRIDAY)
    move(sue, "ben is out", to=("eva",), sources=("ben",), until=FRIDAY - timedelta(days=2))
    assert tomorrow(floor, 3).returned == 12
    assert len(on(sue, "ben")) == 12
    assert tomorrow(floor, 3).returned == 12
    assert len(on(sue, "ana")) == 12


# -- taking back ---------------------------------------------------------------------------------------------------


def test_undo_gives_everything_back_until_somebody_has_worked_one(floor: Office) -> None:
    sue, ana, ben = floor.desk("sue"), floor.desk("ana"), floor.desk("ben")
    before = where(sue)
    queue.open_account(ana, floor.accounts[0])
    done = move(sue, to=("ben",), sources=("ana",))
    undone = reassign.undo(sue, done.id)
    assert (undone.state, undone.moved, undone.left, where(sue)) == ("undone", 12, 0, before)
    queue.leave(ana, floor.accounts[0])
    assert where(sue) == before
    with pytest.raises(Refused, match=r"was taken back .*: nothing is left to undo"):
        reassign.undo(sue, done.id)
    again = move(sue, "again", to=("ben",), sources=("ana",))
    number = claim(ben).number
    queue.leave_all(ben)
    with pytest.raises(Refused, match=f"ben has opened {number} since it was moved"):
        reassign.undo(sue, again.id)
    check_everything(floor.boss)


def test_a_call_by_whoever_had_it_is_work_too(floor: Office) -> None:
    sue, ana = floor.desk("sue"), floor.desk("ana")
    queue.open_account(ana, floor.accounts[0])
    done = move(sue, to=("ben",), sources=("ana",))
    calls.log_call(ana, entry(ana, floor.accounts[0]))
    with pytest.raises(Refused, match="ana has called A-0001 since it was moved"):
        reassign.undo(sue, done.id)


def test_what_is_claimed_while_it_is_given_back_stays(floor: Office) -> None:
    sue, ben = floor.desk("sue"), floor.desk("ben")
    done = move(sue, to=("ben",), sources=("ana",))
    work = reassign.begin_undo(sue, done.id)
    queue.open_account(ben, floor.accounts[4])
    while not reassign.go_on(sue, work, 5):
        pass
    undone = reassign.told(sue, work.id)
    assert (undone.moved, undone.left, on(sue, "ben")) == (11, 1, ["05"])


# -- interrupted ---------------------------------------------------------------------------------------------------


def test_what_was_interrupted_is_gone_on_with_and_done_once(floor: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sue = floor.desk("sue")
    asked = Asked(("ben", "eva"), ("ana",))
    work = Moving(sue, reassign.begin(sue, asked, "op").id, 5)
    work.step(sue)
    assert [one.state for one in reassign.every(sue)] == ["moving"]
    assert len(on(sue, "ana")) == 7
    done = reassign.do(sue, asked, "op")
    assert (done.state, done.moved, on(sue, "ana")) == ("done", 12, [])
    assert reassign.do(sue, asked, "op") == done
    assert [one.state for one in reassign.every(sue)] == ["done"]


def test_the_morning_finishes_what_somebody_began_and_forgets_a_plan_that_came_to_nothing(floor: Office) -> None:
    sue = floor.desk("sue")
    Moving(sue, reassign.begin(sue, Asked(("ben",), ("ana",)), "op").id, 5).step(sue)
    with sue.store.write() as tx:
        tx.moves.add(sue.now(), sue.person.id, "never written down", "ana to eva", 3, None)
    assert tomorrow(floor).returned == 0
    assert len(on(sue, "ben")) == 12
    settle_begun(sue.now(), sue)
    assert [one.state for one in reassign.every(sue)] == ["done"]


# -- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked(("ben",)), "Say from whom"),
        (Asked((), ("ana",)), "Say to whom"),
        (Asked(("nobody",), ("ana",)), "neither a person nor a worklist nobody"),
        (Asked(("olga",), ("ana",)), "olga does not work accounts"),
        (Asked(("ben",), ("eva",)), "eva has no worklist of their own"),
        (Asked(("ben",), ("ben",)), "nothing would move"),
        (Asked(("ben",), ("ana",), until=date(2026, 11, 22)), "has passed"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(floor: Office, asked: Asked, why: str) -> None:
    sue = floor.desk("sue")
    for service in (reassign.preview, lambda desk, one: reassign.do(desk, one, "op")):
        with pytest.raises(Refused, match=why):
            service(sue, asked)
    assert reassign.every(sue) == []


def test_a_name_that_is_a_person_and_somebody_elses_worklist_has_to_be_said_exactly(floor: Office) -> None:
    sue = floor.desk("sue")
    worklists.add(floor.boss, "eva", "Eva's old one", members=("ana",))
    with pytest.raises(Refused, match="person:eva or list:eva"):
        reassign.preview(sue, Asked(("eva",), ("ana",)))
    plan = reassign.preview(sue, Asked(("person:eva",), ("list:ana",)))
    assert (plan.sides[-1].code, plan.sides[-1].new) == ("eva-2", True)


def test_more_accounts_one_by_one_than_anybody_marks_are_refused(floor: Office) -> None:
    many = tuple(range(reassign_plan.MOST_MARKED + 1))
    with pytest.raises(Refused, match="use a filter"):
        reassign.preview(floor.desk("sue"), Asked(("ben",), accounts=many))


def test_nobody_else_may(floor: Office) -> None:
    for who in ("ana", "olga"):
        desk = floor.desk(who)
        for service in (
            lambda desk: reassign.preview(desk, Asked(("ben",), ("ana",))),
            lambda desk: reassign.do(desk, Asked(("ben",), ("ana",)), "op"),
            lambda desk: reassign.undo(desk, 1),
            reassign.every,
        ):
            with pytest.raises(Refused, match="may not reassign accounts"):
                service(desk)
