"""``make soak``: scripted collectors work at a server of workstations, in real terminals and at the pace of people.

``python -m tests.soak [--people 64] [--minutes 10] [--idle 60]``

Each takes accounts, begins calls, types a note letter by letter, records what came of it, looks around in the worklist.
Every key is timed until its effect is on the screen. In the end the database is held against what each has seen
recorded: every call once, none lost. It leaves with 1 when one is, or when anybody saw an error.
"""

from __future__ import annotations

import argparse
import random
import re
import select
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.report import Line, machine, percentile, table
from tests.build import NOON, Office, office
from tests.server import Server
from tests.terminal import Terminal

NOW = NOON.strftime("%Y-%m-%dT%H:%M:%SZ")
CTRL_Q = "\x11"
PATIENCE = 60.0  # seconds for what must come
CALLS_A_MINUTE = 4.0  # at most, for a person
STARTING = 0.3  # seconds between two people who come in
WRONG = re.compile(r"went wrong|has died|collections-tui:|reconnecting")
SIZE = (80, 24)
WORDS = (
    "payday",
    "the insurer",
    "nobody there",
    "bad line",
    "asked",
    "to call",
    "again",
    "later",
    "said",
    "paid",
    "soon",
)


class Step(NamedTuple):
    """Seconds of thinking, a key, what that is called, and what is on the screen then; empty for anything new."""

    think: float
    key: str
    kind: str
    until: str = ""


class Person:
    """One of them: a terminal, and what they are waiting for."""

    def __init__(self, login: str, terminal: Terminal, opened: float, seed: int) -> None:
        self.login, self.terminal = login, terminal
        self.random = random.Random(seed)
        self.recorded: list[str] = []
        """The notes of the calls that the screen has told to be recorded."""
        self.steps = self._work()
        self.step = Step(0, "", "start to worklist", r"A-\d{4}")
        self.sent: float | None = opened
        self.due = 0.0
        self.leaving = False

    def _work(self) -> Generator[Step, None, None]:
        """A day's work, step by step, until they are told to leave."""
        yield Step(self._pause(1, 4), "n", "next account", "Account A-")
        while not self.leaving:
            yield from self._call()
            if self.random.random() < 0.2:
                yield from self._look_around()

    def _call(self) -> Iterator[Step]:
        number = self._open_account()
        note = f"{self.login} {len(self.recorded)} {' '.join(self.random.sample(WORDS, 4))}"
        yield Step(self._pause(1.5, 5), "c", "begin a call", "How did it end")
        yield Step(self._pause(2, 6), " ", "begin a note")
        for letter in note:
            yield Step(self._pause(0.08, 0.3), letter, "letter of a note")
        yield Step(self._pause(0.3, 1), "escape", "leave the note")
        yield Step(self._pause(0.5, 2), "n", "record, and next account", rf"No answer: {number}")
        self.recorded.append(note)

    def _look_around(self) -> Iterator[Step]:
        yield Step(self._pause(1, 3), "escape", "back to the worklist", "Worklist")
        for key in ("down", "down", "down", "pagedown", "up"):
            yield Step(self._pause(0.3, 1.2), key, "move in the worklist")
        yield Step(self._pause(1, 3), "n", "next account", "Account A-")

    def _open_account(self) -> str:
        found = re.search(r"Account (A-\d+)", self.terminal.text())
        assert found, self.terminal.text()
        return found[1]

    def _pause(self, least: float, most: float) -> float:
        return self.random.uniform(least, most)


class Floor:
    """All of them, and what was measured."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self._poll = select.poll()
        self._by_file: dict[int, Person] = {}

    def come_in(self, person: Person) -> None:
        """Let somebody begin."""
        self.people.append(person)
        self._poll.register(person.terminal.fileno(), select.POLLIN)
        self._by_file[person.terminal.fileno()] = person

    def go_on(self, seconds: float) -> None:
        """Let everybody work for so long."""
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            due = [one for one in self.people if one.sent is None and one.due <= now]
            for one in due:
                one.sent = time.perf_counter()
                one.terminal.send(one.step.key)
            next_due = min((one.due for one in self.people if one.sent is None), default=end)
            for file, _ in self._poll.poll(max(0.0, min(next_due, end) - time.perf_counter()) * 1000):
                self._hear(self._by_file[file])
            self._give_up(now)

    def leave(self) -> None:
        """Let everybody finish the call they are in, and look that they leave in peace."""
        for one in self.people:
            one.leaving = True
        deadline = time.perf_counter() + PATIENCE * 2
        while any(self._busy(one) for one in self.people) and time.perf_counter() < deadline:
            self.go_on(0.5)

    def _busy(self, one: Person) -> bool:
        return one.due != float("inf")

    def _hear(self, one: Person) -> None:
        came = one.terminal.arrived()
        if came is None:
            if one.terminal.over:
                self._fail(one, "the program has ended")
            return
        if one.sent is None or came < one.sent:
            return
        if one.step.until and not re.search(one.step.until, text := one.terminal.text()):
            if WRONG.search(text):
                self._fail(one, "an error is on the screen")
            return
        self.times[one.step.kind].append((came - one.sent) * 1000)
        step = next(one.steps, None)
        one.sent = None
        if step is None:
            one.due = float("inf")
        else:
            one.step, one.due = step, time.perf_counter() + step.think

    def _give_up(self, now: float) -> None:
        for one in self.people:
            if one.sent is not None and now - one.sent > PATIENCE:
                self._fail(one, f"nothing came of {one.step.kind}")

    def _fail(self, one: Person, why: str) -> None:
        self.errors.append(f"{one.login}: {why}\n{one.terminal.text()}")
        one.sent, one.due = None, float("inf")
        if one.terminal.over:
            self._poll.unregister(one.terminal.fileno())


def soak(folder: Path, people: int, minutes: float, idle: float) -> tuple[list[Line], list[str]]:
    """Let so many work for so long, then rest; what was measured, and what went wrong."""
    logins = [f"p{number:03d}" for number in range(people)]
    accounts = int(people * (minutes * CALLS_A_MINUTE + 3))
    zones = (("America/New_York",), ("America/Chicago",), ("America/Los_Angeles",))
    with office(folder, people=logins, accounts=accounts, zones=zones) as work, Server() as server:
        floor = Floor()
        for number, login in enumerate(logins):
            opened = time.perf_counter()
            terminal = server.terminal("--db", work.where, "--as", login, "--now", NOW, size=SIZE)
            floor.come_in(Person(login, terminal, opened, number))
            floor.go_on(STARTING)
        assert len(server.workstations()) == people
        before, began = _cpu(server), time.perf_counter()
        floor.go_on(minutes * 60)
        busy = 100 * (_cpu(server) - before) / (time.perf_counter() - began)
        floor.leave()
        lines = _lines(floor, people, minutes, busy) + _memory(server, people) + _idle(server, floor, idle)
        for one in floor.people:
            one.terminal.send(CTRL_Q)
        for one in floor.people:
            if one.terminal.wait(PATIENCE) != 0:
                floor.errors.append(f"{one.login}: did not leave\n{one.terminal.text()}")
            one.terminal.close()
        lost, said = _lost(work, floor), server.end()
    if said:
        floor.errors.append(said)
    result = f"{len(lost)} lost or twice, {len(floor.errors)} errors"
    lines.append(Line("outcomes held against the database", str(people), result, "no error, none lost"))
    return lines, [*floor.errors, *lost]


def _lines(floor: Floor, people: int, minutes: float, busy: float) -> list[Line]:
    calls = sum(len(one.recorded) for one in floor.people)
    starts = floor.times.pop("start to worklist")
    keys = [ms for times in floor.times.values() for ms in times]
    lines = [
        Line("calls recorded", str(people), f"{calls:,} in {minutes:g} minutes, {len(keys):,} keys", ""),
        Line("all keys, key to screen", str(people), _words(keys), "p99 < 100 ms"),
    ]
    lines += [Line(kind, str(people), _words(times), "") for kind, times in sorted(floor.times.items())]
    lines.append(Line("start to worklist, one after the other, beside all others", str(people), _words(starts), ""))
    lines.append(Line("processor, all workstations", str(people), f"{busy:.0f}% of a core", ""))
    return lines


def _words(times: list[float]) -> str:
    return f"p50 {statistics.median(times):.1f}, p99 {percentile(times, 99):.1f}, worst {max(times):.1f} ms"


def _memory(server: Server, people: int) -> list[Line]:
    own = [one.memory_full_info().uss / 1e6 for one in server.workstations()]
    return [Line("private memory of a workstation", str(people), f"p50 {statistics.median(own):.1f} MB", "≤ 15 MB")]


def _idle(server: Server, floor: Floor, seconds: float) -> list[Line]:
    if not seconds:
        return []
    floor.go_on(2)
    before, began = _cpu(server), time.perf_counter()
    floor.go_on(seconds)
    used = 100 * (_cpu(server) - before) / (time.perf_counter() - began)
    return [Line("all idle together", str(len(floor.people)), f"{used:.2f}% of a core in {seconds:g} s", "< 5%")]


def _cpu(server: Server) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in server.workstations())


def _lost(work: Office, floor: Floor) -> list[str]:
    """The notes that were told to be recorded and are not there once; and the calls that nobody was told of."""
    with work.boss.store.read() as tx:
        there = [str(row[0]) for row in tx.sql.all("SELECT note FROM call")]
    told = [note for one in floor.people for note in one.recorded]
    return [
        f"{note!r} is there {there.count(note)} times"
        for note in {*told, *there}
        if there.count(note) != told.count(note)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--idle", type=float, default=60, help="seconds in which nobody does anything, in the end")
    chosen = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="collections-soak-") as folder:
        lines, wrong = soak(Path(folder), chosen.people, chosen.minutes, chosen.idle)
    for row in table(lines):
        print(row.replace("| accounts |", "| people |", 1))
    for one in wrong:
        print(f"\n{one}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
