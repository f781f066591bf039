"""Accounts on their way between worklists: what is to move, what has, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.lists import Lists, ListSpec
from collections_tui.store.subjects.queue import SETTLE_ELSEWHERE
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import (
    Ids,
    day_or_none,
    instant,
    instant_or_none,
    to_day_or_none,
    to_instant,
    to_instant_or_none,
)

_IDS = "SELECT value FROM json_each(:ids)"
_OPEN = "(CASE a.status WHEN 'closed' THEN 0 ELSE 1 END) = 1"  # as the index on it is written


class Reassignment(NamedTuple):
    """The head of it; ``by`` is a login."""

    id: int
    at: datetime
    by: str
    operation_id: str
    words: str
    accounts: int
    until: date | None
    last_call: int
    state: str
    ended_at: datetime | None


class MoveLine(NamedTuple):
    """One account of it."""

    account_id: int
    from_id: int | None
    to_id: int
    state: str
    revision: int
    claims: int


class Place(NamedTuple):
    """Where an account is at this moment, and whether somebody has it."""

    account_id: int
    status: str
    worklist_id: int | None
    moves_to: int | None
    revision: int
    claims: int
    taken: bool

    @property
    def bound_for(self) -> int | None:
        """Where it is, or will be once nobody has it."""
        return self.worklist_id if self.moves_to is None else self.moves_to


Candidate = tuple[int, int, str, int, int, int | None, int]
"""An account that may be moved: what ``Item`` has, the worklist it is on, and whether somebody has it. There may be a
hundred thousand of them: they stay as they come."""


class Worked(NamedTuple):
    """What somebody did with an account after it was moved."""

    login: str
    number: str
    called: bool
    account_id: int


_HEAD = """
SELECT r.id, r.at, p.login, r.operation_id, r.words, r.accounts, r.until, r.last_call, r.state, r.ended_at
FROM reassignment r JOIN collector p ON p.id = r.collector_id"""

_CANDIDATE = """
SELECT a.id, a.customer_id, a.currency, a.balance_cents, a.score, a.worklist_id,
    EXISTS (SELECT 1 FROM lease t WHERE t.account_id = a.id AND t.expires_at > :now)"""

# Claims are counted on the account itself, so that this needs no list of them. A payment changes an account too, and is
# no work: what was changed is looked at for calls.
_CLAIMED = """
SELECT p.login, a.number, a.id FROM reassignment_line l JOIN account a ON a.id = l.account_id
JOIN collector p ON p.id = a.claimed_by
WHERE l.reassignment_id = :id AND l.state = 'moved' AND a.claims <> l.claims{only} ORDER BY a.id LIMIT 1"""
_CALLED = """
SELECT p.login, a.number, a.id FROM reassignment_line l JOIN account a ON a.id = l.account_id
JOIN call c ON c.account_id = a.id JOIN collector p ON p.id = c.collector_id
WHERE l.reassignment_id = :id AND l.state = 'moved' AND a.revision <> l.revision{only}
    AND c.id > :last_call AND c.logged_at IS NOT NULL
ORDER BY c.id LIMIT 1"""


def _head(row: Row) -> Reassignment:
    return Reassignment._make(
        (row[0], to_instant(row[1]), *row[2:6], to_day_or_none(row[6]), row[7], row[8], to_instant_or_none(row[9]))
    )


class Moves:
    def __init__(self, sql: Sql, lists: Lists) -> None:
        self._sql, self._lists = sql, lists

    # -- what may move ------------------------------------------------------------------------------------------

    def candidates(self, spec: ListSpec, now: datetime) -> list[Candidate]:
        """The accounts that a spec of a list keeps and that are not on their way elsewhere."""
        kept, params = self._lists.kept(spec)
        sql = f"{_CANDIDATE} {kept} AND a.moves_to IS NULL ORDER BY a.id"
        return self._candidates(sql, params | {"now": instant(now)})

    def these(self, account_ids: Iterable[int], now: datetime, who: Seen | None = None) -> list[Candidate]:
        """Those of these accounts that they see and that are not closed and not on their way elsewhere."""
        condition, params = seen(who)
        kept = f"a.id IN ({_IDS}) AND {_OPEN} AND a.moves_to IS NULL{condition}"
        sql = f"{_CANDIDATE} FROM account a WHERE {kept} ORDER BY a.id"
        return self._candidates(sql, params | {"ids": Ids(account_ids), "now": instant(now)})

    def others(self, account_ids: Iterable[int], now: datetime, who: Seen | None = None) -> list[Candidate]:
        """What they see of the other accounts of the same customers on the same worklists, open and going nowhere."""
        condition, params = seen(who)
        together = f"SELECT DISTINCT m.customer_id, m.worklist_id FROM account m WHERE m.id IN ({_IDS})"
        sql = (
            f"{_CANDIDATE} FROM ({together}) s "
            "JOIN account a ON a.customer_id = s.customer_id AND +a.worklist_id = s.worklist_id "
            f"WHERE a.id NOT IN ({_IDS}) AND {_OPEN} AND a.moves_to IS NULL{condition} ORDER BY a.id"
        )
        return self._candidates(sql, params | {"ids": Ids(account_ids), "now": instant(now)})

    def _candidates(self, sql: str, params: dict[str, Any]) -> list[Candidate]:
        rows: list[Candidate] = self._sql.all(sql, params)
        return rows

    def load(self, worklist_id: int) -> list[tuple[str, int, int]]:
        """Currency, number and cents of what is on a worklist and not closed."""
        sql = f"""
            SELECT a.currency, count(*), sum(a.balance_cents) FROM account a
            WHERE a.worklist_id = :w AND {_OPEN} GROUP BY a.currency ORDER BY a.currency"""
        return [(row[0], int(row[1]), int(row[2])) for row in self._sql.all(sql, {"w": worklist_id})]

    # -- the journal --------------------------------------------------------------------------------------------

    def add(
        self, at: datetime, person_id: int, operation_id: str, words: str, accounts: int, until: date | None
    ) -> int:
        """The head of a reassignment whose lines are still to come; its id."""
        return self._sql.add(
            "INSERT INTO reassignment (at, collector_id, operation_id, words, accounts, until, last_call, state) "
            "VALUES (:at, :person, :operation, :words, :accounts, :until, "
            "(SELECT coalesce(max(id), 0) FROM call), 'planned')",
            {
                "at": instant(at),
                "person": person_id,
                "operation": operation_id,
                "words": words,
                "accounts": accounts,
                "until": day_or_none(until),
            },
        )

    def add_lines(self, reassignment_id: int, lines: Sequence[tuple[int, int | None, int]]) -> None:
        """Accounts with where they come from and where they go."""
        self._sql.fill(
            "reassignment_line",
            ("reassignment_id", "account_id", "from_id", "to_id"),
            [(reassignment_id, *line) for line in lines],
        )

    def forget(self, reassignment_id: int) -> None:
        """Take away one of which nothing has moved."""
        self._sql.run("DELETE FROM reassignment_line WHERE reassignment_id = :id", {"id": reassignment_id})
        self._sql.run("DELETE FROM reassignment WHERE id = :id", {"id": reassignment_id})

    def get(self, reassignment_id: int) -> Reassignment | None:
        """It; whoever reads it in a turn at writing is the only one to go on with it until that turn is over."""
        lock = f"{self._sql.lock} OF r" if self._sql.lock else ""
        row = self._sql.one(f"{_HEAD} WHERE r.id = :id{lock}", {"id": reassignment_id})
        return None if row is None else _head(row)

    def by_operation(self, operation_id: str) -> Reassignment | None:
        """The one that was made with this operation id."""
        row = self._sql.one(f"{_HEAD} WHERE r.operation_id = :operation", {"operation": operation_id})
        return None if row is None else _head(row)

    def every(self, limit: int) -> list[Reassignment]:
        """The newest first."""
        return [_head(row) for row in self._sql.all(f"{_HEAD} ORDER BY r.id DESC LIMIT :limit", {"limit": limit})]

    def unfinished(self) -> list[int]:
        """Those that somebody began and that are not at their end."""
        sql = (
            "SELECT id FROM reassignment WHERE state NOT IN ('undone', 'returned') "
            "AND state IN ('planned', 'moving', 'undoing', 'returning') ORDER BY id"
        )
        return [row[0] for row in self._sql.all(sql)]

    def to_return(self, today: date) -> list[int]:
        """Those whose last day has passed, the latest first: what was moved on comes back the way it went."""
        sql = (
            "SELECT id FROM reassignment WHERE state NOT IN ('undone', 'returned') AND state = 'done' "
            "AND until < :today ORDER BY id DESC"
        )
        return [row[0] for row in self._sql.all(sql, {"today": today.isoformat()})]

    def put_state(
        self, reassignment_id: int, state: str, ended_at: datetime | None = None, ended_by: int | None = None
    ) -> None:
        self._sql.run(
            "UPDATE reassignment SET state = :state, ended_at = :at, ended_by = :by WHERE id = :id",
            {"id": reassignment_id, "state": state, "at": instant_or_none(ended_at), "by": ended_by},
        )

    def lines(self, reassignment_id: int, state: str, after: int, limit: int) -> list[MoveLine]:
        """The next lines in this state, by account."""
        rows = self._sql.all(
            "SELECT account_id, from_id, to_id, state, revision, claims FROM reassignment_line "
            "WHERE reassignment_id = :id AND account_id > :after AND state = :state ORDER BY account_id LIMIT :limit",
            {"id": reassignment_id, "state": state, "after": after, "limit": limit},
        )
        return [MoveLine._make(row) for row in rows]

    def mark(self, reassignment_id: int, account_ids: Sequence[int], state: str) -> None:
        """Write what became of lines. What has ``moved`` is written as the account is now: call it after that."""
        if not account_ids:
            return
        as_it_is = (
            ", revision = (SELECT a.revision FROM account a WHERE a.id = account_id)"
            ", claims = (SELECT a.claims FROM account a WHERE a.id = account_id)"
        )
        self._sql.run(
            f"UPDATE reassignment_line SET state = :state{as_it_is if state == 'moved' else ''} "
            f"WHERE reassignment_id = :id AND account_id IN ({_IDS})",
            {"id": reassignment_id, "state": state, "ids": Ids(account_ids)},
        )

    def tally(self, reassignment_id: int) -> dict[str, int]:
        """How many lines are in each state."""
        rows = self._sql.all(
            "SELECT state, count(*) FROM reassignment_line WHERE reassignment_id = :id GROUP BY state",
            {"id": reassignment_id},
        )
        return {row[0]: int(row[1]) for row in rows}

    def waiting(self, reassignment_id: int) -> int:
        """How many of its accounts somebody still has, and move after that."""
        sql = (
            "SELECT count(*) FROM reassignment_line l JOIN account a ON a.id = l.account_id "
            "WHERE l.reassignment_id = :id AND l.state = 'moved' AND a.moves_to = l.to_id"
        )
        return int(self._sql.value(sql, {"id": reassignment_id}))

    def worked(self, reassignment_id: int, last_call: int, only: Sequence[int] | None = None) -> Worked | None:
        """Somebody who has claimed or called one of the accounts since, among ``only`` these if they are named."""
        params: dict[str, object] = {"id": reassignment_id, "last_call": last_call}
        some = ""
        if only is not None:
            some, params["ids"] = f" AND l.account_id IN ({_IDS})", Ids(only)
        for sql, called in ((_CALLED, True), (_CLAIMED, False)):
            row = self._sql.one(sql.format(only=some), params)
            if row is not None:
                return Worked(row[0], row[1], called, row[2])
        return None

    def calls_since(self, account_ids: Iterable[int], last_call: int) -> set[int]:
        """Which of these accounts were called since."""
        rows = self._sql.all(
            f"SELECT account_id FROM call WHERE account_id IN ({_IDS}) AND id > :last AND logged_at IS NOT NULL",
            {"ids": Ids(account_ids), "last": last_call},
        )
        return {row[0] for row in rows}

    def come_home_later(self, account_ids: Iterable[int], from_id: int, home: int | None, but: int) -> None:
        """Let accounts that others moved on for a time come back to ``home`` then, not to ``from_id``."""
        self._sql.run(
            f"UPDATE reassignment_line SET from_id = :home WHERE account_id IN ({_IDS}) AND from_id = :from "
            "AND state = 'moved' AND reassignment_id <> :but AND EXISTS (SELECT 1 FROM reassignment r "
            "WHERE r.id = reassignment_id AND r.until IS NOT NULL AND r.state IN ('moving', 'done'))",
            {"ids": Ids(account_ids), "from": from_id, "home": home, "but": but},
        )

    def away(self, account_ids: Iterable[int]) -> set[int]:
        """Which of these accounts are somewhere until a day, and come back then."""
        rows = self._sql.all(
            f"SELECT l.account_id FROM reassignment_line l JOIN reassignment r ON r.id = l.reassignment_id "
            f"WHERE l.account_id IN ({_IDS}) AND l.state = 'moved' AND r.until IS NOT NULL "
            "AND r.state IN ('moving', 'done', 'returning')",
            {"ids": Ids(account_ids)},
        )
        return {row[0] for row in rows}

    # -- moving -------------------------------------------------------------------------------------------------

    def places(self, account_ids: Sequence[int], now: datetime) -> dict[int, Place]:
        """Where these accounts are. Whoever reads it in a turn at writing is the only one to change them in it.

        Who has them is asked after that, so that nobody can come in between.
        """
        rows = self._sql.all(
            "SELECT id, status, worklist_id, moves_to, revision, claims FROM account "
            f"WHERE id IN ({_IDS}) ORDER BY id{self._sql.lock}",
            {"ids": Ids(account_ids)},
        )
        leases = self._sql.all(
            f"SELECT account_id FROM lease WHERE account_id IN ({_IDS}) AND expires_at > :now",
            {"ids": Ids(account_ids), "now": instant(now)},
        )
        taken = {row[0] for row in leases}
        return {row[0]: Place._make((*row, row[0] in taken)) for row in rows}

    def put(self, account_ids: Iterable[int], there: int | None, now: datetime) -> None:
        """Move accounts that nobody has, or that come from no worklist or go to none, at once."""
        self._sql.run(
            f"UPDATE account SET {SETTLE_ELSEWHERE}, revision = revision + 1 WHERE id IN ({_IDS})",
            {"ids": Ids(account_ids), "there": there, "now": instant(now)},
        )

    def put_later(self, account_ids: Iterable[int], there: int) -> None:
        """Let accounts that somebody has move when that is over; those that are there already stay."""
        self._sql.run(
            "UPDATE account SET moves_to = CASE WHEN worklist_id <> :there THEN CAST(:there AS bigint) END, "
            f"revision = revision + 1 WHERE id IN ({_IDS})",
            {"ids": Ids(account_ids), "there": there},
        )
