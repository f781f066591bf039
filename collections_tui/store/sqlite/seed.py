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
from collections_tui.store.seed import Batch, BilledRow, BillRow, Spoken
from collections_tui.store.sqlite.connection import in_words
from collections_tui.store.sqlite.engine import SqliteStore, open_sqlite
from collections_tui.store.sqlite.gate import Gate
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.subjects.recount import count_calls, sum_ledger
from collections_tui.store.values import instant, to_day_or_none, to_instant

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
    "may_call_at, revision, promise_until",
    "invoice": "id, account_id, client_id, number, issued_on, due_on, amount_cents, open_cents, disputed",
    "invoice_line": "invoice_id, position, code, description, service_on, quantity_milli, unit_cents, amount_cents",
    "ledger_entry": "account_id, invoice_id, kind, amount_cents, entry_on, reference, entered_at, method",
    "call": "id, started_at, account_id, collector_id, direction, ended_at, phone, spoke_with, outcome, note, "
    "next_action_at",
    "promise": "account_id, call_id, amount_cents, due_on, made_at, status, last_day, paid_cents",
    "hold": "account_id, call_id, kind, note, since, until, lifted_at",
    "flag": "customer_id, account_id, kind, since, until, details, set_at, collector_id, call_id",
    "note": "account_id, collector_id, at, text",
}
# What needs no saying, as SQL: columns of the row stand in braces.
_IMPLIED = {
    "account": {"currency": "'USD'"},
    "call": {"operation_id": "printf('demo-%08d', {id})"},
    "promise": {
        "made_by": "(SELECT k.collector_id FROM call k WHERE k.id = {call_id})",
        "client_id": "(SELECT a.client_id FROM account a WHERE a.id = {account_id})",
        "currency": "'USD'",
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


# Each reads in the order of ids and no further than asked, so that it costs the same in a large file.
_SPOKEN = """
SELECT a.id, k.collector_id, k.ended_at,
       (SELECT max(p.due_on) FROM promise p WHERE p.account_id = a.id AND p.call_id = k.id AND p.status = 'open')
FROM account a CROSS JOIN call k
WHERE k.account_id = a.id AND k.started_at = a.last_call_at AND a.last_contact_at = a.last_call_at
  AND a.status = 'open' AND a.disputed = 0 AND a.urgent = 0 AND a.balance_cents >= 100
  AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.account_id = a.id AND e.entry_on >= substr(k.started_at, 1, 10))
  AND NOT EXISTS (SELECT 1 FROM account o WHERE o.customer_id = a.customer_id AND o.id <> a.id)
  AND EXISTS (SELECT 1 FROM phone h WHERE h.customer_id = a.customer_id AND h.status = 'good')
ORDER BY a.id LIMIT :limit"""
_RETURNABLE = """
SELECT min(e.id), e.account_id FROM account a CROSS JOIN ledger_entry e
WHERE e.account_id = a.id AND e.entry_on >= :since AND e.kind = 'payment' AND e.method IN ('check', 'debit')
  AND a.status <> 'held' AND NOT EXISTS (SELECT 1 FROM arrangement r WHERE r.account_id = a.id)
  AND EXISTS (SELECT 1 FROM phone h WHERE h.customer_id = a.customer_id AND h.status = 'good')
GROUP BY a.id ORDER BY a.id LIMIT :limit"""
_TWICE = """
SELECT a.id, a.balance_cents + o.balance_cents FROM account a CROSS JOIN account o
WHERE o.customer_id = a.customer_id AND o.id > a.id AND a.status = 'open' AND o.status = 'open'
  AND NOT EXISTS (SELECT 1 FROM arrangement r WHERE r.account_id IN (a.id, o.id))
  AND EXISTS (SELECT 1 FROM phone h WHERE h.customer_id = a.customer_id AND h.status = 'good')
ORDER BY a.id LIMIT :limit"""

_FIRST_STATEMENTS = """
INSERT INTO assistance (account_id, statement_on)
SELECT i.account_id, max(i.issued_on) FROM client c JOIN invoice i ON i.client_id = c.id
WHERE c.hospital = 1 GROUP BY i.account_id"""


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

    def settle(self, now: datetime) -> None:
        """Make indexes and counts, and let held accounts wake when their holds end: then it is a database like any."""
        with in_words(self.path):
            for sql in self._indexes:
                self._sql.execute(sql)
            self._sql.execute(f"{SETTLE} WHERE status = 'held'", {"now": instant(now)})
            self._sql.execute("PRAGMA ignore_check_constraints = OFF")
            self._sql.execute("PRAGMA foreign_keys = ON")
        with self.store.write() as tx:
            count_calls(tx.sql)
            sum_ledger(tx.sql)

    def spoken(self, limit: int) -> list[Spoken]:
        """Open accounts whose customer was spoken to in the last call, and on which nothing was booked since.

        The first ones by id on which a dollar or more is owed, of customers with no other account.
        """
        rows = self._sql.execute(_SPOKEN, {"limit": limit}).fetchall()
        return [Spoken(row[0], row[1], to_instant(row[2]), to_day_or_none(row[3])) for row in rows]

    def returnable(self, since: str, limit: int) -> list[tuple[int, int]]:
        """Checks and debits that customers paid from a day on: (entry, account), one of an account, by id."""
        return self._sql.execute(_RETURNABLE, {"since": since, "limit": limit}).fetchall()

    def twice(self, limit: int) -> list[tuple[int, int]]:
        """Open accounts of customers with another open one, and what is owed on both; one of a customer, by id."""
        return self._sql.execute(_TWICE, {"limit": limit}).fetchall()

    def first_statements(self) -> None:
        """Take down for accounts of hospitals that the statement of their latest care went out with its invoice."""
        with self.store.write() as tx:
            tx.sql.run(_FIRST_STATEMENTS)

    def finish(self) -> None:
        """Close the file safely on disk."""
        with in_words(self.path):
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
