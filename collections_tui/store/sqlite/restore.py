"""Putting a backup in the place of a SQLite file.

What is to be the database is first made beside it, checked and brought up to date. It is then poured into the file as
one change, so that programs that have it open find themselves in the restored one, and an interrupted one has not
happened. A file that is too damaged for that is put aside as it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from collections_tui.domain.audit import Head
from collections_tui.domain.errors import StoreError
from collections_tui.domain.records import Person
from collections_tui.domain.text import clean
from collections_tui.store.backups import Progress
from collections_tui.store.sqlite.backup import (
    beside,
    check_sound,
    contents_of,
    copy,
    is_ours,
    pour,
    sync_folder,
    written,
)
from collections_tui.store.sqlite.connection import SqliteSql, connect, in_words
from collections_tui.store.sqlite.engine import SqliteStore, open_sqlite
from collections_tui.store.sqlite.gate import HAVE_LOCKS, Gate
from collections_tui.store.sqlite.look import full, refuse_newer
from collections_tui.store.transaction import Transaction

if HAVE_LOCKS:
    import fcntl

# The bytes that whoever has a database open holds a lock on; https://www.sqlite.org/fileformat.html#the_lock_byte_page
_SHARED, _SHARED_BYTES = 0x4000_0002, 510


class Ready:
    """The ``Taken`` of a SQLite file."""

    def __init__(self, part: Path, path: Path, store: SqliteStore) -> None:
        self.store = store
        self._part, self._path = part, path

    def put(self, now: datetime, *, anyway: bool) -> Path | None:
        """What ``store.backups.Taken.put`` promises."""
        self.store.close()
        with in_words(clean(str(self._part))), closing(sqlite3.connect(self._part, isolation_level=None)) as made:
            made.execute("PRAGMA journal_mode = DELETE")
            wanted = contents_of(made, self._part)
        with closing(Gate(self._path)) as gate, gate:  # nobody writes from now on
            if not anyway and _is_open(self._path):
                raise StoreError(
                    f"{_who_works(self._path)} in {clean(str(self._path))}: let everybody leave first, "
                    "or restore it --anyway."
                )
            kept = self._replace(now)
            gate.share()
        with closing(open_sqlite(self._path)) as store:
            found = contents_of(store.connection, self._path)
        if (found.rows, found.head) != (wanted.rows, wanted.head):
            raise StoreError(
                f"{clean(str(self._path))} is not what was restored, for somebody writes past the program: "
                f"what it was before is in {clean(str(kept))}."
            )
        return kept

    def _replace(self, now: datetime) -> Path | None:
        if not self._path.exists() or self._path.stat().st_size == 0:
            self._take_place(None)
            return None
        kept = _free_name(Path(f"{self._path}.before-restore-{now:%Y%m%dT%H%M%SZ}"))
        if _is_sound(self._path):
            with written(kept) as part:
                copy(self._path, part, _quiet, strict=False)
                part.replace(kept)
            sync_folder(kept.parent)
            with (
                in_words(clean(str(self._path))),
                closing(sqlite3.connect(self._part, isolation_level=None)) as read,
                closing(connect(self._path)) as write,
            ):
                pour(read, write, _quiet)
        else:
            self._take_place(kept)
        return kept

    def _take_place(self, kept: Path | None) -> None:
        """Put aside what is there, and with it whatever SQLite would take for unfinished changes of the new one."""
        for old in (*beside(self._path)[:3], self._path):
            if old.exists():
                # The log goes first: left alone beside a new database, it would be read into that.
                end = str(old).removeprefix(str(self._path))
                if kept is None or end == "-shm":
                    old.unlink()
                else:
                    old.replace(f"{kept}{end}")
        with self._part.open("rb") as file:
            os.fsync(file.fileno())
        self._part.chmod(0o600)
        self._part.replace(self._path)
        sync_folder(self._path.parent)


@contextmanager
def taken_out(file: Path, path: Path, progress: Progress) -> Iterator[Ready]:
    """What ``store.backups.taken_out`` promises, of files."""
    _check_backup(file)
    if not path.parent.is_dir():
        raise StoreError(f"The folder {clean(str(path.parent))} does not exist: make it, or name another with --db.")
    if path.exists() and path.samefile(file):
        raise StoreError(f"{clean(str(file))} is the database itself: name a backup of it.")
    with written(path) as part:
        _pour_out(file, part, progress)
        store = open_sqlite(part)
        try:
            with in_words(clean(str(file))):
                check_sound(store.connection, file)
            yield Ready(part, path, store)
        finally:
            store.close()


def look_in(path: Path, login: str) -> tuple[Person | None, Head]:
    """What ``store.backups.look_in`` promises, of a file."""
    with in_words(clean(str(path))), closing(connect(path)) as connection:
        tx = Transaction(SqliteSql(connection))
        return tx.people.by_login(login), tx.audit.head()


def _check_backup(file: Path) -> None:
    """Pass if a file can be a backup.

    Raises:
        StoreError: it cannot be read, or is none that this program can restore.
    """
    name = clean(str(file))
    try:
        if not file.is_dir() and file.exists() and not file.is_file():
            raise StoreError(f"{name} is no backup of collections-tui: name another file.")
        with file.open("rb") as opened:
            header = opened.read(100)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "no such name is possible").lower()
        raise StoreError(f"{name} cannot be read ({why}): name a backup.") from error
    if not is_ours(file.resolve()) or len(header) < 100:
        raise StoreError(f"{name} is no backup of collections-tui: name another file.")
    refuse_newer(int.from_bytes(header[60:64]), name)


def _pour_out(file: Path, part: Path, progress: Progress) -> None:
    disk = os.statvfs(part.parent)
    # What is made ready, the copy of what was there before, and the log of the one change.
    if disk.f_frsize * disk.f_bavail < 3 * file.stat().st_size:
        raise StoreError(full(clean(str(part.parent))))
    read_only = f"{file.absolute().as_uri()}?mode=ro"
    with (
        in_words(clean(str(file))),
        closing(sqlite3.connect(read_only, uri=True, isolation_level=None)) as read,
        closing(sqlite3.connect(part, isolation_level=None)) as write,
    ):
        pour(read, write, progress)


def _is_sound(path: Path) -> bool:
    """Whether a database can be read and written as one, whatever is in it."""
    try:
        with closing(connect(path)) as connection:
            said: tuple[str] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            return said == ("ok",)
    except sqlite3.Error:
        return False


def _is_open(path: Path) -> bool:
    """Whether another program has the database open, damaged or not; asked while we have it open nowhere."""
    if not HAVE_LOCKS or not path.exists():
        return False
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED)
        except OSError:
            return True
        with suppress(OSError):
            fcntl.lockf(file, fcntl.LOCK_UN, _SHARED_BYTES, _SHARED)
    return False


def _who_works(path: Path) -> str:
    """Who has a workstation open there, as far as the database can say: ``ana, ben work``."""
    try:
        with closing(connect(path)) as connection:
            rows = connection.execute(
                "SELECT DISTINCT p.login FROM session s JOIN collector p ON p.id = s.collector_id ORDER BY 1"
            ).fetchall()
    except sqlite3.Error:
        rows = []
    names = [clean(login) for (login,) in rows]
    return f"{', '.join(names)} {'works' if len(names) == 1 else 'work'}" if names else "Somebody works"


def _free_name(wanted: Path) -> Path:
    name, number = wanted, 1
    while name.exists():
        number += 1
        name = wanted.with_name(f"{wanted.name}-{number}")
    return name


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""
