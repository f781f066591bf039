"""Volume imports into SQLite: rows are staged in temporary tables and moved on by one statement a table.

A chunk is staged, compared with what is there, and inserted, all in the caller's transaction. Ids are given out from
the highest there is, so that every index that follows them grows at its end. Refuses to decide: services do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from collections_tui.store.contract import Sql
from collections_tui.store.sqlite.bulk_bills import BulkBills
from collections_tui.store.sqlite.bulk_calls import BulkCalls
from collections_tui.store.sqlite.bulk_customers import BulkCustomers
from collections_tui.store.sqlite.bulk_payments import BulkPayments
from collections_tui.store.sqlite.bulk_touched import BulkTouched
from collections_tui.store.values import instant


class Bulk:
    """One subject for each kind of file, and what they share."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    @cached_property
    def bills(self) -> BulkBills:
        return BulkBills(self._sql)

    @cached_property
    def customers(self) -> BulkCustomers:
        return BulkCustomers(self._sql)

    @cached_property
    def payments(self) -> BulkPayments:
        return BulkPayments(self._sql)

    @cached_property
    def calls(self) -> BulkCalls:
        return BulkCalls(self._sql)

    @cached_property
    def touched(self) -> BulkTouched:
        return BulkTouched(self._sql)

    def somebody_works(self, now: datetime) -> bool:
        """Whether anybody has an account in hand."""
        return self._sql.one("SELECT 1 FROM lease WHERE expires_at > :now LIMIT 1", {"now": instant(now)}) is not None

    def count_again(self, keys: Iterable[str]) -> dict[str, int]:
        """How often each key was counted in this import before; forgotten by ``forget_counts``."""
        self._sql.run(
            "CREATE TEMP TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID"
        )
        rows = self._sql.all(
            "SELECT s.key, s.times FROM json_each(:keys) k CROSS JOIN temp.seen s ON s.key = k.value",
            {"keys": json.dumps(list(keys))},
        )
        return {row[0]: row[1] for row in rows}

    def keep_counts(self, counts: Iterable[tuple[str, int]]) -> None:
        """Remember how often each key has been counted so far."""
        self._sql.many("INSERT OR REPLACE INTO temp.seen (key, times) VALUES (?, ?)", counts)

    def forget_counts(self) -> None:
        """Begin to count afresh."""
        self._sql.run("DROP TABLE IF EXISTS temp.seen")
