"""Supervisors answer what collectors ask for, and who asked sees the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services import accounts, approvals, arrangements, calls, flags, unsaved
from collections_tui.services.approval_views import Change, Wanted
from collections_tui.tui.screens.account import AccountScreen
from tests.build import HandClock, Office, add_account, office
from tests.stories.driver import Driver, sitting
from tests.stories.frames import SIZES, Golden

PHONE = "+12125550102"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Maria owes $600.00 and has an attorney, Walter $80.00; ana and ben work, sue supervises."""
    people = ("ana", "ben", "sue:supervisor", "olga:auditor")
    with office(tmp_path, people=people, accounts=0, clock=HandClock()) as made:
        with made.boss.store.write() as tx:
            for number, name, cents, phone in (
                ("A-1", "Maria Rivera", 600_00, PHONE),
                ("A-2", "Walter Chen", 80_00, None),
            ):
                bills = [(date(2026, 9, 1), cents)]
                phones = None if phone is None else (phone,)
                made.accounts.append(add_account(tx, number=number, name=name, invoices=bills, phones=phones))
        flags.set_flag(made.boss, made.accounts[0], "attorney", {"name": "Jane Roe", "phones": "212 555 0160"})
        yield made


async def open_account(ui: Driver, number: str) -> None:
    await ui.do("everywhere.find")
    await ui.type(number)
    await ui.press("enter")
    ui.sees(f"Account {number}")


async def look_again(ui: Driver) -> None:
    """Let the time pass after which an account looks by itself whether an answer has come."""
    screen = ui.app.screen
    assert isinstance(screen, AccountScreen)
    screen.follow()
    await ui.idle()


async def test_a_write_off_is_asked_for_and_approved_with_a_change(work: Office) -> None:
    async with sitting(work, session="ana") as ui:
        await open_account(ui, "A-2")
        await ui.do("account.adjust")
        ui.sees("A-2 Walter Chen, $80.00 owed: a supervisor answers.")
        await ui.press("enter")
        ui.sees("! Say how much, and why")
        await ui.type("20")
        ui.sees("$60.00 is owed then", "write-off")
        await ui.press("tab", "tab", "tab", *"moved away", "enter")
        assert ui.message == "A-2: R1, write off $20.00, waits for a supervisor. Q shows the answer."
        ui.sees("▸ Write off $20.00 – ana asked a supervisor, 12:00 (R1)")
        async with sitting(work, "sue", session="sue") as sue:
            await sue.do("everywhere.approvals")
            sue.sees("1 waiting (1)", "R1", "ana", "write off $20.00", "Walter Chen: moved away", "Y approve  M change")
            await sue.press("enter")
            sue.sees("Account A-2", "ana is working on this account")
            await sue.press("escape")
            await sue.do("approvals.mark")
            sue.sees("A-2 Walter Chen: write off $20.00", "“moved away”", "as it was asked for")
            await sue.press(*["backspace"] * 5, *"15", "tab", *"half would do", "enter")
            assert sue.message == (
                "A-2: R1 is approved with a change, write off $15.00, not $20.00."
            )  # fmt: skip
            sue.sees("Nothing waits for a supervisor.")
            await sue.press("2")
            sue.sees("Walter Chen: approved, changed by sue (not $20.00): half would do")
        await look_again(ui)
        ui.sees("sue approved with a change R1, write off $15.00, not $20.00", "$65.00 owed")
        await ui.do("everywhere.approvals")
        await ui.press("right")
        ui.sees("Approvals · answered this week", "Walter Chen: approved, changed by sue (not $20.00)")


async def test_a_blocked_call_is_asked_for_approved_and_made_once(work: Office) -> None:
    async with sitting(work, session="ana") as ui:
        await open_account(ui, "A-1")
        await ui.press("c")
        ui.sees("! asks a supervisor")
        await ui.do("account.override")
        await ui.press("2", "enter")
        assert ui.message == "A-1: R1, call (212) 555-0102, waits for a supervisor. Q shows the answer."
        await ui.press("c")
        ui.sees("never to be called", "! asks a supervisor")
        approvals.answer(work.desk("sue"), "R1", True, "be brief")
        await look_again(ui)
        ui.sees("sue lets you call (212) 555-0102 (A-1) once until today 12:30: be brief.")
        ui.sees("▸ Call (212) 555-0102 – sue approved until 12:30: be brief")
        await ui.press("c")
        ui.sees("How did it end?", "! overridden (The attorney agrees")
        await ui.press_at_once("ctrl+o", "n")
        ui.sees("sue let ana once: used")
        await ui.press("c")
        ui.sees("never to be called")
    (line,) = [item for item in accounts.view(work.boss, work.accounts[0]).timeline if item.kind == "call"]
    assert calls.get(work.boss, line.ref)[0].override_by == "sue"


async def test_every_kind_is_approved_or_refused_by_one_key(work: Office) -> None:
    ana, clock = work.desk("ana"), work.clock
    assert isinstance(clock, HandClock)
    arrangements.arrange(ana, work.accounts[0], Terms(0, Every("months"), date(2026, 12, 23), 12), "1")
    clock.forward(timedelta(minutes=1))
    approvals.ask(ana, Wanted("write_off", work.accounts[1], "Small", cents=5_00), "2")
    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.approvals")
        await ui.do("approvals.refuse")
        ui.sees("A1 of A-1, Maria Rivera: 12 × $50.00")
        await ui.press("enter")
        ui.sees("! Say why it is refused")
        await ui.press(*"too long", "enter")
        assert ui.message == "A-1: arrangement 1 is refused."
        ui.cursor_on("R1")
        await ui.do("approvals.approve")
        assert ui.message == "A-2: R1 is approved, write off $5.00."
        await ui.do("approvals.approve")
        ui.sees("Nothing waits for a supervisor.")
        await ui.press("2", "Y")
        assert ui.message == "R1 was answered: enter opens its account."
    async with sitting(work, session="after") as ui:
        await ui.minute()
        assert ui.message.startswith("sue refused A1, 12 × $50.00 monthly on the 23rd (A-1): too long. sue approved R1")


async def test_an_answer_that_is_left_is_gone_on_with(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    arrangements.arrange(ana, work.accounts[0], Terms(0, Every("months"), date(2026, 12, 23), 12), "1")
    approvals.ask(ana, Wanted("write_off", work.accounts[1], "Small", cents=20_00), "2")
    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.approvals")
        await ui.press("down", "M", "escape")
        ui.cursor_on("R1")
        ui.misses("is kept")
        await ui.press("M", *["backspace"] * 5, *"15", "escape")
        assert ui.message == "The answer is not saved; it is kept: M goes on with it."
        await ui.press("N", *"half would do", "escape")
        assert ui.message == "The answer is not saved; it is kept: N goes on with it."
    async with sitting(work, "sue", session="later") as ui:
        await ui.do("everywhere.approvals")
        await ui.press("down", "M")
        ui.sees("This was typed before and is not saved yet.", "half would do", "enter approves it with this change")
        await ui.press("enter")
        assert ui.message == "A-2: R1 is approved with a change, write off $15.00, not $20.00."
        await ui.press("N", *"too long", "escape", "M")
        ui.sees("too long", "12")
        await ui.do("answer.refuse")
        assert ui.message == "A-1: arrangement 1 is refused."
    kinds: tuple[UnsavedKind, ...] = ("answer", "decision")
    for kind in kinds:
        assert unsaved.begun(sue, Unsaved(kind, 1)) == {}


async def test_somebody_else_was_quicker(work: Office) -> None:
    approvals.ask(work.desk("ana"), Wanted("write_off", work.accounts[1], "Small", cents=5_00), "1")
    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.approvals")
        approvals.answer(work.boss, "R1", True, change=Change(cents=4_00))
        await ui.do("approvals.approve")
        assert ui.message == "! R1 waits for no answer: it was approved by boss."
        ui.sees("Nothing waits for a supervisor.")


async def test_who_may_not_answer_sees_what_is_theirs_to_see(work: Office) -> None:
    approvals.ask(work.desk("ana"), Wanted("write_off", work.accounts[1], "Small", cents=5_00), "1")
    async with sitting(work, "ben") as ui:
        await ui.do("everywhere.approvals")
        ui.sees("Nothing waits for a supervisor.", "0 requests of mine")
    async with sitting(work, "olga") as ui:
        await ui.do("everywhere.approvals")
        ui.sees("R1", "1 waiting (1)", "Walter Chen: Small")
        await ui.do("approvals.approve")
        assert ui.message == "! olga may not answer requests: ask a supervisor."
    async with sitting(work, session="back") as ui:
        await ui.do("everywhere.approvals")
        await ui.press("M", *"they paid", "enter")
        assert ui.message == "A-2: the request R1 is taken back."
        ui.sees("Nothing waits for a supervisor.")


async def test_a_supervisor_writes_off_at_once(work: Office) -> None:
    async with sitting(work, "sue") as ui:
        await open_account(ui, "A-2")
        await ui.press("W", *"-5", "tab", "a", "tab", "tab", *"billed twice", "enter")
        assert ui.message.startswith("-$5.00 adjusted on A-2")
        ui.sees("$75.00 owed")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_dialogs(work: Office, size: tuple[int, int], golden: Golden) -> None:
    ana, clock = work.desk("ana"), work.clock
    assert isinstance(clock, HandClock)
    settled = Settlement(90_00, date(2026, 12, 15))
    arrangements.arrange(
        work.desk("ben"), work.accounts[0], Terms(0, Every("months"), date(2026, 12, 1), 1, settlement=settled), "1"
    )
    approvals.ask(ana, Wanted("override", work.accounts[0], "He asked for it himself", e164=PHONE), "2")
    clock.forward(timedelta(minutes=2))
    approvals.ask(ana, Wanted("adjustment", work.accounts[1], "Billed twice", cents=-5_00, invoice="A-2-1"), "3")
    async with sitting(work, "sue", size=size) as ui:
        await ui.do("everywhere.approvals")
        golden(ui, "approvals-all")
        await ui.press("down", "M")
        golden(ui, "decide-call")
        await ui.press("escape", "down", "M")
        golden(ui, "decide")
    async with sitting(work, size=size, session="ana") as ui:
        await open_account(ui, "A-2")
        golden(ui, "account-asked")
        await ui.press("W", *"12", "tab", "tab", "1")
        golden(ui, "adjust")
