"""How long it takes to find a price among very many, as somebody types, on both engines.

``python -m tests.bench.prices [--prices 50000] [--engines sqlite,postgres]``
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from collections_tui.domain.billing.records import Price
from collections_tui.services import prices
from tests.bench.report import Line, machine, spread, table
from tests.build import office
from tests.engines import ENGINES, on

ROUNDS = 100
DAY = date(2026, 6, 1)
_OFTEN = """
    MRI CT X-ray knee head chest visit clinic emergency injection tablet capsule solution bottle therapy exercise panel
    blood count contrast without operation room hour unit vaccine nurse ultrasound biopsy catheter stent graft
""".split()  # noqa: SIM905
# What is typed: the beginning of a code, one letter, words that many have, several, one that few have, and none.
_TYPED = {
    "part of a code": ("12", "9", "55"),
    "one letter": ("m", "e", "c"),
    "a common word": ("mri", "injection", "visit"),
    "several words": ("inj kne", "ct head", "room oper"),
    "what is in no word's beginning": ("zzqx", "njectio"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.prices", description=__doc__)
    parser.add_argument("--prices", type=int, default=50_000)
    parser.add_argument("--engines", default=",".join(ENGINES))
    chosen = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    for row in table(_lines(chosen.prices, chosen.engines.split(","))):
        print(row.replace("| accounts |", "| prices |"), flush=True)


def _lines(size: int, engines: list[str]) -> Iterator[Line]:
    for engine in engines:
        with (
            on(engine),
            tempfile.TemporaryDirectory(prefix="collections-bench-") as folder,
            office(Path(folder), accounts=0) as work,
        ):
            with work.boss.store.write() as tx:
                tx.prices.add(list(_list(size)))
            work.boss.store.analyse()
            for what, typed in _TYPED.items():
                took = []
                for number in range(ROUNDS):
                    start = time.perf_counter()
                    prices.find(work.boss, 1, typed[number % len(typed)], DAY)
                    took.append((time.perf_counter() - start) * 1000)
                yield Line(f"find a price by {what}, {engine}", f"{size:,}", spread(took), "5 ms")


def _list(size: int) -> Iterator[Price]:
    """Invented services: half of their words are those that many have."""
    rng = Random(8)
    rare = ["".join(rng.choices("abcdefghiklmnoprstuvw", k=rng.randint(5, 10))) for _ in range(size // 6)]
    for number in range(size):
        words = [rng.choice(_OFTEN if rng.random() < 0.5 else rare) for _ in range(rng.randint(3, 8))]
        code = f"{rng.randint(10_000, 99_999)}-{number:05d}"
        yield Price(0, 1, code, " ".join(words), rng.randint(1, 1_000_000), date(2026, 1, 1))


if __name__ == "__main__":
    main()
