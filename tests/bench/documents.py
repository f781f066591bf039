"""How long a thousand statements take, in one file and as a file each, on both engines; and an invoice of 10,000 lines.

``python -m tests.bench.documents [--accounts 1000] [--engines sqlite,postgres]``
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from collections_tui.files.documents.render import render
from collections_tui.services import document_runs
from tests.bench.report import Line, machine, table
from tests.build import NAMES, TODAY, add_account, office
from tests.engines import on
from tests.files.documents.samples import document, invoice

OFTEN = "1,000 in 60 s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.documents", description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000)
    parser.add_argument("--engines", default="sqlite,postgres")
    chosen = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    for row in table(_lines(chosen.accounts, chosen.engines.split(","))):
        print(row, flush=True)


def _lines(size: int, engines: list[str]) -> Iterator[Line]:
    for engine in engines:
        with on(engine), tempfile.TemporaryDirectory(prefix="collections-bench-") as name:
            folder = Path(name)
            with office(folder, accounts=0) as work:
                with work.boss.store.write() as tx:
                    for number in range(size):
                        due = TODAY - timedelta(days=number % 120)
                        bills = [(due - timedelta(days=30 * back), 10_00 + number) for back in range(1 + number % 4)]
                        add_account(tx, number=f"S-{number}", name=NAMES[number % len(NAMES)], invoices=bills)
                desk = work.desk("ana")
                (folder / "each").mkdir()
                one = _timed(partial(document_runs.statements, desk, "HOSP", folder / "all.pdf"))
                each = _timed(partial(document_runs.statements, desk, "HOSP", folder / "each", each=True))
                file = (folder / "all.pdf").stat().st_size >> 20
                yield Line(f"statements in one file of {file} MB, {engine}", f"{size:,}", one, OFTEN)
                yield Line(f"statements, a file each, {engine}", f"{size:,}", each, OFTEN)
    long = document(invoice(10_000))
    yield Line("an invoice of 10,000 lines as a PDF", "1", _timed(lambda: render(long, "pdf")), "")


def _timed(work: Callable[[], object]) -> str:
    start, busy = time.perf_counter(), time.process_time()
    work()
    took, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return f"{took:.1f} s ({busy:.1f} s of a core), {peak} MB"


if __name__ == "__main__":
    main()
