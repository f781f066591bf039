"""Opening what cannot be opened: one sentence, and nothing is created or changed, neither the file nor beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.store import open_store
from collections_tui.store.sqlite import connection as connections
from collections_tui.store.sqlite.migrations import APPLICATION_ID, VERSION


def snapshot(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    """Every name in a folder with its mode and its bytes."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
    }


def refusal(path: Path, *, create: bool) -> str:
    """The sentence with which opening is refused; the folder must be as it was."""
    folder = path.parent if path.parent.is_dir() else path.parent.parent
    before = snapshot(folder)
    with pytest.raises(StoreError) as refused:
        open_store(str(path), create=create)
    assert snapshot(folder) == before
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A database of ours in a folder of its own, closed."""
    path = tmp_path / "work.db"
    store = open_store(str(path), create=True)
    with store.write() as tx:
        tx.settings.set("a", "1")
    store.close()
    return path


def change(path: Path, sql: str) -> None:
    """Run something on a file as another program would."""
    with closing(sqlite3.connect(path)) as other:
        other.executescript(sql)


both = pytest.mark.parametrize("create", [False, True])


# -- what is no database of ours ------------------------------------------------------------------------------------


def test_a_missing_file_is_only_made_when_asked_for(tmp_path: Path) -> None:
    assert "There is no database" in refusal(tmp_path / "none.db", create=False)


@both
def test_a_missing_folder_is_not_made(tmp_path: Path, create: bool) -> None:
    assert "does not exist" in refusal(tmp_path / "none" / "work.db", create=create)


def test_an_empty_file_is_no_database_unless_one_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    path.touch()
    assert "is empty" in refusal(path, create=False)
    store = open_store(str(path), create=True)
    with store.read() as tx:
        assert tx.people.any() is False
    store.close()


@both
def test_a_folder_is_no_database(tmp_path: Path, create: bool) -> None:
    (tmp_path / "folder").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder", create=create)


@both
@pytest.mark.parametrize(
    "content",
    [b"name,balance\nAda,12\n", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\x00" * 84, b"\x00" * 4096, b"S"],
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, create: bool, content: bytes) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(content)
    assert "check --db" in refusal(path, create=create)


@both
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, create: bool, journal: str) -> None:
    path = tmp_path / "other.db"
    change(path, f"PRAGMA journal_mode = {journal}; CREATE TABLE setting (name); INSERT INTO setting VALUES (1)")
    assert "another program" in refusal(path, create=create)


@both
def test_a_database_of_a_newer_version_is_left_alone(made: Path, create: bool) -> None:
    change(made, f"PRAGMA user_version = {VERSION + 1}")
    assert "newer version" in refusal(made, create=create)


def test_a_newer_version_is_seen_even_before_its_last_changes_are_in_the_file_itself(made: Path) -> None:
    with closing(sqlite3.connect(made)) as other:
        other.execute(f"PRAGMA user_version = {VERSION + 1}")
        with pytest.raises(StoreError, match="newer version"):
            open_store(str(made))


@pytest.mark.parametrize("special", ["fifo", "/dev/null"])
def test_only_a_file_is_opened(tmp_path: Path, special: str) -> None:
    path = tmp_path / "work.db"
    os.mkfifo(path) if special == "fifo" else path.symlink_to(special)
    with pytest.raises(StoreError, match="is not a file"):
        open_store(str(path), create=True)
    assert [found.name for found in tmp_path.iterdir()] == ["work.db"]
    assert not Path("/dev/null-gate").exists()


@pytest.mark.parametrize("name", ["n" * 300, "a\0b", "\ud800"])
def test_a_name_that_cannot_be_one_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError):
        open_store(str(tmp_path / name), create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_a_sentence(made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[100:4096] = b"\xff" * 3996
    made.write_bytes(content)

    def use() -> None:
        with closing(open_store(str(made))) as store, store.read() as tx:
            tx.settings.get("a")

    with pytest.raises(StoreError, match="damaged"):
        use()


# -- what may not be written ----------------------------------------------------------------------------------------


@both
def test_a_file_marked_read_only_is_refused_even_to_an_administrator(made: Path, create: bool) -> None:
    made.chmod(0o444)
    assert "read-only" in refusal(made, create=create)
    made.chmod(0o644)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with hardly any room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only an administrator may make a small disk: the test of a full disk was left out")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk here ({done.stderr.decode().strip()}): the test of a full disk was left out")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path, leave: int = 0) -> None:
    """Write until nothing more fits, then give some of it back."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
        file.truncate(max(0, file.tell() - leave))


@pytest.mark.parametrize("room", [0, 4096, 40_960])
def test_a_full_disk_when_the_database_is_made_leaves_nothing_behind(small_disk: Path, room: int) -> None:
    fill(small_disk, room)
    assert "is full" in refusal(small_disk / "work.db", create=True)


@both
@pytest.mark.parametrize("room", [0, 4096, 24_576])
def test_a_full_disk_when_a_database_is_opened_is_a_sentence(small_disk: Path, create: bool, room: int) -> None:
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    path = small_disk / "work.db"
    open_store(str(path), create=True).close()
    fill(small_disk, room)
    assert "is full" in refusal(path, create=create)
    (small_disk / "filler").unlink()
    open_store(str(path)).close()


def test_a_disk_that_fills_up_while_it_is_opened_says_so(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    path = small_disk / "work.db"
    open_store(str(path), create=True).close()
    fill(small_disk)
    with pytest.raises(StoreError, match="is full"), connections.in_words(path):
        connections.connect(path)


def test_who_works_already_lets_others_in_on_a_full_disk(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    path = small_disk / "work.db"
    with closing(open_store(str(path), create=True)) as store, store.read() as tx:
        tx.settings.get("a")
        fill(small_disk)
        with closing(open_store(str(path))) as other, other.read() as too:
            assert too.settings.get("a") is None


def test_a_full_disk_while_working_saves_nothing_and_breaks_nothing(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    store = open_store(str(small_disk / "work.db"), create=True)
    with store.write() as tx:
        tx.settings.set("a", "1")
    fill(small_disk)

    def save() -> None:
        with store.write() as tx:
            tx.settings.set("a", "x" * 200_000)

    with pytest.raises(StoreError, match="is full"):
        save()
    with store.read() as tx:
        assert tx.settings.get("a") == "1"
    (small_disk / "filler").unlink()
    with store.write() as tx:
        tx.settings.set("a", "2")
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
    store.close()


def test_a_disk_that_may_only_be_read_is_a_sentence(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    path = small_disk / "work.db"
    open_store(str(path), create=True).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "read-only" in refusal(path, create=True)
    assert "cannot be written" in refusal(small_disk / "new.db", create=True)


def test_a_database_that_may_grow_no_more_says_so_and_keeps_what_it_has(made: Path) -> None:
    store = open_store(str(made))

    def save() -> None:
        with store.write() as tx:
            tx.sql.all(f"PRAGMA max_page_count = {tx.sql.value('PRAGMA page_count') + 2}")
            tx.settings.set("a", "x" * 200_000)

    with pytest.raises(StoreError, match="is full"):
        save()
    with store.read() as tx:
        assert tx.settings.get("a") == "1"
    store.close()


def test_making_a_database_that_fails_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = connections.connect

    def cramped(path: Path) -> sqlite3.Connection:
        made = plain(path)
        made.execute("PRAGMA max_page_count = 20")
        return made

    monkeypatch.setattr("collections_tui.store.sqlite.engine.connect", cramped)
    assert "is full" in refusal(tmp_path / "work.db", create=True)
    (tmp_path / "work.db").touch()
    assert "is full" in refusal(tmp_path / "work.db", create=True)


# -- what can be opened ---------------------------------------------------------------------------------------------


def test_a_new_database_says_what_it_is(made: Path) -> None:
    with closing(sqlite3.connect(made)) as other:
        assert other.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert other.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        ours = {name for (name,) in other.execute(loose)} - {"sqlite_schema", "_sqlite_migrations"}
        assert {name for name in ours if not name.startswith("account_search")} == set()


def test_every_connection_is_durable_and_keeps_its_promises(made: Path) -> None:
    store = open_store(str(made))
    with store.read() as tx:
        for pragma, value in (
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("recursive_triggers", 1),
            ("trusted_schema", 0),
        ):
            assert tx.sql.value(f"PRAGMA {pragma}") == value
    store.close()


def test_a_database_restored_from_a_plain_copy_lets_readers_and_writers_by_each_other_again(made: Path) -> None:
    change(made, "PRAGMA journal_mode = DELETE")
    store = open_store(str(made))
    with store.read() as tx:
        assert tx.sql.value("PRAGMA journal_mode") == "wal"
    store.close()


def test_opening_changes_nothing(made: Path) -> None:
    before = made.read_bytes()
    open_store(str(made)).close()
    assert made.read_bytes() == before


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o664])
def test_whoever_may_write_the_database_may_queue_for_it(made: Path, mode: int) -> None:
    gate = made.with_name("work.db-gate")
    gate.unlink()
    made.chmod(mode)
    store = open_store(str(made))
    with store.write() as tx:
        tx.settings.set("a", "2")
    store.close()
    assert stat.S_IMODE(gate.stat().st_mode) == mode


_OPEN_AND_WAIT = """
import sys
from collections_tui.store import open_store
sys.stdin.readline()
store = open_store(sys.argv[1], create=True)
with store.write() as tx:
    tx.settings.set(sys.argv[2], "here")
store.close()
print("done")
"""


def test_twenty_programs_that_open_a_new_database_at_once_all_succeed(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN_AND_WAIT, str(path), f"p{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(20)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    answers = [program.communicate(timeout=120) for program in programs]
    assert answers == [("done\n", "")] * 20
    store = open_store(str(path))
    with store.read() as tx:
        assert [tx.settings.get(f"p{number}") for number in range(20)] == ["here"] * 20
        assert tx.sql.value("SELECT count(*) FROM _sqlite_migrations") == VERSION
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
    store.close()
