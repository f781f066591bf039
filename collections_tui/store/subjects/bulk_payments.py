"""Payments by the chunk: which account and invoices they are for, and the entries they become."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from collections_tui.store.contract import Sql
from collections_tui.store.staged import NewEntry
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.values import Ids, Texts, instant


class BulkPayments:
    def __init__(self, sql: Sql, counts: Counts) -> None:
        self._sql, self._counts = sql, counts

    def accounts(self, client_id: int, numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The id and the currency of each of these accounts of the client."""
        rows = self._sql.all(
            "SELECT a.number, a.id, a.currency FROM json_each(:numbers) j "
            "CROSS JOIN account a WHERE a.number = j.value AND a.client_id = :client",
            {"client": client_id, "numbers": Texts(numbers)},
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def accounts_of_invoices(self, client_id: int, numbers: Iterable[str]) -> dict[str, tuple[int, str, str]]:
        """The id, number and currency of the account that each of these invoices of the client is on."""
        rows = self._sql.all(
            "SELECT i.number, a.id, a.number, a.currency FROM json_each(:numbers) j "
            "CROSS JOIN invoice i JOIN account a ON a.id = i.account_id "
            "WHERE i.client_id = :client AND i.number = j.value",
            {"client": client_id, "numbers": Texts(numbers)},
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def accounts_of_customers(self, client_id: int, references: Iterable[str]) -> dict[str, list[tuple[int, str, str]]]:
        """The id, number and currency of the accounts at the client of whoever is known to it by these numbers."""
        rows = self._sql.all(
            "SELECT r.reference, a.id, a.number, a.currency FROM json_each(:references) j "
            "CROSS JOIN customer_reference r JOIN account a ON a.customer_id = r.customer_id "
            "WHERE r.client_id = :client AND r.reference = j.value AND a.client_id = :client ORDER BY a.id",
            {"client": client_id, "references": Texts(references)},
        )
        found: dict[str, list[tuple[int, str, str]]] = {}
        for row in rows:
            found.setdefault(row[0], []).append((row[1], row[2], row[3]))
        return found

    def known(self, marks: Collection[tuple[int, str]]) -> dict[tuple[int, str], set[str]]:
        """The keys that have been entered on these accounts, by account and by the mark a key begins with."""
        rows = self._sql.all(
            "SELECT DISTINCT e.account_id, e.import_key FROM json_each(:ids) j CROSS JOIN ledger_entry e "
            "WHERE e.account_id = j.value AND e.import_key IS NOT NULL "
            "AND substr(e.import_key, 1, CAST(:length AS INTEGER)) IN (SELECT value FROM json_each(:marks))",
            {
                "ids": Ids(sorted({account for account, _ in marks})),
                "marks": Texts(sorted({mark for _, mark in marks})),
                "length": max((len(mark) for _, mark in marks), default=0),
            },
        )
        found: dict[tuple[int, str], set[str]] = {}
        for account, key in rows:
            found.setdefault((account, key.partition("-")[0]), set()).add(key)
        return found

    def add(self, entries: Iterable[NewEntry], now: datetime, person_id: int) -> None:
        """Enter payments."""
        at, entries = instant(now), list(entries)
        first = self._sql.reserve("ledger_entry", len(entries))
        self._sql.many(
            "INSERT INTO ledger_entry (id, account_id, invoice_id, kind, amount_cents, entry_on, reference, method, "
            "import_key, entered_at, entered_by) VALUES (?, ?, ?, 'payment', ?, ?, ?, ?, ?, ?, ?)",
            (
                (one, e.account_id, e.invoice_id, -e.cents, e.paid_on, e.reference, e.method, e.key, at, person_id)
                for one, e in enumerate(entries, first)
            ),
        )
        if entries:
            self._counts.entered_in_a_row(first, first + len(entries) - 1)
