"""A database that several people of one computer work in: each is a user of the system, in one group."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from collections_tui.store import open_store

ANA, BEN, TEAM = 61001, 61002, 61003

_AS = """
import os, sys, tempfile
from collections_tui.store import open_store
with tempfile.TemporaryDirectory() as folder:  # what is imported late may be where only the administrator reads
    open_store(folder + "/x.db", create=True).close()
os.setgroups([int(sys.argv[3])])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
os.umask(0o022)
store = open_store(sys.argv[1], create=sys.argv[4] == "make")
with store.write() as tx:
    tx.settings.set(sys.argv[2], "here")
store.close()
"""


def work_as(user: int, database: Path, *, make: bool = False) -> str:
    """Open the database as another user of the system and write into it; what went wrong, if anything."""
    words = [sys.executable, "-c", _AS, str(database), str(user), str(TEAM), "make" if make else "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    return done.stderr


def mode(path: Path) -> int:
    """Who may read and write a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def database() -> Iterator[Path]:
    """Where a database will be that Ana and Ben share: in the folder of their group."""
    if os.geteuid() != 0:
        pytest.skip("only an administrator may become other users: the test of a shared database was left out")
    with tempfile.TemporaryDirectory() as name:  # nobody else may look into the folders that pytest gives
        folder = Path(name)
        os.chown(folder, ANA, TEAM)
        folder.chmod(0o2775)
        yield folder / "w.db"


def gate_of(database: Path) -> Path:
    """The file people queue at."""
    return Path(f"{database}-gate")


def test_a_database_shared_after_it_was_made_is_open_to_the_others(database: Path) -> None:
    assert work_as(ANA, database, make=True) == ""
    database.chmod(0o664)
    assert work_as(BEN, database) == ""
    assert work_as(ANA, database) == ""
    assert (mode(gate_of(database)), gate_of(database).stat().st_gid) == (0o664, TEAM)
    assert work_as(BEN, database) == ""


def test_a_gate_that_was_ana_s_alone_keeps_nobody_out_and_is_repaired_when_she_comes(database: Path) -> None:
    assert work_as(ANA, database, make=True) == ""
    database.chmod(0o664)
    gate_of(database).chmod(0o600)
    assert work_as(BEN, database) == ""
    assert work_as(ANA, database) == ""
    assert mode(gate_of(database)) == 0o664


def test_who_may_not_write_the_database_may_not_queue_for_it(database: Path) -> None:
    assert work_as(ANA, database, make=True) == ""
    database.chmod(0o600)
    assert work_as(ANA, database) == ""
    assert mode(gate_of(database)) == 0o600
    assert "StoreError" in work_as(BEN, database)


def test_the_gate_of_a_new_database_is_as_open_as_the_database(tmp_path: Path) -> None:
    open_store(str(tmp_path / "w.db"), create=True).close()
    assert mode(tmp_path / "w.db") == mode(gate_of(tmp_path / "w.db"))
