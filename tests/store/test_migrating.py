"""The schema changes: a backup is made before, and whoever is killed meanwhile has changed nothing."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.services import calls
from collections_tui.services.sign_in import open_desk
from collections_tui.store import open_store
from collections_tui.store.sqlite.backup import part_of
from collections_tui.store.sqlite.migrations import VERSION
from tests.build import Office, office
from tests.engines import on
from tests.services.entries import entry
from tests.services.facts import check_everything

ROOT = Path(__file__).parents[2]
OLD, NEW = VERSION, VERSION + 1

# A program of the next version, which is killed at a moment of its start: while it copies, before a statement, behind
# the last one.
_LATER = """
import os, signal, sys
from tests.build import HandClock
from tests.store.test_later_schema import LATER
from collections_tui.services.sign_in import open_desk
from collections_tui.store.sqlite import backup, engine, look, migrations

where, moment = sys.argv[1:3]
apply_file, pour = migrations._apply_file, backup.pour

def die(here):
    if moment == here:
        os.kill(os.getpid(), signal.SIGKILL)

def apply(name):
    def step(database):
        for number, sql in enumerate(LATER):
            die(str(number))
            database.conn.execute(sql)
        die("last")
    return step if name == "0002_later" else apply_file(name)

def copy(read, write, progress):
    pour(read, write, lambda done, total: die("copying"))
    die("copied")

backup.STEP, backup.pour = 20, copy
migrations._apply_file, migrations.STEPS = apply, (*migrations.STEPS, "0002_later")
for module in (engine, look, migrations):
    module.VERSION = len(migrations.STEPS)
desk = open_desk(where, "boss", HandClock())
with desk.store.read() as tx:
    print(tx.sql.value("SELECT count(*) FROM call WHERE channel = 'telephone'"))
desk.close()
"""


@pytest.fixture
def closed(tmp_path: Path) -> Office:
    """An office in which a call was made, and everybody has left."""
    with on("sqlite"), office(tmp_path, accounts=3) as work:
        ana = work.desk("ana")
        calls.log_call(ana, entry(ana, work.accounts[0]))
    return work


def begin(where: str, moment: str = "never") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LATER, where, moment], cwd=ROOT, capture_output=True, text=True, check=False
    )


def version(file: Path | str) -> int:
    with closing(sqlite3.connect(file)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(sql.execute("PRAGMA user_version").fetchone()[0])


def copies(where: str) -> list[str]:
    return sorted(one.name for one in Path(where).parent.glob(f"{Path(where).name}.*"))


def work_on(where: str, work: Office) -> None:
    """A program of this version opens it, and everything is as it was."""
    with closing(open_desk(where, "boss", work.clock)) as desk:
        check_everything(desk)


def test_killed_at_any_moment_it_has_not_happened_and_the_next_one_does_it(closed: Office) -> None:
    kept = f"work.db.schema-{OLD}"
    for moment in ("copying", "copied", "0", "3", "last"):
        assert begin(closed.where, moment).returncode == -signal.SIGKILL, moment
        assert version(closed.where) == OLD, moment
        with closing(open_store(closed.where)) as store, store.read() as tx:
            assert tx.sql.value("SELECT count(*) FROM call") == 1, moment
        assert copies(closed.where) == ([kept] if moment not in ("copying", "copied") else []), moment
    done = begin(closed.where)
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert version(closed.where) == NEW
    assert copies(closed.where) == [kept], "the same is not kept twice"
    assert not part_of(Path(closed.where).with_name(kept)).exists()
    with pytest.raises(StoreError, match="newer version"):
        open_store(closed.where)
    old = Path(closed.where).with_name(kept)
    assert version(old) == OLD
    work_on(str(old), closed)


def test_without_room_for_a_backup_nothing_is_changed(closed: Office) -> None:
    """The file that would be made cannot be: somebody else's stands there."""
    in_the_way = part_of(Path(f"{closed.where}.schema-{OLD}"))
    in_the_way.mkdir()
    told = begin(closed.where).stderr
    assert "cannot be written" in told
    assert version(closed.where) == OLD
    in_the_way.rmdir()
    assert begin(closed.where).stdout == "1\n"


def test_only_so_many_are_kept(closed: Office) -> None:
    where = Path(closed.where)
    before = where.read_bytes()
    for number in range(9):
        where.write_bytes(before)
        with closing(sqlite3.connect(where, isolation_level=None)) as sql:
            sql.execute("UPDATE setting SET value = value || ? ", (str(number),))
            sql.execute("UPDATE note SET text = ?", (str(number),))
            sql.execute("INSERT INTO setting (name, value) VALUES ('turn', ?)", (str(number),))
        assert begin(closed.where).stdout == "1\n"
    assert copies(closed.where) == [f"work.db.schema-{OLD}", *(f"work.db.schema-{OLD}.{n}" for n in range(1, 7))]
    with closing(sqlite3.connect(where.with_name(f"work.db.schema-{OLD}"))) as sql:
        assert sql.execute("SELECT value FROM setting WHERE name = 'turn'").fetchone() == ("8",)


def test_a_new_database_needs_none(tmp_path: Path) -> None:
    with on("sqlite"), office(tmp_path, accounts=0):
        assert copies(str(tmp_path / "work.db")) == []


# The same on a server: killed behind all statements of a step, before it is committed.
_LATER_THERE = """
import os, signal, sys
from tests.store.test_later_schema import LATER
from collections_tui.store import open_store
from collections_tui.store.postgres import migrations

def script(step):
    if step == "0003_last":
        os.kill(os.getpid(), signal.SIGKILL)
    return "; ".join(LATER)

last = ("0003_last",) if sys.argv[2] == "die" else ()
migrations._script, migrations.STEPS = script, (*migrations.STEPS, "0002_later", *last)
migrations.VERSION = len(migrations.STEPS)
open_store(sys.argv[1]).close()
"""


def test_killed_on_a_server_it_has_not_happened_either(tmp_path: Path) -> None:
    with on("postgres"), office(tmp_path, accounts=1) as work:

        def begin_there(how: str) -> int:
            words = [sys.executable, "-c", _LATER_THERE, work.where, how]
            return subprocess.run(words, cwd=ROOT, check=False).returncode

        assert begin_there("die") == -signal.SIGKILL
        open_store(work.where).close()
        check_everything(work.boss)
        assert begin_there("live") == 0
        with pytest.raises(StoreError, match="newer version"):
            open_store(work.where)
