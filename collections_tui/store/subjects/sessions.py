"""Who has a workstation open, and where somebody was when they were last heard of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from collections_tui.store.contract import Engine, Row, Sql
from collections_tui.store.values import instant, to_instant

# Who signs in does so alone. Who only points at the person, as every call does, is not kept waiting.
_ALONE: dict[Engine, str] = {
    "sqlite": "SELECT disabled FROM collector WHERE id = :person",
    "postgres": "SELECT disabled FROM collector WHERE id = :person FOR NO KEY UPDATE",
}

# Claims of workstations that are there no more; those of other programs (``but``) are left to them.
_LEFT_BEHIND = """
SELECT l.account_id FROM lease l
WHERE l.collector_id = :person AND l.expires_at > :now AND l.session <> :but
    AND NOT EXISTS (SELECT 1 FROM session s WHERE s.code = l.session)
ORDER BY l.claimed_at DESC, l.account_id"""

# What is being typed about an account and is not saved: the call, else what was typed last beside it.
_DOING = """
SELECT kind, updated_at FROM (
    SELECT 'call' AS kind, updated_at, 0 AS rank FROM draft WHERE collector_id = :person AND account_id = :account
    UNION ALL
    SELECT kind, updated_at, 1 FROM unsaved
    WHERE collector_id = :person AND about = :account
        AND kind NOT IN ('addendum', 'answer', 'decision', 'line', 'bill', 'dispute',
            'claim', 'contact', 'filing', 'appeal', 'closing', 'payer')
    UNION ALL
    SELECT 'line', u.updated_at, 1 FROM unsaved u JOIN invoice_draft d ON d.id = u.about
    WHERE u.collector_id = :person AND u.kind IN ('line', 'bill') AND d.account_id = :account
        AND d.invoice_id IS NULL AND d.dropped_at IS NULL) t
WHERE updated_at > :since ORDER BY rank, updated_at DESC LIMIT 1"""


class Session(NamedTuple):
    """A workstation that is open. ``place`` is where, as the audit tells it; ``seen_at`` when it was last heard of."""

    code: str
    login: str
    place: str
    began_at: datetime
    seen_at: datetime


def _session(row: Row) -> Session:
    return Session(row[0], row[1], row[2], to_instant(row[3]), to_instant(row[4]))


_EVERY = """
SELECT s.code, p.login, s.place, s.began_at, s.seen_at FROM session s JOIN collector p ON p.id = s.collector_id"""


class Sessions:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def alone(self, person_id: int) -> bool:
        """Be the only one who signs this person in until this turn at writing is over; whether they may."""
        return not self._sql.value(_ALONE[self._sql.engine], {"person": person_id})

    def begin(self, code: str, person_id: int, place: str, now: datetime) -> None:
        """Say that a workstation is open; harmless when that is known."""
        self._sql.run(
            "INSERT INTO session (code, collector_id, place, began_at, seen_at) "
            "VALUES (:code, :person, :place, :now, :now) "
            "ON CONFLICT (code) DO UPDATE SET place = excluded.place, seen_at = excluded.seen_at",
            {"code": code, "person": person_id, "place": place, "now": instant(now)},
        )

    def seen(self, code: str, now: datetime) -> None:
        """Say that it is there."""
        self._sql.run("UPDATE session SET seen_at = :now WHERE code = :code", {"code": code, "now": instant(now)})

    def end(self, code: str) -> None:
        """Say that it is open no more. One that writes at this moment is waited for."""
        self._sql.run("DELETE FROM session WHERE code = :code", {"code": code})

    def end_all(self, person_id: int) -> None:
        """Say the same of all that somebody has."""
        self._sql.run("DELETE FROM session WHERE collector_id = :person", {"person": person_id})

    def of(self, person_id: int) -> list[Session]:
        """Somebody's, the one that was opened last first."""
        rows = self._sql.all(
            f"{_EVERY} WHERE s.collector_id = :person ORDER BY s.began_at DESC, s.code", {"person": person_id}
        )
        return [_session(row) for row in rows]

    def every(self) -> list[Session]:
        """Everybody's, by their logins."""
        return [_session(row) for row in self._sql.all(f"{_EVERY} ORDER BY p.login, s.began_at, s.code")]

    # What was left behind

    def left_behind(self, person_id: int, but: str, now: datetime) -> list[int]:
        """The accounts that somebody's workstations have claimed and left, the latest first; not those of ``but``."""
        params = {"person": person_id, "but": but, "now": instant(now)}
        return [row[0] for row in self._sql.all(_LEFT_BEHIND, params)]

    def adopt(self, account_id: int, code: str) -> None:
        """Let a claim be this session's."""
        self._sql.run(
            "UPDATE lease SET session = :code WHERE account_id = :account", {"code": code, "account": account_id}
        )

    def doing(self, person_id: int, account_id: int, since: datetime) -> str:
        """What was typed about an account since then and not saved: ``call``, a kind of ``Unsaved``, or ''."""
        row = self._sql.one(_DOING, {"person": person_id, "account": account_id, "since": instant(since)})
        return "" if row is None else str(row[0])

    def put_place(self, person_id: int, body: dict[str, Any], now: datetime) -> None:
        """Keep where somebody is."""
        self._sql.run(
            "INSERT INTO left_off (collector_id, at, body) VALUES (:person, :now, :body) "
            "ON CONFLICT (collector_id) DO UPDATE SET at = excluded.at, body = excluded.body",
            {"person": person_id, "now": instant(now), "body": json.dumps(body)},
        )

    def place_of(self, person_id: int) -> dict[str, Any] | None:
        """Where somebody was; None when they left of their own accord."""
        body = self._sql.value("SELECT body FROM left_off WHERE collector_id = :person", {"person": person_id})
        found: dict[str, Any] | None = None if body is None else json.loads(body)
        return found

    def forget_place(self, person_id: int) -> None:
        """Keep it no longer."""
        self._sql.run("DELETE FROM left_off WHERE collector_id = :person", {"person": person_id})
