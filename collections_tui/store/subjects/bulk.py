"""Volume imports: rows are staged in temporary tables and moved on by one statement a table.

A chunk is staged, compared with what is there, and inserted, all in the caller's transaction. Ids are given out from
the highest there is, so that every index that follows them grows at its end. Refuses to decide: services do.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.bulk_bills import BulkBills
from collections_tui.store.subjects.bulk_calls import BulkCalls
from collections_tui.store.subjects.bulk_contact import BulkContact
from collections_tui.store.subjects.bulk_customers import BulkCustomers
from collections_tui.store.subjects.bulk_holds import BulkHolds
from collections_tui.store.subjects.bulk_payments import BulkPayments
from collections_tui.store.subjects.bulk_touched import BulkTouched
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.subjects.search import Search
from collections_tui.store.values import Texts, instant

_SEEN = """
CREATE TEMP TABLE IF NOT EXISTS import_seen (
    run TEXT NOT NULL, key TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID
"""


class Bulk:
    """One subject for each kind of file, and what they share."""

    def __init__(self, sql: Sql, search: Search, counts: Counts) -> None:
        self._sql, self._search, self._counts = sql, search, counts
        self._run = uuid.uuid4().hex

    @cached_property
    def bills(self) -> BulkBills:
        return BulkBills(self._sql, self._search, self._counts)

    @cached_property
    def customers(self) -> BulkCustomers:
        return BulkCustomers(self._sql)

    @cached_property
    def payments(self) -> BulkPayments:
        return BulkPayments(self._sql, self._counts)

    @cached_property
    def calls(self) -> BulkCalls:
        return BulkCalls(self._sql, self._counts)

    @cached_property
    def holds(self) -> BulkHolds:
        return BulkHolds(self._sql)

    @cached_property
    def contact(self) -> BulkContact:
        return BulkContact(self._sql)

    @cached_property
    def touched(self) -> BulkTouched:
        return BulkTouched(self._sql)

    def somebody_works(self, now: datetime) -> bool:
        """Whether anybody has an account in hand."""
        return self._sql.one("SELECT 1 FROM lease WHERE expires_at > :now LIMIT 1", {"now": instant(now)}) is not None

    def count_again(self, keys: Iterable[str]) -> dict[str, int]:
        """How often each key was counted in this import before; forgotten by ``forget_counts``."""
        if self._sql.engine == "sqlite":  # elsewhere it is a table like others: a session may not outlive a transaction
            self._sql.run(_SEEN)
        rows = self._sql.all(
            "SELECT s.key, s.times FROM json_each(:keys) k CROSS JOIN import_seen s "
            "WHERE s.run = :run AND s.key = k.value",
            {"run": self._run, "keys": Texts(keys)},
        )
        return {row[0]: row[1] for row in rows}

    def keep_counts(self, counts: Iterable[tuple[str, int]]) -> None:
        """Remember how often each key has been counted so far."""
        self._sql.many(
            "INSERT INTO import_seen (run, key, times) VALUES (:run, :key, :times) "
            "ON CONFLICT (run, key) DO UPDATE SET times = excluded.times",
            [{"run": self._run, "key": key, "times": times} for key, times in counts],
        )

    def forget_counts(self) -> None:
        """Begin to count afresh."""
        if self._sql.engine == "sqlite":
            self._sql.run(_SEEN)
        self._sql.run("DELETE FROM import_seen WHERE run = :run", {"run": self._run})
