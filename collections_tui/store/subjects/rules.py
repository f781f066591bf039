"""Whose worklists are, and which accounts come to them by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from collections_tui.store.contract import Sql
from collections_tui.store.values import Ids, day_or_none


class WorklistSetting(NamedTuple):
    """Who works a worklist and how it is filled. ``rule`` is JSON, '' for none; ``team`` is a code, '' for none."""

    id: int
    code: str
    name: str
    strategy: str
    owner: str
    """Login of whoever owns it, also of somebody who may not sign in any more; '' for nobody."""
    team: str
    members: tuple[str, ...]
    rule: str
    place: int


class Wish(NamedTuple):
    """What a worklist asks of accounts, with the days that its ages mean today. None asks nothing."""

    worklist_id: int
    client: str | None
    at_least_cents: int | None
    at_most_cents: int | None
    due_from: date | None
    due_to: date | None
    state: str | None


class Stray(NamedTuple):
    """An account that a rule means to be elsewhere. ``target`` is the first worklist that it fits, None for none."""

    account_id: int
    worklist_id: int | None
    came_from: int | None
    target: int | None


_SETTING = """
SELECT w.id, w.code, w.name, w.strategy, coalesce(p.login, ''), coalesce(t.code, ''), w.rule, w.place
FROM worklist w LEFT JOIN collector p ON p.id = w.owner_id LEFT JOIN team t ON t.id = w.team_id"""

_CONDITIONS = (
    ("client", "a.client_id = (SELECT id FROM client WHERE code = :{})"),
    ("at_least_cents", "a.balance_cents >= :{}"),
    ("at_most_cents", "a.balance_cents <= :{}"),
    ("due_from", "a.oldest_due_on >= :{}"),
    ("due_to", "a.oldest_due_on <= :{}"),
    ("state", "c.state = :{}"),
)


class WorklistRules:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def settings(self) -> list[WorklistSetting]:
        """Every worklist, by name."""
        members: dict[int, list[str]] = {}
        for worklist, login in self._sql.all(
            "SELECT m.worklist_id, p.login FROM worklist_member m JOIN collector p ON p.id = m.collector_id "
            "ORDER BY p.login"
        ):
            members.setdefault(worklist, []).append(login)
        rows = self._sql.all(f"{_SETTING} ORDER BY w.name, w.id")
        return [WorklistSetting._make((*row[:6], tuple(members.get(row[0], ())), *row[6:])) for row in rows]

    def owned(self, person_id: int) -> list[int]:
        """The ids of the worklists of somebody's own, the oldest first, those that a rule fills at the end."""
        rows = self._sql.all(
            "SELECT id FROM worklist WHERE owner_id = :person ORDER BY CASE rule WHEN '' THEN 0 ELSE 1 END, id",
            {"person": person_id},
        )
        return [row[0] for row in rows]

    def team(self, code: str) -> int | None:
        """The id of the team of that code."""
        found: int | None = self._sql.value("SELECT id FROM team WHERE code = :code", {"code": code})
        return found

    def put(
        self, worklist_id: int, name: str, owner_id: int | None, team_id: int | None, rule: str, place: int
    ) -> None:
        """Store what may change of a worklist, but for its members."""
        self._sql.run(
            "UPDATE worklist SET name = :name, owner_id = :owner, team_id = :team, rule = :rule, place = :place "
            "WHERE id = :id",
            {"id": worklist_id, "name": name, "owner": owner_id, "team": team_id, "rule": rule, "place": place},
        )

    def put_members(self, worklist_id: int, person_ids: Iterable[int]) -> None:
        """Let these people work it, and no others besides its owner and its team."""
        self._sql.run("DELETE FROM worklist_member WHERE worklist_id = :id", {"id": worklist_id})
        self._sql.many(
            "INSERT INTO worklist_member (worklist_id, collector_id) VALUES (:worklist, :person)",
            [{"worklist": worklist_id, "person": person} for person in dict.fromkeys(person_ids)],
        )

    def last_account(self) -> int:
        """The highest id of an account, 0 where there is none."""
        return int(self._sql.value("SELECT coalesce(max(id), 0) FROM account"))

    def strays(self, wishes: Sequence[Wish], after: int, up_to: int) -> list[Stray]:
        """Of the accounts with these ids, those that rules mean to be elsewhere than they are.

        What is on somebody's own worklist stays there, unless that is one that a rule fills. So does what is closed,
        and what is on its way.
        """
        whens, params = _whens(wishes)
        params |= {"after": after, "up_to": up_to}
        target = f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS bigint)"
        rows = self._sql.all(
            f"""
            SELECT s.id, s.worklist_id, s.came_from, s.target FROM (
                SELECT a.id, a.worklist_id, a.came_from, {target} AS target,
                    CASE WHEN coalesce(w.rule, '') <> '' THEN 1 ELSE 0 END AS ruled
                FROM account a JOIN customer c ON c.id = a.customer_id
                LEFT JOIN worklist w ON w.id = a.worklist_id
                WHERE a.id > :after AND a.id <= :up_to AND a.status <> 'closed' AND a.moves_to IS NULL
                    AND (w.owner_id IS NULL OR w.rule <> '')) s
            WHERE (s.target IS NOT NULL AND s.target <> coalesce(s.worklist_id, 0))
                OR (s.target IS NULL AND s.ruled = 1)
            ORDER BY s.id""",
            params,
        )
        return [Stray._make(row) for row in rows]

    def put_origin(self, account_ids: Iterable[int], came_from: int | None) -> None:
        """From which worklist a rule has taken these accounts."""
        self._sql.run(
            "UPDATE account SET came_from = :from WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": Ids(account_ids), "from": came_from},
        )


def _whens(wishes: Sequence[Wish]) -> tuple[list[str], dict[str, Any]]:
    whens: list[str] = []
    params: dict[str, Any] = {}
    for number, wish in enumerate(wishes):
        asked = [(name, sql, getattr(wish, name)) for name, sql in _CONDITIONS if getattr(wish, name) is not None]
        conditions = [sql.format(f"{name}_{number}") for name, sql, _ in asked] or ["1 = 1"]
        whens.append(f"WHEN {' AND '.join(conditions)} THEN CAST(:w{number} AS bigint)")
        params[f"w{number}"] = wish.worklist_id
        for name, _, value in asked:
            params[f"{name}_{number}"] = day_or_none(value) if isinstance(value, date) else value
    return whens, params
