"""One PostgreSQL connection: how it is opened, what it is asked in which words, and its errors in ours."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.types.numeric import Int8Dumper

from collections_tui.domain.errors import ConnectionLost, StoreError, StoreFault
from collections_tui.store.contract import Engine, Params, Row
from collections_tui.store.postgres.url import Address
from collections_tui.store.values import Ids, Texts

_NONE: dict[str, Any] = {}
REFUSED = "The database refused"  # how the sentence begins for what nobody foresaw
_PREPARE_AFTER = 3
_STREAMED = 5_000  # rows that come over the line together
_STREAMS = count()
# A connection that dies is told of in our own words. What the driver says besides would stand on somebody's terminal.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


# -- values -------------------------------------------------------------------------------------------------------


class _BoolAsNumber(Int8Dumper):
    """Yes and no are 1 and 0, as in the schema."""

    def dump(self, obj: bool) -> Buffer | None:
        return b"1" if obj else b"0"


class _IdsDumper(Dumper):
    oid = 1016  # bigint[]

    def dump(self, obj: Ids) -> Buffer:
        return ("{" + ",".join(map(str, obj)) + "}").encode()


class _TextsDumper(Dumper):
    oid = 1009  # text[]

    def dump(self, obj: Texts) -> Buffer:
        quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in obj)
        return ("{" + ",".join(f'"{text}"' for text in quoted) + "}").encode()


class _WholeNumber(Loader):
    """A sum of ``bigint`` is ``numeric``; all of ours are whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def connect(address: Address) -> psycopg.Connection[Row]:
    """A connection that keeps nothing in its session, so that a pooler may hand it from one to another.

    Raises:
        psycopg.Error: the server cannot be reached, or refuses.
    """
    connection = psycopg.connect(address.url, autocommit=True, application_name="collections-tui")
    try:
        prepared = _direct(connection) if address.prepared is None else address.prepared
    except BaseException:
        connection.close()
        raise
    connection.prepare_threshold = _PREPARE_AFTER if prepared else None
    adapters = connection.adapters
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _BoolAsNumber)
    adapters.register_dumper(Ids, _IdsDumper)
    adapters.register_dumper(Texts, _TextsDumper)
    adapters.register_loader("numeric", _WholeNumber)
    return connection


def _direct(connection: psycopg.Connection[Row]) -> bool:
    """Whether the server itself is at the other end, and no pooler that hands statements now to one session of the
    server and now to another: there, a name may stand for what somebody else has prepared, or for nothing.

    A pooler makes up the process number that it gives to each of its clients.
    """
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return row is not None and row[0] == connection.info.backend_pid


# -- the words of the other engine --------------------------------------------------------------------------------

_EACH = re.compile(r"json_each\(:(\w+)\)")
_NAME = re.compile(r"'(?:[^']|'')*'|(?<![:\w]):(\w+)|(\?)|(%)")


@lru_cache(maxsize=1024)
def translated(sql: str) -> str:
    """A statement of the store's subjects as psycopg wants it.

    Three things differ: how a parameter is written, how a list of values becomes rows, and that a percent sign counts.
    """

    def one(found: re.Match[str]) -> str:
        if found[1]:
            return f"%({found[1]})s"
        if found[2]:
            return "%s"
        return "%%" if found[3] else found[0].replace("%", "%%")

    return _NAME.sub(one, _EACH.sub(r"(SELECT unnest(:\1) AS value)", sql))


class PostgresSql:
    """The ``Sql`` of one connection. The engine changes ``connection`` when it had to open another."""

    engine: Engine = "postgres"

    def __init__(self) -> None:
        self.connection: psycopg.Connection[Row] | None = None
        self.lock = ""

    @property
    def open(self) -> psycopg.Connection[Row]:
        """The connection on which the transaction was begun."""
        assert self.connection is not None, "a transaction has been begun"
        return self.connection

    def _execute(self, sql: str, params: Params) -> psycopg.Cursor[Row]:
        try:
            # Without parameters psycopg would not read the doubled percent signs as single ones.
            return self.open.execute(cast(Any, translated(sql)), params or _NONE)
        except (OverflowError, UnicodeEncodeError) as error:
            raise _unstorable(error) from error

    def all(self, sql: str, params: Params = _NONE) -> list[Row]:
        return self._execute(sql, params).fetchall()

    def stream(self, sql: str, params: Params = _NONE) -> Iterator[Row]:
        """The rows one by one, of which the server keeps those that were not asked for yet."""
        with self.open.cursor(f"stream_{next(_STREAMS)}") as cursor:
            cursor.itersize = _STREAMED
            cursor.execute(cast(Any, translated(sql)), params or _NONE)
            yield from cursor

    def one(self, sql: str, params: Params = _NONE) -> Row | None:
        return self._execute(sql, params).fetchone()

    def value(self, sql: str, params: Params = _NONE) -> Any:
        row = self.one(sql, params)
        return None if row is None else row[0]

    def run(self, sql: str, params: Params = _NONE) -> int:
        return self._execute(sql, params).rowcount

    def add(self, sql: str, params: Params = _NONE) -> int:
        row = self._execute(f"{sql} RETURNING id", params).fetchone()
        assert row is not None, "an insert of one row gives its id"
        return int(row[0])

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self.open.cursor() as cursor, cursor.copy(copy.encode()) as out:
            for row in rows:
                out.write_row(row)

    def columns(self, table: str) -> list[str]:
        rows = self.all(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = :table ORDER BY ordinal_position",
            {"table": table},
        )
        return [row[0] for row in rows]

    def reserve(self, table: str, count: int) -> int:
        taken = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id FROM generate_series(1, :count)"
        while True:
            row = self.one(f"SELECT min(id), max(id) FROM ({taken}) t", {"count": max(count, 1)})
            assert row is not None, "an aggregate always answers"
            if row[1] - row[0] + 1 == max(count, 1):
                return int(row[0])
            # Somebody else got one in between: what was taken is left unused, and the next ones are tried.

    def go_on_from(self, table: str) -> None:
        self.all(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0")

    def many(self, sql: str, rows: Iterable[Params] | Iterable[Sequence[Any]]) -> int:
        try:
            given = list(rows)  # before the driver locks the connection: whoever gives the rows may ask it for them
            with self.open.cursor() as cursor:
                cursor.executemany(cast(Any, translated(sql)), cast(Any, given))
                return max(cursor.rowcount, 0)
        except (OverflowError, UnicodeEncodeError) as error:
            raise _unstorable(error) from error


# -- errors -------------------------------------------------------------------------------------------------------


_OF_CONNECTIONS = "08"
"""How the codes of errors begin that are about the connection itself (SQLSTATE): a pooler gives one when its server has
gone, before it closes ours."""
_GONE = (errors.ReadOnlySqlTransaction, errors.AdminShutdown, errors.CannotConnectNow)


def lost(error: psycopg.Error, connection: psycopg.Connection[Row] | None) -> bool:
    """Whether the connection is gone, or the server that answers may not be written to (any more).

    The driver may fail once more over what the server said, while it tidies up: what came first counts as well. Where
    the server has said nothing at all, the driver itself could not go on, and the connection is of no use any more.
    """
    if connection is None or connection.closed or connection.broken:
        return True
    said: list[psycopg.Error] = []
    first: BaseException | None = error
    while first is not None:
        if isinstance(first, psycopg.Error) and first.sqlstate is not None:
            said.append(first)
        first = first.__cause__ or first.__context__
    if not said:
        return isinstance(error, psycopg.OperationalError)
    return any(isinstance(one, _GONE) or str(one.sqlstate).startswith(_OF_CONNECTIONS) for one in said)


def conflict(error: psycopg.Error) -> bool:
    """Whether others were in the way: the transaction has been taken back, and may simply be done again."""
    return isinstance(error, errors.SerializationFailure | errors.DeadlockDetected)


@contextmanager
def in_words(name: str, connection: psycopg.Connection[Row]) -> Iterator[None]:
    """Turn driver errors inside the block into ``StoreError``. No word of them holds a password."""
    try:
        yield
    except psycopg.Error as error:
        if connection.closed:
            raise ConnectionLost(f"The connection to {name} was lost; nothing was saved: try again.") from error
        raise in_our_words(error, name) from error


def in_our_words(error: psycopg.Error, name: str) -> StoreError:
    """What a driver error is to us: one that somebody foresaw, or one whose details belong into the log."""
    said = sentence(error, name)
    return (StoreFault if said.startswith(REFUSED) else StoreError)(said)


def sentence(error: psycopg.Error, name: str) -> str:
    """What a driver error means to a person, and what to do."""
    if isinstance(error, errors.UniqueViolation):
        return "Somebody else has just stored the same: look again before you repeat it."
    if isinstance(error, errors.DiskFull):
        return f"The disk of the server of {name} is full; nothing was saved: free some space there and try again."
    if isinstance(error, errors.InsufficientPrivilege):
        return f"The user of {name} may not do that there ({_first_line(error)}): ask whoever runs the server."
    if isinstance(error, errors.NumericValueOutOfRange):
        return "A number is too large to be stored: check it for a slip of the keyboard."
    if isinstance(error, errors.QueryCanceled):
        return f"{name} took too long to answer and was stopped: try again."
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return f"{name} may not be written to: name its primary server in --db."
    if isinstance(error, errors.InvalidSqlStatementName | errors.DuplicatePreparedStatement):
        return f"The pooler before {name} knows no prepared statements: leave out prepared_statements=on in --db."
    if isinstance(error, psycopg.DataError):
        return "A text has a broken character that cannot be stored: type it again."
    return f"{REFUSED}: {_first_line(error)}."


def _first_line(error: psycopg.Error) -> str:
    said = error.diag.message_primary or next(iter(str(error).splitlines()), "no reason given")
    return said.rstrip(".")


def _unstorable(error: OverflowError | UnicodeEncodeError) -> StoreError:
    """The driver's own refusals of a value: half of a surrogate pair, a number beyond all columns."""
    if isinstance(error, OverflowError):
        return StoreError("A number is too large to be stored: check it for a slip of the keyboard.")
    return StoreError("A text has a broken character that cannot be stored: type it again.")
