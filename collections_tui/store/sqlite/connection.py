"""One SQLite connection: how it is set up, and its errors in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collections_tui.domain.errors import StoreError, StoreFault, TryAgain
from collections_tui.store.contract import Engine, Params, Row
from collections_tui.store.sqlite.look import full
from collections_tui.store.values import Ids, Texts

BUSY_SECONDS = 30.0  # for strangers who do not know the gate
A_MOMENT = 0.3  # of these, until a person is told that we wait
NO_ROOM_FOR_INDEX = "SQLITE_IOERR_SHMSIZE"  # of the write-ahead log; the disk had room when we looked
REFUSED = "The database refused"  # how the sentence begins for what nobody foresaw

_NONE: dict[str, Any] = {}

for _kind in (Ids, Texts):
    sqlite3.register_adapter(_kind, json.dumps)


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every promise of ours switched on: foreign keys, durable commits, patience."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE would delete past our triggers
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another program had the database for itself for all the time that we waited."""
    return "locked" in str(error) or "busy" in str(error)


def sentence(error: sqlite3.Error, where: object) -> str:
    """What a driver error means to a person, and what to do."""
    text = str(error)
    if "full" in text or getattr(error, "sqlite_errorname", "") == NO_ROOM_FOR_INDEX:
        return full(where)
    if "readonly" in text or "read-only" in text:
        return f"{where} cannot be written: check the permissions of the file and its folder."
    if is_locked(error):
        return f"Another program has kept {where} locked for {BUSY_SECONDS:.0f} seconds; close it and try again."
    if "malformed" in text or "not a database" in text:
        return f"{where} is damaged or is not a database: restore it from a backup."
    if "unable to open" in text:
        return f"{where} cannot be opened: check that its folder exists and may be written."
    if "disk I/O" in text:
        return f"The disk that holds {where} reported an error; nothing was saved: check the disk and try again."
    return f"{REFUSED}: {text}."


@contextmanager
def in_words(where: object) -> Iterator[None]:
    """Turn driver errors inside the block into ``StoreError``: those nobody foresaw into ``StoreFault``, and those of a
    file that others keep locked into ``TryAgain``."""
    try:
        yield
    except sqlite3.Error as error:
        said = sentence(error, where)
        if is_locked(error):
            raise TryAgain(said) from error
        raise (StoreFault if said.startswith(REFUSED) else StoreError)(said) from error


def _unstorable(error: OverflowError | UnicodeEncodeError) -> StoreError:
    """The driver's own refusals of a value: a number of more than 64 bits, half of a surrogate pair."""
    if isinstance(error, OverflowError):
        return StoreError("A number is too large to be stored: check it for a slip of the keyboard.")
    return StoreError("A text has a broken character that cannot be stored: type it again.")


class SqliteSql:
    """The ``Sql`` of one connection."""

    engine: Engine = "sqlite"
    lock = ""  # a writer has the whole database to itself

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _execute(self, sql: str, params: Params) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, params)
        except (OverflowError, UnicodeEncodeError) as error:
            raise _unstorable(error) from error

    def all(self, sql: str, params: Params = _NONE) -> list[Row]:
        return self._execute(sql, params).fetchall()

    def stream(self, sql: str, params: Params = _NONE) -> Iterator[Row]:
        cursor = self._execute(sql, params)
        try:
            yield from cursor
        finally:
            cursor.close()

    def one(self, sql: str, params: Params = _NONE) -> Row | None:
        cursor = self._execute(sql, params)
        row: Row | None = cursor.fetchone()
        cursor.close()
        return row

    def value(self, sql: str, params: Params = _NONE) -> Any:
        row = self.one(sql, params)
        return None if row is None else row[0]

    def run(self, sql: str, params: Params = _NONE) -> int:
        return self._execute(sql, params).rowcount

    def add(self, sql: str, params: Params = _NONE) -> int:
        return int(self._execute(sql, params).lastrowid or 0)

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)

    def columns(self, table: str) -> list[str]:
        return [row[0] for row in self.all("SELECT name FROM pragma_table_info(:table) ORDER BY cid", {"table": table})]

    def reserve(self, table: str, count: int) -> int:
        """Nobody else can write meanwhile: they are those above the highest."""
        return int(self.value(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))

    def go_on_from(self, table: str) -> None:
        """Nothing to do: SQLite does."""

    def many(self, sql: str, rows: Iterable[Params] | Iterable[Sequence[Any]]) -> int:
        try:
            return self.connection.executemany(sql, rows).rowcount
        except (OverflowError, UnicodeEncodeError) as error:
            raise _unstorable(error) from error
