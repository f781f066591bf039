"""What was asked of supervisors besides arrangements, and what they answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.requests import Asked, RequestKind, RequestStatus, Rule
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, instant, instant_or_none, to_instant, to_instant_or_none

_COLUMNS = """
    q.id, q.account_id, q.kind, q.made_at, m.login, q.reason, q.cents, q.asked_cents, q.invoice, q.e164, q.rules,
    q.status, q.answered_at, coalesce(s.login, ''), q.answer, q.until, q.used_at, q.entry_id"""
_WHO = "JOIN collector m ON m.id = q.made_by LEFT JOIN collector s ON s.id = q.answered_by"
_ASKED = f"SELECT {_COLUMNS} FROM request q {_WHO}"
# Joined to the left, though every request has all of it: so the few requests are where a list of them begins.
_NAMED = f"""
SELECT {_COLUMNS}, a.number, l.code, c.name, a.currency FROM request q
LEFT JOIN collector m ON m.id = q.made_by LEFT JOIN collector s ON s.id = q.answered_by
LEFT JOIN account a ON a.id = q.account_id LEFT JOIN client l ON l.id = a.client_id
LEFT JOIN customer c ON c.id = a.customer_id"""
_NAMES = 4
_UNTOLD = "made_by = :person AND answered_at IS NOT NULL AND told_at IS NULL AND answered_at >= :since"
_ANY_UNTOLD = f"""
SELECT 1 WHERE EXISTS (SELECT 1 FROM request WHERE {_UNTOLD}) OR EXISTS (SELECT 1 FROM arrangement WHERE {_UNTOLD})"""


class NewRequest(NamedTuple):
    """A request to be stored; ``by`` is the id of who asks."""

    account_id: int
    kind: RequestKind
    made_at: datetime
    by: int
    reason: str
    operation_id: str
    cents: int = 0
    invoice: str = ""
    e164: str = ""
    rules: tuple[Rule, ...] = ()


class NamedRequest(NamedTuple):
    """A request with the names around it."""

    asked: Asked
    number: str
    client: str
    customer: str
    currency: str


def _asked(row: Row) -> Asked:
    rules = tuple(Rule(*one) for one in json.loads(row[10]))
    answered, until, used = (to_instant_or_none(row[at]) for at in (12, 15, 16))
    head = (*row[:3], to_instant(row[3]), *row[4:10], rules, row[11])
    return Asked._make((*head, answered, *row[13:15], until, used, row[17]))


def _named(row: Row) -> NamedRequest:
    return NamedRequest(_asked(row[:-_NAMES]), *row[-_NAMES:])


class Requests:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, new: NewRequest) -> int:
        """Store a request; its id."""
        return self._sql.add(
            "INSERT INTO request (account_id, kind, made_at, made_by, reason, cents, asked_cents, invoice, e164, "
            "rules, operation_id) VALUES (:account_id, :kind, :made_at, :by, :reason, :cents, :cents, :invoice, :e164, "
            ":rules, :operation_id)",
            new._asdict() | {"made_at": instant(new.made_at), "rules": json.dumps(new.rules, ensure_ascii=False)},
        )

    def get(self, request_id: int) -> Asked | None:
        """The request. To change it, get its account first, which makes oneself the only one to do so."""
        row = self._sql.one(f"{_ASKED} WHERE q.id = :id", {"id": request_id})
        return None if row is None else _asked(row)

    def named(self, request_id: int) -> NamedRequest | None:
        """The request with the names around it."""
        row = self._sql.one(f"{_NAMED} WHERE q.id = :id", {"id": request_id})
        return None if row is None else _named(row)

    def id_of_operation(self, operation_id: str) -> int | None:
        """The request that was stored by that operation."""
        found: int | None = self._sql.value("SELECT id FROM request WHERE operation_id = :op", {"op": operation_id})
        return found

    def of_account(self, account_id: int, since: datetime) -> list[Asked]:
        """What waits on an account, or was answered since; the oldest first."""
        rows = self._sql.all(
            f"{_ASKED} WHERE q.account_id = :id AND (q.status = 'waiting' OR q.answered_at >= :since) ORDER BY q.id",
            {"id": account_id, "since": instant(since)},
        )
        return [_asked(row) for row in rows]

    def waiting(self, person_id: int | None = None) -> list[NamedRequest]:
        """What waits for an answer, all of it or one person's, the oldest first."""
        mine = "AND q.made_by = :person" if person_id is not None else ""
        rows = self._sql.all(
            f"{_NAMED} WHERE q.status = 'waiting' {mine} ORDER BY q.id", {} if not mine else {"person": person_id}
        )
        return [_named(row) for row in rows]

    def answered(self, since: datetime, person_id: int | None = None) -> list[NamedRequest]:
        """What was answered since, to everybody or to one person, the latest first."""
        mine = "AND q.made_by = :person" if person_id is not None else ""
        params: dict[str, object] = {"since": instant(since)} | ({"person": person_id} if mine else {})
        rows = self._sql.all(
            f"{_NAMED} WHERE q.answered_at >= :since {mine} ORDER BY q.answered_at DESC, q.id DESC", params
        )
        return [_named(row) for row in rows]

    def any_untold(self, person_id: int, since: datetime) -> bool:
        """Whether anything of a person's was answered since and they were not told of it, arrangements included."""
        params = {"person": person_id, "since": instant(since)}
        return self._sql.one(_ANY_UNTOLD, params) is not None

    def untold(self, person_id: int, since: datetime) -> list[NamedRequest]:
        """What of a person's was answered since and they were not told of."""
        rows = self._sql.all(
            f"{_NAMED} WHERE q.made_by = :person AND q.answered_at IS NOT NULL AND q.told_at IS NULL "
            "AND q.answered_at >= :since ORDER BY q.id",
            {"person": person_id, "since": instant(since)},
        )
        return [_named(row) for row in rows]

    def tell(self, request_ids: Iterable[int], now: datetime) -> None:
        """Keep that whoever asked was told."""
        self._sql.run(
            "UPDATE request SET told_at = :now WHERE id IN (SELECT value FROM json_each(:ids))",
            {"now": instant(now), "ids": Ids(request_ids)},
        )

    def answer(
        self, asked: Asked, status: RequestStatus, by: int, at: datetime, words: str, *, entry_id: int | None = None
    ) -> None:
        """Keep what was answered: who, when, in which words, up to which amount or moment, and what was booked."""
        self._sql.run(
            "UPDATE request SET status = :status, answered_at = :at, answered_by = :by, answer = :words, "
            "cents = :cents, until = :until, entry_id = :entry WHERE id = :id",
            {
                "id": asked.id,
                "status": status,
                "at": instant(at),
                "by": by,
                "words": words,
                "cents": asked.cents,
                "until": instant_or_none(asked.until),
                "entry": entry_id,
            },
        )

    def cancel(self, request_id: int, words: str) -> None:
        """Keep that whoever asked took it back, and why."""
        self._sql.run(
            "UPDATE request SET status = 'cancelled', answer = :words WHERE id = :id",
            {"id": request_id, "words": words},
        )

    def usable(self, account_id: int, person_id: int, e164: str, now: datetime) -> Asked | None:
        """What a person was allowed for a call to this number at this moment, and has not used."""
        row = self._sql.one(
            f"{_ASKED} WHERE q.account_id = :account AND q.made_by = :person AND q.e164 = :e164 "
            "AND q.kind = 'override' AND q.status = 'approved' AND q.used_at IS NULL AND q.until > :now "
            "ORDER BY q.until DESC, q.id DESC LIMIT 1",
            {"account": account_id, "person": person_id, "e164": e164, "now": instant(now)},
        )
        return None if row is None else _asked(row)

    def use(self, request_id: int, now: datetime) -> None:
        """Keep that a call began with it."""
        self._sql.run("UPDATE request SET used_at = :now WHERE id = :id", {"id": request_id, "now": instant(now)})
