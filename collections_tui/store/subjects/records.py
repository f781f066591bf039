"""Settings and drafts: small tables with one or two queries each."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from collections_tui.domain.records import Draft, Unsaved
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import instant, instant_or_none, to_instant, to_instant_or_none


class Settings:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, name: str) -> str | None:
        """What it is set to. Who reads it in a turn at writing is the only one to change it until that turn is over."""
        sql = f"SELECT value FROM setting WHERE name = :name{self._sql.lock}"
        value: str | None = self._sql.value(sql, {"name": name})
        return value

    def set(self, name: str, value: str) -> None:
        self._sql.run(
            "INSERT INTO setting (name, value) VALUES (:name, :value) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": name, "value": value},
        )

    def forget(self, name: str) -> None:
        self._sql.run("DELETE FROM setting WHERE name = :name", {"name": name})


_DRAFT = """
SELECT d.account_id, p.login, d.started_at, d.updated_at, d.body, d.paused_seconds, d.ended_at, d.dialled
FROM draft d JOIN collector p ON p.id = d.collector_id"""


def _draft(row: Row) -> Draft:
    started, updated, ended = to_instant(row[2]), to_instant(row[3]), to_instant_or_none(row[6])
    return Draft(row[0], row[1], started, updated, json.loads(row[4]), row[5], ended, row[7])


class Drafts:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def save(
        self, person_id: int, account_id: int, body: dict[str, str], now: datetime, paused_seconds: int = 0
    ) -> None:
        """Keep what has been typed so far; the first save fixes when the call started."""
        self._sql.run(
            "INSERT INTO draft (account_id, collector_id, started_at, updated_at, body, paused_seconds) "
            "VALUES (:account, :person, :now, :now, :body, :paused) ON CONFLICT (collector_id, account_id) "
            "DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body, "
            "paused_seconds = excluded.paused_seconds",
            {
                "account": account_id,
                "person": person_id,
                "now": instant(now),
                "body": json.dumps(body),
                "paused": paused_seconds,
            },
        )

    def dial(self, person_id: int, account_id: int, dialled: str, body: dict[str, str], now: datetime) -> None:
        """Keep which number is dialled and what the contact rules said to it; the first such fixes when the call began.

        ``body`` is what has been typed where nothing is kept yet.
        """
        self._sql.run(
            "INSERT INTO draft (account_id, collector_id, started_at, updated_at, body, dialled) "
            "VALUES (:account, :person, :now, :now, :body, :dialled) ON CONFLICT (collector_id, account_id) "
            "DO UPDATE SET dialled = excluded.dialled",
            {
                "account": account_id,
                "person": person_id,
                "now": instant(now),
                "body": json.dumps(body),
                "dialled": dialled,
            },
        )

    def restore(self, person_id: int, draft: Draft) -> None:
        """Put back a draft with the times it had."""
        self._sql.run(
            "INSERT INTO draft (account_id, collector_id, started_at, updated_at, body, paused_seconds, ended_at, "
            "dialled) VALUES (:account, :person, :started, :updated, :body, :paused, :ended, :dialled) "
            "ON CONFLICT (collector_id, account_id) DO NOTHING",
            {
                "account": draft.account_id,
                "person": person_id,
                "started": instant(draft.started_at),
                "updated": instant(draft.updated_at),
                "body": json.dumps(draft.body),
                "paused": draft.paused_seconds,
                "ended": instant_or_none(draft.ended_at),
                "dialled": draft.dialled,
            },
        )

    def get(self, person_id: int, account_id: int) -> Draft | None:
        row = self._sql.one(
            f"{_DRAFT} WHERE d.collector_id = :person AND d.account_id = :account",
            {"person": person_id, "account": account_id},
        )
        return None if row is None else _draft(row)

    def of_login(self, login: str, account_id: int) -> Draft | None:
        """Somebody's unfinished call on an account."""
        row = self._sql.one(
            f"{_DRAFT} WHERE d.collector_id = (SELECT id FROM collector WHERE login = :login) "
            "AND d.account_id = :account",
            {"login": login, "account": account_id},
        )
        return None if row is None else _draft(row)

    def of(self, person_id: int) -> list[Draft]:
        """A person's unfinished calls, the latest first."""
        rows = self._sql.all(
            f"{_DRAFT} WHERE d.collector_id = :person ORDER BY d.updated_at DESC, d.account_id", {"person": person_id}
        )
        return [_draft(row) for row in rows]

    def go_on(self, person_id: int, account_id: int, now: datetime) -> None:
        """Say that a call has gone on until now: since it was last typed into it did not lie aside."""
        self._sql.run(
            "UPDATE draft SET updated_at = :now "
            "WHERE collector_id = :person AND account_id = :account AND ended_at IS NULL",
            {"person": person_id, "account": account_id, "now": instant(now)},
        )

    def drop(self, person_id: int, account_id: int) -> None:
        self._sql.run(
            "DELETE FROM draft WHERE collector_id = :person AND account_id = :account",
            {"person": person_id, "account": account_id},
        )


class Texts:
    """What is typed into a dialog and not saved yet."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def save(self, person_id: int, of: Unsaved, body: dict[str, str], now: datetime) -> None:
        """Keep what has been typed so far."""
        self._sql.run(
            "INSERT INTO unsaved (collector_id, kind, about, updated_at, body) "
            "VALUES (:person, :kind, :about, :now, :body) ON CONFLICT (collector_id, kind, about) "
            "DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body",
            _key(person_id, of) | {"now": instant(now), "body": json.dumps(body)},
        )

    def get(self, person_id: int, of: Unsaved) -> dict[str, str]:
        """What was typed; empty where nothing is kept."""
        body = self._sql.value(f"SELECT body FROM unsaved WHERE {_KEY}", _key(person_id, of))
        found: dict[str, str] = {} if body is None else json.loads(body)
        return found

    def of_claims(self, person_id: int) -> list[tuple[Unsaved, datetime, dict[str, str], str, str, int]]:
        """What somebody has typed about claims, the latest first: what it is of, when, the text, customer and insurer,
        and the claim's account.
        """
        rows = self._sql.all(
            "SELECT u.kind, u.about, u.updated_at, u.body, v.name, y.name, c.account_id FROM unsaved u "
            "CROSS JOIN claim c JOIN account a ON a.id = c.account_id JOIN customer v ON v.id = a.customer_id "
            "JOIN payer y ON y.id = c.payer_id WHERE c.id = u.about AND u.collector_id = :person "
            "AND u.kind IN ('contact', 'filing', 'appeal', 'closing') ORDER BY u.updated_at DESC",
            {"person": person_id},
        )
        return [(Unsaved(row[0], row[1]), to_instant(row[2]), json.loads(row[3]), *row[4:]) for row in rows]

    def drop_of_claim(self, claim_id: int) -> None:
        """Forget what anybody has typed about a claim."""
        self._sql.run(
            "DELETE FROM unsaved WHERE kind IN ('contact', 'filing', 'appeal', 'closing') AND about = :claim",
            {"claim": claim_id},
        )

    def drop(self, person_id: int, of: Unsaved) -> None:
        self._sql.run(f"DELETE FROM unsaved WHERE {_KEY}", _key(person_id, of))


_KEY = "collector_id = :person AND kind = :kind AND about = :about"


def _key(person_id: int, of: Unsaved) -> dict[str, Any]:
    return {"person": person_id, "kind": of.kind, "about": of.about}
