"""Import of accounts: rows a second into a new database, and the memory it takes."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.report import Line

HEADER = ["account", "customer", "name", "home_phone", "state", "balance", "due_on"]
STATES = ("NY", "IL", "CO", "CA", "TX", "WA", "GA", "OH")
AREAS = ("212", "312", "303", "415", "713", "206", "404", "216")


def measure(folder: Path, rows: int, accounts: str) -> list[Line]:
    """Import a generated placement file of so many rows through the command line."""
    file = folder / f"accounts-{rows}.csv"
    _write(file, rows)
    one = folder / f"one-{rows}.csv"
    _write(one, 1)
    start_up, done = _run(one, folder / f"one-import-{rows}.db")
    if not done.returncode:
        whole, done = _run(file, folder / f"import-{rows}.db")
    if done.returncode:
        return [Line("import of accounts", accounts, f"failed: {done.stderr.strip()[:200]}", "")]
    took = max(whole - start_up, 1e-9)
    peak = int(done.stderr.strip().splitlines()[-1]) / 1024
    added = json.loads(done.stdout)["added"]
    plain = _plain(file, folder / f"plain-{rows}.db")
    figure = (
        f"{rows / took:,.0f} rows/s ({took:.1f} s with search index, {start_up:.1f} s of start-up left out), "
        f"{added:,} added, {peak:.0f} MB"
    )
    for path in folder.glob(f"*-{rows}.*"):
        path.unlink()
    return [
        Line("import of accounts, with customer, phone, invoice and ledger entry", accounts, figure, "≥ 80,000 rows/s"),
        Line("for comparison: csv + executemany into one plain table", accounts, f"{rows / plain:,.0f} rows/s", ""),
    ]


def _run(file: Path, database: Path) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Import a file into a new database; how long it took, and what it said."""
    command = [
        sys.executable, "-c", _RUN, "--db", str(database), "--as", "boss",
        "import", "accounts", str(file), "--client", "BENCH", "--json",
    ]  # fmt: skip
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return time.perf_counter() - start, done


def _plain(file: Path, database: Path) -> float:
    """How long it takes to put the same file, unchecked, into one table without any index."""
    start = time.perf_counter()
    with file.open(newline="", encoding="utf-8") as lines, sqlite3.connect(database) as db:
        reader = csv.reader(lines)
        db.execute(f"CREATE TABLE plain ({', '.join(next(reader))})")
        db.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(HEADER))})", reader)
    db.close()
    return time.perf_counter() - start


_RUN = """
import resource, sys
from collections_tui.cli.main import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def _write(file: Path, rows: int) -> None:
    pick = random.Random(rows)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(rows):
            where = pick.randrange(len(STATES))
            phone = f"({AREAS[where]}) 555-{100 + number % 100:04d}"
            due = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
            cents = pick.randrange(2_000, 900_000)
            name = f"Customer {pick.randrange(rows)} Number{number % 997}"
            balance = f"{cents // 100}.{cents % 100:02d}"
            writer.writerow([f"B{number:08d}", f"C{number:08d}", name, phone, STATES[where], balance, due])
