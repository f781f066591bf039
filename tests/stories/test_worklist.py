"""The worklist: what is on it, in which order, and what is said when it is empty."""

from __future__ import annotations

from pathlib import Path

from tests.build import office
from tests.stories.driver import sitting


async def test_the_worklist_shows_who_may_be_called_best_first(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            print(ui.screen_text)
            ui.sees("1 Main 20", "Ada Lovelace")
