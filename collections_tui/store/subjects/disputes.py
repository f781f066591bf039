"""Disputes: what somebody says is wrong with an invoice or a line of it, until it is answered.

Whoever changes one gets the invoice's account first, and settles it afterwards: what is kept of disputes follows then.
"""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.billing.records import Dispute
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import instant, to_instant, to_instant_or_none

_DISPUTE = """
SELECT d.id, d.invoice_id, d.position, d.cents, d.at, coalesce(b.login, ''), d.reason, d.settled_at,
       coalesce(s.login, ''), d.answer
FROM dispute d LEFT JOIN collector b ON b.id = d.by_id LEFT JOIN collector s ON s.id = d.settled_by
"""


def _dispute(row: Row) -> Dispute:
    return Dispute._make((*row[:4], to_instant(row[4]), *row[5:7], to_instant_or_none(row[7]), *row[8:]))


class Disputes:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, dispute_id: int) -> Dispute | None:
        """One of them."""
        row = self._sql.one(f"{_DISPUTE} WHERE d.id = :id", {"id": dispute_id})
        return None if row is None else _dispute(row)

    def of_invoice(self, invoice_id: int) -> list[Dispute]:
        """Those of an invoice, answered or not, the oldest first."""
        rows = self._sql.all(f"{_DISPUTE} WHERE d.invoice_id = :id ORDER BY d.id", {"id": invoice_id})
        return [_dispute(row) for row in rows]

    def of_account(self, account_id: int, limit: int) -> list[tuple[Dispute, str]]:
        """Those of an account, each with the number of its invoice, the newest first."""
        rows = self._sql.all(
            f"{_DISPUTE.replace('d.answer', 'd.answer, i.number', 1)} JOIN invoice i ON i.id = d.invoice_id "
            "WHERE i.account_id = :id ORDER BY d.id DESC LIMIT :limit",
            {"id": account_id, "limit": limit},
        )
        return [(_dispute(row[:-1]), row[-1]) for row in rows]

    def add(self, invoice_id: int, position: int | None, cents: int, at: datetime, by: int, reason: str) -> int:
        """Keep that a line is disputed, or all of an invoice; its id."""
        return self._sql.add(
            "INSERT INTO dispute (invoice_id, position, cents, at, by_id, reason) "
            "VALUES (:invoice, :position, :cents, :at, :by, :reason)",
            {
                "invoice": invoice_id,
                "position": position,
                "cents": cents,
                "at": instant(at),
                "by": by,
                "reason": reason,
            },
        )

    def settle(self, dispute_id: int, at: datetime, by: int, answer: str) -> None:
        """Keep the answer."""
        self._sql.run(
            "UPDATE dispute SET settled_at = :at, settled_by = :by, answer = :answer WHERE id = :id",
            {"id": dispute_id, "at": instant(at), "by": by, "answer": answer},
        )

    def no_more_all(self, invoice_id: int) -> None:
        """Keep that not all of an invoice is disputed any more."""
        self._sql.run("UPDATE invoice SET disputed = 0 WHERE id = :id", {"id": invoice_id})
