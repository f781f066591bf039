"""The team: who has how much, who is in a call, what they did today; and that looking again costs nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.domain.errors import NotPermitted
from collections_tui.domain.floor import Size
from collections_tui.services import accounts, calls, dialling, listening, queue, team, worklists
from collections_tui.services.team_views import Seat, Team
from collections_tui.services.views import CallEntry
from tests.build import HandClock, Office, add_account
from tests.services.paying import pay

PHONE = "+12015550101"


def seen(work: Office, before: Team | None = None, *, recount: bool = False) -> Team:
    found = team.look(work.desk("sue", "team"), before, recount=recount)
    assert found is not None
    return found


def seat(found: Team, login: str) -> Seat:
    return next(one for one in found.seats if one.login == login)


def forward(work: Office, minutes: int) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=minutes))


def log(work: Office, login: str, account_id: int, outcome: str, **more: object) -> None:
    desk = work.desk(login, "calling")
    queue.open_account(desk, account_id)
    entry = CallEntry(account_id, outcome, f"{login} {account_id} {outcome} {desk.now()}", phone=PHONE)
    calls.log_call(desk, entry._replace(**more))  # type: ignore[arg-type]


def test_everybody_has_what_is_on_the_worklists_they_take_from(work: Office) -> None:
    own = worklists.add(work.boss, "anas", "Ana's", members=["ana"])
    with work.boss.store.write() as tx:
        for number in range(3):
            add_account(tx, number=f"B-{number}", worklist_id=own.id)
        closed = add_account(tx, number="B-9", worklist_id=own.id)
        tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE id = :id", {"id": closed})
    queue.set_next_action(work.desk("ana"), work.accounts[0], date(2026, 11, 30))
    found = seen(work)
    assert seat(found, "ana").size == Size(9, 8, 8)
    assert seat(found, "ana").worklists == ("anas", "main")
    assert seat(found, "ben").size == Size(6, 5, 5)
    assert seat(found, "olga").size == Size(0, 0, 0), "she takes no accounts"


def test_what_is_due_today_wakes_before_the_day_ends_on_the_floor(work: Office) -> None:
    ben = work.desk("ben")
    log(work, "ben", work.accounts[0], "call_back", moment=ben.now() + timedelta(hours=2))
    queue.set_next_action(ben, work.accounts[1], date(2026, 11, 24))
    queue.leave_all(work.desk("ben", "calling"))
    assert seat(seen(work), "ben").size == Size(6, 5, 4)


def test_who_is_in_a_call_and_who_only_looks(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    queue.open_account(ana, work.accounts[0])
    queue.open_account(ben, work.accounts[1])
    began = ben.now()
    dialling.dial(ben, work.accounts[1], PHONE)
    forward(work, 4)
    found = seen(work)
    looks, talks = seat(found, "ana").having, seat(found, "ben").having
    assert looks is not None
    assert talks is not None
    assert (looks.number, looks.call_since) == ("A-0001", None)
    assert (talks.number, talks.call_since) == ("A-0002", began)
    assert team.in_call(found.seats) == 1
    forward(work, 30)
    assert seat(seen(work), "ben").having is None, "a claim that has run out says nothing any more"


def test_the_day_of_everybody(work: Office) -> None:
    first, second = work.accounts[:2]
    log(work, "ben", first, "no_answer")
    forward(work, 1)
    log(work, "ben", second, "promised", amount_cents=10_00, promised_on=date(2026, 11, 27))
    pay(work.desk("ben"), second, 5_00)
    forward(work, 1)
    log(work, "ana", work.accounts[2], "no_answer")
    calls.undo_last(work.desk("ana", "calling"))
    found = seen(work)
    ben, ana = seat(found, "ben"), seat(found, "ana")
    assert (ben.worked, ben.calls, ben.right_party) == (2, 2, 1)
    assert (ben.promised, ben.collected) == ((("USD", 10_00),), (("USD", 5_00),))
    assert (ana.worked, ana.calls, ana.promised, ana.collected) == (0, 0, (), ())
    assert ben.did is not None
    assert (ben.did.number, ben.did.at) == ("A-0002", work.clock.now() - timedelta(minutes=1))


def test_nothing_is_read_again_where_nothing_has_changed(work: Office) -> None:
    found = seen(work)
    sue = work.desk("sue", "team")
    assert team.look(sue, found) is None
    changes = (
        lambda desk: queue.next_account(desk),
        lambda desk: dialling.dial(desk, queue.next_account(desk).account_id, PHONE),  # type: ignore[union-attr]
        lambda desk: accounts.add_note(desk, work.accounts[3], "Asked for a letter."),
        lambda desk: queue.leave(desk, queue.next_account(desk).account_id),  # type: ignore[union-attr]
    )
    for change in changes:
        assert team.look(sue, found) is None
        change(work.desk("ana", "changing"))
        again = team.look(sue, found)
        assert again is not None
        found = again
    forward(work, 1)
    assert team.look(sue, found) is not None, "a call has taken another minute"


def test_worklists_are_counted_once_a_minute_or_when_asked(work: Office) -> None:
    found = seen(work)
    queue.set_next_action(work.desk("ana"), work.accounts[0], date(2026, 11, 30))
    again = seen(work, found)
    assert seat(again, "ana").size == seat(found, "ana").size
    assert seat(seen(work, again, recount=True), "ana").size == Size(6, 5, 5)
    forward(work, 1)
    assert seat(seen(work, again), "ana").size == Size(6, 5, 5)


def test_a_worklist_whose_people_have_gone_is_nobodys(work: Office) -> None:
    worklists.add(work.boss, "bens", "Ben's", members=["ben"])
    worklists.add(work.boss, "both", "Both's", members=["ana", "ben"])
    assert seen(work).ownerless == ()
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE collector SET disabled = 1 WHERE login = 'ben'")
        add_account(tx, number="B-1", worklist_id=2)
    found = seen(work)
    assert [(one.code, one.size) for one in found.ownerless] == [("bens", Size(1, 1, 1))]
    assert "ben" not in [one.login for one in found.seats]


def test_the_team_is_for_those_who_supervise(work: Office) -> None:
    for login, may in (("ana", False), ("olga", True), ("adam", False), ("sue", True)):
        if may:
            assert team.look(work.desk(login)) is not None
            assert listening.heard(work.desk(login), work.accounts[0]) is None
        else:
            with pytest.raises(NotPermitted, match="may not see the team"):
                team.look(work.desk(login))
            with pytest.raises(NotPermitted, match="may not listen in"):
                listening.heard(work.desk(login), work.accounts[0])


def test_what_a_colleague_types_is_heard_and_nothing_claimed(work: Office) -> None:
    sue, ben, number = work.desk("sue"), work.desk("ben"), work.accounts[1]
    queue.open_account(ben, number)
    heard = listening.heard(sue, number)
    assert heard is not None
    assert (heard.login, heard.call_since, heard.typed) == ("ben", None, ())
    dialling.dial(ben, number, PHONE)
    body = {"phone": PHONE, "outcome": "promised", "amount": "50", "note": "After\npayday \x1b[2J"}
    calls.save_draft(ben, number, body)
    heard = listening.heard(sue, number)
    assert heard is not None
    assert heard.call_since == ben.now()
    assert dict(heard.typed) == {
        "number": "(201) 555-0101", "outcome": "Promised a payment", "amount": "50", "note": "After\npayday ␛[2J"
    }  # fmt: skip
    assert accounts.view(sue, number).heard == heard
    assert accounts.view(work.desk("ana"), number).heard is None, "a collector does not listen to another"
    assert accounts.view(ben, number).heard is None
    queue.leave(ben, number)
    assert listening.heard(sue, number) is None
    assert queue.open_account(work.desk("ana"), number) is not None, "nobody else has claimed it"
