"""Copies of a SQLite file that are made while people work in it, and count only once they are known to be good.

A copy is made from one snapshot: who writes meanwhile writes behind it, into the write-ahead log, and waits for
nothing. It is made under another name, checked, safe on disk, and then gets its own. One that was interrupted is made
anew.
"""

from __future__ import annotations

import filecmp
import glob
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from collections_tui.domain.audit import Head
from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean
from collections_tui.store.backups import Contents, Progress
from collections_tui.store.sqlite.connection import SqliteSql, connect, in_words
from collections_tui.store.sqlite.gate import HAVE_LOCKS
from collections_tui.store.sqlite.look import full
from collections_tui.store.sqlite.migrations import APPLICATION_ID
from collections_tui.store.transaction import Transaction

if HAVE_LOCKS:
    import fcntl

STEP = 1_000  # pages, 4 MB: what is copied without a breath
BREATH = 0.001  # seconds in which others get at the disk
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"


def back_up(source: Path, target: Path, keep: int | None, progress: Progress) -> Contents:
    """What ``store.backups.back_up`` promises, of a file."""
    refuse(source, target, keep)
    with written(target) as part:
        contents = copy(source, part, progress)
        if keep is None:
            _name(part, target)
        else:
            make_way(target, keep)
            part.replace(target)
            drop_old(target, keep)
    sync_folder(target.parent)
    return contents


def keep_schema(path: Path, version: int, keep: int) -> None:
    """Copy a database whose schema is about to change, beside it, and remove the oldest of such copies.

    The caller holds the gate, so that nothing is added between the copy and the change. One that was interrupted before
    it changed anything is not kept twice.

    Raises:
        StoreError: there is no room for it, or the folder cannot be written.
    """
    target = path.with_name(f"{path.name}.schema-{version}")
    with written(target) as part:
        copy(path, part, _quiet, strict=False)
        if not (target.exists() and filecmp.cmp(part, target, shallow=False)):
            make_way(target, keep)
            part.replace(target)
    sync_folder(target.parent)
    kept = sorted(path.parent.glob(f"{glob.escape(path.name)}.schema-*"), key=lambda one: one.stat().st_mtime_ns)
    for old in [one for one in kept if is_ours(one) and one != target][::-1][keep - 1 :]:
        old.unlink()


def copy(source: Path, part: Path, progress: Progress, *, strict: bool = True) -> Contents:
    """Fill an empty file with one moment of a database, hold both against each other, and see that it is on the disk.

    Args:
        source: the database.
        part: the file.
        progress: told how many pages are done and how many there are.
        strict: only a copy of a sound database will do; else it may be as damaged as that one.

    Raises:
        StoreError: the source is damaged, or the disk full.
    """
    with in_words(clean(str(source))), closing(connect(source)) as read:
        _check_room(read, part)
        read.execute("BEGIN")
        there = contents_of(read, source)
        with in_words(clean(str(part))), closing(sqlite3.connect(part, isolation_level=None)) as write:
            write.execute("PRAGMA synchronous = OFF")
            pour(read, write, progress)
        read.execute("COMMIT")
    with in_words(clean(str(part))), closing(sqlite3.connect(part, isolation_level=None)) as copied:
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read wherever it is put
        if strict:
            check_sound(copied, source)
        here = contents_of(copied, part)
    if (here.rows, here.head) != (there.rows, there.head):
        raise StoreError(
            f"The copy of {clean(str(source))} is not what was copied: check the disk that it was made on."
        )
    _sync(part)
    return here


def pour(read: sqlite3.Connection, write: sqlite3.Connection, progress: Progress) -> None:
    """Let one database become what the other is, as one change, step by step."""

    def step(status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() > patience:
                raise sqlite3.OperationalError("database is locked")
            return
        progress(total - left, total)
        time.sleep(BREATH)

    from collections_tui.store.sqlite.connection import BUSY_SECONDS

    patience = time.monotonic() + BUSY_SECONDS
    read.backup(write, pages=STEP, progress=step)


def contents_of(connection: sqlite3.Connection, path: Path) -> Contents:
    """What a database holds, of whatever version of ours it is."""
    tables = [name for (name,) in connection.execute(_TABLES)]
    rows = {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
    head = Transaction(SqliteSql(connection)).audit.head() if "audit_head" in rows else Head(0, "")
    return Contents(rows, head, path.stat().st_size)


def check_sound(connection: sqlite3.Connection, name: Path) -> None:
    """Pass if a database is whole: its pages and indexes, and what points from one row to another.

    Raises:
        StoreError: it is not.
    """
    bad = [str(said) for (said,) in connection.execute("PRAGMA integrity_check(1)")]
    if bad != ["ok"]:
        raise StoreError(f"{clean(str(name))} is damaged ({clean(bad[0])[:120]}): restore it from a backup.")
    loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    if loose is not None:
        raise StoreError(
            f"{clean(str(name))} is damaged (a row of {clean(str(loose[0]))} points at a row of {clean(str(loose[2]))} "
            "that is not there): restore it from a backup."
        )


# -- files ------------------------------------------------------------------------------------------------------------


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """A file beside ``target``, empty and nobody else's to read, for what will be named so; gone afterwards.

    Its name is always the same, so that one that was left by a crash is used up; a lock tells it from one in use.

    Raises:
        StoreError: it cannot be made there, or somebody else is making one.
    """
    part, name = part_of(target), clean(str(target))
    try:
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise StoreError(f"{name} cannot be written ({why}): check its folder, or name another file.") from error
    try:
        if HAVE_LOCKS:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(f"{name} is being written by somebody else at this moment: wait for it.") from error
            except OSError:
                pass  # a disk that knows no locks
        os.ftruncate(file, 0)
        os.fchmod(file, 0o600)
        try:
            yield part
        finally:
            for left in beside(part):
                left.unlink(missing_ok=True)
            if part.exists() and os.path.samestat(os.fstat(file), part.stat()):
                part.unlink()
    finally:
        os.close(file)


def part_of(target: Path) -> Path:
    """The name under which a file is made."""
    return target.with_name(f".{target.name}.part")


def beside(path: Path) -> list[Path]:
    """What SQLite and the gate keep beside a database."""
    return [Path(f"{path}{end}") for end in ("-wal", "-shm", "-journal", "-gate")]


def refuse(source: Path, target: Path, keep: int | None) -> None:
    """Pass if a file can be a backup of the database, and its name is free or that of an older one.

    Raises:
        StoreError: it is not.
    """
    name = clean(str(target))
    if not target.parent.is_dir():
        raise StoreError(f"The folder {clean(str(target.parent))} does not exist: make it, or name another file.")
    if not target.exists() and not target.is_symlink():
        return
    if target.is_dir():
        raise StoreError(f"{name} is a folder: name a file in it.")
    if target.exists() and source.exists() and target.samefile(source):
        raise StoreError(f"{name} is the database itself: name another file.")
    if keep is None:
        raise StoreError(f"{name} is there already: name another file, or say with --keep how many are to be kept.")
    if not is_ours(target):
        raise StoreError(f"{name} is no backup of collections-tui, and stays as it is: name another file.")


def is_ours(path: Path) -> bool:
    """Whether a file is a database of ours, by its header; a link is none."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            header = file.read(100)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\x00") and int.from_bytes(header[68:72]) == APPLICATION_ID


def _name(part: Path, target: Path) -> None:
    """Give a finished file its name, which nobody has."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise StoreError(f"{clean(str(target))} has been made by somebody else meanwhile: name another.") from None
    except OSError:  # a disk that knows no second names
        part.replace(target)


def make_way(target: Path, keep: int) -> None:
    """Let a file of that name be the first of the older ones, and each of those one further; no name goes twice.

    Begun at the end, so that whoever is interrupted leaves a gap and nothing else; the next time fills it.
    """
    names = [target, *(older(target, number) for number in range(1, keep + 1))]
    free = next((number for number, one in enumerate(names) if not one.exists()), keep)
    for number in range(free, 0, -1):
        names[number - 1].replace(names[number])


def drop_old(target: Path, keep: int) -> None:
    """Remove the older ones that are more than are kept, the new one among them; nothing that is not ours."""
    number = keep
    while is_ours(older(target, number)):
        older(target, number).unlink()
        number += 1


def older(target: Path, number: int) -> Path:
    """The name of an older backup."""
    return target.with_name(f"{target.name}.{number}")


def _check_room(connection: sqlite3.Connection, part: Path) -> None:
    """Say at once what would else be found out after all has been written."""
    pages, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    if hasattr(os, "statvfs"):
        disk = os.statvfs(part.parent)
        if disk.f_frsize * disk.f_bavail < pages * size:
            raise StoreError(full(clean(str(part.parent))))


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk, where the system can."""
    with suppress(OSError):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
