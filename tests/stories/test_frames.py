"""The screens and dialogs around the worklist, as they look at both sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.tui.screens.worklist_columns import BESIDE
from tests.build import office
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.scenes import working_week

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


async def test_worklist(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await ui.press("2")
            golden(ui, "worklist")
            await ui.do("worklist.view")
            golden(ui, "worklist-open")


async def test_worklist_without_accounts(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with office(tmp_path, accounts=0) as work:
        async with sitting(work, size=size) as ui:
            golden(ui, "worklist-empty")


async def test_filter(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await ui.do("worklist.filter")
            golden(ui, "filter")


async def test_reassign(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, "boss", size=size) as ui:
            await ui.press("space", "space", "R")
            await ui.type("ben, utility")
            golden(ui, "reassign")


async def test_find(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await ui.do("everywhere.find")
            await ui.type("wei")
            golden(ui, "find")


async def test_help(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await ui.do("everywhere.help")
            golden(ui, "help")


async def test_palette(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await ui.do("everywhere.palette")
            golden(ui, "palette")


async def test_unfinished_calls(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    from collections_tui.services import calls

    with working_week(tmp_path) as work:
        calls.save_draft(work.desk("ana"), work.accounts[3], {"note": "half a sentence"})
        async with sitting(work, size=size) as ui:
            if size[0] >= BESIDE:  # the preview comes a moment after the dialog in front of it
                await ui.until(lambda: "Ranks here with" in ui.screen_text)
            golden(ui, "unfinished")
