"""People, clients and worklists: who works, for whom, on what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from collections_tui.domain.records import CallWindow, Client, Person, Role, Worklist
from collections_tui.store.contract import Engine, Row, Sql
from collections_tui.store.values import instant

# A row for each role and each client of the scope: there are few of either.
_PERSON = """
SELECT p.id, p.login, p.name, p.disabled, coalesce(t.code, ''), r.role, s.client_id
FROM collector p JOIN collector_role r ON r.collector_id = p.id
LEFT JOIN team t ON t.id = p.team_id LEFT JOIN collector_client s ON s.collector_id = p.id"""
_IN_ORDER = "r.position, s.client_id"

# Whose roles change is decided by one at a time. Who only points at a person, as every call does, is not kept waiting.
_ALONE: dict[Engine, str] = {
    "sqlite": "SELECT id FROM collector",
    "postgres": "SELECT id FROM collector ORDER BY id FOR NO KEY UPDATE",
}


def _people(rows: Iterable[Row]) -> list[Person]:
    found: dict[int, Person] = {}
    for number, login, name, disabled, team, role, client in rows:
        before = found.get(number) or Person(number, login, name, (), bool(disabled), team)
        roles = before.roles if role in before.roles else (*before.roles, role)
        scope = before.scope if client is None or client in before.scope else (*before.scope, client)
        found[number] = before._replace(roles=roles, scope=scope)
    return list(found.values())


class People:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, login: str, name: str, roles: tuple[Role, ...]) -> Person:
        new = self._sql.add(
            "INSERT INTO collector (login, name) VALUES (:login, :name)", {"login": login, "name": name}
        )
        self._add_roles(new, roles)
        return Person(new, login, name, roles)

    def by_login(self, login: str) -> Person | None:
        rows = self._sql.all(f"{_PERSON} WHERE p.login = :login ORDER BY {_IN_ORDER}", {"login": login})
        return next(iter(_people(rows)), None)

    def by_id(self, person_id: int) -> Person:
        """Somebody who is known to be here: nobody is ever removed."""
        rows = self._sql.all(f"{_PERSON} WHERE p.id = :id ORDER BY {_IN_ORDER}", {"id": person_id})
        return _people(rows)[0]

    def everyone(self) -> list[Person]:
        return _people(self._sql.all(f"{_PERSON} ORDER BY p.login, {_IN_ORDER}"))

    def any(self) -> bool:
        return self._sql.one("SELECT 1 FROM collector LIMIT 1") is not None

    def alone(self) -> None:
        """Be the only one who changes people until this turn at writing is over; read them after it."""
        self._sql.all(_ALONE[self._sql.engine])

    def set_roles(self, person_id: int, roles: tuple[Role, ...]) -> None:
        """Give somebody these roles instead of those they had."""
        self._sql.run("DELETE FROM collector_role WHERE collector_id = :id", {"id": person_id})
        self._add_roles(person_id, roles)

    def set_disabled(self, person_id: int, disabled: bool) -> None:
        """Say whether somebody may sign in."""
        self._sql.run(
            "UPDATE collector SET disabled = :disabled WHERE id = :id", {"id": person_id, "disabled": int(disabled)}
        )

    def set_team(self, person_id: int, team_id: int | None) -> None:
        """Say in which team somebody is."""
        self._sql.run("UPDATE collector SET team_id = :team WHERE id = :id", {"id": person_id, "team": team_id})

    def set_scope(self, person_id: int, client_ids: Iterable[int]) -> None:
        """Give somebody these clients instead of those they had; without any they see all of them."""
        self._sql.run("DELETE FROM collector_client WHERE collector_id = :id", {"id": person_id})
        self._sql.many(
            "INSERT INTO collector_client (collector_id, client_id) VALUES (:id, :client)",
            [{"id": person_id, "client": client} for client in client_ids],
        )

    def _add_roles(self, person_id: int, roles: tuple[Role, ...]) -> None:
        self._sql.many(
            "INSERT INTO collector_role (collector_id, role, position) VALUES (:id, :role, :position)",
            [{"id": person_id, "role": role, "position": position} for position, role in enumerate(roles)],
        )


_CLIENT = "SELECT id, code, name, party, sector, currency, phone, policy, states, hospital FROM client"


def _client(row: Row) -> Client:
    return Client._make((*row[:8], tuple(row[8].split(",")) if row[8] else (), bool(row[9])))


class Clients:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, client: Client) -> Client:
        """Store it; its ``id`` is ignored and the stored one comes back."""
        new = self._sql.add(
            "INSERT INTO client (code, name, party, sector, currency, phone, policy, states, hospital) "
            "VALUES (:code, :name, :party, :sector, :currency, :phone, :policy, :states, :hospital)",
            client._asdict() | {"states": ",".join(client.states), "hospital": int(client.hospital)},
        )
        return client._replace(id=new)

    def put(self, client: Client) -> None:
        """Store what may change of a client: name, phone, policy, states, and whether it is a hospital."""
        self._sql.run(
            "UPDATE client SET name = :name, phone = :phone, policy = :policy, states = :states, "
            "hospital = :hospital WHERE id = :id",
            {
                "id": client.id,
                "name": client.name,
                "phone": client.phone,
                "policy": client.policy,
                "states": ",".join(client.states),
                "hospital": int(client.hospital),
            },
        )

    def get(self, client_id: int) -> Client:
        row = self._sql.one(f"{_CLIENT} WHERE id = :id", {"id": client_id})
        assert row is not None, "accounts always have a client"
        return _client(row)

    def by_code(self, code: str) -> Client | None:
        row = self._sql.one(f"{_CLIENT} WHERE code = :code", {"code": code})
        return None if row is None else _client(row)

    def every(self) -> list[Client]:
        return [_client(row) for row in self._sql.all(f"{_CLIENT} ORDER BY code")]


# Whoever may not sign in owns nothing: their worklists are shown as nobody's.
_WORKLIST = """
SELECT w.id, w.code, w.name, w.strategy, p.login
FROM worklist w LEFT JOIN collector p ON p.id = w.owner_id AND p.disabled = 0"""

# A worklist that nobody owns and that has neither members nor a team is everybody's.
MINE = """(
    w.owner_id = :person
    OR EXISTS (SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id AND m.collector_id = :person)
    OR w.team_id = (SELECT x.team_id FROM collector x WHERE x.id = :person)
    OR (w.owner_id IS NULL AND w.team_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id)))"""

_IN_HAND = f"""
SELECT 1 WHERE EXISTS (SELECT 1 FROM worklist w WHERE w.id = :worklist AND {MINE})
    OR EXISTS (SELECT 1 FROM lease l
               WHERE l.account_id = :account AND l.collector_id = :person AND l.expires_at > :now)
    OR EXISTS (SELECT 1 FROM draft d WHERE d.collector_id = :person AND d.account_id = :account)"""

# Nobody's: it is not everybody's, and none of those whose it is may sign in.
OWNERLESS = """
(w.owner_id IS NOT NULL OR w.team_id IS NOT NULL
    OR EXISTS (SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id))
AND NOT EXISTS (
    SELECT 1 FROM collector x
    WHERE x.disabled = 0 AND (x.id = w.owner_id OR x.team_id = w.team_id OR EXISTS (
        SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id AND m.collector_id = x.id)))"""


@lru_cache(maxsize=1024)
def _window(window_id: int, zones: str) -> CallWindow:
    return CallWindow(window_id, tuple(zones.split(",")) if zones else ())


class Worklists:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._windows: dict[int, CallWindow] = {}  # those read so far: none of them ever changes

    def add(self, code: str, name: str, strategy: str, owner_id: int | None, members: Iterable[int]) -> Worklist:
        new = self._sql.add(
            "INSERT INTO worklist (code, name, strategy, owner_id) VALUES (:code, :name, :strategy, :owner)",
            {"code": code, "name": name, "strategy": strategy, "owner": owner_id},
        )
        self._sql.many(
            "INSERT INTO worklist_member (worklist_id, collector_id) VALUES (:worklist, :person) "
            "ON CONFLICT (worklist_id, collector_id) DO NOTHING",
            [{"worklist": new, "person": person} for person in members],
        )
        return self._get(new)

    def _get(self, worklist_id: int) -> Worklist:
        row = self._sql.one(f"{_WORKLIST} WHERE w.id = :id", {"id": worklist_id})
        assert row is not None, "asked for by its own id"
        return Worklist._make(row)

    def get(self, worklist_id: int) -> Worklist:
        return self._get(worklist_id)

    def by_code(self, code: str) -> Worklist | None:
        row = self._sql.one(f"{_WORKLIST} WHERE w.code = :code", {"code": code})
        return None if row is None else Worklist._make(row)

    def of(self, person_id: int) -> list[Worklist]:
        """The worklists a person may work, their own first."""
        sql = f"{_WORKLIST} WHERE {MINE} ORDER BY w.owner_id IS NULL, w.name"
        return [Worklist._make(row) for row in self._sql.all(sql, {"person": person_id})]

    def may_work(self, person_id: int, worklist_id: int | None, account_id: int, now: datetime) -> bool:
        """Whether an account on this worklist is somebody's to work: the worklist is, or they have it in hand.

        In hand is what they have claimed or have begun a call on, wherever it has been moved since.
        """
        return self._sql.one(_IN_HAND, {
            "person": person_id, "worklist": worklist_id, "account": account_id, "now": instant(now),
        }) is not None  # fmt: skip

    def ownerless(self) -> set[int]:
        """The ids of the worklists that are somebody's, none of whom may sign in any more."""
        return {row[0] for row in self._sql.all(f"SELECT w.id FROM worklist w WHERE {OWNERLESS}")}

    def every(self) -> list[Worklist]:
        return [Worklist._make(row) for row in self._sql.all(f"{_WORKLIST} ORDER BY w.name")]

    def windows(self) -> list[CallWindow]:
        """Every set of time zones that any account's customer is in."""
        self._windows = {row[0]: _window(*row) for row in self._sql.all("SELECT id, zones FROM call_window")}
        return list(self._windows.values())

    def window_of(self, window_id: int) -> CallWindow:
        """The window of that id."""
        if window_id not in self._windows:
            row = self._sql.one("SELECT id, zones FROM call_window WHERE id = :id", {"id": window_id})
            assert row is not None, "accounts always have a window"
            self._windows[window_id] = _window(*row)
        return self._windows[window_id]

    def window(self, zones: tuple[str, ...]) -> int:
        """The id of this set of zones, made when it is new."""
        text = ",".join(zones)
        known = self._sql.value("SELECT id FROM call_window WHERE zones = :zones", {"zones": text})
        if known is not None:
            return int(known)
        return self._sql.add("INSERT INTO call_window (zones) VALUES (:zones)", {"zones": text})
