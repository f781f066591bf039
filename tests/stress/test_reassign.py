"""Accounts move to other people while everybody works: nothing is lost, called twice, or left half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.services import reassign, scoring, worklists
from collections_tui.services.demo import make_demo
from collections_tui.services.reassign_views import Asked
from tests.build import NOON
from tests.stress.processes import answer, await_ready, in_words, start, tell
from tests.stress.worker import sit

pytestmark = pytest.mark.xdist_group("stress")


def moved_beside_work(folder: Path, accounts: int, collectors: int, pause: float) -> None:
    """Give everything to one worklist and back, while people claim and call what is on it."""
    demo = make_demo(folder / "demo.db", accounts=accounts, clock=FixedClock(NOON))
    where = str(demo.where)
    desk = sit(where, demo.supervisor)
    worklists.add(desk, "pool", "Pool", strategy="promises-first")
    lists = tuple(f"list:{one.code}" for one in worklists.mine(desk) if one.code != "pool")
    crew = [start("work", where, demo.login, str(pause)) for _ in range(collectors)]
    await_ready(crew)
    first = reassign.do(desk, Asked(("list:pool",), lists), "all to the pool")
    second = reassign.do(desk, Asked(lists, ("list:pool",), by="score"), "and back")
    for one in crew:
        tell(one, "")
    waits = [wait for one in crew for wait in answer(one)["waits"]]
    print(f"\n{first.moved:,} and {second.moved:,} accounts moved beside {collectors} collectors: {in_words(waits)}")
    assert first.moved + first.left == first.planned
    assert second.moved + second.left == second.planned
    with desk.store.read() as tx:
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
        waiting = "SELECT count(*) FROM account a WHERE moves_to IS NOT NULL"
        free = f"{waiting} AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.account_id = a.id)"
        assert tx.sql.value(free) == 0, "it would never move"
        lost = "SELECT count(*) FROM account WHERE status = 'open' AND worklist_id IS NULL"
        assert tx.sql.value(lost) == 0
    assert scoring.rescore(desk) == 0, "every score is that of the worklist it is on, or goes to"
    desk.close()


def test_four_thousand_accounts_beside_three_collectors(tmp_path: Path) -> None:
    moved_beside_work(tmp_path, 4_000, 3, 0.02)


@pytest.mark.slow
def test_two_hundred_thousand_accounts_beside_sixteen_collectors(tmp_path: Path) -> None:
    moved_beside_work(tmp_path, 200_000, 16, 0.2)
