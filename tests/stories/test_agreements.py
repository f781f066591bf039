"""Promises and arrangements at the workstation: taken down, asked for, answered, moved, cancelled, seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.records import Unsaved
from collections_tui.services import accounts, arrangements, promises, unsaved
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.views import AccountView
from tests.build import NOON, HandClock, Office, add_account, office
from tests.services.paying import pay
from tests.stories.driver import Driver, sitting


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Maria owes a hospital $600.00 and, on another account, $77.00; ana works, sue supervises, olga looks."""
    people = ("ana", "ben", "sue:supervisor", "olga:auditor")
    with office(tmp_path, people=people, accounts=0, clock=HandClock()) as made:
        with made.boss.store.write() as tx:
            first = add_account(tx, number="A-1", name="Maria Rivera", invoices=[(date(2026, 9, 1), 600_00)])
            found = tx.accounts.get(first)
            assert found is not None
            second = add_account(tx, number="A-2", customer_id=found.customer_id, invoices=[(date(2026, 9, 1), 77_00)])
        made.accounts += [first, second]
        yield made


async def open_maria(ui: Driver) -> None:
    await ui.do("everywhere.find")
    await ui.type("A-1")
    await ui.press("enter")
    ui.sees("Account A-1", "$600.00 owed")


def seen(work: Office) -> AccountView:
    return accounts.view(work.boss, work.accounts[0])


def arrange(work: Office, login: str, *, number: int, first: date = date(2026, 12, 23)) -> None:
    """Agree on monthly instalments of all that Maria owes on the first account."""
    terms = Terms(0, Every("months"), first, number)
    arrangements.arrange(work.desk(login, "early"), work.accounts[0], terms, f"{login} {number}")


def latest(work: Office) -> ArrangementView:
    return arrangements.of_account(work.boss, work.accounts[0])[0]


# -- promises -------------------------------------------------------------------------------------------------------


async def test_a_promise_takes_ten_keystrokes_besides_the_amount_and_the_date(work: Office) -> None:
    keys = ["p", *"200", "tab", *"fri", "enter"]
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press_at_once(*keys)  # typed faster than a dialog opens
        assert ui.message == "Promised: $200.00 by Fri 27 Nov · A-1 rests until Tue 1 Dec."
        ui.sees("Promised: $200.00 by Fri 27 Nov")
    assert len(keys) - len("200") - len("fri") <= 10
    promise = seen(work).promises[0]
    assert (promise.amount_cents, promise.due_on, promise.everywhere, promise.by) == (
        200_00, date(2026, 11, 27), False, "ana",
    )  # fmt: skip


async def test_a_promise_for_all_accounts_says_back_what_it_understood_and_keeps_what_was_typed(work: Office) -> None:
    async with sitting(work, session="before") as ui:
        await open_maria(ui)
        await ui.press("p", "enter")
        ui.sees("all of it: $600.00")
        await ui.press("ctrl+t")
        ui.sees("all of it: $677.00", "For all 2 accounts of the customer.")
        await ui.press("shift+tab")
        await ui.type("700")
        ui.sees("more than the $677.00 owed")
        await ui.press("backspace", "backspace", "backspace")
        await ui.type("650")
        await ui.press("tab")
        await ui.leave(*"the day aft")
    async with sitting(work, session="after") as ui:
        await open_maria(ui)
        await ui.press("p")
        ui.sees("650", "the day aft", "For all 2 accounts", "This was typed before and is not saved yet.")
        await ui.press("enter")
        ui.sees("is not a day")
        await ui.press(*["backspace"] * 11, *"eom", "enter")
        ui.sees("Promised on all accounts: $650.00 by Mon 30 Nov", "on all accounts")
        await ui.press("p")
        ui.sees("Amount                      all of it")
        ui.misses("typed before")
    assert seen(work).promises[0].everywhere


async def test_a_promise_part_paid_and_broken_is_said_in_words(work: Office) -> None:
    ana = work.desk("ana")
    promises.make(ana, work.accounts[0], 200_00, date(2026, 11, 27), "op")
    pay(ana, work.accounts[0], 50_00)
    async with sitting(work, session="before") as ui:
        await ui.do("everywhere.find")
        await ui.type("A-1")
        await ui.press("enter")
        ui.sees("Promised: $200.00 by Fri 27 Nov, $50.00 paid")
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(days=8))
    async with sitting(work, session="after") as ui:
        await ui.press("n")
        ui.sees("! Promise part kept: $50.00 paid, $200.00 by Fri 27 Nov promised.")


# -- arrangements ---------------------------------------------------------------------------------------------------


async def test_an_arrangement_shows_its_schedule_and_the_policy_as_it_is_typed(work: Office) -> None:
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("a")
        ui.sees("How many instalments, or how much is each? The policy allows 6 months,")
        await ui.press("6")
        ui.sees("= 100.00", "6 Sun 23 May 2027", "✓ 6 months – ok", "enter makes it: it is within the policy.")
        await ui.press("tab", *"75")  # one follows the other: the number gives way
        ui.sees("= 8", "8 × $75.00", "! 8 months – the policy allows 6: needs a supervisor", "enter asks a supervisor.")
        await ui.press("shift+tab", "4", "tab", "tab", *"2weeks", "tab", *"fri", "tab", *"100", "tab", "tab", *"5%")
        ui.sees("= 117.50", "every 2 weeks", "Fri 27 Nov", "$30.00 off", "✓ 5% off – ok", "$570.00 in all")
        await ui.press_at_once(*["backspace"] * 2, "enter")
        assert ui.message.startswith("Active. A-1: arrangement 1, $100.00 down, 4 instalments, $600.00 in all; next")
        ui.sees("Arrangement: $0.00 of $600.00 paid · next $100.00 due today (down payment)", "T  Terms 1")
    view = latest(work)
    assert [due.amount_cents for due in view.dues] == [100_00, 125_00, 125_00, 125_00, 125_00]
    assert view.arrangement.status == "active"


async def test_what_was_paid_meanwhile_is_seen_before_anything_is_agreed_on(work: Office) -> None:
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("a", "6")
        ui.sees("6 × $100.00")
        pay(work.desk("ben"), work.accounts[0], 60_00)
        await ui.press("enter")
        ui.sees("! $540.00 is owed on A-1, and no longer $600.00: look at the terms again.")
        ui.sees("A-1 Maria Rivera · $540.00 owed", "6 × $90.00")
        await ui.press("enter")
        ui.sees("Active. A-1: arrangement 1, 6 instalments, $540.00 in all")


async def test_number_and_amount_may_both_stand_and_nothing_typed_is_lost(work: Office) -> None:
    async with sitting(work, session="before") as ui:
        await open_maria(ui)
        await ui.press("a", "3", "ctrl+e")
        ui.sees("200.00")
        await ui.press("tab", "end", *["backspace"] * 6, *"100")
        ui.sees("3 Tue 23 Feb 2027     $400.00", "the last of $400 is larger than the others – ok")
        await ui.press("tab", "tab")
        await ui.leave(*"someday")
    async with sitting(work, session="after") as ui:
        await open_maria(ui)
        await ui.press("a")
        ui.sees("someday", "is not a day", "This was typed before and is not saved yet.")
        await ui.press("enter")
        ui.sees("│ ! 'someday' is not a day")
        await ui.press("tab", "tab", "tab", *["backspace"] * 7, "enter")
        ui.sees("Active. A-1: arrangement 1, 3 instalments")
    assert [due.amount_cents for due in latest(work).dues] == [100_00, 100_00, 400_00]
    assert unsaved.begun(work.desk("ana"), Unsaved("arrangement", work.accounts[0])) == {}


async def test_the_worksheet_suggests_and_is_stored(work: Office) -> None:
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("a", "6", "ctrl+n", "3", "tab")
        ui.sees("! What comes in a month?")
        await ui.press(*"2400", "tab", *"2330", "enter")
        ui.sees("· $100 a month – the worksheet suggests $70", "$70.00 left a month", "91 FR 1797")
        await ui.press("enter")
        ui.sees("Active.")
    sheet = latest(work).worksheet
    assert sheet is not None
    assert (sheet.household, sheet.income_cents, sheet.spending) == (3, 2400_00, (("housing", 2330_00),))


async def test_outside_the_policy_it_is_asked_and_a_supervisor_answers_with_a_change(work: Office) -> None:
    async with sitting(work, session="ana") as ui:
        await open_maria(ui)
        await ui.press("a", "1", "2", "enter")
        assert ui.message == "Asked: needs a supervisor (A-1, request 1)."
        ui.sees("Asked for: 12 × $50.00 monthly on the 23rd · waits for a supervisor")
        await ui.do("everywhere.approvals")
        await ui.press("M")
        ui.sees("A1 of A-1, Maria Rivera: 12 × $50.00", "why the request ends")  # hers to take back, not to answer
        await ui.press("escape", "w")
    async with sitting(work, "sue", session="sue") as ui:
        await ui.press("Q")
        ui.sees("1 waiting (1)", "A-1", "12 × $50.00")
        await ui.press("M")
        ui.sees("Asked for by ana, 12:00.", "! 12 months – the policy allows 6", "enter approves it; ctrl+r refuses it")
        await ui.press("ctrl+r")
        ui.sees("! Say why it is refused: the collector has to tell the customer.")
        await ui.type("half a year is")
        await ui.press("escape", "M")
        ui.sees("half a year is", "typed before")
        await ui.press("tab", *["backspace"] * 2, "6")
        ui.sees("6 × $100.00", "enter approves it with a change")
        await ui.press("enter")
        assert ui.message.startswith("A-1: arrangement 1 is approved with a change; next today")
        ui.sees("Nothing waits for a supervisor.")
        await ui.press("2")
        ui.sees("6 × $100.00 monthly", "Maria Rivera: approved, changed by sue (not 12 × $50.00): half a year is")
    async with sitting(work, session="after") as ui:
        await ui.minute()
        await ui.press("r")
        ui.sees("request approved")
        await ui.press("n")
        ui.sees("▸ Arrangement approved by sue, 12:00: half a year is", "Arrangement: $0.00 of $600.00")
        ui.sees("arrangement approved with a change: tell them")


async def test_a_refusal_comes_back_with_its_reason_and_another_takes_its_place(work: Office) -> None:
    arrange(work, "ana", number=12)
    async with sitting(work, "sue", session="sue") as ui:
        await open_maria(ui)
        await ui.press("T", "enter")
        await ui.type("Ask for a down payment")
        await ui.press("ctrl+r")
        ui.sees("A-1: arrangement 1 is refused.")
        await ui.press("escape")
    async with sitting(work, session="after") as ui:
        ui.sees("request refused")
        await ui.press("n")
        ui.sees("▸ Arrangement refused by sue, 12:00: Ask for a down payment")
        await ui.press("a", "6", "enter")
        ui.sees("Active. A-1: arrangement 2")
        ui.misses("refused by sue")


async def test_an_instalment_is_moved_and_the_arrangement_cancelled_from_its_terms(work: Office) -> None:
    arrange(work, "ana", number=3)
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("T", "down", "enter")
        ui.sees("Instalment 1 of A-1: $200.00 due Wed 23 Dec", "why the arrangement ends")
        await ui.type("+60d")
        await ui.press("enter")
        ui.sees("! ", "Move it to")  # not within the policy: it stays open with what was typed
        await ui.press(*["backspace"] * 4, *"28 dec", "enter")
        assert ui.message.startswith("A-1: instalment 1 is due Mon 28 Dec;")
        ui.sees("1 Mon 28 Dec (was Wed 23 Dec)")
        await ui.press("a")
        ui.sees("Takes the place of the arrangement there is ($0.00 of $600.00 paid).")
        await ui.press("escape", "enter", "tab", *"Lost the job", "enter")
        ui.sees("A-1: arrangement 1 is cancelled.", "cancelled", "Lost the job")


async def test_the_letter_of_agreement_is_written_from_the_account(work: Office, tmp_path: Path) -> None:
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("L")
        assert ui.message == "There is a letter once an arrangement is agreed on: a begins one."
        await ui.press("a", "6", "enter", "L")
        ui.sees("agreement-A-1.pdf")
        await ui.press(*["backspace"] * len("agreement-A-1.pdf"))
        await ui.paste(str(tmp_path / "no" / "such.txt"))
        await ui.press("enter")
        ui.sees("There is no folder")
        await ui.press(*["backspace"] * len("no/such.txt"), *"a.txt", "enter")
        ui.misses("Letter of agreement")
    assert "$600.00" in (tmp_path / "a.txt").read_text()


# -- in a call ------------------------------------------------------------------------------------------------------


async def test_an_arrangement_agreed_in_a_call_is_kept_while_typed_stored_with_it_and_taken_back(work: Office) -> None:
    async with sitting(work, session="before") as ui:
        await open_maria(ui)
        await ui.press("c", "a", "6", "tab", "tab")
        await ui.leave(*"mon")
    async with sitting(work, session="after") as ui:
        await ui.press("enter")  # the call that was begun goes on in the middle of its terms
        ui.sees("Arrangement in this call", "mon", "Instalments  6")
        await ui.press("escape")
        ui.sees("How did it end?")
        await ui.press("a", "tab", "tab", *"th", "ctrl+n", "2", "tab", *"900", "enter", "enter")
        ui.sees("Agreed to an arrangement", "6 × $100.00 monthly on the 23rd", "Agreed on. A note")
        await ui.type("Her sister will help.")
        await ui.press("ctrl+o", "enter")
        ui.sees("Agreed to an arrangement (arrangement 1, 6 instalments", "Arrangement: $0.00 of $600.00")
        made = latest(work).arrangement
        assert (made.status, made.call_id is not None) == ("active", True)
        assert seen(work).promises == ()
        await ui.press("u", "c")
        ui.sees("Instalments  6", "= 100.00", "$900.00 left a month")
        assert latest(work).arrangement.status == "cancelled"
        await ui.press("1", "enter", "enter")  # 16 now
        made = latest(work).arrangement
        assert (made.status, made.id) == ("proposed", 2)


async def test_a_promise_in_a_call_may_be_for_all_accounts(work: Office) -> None:
    async with sitting(work) as ui:
        await open_maria(ui)
        await ui.press("c", "p", "ctrl+e")
        assert ui.message == "For all 2 accounts of the customer: $677.00 is owed on them."
        await ui.type("300")
        ui.sees("$300.00 of $677.00, on all accounts")
        await ui.press("tab", *"fri", "ctrl+o", "enter")
        ui.sees("Promised: $300.00 by Fri 27 Nov, on all accounts")
    assert seen(work).promises[0].everywhere


# -- the promises screen --------------------------------------------------------------------------------------------


async def test_what_is_expected_is_listed_opened_called_and_marked(work: Office) -> None:
    ana = work.desk("ana", "early")
    assert isinstance(work.clock, HandClock)
    work.clock.at = NOON - timedelta(days=3)
    promises.make(ana, work.accounts[1], 77_00, date(2026, 11, 21), "late")
    arrange(work, "ben", number=3, first=date(2026, 11, 23))
    work.clock.at = NOON
    async with sitting(work) as ui:
        await ui.do("everywhere.promises")
        ui.sees("1 due today (0)", "2 overdue (1)", "No money is expected today to me: e shows the team’s.")
        await ui.press("e")
        ui.sees("1 due today (1)", "instalment 1/3", "$200.00", "1 payment due today, $200.00 still to come", "ben")
        await ui.press("2")
        ui.sees("Sat 21 Nov", "A-2", "late", "$77.00 still to come")
        await ui.press("M", *"Paid at the desk", "enter")
        ui.sees("A-2: the promise is cancelled; next try now.", "2 overdue (0)")
        await ui.press("3", "enter")
        ui.sees("Account A-1", "next $200.00 due today (1 of 3)")
        await ui.press("escape")
        ui.sees("The team's promises · coming")
        await ui.press("1", "c")
        ui.sees("Account A-1", "How did it end?")
        assert ui.app.travel.account is not None


async def test_who_only_looks_sees_it_and_changes_nothing(work: Office) -> None:
    arrange(work, "ana", number=3, first=date(2026, 11, 23))
    async with sitting(work, "olga") as ui:
        await ui.press("P", "e")
        ui.sees("instalment 1/3")
        await ui.press("M")
        ui.sees("You may look at what was agreed, not change it")
        await ui.press("enter", "T")
        ui.sees("1 today")
        for key in ("p", "a", "enter"):
            await ui.press(key)
            ui.misses("Move or cancel", "Arrangement ─", "Promise ─")
