"""Everything about one account: what is owed, what happened, what to say, what was noted, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from collections_tui.services import accounts, calls, queue
from collections_tui.services.views import CallEntry
from tests.build import NOON, PACIFIC, TODAY, Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.test_calls import clock, open_by_finding

NAUGHTY = "[red]Smith[/] \x1b]52;c;aGk=\x07‮evil ﷽👩‍👩‍👧 '; DROP TABLE account; --"


def log(work: Office, account: int, outcome: str, **said: object) -> None:
    """A call that ben made."""
    entry = CallEntry(account, outcome, operation_id=f"{account}-{outcome}-{len(said)}-{clock(work).now()}")
    calls.log_call(work.desk("ben"), entry._replace(**said))  # type: ignore[arg-type]


def one_account(work: Office, *, phones: Iterable[str] = ("+12125550101",), bills: int = 2) -> int:
    """The only account of an office."""
    invoices = [(date(2026, 10, 1) - timedelta(days=40 * n), 100_00 + n) for n in range(bills)]
    with work.boss.store.write() as tx:
        work.accounts.append(add_account(tx, number="B-1", name="Maria Rivera", phones=phones, invoices=invoices))
    return work.accounts[0]


async def test_the_essentials_fit_a_small_screen(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        log(work, account, "promised", amount_cents=50_00, promised_on=TODAY)
        clock(work).forward(timedelta(days=4))  # the days of grace are over
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees(
                "Maria Rivera",
                "$200.01 owed",
                "97 days late",
                "1 (212) 555-0101",
                "◷ wait until Mon 08:00 (spoken with",
            )
            ui.sees("! Promise broken: $50.00 by Mon 23 Nov.", "Owed by age: 31–60 $100.00", "over 90 $100.01")
            ui.sees("Promised a payment", "+40 promise broken Mon 23 Nov", "Due since 08:00")


async def test_more_room_shows_more(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one_account(work)
        async with sitting(work, size=(120, 40)) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("Owed by age", "over 90", "Ranks here with", "│ t [Timeline]")
            await ui.resize(80, 24)
            ui.sees("Owed by age: ")
            ui.misses("│ t [Timeline]")


async def test_holds_and_hours_stand_on_top(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=[PACIFIC]) as work:
        log(work, work.accounts[0], "disputes", note="was never there")
        clock(work).forward(timedelta(hours=14))
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0001")
            ui.sees("! Disputes the debt: not in writing, was never there, received Mon 23 Nov")
            ui.sees("◷ wait until Mon 08:00 (spoken with today)")


async def test_invoices_show_their_lines_on_demand(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one_account(work)
        add_line(work, "B-1-1")
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.invoices")
            ui.sees("[Invoices 2]", "B-1-1", "B-1-2", "93 days late")
            ui.misses("Blood count")
            await ui.press("down", "enter")
            ui.sees("85025", "Blood count", "2 × $25.00", "$50.00")
            await ui.press("enter")
            ui.misses("Blood count")
            await ui.press("up", "enter")
            ui.sees("no lines came with this invoice")
            await ui.do("account.invoices")
            ui.sees("[Timeline]")


def add_line(work: Office, number: str) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run(
            "INSERT INTO invoice_line (invoice_id, position, code, description, service_on, quantity_milli, "
            "unit_cents, amount_cents) SELECT id, 1, '85025', 'Blood count', '2026-08-30', 2000, 2500, 5000 "
            "FROM invoice WHERE number = :number",
            {"number": number},
        )


async def test_what_to_say_fits_the_situation(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        async with sitting(work, size=(120, 40)) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.script")
            ui.sees("[First call]", "may I speak with Maria Rivera", "attempt", "$200.01")
            await ui.do("account.script")
            ui.sees("[Follow-up]")
            await ui.press("t", "escape")
            log(work, account, "refuses", note="no")
            await open_by_finding(ui, "B-1")
            await ui.do("account.script")
            ui.sees("[Refusal]")


async def test_other_accounts_of_the_customer_open(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        with work.boss.store.write() as tx:
            found = tx.accounts.get(account)
            assert found is not None
            add_account(tx, number="B-2", customer_id=found.customer_id, invoices=[(date(2026, 9, 1), 7_77)])
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.others")
            ui.sees("[Others 1]", "B-2", "$7.77")
            await ui.press("enter")
            ui.sees("Account B-2", "$7.77 owed")


async def test_a_note_is_kept_whatever_happens(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.note")
            await ui.type("speak slowly")
            await ui.press("escape")
            ui.sees("The note is not saved; it is kept: m goes on with it")
            await ui.do("account.note")
            ui.sees("speak slowly")
            await ui.do("note.new_line")
            await ui.type("and kindly")
            await ui.do("note.save")
            ui.sees("The note is saved.", "Note", "and kindly")
        (note, *_) = accounts.view(work.desk("ana"), account).timeline
        assert (note.kind, note.text) == ("note", "speak slowly\nand kindly")


async def test_an_empty_note_is_not_a_note(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one_account(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("m", "enter")
            ui.sees("The note is empty: type what is to be remembered.")
            await ui.press("escape")
            ui.sees("Account B-1")


async def test_the_next_day_is_said_back_and_kept(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.day")
            ui.sees("Type a day")
            await ui.type("22 nov 2026")
            await ui.do("plan.save")
            ui.sees("has passed")
            await ui.press(*["backspace"] * 11)
            await ui.type("+10d")
            ui.sees("Thu 3 Dec, in 10 days")
            await ui.do("plan.following")
            await ui.type("ring the insurer")
            await ui.do("plan.save")
            ui.sees("Next on B-1: Thu 3 Dec, in 10 days.", "Next: Thu 3 Dec 00:00 · ring the insurer")
        view = accounts.view(work.desk("ana"), account)
        assert view.account.next_action == "ring the insurer"


async def test_a_long_timeline_is_walked_through_to_its_end(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        for minute in range(150):
            accounts.add_note(work.desk("ben"), account, f"note number {minute}\nwith a second line")
            clock(work).forward(timedelta(minutes=1))
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("note number 149")
            await ui.press("end")
            ui.sees("Charged $100.01")
            await ui.press("home")
            ui.sees("note number 149")
            await ui.press_at_once(*["down"] * 60)
            ui.sees("note number 89")
            await ui.press("pagedown", "pageup")
            ui.sees("note number 89")


async def test_the_minute_shows_the_new_time_there(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one_account(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            clock(work).forward(timedelta(minutes=3))
            await ui.minute()
            ui.sees("12:03 Eastern")


async def test_names_and_notes_from_outside_stay_text(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with work.boss.store.write() as tx:
            add_account(tx, number="N-1", name=NAUGHTY, phones=["+12125550101"])
        account = accounts.by_number(work.boss, "N-1")
        queue.open_account(work.desk("ben"), account)
        log(work, account, "refuses", note=NAUGHTY, spoke_with=NAUGHTY)
        queue.leave(work.desk("ben"), account)
        async with sitting(work, size=(120, 40)) as ui:
            await open_by_finding(ui, "N-1")
            ui.sees("[red]Smith[/]", "DROP TABLE")
            for keys in ("t", "x", "i", "c", "escape", "m", "escape", "d", "escape", "l", "enter", "escape"):
                await ui.press(keys)
                shown = ui.screen_text
                assert "\x1b" not in shown
                assert "\x07" not in shown
                assert "\u202e" not in shown


async def test_an_account_that_does_not_exist_any_more_is_a_sentence(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            ui.app.screen.go_account(999)  # type: ignore[attr-defined]
            await ui.idle()
            ui.sees("Worklist", "That account does not exist any more")


async def test_a_call_in_the_timeline_opens(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one_account(work)
        log(work, account, "no_answer", started_at=NOON, ended_at=NOON, phone="+12125550101")
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("23 Nov 12:00 No answer · (212) 555-0101", "ben")
            await ui.press("enter")
            ui.sees("No answer", "12:00 to 12:00, 0:00", "ben, we called")


async def test_a_promise_taken_back_does_not_hide_the_one_before_it_that_was_broken(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        log(work, work.accounts[0], "promised", amount_cents=5_00, promised_on=TODAY)
        clock(work).forward(timedelta(days=7))
        async with sitting(work) as ui:
            await ui.press("n")
            ui.sees("! Promise broken: $5.00 by Mon 23 Nov.")
            await ui.press("c", "p", "7", "tab", *"fri", "enter")
            await ui.do("everywhere.undo")
            ui.sees("Account A-0001", "! Promise broken: $5.00 by Mon 23 Nov.")
