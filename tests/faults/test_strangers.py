"""Others at the same file: a program that keeps it locked, one that died and left its log, one of another version."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.domain.errors import StoreError, TryAgain
from collections_tui.services import backup, calls, doctor, queue
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import Claimed
from collections_tui.store.sqlite import around, gate
from collections_tui.store.sqlite import connection as connections
from tests.build import Office, office
from tests.engines import on
from tests.faults.script import check_sound, check_steps, steps
from tests.services.entries import entry
from tests.services.facts import check_everything
from tests.store.test_later_schema import bring_up_to_date, work_once

ROOT = Path(__file__).parents[2]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with on("sqlite"), office(tmp_path, accounts=12) as made:
        yield made


# -- locked -----------------------------------------------------------------------------------------------------------


def test_a_stranger_who_keeps_it_locked_is_waited_for_and_then_named(
    work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(connections, "A_MOMENT", 0.05)
    ana, told = work.desk("ana"), list[bool]()
    ana.store.waiting = told.append
    every = list(steps(ana, work.accounts[0], "mark"))
    for step in every[:3]:
        step.do()
    with closing(sqlite3.connect(work.where, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryAgain, match="close it and try again"):
            every[3].do()
        assert told == [True]
        with ana.store.read() as tx:  # looking is possible all the time
            check_steps(tx, every[:3], 1)
            check_steps(tx, every[3:4], 0)
        stranger.execute("ROLLBACK")
    for step in every[3:]:
        step.do()
    assert told == [True, False]
    with ana.store.read() as tx:
        check_steps(tx, every, 1)
    check_everything(work.boss)


def test_everybody_who_waits_is_told_and_nobody_loses_anything(work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those who queue behind the first one."""
    monkeypatch.setattr(connections, "A_MOMENT", 0.05)
    desks = [work.desk(login) for login in ("ana", "ben", "ana", "ben")]
    told = [threading.Event() for _ in desks]
    failed = list[BaseException]()

    def log(number: int) -> None:
        desk = desks[number]
        desk.store.waiting = lambda waits: told[number].set() if waits else None
        try:
            calls.log_call(desk, entry(desk, work.accounts[number], operation_id=f"op-{number}"))
        except BaseException as error:
            failed.append(error)

    with closing(sqlite3.connect(work.where, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        threads = [threading.Thread(target=log, args=(number,)) for number in range(len(desks))]
        for thread in threads:
            thread.start()
        assert all(one.wait(20) for one in told)
        stranger.execute("ROLLBACK")
    for thread in threads:
        thread.join(60)
    assert failed == []
    with work.boss.store.read() as tx:
        stored = {row[0] for row in tx.sql.all("SELECT operation_id FROM call")}
    assert stored == {f"op-{number}" for number in range(len(desks))}


_STANDS_STILL = """
import os, signal, sys
from collections_tui.store import open_store
with open_store(sys.argv[1]).write() as tx:
    tx.settings.set("a", "half of a change")
    print("inside", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_one_that_stands_still_inside_is_named_and_can_be_ended(work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LONG", 0.05)
    monkeypatch.setattr(around, "LONG", 0.05)
    ana, told = work.desk("ana"), threading.Event()
    ana.store.waiting = lambda waits: told.set() if waits else told.clear()
    assert {one.name: one.state for one in doctor.examine(work.boss).checks}["turns"] == "ok"
    with subprocess.Popen(
        [sys.executable, "-c", _STANDS_STILL, work.where], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "inside\n"
        said = entry(ana, work.accounts[0], operation_id="waited")
        waiting = threading.Thread(target=lambda: calls.log_call(ana, said))
        waiting.start()
        assert told.wait(20)
        (check,) = [one for one in doctor.examine(work.boss).checks if one.state == "wrong"]
        assert check.found == (f"process {other.pid} keeps everybody from writing",)
        other.kill()
        waiting.join(60)
    assert not told.is_set()
    with work.boss.store.read() as tx:
        assert tx.settings.get("a") is None
        assert tx.sql.value("SELECT count(*) FROM call WHERE operation_id = 'waited'") == 1


# -- a log that was left ----------------------------------------------------------------------------------------------

_DIES = """
import os, signal, sys
from tests.build import HandClock
from tests.services.entries import entry
from collections_tui.services import calls
from collections_tui.services.sign_in import open_desk
desk = open_desk(sys.argv[1], "ana", HandClock())
for number in range(1, 6):
    calls.log_call(desk, entry(desk, number, operation_id=f"op-{number}"))
    os.write(1, f"op-{number}\\n".encode())
with desk.store.write() as tx:
    tx.sql.run("UPDATE account SET next_action = 'half of a change'")
    tx.sql.all("PRAGMA cache_spill = 1")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("torn", [0, 1, 5_000])
def test_the_log_that_a_crash_left_is_read_and_backed_up(work: Office, tmp_path: Path, torn: int) -> None:
    """Also one whose end was never written: what was acknowledged stands before that."""
    work.__exit__(None, None, None)
    died = subprocess.run(
        [sys.executable, "-c", _DIES, work.where], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    log = Path(f"{work.where}-wal")
    assert log.stat().st_size > 0
    with log.open("ab") as file:
        file.write(os.urandom(torn))
    said = set(died.stdout.split())
    assert len(said) == 5
    elsewhere = tmp_path / "copied.db"
    shutil.copy(work.where, elsewhere)  # without its log: this is why a plain copy is none
    with closing(open_desk(work.where, "boss", work.clock)) as boss:
        check_sound(boss)
        check_everything(boss)
        assert doctor.examine(boss).wrong == 0
        backup.make(boss, str(tmp_path / "kept.db"))
        with boss.store.read() as tx:
            assert {row[0] for row in tx.sql.all("SELECT operation_id FROM call")} == said
            assert tx.sql.value("SELECT count(*) FROM account WHERE next_action = 'half of a change'") == 0
    with closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        assert {row[0] for row in kept.execute("SELECT operation_id FROM call")} == said
    with closing(sqlite3.connect(elsewhere)) as plain:
        assert {row[0] for row in plain.execute("SELECT operation_id FROM call")} < said


# -- two versions -----------------------------------------------------------------------------------------------------


def test_a_newer_version_comes_while_this_one_is_open(work: Office) -> None:
    """Who has it open works on, also on what was begun before; who starts the old one is told to get the new one."""
    ana, ben = work.desk("ana"), work.desk("ben")
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    calls.save_draft(ana, claimed.account_id, {"note": "begun before"})
    bring_up_to_date(work.where)
    calls.log_call(ana, entry(ana, claimed.account_id, operation_id="begun before"))
    assert work_once(ben) != claimed.account_id
    with pytest.raises(StoreError, match="install the newer version"):
        open_desk(work.where, "ana", work.clock)
    made = backup.make(work.boss, f"{work.where}.kept")
    assert made.rows["call"] == 2
    with pytest.raises(StoreError, match="newer version"):
        backup.restore(work.where, "boss", work.clock, f"{work.where}.kept")
    check_everything(work.boss)
