"""What a new day changes by itself: holds that end, claims that have run out; and what it counts."""

from __future__ import annotations

from datetime import date, datetime

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.promises import MOST_GRACE
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.values import Ids, instant

_IDS = "SELECT value FROM json_each(:ids)"
_LIFT = f"""
UPDATE hold SET lifted_at = :now WHERE lifted_at IS NULL AND until <= :today AND account_id IN ({_IDS})
"""
_REOPEN = f"""
UPDATE account SET status = 'open', wake_at = :now, revision = revision + 1
WHERE id IN ({_IDS}) AND status = 'held'
    AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)
"""


class Morning:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def lift_ended(self, today: date, now: datetime, limit: int) -> int:
        """Lift up to ``limit`` holds whose day has come, and open the accounts that have no other; how many."""
        rows = self._sql.all(
            "SELECT account_id FROM hold WHERE lifted_at IS NULL AND until <= :today ORDER BY until LIMIT :limit",
            {"today": today.isoformat(), "limit": limit},
        )
        params = {"ids": Ids(sorted({row[0] for row in rows})), "now": instant(now), "today": today.isoformat()}
        if not rows:
            return 0
        lifted = self._sql.run(_LIFT, params)
        self._sql.run(_REOPEN, params)
        self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", params)
        return lifted

    def end_claims(self, now: datetime, limit: int) -> int:
        """Forget up to ``limit`` claims that have run out; how many."""
        rows = self._sql.all(
            "SELECT account_id FROM lease WHERE expires_at <= :now ORDER BY account_id LIMIT :limit",
            {"now": instant(now), "limit": limit},
        )
        if rows:
            params = {"ids": Ids(row[0] for row in rows), "now": instant(now)}
            self._sql.run(f"DELETE FROM lease WHERE expires_at <= :now AND account_id IN ({_IDS})", params)
            self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", params)
        return len(rows)

    def broken(self, first: date, last: date) -> tuple[int, int]:
        """How many promises were broken, and how many kept in part, whose last day was one of these."""
        row = self._sql.one(
            "SELECT count(CASE WHEN paid_cents = 0 THEN 1 END), count(CASE WHEN paid_cents > 0 THEN 1 END) "
            "FROM promise "
            "WHERE status = 'open' AND due_on BETWEEN :due AND :last AND last_day BETWEEN :first AND :last",
            {"due": (first - MOST_GRACE).isoformat(), "first": first.isoformat(), "last": last.isoformat()},
        )
        return (0, 0) if row is None else (row[0], row[1])
