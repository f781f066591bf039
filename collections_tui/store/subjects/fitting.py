"""Which invoice something belongs to that an insurer has paid: by its number, or by whose it may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, to_day


class FoundInvoice(NamedTuple):
    """An invoice that a claim may be for, and whose it is. ``days`` are those of its services, none if nobody knows."""

    id: int
    account_id: int
    number: str
    amount_cents: int
    void: bool
    issued_on: date
    open_cents: int
    account: str
    customer: str
    currency: str
    days: tuple[date, ...] = ()


_INVOICE = """
SELECT i.id, i.account_id, i.number, i.amount_cents, i.status, i.issued_on, i.open_cents, a.number, c.name,
       a.currency
"""
_WHOSE = "JOIN customer c ON c.id = a.customer_id"


class Fittings:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def invoice(self, client_id: int, number: str) -> FoundInvoice | None:
        """The invoice of a client that has a number; a void one, too."""
        row = self._sql.one(
            f"{_INVOICE} FROM invoice i JOIN account a ON a.id = i.account_id {_WHOSE} "
            "WHERE i.client_id = :client AND i.number = :number",
            {"client": client_id, "number": number},
        )
        return None if row is None else self._with_days([row])[0]

    def invoices_of_account(self, client_id: int, account: str, cents: int) -> list[FoundInvoice]:
        """The invoices of an account, by its number, that were for just that amount."""
        rows = self._sql.all(
            f"{_INVOICE} FROM account a JOIN invoice i ON i.account_id = a.id {_WHOSE} WHERE a.client_id = :client "
            "AND a.number = :number AND i.amount_cents = :cents AND i.status <> 'void' ORDER BY i.id",
            {"client": client_id, "number": account, "cents": cents},
        )
        return self._with_days(rows)

    def invoices_of(self, accounts: Sequence[int], limit: int) -> list[FoundInvoice]:
        """The latest invoices of accounts, by their ids."""
        rows = self._sql.all(
            f"{_INVOICE} FROM json_each(:accounts) j CROSS JOIN invoice i JOIN account a ON a.id = i.account_id "
            f"{_WHOSE} WHERE i.account_id = j.value AND i.status <> 'void' ORDER BY i.id DESC LIMIT :limit",
            {"accounts": Ids(accounts), "limit": limit},
        )
        return self._with_days(rows)

    def insured_as(self, client_id: int, member: str, limit: int) -> list[int]:
        """The accounts of a client whose customers an insurer knows by that member id."""
        rows = self._sql.all(
            "SELECT DISTINCT a.id FROM coverage g JOIN account a ON a.customer_id = g.customer_id "
            "WHERE g.member = :member AND +a.client_id = :client ORDER BY a.id LIMIT :limit",
            {"member": member, "client": client_id, "limit": limit},
        )
        return [row[0] for row in rows]

    def _with_days(self, rows: Sequence[Row]) -> list[FoundInvoice]:
        days: dict[int, set[date]] = {}
        for invoice, day in self._sql.all(
            "SELECT DISTINCT n.invoice_id, n.service_on FROM json_each(:ids) j CROSS JOIN invoice_line n "
            "WHERE n.invoice_id = j.value AND n.service_on IS NOT NULL",
            {"ids": Ids([row[0] for row in rows])},
        ):
            days.setdefault(invoice, set()).add(to_day(day))
        return [
            FoundInvoice._make(
                (*row[:4], row[4] == "void", to_day(row[5]), *row[6:], tuple(sorted(days.get(row[0], ()))))
            )
            for row in rows
        ]
