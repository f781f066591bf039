"""``make bench-engines``: the same work on SQLite and on PostgreSQL, side by side, in one run.

``python -m tests.bench.engines [--accounts 100000,1000000] [--seconds 8] [--only team,claims,crowd]``

Both are durable: every call is on the disk before it is acknowledged. Server and workers share this machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from collections_tui.clock import FixedClock
from collections_tui.services import calls, queue
from collections_tui.services import people as staff
from collections_tui.services.copying import copy_everything
from collections_tui.services.demo import demo_instant, make_demo
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed
from tests.bench import team
from tests.bench.report import Line, machine, percentile, spread, table
from tests.postgres import Cluster, open_folder

PARTS = ("team", "claims", "crowd")
WORKERS = (1, 16, 64)
CLAIMS = 300
_DURABLE = {"max_connections": "100", "shared_buffers": "256MB", "max_wal_size": "4GB", "log_min_messages": "fatal"}


class Place(NamedTuple):
    """A database of one engine, with whoever may work in it."""

    engine: str
    where: str
    logins: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engines", description=__doc__)
    parser.add_argument("--accounts", default="100000,1000000", help="sizes, separated by commas")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long the workers work")
    chosen = parser.parse_args()
    now = demo_instant(datetime.now(UTC))
    server = Cluster(open_folder() / "data")
    server.make(_DURABLE)
    server.start()
    print(f"Measured on {machine()}, PostgreSQL 18.\n", flush=True)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="collections-bench-") as folder:
        for size in (int(text) for text in chosen.accounts.split(",")):
            for line in _size(Path(folder), server, size, now, chosen.seconds, chosen.only.split(",")):
                print(" · ".join(line), flush=True)
                lines.append(line)
    print("", *table(lines), sep="\n")


def _size(folder: Path, server: Cluster, size: int, now: datetime, seconds: float, parts: list[str]) -> Iterator[Line]:
    file, accounts = folder / f"demo-{size}.db", f"{size:,}"
    demo = make_demo(file, accounts=size, clock=FixedClock(now))
    where = server.url(f"floor{size}")
    server.sql(f"CREATE DATABASE floor{size}")
    with _desk(str(file), demo.supervisor, now) as boss:
        logins = [person.login for person in staff.everyone(boss) if "collector" in person.roles]
        started = time.perf_counter()
        held = copy_everything(boss, where)
    took = time.perf_counter() - started
    rows = sum(told.rows for told in held.values())
    yield Line("copy to PostgreSQL", accounts, f"{took:.0f} s, {rows:,} rows, each compared", "100,000 in two minutes")
    places = [Place("SQLite", str(file), logins), Place("PostgreSQL", where, logins)]
    for place in places:
        if "team" in parts:
            yield from team.measure(place.where, place.logins, demo.supervisor, now, f"{accounts}, {place.engine}")
    for place in places:
        if "claims" in parts:
            yield _claims(place, now, accounts)
    for workers in WORKERS if "crowd" in parts else ():
        for place in places:
            yield _crowd(place, now, accounts, workers, seconds)


def _claims(place: Place, now: datetime, accounts: str) -> Line:
    waits = []
    with _desk(place.where, place.logins[0], now) as desk:
        for _ in range(CLAIMS):
            started = time.perf_counter()
            queue.next_account(desk, leave=0)
            waits.append((time.perf_counter() - started) * 1000)
    return Line(f"next account, one person, {place.engine}", accounts, spread(waits, 2), "flat")


def _crowd(place: Place, now: datetime, accounts: str, workers: int, seconds: float) -> Line:
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(workers), context.Queue()
    crew = [
        context.Process(
            target=_work, args=(place.where, place.logins[n % len(place.logins)], now, seconds, ready, answers)
        )
        for n in range(workers)
    ]
    for one in crew:
        one.start()
    waits = [wait for _ in crew for wait in answers.get()]
    for one in crew:
        one.join()
    figure = (
        f"{len(waits) / seconds:.0f} calls/s; claim with call p50 {statistics.median(waits):.0f} ms, "
        f"p99 {percentile(waits, 99):.0f} ms"
    )
    return Line(f"claim and record flat out, {workers} at a time, {place.engine}", accounts, figure, "")


def _work(where, login, now, seconds, ready, answers) -> None:  # type: ignore[no-untyped-def]
    """One collector in a process of their own; starts when all have come."""
    waits = []
    with _desk(where, login, now) as desk:
        answer = keep_trying(lambda: queue.next_account(desk, leave=0), patience=60)
        ready.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end and isinstance(answer, Claimed):
            said = CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex)
            started = time.perf_counter()
            answer = keep_trying(lambda said=said: calls.log_and_next(desk, said)[1], patience=60)  # type: ignore[misc]
            waits.append((time.perf_counter() - started) * 1000)
    answers.put(waits)


def _desk(where: str, login: str, now: datetime):  # type: ignore[no-untyped-def]
    from contextlib import closing

    return closing(open_desk(where, login, FixedClock(now)))


if __name__ == "__main__":
    main()
