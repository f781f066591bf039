"""Scores: the facts they are made of, and writing them back without standing in anybody's way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from collections_tui.domain.records import Facts
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import instant, to_day_or_none, to_instant

FACTS = """
SELECT a.id, a.revision, l.code, a.balance_cents, a.oldest_due_on, a.disputed, a.promise_due_on, a.last_contact_at,
       a.last_call_at, a.call_count, a.best_hour, a.window_id, a.score, a.currency, a.worklist_id
FROM account a JOIN client l ON l.id = a.client_id"""


def _local_day(text: str | None, zone: tzinfo | None) -> date | None:
    return None if text is None else to_instant(text).astimezone(zone).date()


def to_facts(row: Row, zone: tzinfo | None) -> Facts:
    """One row of ``FACTS``; past instants become days of ``zone``."""
    due, promised = to_day_or_none(row[4]), to_day_or_none(row[6])
    contact, call = _local_day(row[7], zone), _local_day(row[8], zone)
    return Facts._make((*row[:4], due, bool(row[5]), promised, contact, call, *row[9:14]))


class Scores:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def facts(self, account_id: int, zone: tzinfo | None) -> Facts:
        """What the rules may look at; past instants become days of ``zone`` (None: the computer's own)."""
        row = self._sql.one(f"{FACTS} WHERE a.id = :id", {"id": account_id})
        assert row is not None, "the caller has looked it up"
        return to_facts(row, zone)

    def chunk(self, after: int, limit: int, zone: tzinfo | None) -> list[tuple[int | None, Facts]]:
        """The next accounts by id that are not closed, each with its worklist."""
        rows = self._sql.all(
            f"{FACTS} WHERE a.id > :after AND a.status <> 'closed' ORDER BY a.id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        return [(row[14], to_facts(row, zone)) for row in rows]

    def set(self, account_id: int, score: int, at: datetime) -> None:
        self._sql.run(
            "UPDATE account SET score = :score, scored_at = :at WHERE id = :id",
            {"id": account_id, "score": score, "at": instant(at)},
        )

    def set_many(self, scores: Iterable[tuple[int, int, int]], at: datetime) -> int:
        """(id, revision seen, score) for many; an account that has changed since keeps the score it got then."""
        stamp = instant(at)
        return self._sql.many(
            "UPDATE account SET score = ?, scored_at = ? WHERE id = ? AND revision = ?",
            ((score, stamp, account, revision) for account, revision, score in scores),
        )
