"""Payments that fit no account: kept as they came, until somebody finds where they belong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.domain.ledger import Unmatched
from collections_tui.domain.records import Method
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, Texts, instant, to_day, to_instant, to_instant_or_none

_UNMATCHED = """
SELECT u.id, u.client_id, (SELECT l.code FROM client l WHERE l.id = u.client_id), u.paid_on, u.amount_cents,
       u.currency, u.account, u.invoice, u.reference, u.method,
       u.reason, u.import_key, u.entered_at, u.settled_at, coalesce(p.login, ''), u.settled_as, u.entry_id
FROM unmatched_payment u
LEFT JOIN collector p ON p.id = u.settled_by
"""


class NewUnmatched(NamedTuple):
    """A row of a file that is put on the list. ``cents`` is positive; ``key`` recognises it."""

    paid_on: str
    cents: int
    currency: str
    account: str
    invoice: str
    reference: str
    method: Method
    reason: str
    key: str


class Listed(NamedTuple):
    """A row that was put on the list: its id, its key, and whether it still waits."""

    id: int
    key: str
    waits: bool


def _of(clients: Sequence[int]) -> tuple[str, dict[str, Any]]:
    if not clients:
        return "", {}
    return " AND u.client_id IN (SELECT value FROM json_each(:clients))", {"clients": Ids(clients)}


def _unmatched(row: Row) -> Unmatched:
    head = (*row[:3], to_day(row[3]), *row[4:12], to_instant(row[12]), to_instant_or_none(row[13]))
    return Unmatched._make((*head, *row[14:]))


class UnmatchedPayments:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, unmatched_id: int) -> Unmatched | None:
        """One of them; read in a turn at writing, nobody else changes it until that turn is over."""
        if self._sql.lock:
            self._sql.run(f"SELECT id FROM unmatched_payment WHERE id = :id{self._sql.lock}", {"id": unmatched_id})
        row = self._sql.one(f"{_UNMATCHED} WHERE u.id = :id", {"id": unmatched_id})
        return None if row is None else _unmatched(row)

    def waiting(self, after: tuple[int, date, int] | None, limit: int, clients: Sequence[int] = ()) -> list[Unmatched]:
        """Those that wait, client by client, the oldest first; from behind (client, day, id) on.

        With ``clients`` only what was paid to these.
        """
        condition, params = _of(clients)
        client, day, unmatched_id = after or (0, date.min, 0)
        rows = self._sql.all(
            f"{_UNMATCHED} WHERE u.settled_at IS NULL AND (u.client_id, u.paid_on, u.id) > (:client, :day, :id) "
            f"{condition} ORDER BY u.client_id, u.paid_on, u.id LIMIT :limit",
            {"client": client, "day": day.isoformat(), "id": unmatched_id, "limit": limit} | params,
        )
        return [_unmatched(row) for row in rows]

    def count(self, clients: Sequence[int] = ()) -> tuple[int, dict[str, int]]:
        """How many wait, and how much in each currency; with ``clients`` only of what was paid to these."""
        condition, params = _of(clients)
        rows = self._sql.all(
            "SELECT u.currency, count(*), sum(u.amount_cents) FROM unmatched_payment u "
            f"WHERE u.settled_at IS NULL{condition} GROUP BY u.currency ORDER BY u.currency",
            params,
        )
        return sum(row[1] for row in rows), {row[0]: int(row[2]) for row in rows}

    def settle(self, unmatched_id: int, now: datetime, by: int, words: str, entry_id: int | None) -> None:
        """Take one off the list: it became a payment, or ``words`` say what else."""
        self._sql.run(
            "UPDATE unmatched_payment SET settled_at = :now, settled_by = :by, settled_as = :words, entry_id = :entry "
            "WHERE id = :id",
            {"id": unmatched_id, "now": instant(now), "by": by, "words": words, "entry": entry_id},
        )

    # -- imports ------------------------------------------------------------------------------------------------

    def any(self, client_id: int) -> bool:
        """Whether any row of this client was ever put on the list."""
        found = self._sql.one(
            "SELECT 1 FROM unmatched_payment WHERE client_id = :client LIMIT 1", {"client": client_id}
        )
        return found is not None

    def known(self, client_id: int, marks: Collection[str]) -> dict[str, list[Listed]]:
        """The rows on the list, or that were, by the mark their keys begin with."""
        rows = self._sql.all(
            # What comes after "-", with which a key goes on behind its mark, is ".".
            "SELECT u.id, u.import_key, u.settled_at FROM json_each(:marks) j CROSS JOIN unmatched_payment u "
            "WHERE u.client_id = :client AND u.import_key >= j.value || '-' AND u.import_key < j.value || '.' "
            "ORDER BY u.id",
            {"client": client_id, "marks": Texts(sorted(marks))},
        )
        found: dict[str, list[Listed]] = {}
        for row in rows:
            found.setdefault(row[1].partition("-")[0], []).append(Listed(row[0], row[1], row[2] is None))
        return found

    def add(self, client_id: int, rows: Iterable[NewUnmatched], now: datetime, by: int) -> None:
        """Put rows on the list."""
        at = instant(now)
        self._sql.many(
            "INSERT INTO unmatched_payment (client_id, paid_on, amount_cents, currency, account, invoice, reference, "
            "method, reason, import_key, entered_at, entered_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((client_id, *row, at, by) for row in rows),
        )

    def settle_found(self, client_id: int, found: Iterable[tuple[int, int, str]], now: datetime, by: int) -> None:
        """Take those off the list that became payments: (id, account, the key that the payment was entered with)."""
        at = instant(now)
        self._sql.many(
            "UPDATE unmatched_payment SET settled_at = ?, settled_by = ?, entry_id = (SELECT min(e.id) "
            "FROM ledger_entry e WHERE e.account_id = ? AND e.import_key = ?) WHERE id = ? AND client_id = ?",
            ((at, by, account, key, one, client_id) for one, account, key in found),
        )
