"""Calls: stored once, never changed, corrected by what points at them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from collections_tui.domain.records import Call, Correction, CorrectionKind, OutcomeCode
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids, instant, instant_or_none, to_instant, to_instant_or_none


class CallSpan(NamedTuple):
    """Which calls of the log: an interval of instants and, when given, one collector, outcome, client or account."""

    first: datetime
    before: datetime
    person_id: int | None = None
    outcome: str | None = None
    client: str | None = None
    who: Seen | None = None
    """Only on accounts that they see."""


class LogRow(NamedTuple):
    """One line of the log, as stored."""

    call_id: int
    account_id: int
    started_at: datetime
    seconds: int
    by: str
    client: str
    number: str
    customer: str
    direction: str
    phone: str
    outcome: str
    outcome_words: str
    right_party: bool
    promise_cents: int | None
    currency: str
    note: str
    undone: bool
    addenda: int
    verdict: str
    override_by: str
    override_reason: str


class LastCall(NamedTuple):
    """A collector's latest call that still stands, with what an undo needs."""

    call_id: int
    account_id: int
    logged_at: datetime
    revision: int
    before: dict[str, Any]


# Calls that still stand. (A call is undone by a row that points at it; the call itself stays.)
_STANDS = "NOT EXISTS (SELECT 1 FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'undo')"

_CALL = f"""
SELECT k.id, k.account_id, p.login, k.direction, k.started_at, k.ended_at, k.phone, k.spoke_with, k.outcome, k.note,
       k.next_action_at, NOT {_STANDS}, k.verdict, k.judged, coalesce(b.login, ''), k.override_reason
FROM call k JOIN collector p ON p.id = k.collector_id LEFT JOIN collector b ON b.id = k.override_by"""

# How far back a call can be that is still taken back, counted in calls of everybody.
RECENT = 20_000

_LOG = f"""
SELECT k.id, k.account_id, k.started_at, unixepoch(k.ended_at) - unixepoch(k.started_at), p.login, l.code, a.number,
       c.name, k.direction, k.phone, k.outcome, o.words, o.right_party,
       (SELECT q.amount_cents FROM promise q WHERE q.account_id = k.account_id AND q.call_id = k.id),
       a.currency, k.note, NOT {_STANDS},
       (SELECT count(*) FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'addendum'),
       k.verdict, coalesce((SELECT b.login FROM collector b WHERE b.id = k.override_by), ''), k.override_reason
FROM call k
JOIN account a ON a.id = k.account_id
JOIN client l ON l.id = a.client_id
JOIN customer c ON c.id = a.customer_id
JOIN collector p ON p.id = k.collector_id
JOIN outcome_code o ON o.code = k.outcome"""


def _log_row(row: Row) -> LogRow:
    return LogRow._make(
        (*row[:2], to_instant(row[2]), *row[3:12], bool(row[12]), *row[13:16], bool(row[16]), *row[17:21])
    )


def _span(span: CallSpan) -> tuple[str, dict[str, Any]]:
    """The conditions of a span and their parameters: only those asked for, so that the index that fits is used."""
    conditions = ["k.started_at >= :first", "k.started_at < :before"]
    params: dict[str, Any] = {"first": instant(span.first), "before": instant(span.before)}
    for condition, name, value in (
        ("k.collector_id = :person", "person", span.person_id),
        ("k.outcome = :outcome", "outcome", span.outcome),
        ("l.code = :client", "client", span.client),
    ):
        if value is not None:
            conditions.append(condition)
            params[name] = value
    condition, who = seen(span.who)
    return " AND ".join(conditions) + condition, params | who


def _of_client(span: CallSpan) -> str:
    """Whose calls they are has to be looked up only when it is asked for."""
    if span.client is None and span.who is None:
        return ""
    return "JOIN account a ON a.id = k.account_id JOIN client l ON l.id = a.client_id"


class Calls:
    def __init__(self, sql: Sql, counts: Counts) -> None:
        self._sql, self._counts = sql, counts

    def add(
        self,
        call: Call,
        person_id: int,
        before: dict[str, Any],
        revision: int,
        operation_id: str,
        now: datetime,
        outcome_at: datetime | None = None,
    ) -> int:
        """Store a call for good; its ``id`` and ``by`` are ignored, the new id comes back.

        Who overrode a rule is whoever logs the call, unless ``override_by`` names somebody whose authority it was.
        """
        call_id = self._sql.add(
            "INSERT INTO call (account_id, collector_id, direction, started_at, ended_at, phone, spoke_with, outcome, "
            "note, next_action_at, before, revision, operation_id, logged_at, outcome_at, verdict, judged, "
            "override_by, override_reason) "
            "VALUES (:account, :person, :direction, :started, :ended, :phone, :spoke_with, :outcome, "
            ":note, :next, :before, :revision, :operation, :now, :chosen, :verdict, :judged, "
            "coalesce((SELECT p.id FROM collector p WHERE p.login = :lender), :override_by), :override_reason)",
            {
                "account": call.account_id,
                "person": person_id,
                "direction": call.direction,
                "started": instant(call.started_at),
                "ended": instant(call.ended_at),
                "phone": call.phone,
                "spoke_with": call.spoke_with,
                "outcome": call.outcome,
                "note": call.note,
                "next": instant_or_none(call.next_action_at),
                "before": json.dumps(before),
                "revision": revision,
                "operation": operation_id,
                "now": instant(now),
                "chosen": instant_or_none(outcome_at),
                "verdict": call.verdict,
                "judged": call.judged,
                "lender": call.override_by,
                "override_by": person_id if call.override_reason else None,
                "override_reason": call.override_reason,
            },
        )
        self._counts.logged([call_id])
        return call_id

    def id_of_operation(self, operation_id: str) -> int | None:
        """The call that this operation stored, if it did."""
        found: int | None = self._sql.value("SELECT id FROM call WHERE operation_id = :op", {"op": operation_id})
        return found

    def get(self, call_id: int) -> Call | None:
        """A call with its corrections."""
        row = self._sql.one(f"{_CALL} WHERE k.id = :id", {"id": call_id})
        if row is None:
            return None
        return self._call(row, self._corrections([call_id]).get(call_id, []))

    def of_account(self, account_id: int, limit: int) -> list[Call]:
        """Newest first, undone ones included and marked."""
        rows = self._sql.all(
            f"{_CALL} WHERE k.account_id = :id ORDER BY k.started_at DESC, k.id DESC LIMIT :limit",
            {"id": account_id, "limit": limit},
        )
        corrections = self._corrections([row[0] for row in rows])
        return [self._call(row, corrections.get(row[0], [])) for row in rows]

    @staticmethod
    def _call(row: Row, corrections: list[Correction]) -> Call:
        started, ended, planned = to_instant(row[4]), to_instant(row[5]), to_instant_or_none(row[10])
        head = (*row[:4], started, ended, *row[6:10], planned)
        return Call._make((*head, bool(row[11]), tuple(corrections), *row[12:16]))

    def _corrections(self, call_ids: Iterable[int]) -> dict[int, list[Correction]]:
        rows = self._sql.all(
            "SELECT x.id, x.call_id, x.kind, x.text, x.at, p.login FROM call_correction x "
            "JOIN collector p ON p.id = x.collector_id "
            "WHERE x.call_id IN (SELECT value FROM json_each(:ids)) ORDER BY x.id",
            {"ids": Ids(call_ids)},
        )
        by_call: dict[int, list[Correction]] = {}
        for row in rows:
            made = Correction(row[0], row[1], row[2], row[3], to_instant(row[4]), row[5])
            by_call.setdefault(made.call_id, []).append(made)
        return by_call

    def standing(self, account_id: int) -> list[tuple[datetime, str, bool]]:
        """Start, outcome code and right party of every call that still stands, newest first."""
        rows = self._sql.all(
            "SELECT k.started_at, k.outcome, o.right_party FROM call k JOIN outcome_code o ON o.code = k.outcome "
            f"WHERE k.account_id = :id AND {_STANDS} ORDER BY k.started_at DESC, k.id DESC",
            {"id": account_id},
        )
        return [(to_instant(row[0]), row[1], bool(row[2])) for row in rows]

    def last_of(self, person_id: int) -> LastCall | None:
        """The latest call that a collector logged here and that still stands, among the recent ones of all."""
        row = self._sql.one(
            "SELECT k.id, k.account_id, k.logged_at, k.revision, k.before FROM call k "
            "WHERE k.id > (SELECT max(id) FROM call) - :recent AND +k.collector_id = :person "
            f"AND k.logged_at IS NOT NULL AND {_STANDS} ORDER BY k.id DESC LIMIT 1",
            {"person": person_id, "recent": RECENT},
        )
        return None if row is None else LastCall(row[0], row[1], to_instant(row[2]), row[3], json.loads(row[4]))

    def correct(self, call_id: int, kind: CorrectionKind, text: str, at: datetime, person_id: int) -> None:
        self._sql.run(
            "INSERT INTO call_correction (call_id, kind, text, at, collector_id) "
            "VALUES (:call, :kind, :text, :at, :person)",
            {"call": call_id, "kind": kind, "text": text, "at": instant(at), "person": person_id},
        )
        if kind == "undo":
            self._counts.undone(call_id)

    # -- the log ------------------------------------------------------------------------------------------------

    def log_line(self, call_id: int) -> LogRow | None:
        row = self._sql.one(f"{_LOG} WHERE k.id = :id", {"id": call_id})
        return None if row is None else _log_row(row)

    def log_after(self, span: CallSpan, after: tuple[datetime, int] | None, limit: int) -> list[LogRow]:
        """Newest first, from just below ``after`` (start and id)."""
        key = "AND (k.started_at, k.id) < (:at, :id)" if after else ""
        return self._log(span, f"{key} ORDER BY k.started_at DESC, k.id DESC", after, limit)

    def log_before(self, span: CallSpan, before: tuple[datetime, int] | None, limit: int) -> list[LogRow]:
        """The lines just above ``before``, newest first; without it, the oldest of the log."""
        key = "AND (k.started_at, k.id) > (:at, :id)" if before else ""
        return self._log(span, f"{key} ORDER BY k.started_at, k.id", before, limit)[::-1]

    def _log(self, span: CallSpan, rest: str, key: tuple[datetime, int] | None, limit: int) -> list[LogRow]:
        where, params = _span(span)
        params["limit"] = limit
        if key:
            params |= {"at": instant(key[0]), "id": key[1]}
        return [_log_row(row) for row in self._sql.all(f"{_LOG} WHERE {where} {rest} LIMIT :limit", params)]

    def log_totals(self, span: CallSpan) -> tuple[int, int, int]:
        """Calls, right-party contacts and seconds of those that still stand."""
        where, params = _span(span)
        row = self._sql.one(
            "SELECT count(*), coalesce(sum(o.right_party), 0), "
            "coalesce(sum(unixepoch(k.ended_at) - unixepoch(k.started_at)), 0) "
            f"FROM call k JOIN outcome_code o ON o.code = k.outcome {_of_client(span)} WHERE {where} AND {_STANDS}",
            params,
        )
        assert row is not None, "an aggregate always answers"
        return row[0], row[1], row[2]

    def log_promised(self, span: CallSpan) -> list[tuple[str, int, int]]:
        """Currency, number and cents of what was promised in calls that still stand."""
        where, params = _span(span)
        rows = self._sql.all(
            "SELECT a.currency, count(*), sum(q.amount_cents) FROM call k "
            "JOIN outcome_code o ON o.code = k.outcome AND o.promise = 1 "  # spares looking for one after other calls
            "JOIN promise q ON q.account_id = k.account_id AND q.call_id = k.id "
            "JOIN account a ON a.id = k.account_id JOIN client l ON l.id = a.client_id "
            f"WHERE {where} AND {_STANDS} GROUP BY a.currency ORDER BY a.currency",
            params,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def log_count(self, span: CallSpan) -> int:
        where, params = _span(span)
        return int(self._sql.value(f"SELECT count(*) FROM call k {_of_client(span)} WHERE {where}", params))

    # -- outcome codes ------------------------------------------------------------------------------------------

    def outcome_codes(self) -> dict[str, OutcomeCode]:
        """Every outcome that a call here can have, by its code."""
        rows = self._sql.all(
            "SELECT code, words, connected, right_party, promise, counts FROM outcome_code ORDER BY code"
        )
        return {code: OutcomeCode(code, words, *map(bool, flags)) for code, words, *flags in rows}

    def sync_outcomes(self, codes: Iterable[OutcomeCode]) -> None:
        """Keep the table in step with the file; calls are counted anew where their outcome counts otherwise now."""
        codes = list(codes)
        known = self.outcome_codes()
        self._sql.many(
            "INSERT INTO outcome_code (code, words, connected, right_party, promise, counts) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (code) DO UPDATE SET words = excluded.words, connected = excluded.connected, "
            "right_party = excluded.right_party, promise = excluded.promise, counts = excluded.counts",
            [(*one[:2], *map(int, one[2:])) for one in codes],
        )
        if any(one.code in known and known[one.code][2:5] != one[2:5] for one in codes):
            from collections_tui.store.subjects.recount import count_calls

            count_calls(self._sql)
