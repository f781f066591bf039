"""Opening a SQLite database of ours, and its transactions."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from collections_tui.domain.errors import SessionOver
from collections_tui.domain.text import clean
from collections_tui.store.contract import SESSION_OVER, Around
from collections_tui.store.outlasting import Outlasting
from collections_tui.store.sqlite import connection as connections
from collections_tui.store.sqlite.connection import SqliteSql, connect, in_words, is_locked
from collections_tui.store.sqlite.gate import Gate
from collections_tui.store.sqlite.look import look, refuse_newer
from collections_tui.store.sqlite.migrations import VERSION, migrate
from collections_tui.store.subjects.audit import Fields
from collections_tui.store.transaction import Transaction

LOADING = {
    "foreign_keys": 0,
    "ignore_check_constraints": 1,
    # In KiB: room for the upper parts of every index, and for a chunk on its way.
    "main.cache_size": -64_000,
    "temp.cache_size": -32_000,
    # In pages: so that a page which every chunk changes is not copied into the database after every chunk.
    "wal_autocheckpoint": 8_000,
}
# Room for what a large turn changes, and no commit that also moves what it wrote into the database.
BULK = {"main.cache_size": -64_000, "wal_autocheckpoint": 0}


class SqliteStore:
    """One connection to one file. Used by one thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.where = self.name = str(path)
        self.session: str | None = None
        self.waiting: Callable[[bool], None] = _nobody
        self._connection = connection
        self._gate = Gate(path, lambda: self._tell(True))
        self._in_bulk = False
        self._waits = False
        self._sql = SqliteSql(connection)
        self._transaction = Transaction(self._sql)
        self._outlasting = Outlasting(self.write)

    @property
    def busy(self) -> bool:
        """Whether a transaction is open at this moment."""
        return self._connection.in_transaction

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot of the database as it is at the first look."""
        with self._outlasting.around(), in_words(self.where):
            self._connection.execute("BEGIN")
            try:
                self._check_session()
                yield self._transaction
            finally:
                self._end_reading()

    def _end_reading(self) -> None:
        """Let go of the snapshot. On a damaged file SQLite complains of that too; nothing was changed in any case."""
        with suppress(sqlite3.DatabaseError):
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A turn at writing: waits at the gate, commits durably on leaving, rolls back on an error."""
        with self._outlasting.around(), in_words(self.where), self._gate:
            self._begin_writing()
            try:
                self._check_session()
                yield self._transaction
                self._transaction.finish(self._outlasting.entries)
                self._connection.execute("COMMIT")
                self._outlasting.entries.clear()
            except BaseException:
                self._transaction = Transaction(self._sql)  # the old one may remember what was never committed
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        if self._in_bulk:
            self._tidy()

    def _begin_writing(self) -> None:
        """Begin, or wait for a stranger who does not know the gate; after a moment a person is told.

        It is an error where that takes too long; nothing was changed, and whoever has the time may try again.
        """
        since = None
        self._wait_at_most(connections.A_MOMENT)
        try:
            while True:
                try:
                    self._connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if not is_locked(error):
                        raise
                    since = since or time.monotonic()
                    self._tell(True)
                    if time.monotonic() - since > connections.BUSY_SECONDS - connections.A_MOMENT:
                        raise
                    self._gate.pass_on()  # those behind us find out too, instead of waiting for they do not know what
                else:
                    self._tell(False)
                    return
        finally:
            self._wait_at_most(connections.BUSY_SECONDS)

    def _wait_at_most(self, seconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1_000)}").fetchall()

    def _tell(self, waits: bool) -> None:
        if waits != self._waits:
            self._waits = waits
            self.waiting(waits)

    def enter(self, entry: Fields) -> None:
        """Add an entry to the audit that outlasts whatever transaction is open."""
        self._outlasting.enter(entry)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """A time of volume imports: they check their rows themselves, all at once, for a fraction of the price."""
        with self._tuned(LOADING):
            yield

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """A time of many large turns. What each wrote goes to its place in the file after it, outside of the gate.

        SQLite would do that while committing, and everybody who waits at the gate would wait for it.
        """
        self._in_bulk = True
        try:
            with self._tuned(BULK):
                yield
        finally:
            self._in_bulk = False

    def analyse(self) -> None:
        """Nothing to do: the indexes are used without being looked at first."""

    def around(self) -> Around:
        """What stands around the file."""
        from collections_tui.store.sqlite.around import around

        with in_words(self.where):
            return around(self._connection, Path(self.where))

    def _check_session(self) -> None:
        if self.session is not None:
            here = self._connection.execute("SELECT 1 FROM session WHERE code = ?", (self.session,)).fetchone()
            if here is None:
                raise SessionOver(SESSION_OVER)

    def _tidy(self) -> None:
        with in_words(self.where):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    @contextmanager
    def _tuned(self, pragmas: Mapping[str, int]) -> Iterator[None]:
        ask = self._connection.execute
        with in_words(self.where):
            before = {name: ask(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
            try:
                self._set(pragmas)
                yield
            finally:
                self._set(before)

    def _set(self, pragmas: Mapping[str, int]) -> None:
        for name, value in pragmas.items():
            self._connection.execute(f"PRAGMA {name} = {value}").fetchall()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection itself, for the bulk loaders, the benchmarks and the query-plan tests of this room."""
        return self._connection

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._gate.close()


def _nobody(waits: bool) -> None:
    """Nobody is told: a file is there or it is not."""


def open_sqlite(path: Path, *, create: bool = False, keep: Callable[[], int] | None = None) -> SqliteStore:
    """The database at ``path``, brought up to date; ``keep`` says how many backups of older schemas there are then.

    Without ``keep`` none is made: for files that are copies themselves.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    found = look(path, create=create)
    with in_words(clean(str(path))):
        if not found.ready:
            _bring_up_to_date(path, keep)
        connection = connect(path)
        try:
            _version(connection, path)
            return SqliteStore(path, connection)
        except BaseException:
            connection.close()
            raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema's version. Unlike the file's header it counts what is still in the write-ahead log."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    refuse_newer(version, clean(str(path)))
    return version


def _bring_up_to_date(path: Path, keep: Callable[[], int] | None) -> None:
    """Programs that start together do this one after the other; the later ones find nothing to do."""
    with closing(Gate(path)) as gate, gate:
        missing = not path.exists()
        try:
            if missing:
                # What is in it is for whoever may sit at a desk, and not for everybody on the computer.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660))
            with closing(connect(path)) as connection:
                version = _version(connection, path)
                if 0 < version < VERSION and keep is not None:
                    from collections_tui.store.sqlite.backup import keep_schema

                    keep_schema(path, version, keep())
                if version < VERSION:
                    migrate(connection)
                connection.execute("PRAGMA journal_mode = WAL")
            gate.share()
        except BaseException:
            if missing:
                path.unlink(missing_ok=True)  # nobody else has it open: they are all waiting at the gate
            gate.take_away()
            raise
