"""Stores to test: the engines are named here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collections_tui.domain.outcomes import OutcomeBook
from collections_tui.services.bookshelf import Books
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from tests.build import Office, office
from tests.engines import ENGINES, on, place


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new database goes, on one engine after the other."""
    with on(request.param):
        yield place(tmp_path)


@pytest.fixture
def opened(store_url: str) -> Iterator[Callable[[], Store]]:
    """Opens one more connection to the same database, which is made by the first."""
    stores: list[Store] = []

    def another() -> Store:
        stores.append(open_store(store_url, create=not stores))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    """A new, empty database."""
    return opened()


@pytest.fixture
def work(store_url: str) -> Iterator[Office]:
    """An office with twenty accounts, and ana and ben to work them."""
    with office(store_url) as made:
        yield made


@pytest.fixture(scope="session")
def outcomes() -> OutcomeBook:
    """The outcomes that ship."""
    return Books().outcomes
