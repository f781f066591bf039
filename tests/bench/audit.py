"""What the audit costs: claim and record with it and without, in turns, on both engines; and how quick it is checked.

``python -m tests.bench.audit [--accounts 20000] [--rounds 60]``

Without it nothing is entered at all. Each round is so many calls with, and so many without, so that whatever else the
machine does meanwhile is in both.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collections_tui.clock import FixedClock
from collections_tui.services import accounts as looking
from collections_tui.services import audit, calls, queue
from collections_tui.services import people as staff
from collections_tui.services.copying import copy_everything
from collections_tui.services.demo import demo_instant, make_demo
from collections_tui.services.desk import Desk, _Look
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed
from collections_tui.store.subjects.audit import Fields
from collections_tui.store.transaction import Transaction
from tests.bench.report import Line, machine, spread, table
from tests.postgres import Cluster, open_folder

IN_A_TURN = 10
WORKERS, SECONDS = 16, 5.0
ENTRIES = 100_000
_BUDGET = "under 15%"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.audit", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    print(f"Measured on {machine()}, PostgreSQL 18.\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="collections-bench-") as folder:
        for row in table(_lines(Path(folder), chosen.accounts, chosen.rounds)):
            print(row, flush=True)


def _lines(folder: Path, size: int, rounds: int) -> Iterator[Line]:
    now, file, count = demo_instant(datetime.now(UTC)), folder / "demo.db", f"{size:,}"
    demo = make_demo(file, accounts=size, clock=FixedClock(now))
    server = Cluster(open_folder() / "data")
    server.make({"max_connections": "100", "shared_buffers": "256MB", "log_min_messages": "fatal"})
    server.start()
    server.sql("CREATE DATABASE floor")
    where = server.url("floor")
    with _desk(str(file), demo.supervisor, now) as boss:
        logins = [person.login for person in staff.everyone(boss) if "collector" in person.roles]
        copy_everything(boss, where)
    for engine, place in (("SQLite", str(file)), ("PostgreSQL", where)):
        with _desk(place, logins[0], now) as desk:
            yield _one(desk, engine, count, rounds)
            yield _looks(desk, engine, count)
        for entered in (True, False):
            yield _crowd(place, logins, now, engine, count, entered)
        with _desk(place, demo.supervisor, now) as boss:
            yield _check(boss, engine)


def _one(desk: Desk, engine: str, count: str, rounds: int) -> Line:
    """One person: the same work in turns."""
    took: dict[bool, list[float]] = {True: [], False: []}
    busy: dict[bool, list[float]] = {True: [], False: []}
    answer = queue.next_account(desk, leave=0)
    for number in range(2 * rounds):
        entered = bool((number + number // 2) % 2)
        with _entering(entered):
            for _ in range(IN_A_TURN):
                assert isinstance(answer, Claimed)
                said = CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex)
                started, computed = time.perf_counter(), time.process_time()
                answer = calls.log_and_next(desk, said)[1]
                took[entered].append((time.perf_counter() - started) * 1000)
                busy[entered].append((time.process_time() - computed) * 1000)
    middle = {entered: statistics.median(some) for entered, some in took.items()}
    mean = {entered: statistics.fmean(sorted(some)[: len(some) * 95 // 100]) for entered, some in busy.items()}
    figure = (
        f"p50 {middle[True]:.2f} ms with, {middle[False]:.2f} ms without: {_more(middle)}; "
        f"the program's own work {mean[True]:.2f} ms with, {mean[False]:.2f} ms without: {_more(mean)}"
    )
    return Line(f"claim and record, one person, {engine}", count, figure, _BUDGET)


def _more(figures: dict[bool, float]) -> str:
    return f"{figures[True] / figures[False] - 1:+.1%}"


def _looks(desk: Desk, engine: str, count: str) -> Line:
    """Opening accounts only to look, each with an entry in a transaction of its own."""
    with desk.store.read() as tx:
        ids = [row[0] for row in tx.sql.all("SELECT id FROM account ORDER BY id LIMIT 300")]
    took: dict[bool, list[float]] = {True: [], False: []}
    for number, account_id in enumerate(ids):
        entered = bool(number % 2)
        desk._look = None if entered else _Look(account_id, "view", desk.now())
        started = time.perf_counter()
        looking.view(desk, account_id)
        took[entered].append((time.perf_counter() - started) * 1000)
    return Line(
        f"open an account to look, {engine}", count, f"{spread(took[True], 2)}; without {spread(took[False], 2)}", ""
    )


def _crowd(place: str, logins: list[str], now: datetime, engine: str, count: str, entered: bool) -> Line:
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(WORKERS), context.Queue()
    crew = [
        context.Process(target=_work, args=(place, logins[n % len(logins)], now, entered, ready, answers))
        for n in range(WORKERS)
    ]
    for one in crew:
        one.start()
    waits = [wait for _ in crew for wait in answers.get()]
    for one in crew:
        one.join()
    how = "with" if entered else "without"
    figure = f"{len(waits) / SECONDS:.0f} calls/s; {spread(waits)}"
    return Line(f"claim and record flat out {how}, {WORKERS} at a time, {engine}", count, figure, "")


def _work(place, login, now, entered, ready, answers) -> None:  # type: ignore[no-untyped-def]
    waits = []
    with _entering(entered), _desk(place, login, now) as desk:
        answer = keep_trying(lambda: queue.next_account(desk, leave=0), patience=60)
        ready.wait()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and isinstance(answer, Claimed):
            said = CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex)
            started = time.perf_counter()
            answer = keep_trying(lambda said=said: calls.log_and_next(desk, said)[1], patience=60)  # type: ignore[misc]
            waits.append((time.perf_counter() - started) * 1000)
    answers.put(waits)


def _check(desk: Desk, engine: str) -> Line:
    with desk.store.write() as tx:
        for number in range(ENTRIES - tx.audit.head_id()):
            desk.note(tx, "note", 1 + number % 100, "what was said", after={"text": "words " * 10})
    started = time.perf_counter()
    found = audit.verify(desk)
    took = time.perf_counter() - started
    assert found.bad is None
    return Line(f"check of the whole audit, {engine}", f"{found.good:,} entries", f"{took:.1f} s", "")


@contextmanager
def _entering(entered: bool) -> Iterator[None]:
    """With the audit, or without it."""
    finish = Transaction.finish

    def forget(tx: Transaction, outlasting: list[Fields]) -> None:
        tx._entries.clear()
        outlasting.clear()
        finish(tx, outlasting)  # what was counted is written all the same

    replaced: Any = finish if entered else forget
    Transaction.finish = replaced  # type: ignore[method-assign]
    try:
        yield
    finally:
        Transaction.finish = finish  # type: ignore[method-assign]


@contextmanager
def _desk(where: str, login: str, now: datetime) -> Iterator[Desk]:
    with closing(open_desk(where, login, FixedClock(now), program="command line")) as desk:
        yield desk


if __name__ == "__main__":
    main()
