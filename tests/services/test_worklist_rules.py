"""Worklists that somebody owns, that a team shares, or that a rule fills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.filters import Filter
from collections_tui.services import day, queue, reassign, scoring, worklist_rules, worklists
from collections_tui.services.reassign_views import Asked
from tests.build import HandClock, Office, add_account, office
from tests.services.facts import check_everything
from tests.services.test_reassign import on, where


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Office]:
    """Six accounts on a worklist that is everybody's, two that ana owns, one on none; from 10 to 90 dollars."""
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=0) as made:
        ana = worklists.add(made.boss, "ana", "Ana", owner="ana")
        with made.boss.store.write() as tx:
            for number in range(1, 10):
                there = 1 if number <= 6 else ana.id if number <= 8 else None
                state = "TX" if number == 5 else "NY"
                bills = [(date(2026, 11, 20) - timedelta(days=10 * number), 10_00 * number)]
                made.accounts.append(
                    add_account(tx, number=f"A-{number:04d}", worklist_id=there, state=state, invoices=bills)
                )
        scoring.rescore(made.boss)
        yield made


def ruled(work: Office, code: str, place: int = 0, **asked: object) -> None:
    """A worklist with a rule."""
    worklists.add(work.boss, code, code.title(), rule=Filter(**asked), place=place)  # type: ignore[arg-type]


def test_accounts_come_from_worklists_that_nobody_owns_and_from_none(floor: Office) -> None:
    ruled(floor, "large", at_least_cents=40_00)
    assert worklist_rules.refresh(floor.boss) == 4
    assert on(floor.boss, "large") == ["04", "05", "06", "09"]
    assert on(floor.boss, "ana") == ["07", "08"]
    assert worklist_rules.refresh(floor.boss) == 0
    check_everything(floor.boss)


def test_the_first_rule_that_an_account_fits_has_it(floor: Office) -> None:
    ruled(floor, "large", 2, at_least_cents=40_00)
    ruled(floor, "texas", 1, state="TX")
    ruled(floor, "late", 3, age="31_60")
    worklist_rules.refresh(floor.boss)
    assert (on(floor.boss, "texas"), on(floor.boss, "large"), on(floor.boss, "late")) == (
        ["05"],
        ["04", "06", "09"],
        ["03"],
    )
    worklists.change(floor.boss, "texas", place=9)
    assert worklist_rules.refresh(floor.boss) == 1
    assert on(floor.boss, "large") == ["04", "05", "06", "09"]


def test_what_fits_no_longer_goes_back_where_it_came_from(floor: Office) -> None:
    before = where(floor.boss)
    ruled(floor, "large", 1, at_least_cents=40_00)
    ruled(floor, "some", 2, at_least_cents=20_00)
    worklist_rules.refresh(floor.boss)
    worklists.change(floor.boss, "large", rule=Filter(at_least_cents=900_00))
    worklists.change(floor.boss, "some", rule=Filter(at_least_cents=60_00))
    worklist_rules.refresh(floor.boss)
    assert on(floor.boss, "some") == ["06", "09"]
    worklists.change(floor.boss, "some", rule=Filter(at_least_cents=900_00))
    worklist_rules.refresh(floor.boss)
    assert where(floor.boss) == before, "through two of them, and also where it was on none"
    check_everything(floor.boss)


def test_what_somebody_has_or_has_until_a_day_stays(floor: Office) -> None:
    ana, sue = floor.desk("ana"), floor.desk("sue")
    worklists.add(floor.boss, "pool", "Pool")
    reassign.do(sue, Asked(("pool",), accounts=(floor.accounts[3],), until=date(2026, 11, 24)), "op")
    queue.open_account(ana, floor.accounts[4])
    ruled(floor, "large", at_least_cents=40_00)
    worklist_rules.refresh(floor.boss)
    assert on(floor.boss, "large") == ["06", "09"]
    queue.leave(ana, floor.accounts[4])
    assert isinstance(floor.clock, HandClock)
    floor.clock.forward(timedelta(days=2))
    done = day.run(floor.boss)
    assert (done.returned, done.filled) == (1, 2)
    assert on(floor.boss, "large") == ["04", "05", "06", "09"]
    assert "1 account came back, 2 accounts moved by rules" in done.words
    check_everything(floor.boss)


def test_another_way_to_rank_means_another_score_at_once(floor: Office) -> None:
    worklists.add(floor.boss, "large", "L", strategy="promises-first", rule=Filter(at_least_cents=40_00))
    worklist_rules.refresh(floor.boss)
    check_everything(floor.boss)
    assert scoring.rescore(floor.boss) == 0


def test_nobody_gives_to_a_worklist_that_a_rule_fills(floor: Office) -> None:
    ruled(floor, "large", at_least_cents=40_00)
    with pytest.raises(Refused, match="large is filled by its rule"):
        reassign.preview(floor.desk("sue"), Asked(("large",), ("ana",)))


def test_who_works_a_worklist_can_be_said_otherwise(floor: Office) -> None:
    with floor.boss.store.write() as tx:
        tx.sql.run("INSERT INTO team (code, name) VALUES ('east', 'East')")
    worklists.add(floor.boss, "shared", "Shared", team="east", members=("ana", "ben"))
    one = next(one for one in worklists.settings(floor.boss) if one.worklist.code == "shared")
    assert (one.owner, one.team, one.members, one.rule) == ("", "east", ("ana", "ben"), None)
    two = worklists.change(floor.boss, "shared", owner="ben", team="", members=("ana",), rule=Filter(client="HOSP"))
    assert (two.owner, two.team, two.members, two.rule) == ("ben", "", ("ana",), Filter(client="HOSP"))
    three = worklists.change(floor.boss, "shared", owner="", rule=Filter())
    assert (three.owner, three.rule, three.members) == ("", None, ("ana",))


def test_what_is_not_known_is_refused(floor: Office) -> None:
    for why, said in (
        ("Nobody signs in as zoe", {"owner": "zoe"}),
        ("no team north", {"team": "north"}),
        ("no client NONE", {"rule": Filter(client="NONE")}),
        ("A rule has no words", {"rule": Filter(words="smith")}),
    ):
        with pytest.raises(Refused, match=why):
            worklists.add(floor.boss, "x", "X", **said)
        with pytest.raises(Refused, match=why):
            worklists.change(floor.boss, "ana", **said)
    with pytest.raises(Refused, match="no worklist nowhere"):
        worklists.change(floor.boss, "nowhere", name="N")
    with pytest.raises(Refused, match="may not manage worklists"):
        worklist_rules.refresh(floor.desk("ana"))
