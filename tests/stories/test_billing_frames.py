"""Bills as they look at both sizes: in the making, checked, issued, and the dialogs around them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.build import Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.test_billing import address, list_prices
from tests.stories.test_calls import open_by_finding

pytestmark = [
    pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"),
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),  # they look the same on both
]


def clinic(folder: Path) -> Office:
    """H-20417 of Maria Rivera owes one bill; the hospital has a short price list."""
    work = office(folder, accounts=0)
    with work.boss.store.write() as tx:
        account = add_account(tx, number="H-20417", name="Maria Rivera", invoices=[(date(2026, 10, 12), 210_40)])
        found = tx.accounts.get(account)
        assert found is not None
        address(tx.sql, found.customer_id)
        list_prices(tx)
    work.accounts.append(account)
    return work


async def test_a_bill(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with clinic(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.do("everywhere.bills")
            await ui.type("blood")
            golden(ui, "bill-typed")
            await ui.press("down", "enter", *"20 nov", "enter", *"2", "enter", *"36415", "enter", "tab")
            await ui.press(*"10", "tab", "tab", "tab", *"agreed", "enter", *"85025", "enter", "enter")
            await ui.press(*"TAXI", "enter", *"Ride home", "enter", *"18.50", "enter", "escape")
            golden(ui, "bill-lines")
            await ui.do("prepare.terms")
            await ui.press("tab", "tab", *"5 %", "tab", *"staff", "tab", *"40", "tab", *"EOB 7")
            golden(ui, "bill-terms")
            await ui.press("enter")
            await ui.do("prepare.check")
            golden(ui, "bill-accept")
            await ui.press(*"two samples", "tab", *"as agreed", "enter")
            await ui.do("prepare.issue")
            golden(ui, "bill-issued")
            await ui.press("escape")
            await ui.do("account.invoices")
            await ui.press("down", "enter")
            golden(ui, "account-bill")


async def test_bills(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with clinic(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.do("everywhere.bills")
            await ui.press(*"85025", "enter", *"20 nov", "enter", *"2", "enter", "escape", "escape", "w")
            await ui.do("everywhere.bills")
            golden(ui, "bills")
            await ui.do("bills.add")
            golden(ui, "bill-whose")
            await ui.do("whose.new")
            await ui.press("tab", *"Zoe Park")
            golden(ui, "customer")
