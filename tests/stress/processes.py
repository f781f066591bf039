"""Starting the processes of the stress tests, and reading what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0  # seconds until a process counts as stuck


def start(*duty: str) -> subprocess.Popen[str]:
    """A process with a duty."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.stress.worker", *duty],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def await_ready(crew: Sequence[subprocess.Popen[str]]) -> None:
    """Return when all of them have said that they are ready."""
    for one in crew:
        assert one.stdout is not None
        said = one.stdout.readline()
        assert said == "ready\n", said or answer(one)


def tell(process: subprocess.Popen[str], line: str = "go") -> None:
    """Say something to a process."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The last thing it says; it must end well and say nothing else."""
    out, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    said: dict[str, Any] = json.loads(out)
    return said


def percentile(waits: Sequence[float], share: float) -> float:
    """The wait that this share of all waits does not exceed."""
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def in_words(waits: Sequence[float]) -> str:
    """Half, nearly all, and the worst of some waits."""
    half, most = percentile(waits, 0.5), percentile(waits, 0.99)
    return f"{len(waits):,} waits: p50 {half:.1f} ms, p99 {most:.1f} ms, worst {max(waits):.1f} ms"
