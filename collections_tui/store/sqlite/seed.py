"""Filling a brand-new SQLite file by the million rows.

Nobody else has the file yet, and if anything goes wrong it is thrown away: so it is built without a journal, without
waiting for the disk, and without the indexes that can be made quicker at the end. Rows are taken as they come; the
CHECKs of the schema are not asked a million times over. Who fills it answers for that, and tests hold them to it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from collections_tui.domain.errors import StoreError
from collections_tui.store.seed import Batch, BilledRow, BillRow
from collections_tui.store.sqlite.connection import in_words
from collections_tui.store.sqlite.engine import SqliteStore, open_sqlite
from collections_tui.store.sqlite.gate import Gate
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.values import instant

_CACHE_KB = 32_000

# The tables that are filled, in an order in which a row comes after those it points at. Rows that nothing points at
# are numbered by SQLite.
_COLUMNS = {
    "customer": "id, name, street, city, state, postcode, country, email, language",
    "customer_reference": "client_id, reference, customer_id",
    "phone": "customer_id, e164, kind, status, raw",
    "account": "id, client_id, customer_id, number, opened_on, status, closed_reason, balance_cents, oldest_due_on, "
    "disputed, promise_due_on, last_call_at, last_outcome, last_contact_at, call_count, best_hour, worklist_id, "
    "window_id, score, scored_at, urgent, next_action_at, next_action, ready, wake_at, "
    "may_call_at, revision",
    "invoice": "id, account_id, client_id, number, issued_on, due_on, amount_cents, open_cents, disputed",
    "invoice_line": "invoice_id, position, code, description, service_on, quantity_milli, unit_cents, amount_cents",
    "ledger_entry": "account_id, invoice_id, kind, amount_cents, entry_on, reference, entered_at",
    "call": "id, started_at, account_id, collector_id, direction, ended_at, phone, spoke_with, outcome, note, "
    "next_action_at",
    "promise": "account_id, call_id, amount_cents, due_on, made_at, status",
    "hold": "account_id, call_id, kind, note, since, until, lifted_at",
    "flag": "customer_id, account_id, kind, since, until, details, set_at, collector_id, call_id",
    "note": "account_id, collector_id, at, text",
}
# What needs no saying, as SQL: columns of the row stand in braces.
_IMPLIED = {
    "account": {"currency": "'USD'", "promise_until": "{promise_due_on}"},
    "call": {"operation_id": "printf('demo-%08d', {id})"},
    "promise": {
        "last_day": "{due_on}",
        "made_by": "(SELECT k.collector_id FROM call k WHERE k.id = {call_id})",
        "paid_cents": "CASE {status} WHEN 'kept' THEN {amount_cents} ELSE 0 END",
    },
}
# What a column of another file is moved by: the number of rows that this file has of that table.
_MOVED = {"customer_id": "customer", "invoice_id": "invoice", "call_id": "call"}

_LINES = """
INSERT INTO invoice_line (invoice_id, position, code, description, service_on, quantity_milli, unit_cents, amount_cents)
SELECT m.invoice_id, b.position, b.code, b.description, m.service_on, b.quantity_milli, b.unit_cents, b.amount_cents
FROM billed m CROSS JOIN bill_line b WHERE b.bill = m.bill"""

_CHARGES = """
INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, reference, entered_at)
SELECT i.account_id, i.id, 'charge', i.amount_cents, i.issued_on, '', i.issued_on || 'T12:00:00Z'
FROM billed m CROSS JOIN invoice i WHERE i.id = m.invoice_id"""


def _target(table: str) -> str:
    return f"main.{table} ({', '.join((_COLUMNS[table], *_IMPLIED.get(table, ())))})"


def _values(table: str, values: Sequence[str]) -> str:
    named = dict(zip(_COLUMNS[table].split(", "), values, strict=True))
    return ", ".join((*values, *(sql.format(**named) for sql in _IMPLIED.get(table, {}).values())))


def _moved(table: str, column: str, last: Mapping[str, int]) -> str:
    """A column of the other file; numbers that both files gave out are moved. (Accounts have their final ids.)"""
    by = last.get(table if column == "id" else _MOVED.get(column, ""), 0)
    return f"{column} + {by}" if by else column


class SqliteSeed:
    """The ``Seed`` of a SQLite file."""

    def __init__(self, path: Path) -> None:
        """Make the file, empty and up to date; there is none yet.

        Raises:
            StoreError: it cannot be made there.
        """
        self.path = path
        self.store: SqliteStore = open_sqlite(path, create=True)
        self._sql = self.store.connection
        with in_words(path):
            self._sql.execute("PRAGMA journal_mode = OFF")
            self._sql.execute("PRAGMA synchronous = OFF")
            self._sql.execute("PRAGMA foreign_keys = OFF")
            self._sql.execute("PRAGMA ignore_check_constraints = ON")
            # Sorting for an index may take this much memory, and a second core, but no more for more rows.
            self._sql.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            self._sql.execute("PRAGMA threads = 2")
            self._indexes = self._drop_indexes()

    def _drop_indexes(self) -> list[str]:
        found = self._sql.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
        for name, _ in found:
            self._sql.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]

    def office(self, windows: Iterable[tuple[int, str]], bills: Iterable[BillRow]) -> None:
        """Store the call windows (id, and zones joined by commas), and remember the lines of ready-made bills."""
        with in_words(self.path):
            self._sql.executemany("INSERT INTO call_window (id, zones) VALUES (?, ?)", windows)
            self._sql.execute("CREATE TEMP TABLE billed (invoice_id, bill, service_on)")
            self._sql.execute(
                "CREATE TEMP TABLE bill_line (bill, position, code, description, quantity_milli, unit_cents, "
                "amount_cents, PRIMARY KEY (bill, position)) WITHOUT ROWID"
            )
            self._sql.executemany("INSERT INTO bill_line VALUES (?, ?, ?, ?, ?, ?, ?)", bills)

    def add(self, batch: Batch) -> None:
        """Store the rows of a batch; ids must rise from batch to batch.

        Every invoice gets the lines of its bill, and its charge in the ledger.
        """
        with in_words(self.path):
            self._sql.execute("BEGIN")
            self._insert("customer", batch.customers)
            self._insert("customer_reference", batch.references)
            self._insert("phone", batch.phones)
            self._insert("account", batch.accounts)
            self._insert("invoice", batch.invoices)
            self._bill(batch.billed)
            self._insert("ledger_entry", batch.entries)
            self._insert("call", batch.calls)
            self._insert("promise", batch.promises)
            self._insert("hold", batch.holds)
            self._insert("flag", batch.flags)
            self._insert("note", batch.notes)
            self._sql.execute("COMMIT")

    def _bill(self, billed: Sequence[BilledRow]) -> None:
        self._sql.executemany("INSERT INTO billed VALUES (?, ?, ?)", billed)
        self._sql.execute(_LINES)
        self._sql.execute(_CHARGES)
        self._sql.execute("DELETE FROM billed")

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        names = _COLUMNS[table].split(", ")
        values = [f"?{number}" for number in range(1, len(names) + 1)]
        self._sql.executemany(f"INSERT INTO {_target(table)} VALUES ({_values(table, values)})", rows)

    def take(self, part: Path) -> None:
        """Add all rows of another file that was filled beside this one; its ids are moved to follow those here."""
        with in_words(self.path):
            self._sql.execute("ATTACH ? AS part", (str(part),))
            last = {table: self._last_id(table) for table in _MOVED.values()}
            self._sql.execute("BEGIN")
            for table, columns in _COLUMNS.items():
                values = [_moved(table, name, last) for name in columns.split(", ")]
                self._sql.execute(f"INSERT INTO {_target(table)} SELECT {_values(table, values)} FROM part.{table}")
            self._sql.execute("COMMIT")
            self._sql.execute("DETACH part")

    def _last_id(self, table: str) -> int:
        return int(self._sql.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()[0])

    def index(self, first_id: int, last_id: int) -> None:
        """Make the accounts of a range findable by name, number and phone."""
        with self.store.write() as tx:
            tx.search.index(first_id, last_id)

    def finish(self, now: datetime) -> None:
        """Make the indexes, let held accounts wake when their holds end, and close the file safely on disk."""
        with in_words(self.path):
            for sql in self._indexes:
                self._sql.execute(sql)
            self._sql.execute(f"{SETTLE} WHERE status = 'held'", {"now": instant(now)})
            self._sql.execute("PRAGMA journal_mode = WAL")
        self.close()
        _sync(self.path)

    def close(self) -> None:
        """Let go of the file as it is."""
        self.store.close()
        Path(f"{self.path}-gate").unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Delete a database and what SQLite and the gate keep beside it."""
    for name in (f"{path}-wal", f"{path}-shm", f"{path}-journal", f"{path}-gate", str(path)):
        Path(name).unlink(missing_ok=True)


def replace(path: Path, new: Path) -> None:
    """Let a finished file take the place of the one at ``path``, if there is one.

    Raises:
        StoreError: somebody has that one open.
    """
    with in_words(path):
        if path.exists():
            _let_nobody_in(path)
            remove(path)
        new.replace(path)


def take_back(path: Path) -> None:
    """Delete a database that came to nothing, unless somebody has it open."""
    with closing(Gate(path)) as gate, gate, suppress(StoreError):
        _let_nobody_in(path)
        remove(path)


def _let_nobody_in(path: Path) -> None:
    # Leaving WAL needs the file for oneself, and takes away the files beside it.
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path} is open in another window: close that first, or name another file.") from error
    finally:
        connection.close()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
