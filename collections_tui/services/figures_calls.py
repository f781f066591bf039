"""The figures of calls: how many, whom they reached, how long they took, how much of the stock, how much is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from collections_tui.domain.figures import Rate, hours_left, spread
from collections_tui.services.figures_views import ALL, By, Column, Ground, Line, Value
from collections_tui.store.subjects.figures import CallCell, Lasted, Stock

CALLS = (
    Column("calls", "count"),
    Column("received", "count"),
    Column("hours", "count"),
    Column("calls_per_hour", "per_hour", "hours"),
    Column("connected", "count"),
    Column("connect_rate", "share", "calls"),
    Column("right_party", "count"),
    Column("right_party_rate", "share", "calls"),
    Column("promised", "count"),
    Column("promise_rate", "share", "right-party contacts"),
    Column("received_right_party", "count"),
    Column("received_promised", "count"),
)
WRAP_UP = (
    Column("handled", "count"),
    Column("handling_median", "seconds"),
    Column("handling_p90", "seconds"),
    Column("wrapped_up", "count"),
    Column("wrap_up_median", "seconds"),
    Column("wrap_up_p90", "seconds"),
)
PENETRATION = (
    Column("attempted", "count"),
    Column("accounts", "count"),
    Column("penetration", "share", "accounts"),
)
EXHAUSTION = (
    Column("waiting", "count"),
    Column("calls", "count"),
    Column("hours", "count"),
    Column("calls_per_hour", "per_hour", "hours"),
    Column("hours_left", "number", "calls in these hours"),
)


class CallSums:
    """The sums of some calls. An hour is one of a person's in which a call of theirs began."""

    def __init__(self) -> None:
        self.made = self.received = self.connected = self.right_party = self.promised = 0
        self.received_right_party = self.received_promised = 0
        self._hours: set[tuple[int, date, str]] = set()

    def add(self, cell: CallCell, moment: tuple[date, str]) -> None:
        """Count what is in a cell."""
        self.made += cell.made
        self.received += cell.received
        self.connected += cell.connected
        self.right_party += cell.right_party
        self.promised += cell.promised
        self.received_right_party += cell.received_right_party
        self.received_promised += cell.received_promised
        self._hours.add((cell.person_id, *moment))

    @property
    def hours(self) -> int:
        """In how many hours of people a call began, of whichever direction."""
        return len(self._hours)

    def values(self) -> tuple[Value, ...]:
        """The values of ``CALLS``."""
        return (
            self.made, self.received, self.hours, Rate(self.made, self.hours),
            self.connected, Rate(self.connected, self.made),
            self.right_party, Rate(self.right_party, self.made),
            self.promised, Rate(self.promised, self.right_party),
            self.received_right_party, self.received_promised,
        )  # fmt: skip


def with_total(keys: Iterable[str], line: dict[str, tuple[Value, ...]], total: tuple[Value, ...]) -> list[Line]:
    """Lines in the order of their keys, and one of everything below them."""
    lines = [Line((key,), line[key]) for key in sorted(keys) if key != ALL]
    return [*lines, Line((ALL,), total)]


def calls(ground: Ground) -> list[Line]:
    """Calls, by whatever was asked."""
    found = ground.tx.figures.calls(ground.span, "client" if ground.asked.by == "client" else "", ground.width)
    by_key, everything = defaultdict[str, CallSums](CallSums), CallSums()
    for cell in found:
        moment = ground.moment(cell.slot)
        by_key[ground.key(person=cell.person_id, slot=cell.slot, client=int(cell.beside))].add(cell, moment)
        everything.add(cell, moment)
    return with_total(by_key, {key: sums.values() for key, sums in by_key.items()}, everything.values())


def wrap_up(ground: Ground) -> list[Line]:
    """How long calls took, and how long they took to be stored afterwards."""
    handled, wrapped = _lasted(ground, "handling"), _lasted(ground, "wrap-up")
    keys = {*handled, *wrapped}
    lines = {key: _spreads(handled[key], wrapped[key]) for key in keys}
    everything = _spreads(sum(handled.values(), Counter()), sum(wrapped.values(), Counter()))
    return with_total(keys, lines, everything)


def _lasted(ground: Ground, what: Literal["handling", "wrap-up"]) -> defaultdict[str, Counter[int]]:
    found = defaultdict[str, Counter[int]](Counter)
    by = _LASTED_BY[ground.asked.by]
    for one in ground.tx.figures.lasted(what, ground.span, by, ground.width):
        found[_key_of(ground, by, one)][one.seconds] += one.calls
    return found


_LastedBy = Literal["", "person", "client", "slot"]
_LASTED_BY: dict[By, _LastedBy] = {
    "": "", "person": "person", "team": "person", "client": "client", "week": "slot", "day": "slot", "hour": "slot",
}  # fmt: skip


def _key_of(ground: Ground, by: _LastedBy, one: Lasted) -> str:
    if by == "slot":
        return ground.key(slot=str(one.key))
    return ground.key(person=int(one.key), client=int(one.key)) if by else ALL


def _spreads(handled: Counter[int], wrapped: Counter[int]) -> tuple[Value, ...]:
    took, after = spread(handled), spread(wrapped)
    return took.number, took.median, took.p90, after.number, after.median, after.p90


def penetration(ground: Ground) -> list[Line]:
    """How much of the stock was called at all. What was called and is closed since was in it too."""
    asked, figures = ground.asked, ground.tx.figures
    stock = figures.stock()
    if asked.person_id is not None:  # their own: of the accounts on their worklists, and what else they called
        mine = {one.id for one in ground.tx.worklists.of(asked.person_id)}
        stock = [one for one in stock if one.worklist_id in mine]
        called = figures.attempted(ground.span, by="person")
    else:
        mine, called = None, figures.attempted(ground.span)
    lines = dict[str, tuple[Value, ...]]()
    if asked.by == "client":
        for client in {one.client_id for one in (*stock, *called)}:
            theirs, there = ([one for one in rows if one.client_id == client] for rows in (called, stock))
            lines[ground.client(client)] = _reached(theirs, there, mine)
    elif asked.by in ("person", "team"):
        lines = _by_people(ground, stock)
    return with_total(lines, lines, _reached(called, stock, mine))


def _by_people(ground: Ground, stock: list[Stock]) -> dict[str, tuple[Value, ...]]:
    """A line for every collector, or their team, and for whoever else has called somebody."""
    everyone, one_person = ground.tx.people.everyone(), ground.asked.person_id
    keys = {one.id: ground.key(person=one.id) for one in everyone}
    called = defaultdict[str, list[Stock]](list)
    attempted = ground.tx.figures.attempted(ground.span, by="team" if ground.asked.by == "team" else "person")
    for cell in attempted:
        called[keys[cell.person_id]].append(cell)
    shown = {keys[one.id] for one in everyone if "collector" in one.roles} | {*called}
    if one_person is not None:
        shown = {keys[one_person]}
    lines = {}
    for key in shown:
        theirs = [one.id for one in everyone if keys[one.id] == key and one_person in (None, one.id)]
        mine = {worklist.id for person in theirs for worklist in ground.tx.worklists.of(person)}
        lines[key] = _reached(called[key], [one for one in stock if one.worklist_id in mine], mine)
    return lines


def _reached(called: list[Stock], stock: list[Stock], mine: set[int] | None) -> tuple[Value, ...]:
    """``mine`` are the worklists that the stock is of; None for all accounts."""
    attempted = sum(one.accounts for one in called)
    besides = sum(one.accounts for one in called if one.closed or (mine is not None and one.worklist_id not in mine))
    accounts = sum(one.accounts for one in stock) + besides
    return attempted, accounts, Rate(attempted, accounts)


def exhaustion(ground: Ground) -> list[Line]:
    """For how many hours of one person each worklist lasts, at the pace of whoever works it."""
    tx, desk, asked = ground.tx, ground.desk, ground.asked
    by_person = defaultdict[int, CallSums](CallSums)
    for cell in tx.figures.calls(ground.span, "", ground.width):
        by_person[cell.person_id].add(cell, ground.moment(cell.slot))
    sums = defaultdict[int, list[CallSums]](list)
    for person, theirs in by_person.items():
        for worklist in tx.worklists.of(person):
            sums[worklist.id].append(theirs)
    mine = None if asked.person_id is None else {one.id for one in tx.worklists.of(asked.person_id)}
    lines = []
    for number, code, waiting in tx.figures.waiting(desk.start_of(desk.today() + timedelta(days=1))):
        if mine is None or number in mine:
            made, hours = (sum(getattr(one, name) for one in sums[number]) for name in ("made", "hours"))
            values = (waiting, made, hours, Rate(made, hours), hours_left(waiting, made, hours))
            lines.append(Line((code,), values))
    return lines
