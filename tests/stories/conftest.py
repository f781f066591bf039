"""What every story may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines import ENGINES, on
from tests.stories.driver import Driver
from tests.stories.frames import Golden, compare


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares the screen with the one kept under a name."""
    update = bool(request.config.getoption("--update-frames"))

    def check(ui: Driver, name: str) -> None:
        compare(ui, name, update=update)

    return check


@pytest.fixture(autouse=True, params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Tell every story twice, once on each engine."""
    with on(request.param):
        yield request.param
