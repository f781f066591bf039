"""``make bench``: every promise of the program, measured here and now, as a table.

``python -m tests.bench [--accounts 10000,100000:queue,1000000] [--only screen,queue,…]``
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.services import people as staff
from collections_tui.services.demo import DemoReport, demo_instant, make_demo
from collections_tui.services.sign_in import open_desk
from tests.bench import claims, imports, line, many, moves, queue, screen, team
from tests.bench.report import Line, machine, table

# At 100,000 only what has to stay flat from there on.
SIZES = "10000,100000:queue,1000000"
PARTS = ("screen", "line", "many", "team", "queue", "crowd", "rescore", "moves", "claims", "import")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--accounts", default=SIZES, help="sizes, separated by commas; size:part+part for some parts")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    chosen = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="collections-bench-") as folder:
        for row in table(_lines(Path(folder), chosen.accounts, chosen.only.split(","))):
            print(row, flush=True)  # at once: what comes later may fail


def _lines(folder: Path, sizes: str, parts: list[str]) -> Iterator[Line]:
    for text in sizes.split(","):
        size, _, some = text.partition(":")
        asked = [part for part in parts if not some or part in some.split("+")]
        if asked:
            yield from _size(folder, int(size), asked)


def _size(folder: Path, size: int, parts: list[str]) -> Iterator[Line]:
    now = demo_instant(datetime.now(UTC))
    accounts = f"{size:,}"
    database = folder / f"demo-{size}.db"
    if parts != ["import"]:
        start = time.perf_counter()
        demo = make_demo(database, accounts=size, clock=FixedClock(now))
        took = time.perf_counter() - start
        yield Line("demo set made", accounts, f"{took:.1f} s", "1,000,000 in 90 s")
        people = _collectors(database, demo, now)
    if "screen" in parts:
        yield from screen.measure(database, demo.login, now, accounts)
    if "line" in parts:
        yield from line.measure(database, demo.login, now, accounts)
    if "many" in parts:
        yield from many.measure(database, people, now, accounts)
    if "team" in parts:
        yield from team.measure(str(database), people, demo.supervisor, now, accounts)
    if "queue" in parts:
        yield from queue.next_account(database, demo.login, now, accounts)
    if "crowd" in parts:
        yield from queue.crowd(database, people, now, accounts)
    if "rescore" in parts:
        yield from queue.rescore(database, demo.supervisor, people, now, size)
    if "moves" in parts:
        yield from moves.measure(database, demo.supervisor, people, now, size)
    if "claims" in parts:
        yield from claims.measure(database, demo.supervisor, now, accounts)
    if "import" in parts:
        yield from imports.measure(folder, size, accounts)


def _collectors(database: Path, demo: DemoReport, now: datetime) -> list[str]:
    desk = open_desk(str(database), demo.supervisor, FixedClock(now))
    logins = [person.login for person in staff.everyone(desk) if "collector" in person.roles]
    desk.close()
    return logins


if __name__ == "__main__":
    main()
