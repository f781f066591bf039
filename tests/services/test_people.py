"""Who works here, and what becomes of it: roles, teams, people who may sign in no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import accounts, calls, people, queue, teams, worklists
from collections_tui.services.views import Claimed
from tests.build import HandClock, Office, office

MINUTE = timedelta(minutes=1)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, people=("ana", "ben", "eva:supervisor"), accounts=4) as made:
        yield made


def later(work: Office, by: timedelta = MINUTE) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(by)


def audited(work: Office, action: str) -> list[tuple[str, str, str]]:
    with work.boss.store.read() as tx:
        rows = tx.sql.all(
            "SELECT details, before, after FROM audit WHERE action = :action ORDER BY id", {"action": action}
        )
    return [(row[0], row[1], row[2]) for row in rows]


def test_roles_change_and_open_desks_know_it_within_a_minute(work: Office) -> None:
    ana = work.desk("ana")
    assert people.set_roles(work.boss, "ana", ["auditor", "auditor"]).roles == ("auditor",)
    later(work)
    with pytest.raises(NotPermitted, match="ana may not work: ask a collector or supervisor") as refused:
        queue.next_account(ana)
    assert refused.value.permission == "work"
    assert ana.person.roles == ("auditor",)
    people.set_roles(work.boss, "ana", ["collector", "supervisor"])
    later(work)
    assert isinstance(queue.next_account(ana), Claimed)
    assert audited(work, "roles of person")[0] == ("ana", '{"roles": ["collector"]}', '{"roles": ["auditor"]}')


def test_somebody_is_always_admin(work: Office) -> None:
    with pytest.raises(Refused, match="boss is the only admin"):
        people.set_roles(work.boss, "boss", ["supervisor"])
    people.set_roles(work.boss, "eva", ["admin"])
    assert people.set_roles(work.boss, "boss", ["collector"]).roles == ("collector",)
    eva = work.desk("eva")
    with pytest.raises(Refused, match="eva is the only admin"):
        people.set_roles(eva, "eva", ["auditor"])
    with pytest.raises(Refused, match="You cannot disable yourself"):
        people.disable(eva, "eva")
    # Whoever may sign in no more is no admin to count on.
    people.set_roles(eva, "boss", ["admin"])
    people.disable(eva, "boss")
    with pytest.raises(Refused, match="eva is the only admin"):
        people.set_roles(eva, "eva", ["auditor"])


def test_what_a_disabled_person_had_is_free_and_their_desk_is_refused(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    mine = queue.next_account(ana)
    assert isinstance(mine, Claimed)
    calls.save_draft(ana, mine.account_id, {"note": "half a sentence"})
    assert people.disable(work.boss, "ana").disabled
    assert queue.open_account(ben, mine.account_id) is not None, "nobody has it any more"
    queue.leave(ben, mine.account_id)
    later(work)
    for act in (
        lambda: accounts.view(ana, mine.account_id),
        lambda: queue.renew(ana, mine.account_id),
        lambda: queue.wake_due(ana),
    ):
        with pytest.raises(NotPermitted, match="ana has been disabled: ask an admin"):
            act()
    with pytest.raises(Refused, match="ana has been disabled"):
        work.desk("ana")
    people.enable(work.boss, "ana")
    again = work.desk("ana")
    assert [line.draft.body for line in calls.drafts(again)] == [{"note": "half a sentence"}]
    later(work)
    assert isinstance(queue.next_account(ana), Claimed), "the desk that stayed open is let in again, too"


def test_a_desk_reads_its_person_once_a_minute_and_no_oftener(work: Office) -> None:
    ana = work.desk("ana")
    people.set_roles(work.boss, "ana", ["auditor"])
    later(work, timedelta(seconds=59))
    queue.next_account(ana)
    later(work, timedelta(seconds=1))
    with pytest.raises(NotPermitted):
        queue.next_account(ana)


def test_a_turn_at_the_database_is_not_interrupted_to_read_the_person(work: Office) -> None:
    ana = work.desk("ana")
    later(work)
    with ana.store.write() as tx:
        ana.permit("work")
        ana.note(tx, "nothing")
    with ana.store.read():
        ana.permit("work")
    ana.permit("work")


def test_worklists_of_somebody_disabled_are_nobodys(work: Office) -> None:
    worklists.add(work.boss, "own", "Own", members=["ana"])
    worklists.add(work.boss, "both", "Both", members=["ana", "ben"])

    def shown() -> dict[str, tuple[str | None, bool]]:
        return {one.worklist.code: (one.worklist.owner, one.ownerless) for one in worklists.counts(work.boss)}

    assert shown() == {"main": (None, False), "own": ("ana", False), "both": (None, False)}
    people.disable(work.boss, "ana")
    assert shown() == {"main": (None, False), "own": (None, True), "both": (None, False)}
    assert [one.code for one in worklists.mine(work.desk("ben"))] == ["both", "main"], (
        "what was hers is not everybody's"
    )
    people.disable(work.boss, "ben")
    assert shown()["both"] == (None, True)
    people.enable(work.boss, "ana")
    assert shown() == {"main": (None, False), "own": ("ana", False), "both": (None, False)}


def test_a_team_works_its_worklists(work: Office) -> None:
    teams.add(work.boss, "east", "East coast")
    made = worklists.add(work.boss, "shared", "Shared", members=["eva"])
    with work.boss.store.write() as tx:
        team = tx.teams.by_code("east")
        assert team is not None
        tx.sql.run(
            "UPDATE worklist SET owner_id = NULL, team_id = :team WHERE id = :id", {"team": team.id, "id": made.id}
        )
        tx.sql.run("DELETE FROM worklist_member WHERE worklist_id = :id", {"id": made.id})
    ana = work.desk("ana")
    assert [one.code for one in worklists.mine(ana)] == ["main"]
    assert people.set_team(work.boss, "ana", "east").team == "east"
    assert [one.code for one in worklists.mine(ana)] == ["main", "shared"]
    assert [(one.code, one.name, one.people) for one in teams.every(ana)] == [("east", "East coast", ("ana",))]
    assert {one.login: one.team for one in people.everyone(ana)} == {"ana": "east", "ben": "", "boss": "", "eva": ""}
    assert not any(one.ownerless for one in worklists.counts(work.boss))
    people.set_team(work.boss, "ana", "")
    assert [one.code for one in worklists.mine(ana)] == ["main"]
    assert [one.worklist.code for one in worklists.counts(work.boss) if one.ownerless] == ["shared"]


def test_what_cannot_be_is_refused_in_one_sentence(work: Office) -> None:
    teams.add(work.boss, "east")
    for act, sentence in (
        (lambda: people.set_roles(work.boss, "zoe", ["auditor"]), "Nobody signs in as zoe"),
        (lambda: people.set_roles(work.boss, "ana", []), "Say what ana does"),
        (lambda: people.set_team(work.boss, "ana", "west"), "There is no team west: there are east."),
        (lambda: people.set_scope(work.boss, "ana", ["X"]), "There is no client X"),
        (lambda: people.disable(work.boss, "zoe"), "Nobody signs in as zoe"),
        (lambda: teams.add(work.boss, "east"), "There already is a team east"),
        (lambda: teams.add(work.boss, " "), "1 to 32 characters"),
    ):
        with pytest.raises(Refused, match=sentence):
            act()
