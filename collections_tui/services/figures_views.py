"""What a report is: a table of figures that carries, with every rate, what it is of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from collections_tui.domain.figures import Rate
from collections_tui.services.desk import Desk
from collections_tui.store.subjects.figures import HOUR, MINUTE, Key, Span
from collections_tui.store.transaction import Transaction

By = Literal["", "person", "team", "client", "week", "day", "hour"]
Kind = Literal["count", "money", "seconds", "share", "per_hour", "money_per", "number"]
"""What a column holds: whole numbers, cents, seconds; or a ``Rate``: a share, calls in an hour, cents for each, or a
plain number such as days."""
Value = int | Rate | None
ALL = "all"
"""The key of a line that is of everything above it."""


class Column(NamedTuple):
    """One column of figures. ``of`` says in words what a rate is of, ``of_money`` that this is an amount."""

    name: str
    kind: Kind
    of: str = ""
    of_money: bool = False


class Line(NamedTuple):
    """One line: what it is of, and a value for each column. None where there is nothing to say."""

    key: tuple[str, ...]
    values: tuple[Value, ...]


class Report(NamedTuple):
    """A report of the days from ``first`` to ``last``. ``keys`` name the parts of the lines' keys."""

    name: str
    by: By
    first: date
    last: date
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def days(self) -> str:
        """Its days in words: ``2026-11-01 to 2026-11-23``, or the one it is of."""
        return str(self.last) if self.first == self.last else f"{self.first} to {self.last}"


class Asked(NamedTuple):
    """What a report is asked for. ``person_id`` is whose figures alone it is of, if anybody's."""

    by: By
    first: date
    last: date
    person_id: int | None


_TOLD_APART: dict[By, Key] = {
    "": "", "person": "person", "team": "person", "client": "client", "week": "slot", "day": "slot", "hour": "slot",
}  # fmt: skip


class Ground:
    """What the parts of one report share: the transaction, the days as the floor's clock has them, and names."""

    def __init__(self, tx: Transaction, desk: Desk, asked: Asked) -> None:
        self.tx = tx
        self.desk = desk
        self.asked = asked
        self.span = Span(desk.start_of(asked.first), desk.start_of(asked.last + timedelta(days=1)), asked.person_id)
        days = (asked.first + timedelta(days=one) for one in range((asked.last - asked.first).days + 2))
        offsets = (desk.local(desk.start_of(day)).utcoffset() or timedelta() for day in days)
        self.width = MINUTE if any(offset % timedelta(hours=1) for offset in offsets) else HOUR
        self._moments: dict[str, tuple[date, str]] = {}
        self.everyone = tx.people.everyone()
        self._people = {one.id: one.login for one in self.everyone}
        self._teams = {one.id: one.team for one in self.everyone}
        self._clients = {one.id: one.code for one in tx.clients.every()}

    def moment(self, slot: str) -> tuple[date, str]:
        """The floor's day and hour of the beginning of a stored instant."""
        if slot not in self._moments:
            minute = f"{slot}:00Z" if len(slot) == HOUR else f"{slot}Z"
            local = self.desk.local(datetime.fromisoformat(minute))
            self._moments[slot] = local.date(), f"{local:%H}:00"
        return self._moments[slot]

    def person(self, person_id: int | None) -> str:
        """A login; '' for nobody."""
        return "" if person_id is None else self._people[person_id]

    def team(self, person_id: int | None) -> str:
        """The team somebody is in now; '' for none."""
        return "" if person_id is None else self._teams[person_id]

    def client(self, client_id: int) -> str:
        """A client's code."""
        return self._clients[client_id]

    def key(self, *, person: int | None = None, slot: str = "", client: int = 0, on: date | None = None) -> str:
        """What a line by what was asked for is called; everything is one line where nothing was asked for."""
        match self.asked.by:
            case "person":
                return self.person(person)
            case "team":
                return self.team(person)
            case "client":
                return self.client(client)
            case "week":
                day = on or self.moment(slot)[0]
                return (day - timedelta(days=day.weekday())).isoformat()
            case "day":
                return (on or self.moment(slot)[0]).isoformat()
            case "hour":
                return self.moment(slot)[1]
            case _:
                return ALL

    @property
    def told_apart(self) -> Key:
        """What calls have to be told apart by, for lines by what was asked for."""
        return _TOLD_APART[self.asked.by]

    def key_of(self, key: int | str) -> str:
        """What the line is called of what is told apart that way, by its key."""
        match self.told_apart:
            case "person":
                return self.key(person=int(key))
            case "client":
                return self.key(client=int(key))
            case "slot":
                return self.key(slot=str(key))
            case _:
                return ALL

    def keys(self, *more: str) -> tuple[str, ...]:
        """The names of the parts of the keys."""
        return (self.asked.by or "of", *more)


def first_day(end: date, months: int) -> date:
    """Return the first day of so many months, of which the last is that of ``end``."""
    first = end.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
