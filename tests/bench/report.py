"""The table that ``make bench`` prints."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """One promise: what was measured, on how many accounts, the figure, and what it may be."""

    what: str
    accounts: str
    figure: str
    budget: str


def percentile(values: Iterable[float], share: float) -> float:
    """Nearest rank, so that every figure printed was really seen."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100).__int__() - 1)]


def spread(values: list[float], digits: int = 1) -> str:
    """Median and 99th percentile in words; of fewer than a hundred, the worst, which is what a percentile would be."""
    if not values:
        return "nothing to measure"
    if len(values) < 100:
        return f"p50 {statistics.median(values):.{digits}f} ms, worst {max(values):.{digits}f} ms of {len(values)}"
    return f"p50 {statistics.median(values):.{digits}f} ms, p99 {percentile(values, 99):.{digits}f} ms"


def machine() -> str:
    """What this was measured on."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def table(lines: Iterable[Line]) -> Iterator[str]:
    """The lines of a Markdown table, each as it comes."""
    yield "| what | accounts | measured | budget |"
    yield "| --- | --- | --- | --- |"
    for line in lines:
        yield f"| {' | '.join(line)} |"
