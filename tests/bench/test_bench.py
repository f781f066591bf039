"""The benchmark itself still runs: at a tiny size, where its figures say nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_every_part_runs_at_a_tiny_size_and_prints_its_lines() -> None:
    command = [sys.executable, "-m", "tests.bench", "--accounts", "300:queue+import,40:queue"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sum(line.startswith("| next account, durable") for line in lines) == 4
    assert any(line.startswith("| import of accounts, with customer") and "300 added" in line for line in lines)
    assert "failed" not in done.stdout
