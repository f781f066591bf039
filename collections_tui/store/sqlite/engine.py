"""Opening a SQLite database of ours, and its transactions."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collections_tui.domain.errors import StoreError
from collections_tui.store.sqlite.connection import SqliteSql, connect, in_words
from collections_tui.store.sqlite.gate import Gate
from collections_tui.store.sqlite.migrations import APPLICATION_ID, VERSION, migrate
from collections_tui.store.transaction import Transaction

_MAGIC = b"SQLite format 3\x00"


class SqliteStore:
    """One connection to one file. Used by one thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.where = str(path)
        self._connection = connection
        self._gate = Gate(path)
        self._transaction = Transaction(SqliteSql(connection))

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot of the database as it is at the first look."""
        with in_words(self.where):
            self._connection.execute("BEGIN")
            try:
                yield self._transaction
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A turn at writing: waits at the gate, commits durably on leaving, rolls back on an error."""
        with in_words(self.where), self._turn():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._transaction
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            self._gate.__enter__()
        except OSError as error:
            raise StoreError(f"{self.where} cannot be written: {error.strerror}; check its folder.") from error
        try:
            yield
        finally:
            self._gate.__exit__(None, None, None)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection itself, for the bulk loaders, the benchmarks and the query-plan tests of this room."""
        return self._connection

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._gate.close()


def open_sqlite(path: Path, *, create: bool = False) -> SqliteStore:
    """The database at ``path``, brought up to date.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    fresh = _check_file(path, create=create)
    with in_words(path):
        connection = connect(path)
        try:
            if fresh or _version(connection, path) < VERSION:
                _bring_up_to_date(connection, path)
            return SqliteStore(path, connection)
        except BaseException:
            connection.close()
            raise


def _check_file(path: Path, *, create: bool) -> bool:
    """Look before touching: whether the file is yet to be made. Nothing is changed, also not beside it."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file in it with --db.")
    if not path.exists():
        if not path.parent.is_dir():
            raise StoreError(f"The folder {path.parent} does not exist: make it, or name another file with --db.")
        if not create:
            raise StoreError(f"There is no database at {path}: start collections-tui once to make it, or check --db.")
        if not os.access(path.parent, os.W_OK):
            raise StoreError(f"The folder {path.parent} cannot be written: choose another with --db.")
        return True
    # The mark counts even for an administrator, whom the system would let through.
    if path.stat().st_mode & 0o222 == 0 or not os.access(path, os.W_OK):
        raise StoreError(f"{path} is read-only: make it writable, or name another file with --db.")
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    if not header:
        return True
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise StoreError(f"{path} is not a collections-tui database: check --db.")
    if struct.unpack(">I", header[68:72])[0] != APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program: check --db.")
    return False


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer version of collections-tui (schema {version}, this one knows {VERSION}): "
            "install the newer version."
        )
    return version


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Programs that start together migrate one after the other; the later ones find nothing to do."""
    gate = Gate(path)
    try:
        with gate:
            if _version(connection, path) < VERSION:
                migrate(connection)
            connection.execute("PRAGMA journal_mode = WAL")
    finally:
        gate.close()
