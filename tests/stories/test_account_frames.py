"""The account, the call, the call log and their dialogs, as they look at both sizes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.services import accounts, calls
from collections_tui.services.desk import Desk
from collections_tui.store.subjects.unmatched import NewUnmatched
from collections_tui.store.transaction import Transaction
from tests.build import NOON, PACIFIC, HandClock, Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.scenes import log, working_week
from tests.stories.test_calls import open_by_finding

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def rivera(folder: Path) -> Office:
    """One account with a bit of everything: two numbers, invoices of several ages, calls, a broken promise, a note."""
    clock = HandClock(NOON - timedelta(days=20))
    work = office(folder, accounts=0, clock=clock)
    bills = [(date(2026, 11, 30), 85_00), (date(2026, 10, 12), 210_40), (date(2026, 7, 1), 1_240_00)]
    phones = ["+12125550160", "+12135550161"]
    with work.boss.store.write() as tx:
        account = add_account(
            tx, number="H-20417", name="Maria Rivera", phones=phones, invoices=bills, zones=PACIFIC, state="CA"
        )
        found = tx.accounts.get(account)
        assert found is not None
        add_account(tx, number="H-20418", customer_id=found.customer_id, invoices=[(date(2026, 9, 1), 77_00)])
        describe(tx, found.customer_id)
    happened(work, account)
    clock.at = NOON
    return work


def describe(tx: Transaction, customer: int) -> None:
    """What is known of the customer, and what was billed on the oldest invoice."""
    tx.sql.run(
        "UPDATE customer SET street = '12 Elm Street', city = 'Fresno', postcode = '93701', "
        "email = 'maria.rivera@example.com', language = 'es' WHERE id = :id",
        {"id": customer},
    )
    tx.sql.run("UPDATE phone SET zones = 'America/New_York', kind = 'work' WHERE e164 = '+12125550160'")
    tx.sql.many(
        "INSERT INTO invoice_line (invoice_id, position, code, description, service_on, quantity_milli, unit_cents, "
        "amount_cents) SELECT id, ?, ?, ?, '2026-05-30', ?, ?, ? FROM invoice WHERE number = 'H-20417-3'",
        [(1, "99283", "Emergency visit", 1000, 1180_00, 1180_00), (2, "85025", "Blood count", 2000, 30_00, 60_00)],
    )


def happened(work: Office, account: int) -> None:
    """What was done in the three weeks before."""
    clock, ana, ben = work.clock, work.desk("ana", "early"), work.desk("ben", "early")
    assert isinstance(clock, HandClock)
    log(ben, account, "no_answer")
    clock.forward(timedelta(days=2))
    note = "Waits for her tax refund. Will pay the oldest bill in two parts and ring if it is late."
    promised = date(2026, 11, 17)
    log(ana, account, "promised", amount_cents=620_00, promised_on=promised, note=note, spoke_with="Maria Rivera")
    calls.add_addendum(ana, last_call(ana, account), "First part by card, second by transfer.")
    clock.forward(timedelta(days=9))
    accounts.add_note(ben, account, "Her sister rang: Maria is on holiday until the 22nd.\nNothing else was said.")


def last_call(desk: Desk, account: int) -> int:
    """The id of the latest call on an account."""
    return next(item.ref for item in accounts.view(desk, account).timeline if item.kind == "call")


async def test_account(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            golden(ui, "account")
            await ui.do("account.timeline")
            golden(ui, "account-in-full")
            await ui.do("account.invoices")
            await ui.do("account.open")
            golden(ui, "account-invoices")
            await ui.do("account.script")
            golden(ui, "account-say")
            await ui.do("account.others")
            golden(ui, "account-others")


async def test_account_that_is_not_to_be_called(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        account = accounts.by_number(work.boss, "H-20417")
        log(work.desk("ben"), account, "disputes", note="Says the visit was her sister's.")
        assert isinstance(work.clock, HandClock)
        work.clock.forward(timedelta(hours=14))
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            golden(ui, "account-held")


async def test_call(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.do("account.call")
            golden(ui, "call")
            await ui.do("outcome.script")
            golden(ui, "call-say")
            await ui.do("outcome.timeline")
            if "esc shows them" in ui.screen_text:
                await ui.press("escape")
            await ui.do("outcome.inbound")
            golden(ui, "call-inbound")
            await ui.do("outcome.inbound")
            await ui.press("p")
            golden(ui, "call-promise")
            await ui.type("620")
            await ui.press("tab", *"fri", "tab", "tab")
            await ui.type("Money has come.")
            golden(ui, "call-promise-typed")
            await ui.press("escape", "escape")
            golden(ui, "call-unfinished")


async def test_note_and_next_day(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.do("account.note")
            await ui.type("Speak slowly.")
            golden(ui, "note")
            await ui.press("escape")
            await ui.do("account.numbers")
            await ui.press("2", "tab", "tab", "w")
            golden(ui, "number")
            await ui.press("escape")
            await ui.do("account.pay")
            await ui.press(*"1400", "tab", "tab", *"H-20418", "tab", *"ch")
            golden(ui, "payment")
            await ui.press("escape")
            await ui.do("account.day")
            await ui.type("+10d")
            golden(ui, "next-day")


async def test_call_log(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, "boss", size=size) as ui:
            await ui.do("everywhere.call_log")
            golden(ui, "call-log-empty")
            await ui.do("call_log.everybody")
            await ui.press("[", "[", "[", "[", "[")
            golden(ui, "call-log")
            await ui.do("call_log.filter")
            golden(ui, "call-log-filter")
            await ui.press("escape")
            await ui.do("call_log.day")
            golden(ui, "call-log-day")


async def test_unmatched_payments(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        with work.boss.store.write() as tx:
            rows = [
                NewUnmatched("2026-11-18", 125_00, "USD", "H-99999", "", "", "", "there is no account H-99999", "a-1"),
                NewUnmatched(
                    "2026-11-20", 77_00, "USD", "", "", "M RIVERA NOV", "", "unknown reference M RIVERA NOV", "b"
                ),
            ]
            tx.unmatched.add(1, rows, NOON, 1)
        async with sitting(work, size=size) as ui:
            await ui.do("everywhere.unmatched")
            golden(ui, "unmatched")
            await ui.press("down", "enter")
            await ui.type("rivera")
            golden(ui, "unmatched-match")


async def test_call_detail(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with rivera(tmp_path) as work:
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.press("down", "down", "enter")
            golden(ui, "call-detail")
