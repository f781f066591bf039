"""Many people on one computer, at a server of workstations: how long each waits, and what each costs."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import psutil

from tests.bench.report import Line
from tests.bench.screen import ROW
from tests.server import Server, program
from tests.terminal import Terminal

STARTS = 15
IDLE_PEOPLE = 60
IDLE_SECONDS = 65.0  # with one tick of the clock in it
OPENS = 8


def measure(database: Path, people: Sequence[str], now: datetime, accounts: str) -> list[Line]:
    """Start, memory and idling."""
    when = now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def words(person: int) -> list[str]:
        return ["--db", str(database), "--as", people[person % len(people)], "--now", when]

    empty = [sys.executable, "-P", str(Path(__file__).with_name("empty_app.py"))]
    with Server() as server:
        ours, alone, bare = [], [], []
        for _ in range(STARTS):  # in turns, so that all meet the same machine
            ours.append(_start(server.terminal(*words(0), size=(120, 40)), ROW))
            alone.append(_start(Terminal([program(), *words(0)]), ROW))
            bare.append(_start(Terminal(empty), "READY"))
        return [
            Line(
                "start to first usable worklist, at a server",
                accounts,
                f"p50 {statistics.median(ours):.0f} ms, best {min(ours):.0f} (alone {statistics.median(alone):.0f}, "
                f"an empty Textual app {statistics.median(bare):.0f})",
                "≤ 60 ms",
            ),
            *_memory(server, words(0), accounts),
            *_idle(server, [words(number) for number in range(IDLE_PEOPLE)], accounts),
        ]


def _start(terminal: Terminal, ready: str) -> float:
    with terminal:
        return terminal.wait_for(ready)


def _memory(server: Server, words: list[str], accounts: str) -> list[Line]:
    with server.terminal(*words, size=(120, 40)) as terminal:
        terminal.wait_for(ROW)
        terminal.settle(1)
        (one,) = server.workstations()
        first = one.memory_full_info().uss
        for _ in range(OPENS):
            terminal.press("n")
            terminal.settle()
        figure = (
            f"{first / 1e6:.1f} MB with the worklist, {one.memory_full_info().uss / 1e6:.1f} MB after some accounts"
        )
        entry = psutil.Process(terminal.pid).memory_full_info().uss
    return [
        Line("private memory of a workstation at a server", accounts, figure, "≤ 15 MB"),
        Line("private memory of the entry that waits at its terminal", accounts, f"{entry / 1e6:.1f} MB", ""),
    ]


def _idle(server: Server, people: list[list[str]], accounts: str) -> list[Line]:
    terminals = [server.terminal(*words, size=(120, 40)) for words in people]
    for terminal in terminals:
        terminal.wait_for(ROW)
    for terminal in terminals:
        terminal.settle(4)
    crowd = [*server.workstations(), *(psutil.Process(terminal.pid) for terminal in terminals)]
    before, began = _used(crowd), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    used = 100 * (_used(crowd) - before) / (time.perf_counter() - began)
    for terminal in terminals:
        terminal.close()
    figure = f"{used:.2f}% of a core in {IDLE_SECONDS:.0f} s"
    return [Line(f"{len(people)} idle workstations together", accounts, figure, "< 5%")]


def _used(crowd: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in crowd)
