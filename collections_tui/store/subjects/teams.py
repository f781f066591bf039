"""Teams, and the PINs by which supervisors lend their authority."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from collections_tui.store.contract import Sql
from collections_tui.store.values import instant, instant_or_none, to_instant_or_none


class Team(NamedTuple):
    """People who work together. ``people`` are the logins of those in it who may sign in."""

    id: int
    code: str
    name: str
    people: tuple[str, ...] = ()


class Pin(NamedTuple):
    """What is kept of a PIN: never the PIN. ``wrong`` counts tries since the last right one."""

    salt: str
    hash: str
    wrong: int
    locked_until: datetime | None


class Teams:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, code: str, name: str) -> Team:
        """A new team, with nobody in it."""
        new = self._sql.add("INSERT INTO team (code, name) VALUES (:code, :name)", {"code": code, "name": name})
        return Team(new, code, name)

    def by_code(self, code: str) -> Team | None:
        """The team of that code."""
        return next((team for team in self.every() if team.code == code), None)

    def every(self) -> list[Team]:
        """All teams by their codes, with who is in them."""
        rows = self._sql.all(
            "SELECT t.id, t.code, t.name, p.login FROM team t "
            "LEFT JOIN collector p ON p.team_id = t.id AND p.disabled = 0 ORDER BY t.code, p.login"
        )
        found: dict[int, Team] = {}
        for number, code, name, login in rows:
            team = found.get(number) or Team(number, code, name)
            found[number] = team if login is None else team._replace(people=(*team.people, login))
        return list(found.values())


class Pins:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, person_id: int) -> Pin | None:
        """Somebody's; who reads it in a turn at writing is the only one to count tries until that turn is over."""
        row = self._sql.one(
            f"SELECT salt, hash, wrong, locked_until FROM collector_pin WHERE collector_id = :id{self._sql.lock}",
            {"id": person_id},
        )
        return None if row is None else Pin._make((*row[:3], to_instant_or_none(row[3])))

    def put(self, person_id: int, salt: str, digest: str, at: datetime) -> None:
        """Give somebody a PIN instead of the one they had; nothing is counted against it yet."""
        self._sql.run(
            "INSERT INTO collector_pin (collector_id, salt, hash, set_at) VALUES (:id, :salt, :hash, :at) "
            "ON CONFLICT (collector_id) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, "
            "set_at = excluded.set_at, wrong = 0, locked_until = NULL",
            {"id": person_id, "salt": salt, "hash": digest, "at": instant(at)},
        )

    def count(self, person_id: int, wrong: int, locked_until: datetime | None) -> None:
        """Keep how many wrong ones were tried, and until when no other is looked at."""
        self._sql.run(
            "UPDATE collector_pin SET wrong = :wrong, locked_until = :until WHERE collector_id = :id",
            {"id": person_id, "wrong": wrong, "until": instant_or_none(locked_until)},
        )
