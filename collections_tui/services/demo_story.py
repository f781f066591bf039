"""What is remembered while the history of the demo set is told: of one account, and of all telephones at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import CallWindow
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import World
from collections_tui.store.sqlite.seed import Batch

# A collector's hour has ten calls of up to six minutes, taken in this order so that a quiet hour is not one busy start.
_SLOTS = (3, 7, 0, 5, 9, 2, 6, 1, 8, 4)
_SLOT_SECONDS = 360

RawCall = tuple[str, int, int, str, str, str, str, str, str, str | None]
"""Started, account, collector, direction, ended, phone, spoke with, outcome, note, next action at."""


class Moment(NamedTuple):
    """When somebody can make a call: the slot begins ``second`` seconds into an office hour."""

    person: int
    offset: int
    hour: int
    second: int
    local_hour: int


class Story:
    """What happened to one account so far, as its row will say it. Instants are as the database writes them."""

    def __init__(self) -> None:
        self.planned = 0
        self.count = 0
        self.going = True
        self.broken = False
        self.status = "open"
        self.closed_reason = ""
        self.disputed = 0
        self.promise_due: int | None = None
        self.last_call_at: str | None = None
        self.last_call_on: date | None = None
        self.last_outcome = ""
        self.last_contact_at: str | None = None
        self.last_contact_on: date | None = None
        self.contact_hours: list[int] = []
        self.best_hour: int | None = None
        self.next_at: str | None = None
        self.next_words = ""
        self.urgent = 0

    def called(self, outcome: Outcome, when: Moment, started: str, day: date, next_at: str | None) -> None:
        """Remember a call; they come in order."""
        self.count += 1
        self.last_call_at, self.last_call_on, self.last_outcome = started, day, outcome.code
        if outcome.right_party:
            self.last_contact_at, self.last_contact_on = started, day
            self.contact_hours.append(when.local_hour)
        self.next_at, self.next_words = next_at, outcome.next.words
        self.urgent = int(outcome.urgent and next_at is not None)


class Telephone:
    """All calls of a batch, and when each collector is free. Calls get their ids in the order of their times."""

    def __init__(self, world: World, calendar: Calendar, first_call: int, first_promise: int, first_hold: int) -> None:
        self._calendar = calendar
        self._next_call = first_call
        self._next_promise = first_promise
        self._next_hold = first_hold
        collectors = {one.id: one for one in world.people if "collector" in one.roles}
        self._hours = {one.id: range(*one.hours) for one in collectors.values()}
        # Whoever opens the demo starts their day with it: the calls they find in the log are those they made.
        self._fresh = next(one.id for one in world.people if one.login == world.login)
        self._callers = {
            one.id: tuple(person for person in one.people if person in collectors) or tuple(collectors)
            for one in world.lists
        }
        self._used: dict[tuple[int, int, int], int] = {}
        self._possible: dict[tuple[int, int, int], tuple[int, ...]] = {}
        self._raw: list[RawCall] = []
        self._promises: list[tuple[int, int, int, str, str, str]] = []
        self._holds: list[tuple[int, int, str, str, str, str | None, str | None]] = []

    def moment(self, window: CallWindow, offset: int, worklist: int, random: Callable[[], float]) -> Moment | None:
        """Return a free moment on a day for one of a worklist's collectors; None when no hour of theirs is lawful."""
        callers = self._callers[worklist]
        person = callers[int(random() * len(callers))] if len(callers) > 1 else callers[0]
        hours = self._possible.get((window.id, offset, person))
        if hours is None:
            hours = self._possible[window.id, offset, person] = self._lawful(window, offset, person)
        if not hours:
            return None
        used, first = self._used, int(random() * len(hours))
        for turn in range(len(hours)):
            hour = hours[(first + turn) % len(hours)]
            taken = used.get((person, offset, hour), 0)
            if taken < len(_SLOTS):
                break
        used[person, offset, hour] = taken + 1
        second = _SLOTS[taken % len(_SLOTS)] * _SLOT_SECONDS
        return Moment(person, offset, hour, second, self._calendar.local_hour(window, offset, hour))

    def callers(self, worklist: int) -> tuple[int, ...]:
        """Return the ids of the collectors who work a worklist."""
        return self._callers[worklist]

    def _lawful(self, window: CallWindow, offset: int, person: int) -> tuple[int, ...]:
        if offset == 0 and person == self._fresh:
            return ()
        before = self._calendar.hour if offset == 0 else 24
        mine = self._hours[person]
        return tuple(hour for hour in self._calendar.open_hours(window, offset) if hour in mine and hour < before)

    def call(self, raw: RawCall) -> int:
        """Add a call; its place in this batch, for what points at it."""
        self._raw.append(raw)
        return len(self._raw) - 1

    def promise(self, account: int, call: int, cents: int, due_on: str, made_at: str, status: str) -> None:
        self._promises.append((account, call, cents, due_on, made_at, status))

    def hold(
        self, account: int, call: int, kind: str, note: str, since: str, until: str | None, lifted_at: str | None
    ) -> None:
        self._holds.append((account, call, kind, note, since, until, lifted_at))

    def finish(self, batch: Batch) -> None:
        """Give the calls their ids, and write them and what points at them into the batch."""
        raw, first = self._raw, self._next_call
        order = sorted(range(len(raw)), key=raw.__getitem__)
        ids = [0] * len(raw)
        for position, index in enumerate(order, first):
            ids[index] = position
            started, account, person, direction, ended, phone, who, outcome, note, next_at = raw[index]
            batch.calls.append(
                (position, account, person, direction, started, ended, phone, who, outcome, note, next_at,
                 f"demo-{position:08d}")
            )  # fmt: skip
        batch.promises += [
            (number, account, ids[call], cents, due_on, made_at, status)
            for number, (account, call, cents, due_on, made_at, status) in enumerate(self._promises, self._next_promise)
        ]
        batch.holds += [
            (number, account, kind, note, since, until, ids[call], lifted_at)
            for number, (account, call, kind, note, since, until, lifted_at) in enumerate(self._holds, self._next_hold)
        ]
        self._next_call += len(raw)
        self._next_promise += len(self._promises)
        self._next_hold += len(self._holds)
        self._raw, self._promises, self._holds = [], [], []
