"""The call log: what I did on a day, and what everybody did for those who may see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from collections_tui.services import calls
from collections_tui.services.views import CallEntry
from tests.build import NOON, TODAY, Office, office
from tests.stories.driver import sitting


def day_of_calls(work: Office) -> None:
    """Ana and ben worked today and ana on Friday."""
    ana, ben = work.desk("ana"), work.desk("ben")
    first, second, third, fourth, *_ = work.accounts
    friday = NOON - timedelta(days=3)
    calls.log_call(ana, entry(fourth, "no_answer", friday, 20))
    calls.log_call(ana, entry(first, "no_answer", NOON - timedelta(hours=2), 30))
    calls.log_call(
        ana,
        entry(second, "promised", NOON - timedelta(hours=1), 300)._replace(
            amount_cents=20_00, promised_on=TODAY, note="on payday", spoke_with="herself", phone="+12125550199"
        ),
    )
    calls.log_call(ben, entry(third, "busy", NOON - timedelta(minutes=30), 5))


def entry(account: int, outcome: str, at: datetime, seconds: int) -> CallEntry:
    """A call of a certain length."""
    return CallEntry(account, outcome, f"{account} {outcome}", started_at=at, ended_at=at + timedelta(seconds=seconds))


async def test_my_calls_of_today_with_totals(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.do("everywhere.call_log")
            ui.sees("My calls, today", "No answer", "Promised a payment", "$20.00")
            ui.sees("2 calls · 1 with the right party · 1 promise of $20.00 · 5:30 on the phone")
            ui.misses("Busy")
            assert ui.screen_text.index("11:00") < ui.screen_text.index("10:00")


async def test_days_before_and_after(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.do("everywhere.call_log")
            await ui.do("call_log.later")
            ui.sees("That is today: no call is logged beforehand.")
            await ui.do("call_log.earlier")
            ui.sees("My calls, Sun 22 Nov", "No calls on this day.", "0 calls")
            await ui.do("call_log.day")
            await ui.type("fri")
            ui.sees("Fri 20 Nov")
            await ui.do("go_day.save")
            ui.sees("My calls, Fri 20 Nov", "A-0004", "1 call ·")
            await ui.do("call_log.later")
            ui.sees("Sat 21 Nov")


async def test_a_day_to_come_or_no_day_is_refused_in_place(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("l", "d")
            await ui.type("31 dec 2026")
            await ui.press("enter")
            ui.sees("Thu 31 Dec is still to come.")
            await ui.press(*["backspace"] * 11)
            await ui.type("whenever")
            await ui.press("enter")
            ui.sees("That is not a day")
            await ui.press("escape")
            ui.sees("My calls, today")


async def test_everybodys_calls_are_for_supervisors_and_auditors(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "ben", "olga:auditor", "sue:supervisor"), accounts=5) as work:
        day_of_calls(work)
        async with sitting(work, "ana") as ui:
            await ui.press("l", "e")
            ui.sees("ana may not see everybody's calls", "My calls, today")
        for login in ("olga", "sue"):
            async with sitting(work, login) as ui:
                await ui.press("l")
                ui.sees("0 calls")
                await ui.do("call_log.everybody")
                ui.sees("Everybody's calls, today", "Busy", "ben", "ana", "3 calls")
                await ui.do("call_log.everybody")
                ui.sees("My calls, today", "0 calls")


async def test_the_filter_takes_outcome_client_and_person(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=5) as work:
        day_of_calls(work)
        async with sitting(work, "sue") as ui:
            await ui.press("l", "e", "f")
            await ui.type("no ans")
            await ui.press("tab")
            await ui.type("hosp")
            await ui.do("filter.apply")
            ui.sees("Everybody's calls, today · No answer, HOSP", "1 call ·", "10:00")
            await ui.press("f")
            await ui.do("filter.clear")
            await ui.press("tab", "tab")
            await ui.type("ben")
            await ui.do("filter.apply")
            ui.sees("Calls of ben, today", "Busy", "1 call ·")
            await ui.press("f")
            await ui.type("zzz")
            await ui.do("filter.apply")
            ui.sees("“zzz” is no single outcome")


async def test_a_call_opens_and_leads_to_its_account(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.press("l", "enter")
            ui.sees("Promised a payment", "11:00 to 11:05, 5:00", "(212) 555-0199", "herself", "on payday", "$20.00")
            await ui.do("call_detail.account")
            ui.sees("Account A-0002")
            await ui.press("escape")
            ui.sees("My calls, today")


async def test_a_call_is_corrected_by_an_addendum(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.press("l")
            await ui.do("call_log.addendum")
            await ui.type("it was her sister")
            await ui.do("note.save")
            ui.sees("Added. The call itself stays as it was written.", "Promised a payment +")
            await ui.do("call_log.open")
            ui.sees("on payday", "Added 12:00 by ana", "it was her sister")
            await ui.do("call_detail.addendum")
            await ui.type("her sister Ann")
            await ui.press("escape", "+")
            ui.sees("her sister Ann")
            await ui.press("enter")
            ui.sees("Added. The call itself stays", "her sister Ann")
            await ui.press("escape")
            await ui.press("w")
            await ui.do("everywhere.find")
            await ui.type("A-0002")
            await ui.press("enter")
            ui.sees("Added: it was her sister", "Added: her sister Ann")
        (call,) = [call for _, call in [calls.get(work.desk("ana"), 3)]]
        assert [correction.text for correction in call.corrections] == ["it was her sister", "her sister Ann"]
        assert call.note == "on payday"


async def test_an_addendum_that_was_begun_waits(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.press("l")
            await ui.do("call_log.addendum")
            await ui.type("it was her")
            await ui.press("escape")
            ui.sees("The addition is not saved; it is kept: + goes on with it")
            await ui.do("call_log.addendum")
            ui.sees("it was her")
            await ui.type(" sister")
            await ui.do("note.save")
            await ui.do("call_log.open")
            ui.sees("it was her sister")


async def test_somebody_elses_call_is_not_mine_to_add_to(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "ben"), accounts=5) as work:
        day_of_calls(work)
        async with sitting(work, "ben") as ui:
            await ui.do("everywhere.find")
            await ui.type("A-0002")
            await ui.press("enter", "end", "home", "down", "enter", "+")
            await ui.type("said more")
            await ui.press("enter", "escape")
            ui.sees("ben may not correct any call: ask a supervisor.")


async def test_a_call_taken_back_stays_in_the_log(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "n", "u", "l")
            ui.sees("taken back: No answer", "0 calls ·")
            await ui.press("enter")
            ui.sees("No answer (taken back)", "Taken back 12:00 by ana")


async def test_the_five_calls_of_a_newcomer_are_there_on_the_next_start(tmp_path: Path) -> None:
    with office(tmp_path, accounts=8) as work:
        async with sitting(work) as ui:
            await ui.press("n")
            for key in "nbnvn":
                await ui.press("c", key)
            await ui.leave()
        async with sitting(work, session="tomorrow") as ui:
            await ui.do("everywhere.call_log")
            ui.sees("5 calls · 0 with the right party", "Voicemail, message left", "Busy")


async def test_a_new_day_begins_with_an_empty_log(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        day_of_calls(work)
        async with sitting(work) as ui:
            await ui.press("l", "[", "escape", "l")
            ui.sees("My calls, Sun 22 Nov")
            await ui.press("escape")
            work.clock.forward(timedelta(days=1))  # type: ignore[attr-defined]
            await ui.press("l")
            ui.sees("My calls, today", "0 calls")
            assert work.desk("ana").today() == date(2026, 11, 24)
