"""Reassigning a hundred thousand accounts beside sixteen people who claim and call."""

from __future__ import annotations

import multiprocessing
import time
from datetime import datetime
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.services import reassign, worklists
from collections_tui.services.reassign_views import Asked
from collections_tui.services.sign_in import open_desk
from tests.bench.queue import PAUSE, RESCORE_COLLECTORS, START_SECONDS, _pace
from tests.bench.report import Line, spread

MOVED = 100_000
BUDGET = "≤ 5 s at 100,000; longest wait ≤ 250 ms"


def measure(database: Path, boss: str, logins: list[str], now: datetime, accounts: int) -> list[Line]:
    """Spread one worklist over two people by balance, then give it to a worklist that is ranked otherwise."""
    desk = open_desk(str(database), boss, FixedClock(now))
    count = min(MOVED, accounts * 9 // 10)
    with desk.store.write() as tx:
        for login in ("gone", "one", "two"):
            if tx.people.by_login(login) is None:
                tx.people.add(login, login.title(), ("collector",))
    gone = worklists.add(desk, "gone", "Gone", owner="gone")
    worklists.add(desk, "other", "Ranked otherwise", strategy="promises-first")
    with desk.store.write() as tx:
        tx.sql.run(
            "UPDATE account SET worklist_id = :gone WHERE id IN "
            "(SELECT id FROM account WHERE status <> 'closed' ORDER BY id LIMIT :count)",
            {"gone": gone.id, "count": count},
        )
    desk.store.analyse()
    context = multiprocessing.get_context("spawn")
    stop, waits = context.Event(), context.Queue()
    crew = [
        context.Process(target=_pace, args=(str(database), login, now, PAUSE, stop, waits))
        for login in ["gone", *logins * RESCORE_COLLECTORS][:RESCORE_COLLECTORS]
    ]
    for one in crew:
        one.start()
    time.sleep(START_SECONDS)
    took = []
    for number, asked in enumerate(
        (Asked(("one", "two"), ("gone",), by="balance"), Asked(("list:other",), ("one", "two")))
    ):
        start = time.perf_counter()
        done = reassign.do(desk, asked, f"bench-{number}")
        took.append((time.perf_counter() - start, done.moved))
    stop.set()
    claims = [wait for _ in crew for wait in waits.get()]
    for one in crew:
        one.join()
    desk.close()
    size = f"{accounts:,}"
    beside = f"{len(claims):,} claims beside both, {spread(claims, 0)}, worst {max(claims):.0f} ms"
    return [
        Line("reassign to two people by balance", size, f"{took[0][1]:,} in {took[0][0]:.1f} s; {beside}", BUDGET),
        Line("the same, to be ranked otherwise", size, f"{took[1][1]:,} in {took[1][0]:.1f} s", "scored on the way"),
    ]
