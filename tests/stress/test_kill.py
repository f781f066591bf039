"""A process killed at a random moment: what it acknowledged is kept, what it was doing is whole or absent."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.audit_check import check
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.build import NOON, Office, office
from tests.services.facts import check_everything
from tests.stress.processes import start, tell

pytestmark = [
    pytest.mark.xdist_group("stress"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]

FEW, MANY = 3, 16  # at once, so that one is killed while others wait for their turn
LONGEST = 0.12  # seconds from the birth of a process to its death: some die while they open the database
PATIENCE = 60.0  # seconds after which a process that has stored nothing never will


@pytest.fixture
def nurse() -> Iterator[subprocess.Popen[str]]:
    """A process with everything imported, whose children are therefore born at once."""
    process = start("nurse")
    yield process
    assert process.stdin is not None
    process.stdin.close()
    errors = process.stderr.read() if process.stderr is not None else ""
    assert process.wait(timeout=60) == 0
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    assert errors == ""


def listen(nurse: subprocess.Popen[str]) -> str:
    """Her next line."""
    assert nurse.stdout is not None
    return nurse.stdout.readline().strip()


def time_to_speak(nurse: subprocess.Popen[str], order: list[str], said: Path) -> float:
    """Seconds from the birth of a process to the first call it has stored, on this machine as busy as it is."""
    tell(nurse, json.dumps([json.dumps(order)]))
    (child,) = json.loads(listen(nurse))
    born = time.monotonic()
    while not acknowledged(said) and time.monotonic() < born + PATIENCE:
        time.sleep(0.002)
    took = time.monotonic() - born
    os.kill(child, signal.SIGKILL)
    assert listen(nurse) == "gone"
    return took


def raise_and_kill(
    nurse: subprocess.Popen[str], orders: list[list[str]], dice: random.Random, longest: float = LONGEST
) -> None:
    """Let children begin, and end each at a moment of its own."""
    tell(nurse, json.dumps([json.dumps(order) for order in orders]))
    children: list[int] = json.loads(listen(nurse))
    born = time.monotonic()
    for moment, child in sorted((dice.uniform(0.01, longest), child) for child in children):
        time.sleep(max(0.0, born + moment - time.monotonic()))
        os.kill(child, signal.SIGKILL)
    assert listen(nurse) == "gone"


def acknowledged(file: Path) -> set[str]:
    """What the children said they had stored. The last line may have been cut off with the process."""
    return set(file.read_text().split("\n")[:-1]) if file.exists() else set()


def check_whole(desk: Desk, kept: set[str]) -> int:
    """The file is sound, everything acknowledged is there, and whatever else is there is whole; how many are more."""
    with desk.store.read() as tx:
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
        assert tx.sql.all("PRAGMA foreign_key_check") == []
        stored = {row[0] for row in tx.sql.all("SELECT operation_id FROM call")}
        assert kept <= stored
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'call'") == len(stored)
        assert check(tx.audit.links, tx.audit.head()).bad is None
        assert (
            tx.sql.all(
                "SELECT k.id FROM call k JOIN outcome_code o ON o.code = k.outcome "
                "LEFT JOIN promise p ON p.call_id = k.id WHERE o.promise <> (p.id IS NOT NULL)"
            )
            == []
        )
    return len(stored - kept)


def logged_and_killed(nurse: subprocess.Popen[str], folder: Path, kills: int, at_once: int) -> None:
    """Kill so many children, a few at a time; check after each time."""
    people = tuple(f"c{number}" for number in range(at_once))
    with office(folder, people=people, accounts=3 * at_once) as work:
        log_and_kill(nurse, work, folder, kills, people)


def log_and_kill(nurse: subprocess.Popen[str], work: Office, folder: Path, kills: int, people: tuple[str, ...]) -> None:
    """The same, in an office."""
    seed = random.randrange(10**6)
    print(f"\nseed {seed}")
    dice, said = random.Random(seed), folder / "acknowledged"
    first = folder / "first"
    one = ["log", str(first), work.where, "c0", ",".join(map(str, work.accounts)), "first-c0"]
    # They share the cores: the more there are, the longer each takes to say anything.
    longest = max(LONGEST, 3 * time_to_speak(nurse, one, first)) * len(people) / FEW
    for turn in range(-(-kills // len(people))):
        orders = [
            [
                "log",
                str(said),
                work.where,
                login,
                ",".join(map(str, work.accounts[n :: len(people)])),
                f"{turn}-{login}",
            ]
            for n, login in enumerate(people)
        ]
        raise_and_kill(nurse, orders, dice, longest)
        more = check_whole(work.boss, acknowledged(said))
    check_everything(work.boss)
    print(f"{len(acknowledged(said))} calls acknowledged, {more} more were stored whole")
    assert acknowledged(said), "nobody lived long enough to say anything"


def test_fifty_processes_killed_while_they_log_calls(nurse: subprocess.Popen[str], tmp_path: Path) -> None:
    logged_and_killed(nurse, tmp_path, 50, FEW)


@pytest.mark.slow
def test_a_thousand_processes_killed_sixteen_at_a_time_while_they_log_calls(
    nurse: subprocess.Popen[str], tmp_path: Path
) -> None:
    logged_and_killed(nurse, tmp_path, 1_000, MANY)


def test_a_process_killed_while_it_makes_a_database_leaves_nothing_in_the_way(
    nurse: subprocess.Popen[str], tmp_path: Path
) -> None:
    dice = random.Random(5)
    for turn in range(6):
        begun = tmp_path / f"begun-{turn}"
        orders = [["make", str(begun), str(tmp_path / f"{turn}-{n}-"), "boss", "50"] for n in range(FEW)]
        raise_and_kill(nurse, orders, dice)
    made = sorted(tmp_path.glob("*.db"))
    assert made
    for path in made:
        desk = open_desk(str(path), "boss", FixedClock(NOON), create=True)
        assert check_whole(desk, set()) == 0
        assert "admin" in desk.person.roles
        desk.close()
