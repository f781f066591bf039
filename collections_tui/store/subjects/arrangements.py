"""Arrangements and their instalments. What became of one is judged by the services; here it is only kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from collections_tui.domain.records import Arrangement, ArrangementStatus, Instalment
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import (
    Ids,
    day_or_none,
    instant,
    instant_or_none,
    to_day,
    to_day_or_none,
    to_instant,
    to_instant_or_none,
)

_COLUMNS = """
    g.id, g.account_id, g.call_id, g.made_at, coalesce(m.login, ''), g.status, g.terms, g.owed_cents, g.total_cents,
    g.until, g.policy, g.asked, g.means, g.supersedes_id, g.answered_at, coalesce(s.login, ''), g.answer, g.ended_at,
    g.ended_reason, g.asked_for"""
_WHO = "LEFT JOIN collector m ON m.id = g.made_by LEFT JOIN collector s ON s.id = g.answered_by"
_ARRANGEMENT = f"SELECT {_COLUMNS} FROM arrangement g {_WHO}"
# Joined to the left, though every arrangement has an account: so it is where a list of them begins.
_NAMED = f"""
SELECT {_COLUMNS}, a.number, l.code, c.name, a.currency FROM arrangement g {_WHO}
LEFT JOIN account a ON a.id = g.account_id LEFT JOIN client l ON l.id = a.client_id
LEFT JOIN customer c ON c.id = a.customer_id"""
_NAMES = 4


class NewArrangement(NamedTuple):
    """An arrangement to be stored; ``by`` is the id of who made it."""

    account_id: int
    call_id: int | None
    by: int
    made_at: datetime
    status: ArrangementStatus
    terms: str
    owed_cents: int
    total_cents: int
    until: date | None
    policy: str
    asked: str
    means: str
    supersedes_id: int | None
    operation_id: str


class NamedArrangement(NamedTuple):
    """An arrangement with the names around it, for a list."""

    arrangement: Arrangement
    number: str
    client: str
    customer: str
    currency: str


def _arrangement(row: Row) -> Arrangement:
    made, answered, ended = to_instant(row[3]), to_instant_or_none(row[14]), to_instant_or_none(row[17])
    until = to_day_or_none(row[9])
    return Arrangement._make((*row[:3], made, *row[4:9], until, *row[10:14], answered, *row[15:17], ended, *row[18:20]))


class Arrangements:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, new: NewArrangement, dues: Iterable[Instalment]) -> int:
        """Store an arrangement with its instalments; its id."""
        made = self._sql.add(
            "INSERT INTO arrangement (account_id, call_id, made_by, made_at, status, terms, owed_cents, total_cents, "
            "until, policy, asked, means, supersedes_id, operation_id) VALUES (:account_id, :call_id, :by, :made_at, "
            ":status, :terms, :owed_cents, :total_cents, :until, :policy, :asked, :means, :supersedes_id, "
            ":operation_id)",
            new._asdict() | {"made_at": instant(new.made_at), "until": day_or_none(new.until)},
        )
        self._add_dues(made, dues)
        return made

    def get(self, arrangement_id: int) -> Arrangement | None:
        """The arrangement. To change it, get its account first, which makes oneself the only one to do so."""
        row = self._sql.one(f"{_ARRANGEMENT} WHERE g.id = :id", {"id": arrangement_id})
        return None if row is None else _arrangement(row)

    def id_of_operation(self, operation_id: str) -> int | None:
        """The arrangement that was stored by that operation."""
        found: int | None = self._sql.value(
            "SELECT id FROM arrangement WHERE operation_id = :operation", {"operation": operation_id}
        )
        return found

    def of_account(self, account_id: int) -> list[Arrangement]:
        """All of an account, the newest first."""
        rows = self._sql.all(f"{_ARRANGEMENT} WHERE g.account_id = :id ORDER BY g.id DESC", {"id": account_id})
        return [_arrangement(row) for row in rows]

    def running(self, account_id: int) -> Arrangement | None:
        """The active one of an account."""
        return self._of_status(account_id, "active")

    def asked(self, account_id: int) -> Arrangement | None:
        """The one of an account that waits for an answer."""
        return self._of_status(account_id, "proposed")

    def every(
        self, status: ArrangementStatus, after: int = 0, limit: int = 500, who: Seen | None = None
    ) -> list[NamedArrangement]:
        """Those of all accounts that they see and that have a status, the oldest first, from behind an id."""
        condition, params = seen(who)
        # The status stands in the statement itself, and the id behind a sign, so that the small index of those that
        # have it serves, and not the table in the order of its ids.
        assert status in get_args(ArrangementStatus)
        rows = self._sql.all(
            f"{_NAMED} WHERE g.status = '{status}' AND +g.id > :after{condition} ORDER BY +g.id LIMIT :limit",
            {"after": after, "limit": limit} | params,
        )
        return [NamedArrangement(_arrangement(row[:-_NAMES]), *row[-_NAMES:]) for row in rows]

    def answered(self, since: datetime, person_id: int | None = None) -> list[NamedArrangement]:
        """Requests that were answered since, everybody's or one person's, the latest first."""
        mine = "AND g.made_by = :person" if person_id is not None else ""
        params: dict[str, object] = {"since": instant(since)} | ({"person": person_id} if mine else {})
        rows = self._sql.all(
            f"{_NAMED} WHERE g.answered_at >= :since {mine} ORDER BY g.answered_at DESC, g.id DESC", params
        )
        return [NamedArrangement(_arrangement(row[:-_NAMES]), *row[-_NAMES:]) for row in rows]

    def named(self, arrangement_id: int) -> NamedArrangement | None:
        """One arrangement with the names around it."""
        row = self._sql.one(f"{_NAMED} WHERE g.id = :id", {"id": arrangement_id})
        return None if row is None else NamedArrangement(_arrangement(row[:-_NAMES]), *row[-_NAMES:])

    def untold(self, person_id: int, since: datetime) -> list[NamedArrangement]:
        """Requests of a person that were answered since and they were not told of."""
        rows = self._sql.all(
            f"{_NAMED} WHERE g.made_by = :person AND g.answered_at IS NOT NULL AND g.told_at IS NULL "
            "AND g.answered_at >= :since ORDER BY g.id",
            {"person": person_id, "since": instant(since)},
        )
        return [NamedArrangement(_arrangement(row[:-_NAMES]), *row[-_NAMES:]) for row in rows]

    def tell(self, arrangement_ids: Iterable[int], now: datetime) -> None:
        """Keep that whoever asked was told of the answer."""
        self._sql.run(
            "UPDATE arrangement SET told_at = :now WHERE id IN (SELECT value FROM json_each(:ids))",
            {"now": instant(now), "ids": Ids(arrangement_ids)},
        )

    def broken(self, account_id: int) -> int:
        """How many arrangements of an account were broken."""
        return int(
            self._sql.value(
                "SELECT count(*) FROM arrangement WHERE account_id = :id AND status = 'broken'", {"id": account_id}
            )
        )

    def instalments(self, arrangement_ids: Iterable[int]) -> dict[int, tuple[Instalment, ...]]:
        """The instalments of arrangements, in order, by the arrangement's id."""
        wanted = list(arrangement_ids)
        rows = self._sql.all(
            "SELECT arrangement_id, number, due_on, amount_cents, last_day, paid_cents, moved_from FROM instalment "
            "WHERE arrangement_id IN (SELECT value FROM json_each(:ids)) ORDER BY arrangement_id, number",
            {"ids": Ids(wanted)},
        )
        found: dict[int, list[Instalment]] = {one: [] for one in wanted}
        for row in rows:
            moved = to_day_or_none(row[6])
            found[row[0]].append(Instalment(row[1], to_day(row[2]), row[3], to_day(row[4]), row[5], moved))
        return {one: tuple(dues) for one, dues in found.items()}

    def set_status(
        self, arrangement_id: int, status: ArrangementStatus, ended_at: datetime | None = None, reason: str = ""
    ) -> None:
        """Say what became of an arrangement, and since when it is over."""
        self._sql.run(
            "UPDATE arrangement SET status = :status, ended_at = :ended, ended_reason = :reason WHERE id = :id",
            {"id": arrangement_id, "status": status, "ended": instant_or_none(ended_at), "reason": reason},
        )

    def answer(self, arrangement_id: int, by: int, at: datetime, words: str) -> None:
        """Keep who answered a request, when, and in which words."""
        self._sql.run(
            "UPDATE arrangement SET answered_by = :by, answered_at = :at, answer = :words WHERE id = :id",
            {"id": arrangement_id, "by": by, "at": instant(at), "words": words},
        )

    def put_terms(
        self, arrangement_id: int, terms: str, total_cents: int, until: date | None, asked: str, asked_for: str,
        dues: Sequence[Instalment],
    ) -> None:  # fmt: skip
        """Give a request other terms, and the instalments that follow from them; keep what was ``asked_for``."""
        self._sql.run(
            "UPDATE arrangement SET terms = :terms, total_cents = :total, until = :until, asked = :asked, "
            "asked_for = :asked_for WHERE id = :id",
            {
                "id": arrangement_id,
                "terms": terms,
                "total": total_cents,
                "until": day_or_none(until),
                "asked": asked,
                "asked_for": asked_for,
            },
        )
        self._sql.run("DELETE FROM instalment WHERE arrangement_id = :id", {"id": arrangement_id})
        self._add_dues(arrangement_id, dues)

    def move(self, arrangement_id: int, number: int, due_on: date, last_day: date, moved_from: date) -> None:
        """Let one instalment be due on another day."""
        self._sql.run(
            "UPDATE instalment SET due_on = :due, last_day = :last, moved_from = :before "
            "WHERE arrangement_id = :id AND number = :number",
            {
                "id": arrangement_id,
                "number": number,
                "due": due_on.isoformat(),
                "last": last_day.isoformat(),
                "before": moved_from.isoformat(),
            },
        )

    def _add_dues(self, arrangement_id: int, dues: Iterable[Instalment]) -> None:
        self._sql.many(
            "INSERT INTO instalment (arrangement_id, number, due_on, last_day, amount_cents, paid_cents, moved_from) "
            "VALUES (:id, :number, :due, :last, :cents, :paid, :moved)",
            [
                {
                    "id": arrangement_id,
                    "number": due.number,
                    "due": due.due_on.isoformat(),
                    "last": due.last_day.isoformat(),
                    "cents": due.amount_cents,
                    "paid": due.paid_cents,
                    "moved": day_or_none(due.moved_from),
                }
                for due in dues
            ],
        )

    def _of_status(self, account_id: int, status: Literal["active", "proposed"]) -> Arrangement | None:
        row = self._sql.one(f"{_ARRANGEMENT} WHERE g.account_id = :id AND g.status = '{status}'", {"id": account_id})
        return None if row is None else _arrangement(row)
