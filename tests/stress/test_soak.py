"""A few people at a server of workstations for a moment; ``make soak`` lets many work for long."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.soak import soak

pytestmark = pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="no server of workstations on this system")


@pytest.mark.slow
def test_people_work_side_by_side_and_no_outcome_is_lost(tmp_path: Path) -> None:
    lines, wrong = soak(tmp_path, people=12, minutes=0.6, idle=1)
    assert wrong == []
    calls = next(line for line in lines if line.what == "calls recorded")
    assert int(calls.figure.split()[0]) >= 12
