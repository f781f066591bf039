"""People, clients and worklists: who works, for whom, on what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from collections_tui.domain.records import CallWindow, Client, Person, Role, Worklist
from collections_tui.store.contract import Row, Sql

# A row for each role, the first of them first.
_PERSON = """
SELECT p.id, p.login, p.name, p.disabled, r.role
FROM collector p JOIN collector_role r ON r.collector_id = p.id"""


def _people(rows: Iterable[Row]) -> list[Person]:
    found: dict[int, Person] = {}
    for number, login, name, disabled, role in rows:
        before = found[number].roles if number in found else ()
        found[number] = Person(number, login, name, (*before, role), bool(disabled))
    return list(found.values())


class People:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, login: str, name: str, roles: tuple[Role, ...]) -> Person:
        new = self._sql.add(
            "INSERT INTO collector (login, name) VALUES (:login, :name)", {"login": login, "name": name}
        )
        self._sql.many(
            "INSERT INTO collector_role (collector_id, role, position) VALUES (:id, :role, :position)",
            [{"id": new, "role": role, "position": position} for position, role in enumerate(roles)],
        )
        return Person(new, login, name, roles)

    def by_login(self, login: str) -> Person | None:
        rows = self._sql.all(f"{_PERSON} WHERE p.login = :login ORDER BY r.position", {"login": login})
        return next(iter(_people(rows)), None)

    def everyone(self) -> list[Person]:
        return _people(self._sql.all(f"{_PERSON} ORDER BY p.login, r.position"))

    def any(self) -> bool:
        return self._sql.one("SELECT 1 FROM collector LIMIT 1") is not None


_CLIENT = "SELECT id, code, name, party, sector, currency, phone, policy, states FROM client"


def _client(row: Row) -> Client:
    return Client._make((*row[:8], tuple(row[8].split(",")) if row[8] else ()))


class Clients:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, client: Client) -> Client:
        """Store it; its ``id`` is ignored and the stored one comes back."""
        new = self._sql.add(
            "INSERT INTO client (code, name, party, sector, currency, phone, policy, states) "
            "VALUES (:code, :name, :party, :sector, :currency, :phone, :policy, :states)",
            client._asdict() | {"states": ",".join(client.states)},
        )
        return client._replace(id=new)

    def put(self, client: Client) -> None:
        """Store what may change of a client: name, phone, policy and states."""
        self._sql.run(
            "UPDATE client SET name = :name, phone = :phone, policy = :policy, states = :states WHERE id = :id",
            {
                "id": client.id,
                "name": client.name,
                "phone": client.phone,
                "policy": client.policy,
                "states": ",".join(client.states),
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


_WORKLIST = """
SELECT w.id, w.code, w.name, w.strategy, p.login
FROM worklist w LEFT JOIN collector p ON p.id = w.owner_id"""

# A worklist that nobody owns and that has no members is everybody's.
MINE = """
WHERE w.owner_id = :person
   OR EXISTS (SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id AND m.collector_id = :person)
   OR (w.owner_id IS NULL AND NOT EXISTS (SELECT 1 FROM worklist_member m WHERE m.worklist_id = w.id))"""


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
        sql = f"{_WORKLIST} {MINE} ORDER BY w.owner_id IS NULL, w.name"
        return [Worklist._make(row) for row in self._sql.all(sql, {"person": person_id})]

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
