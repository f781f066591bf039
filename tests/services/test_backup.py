"""Backups: made while people work, known to be good before they count, and restored wholly or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused, SessionOver, StoreError, Trouble
from collections_tui.services import backup, calls, sessions
from collections_tui.store.sqlite import backup as copies
from tests.build import NOON, HandClock, Office, office
from tests.engines import on
from tests.faults.disks import failing_beyond
from tests.services.entries import entry
from tests.services.facts import check_everything

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def engine() -> Iterator[str]:
    """A server has tools of its own."""
    with on("sqlite"):
        yield "sqlite"


def calls_in(file: Path) -> set[str]:
    """The operations of the calls in a file that is sound, and that needs no other beside it."""
    assert not [one for one in copies.beside(file) if one.name.endswith(("wal", "journal")) and one.exists()]
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
        return {row[0] for row in sql.execute("SELECT operation_id FROM call")}


def log(work: Office, operation: str) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, entry(ana, work.accounts[0], operation_id=operation))


def restore(work: Office, file: Path, *, anyway: bool = False) -> backup.Restored:
    """By the boss, with nobody at a desk."""
    work.__exit__(None, None, None)
    return backup.restore(work.where, "boss", work.clock, str(file), anyway=anyway)


# -- backup -----------------------------------------------------------------------------------------------------------


def test_people_work_while_it_is_made_and_it_is_of_one_moment(
    work: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(work, "before")
    monkeypatch.setattr(copies, "STEP", 20)
    file, told = tmp_path / "kept.db", list[tuple[int, int]]()

    def progress(done: int, total: int) -> None:
        log(work, f"meanwhile {len(told)}")
        told.append((done, total))

    made = backup.make(work.boss, str(file), progress=progress)
    assert len(told) > 5
    assert told[-1][0] == told[-1][1]
    assert calls_in(file) == {"before"}
    assert file.stat().st_mode & 0o777 == 0o600
    assert (made.rows["account"], made.rows["call"], made.size) == (6, 1, file.stat().st_size)
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM call") == 1 + len(told)
        assert tx.sql.value("SELECT hash FROM audit WHERE id = :id", {"id": made.head.id}) == made.head.digest
        last = tx.sql.one("SELECT action, details FROM audit WHERE id = :id", {"id": made.head.id})
    assert last == ("export database", f"backup to {file}")


def test_so_many_are_kept_and_nothing_else_is_touched(work: Office, tmp_path: Path) -> None:
    file, other = tmp_path / "kept.db", tmp_path / "kept.db.5"
    other.write_text("somebody's")
    for number in range(5):
        log(work, str(number))
        backup.make(work.boss, str(file), keep=3)
    assert [len(calls_in(Path(f"{file}{end}"))) for end in ("", ".1", ".2")] == [5, 4, 3]
    assert sorted(tmp_path.glob("kept.db*")) == [file, *(Path(f"{file}.{n}") for n in (1, 2, 5))]
    backup.make(work.boss, str(file), keep=1)
    assert sorted(tmp_path.glob("kept.db*")) == [file, other]
    for wrong, sentence in ((other, "no backup of"), (Path(work.where), "database itself"), (tmp_path, "is a folder")):
        with pytest.raises(StoreError, match=sentence):
            backup.make(work.boss, str(wrong), keep=3)
    with pytest.raises(StoreError, match="is there already"):
        backup.make(work.boss, str(file))
    assert other.read_text() == "somebody's"
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'export database'") == 6
    assert not list(tmp_path.glob(".*.part*"))


@pytest.mark.parametrize("after", range(5))
def test_a_rotation_that_is_interrupted_loses_none(
    work: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    file, left = tmp_path / "kept.db", after
    for number in range(3):
        log(work, str(number))
        backup.make(work.boss, str(file), keep=4)
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with suppress(KeyboardInterrupt):
            backup.make(work.boss, str(file), keep=4)
    assert {1, 2, 3} <= {len(calls_in(one)) for one in tmp_path.glob("kept.db*")}
    log(work, "last")
    backup.make(work.boss, str(file), keep=4)
    assert len(calls_in(file)) == 4
    assert {1, 2, 3} <= {len(calls_in(one)) for one in tmp_path.glob("kept.db*")} or after > 3


def test_one_that_is_not_good_takes_the_place_of_none(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    backup.make(work.boss, str(file), keep=2)
    before = file.read_bytes()
    with failing_beyond(200_000), pytest.raises(StoreError, match="The disk that holds"):
        backup.make(work.boss, str(file), keep=2)
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET worklist_id = NULL, ready = 0, wake_at = NULL")
    with closing(sqlite3.connect(work.where)) as sql:
        sql.execute("PRAGMA foreign_keys = OFF")
        sql.execute("DELETE FROM customer WHERE id = 1")
        sql.commit()
    with pytest.raises(StoreError, match="is damaged"):
        backup.make(work.boss, str(file), keep=2)
    assert [one.read_bytes() for one in tmp_path.glob("kept.db*")] == [before]
    assert not list(tmp_path.glob(".*.part*"))


def test_what_a_crash_left_is_used_up_and_what_is_being_written_is_not(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    copies.part_of(file).write_bytes(b"half of one" * 1000)
    backup.make(work.boss, str(file), keep=2)
    with copies.written(file), pytest.raises(StoreError, match="is being written"):
        backup.make(work.boss, str(file), keep=2)
    assert len(list(tmp_path.glob("*kept.db*"))) == 1


# -- restore ----------------------------------------------------------------------------------------------------------


def test_it_brings_back_what_was_and_keeps_what_is(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    log(work, "kept")
    with work.boss.store.write() as tx:
        tx.sql.run("INSERT INTO session VALUES ('s', 1, '', '2026-11-23T17:00:00Z', '2026-11-23T17:00:00Z')")
    head = backup.make(work.boss, str(file)).head
    log(work, "lost")
    mode = Path(work.where).stat().st_mode
    done = restore(work, file)
    assert (done.accounts, done.head) == (6, head)
    assert calls_in(Path(done.kept)) == {"kept", "lost"}
    assert Path(work.where).stat().st_mode == mode
    boss = work.desk("boss")
    with boss.store.read() as tx:
        assert tx.sql.all("SELECT operation_id FROM call") == [("kept",)]
        assert tx.sql.value("SELECT count(*) FROM session") == 0
        last = tx.sql.one("SELECT id, collector_id, action, details FROM audit ORDER BY id DESC")
    assert last is not None
    assert last[:3] == (head.id + 1, boss.person.id, "restore database")
    assert f"by boss from {file}, over one with head " in last[3]
    check_everything(boss)
    assert not list(tmp_path.glob(".*.part*"))


def test_only_an_admin_of_today_may_and_a_broken_audit_is_told(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    backup.make(work.boss, str(file))
    with pytest.raises(Refused, match="ana may not restore the database: ask an admin"):
        backup.restore(work.where, "ana", work.clock, str(file))
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT about FROM audit ORDER BY id DESC LIMIT 1") == "restore the database"
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE collector SET disabled = 1 WHERE login = 'adam'")
    with pytest.raises(Refused, match="adam may not"):
        backup.restore(work.where, "adam", work.clock, str(file))
    with closing(sqlite3.connect(file)) as sql:
        sql.executescript("DROP TRIGGER audit_keeps; UPDATE audit SET details = 'nothing' WHERE id = 3")
    with pytest.raises(Refused, match="Entry 3 was changed after it was written"):
        restore(work, file)
    assert restore(work, file, anyway=True).accounts == 6


def test_what_is_no_backup_changes_nothing(work: Office, tmp_path: Path) -> None:
    good = tmp_path / "good.db"
    backup.make(work.boss, str(good))
    work.__exit__(None, None, None)
    cut, newer, other = tmp_path / "cut.db", tmp_path / "newer.db", tmp_path / "other.db"
    cut.write_bytes(good.read_bytes()[:-40_000])
    newer.write_bytes(good.read_bytes())
    with closing(sqlite3.connect(newer)) as sql:
        sql.execute("PRAGMA user_version = 999")
    other.write_text("not one")
    os.mkfifo(tmp_path / "pipe")
    before = Path(work.where).read_bytes()
    for file, sentence in (
        (cut, "is damaged"), (newer, "newer version"), (other, "is no backup"), (tmp_path / "none", "cannot be read"),
        (tmp_path / "pipe", "is no backup"),
        (Path(work.where), "is the database itself"),
    ):  # fmt: skip
        with pytest.raises(Trouble, match=sentence):
            backup.restore(work.where, "boss", work.clock, str(file))
    assert Path(work.where).read_bytes() == before
    assert not list(tmp_path.glob("*before-restore*"))


@pytest.mark.parametrize("state", ["gone", "damaged"])
def test_where_nothing_is_left_the_backup_says_who_may(work: Office, tmp_path: Path, state: str) -> None:
    file, path = tmp_path / "kept.db", Path(work.where)
    log(work, "kept")
    backup.make(work.boss, str(file))
    work.__exit__(None, None, None)
    # A log without its database would be read into the new one.
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        sql.execute("DELETE FROM draft")
        sql.execute("UPDATE account SET next_action = 'of the old one'")
        wal = Path(f"{path}-wal").read_bytes()
    assert wal
    path.unlink() if state == "gone" else path.write_bytes(b"\xff" * 50_000)
    Path(f"{path}-wal").write_bytes(wal)
    with pytest.raises(Refused, match="ana may not"):
        backup.restore(str(path), "ana", work.clock, str(file))
    done = backup.restore(str(path), "boss", work.clock, str(file))
    assert bool(done.kept) is (state == "damaged")
    if done.kept:
        assert Path(done.kept).read_bytes() == b"\xff" * 50_000
    with work.desk("boss").store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM account WHERE next_action = 'of the old one'") == 0
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
        assert tx.sql.value("SELECT count(*) FROM call") == 1


_AT_WORK = """
import sys
from tests.build import HandClock
from tests.services.entries import entry
from collections_tui.services import calls
from collections_tui.services.sign_in import open_desk
desk = open_desk(sys.argv[1], "ben", HandClock())
calls.log_call(desk, entry(desk, 2, operation_id="lost"))
print("ready", flush=True)
sys.stdin.readline()
with desk.store.write() as tx:
    print(sorted(row[0] for row in tx.sql.all("SELECT operation_id FROM call")))
desk.close()
"""


def test_who_is_at_work_keeps_it_from_being_restored_or_finds_themselves_in_it(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    log(work, "kept")
    backup.make(work.boss, str(file))
    work.__exit__(None, None, None)
    with subprocess.Popen(
        [sys.executable, "-c", _AT_WORK, work.where], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as ben:
        assert ben.stdout is not None
        assert ben.stdout.readline() == "ready\n"
        with pytest.raises(StoreError, match="Somebody works in"):
            backup.restore(work.where, "boss", work.clock, str(file))
        with closing(sqlite3.connect(work.where, isolation_level=None)) as sql:
            sql.execute("INSERT INTO session SELECT login, id, '', '', '' FROM collector WHERE login IN ('ana', 'ben')")
        with pytest.raises(StoreError, match=r"ana, ben work in .*work\.db: let everybody leave first"):
            backup.restore(work.where, "boss", work.clock, str(file))
        done = backup.restore(work.where, "boss", work.clock, str(file), anyway=True)
        assert ben.communicate("go\n", timeout=60)[0] == "['kept']\n"
    assert calls_in(Path(done.kept)) == {"kept", "lost"}


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.build import HandClock
from collections_tui.services import backup
from collections_tui.store.sqlite import backup as copies, restore
where, file, moment, step = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
copies.STEP, pour, times = 30, restore.pour, []

def killed(read, write, progress):
    def tell(done, total):
        if moment == "while" and len(times) == step and done > total // 2:
            os.kill(os.getpid(), signal.SIGKILL)
    times.append(1)
    pour(read, write, tell)
    if moment == "after" and len(times) == step:
        os.kill(os.getpid(), signal.SIGKILL)

copies.pour = restore.pour = killed
backup.restore(where, "boss", HandClock(), file)
"""


def test_one_that_is_killed_leaves_the_old_one_or_the_new_one(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    log(work, "kept")
    backup.make(work.boss, str(file))
    log(work, "newer")
    work.__exit__(None, None, None)
    seen = []
    # First it is made ready, then what is there is kept, then it is poured in.
    for moment, step in (("while", 1), ("while", 2), ("after", 2), ("while", 3), ("after", 3)):
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, work.where, str(file), moment, str(step)], cwd=ROOT, check=False
        )
        assert killed.returncode == -signal.SIGKILL, (moment, step)
        with work.desk("boss").store.read() as tx:
            found = {row[0] for row in tx.sql.all("SELECT operation_id FROM call")}
            assert tx.sql.value("PRAGMA integrity_check") == "ok"
        assert found in ({"kept", "newer"}, {"kept"}), (moment, step)
        seen.append(len(found))
        work.__exit__(None, None, None)
    assert backup.restore(work.where, "boss", work.clock, str(file)).accounts == 6
    assert seen == [2, 2, 2, 2, 1]
    assert not list(tmp_path.glob(".*.part*"))


def test_workstations_that_were_open_do_nothing_any_more(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    backup.make(work.boss, str(file))
    ana = work.desk("ana")
    sessions.begin(ana)
    # As from another process: the locks of this one are no hindrance to itself.
    backup.restore(work.where, "boss", work.clock, str(file), anyway=True)
    with pytest.raises(SessionOver):
        calls.log_call(ana, entry(ana, work.accounts[0], operation_id="into the restored one"))
    assert "signed out from elsewhere" in sessions.why_over(ana)
    with work.desk("boss").store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM call") == 0


def test_a_server_is_not_for_us_to_keep(tmp_path: Path) -> None:
    with on("postgres"), office(tmp_path, accounts=1) as work:
        with pytest.raises(StoreError, match="backed up with pg_dump"):
            backup.make(work.boss, str(tmp_path / "kept.db"))
        with pytest.raises(StoreError, match="restored with pg_restore"):
            backup.restore(work.where, "boss", HandClock(NOON), str(tmp_path / "kept.db"))
    assert list(tmp_path.iterdir()) == []
