"""Scores: the facts they are made of, and writing them back without standing in anybody's way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from collections_tui.domain.records import Facts
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, instant, to_day, to_instant

FACTS = """
SELECT a.id, a.revision, l.code, a.balance_cents, a.oldest_due_on, a.disputed, a.promise_due_on, a.last_contact_at,
       a.last_call_at, a.call_count, a.best_hour, a.window_id, a.score, a.currency, a.promise_until,
       coalesce(a.moves_to, a.worklist_id)
FROM account a JOIN client l ON l.id = a.client_id"""


class Days(dict[str, date]):
    """Days by how the database writes them, and by the first ten-minute part of an instant: read once, used often.

    Days begin at a full ten minutes everywhere, so all instants of such a part fall on the same day.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, text: str) -> date:
        long = len(text) > len("YYYY-MM-DD")
        day = to_instant(f"{text}0:00Z").astimezone(self._zone).date() if long else to_day(text)
        self[text] = day
        return day


def to_facts(row: Row, days: Days) -> Facts:
    """One row of ``FACTS``; past instants become days."""
    due, promised, contact, call = row[4], row[6], row[7], row[8]
    return Facts(
        row[0],
        row[1],
        row[2],
        row[3],
        days[due] if due else None,
        row[5] == 1,
        days[promised] if promised else None,
        days[contact[:15]] if contact else None,
        days[call[:15]] if call else None,
        row[9],
        row[10],
        row[11],
        row[12],
        row[13],
        days[row[14]] if row[14] else None,
    )


class Scores:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def chunk(self, after: int, limit: int, zone: tzinfo | None) -> list[tuple[int | None, Facts]]:
        """The next accounts by id that are not closed, each with its worklist.

        Past instants become days of ``zone`` (None: the computer's own).
        """
        rows = self._sql.all(
            f"{FACTS} WHERE a.id > :after AND a.status <> 'closed' ORDER BY a.id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        days = Days(zone)
        return [(row[15], to_facts(row, days)) for row in rows]

    def of(self, account_ids: Iterable[int], zone: tzinfo | None) -> list[Facts]:
        """The same of these accounts."""
        days = Days(zone)
        rows = self._sql.all(f"{FACTS} WHERE a.id IN (SELECT value FROM json_each(:ids))", {"ids": Ids(account_ids)})
        return [to_facts(row, days) for row in rows]

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
