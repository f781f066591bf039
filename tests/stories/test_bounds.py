"""What a terminal says of itself is not always true."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.tui.bounds import MOST_COLUMNS, MOST_ROWS
from tests.build import office
from tests.stories.driver import sitting

# Nothing of it asks the database.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_terminal_that_says_it_is_enormous_gets_a_corner(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana",), accounts=3) as work:
        async with sitting(work, "ana", size=(65_535, 65_535)) as ui:
            ui.sees("A-0001")
            assert ui.app.screen.size == (MOST_COLUMNS, MOST_ROWS)
