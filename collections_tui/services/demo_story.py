"""What is remembered while the history of the demo set is told: of one account, and of all telephones at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import CallWindow
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_contact import FlagSaid
from collections_tui.services.demo_world import World
from collections_tui.store.seed import Batch

# A collector's hour has ten calls of up to six minutes, taken in this order so that a quiet hour is not one busy start.
_SLOTS = (3, 7, 0, 5, 9, 2, 6, 1, 8, 4)
_SLOT_SECONDS = 360

RawCall = tuple[str, int, int, str, str, str, str, str, str, str | None]
"""Started, account, collector, direction, ended, phone, spoke with, outcome, note, next action at."""


class Moment(NamedTuple):
    """When somebody can make a call: on a business day, in a slot that begins ``second`` seconds into an hour."""

    person: int
    at: int
    offset: int
    hour: int
    second: int
    local_hour: int


class Story:
    """What happened to one account so far, as its row will say it. Instants are as the database writes them."""

    __slots__ = (
        "best_hour", "broken", "closed_reason", "contact_hours", "count", "disputed", "going", "last_call_at",
        "last_call_on", "last_contact_at", "last_contact_on", "last_note", "last_outcome", "next_at", "next_words",
        "planned", "promise_due", "promise_until", "status", "urgent",
    )  # fmt: skip

    def __init__(self) -> None:
        self.planned = 0
        self.count = 0
        self.going = True
        self.broken = False
        self.status = "open"
        self.closed_reason = ""
        self.disputed = 0
        self.promise_due: int | None = None
        self.promise_until: int | None = None
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
        self.last_note = ""

    def called(
        self, outcome: Outcome, local_hour: int, started: str, day: date, next_at: str | None, note: str
    ) -> None:
        """Remember a call; they come in order."""
        self.count += 1
        self.last_call_at, self.last_call_on, self.last_outcome = started, day, outcome.code
        if outcome.right_party:
            self.last_contact_at, self.last_contact_on = started, day
            self.contact_hours.append(local_hour)
        self.next_at, self.next_words, self.last_note = next_at, outcome.next.words if next_at else "", note
        self.urgent = int(outcome.urgent and next_at is not None)


class Telephone:
    """All calls of a batch, and when each collector is free. Calls get their ids in the order of their times."""

    def __init__(self, world: World, calendar: Calendar) -> None:
        self._calendar = calendar
        self._next_call = 1
        collectors = {one.id: one for one in world.people if "collector" in one.roles}
        self._hours = {one.id: range(*one.hours) for one in collectors.values()}
        # Whoever opens the demo starts their day with it: the calls they find in the log are those they made.
        self._fresh = next(one.id for one in world.people if one.login == world.login)
        self._callers = {
            one.id: tuple(person for person in one.people if person in collectors) or tuple(collectors)
            for one in world.lists
        }
        # By collector and business day: calls in each hour, and whether a search for a free hour was in vain.
        self._used = {person: [[0] * 24 for _ in calendar.business] for person in collectors}
        self._full = {person: [False for _ in calendar.business] for person in collectors}
        self._possible: list[dict[tuple[int, int], tuple[int, ...]]] = [{} for _ in calendar.business]
        self._raw: list[RawCall] = []
        self._promises: list[tuple[int, str, int, str, str, str, int]] = []
        self._holds: list[tuple[int, str, str, str, str | None, str | None]] = []
        self._flags: list[tuple[int, str, str, int, int, FlagSaid]] = []

    def moment(
        self, window: CallWindow, at: int, worklist: int, reached: int, random: Callable[[], float]
    ) -> Moment | None:
        """Return a free moment on a business day for one of a worklist's collectors; None when no hour is lawful.

        It is in the local hour in which the customer was ``reached`` last, if it can be; -1 when they never were.
        """
        callers = self._callers[worklist]
        person = callers[int(random() * len(callers))] if len(callers) > 1 else callers[0]
        hours = self._possible[at].get((window.id, person))
        if hours is None:
            hours = self._possible[at][window.id, person] = self._lawful(window, at, person)
        if not hours:
            return None
        shift = self._calendar.shifts(window)[at]
        used, hour = self._used[person][at], reached - shift
        if reached < 0 or hour not in hours:
            hour = hours[int(random() * len(hours))]
        if used[hour] >= len(_SLOTS) and not self._full[person][at]:
            hour = min(hours, key=used.__getitem__)
            self._full[person][at] = used[hour] >= len(_SLOTS) and len(hours) == len(self._hours[person])
        second = _SLOTS[used[hour] % len(_SLOTS)] * _SLOT_SECONDS
        used[hour] += 1
        return Moment(person, at, self._calendar.business[at], hour, second, hour + shift)

    def callers(self, worklist: int) -> tuple[int, ...]:
        """Return the ids of the collectors who work a worklist."""
        return self._callers[worklist]

    def _lawful(self, window: CallWindow, at: int, person: int) -> tuple[int, ...]:
        offset = self._calendar.business[at]
        if offset == 0 and person == self._fresh:
            return ()
        before = self._calendar.hour if offset == 0 else 24
        mine = self._hours[person]
        return tuple(hour for hour in self._calendar.open_hours(window, offset) if hour in mine and hour < before)

    def call(self, raw: RawCall) -> None:
        """Add a call."""
        self._raw.append(raw)

    def promise(
        self, account: int, made_at: str, cents: int, due_on: str, last_day: str, status: str, paid: int
    ) -> None:
        """Add a promise made in the account's call that began at ``made_at``."""
        self._promises.append((account, made_at, cents, due_on, last_day, status, paid))

    def hold(self, account: int, since: str, kind: str, note: str, until: str | None, lifted_at: str | None) -> None:
        """Add a hold set in the account's call that began at ``since``."""
        self._holds.append((account, since, kind, note, until, lifted_at))

    def flag(self, account: int, called_at: str, ended: str, customer: int, person: int, said: FlagSaid) -> None:
        """Add a flag set by the account's call that began at ``called_at``."""
        self._flags.append((account, called_at, ended, customer, person, said))

    def finish(self, batch: Batch) -> None:
        """Give the calls their ids, and write them and what points at them into the batch."""
        raw, first = self._raw, self._next_call
        raw.sort()
        batch.calls = [(number, *call) for number, call in enumerate(raw, first)]
        batch.promises = [
            (account, first + bisect_left(raw, (at, account)), cents, due_on, at, status, last_day, paid)
            for account, at, cents, due_on, last_day, status, paid in self._promises
        ]
        batch.holds = [
            (account, first + bisect_left(raw, (at, account)), kind, note, at, until, lifted_at)
            for account, at, kind, note, until, lifted_at in self._holds
        ]
        batch.flags = [
            (customer, said.account, said.kind, ended, said.until, said.details, ended, person,
             first + bisect_left(raw, (at, account)))
            for account, at, ended, customer, person, said in self._flags
        ]  # fmt: skip
        self._next_call += len(raw)
        self._raw, self._promises, self._holds, self._flags = [], [], [], []
