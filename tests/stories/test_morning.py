"""The first workstation of the day does what the night changes, while its person works."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from collections_tui.services import promises
from tests.build import TODAY, HandClock, office
from tests.stories.driver import sitting


async def test_the_first_workstation_begins_the_day_and_a_later_one_finds_it_done(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        assert isinstance(work.clock, HandClock)
        promises.make(work.desk("ana"), work.accounts[0], 5_00, TODAY, "op-1")
        work.clock.forward(timedelta(days=7))

        def told() -> list[str]:
            with work.boss.store.read() as tx:
                return [row[0] for row in tx.sql.all("SELECT details FROM audit WHERE action = 'day'")]

        async with sitting(work) as ui:
            await ui.minute()
            async with asyncio.timeout(20):
                while not told():
                    await asyncio.sleep(0.02)
            await ui.press("n")
            ui.sees("Account A-0001", "promise broken Mon 23 Nov")
            await ui.leave()
        async with sitting(work, login="ben") as ui:
            await ui.minute()
            await ui.leave()
        assert len(told()) == 1
        assert told()[0].startswith("Mon 30 Nov 2026: 1 promise broken")
