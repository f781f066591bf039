"""Payments by the chunk: which account and invoices they are for, and the entries they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from collections_tui.store.contract import Sql
from collections_tui.store.staged import NewEntry, OpenInvoice
from collections_tui.store.values import Ids, Texts, instant


class BulkPayments:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

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

    def invoices(self, accounts: Iterable[int]) -> list[OpenInvoice]:
        """Every invoice of these accounts, the oldest due first."""
        rows = self._sql.all(
            "SELECT i.id, i.account_id, i.number, i.due_on, i.open_cents, i.disputed FROM json_each(:ids) j "
            "CROSS JOIN invoice i WHERE i.account_id = j.value ORDER BY i.account_id, i.due_on, i.id",
            {"ids": Ids(sorted(set(accounts)))},
        )
        return [OpenInvoice._make((*row[:5], bool(row[5]))) for row in rows]

    def known(self, keys: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
        """Which of these pairs of account and key have been entered."""
        rows = self._sql.all(
            "SELECT DISTINCT e.account_id, e.import_key FROM json_each(:ids) j CROSS JOIN ledger_entry e "
            "WHERE e.account_id = j.value AND e.import_key IN (SELECT value FROM json_each(:keys))",
            {"ids": Ids({account for account, _ in keys}), "keys": Texts({key for _, key in keys})},
        )
        return {(row[0], row[1]) for row in rows}.intersection(keys)

    def add(self, entries: Iterable[NewEntry], now: datetime, person_id: int) -> None:
        """Enter payments."""
        at = instant(now)
        self._sql.many(
            "INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, reference, import_key, "
            "entered_at, entered_by) VALUES (?, ?, 'payment', ?, ?, ?, ?, ?, ?)",
            ((e.account_id, e.invoice_id, -e.cents, e.paid_on, e.reference, e.key, at, person_id) for e in entries),
        )
