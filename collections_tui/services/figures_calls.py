"""The figures of calls: how many, whom they reached, how long they took, how much of the stock, how much is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from collections_tui.domain.figures import Rate, hours_left, spread
from collections_tui.domain.idset import IdSet
from collections_tui.services.figures_views import ALL, Column, Ground, Line, Value
from collections_tui.store.subjects.figures import CallCell

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

FEW = 150_000
"""Up to so many accounts that were called it is quicker to ask for each what has become of it than to read them all."""


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
    found = ground.tx.figures.calls(ground.span, ground.width, by_client=ground.asked.by == "client")
    by_key, everything = defaultdict[str, CallSums](CallSums), CallSums()
    for cell in found:
        moment = ground.moment(cell.slot)
        by_key[ground.key(person=cell.person_id, slot=cell.slot, client=cell.client_id)].add(cell, moment)
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
    for one in ground.tx.figures.lasted(what, ground.span, ground.told_apart, ground.width):
        found[ground.key_of(one.key)][one.seconds] += one.calls
    return found


def _spreads(handled: Counter[int], wrapped: Counter[int]) -> tuple[Value, ...]:
    took, after = spread(handled), spread(wrapped)
    return took.number, took.median, took.p90, after.number, after.median, after.p90


def penetration(ground: Ground) -> list[Line]:
    """How much of the stock was called at all. What was called and is closed since was in it too."""
    asked = ground.asked
    called = {one.id: dict(_called(ground, one.id)) for one in ground.everyone}
    everything = _together(called.values())
    stock = _Stock(ground, _all_of(everything))
    # Their own: of the accounts on their worklists, and what else they called.
    mine = None if asked.person_id is None else stock.worklists_of([asked.person_id])
    lines = dict[str, tuple[Value, ...]]()
    if asked.by == "client":
        for client in {*everything, *stock.clients(mine)}:
            lines[ground.client(client)] = stock.reached(everything.get(client, IdSet()), mine, client)
    elif asked.by in ("person", "team"):
        lines = _by_people(ground, stock, called)
    return with_total(lines, lines, stock.reached(_all_of(everything), mine))


_ByClient = dict[int, IdSet]


def _called(ground: Ground, person: int) -> Iterator[tuple[int, IdSet]]:
    """The accounts that somebody called, by client; none of those whose figures are not asked for."""
    if ground.asked.person_id in (None, person):
        yield from ground.tx.called.by_client(ground.span._replace(person_id=person), ground.width)


def _together(called: Iterable[_ByClient]) -> _ByClient:
    found = defaultdict[int, IdSet](IdSet)
    for theirs in called:
        for client, accounts in theirs.items():
            found[client] |= accounts
    return found


def _all_of(called: _ByClient) -> IdSet:
    found = IdSet()
    for accounts in called.values():
        found |= accounts
    return found


def _by_people(ground: Ground, stock: _Stock, called: dict[int, _ByClient]) -> dict[str, tuple[Value, ...]]:
    """A line for every collector, or their team, and for whoever else has called somebody."""
    everyone, one_person = ground.everyone, ground.asked.person_id
    keys = {one.id: ground.key(person=one.id) for one in everyone}
    shown = {keys[one.id] for one in everyone if "collector" in one.roles or called[one.id]}
    if one_person is not None:
        shown = {keys[one_person]}
    lines = {}
    for key in shown:
        theirs = [one.id for one in everyone if keys[one.id] == key and one_person in (None, one.id)]
        together = _all_of(_together(called[one] for one in theirs))
        lines[key] = stock.reached(together, stock.worklists_of(theirs))
    return lines


class _Stock:
    """The accounts that are not closed: how many there are of each client on each worklist, and which were called."""

    def __init__(self, ground: Ground, called: IdSet) -> None:
        self._tx = ground.tx
        if len(called) < FEW:  # these are looked up one by one, and the others are only counted
            self._counts = {(one.client_id, one.worklist_id): one.accounts for one in ground.tx.figures.stock()}
            parts = ground.tx.called.stock(called)
        else:
            parts = ground.tx.called.stock()
            self._counts = {(one.client_id, one.worklist_id): len(one.accounts) for one in parts}
        self._open = {(one.client_id, one.worklist_id): one.accounts for one in parts}

    def worklists_of(self, people: Iterable[int]) -> set[int]:
        """The ids of the worklists of some people."""
        return {worklist.id for person in people for worklist in self._tx.worklists.of(person)}

    def clients(self, worklists: set[int] | None) -> set[int]:
        """Whose accounts there are on some worklists (None: on any, or on none)."""
        return {client for client, on in self._counts if worklists is None or on in worklists}

    def reached(self, called: IdSet, worklists: set[int] | None, client: int | None = None) -> tuple[Value, ...]:
        """The values of ``PENETRATION``, of the accounts on some worklists (None: of all) and of one client, if given.

        What was called besides, and what is closed since, counts among the accounts as well.
        """

        def meant(of: int, on: int) -> bool:
            return client in (None, of) and (worklists is None or on in worklists)

        within = sum(len(called & accounts) for key, accounts in self._open.items() if meant(*key))
        accounts = sum(number for key, number in self._counts.items() if meant(*key)) + len(called) - within
        return len(called), accounts, Rate(len(called), accounts)


def exhaustion(ground: Ground) -> list[Line]:
    """For how many hours of one person each worklist lasts, at the pace of whoever works it."""
    tx, desk, asked = ground.tx, ground.desk, ground.asked
    by_person = defaultdict[int, CallSums](CallSums)
    for cell in tx.figures.calls(ground.span, ground.width):
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
