"""An office to work in, and what the tests of services say about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import Office, office
from tests.engines import ENGINES, on
from tests.services.importing import Importer


@pytest.fixture(autouse=True, params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Ask every service twice, once on each engine."""
    with on(request.param):
        yield request.param


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Six accounts on one worklist; ana and ben work them, olga audits, and boss is there."""
    with office(tmp_path, people=("ana", "ben", "olga:auditor", "adam:admin", "sue:supervisor"), accounts=6) as made:
        yield made


@pytest.fixture
def incoming(tmp_path: Path) -> Iterator[Importer]:
    """The boss of an empty office, who imports files for the hospital."""
    with office(tmp_path, accounts=0, lists=()) as made:
        yield Importer(made, tmp_path)
