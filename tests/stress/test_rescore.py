"""Scoring everything afresh beside people who work: nobody waits long, and every score is right in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.services import scoring
from collections_tui.services.demo import make_demo
from tests.build import NOON
from tests.stress.processes import answer, await_ready, in_words, start, tell
from tests.stress.worker import sit

pytestmark = pytest.mark.xdist_group("stress")


def rescored_beside_work(folder: Path, accounts: int, collectors: int, pause: float) -> None:
    """Make every score wrong, let people work while they are put right, and see that all are."""
    demo = make_demo(folder / "demo.db", accounts=accounts, clock=FixedClock(NOON))
    where = str(demo.where)
    desk = sit(where, demo.supervisor)
    with desk.store.write() as tx:
        tx.sql.run("UPDATE account SET score = score + 1 WHERE status <> 'closed' AND worklist_id IS NOT NULL")
        wrong = tx.sql.value("SELECT count(*) FROM account WHERE status <> 'closed' AND worklist_id IS NOT NULL")
    crew = [start("work", where, demo.login, str(pause)) for _ in range(collectors)]
    await_ready(crew)
    bulk = start("rescore", where, demo.supervisor)
    tell(bulk)
    done = answer(bulk)
    waits = [wait for one in crew for wait in answer(one)["waits"]]
    print(f"\n{accounts:,} accounts in {done['seconds']:.1f} s beside {collectors} collectors: {in_words(waits)}")
    assert wrong - len(waits) <= done["changed"] <= wrong
    assert scoring.rescore(desk) == 0, "every score is what its reasons say"
    with desk.store.read() as tx:
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
    desk.close()


def test_twenty_thousand_accounts_beside_four_collectors(tmp_path: Path) -> None:
    rescored_beside_work(tmp_path, 20_000, 4, 0.02)


@pytest.mark.slow
def test_a_million_accounts_beside_sixteen_collectors(tmp_path: Path) -> None:
    rescored_beside_work(tmp_path, 1_000_000, 16, 0.2)
