"""The next account: of the filter and the worklist in view, else of my other worklists."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.build import NOON, HandClock, office
from tests.services.test_missing_policy import best, folder, mercy
from tests.stories.driver import Driver, sitting
from tests.stories.scenes import EASTERN, PACIFIC
from tests.stories.test_calls import open_by_finding

MORNING = NOON - timedelta(hours=3)
"""09:00 in New York, 06:00 in California."""


async def filter_to_100(ui: Driver) -> None:
    """Keep the accounts that owe at most 100: A-0001, A-0002 and A-0003."""
    await ui.do("worklist.filter")
    await ui.press("tab", "tab", "tab")
    await ui.type("100")
    await ui.do("filter.apply")


async def test_where_the_worklist_in_view_has_nobody_my_others_follow(tmp_path: Path) -> None:
    clock = HandClock(MORNING)
    with office(tmp_path, accounts=4, lists=("east", "west"), zones=(EASTERN, PACIFIC), clock=clock) as work:
        async with sitting(work) as ui:
            await ui.press("2")
            ui.sees("Nobody here may be called right now", "n looks in every worklist")
            await ui.do("everywhere.next")
            ui.sees("Account A-0003 · East")
            assert ui.message == "From East: West has nobody now."
            await ui.press("c", "n")
            ui.sees("Account A-0001 · East")
            assert ui.message.startswith("No answer: A-0003 José")
            assert ui.message.endswith("u undoes. From East: West has nobody now.")
            await ui.press("c", "n")
            assert "u undoes. Nobody may be called right now: 2 wait for 08:00 Pacific, 2 wake tomorrow" in ui.message


async def test_a_client_whose_rules_are_not_here_is_left_out_and_said(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        best(work, mercy(work, folder(tmp_path), count=1))
        async with sitting(work) as ui:
            await ui.press("n")
            ui.sees("Account A-0001", "MERCY has contact rules of its own: start with --config")
            await ui.press("c", "n")
            assert "Nobody may be called right now" in ui.message
            assert "policies/mercy.toml" in ui.message
            await open_by_finding(ui, "M-0")
            ui.sees("Account M-0", "✗ never (the client’s rules are not known here)")
            await ui.press("c")
            assert "never to be called. MERCY has contact rules of its own" in ui.message
            ui.misses("How did it end?")


async def test_while_the_worklist_in_view_has_somebody_the_others_wait(tmp_path: Path) -> None:
    with office(tmp_path, accounts=4, lists=("east", "west")) as work:
        async with sitting(work) as ui:
            await ui.press("2", "n")
            ui.sees("Account A-0004 · West")
            assert ui.message == ""
            await ui.press("c", "n")
            ui.sees("Account A-0002 · West")
            await ui.press("c", "n")
            ui.sees("Account A-0003 · East", "West has nobody now")


async def test_next_keeps_to_the_filter_in_view(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20, lists=("main", "other")) as work:
        async with sitting(work) as ui:
            await filter_to_100(ui)
            ui.cursor_on("A-0003")
            await ui.do("everywhere.next")
            ui.sees("Account A-0003 · Main · next only to 100")
            await ui.press("c", "n")
            ui.sees("Account A-0001 · Main · next only to 100")
            await ui.do("everywhere.next")
            ui.sees("Nobody that the filter keeps may be called right now: f changes it.")
            ui.cursor_on("A-0001")
            await ui.press("n", "c", "n")
            assert ui.message.startswith("No answer: A-0001")
            assert "Nobody that the filter keeps may be called right now" in ui.message
            await ui.press("f", "ctrl+r", "enter", "n")
            ui.sees("Account A-0019 · Main")
            ui.misses("next only")


async def test_the_filter_chooses_and_the_rank_decides(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press("s", "s", "s")
            await filter_to_100(ui)
            await ui.do("worklist.view")
            ui.sees("by name")
            ui.cursor_on("A-0001")
            await ui.do("everywhere.next")
            ui.sees("Account A-0003 · Main · next only to 100")
