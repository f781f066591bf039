"""The team: how long a look at the floor takes, and what the screen costs while nothing changes, or others work."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import datetime

from collections_tui.clock import FixedClock
from collections_tui.services import approvals, calls, queue, team
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed
from tests.bench.report import Line, spread
from tests.bench.screen import IDLE_SECONDS, workstation
from tests.terminal import Terminal

LOOKS = 100
COUNTS = 10
CALLS = 2_000  # of the day, dealt out over the people
HEADING = "promised  collected"


def measure(where: str, logins: list[str], supervisor: str, now: datetime, accounts: str) -> list[Line]:
    """What the services take after a day of calls, then the screen in a real terminal."""
    busy = [open_desk(where, login, FixedClock(now)) for login in logins]
    for number in range(CALLS):
        _call(busy[number % len(busy)])
    desk = open_desk(where, supervisor, FixedClock(now))
    first = team.look(desk)
    assert first is not None
    seen = sum(seat.calls for seat in first.seats)
    counted = [_took(lambda: team.look(desk, recount=True)) for _ in range(COUNTS)]
    changed = []
    for number in range(LOOKS):
        queue.next_account(busy[number % len(busy)], leave=0)
        changed.append(_took(lambda: team.look(desk, first)))
    last = team.look(desk)
    same = [_took(lambda: team.look(desk, last)) for _ in range(LOOKS)]
    waiting = [_took(lambda: approvals.waiting(desk)) for _ in range(LOOKS)]
    lines = [
        Line(f"team of {len(first.seats)}, everything counted, {seen:,} calls today", accounts, spread(counted), ""),
        Line("team, somebody claimed an account since", accounts, spread(changed), ""),
        Line("team, nothing has changed", accounts, spread(same, 2), ""),
        Line(f"approvals, {len(approvals.waiting(desk)):,} waiting", accounts, spread(waiting, 1), ""),
    ]
    lines += _screen(where, supervisor, busy, now, accounts)
    for one in (*busy, desk):
        one.close()
    return lines


def _screen(where: str, supervisor: str, busy: list[Desk], now: datetime, accounts: str) -> list[Line]:
    with Terminal(workstation(where, supervisor, now)) as terminal:
        terminal.wait_for("f filter")
        terminal.settle()
        before, _ = terminal.idle(IDLE_SECONDS)
        opened = terminal.press("E")
        terminal.wait_for(HEADING)
        terminal.settle()
        cpu, sent = terminal.idle(IDLE_SECONDS)
        queue.next_account(busy[0], leave=0)
        _, one = terminal.idle(IDLE_SECONDS)
    took = "never" if opened.ms is None else f"{opened.ms:.0f} ms"
    return [
        Line("team opened, first time", accounts, f"{took}, {opened.sent:,} bytes", ""),
        Line(
            "team, idle",
            accounts,
            f"{cpu:.2f}% of a core ({before:.2f}% on the worklist), {sent} bytes in {IDLE_SECONDS:.0f} s",
            "no bytes",
        ),
        Line("team, one account claimed", accounts, f"{one} bytes", ""),
    ]


def _call(desk: Desk) -> None:
    answer = queue.next_account(desk, leave=0)
    if isinstance(answer, Claimed):
        calls.log_call(desk, CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex))


def _took(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
