"""The file is locked by others for a while, or the disk fails, in the middle of a call."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.store.sqlite import connection as connections
from tests.build import office
from tests.faults.disks import failing_beyond
from tests.stories.driver import PATIENCE, sitting

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_who_waits_is_told_and_the_outcome_is_stored_once_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it takes longer than one try waits."""
    monkeypatch.setattr(connections, "A_MOMENT", 0.05)
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.3)
    with office(tmp_path, accounts=3) as work:
        async with sitting(work, size=(80, 24)) as ui:
            await ui.press("n", "c")
            with closing(sqlite3.connect(work.where, isolation_level=None)) as stranger:
                stranger.execute("BEGIN IMMEDIATE")
                ui.send("n")
                async with asyncio.timeout(PATIENCE):
                    while "waiting for the database: all is kept" not in ui.screen_text:
                        await asyncio.sleep(0.01)
                stranger.execute("ROLLBACK")
            await ui.idle()
            ui.misses("waiting for the database")
            ui.sees("No answer: A-0003")
        with work.boss.store.read() as tx:
            assert tx.sql.value("SELECT count(*) FROM call") == 1


async def test_on_a_disk_with_errors_nothing_is_lost_and_the_same_keys_store_it_later(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("she will pay")
            await ui.press("escape")
            with work.boss.store.read() as tx:
                sql = tx.sql
            sql.all("PRAGMA wal_checkpoint(TRUNCATE)")
            with failing_beyond(5_000):
                await ui.press("n")
                ui.sees("reported an error; nothing was", "check the disk and try again.")
                with work.boss.store.read() as tx:
                    assert tx.sql.value("SELECT count(*) FROM call") == 0
            await ui.press("n")
            ui.sees("No answer: A-0003")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[2], 10)
        assert call.note == "she will pay"
