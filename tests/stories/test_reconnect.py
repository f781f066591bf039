"""The server goes away in the middle of a call, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import postgres
from tests.build import office
from tests.stories.driver import PATIENCE, Driver, sitting

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


def reachable(url: str, yes: bool) -> None:
    """Let nobody use a database any more, or let them again."""
    name, server = urlsplit(url).path[1:], postgres.server()
    server.run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {'true' if yes else 'false'}")
    if not yes:
        server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


async def shows(ui: Driver, happened: Callable[[], bool]) -> None:
    """Wait until the screen shows something, while the database is away and nothing can come to rest."""
    async with asyncio.timeout(PATIENCE):
        while not happened():
            await asyncio.sleep(0.01)


async def test_a_lost_connection_keeps_the_call_and_goes_on_by_itself(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("he was ")
            reachable(work.where, False)
            for key in "on his way":
                ui.send("space" if key == " " else key)
            await shows(ui, lambda: "waiting for the database" in ui.screen_text)
            await shows(ui, lambda: "he was on his way" in ui.screen_text)
            reachable(work.where, True)
            await shows(ui, lambda: "waiting for the database" not in ui.screen_text)
            await ui.idle()
            await ui.press("escape", "n")
            ui.sees("No answer: A-0003")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[2], 10)
        assert call.note == "he was on his way"


async def test_an_outcome_given_while_the_database_is_away_is_stored_once_it_is_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            reachable(work.where, False)
            ui.send("n")
            ui.send("c")
            ui.send("b")
            await shows(ui, lambda: "waiting for the database" in ui.screen_text)
            reachable(work.where, True)
            await ui.idle()
        with work.boss.store.read() as tx:
            stored = [row[0] for row in tx.sql.all("SELECT outcome FROM call ORDER BY id")]
        assert stored == ["no_answer", "busy"]


async def test_whoever_leaves_while_the_database_is_away_is_not_kept(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("abc")
            reachable(work.where, False)
            ui.send("d")
            await shows(ui, lambda: "waiting for the database" in ui.screen_text)
            ui.send("ctrl+q")  # waits for what was typed to be saved
            await asyncio.sleep(0.1)
            assert ui.app.is_running
            await ui.leave()  # a second time leaves at once
        reachable(work.where, True)
