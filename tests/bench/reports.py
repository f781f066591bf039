"""How long every report takes, of a day, a month and a year, among a million accounts and five million calls.

``python -m tests.bench.reports [--accounts 1000000] [--people 60]``

The calls of the demo, which are of six weeks, are copied into the months before, by other people. It is the time of the
processor, since others may use the machine.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.services import figures
from collections_tui.services.demo import demo_instant, make_demo
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.store.subjects.recount import count_calls
from tests.bench.report import Line, machine, table

ROUNDS = 3
COPIES, SHARE = 8, 4  # of every fourth call one copy, six weeks before the last
WEEKS = timedelta(weeks=6)
BUSY = 1_000
_TIMES = ("started_at", "ended_at", "logged_at", "outcome_at")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reports", description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=60)
    chosen = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="collections-bench-") as folder:
        for row in table(_lines(Path(folder) / "demo.db", chosen.accounts, chosen.people)):
            print(row, flush=True)


def _lines(database: Path, size: int, people: int) -> Iterator[Line]:
    now = demo_instant(datetime.now(UTC))
    demo = make_demo(database, accounts=size, clock=FixedClock(now))
    with closing(open_desk(str(database), demo.supervisor, FixedClock(now))) as boss:
        calls = _grow(boss, database, people)
        count = f"{size:,} with {calls:,} calls"
        usual, busiest = _days(boss)
        month_end = boss.today().replace(day=1) - timedelta(days=1)
        spans = {
            "day": (usual, usual),
            "busiest day": (busiest, busiest),
            "month": (month_end.replace(day=1), month_end),
            "year": (boss.today() - timedelta(days=364), boss.today()),
        }
        for name, kind in figures.KINDS.items():
            for by in kind.by:
                took = {of: _took(boss, name, by, *span) for of, span in spans.items()}
                told = ", ".join(f"{of} {1000 * seconds:,.0f} ms" for of, seconds in took.items())
                yield Line(f"report {name} {by and f'by {by}'}".rstrip(), count, told, "day 100 ms, any 2 s")


def _took(desk: Desk, name: str, by: str, first: date, last: date) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        figures.report(desk, name, by, first, last)
        best = min(best, time.process_time() - begun)
    return best


def _days(desk: Desk) -> tuple[date, date]:
    """A day of the year with as many calls as its days had on average, and the one with most."""
    lines = figures.report(desk, "calls", "day", desk.today() - timedelta(days=364), desk.today()).lines[:-1]
    made = {date.fromisoformat(line.key[0]): line.values[0] for line in lines}
    calls = {day: number for day, number in made.items() if isinstance(number, int) and number >= BUSY}
    average = sum(calls.values()) / len(calls)
    return min(calls, key=lambda day: abs(calls[day] - average)), max(calls, key=lambda day: calls[day])


def _grow(boss: Desk, database: Path, people: int) -> int:
    """Copy calls into the months before; how many there are then."""
    with boss.store.write() as tx:
        first = tx.people.add("more0", "More 0", ("collector",)).id
        for number in range(1, people):
            tx.people.add(f"more{number}", f"More {number}", ("collector",))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA cache_size = -400000")
        columns = [row[1] for row in connection.execute("PRAGMA table_info(call)")]
        newest = connection.execute("SELECT max(id) FROM call").fetchone()[0]
        for number in range(1, COPIES + 1):
            values = ", ".join(_value(one, number, first, people) for one in columns[1:])
            connection.execute(
                f"INSERT INTO call ({', '.join(columns[1:])}) SELECT {values} FROM call k "
                f"WHERE k.id <= {newest} AND k.id % {SHARE} = {number % SHARE} ORDER BY k.id"
            )
        connection.commit()
        connection.execute("ANALYZE")
        total: int = connection.execute("SELECT count(*) FROM call").fetchone()[0]
    with boss.store.write() as tx:
        count_calls(tx.sql)
    return total


def _value(column: str, number: int, first: int, people: int) -> str:
    if column in _TIMES:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '-{number * WEEKS.days} days')"
    if column == "collector_id":
        return f"{first} + (k.account_id % {people})"
    return f"operation_id || ' {number}'" if column == "operation_id" else column


if __name__ == "__main__":
    main()
