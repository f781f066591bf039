"""Promises and arrangements as they look at both sizes: the dialogs, the terms of an account, the money expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.services import arrangements, promises
from tests.build import NOON, HandClock, Office, add_account, office
from tests.services.paying import pay
from tests.stories.driver import Driver, sitting
from tests.stories.frames import SIZES, Golden

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
FIRST = date(2026, 11, 23)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """A morning on which money is late, due and coming, and two requests wait."""
    clock = HandClock(NOON - timedelta(days=7))
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=9, clock=clock) as made:
        with made.boss.store.write() as tx:
            rivera = add_account(tx, number="H-20417", name="Maria Rivera", invoices=[(date(2026, 9, 1), 1_240_00)])
            made.accounts.append(rivera)
        ana, ben, ids = made.desk("ana", "early"), made.desk("ben", "early"), made.accounts
        months, weeks = Every("months"), Every("weeks", 2)
        promises.make(ana, ids[2], 50_00, date(2026, 11, 18), "1")
        promises.make(ana, ids[3], 60_00, date(2026, 11, 22), "2")
        promises.make(ana, ids[4], 70_00, FIRST, "3")
        settled = Settlement(100_00, date(2026, 12, 15))
        arrangements.arrange(ana, rivera, Terms(0, weeks, FIRST, 2, None, 240_00, date(2026, 11, 20), settled), "4")
        arrangements.arrange(ben, ids[6], Terms(0, months, FIRST, 13), "5")
        arrangements.arrange(ana, ids[7], Terms(0, months, date(2026, 12, 1), 5), "6")
        clock.forward(timedelta(days=3))
        pay(ana, rivera, 300_00)
        clock.at = NOON
        yield made


async def open_rivera(ui: Driver) -> None:
    await ui.do("everywhere.find")
    await ui.type("H-20417")
    await ui.press("enter")


async def test_the_account(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, size=size) as ui:
        await open_rivera(ui)
        golden(ui, "account-arranged")
        await ui.do("account.terms")
        golden(ui, "account-terms")
        await ui.press("down", "down", "enter", *"+5d")
        golden(ui, "instalment")


async def test_the_dialogs(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, size=size) as ui:
        await ui.do("everywhere.next")
        await ui.do("account.promise")
        await ui.press(*"20", "tab", *"fri")
        golden(ui, "promise")
        await ui.press("escape")
        await ui.do("account.arrange")
        golden(ui, "arrange-begun")
        await ui.press("1", "4", "tab", "tab", *"2weeks", "tab", *"eom", "tab", *"10", "tab", "tab", *"12%")
        golden(ui, "arrange")
        await ui.do("arrangement.means")
        await ui.press("3", "tab", *"2400", "tab", *"1900")
        golden(ui, "means")


async def test_money_that_is_expected(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, "sue", size=size) as ui:
        await ui.do("everywhere.promises")
        await ui.do("promises.everybody")
        golden(ui, "promises-today")
        await ui.press("2")
        golden(ui, "promises-overdue")
        await ui.do("everywhere.approvals")
        golden(ui, "approvals")
        await ui.do("approvals.mark")
        golden(ui, "answer")
