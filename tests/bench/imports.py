"""Import of accounts: rows a second into a new database, and the memory it takes."""

from __future__ import annotations

import csv
import json
import random
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
    database = folder / f"import-{rows}.db"
    command = [
        sys.executable, "-c", _RUN, "--db", str(database), "--as", "boss",
        "import", "accounts", str(file), "--client", "BENCH", "--json",
    ]  # fmt: skip
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    if done.returncode:
        return [Line("import of accounts", accounts, f"failed: {done.stderr.strip()[:200]}", "")]
    peak = int(done.stderr.strip().splitlines()[-1]) / 1024
    added = json.loads(done.stdout)["added"]
    figure = f"{rows / took:,.0f} rows/s ({took:.1f} s with start-up and search index), {added:,} added, {peak:.0f} MB"
    for path in folder.glob(f"*-{rows}.*"):
        path.unlink()
    return [
        Line("import of accounts, with customer, phone, invoice and ledger entry", accounts, figure, "≥ 80,000 rows/s")
    ]


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
