"""The workstation in a real terminal: start, keys, bytes, memory, idle."""

from __future__ import annotations

import statistics
import sys
from datetime import datetime
from pathlib import Path

from tests.bench.report import Line, spread
from tests.terminal import Sample, Terminal

STARTS = 9
MOVES = 150
PAGES = 40
TABS = 30
OPENS = 30
IDLE_SECONDS = 10.0
ACCOUNT, LIST = "m note", "f filter"  # what only their footers have
DIALOG = "How did it end"
NO_DIALOG = rf"(?s)\A(?!.*{DIALOG})"
ROW = r"\$[\d,]+\.\d\d"  # an amount is on the screen: there is a worklist to work with


def measure(database: Path, login: str, now: datetime, accounts: str) -> list[Line]:
    """Every promise about the screen, at 120×40."""
    arguments = workstation(database, login, now)
    empty = [sys.executable, "-P", str(Path(__file__).with_name("empty_app.py"))]
    ours, bare = [], []
    for _ in range(STARTS):  # in turns, so that both meet the same machine
        ours.append(_start(arguments, ROW))
        bare.append(_start(empty, "READY"))
    ratio = statistics.median(ours) / statistics.median(bare)
    lines = [
        Line(
            "start to first usable worklist",
            accounts,
            f"{statistics.median(ours):.0f} ms = {ratio:.2f} × an empty Textual app ({statistics.median(bare):.0f} ms)",
            "≤ 2 × empty, same run",
        )
    ]
    with Terminal(arguments) as terminal:
        terminal.wait_for(ROW)
        terminal.settle()
        lines += _list(terminal, accounts)
        lines += _accounts(terminal, accounts)
        memory = terminal.memory()
        cpu, sent = terminal.idle(IDLE_SECONDS)
    lines.append(Line("memory of one session after all that", accounts, f"{memory:.1f} MB resident", "≤ 60 MB"))
    lines.append(
        Line("idle", accounts, f"{cpu:.2f}% of a core, {sent} bytes in {IDLE_SECONDS:.0f} s", "< 0.5%, no bytes")
    )
    return lines


def workstation(database: Path | str, login: str, now: datetime) -> list[str]:
    """The words that open the workstation at that instant."""
    where = ["--db", str(database), "--as", login, "--now", now.strftime("%Y-%m-%dT%H:%M:%SZ")]
    return [sys.executable, "-m", "collections_tui", *where]


def _start(arguments: list[str], ready: str) -> float:
    with Terminal(arguments) as terminal:
        return terminal.wait_for(ready)


def _list(terminal: Terminal, accounts: str) -> list[Line]:
    moves = [terminal.press("down" if i % 30 < 15 else "up") for i in range(MOVES)]
    pages = [terminal.press(key) for key in ("pagedown", "pagedown", "pageup", "pageup") * (PAGES // 4)]
    ends = [terminal.press(key) for key in ("end", "home") * 5]
    terminal.settle()
    tabs = []
    for i in range(TABS):
        tabs.append(terminal.press("21"[i % 2]))
        terminal.settle()
    return [
        Line("cursor down, key to screen", accounts, _words(moves), "p50 ≤ 4 ms, p99 ≤ 20 ms, ≤ 450 B"),
        Line("page down", accounts, _words(pages), "p50 ≤ 12 ms, ≤ 8 KB"),
        Line("end and home", accounts, _words(ends), ""),
        Line("switch a tab", accounts, _words(tabs), "p50 ≤ 50 ms, p99 ≤ 120 ms"),
    ]


def _accounts(terminal: Terminal, accounts: str) -> list[Line]:
    opened, back, following, logged = [], [], [], []
    for _ in range(OPENS):
        terminal.press("down")
        terminal.settle(0.4)  # let the preview follow, as it does for a person
        opened.append(terminal.press("enter", until=ACCOUNT))
        terminal.settle()
        back.append(terminal.press("escape", until=LIST))
        terminal.settle()
    terminal.press("enter", until=ACCOUNT)
    terminal.settle()
    for _ in range(OPENS):
        following.append(terminal.press("n"))
        terminal.settle()
    for _ in range(OPENS):
        terminal.press("c", until=DIALOG)
        terminal.settle()
        logged.append(terminal.press("n", until=NO_DIALOG))
        terminal.settle()
    terminal.press("escape")
    terminal.settle()
    budget = "p50 ≤ 50 ms, p99 ≤ 120 ms"
    return [
        Line("open an account", accounts, _words(opened), budget),
        Line("back to the worklist", accounts, _words(back), budget),
        Line("next account", accounts, _words(following), budget),
        Line("no answer recorded and next account on the screen", accounts, _words(logged), budget),
    ]


def _words(samples: list[Sample]) -> str:
    times = [sample.ms for sample in samples if sample.ms is not None]
    missed = len(samples) - len(times)
    sent = statistics.median(sample.sent for sample in samples)
    text = f"{spread(times)}, {sent:,.0f} B" if times else "no effect"
    return text + (f", {missed} without effect" if missed else "")
