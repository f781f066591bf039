"""An office to work in, and what the tests of services say about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import Office, office


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Six accounts on one worklist; ana and ben work them, olga audits, and boss is there."""
    with office(tmp_path, people=("ana", "ben", "olga:auditor", "adam:admin", "sue:supervisor"), accounts=6) as made:
        yield made
