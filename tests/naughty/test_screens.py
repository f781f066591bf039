"""Every screen over an office full of hostile text: nothing crashes, nothing drives, nothing is read as markup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from collections_tui.clock import FixedClock
from collections_tui.domain.text import clean
from collections_tui.services import accounts
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.tui.app import Workstation
from collections_tui.tui.first import first_look
from collections_tui.tui.screens import worklist
from collections_tui.tui.thread import DeskThread
from tests.build import FLOOR
from tests.naughty.conftest import NOW, NUMBERS, Files
from tests.naughty.strings import ESCAPES, NAUGHTY, driving
from tests.stories.driver import Driver

WIDE = (140, 45)
CLOCK = FixedClock(datetime.fromisoformat(NOW))


@asynccontextmanager
async def sitting(database: Path, size: tuple[int, int]) -> AsyncIterator[Driver]:
    """The boss at a workstation over a database."""

    def open_own() -> Desk:
        desk = open_desk(str(database), "boss", CLOCK, session="screen")
        desk.zone = FLOOR
        return desk

    thread = DeskThread(open_own)
    try:
        app = Workstation(thread, thread.submit(first_look).result())
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.idle()
            yield driver
    finally:
        thread.close()


def check(ui: Driver) -> None:
    """Hold what is on the screen to what may be there: clean lines, each exactly as wide as the screen at most."""
    for shown in ui.screen_lines():
        assert driving(shown) == [], shown
        assert cell_len(shown) <= ui.app.size.width, shown
    assert not [line for line in ui.screen_lines() if "went wrong" in line]


async def open_account(ui: Driver, name: str) -> None:
    """Open the account with the text of this name, as finding it does."""
    account_id = await ui.app.thread.call(accounts.by_number, NUMBERS[name])
    ui.app.attempt(ui.app.travel.to_account(account_id))
    await ui.idle()
    ui.sees(f"Account {NUMBERS[name]}")


@pytest.mark.parametrize("size", [(80, 24), WIDE], ids=["narrow", "wide"])
async def test_lists_hold_any_name(files: Files, size: tuple[int, int]) -> None:
    async with sitting(files.database, size) as ui:
        check(ui)
        for command in ("worklist.view", "list.page_down", "list.page_down", "worklist.sort", "list.end"):
            await ui.do(command)
            check(ui)
        await ui.do("everywhere.call_log")
        for command in ("list.page_down", "list.end"):
            await ui.do(command)
            check(ui)
        await ui.do("call_log.open")
        check(ui)
        await ui.press("escape")
        await ui.do("call_log.filter")
        check(ui)


async def test_the_preview_holds_any_touch(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAUSE", 0.001)
    async with sitting(files.database, WIDE) as ui:
        for _ in range(len(NAUGHTY) // 2):
            await ui.press_at_once("down", "down")
            check(ui)


async def test_accounts_hold_any_text(files: Files) -> None:
    async with sitting(files.database, (100, 40)) as ui:
        for name in [*NAUGHTY][::2]:
            await open_account(ui, name)
            check(ui)
        for pane in ("timeline", "invoices", "script", "others"):
            await ui.do(f"account.{pane}")
            check(ui)


@pytest.mark.parametrize("name", ["markup", "closing markup", "click", "many brackets", "style name"])
async def test_markup_is_shown_as_it_stands(files: Files, name: str) -> None:
    async with sitting(files.database, (100, 40)) as ui:
        await open_account(ui, name)
        shown = clean(NAUGHTY[name])
        assert sum(shown in line for line in ui.screen_lines()) >= 3, ui.screen_text


@pytest.mark.parametrize("name", ["click", "zalgo", "long escapes", "family"])
async def test_a_call_can_be_made_over_any_text(files: Files, name: str) -> None:
    async with sitting(files.database, (80, 24)) as ui:
        await open_account(ui, name)
        for pane in ("timeline", "timeline", "invoices", "script", "script", "others"):
            await ui.do(f"account.{pane}")
            check(ui)
        await ui.do("account.note")
        check(ui)
        await ui.press("escape")
        await ui.do("account.day")
        check(ui)
        await ui.press("escape")
        for key in ("p", "a"):
            await ui.press(key)
            await ui.paste(NAUGHTY["clipboard"])
            check(ui)
            await ui.press(*["backspace"] * 80, "9", "tab")
            check(ui)
            if key == "p":
                await ui.type("fri")
            await ui.press("enter")
            check(ui)
        await ui.press("T")
        check(ui)
        await ui.press("P", "3")
        check(ui)
        await ui.press("4")
        check(ui)
        await ui.press("M")
        check(ui)
        await ui.press("escape", "escape")
        await ui.do("account.call")
        check(ui)
        await ui.press("n")
        check(ui)
        ui.sees("No answer", "u undoes")
        await ui.do("everywhere.help")
        check(ui)


async def test_pasted_text_is_clean_in_every_field(files: Files) -> None:
    async with sitting(files.database, (100, 40)) as ui:
        await ui.do("everywhere.find")
        for text in [*ESCAPES.values()][::3]:
            await ui.press("ctrl+u")
            await ui.paste(text)
            check(ui)
        await ui.press("escape")
        for command in ("everywhere.palette", "worklist.filter"):
            await ui.do(command)
            await ui.paste(NAUGHTY["clipboard"])
            check(ui)
            ui.sees("␛]52;c;")
            await ui.press("escape")


async def test_an_error_that_quotes_is_clean(files: Files) -> None:
    async with sitting(files.database, (80, 24)) as ui:
        for text in (
            NAUGHTY["clipboard"],
            NAUGHTY["click"],
            NAUGHTY["clear screen"],
            NAUGHTY["right to left override"],
        ):
            ui.app.say(text, "error")
            await ui.idle()
            check(ui)
            ui.sees(clean(text))
