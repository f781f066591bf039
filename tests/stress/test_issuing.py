"""Sixteen people issue invoices at once, and are killed meanwhile: no gap in the numbers, none twice, nothing half."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import promises, scoring
from tests.build import TODAY, Office, add_account, office
from tests.engines import ENGINES, on
from tests.services.billing import check_bills, draft, line
from tests.services.facts import check_everything
from tests.stress.processes import tell
from tests.stress.test_kill import PATIENCE, acknowledged, listen, nurse

__all__ = ["nurse"]

pytestmark = [
    pytest.mark.xdist_group("stress"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]

PEOPLE = tuple(f"c{number}" for number in range(16))
ENDLESSLY = "1000000"


@pytest.fixture(autouse=True, params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    with on(request.param):
        yield request.param


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Eight accounts that everybody bills. Two are one customer's, who has promised something for both of them."""
    with office(tmp_path, people=PEOPLE, accounts=7) as made:
        with made.boss.store.write() as tx:
            first = tx.accounts.get(made.accounts[0])
            assert first is not None
            made.accounts.append(add_account(tx, number="A-0008", customer_id=first.customer_id))
        scoring.rescore(made.boss)
        promises.make(made.boss, made.accounts[0], 5_00, TODAY + timedelta(days=2), "all of it", everywhere=True)
        yield made


def orders(work: Office, said: Path, mark: str, times: str) -> list[list[str]]:
    """Everybody bills two accounts, each of which others bill too."""
    shared = str(draft(work.boss, work.accounts[2], line(description=f"Shared {mark}")).id)
    return [
        ["issue", str(said), work.where, login, f"{work.accounts[n % 8]},{work.accounts[(n + 3) % 8]}",
         f"{mark}-{login}", times, shared]
        for n, login in enumerate(PEOPLE)
    ]  # fmt: skip


def born(nurse: subprocess.Popen[str], orders: list[list[str]]) -> list[int]:
    """Let children begin; their ids."""
    tell(nurse, json.dumps([json.dumps(order) for order in orders]))
    children: list[int] = json.loads(listen(nurse))
    return children


def stored(work: Office) -> dict[str, str]:
    """The numbers by their operations; those of a year follow each other without a gap."""
    with work.boss.store.read() as tx:
        found: dict[str, str] = dict(
            tx.sql.all("SELECT m.operation_id, i.number FROM invoice_made m JOIN invoice i ON i.id = m.invoice_id")
        )
    assert sorted(found.values()) == [f"INV-2026-{number:05d}" for number in range(1, len(found) + 1)]
    return found


def told(said: Path) -> dict[str, str]:
    """What the processes said they had issued, none of it twice."""
    pairs = [one.split(" ") for one in said.read_text().splitlines()]
    assert len({number for _, number in pairs}) == len(pairs)
    return {one[0]: one[1] for one in pairs}


def test_sixteen_people_issue_at_once(nurse: subprocess.Popen[str], work: Office, tmp_path: Path) -> None:
    said, each = tmp_path / "said", 4
    assert len(born(nurse, orders(work, said, "a", str(each)))) == len(PEOPLE)
    assert listen(nurse) == "gone"
    found = told(said)
    assert len(found) == len(PEOPLE) * each + 1, "all of theirs, and the shared one once"
    assert stored(work) == found
    check_bills(work)
    check_everything(work.boss)


def test_people_are_killed_while_they_issue(nurse: subprocess.Popen[str], work: Office, tmp_path: Path) -> None:
    said, seed = tmp_path / "acknowledged", random.randrange(10**6)
    print(f"\nseed {seed}")
    dice = random.Random(seed)
    children = born(nurse, orders(work, said, "b", ENDLESSLY))
    until = time.monotonic() + PATIENCE
    dice.shuffle(children)
    for killed, child in enumerate(children):  # one after the other, in the midst of whatever they do
        while len(acknowledged(said)) < 3 + killed and time.monotonic() < until:
            time.sleep(dice.uniform(0.001, 0.01))
        os.kill(child, signal.SIGKILL)
    assert listen(nurse) == "gone"
    everything = stored(work)
    for one in acknowledged(said):
        operation, number = one.split(" ")
        assert everything[operation] == number
    assert acknowledged(said), "nobody lived long enough to say anything"
    check_bills(work)
    check_everything(work.boss)
