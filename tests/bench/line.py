"""The workstation over a slow line: 256 kbit/s, and 75 ms each way.

What the program sends is stamped as it is read, and then worked out for the line: it goes through one after the other
at the line's speed, and arrives a while later. The program does not feel the line, as over ssh, which takes what it
gets. A line of that speed takes 31 ms for every KB, whatever the program does: so it is told when the answer begins to
come in, and when all of it is there.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.bench.report import Line
from tests.bench.screen import ACCOUNT, DIALOG, LIST, NO_DIALOG, ROW, workstation
from tests.terminal import Sample, Terminal

KBIT, WAY = 256.0, 75.0
"""Kilobits a second, and milliseconds each way."""
FIRST = 64
"""Bytes after which something of the answer is to be seen."""
TIMES = 20
AGREED = f"one round trip ({2 * WAY:.0f} ms) + 50 ms"
_FEW = "≤ 12 KB"


def measure(database: Path, login: str, now: datetime, accounts: str) -> list[Line]:
    """How long every action takes until its answer is on the screen, and until all of it is; and how much is sent."""
    with Terminal(workstation(database, login, now)) as terminal:
        terminal.wait_for(ROW)
        terminal.settle()
        taken = _actions(terminal)
        terminal.send("\x11")
        terminal.wait()
    budgets = {"next account": _FEW, "open an account": _FEW, "a key in a note": "≤ 100 B"}
    return [
        Line(
            f"over {KBIT:.0f} kbit/s: {what}",
            accounts,
            _words(samples),
            ", ".join(filter(None, (AGREED, budgets.get(what)))),
        )
        for what, samples in taken.items()
    ]


def arrivals(sample: Sample) -> tuple[float, float]:
    """Milliseconds from a key until its answer begins to be seen, and until all of it is there, over the line."""
    begins, free = sample.reads[0][0] + FIRST * 8 / KBIT, 0.0
    for at, size in sample.reads:
        free = max(free, at) + size * 8 / KBIT
    return 2 * WAY + begins, 2 * WAY + free


def _actions(terminal: Terminal) -> dict[str, list[Sample]]:
    taken: dict[str, list[Sample]] = {}

    def do(what: str, *keys: str, until: str | None = None) -> None:
        taken.setdefault(what, []).append(terminal.press(*keys, until=until))
        terminal.settle(0.35)  # let the preview follow, as it does for a person

    for turn in range(TIMES):
        do("cursor down", "down")
        do("page down and up", "pagedown" if turn % 2 else "pageup")
        do("switch a tab", "21"[turn % 2])
        do("open an account", "enter", until=ACCOUNT)
        do("begin a note", "m", until="About ")
        for letter in "calm":
            do("a key in a note", letter)
        terminal.press(*["\x7f"] * 4)
        do("back from a note", "escape", until=r"(?s)\A(?!.*About )")
        do("next account", "n")
        do("begin a call", "c", until=DIALOG)
        do("no answer recorded and next account on the screen", "n", until=NO_DIALOG)
        do("back to the worklist", "escape", until=LIST)
        do("find", "/", until="Find")
        do("a letter to find", "a")
        terminal.press("escape", until=LIST)
    return taken


def _words(samples: Sequence[Sample]) -> str:
    there = [arrivals(sample) for sample in samples if sample.reads]
    if not there:
        return "no effect"
    first, last = (sorted(times) for times in zip(*there, strict=True))
    sent = [sample.sent for sample in samples]
    return (
        f"p50 {statistics.median(first):.0f} ms, worst {first[-1]:.0f} ms of {len(there)}; all there "
        f"p50 {statistics.median(last):.0f} ms; {statistics.median(sent):,.0f} B, most {max(sent):,} B"
    )
