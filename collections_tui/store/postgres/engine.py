"""Opening a PostgreSQL database of ours, and its transactions.

A lost connection is normal. It is opened again at the next transaction; one that was under way is taken back by the
server, and whoever asked is told to ``TryAgain``. Where it was lost while committing, the number that every change
brings tells whether the change has happened.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import psycopg

from collections_tui.domain.errors import ConnectionLost, SessionOver, StoreError, TryAgain
from collections_tui.store.contract import SESSION_OVER, Around, Row
from collections_tui.store.outlasting import Outlasting
from collections_tui.store.postgres.connection import PostgresSql, conflict, connect, in_our_words, in_words, lost
from collections_tui.store.postgres.migrations import clear, is_empty, look, migrate
from collections_tui.store.postgres.url import Address, address
from collections_tui.store.subjects.audit import Fields
from collections_tui.store.transaction import Transaction

_IDLE = psycopg.pq.TransactionStatus.IDLE
_LONGEST_PAUSE = 2.0
# Nobody asks after a change of days ago. A few thousand at each start keep the table small.
_FORGET = """
DELETE FROM operation WHERE id IN (SELECT id FROM operation WHERE at < now() - interval '2 days' LIMIT 5000)"""
# Of a change that was committed, its own row stays; otherwise a mark is left that it will never be.
_ASK = """
INSERT INTO operation AS o (id, at) VALUES (%s, '-infinity')
ON CONFLICT (id) DO UPDATE SET at = o.at RETURNING o.at > '-infinity'"""
PATIENCE = 60.0
"""Seconds for which a change whose commit was lost is asked after, before a person is told that nobody knows."""


class PostgresStore:
    """One connection to one database, opened when it is needed. Used by one thread at a time."""

    def __init__(self, where: Address, connection: psycopg.Connection[Row] | None = None) -> None:
        self.where = where.given
        self.name = where.name
        self.session: str | None = None
        self.waiting: Callable[[bool], None] = _nobody
        self._address = where
        self._sql = PostgresSql()
        self._sql.connection = connection
        self._transaction = Transaction(self._sql)
        self._outlasting = Outlasting(self.write)

    @property
    def busy(self) -> bool:
        """Whether a transaction is open at this moment."""
        open_one = self._sql.connection
        return open_one is not None and not open_one.closed and open_one.info.transaction_status != _IDLE

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A snapshot of the database as it is at the first look."""
        with self._outlasting.around(), self._trying():
            self._begin(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY{self._of_session('SELECT 1')}")
            try:
                yield self._transaction
            except BaseException:
                self._roll_back()
                raise
            self._sql.open.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A change: it commits durably on leaving, and is taken back on an error."""
        operation = str(uuid.uuid4())
        with self._outlasting.around(), self._trying():
            # One round trip. The number is our own, and no text from outside. Without a session there is no change.
            of_session = self._of_session(f"INSERT INTO operation (id) SELECT '{operation}'", " FOR KEY SHARE")
            insert = of_session or f"; INSERT INTO operation (id) VALUES ('{operation}')"
            self._begin(f"BEGIN ISOLATION LEVEL READ COMMITTED{insert}")
            self._sql.lock = " FOR UPDATE"
            try:
                yield self._transaction
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._sql.lock = ""
            self._finish(operation)
            self._outlasting.entries.clear()

    def enter(self, entry: Fields) -> None:
        """Add an entry to the audit that outlasts whatever transaction is open."""
        self._outlasting.enter(entry)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """A time of volume imports: nothing is done differently here."""
        yield

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """A time of many large turns: nothing is done differently here."""
        yield

    def analyse(self) -> None:
        """Let the server count what there is now; it does so by itself as well, some minutes later."""
        with self._trying():
            self._connection().execute("ANALYZE")

    def around(self) -> Around:
        """What stands around the database, as far as its server tells."""
        from collections_tui import __version__
        from collections_tui.store.postgres.migrations import VERSION

        with self._trying():
            row = (
                self._connection()
                .execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
                .fetchone()
            )
        assert row is not None
        versions = f"collections-tui {__version__}, PostgreSQL {row[0].split()[0]}"
        return Around(versions, VERSION, int(row[1]), None, ())

    def close(self) -> None:
        """Let go of the connection."""
        self._forget()
        if self._sql.connection is not None:
            self._sql.connection.close()
            self._sql.connection = None

    # -- how it is done -------------------------------------------------------------------------------------------

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """Say of an error whether trying again may help, and what it means."""
        try:
            yield
        except psycopg.Error as error:
            if conflict(error):
                raise TryAgain(f"Others changed the same at the same moment in {self.name}: try again.") from error
            if lost(error, self._sql.connection):
                self.close()
                raise self._gone() from error
            raise in_our_words(error, self.name) from error

    def _gone(self) -> ConnectionLost:
        return ConnectionLost(f"The connection to {self.name} was lost; nothing was saved: try again.")

    def _connection(self) -> psycopg.Connection[Row]:
        if self._sql.connection is None or self._sql.connection.closed:
            try:
                self._sql.connection = connect(self._address)
            except psycopg.OperationalError as error:
                self._sql.connection = None
                raise ConnectionLost(refusal(error, self.name)) from error
        return self._sql.connection

    def _of_session(self, sql: str, lock: str = "") -> str:
        """A statement for each row of our session, to be sent with BEGIN; '' where there is no session to look at."""
        if self.session is None:
            return ""
        code = self.session.replace("'", "''")  # our own as well, but for tests
        return f"; {sql} FROM session WHERE code = '{code}'{lock}"

    def _begin(self, sql: str) -> None:
        """Begin, on a new connection if the one we have turns out to be dead: nothing has been done on it yet.

        Raises:
            SessionOver: our session has gone.
        """
        try:
            if self._sql.connection is not None:
                try:
                    self._check_session(self._sql.connection.execute(sql.encode()))
                except psycopg.Error as error:
                    if not lost(error, self._sql.connection):
                        raise
                    self.close()
                else:
                    return
            self._check_session(self._connection().execute(sql.encode()))
        except BaseException:
            # What comes behind a BEGIN that went well may be refused; nothing would ever begin again behind that.
            self._roll_back()
            raise

    def _check_session(self, answer: psycopg.Cursor[Row]) -> None:
        if self.session is not None and answer.nextset() and answer.rowcount == 0:
            raise SessionOver(SESSION_OVER)

    def _roll_back(self) -> None:
        self._forget()
        with suppress(psycopg.Error):
            if self._sql.connection is not None and not self._sql.connection.closed:
                self._sql.connection.execute("ROLLBACK")

    def _forget(self) -> None:
        """Begin with a new transaction object: the old one may remember what was never committed."""
        self._transaction = Transaction(self._sql)

    def _finish(self, operation: str) -> None:
        """Write what was left to the end and commit, in one round trip: what is written there others wait for."""
        try:
            # On this connection or on none: a new one has nothing to commit, and would say that it is done.
            with self._sql.open.pipeline():
                self._transaction.finish(self._outlasting.entries)
                self._sql.open.execute("COMMIT")
        except psycopg.Error as error:
            if not lost(error, self._sql.connection):
                self._roll_back()
                raise
            self._ask_whether(operation, error)
        except BaseException:
            self._roll_back()
            raise

    def _ask_whether(self, operation: str, error: psycopg.Error) -> None:
        """Pass if the change was committed before the connection was lost."""
        self.close()
        self.waiting(True)
        try:
            happened = self._happened(operation)
        finally:
            self.waiting(False)
        if not happened:
            raise self._gone() from error

    def _happened(self, operation: str) -> bool:
        """Whether a change was committed before the connection was lost.

        Asking waits for whatever the old connection still does on the server. Where the number is not there, a mark is
        stored in its place: the change has not happened and never will, also if the answer is lost and we ask again.
        """
        pause, patience = 0.05, time.monotonic() + PATIENCE
        while True:
            try:
                row = self._connection().execute(_ASK, (operation,)).fetchone()
            except (psycopg.Error, ConnectionLost) as error:
                if isinstance(error, psycopg.Error) and not lost(error, self._sql.connection):
                    raise
                self.close()
                if time.monotonic() > patience:
                    raise StoreError(
                        f"The connection to {self.name} was lost while saving, and nobody can tell yet whether it was "
                        "saved: when it is back, look before you do it again."
                    ) from error
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return row is not None and bool(row[0])


def _nobody(waits: bool) -> None:
    """Nobody is told."""


def open_postgres(where: str, *, create: bool = False) -> PostgresStore:
    """The database at an address, brought up to date.

    Raises:
        StoreError: it cannot be reached, is empty (and ``create`` is false), is not ours, or newer than this program.
    """
    place = address(where)
    connection = _connected(place)
    try:
        with in_words(place.name, connection):
            if not look(connection, place.name, create=create):
                migrate(connection)
            connection.execute(_FORGET)
        return PostgresStore(place, connection)
    except BaseException:
        connection.close()
        raise


def is_new(where: str) -> bool:
    """Whether there is nothing at the address yet, neither of ours nor of anybody.

    Raises:
        StoreError: it cannot be reached, or what is there is not ours.
    """
    place = address(where)
    connection = _connected(place)
    with closing(connection), in_words(place.name, connection):
        return not look(connection, place.name, create=True) and is_empty(connection)


def make_anew(where: str) -> PostgresStore:
    """The database at an address without anything in it: what is there of ours is dropped. For demos alone.

    Raises:
        StoreError: it cannot be reached, or is another program's.
    """
    store = open_postgres(where, create=True)
    with closing(_connected(address(where))) as connection, in_words(store.name, connection):
        clear(connection)
        migrate(connection)
    return store


def _connected(place: Address) -> psycopg.Connection[Row]:
    """A connection.

    Raises:
        StoreError: there is none to be had. What the driver said of an address it cannot read is left out: it quotes.
    """
    try:
        return connect(place)
    except psycopg.OperationalError as error:
        raise StoreError(refusal(error, place.name)) from error
    except psycopg.Error:
        raise StoreError(f"{place.name} is no address of a database: check what stands behind the ? in --db.") from None


# What a server, a pooler or the way to it says, and what that means. None of it is repeated: it might hold a password.
_REFUSALS = (
    (
        ("password authentication failed", "SASL auth", "no password"),
        "does not know that user and password: check --db",
    ),
    (("pg_hba.conf", "authentication"), "does not let this user in from here: ask whoever runs the server"),
    (("startup parameter",), "is behind a pooler that takes no options: leave them out of --db (ALTER ROLE … SET)"),
    (
        ("does not exist", "no such database", "no such user"),
        "is not there: check its name and the user's, or have it made (createdb)",
    ),
    (("too many", "remaining connection", "no more conn"), "has no place for another: try again, or use a pooler"),
    (
        ("starting up", "shutting down", "terminating", "not yet accepting"),
        "is starting or stopping: try again in a moment",
    ),
    (("could not translate host", "resolve", "Name or service"), "has a host name that nobody knows: check --db"),
    (("refused", "No such file"), "does not answer: check that the server runs, and --db"),
    (("server login", "connect to server", "server conn"), "does not answer the pooler: check that the server runs"),
    (("timeout", "timed out"), "does not answer in time: check the network, and --db"),
    (("read-write", "read-only", "standby", "not accepting"), "may not be written to: name its primary server in --db"),
    (("SSL", "certificate"), "cannot be reached safely (SSL): check sslmode in --db"),
)


def refusal(error: psycopg.Error, name: str) -> str:
    """Why the database cannot be opened, in words."""
    said = str(error)
    for signs, meaning in _REFUSALS:
        if any(sign.lower() in said.lower() for sign in signs):
            return f"The database {name} {meaning}."
    return f"The database {name} cannot be reached: check that the server runs, and --db."
