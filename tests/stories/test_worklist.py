"""The worklist: what is on it, in which order, what is said when it is empty, and the way to an account and back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from collections_tui.services import calls, queue
from collections_tui.services.views import NothingNow
from tests.build import HandClock, Office, office
from tests.services.importing import Importer
from tests.stories.driver import Driver, sitting
from tests.stories.scenes import EASTERN, PACIFIC, log, working_week


def clock_of(work: Office) -> HandClock:
    assert isinstance(work.clock, HandClock)
    return work.clock


def first_row(ui: Driver) -> str:
    """The row under the cursor."""
    return ui.line_with("▸")


async def test_it_shows_who_may_be_called_best_first(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            ui.sees("1 Main (20)", "Wei Zhang 20", "$724.69", "42d", "12:00 Eastern", "never called")
            ui.cursor_on("A-0020")
            await ui.do("everywhere.next")
            ui.sees("Account A-0020")


async def test_one_worklist_is_a_tab(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9, lists=("one", "two", "three")) as work:
        async with sitting(work) as ui:
            ui.sees("1 One (3)", "2 Three (3)", "3 Two (3)", "A-0007")
            await ui.press("2")
            ui.sees("A-0009")
            ui.misses("A-0007")
            await ui.do("worklist.following")
            ui.sees("A-0008")
            await ui.do("worklist.following")
            ui.sees("A-0007")
            await ui.do("worklist.previous")
            ui.sees("A-0008")
            await ui.press("9")
            ui.sees("A-0008")


async def test_the_next_account_comes_from_the_worklist_in_view(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9, lists=("one", "two", "three")) as work:
        async with sitting(work) as ui:
            await ui.press("3", "n")
            ui.sees("Account A-0008")


async def test_why_now_in_a_few_words(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work) as ui:
            await ui.press("2")
            assert "call-back due" in ui.line_with("A-0031")
            assert "promise broken" in ui.line_with("A-0043")
            assert "never called" in ui.line_with("A-0022")
            ui.misses("A-0034")
            await ui.do("worklist.view")
            assert "on hold" in ui.line_with("A-0034")
            assert "sleeps to 30 Nov" in ui.line_with("A-0025")


async def test_the_preview_can_be_switched_off_for_more_columns(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=(120, 40)) as ui:
            ui.sees("score account", " client ", "Owed by age")
            ui.misses("last touch")
            await ui.do("worklist.preview")
            ui.sees("score account", " client ", "last touch", "z shows it again")
            ui.misses("Owed by age")
            await ui.press("n", "escape", "2")
            ui.sees("last touch")
            await ui.do("worklist.preview")
            ui.sees("Owed by age", "The preview is on.")
            ui.misses("last touch")
            await ui.resize(138, 40)
            ui.sees("Owed by age", "last touch")
            await ui.resize(80, 24)
            ui.sees("score account", "there", "why now")
            await ui.do("worklist.preview")
            await ui.do("worklist.preview")
            assert ui.message == "The preview needs a window of 120 columns; this one has 80."


async def test_all_open_shows_who_is_taken_and_who_may_not_be_called_now(tmp_path: Path) -> None:
    with office(tmp_path, accounts=4, zones=(EASTERN, PACIFIC)) as work:
        clock_of(work).forward(timedelta(hours=-2))
        queue.open_account(work.desk("ben"), work.accounts[2])
        async with sitting(work) as ui:
            ui.misses("A-0003", "A-0004")
            await ui.do("worklist.view")
            assert "with ben" in ui.line_with("A-0003")
            assert "opens 08:00" in ui.line_with("A-0004")
            assert "never called" in ui.line_with("A-0001")


async def test_sorted_by_what_i_want(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work) as ui:
            await ui.press("2")
            for words, first in (
                ("amount owed", "A-0043"),
                ("days late", "A-0043"),
                ("name", "A-0001"),
                ("last touch", "A-0001"),
                ("rank", "A-0031"),
            ):
                await ui.do("worklist.sort")
                assert words in ui.message
                assert first in first_row(ui), words


async def test_the_cursor_stays_where_it_was_when_i_come_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press("down", "down", "down")
            row = first_row(ui)
            await ui.do("worklist.open")
            ui.sees("Account A-0017")
            await ui.do("account.leave")
            assert first_row(ui) == row
            ui.sees("A-0017 went back to the worklist")


async def test_after_calls_the_list_begins_with_the_best_again(tmp_path: Path) -> None:
    with office(tmp_path, accounts=60) as work:
        async with sitting(work) as ui:
            await ui.press("pagedown", "pagedown", "enter", "c", "n")
            await ui.do("everywhere.worklist")
            ui.cursor_on("A-0050")
            await ui.press("pagedown", "enter")
            await ui.do("account.leave")
            ui.misses("A-0050 ")


async def test_in_an_order_of_my_own_i_stay_where_i_was(tmp_path: Path) -> None:
    with office(tmp_path, accounts=60) as work:
        async with sitting(work) as ui:
            await ui.press("s", "s", "s", "pagedown", "pagedown")
            below = first_row(ui)
            await ui.press("up", "enter", "c", "n")
            await ui.do("everywhere.worklist")
            assert first_row(ui) == below


async def test_an_account_that_was_called_is_gone_from_those_callable_now(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press("down", "enter", "c", "n")
            await ui.do("everywhere.worklist")
            ui.misses("A-0019")
            ui.sees("1 Main (19)")
            await ui.do("worklist.view")
            assert "sleeps to Tue" in ui.line_with("A-0019")


async def test_what_others_do_is_seen_within_a_minute(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        ben = work.desk("ben")
        async with sitting(work) as ui:
            log(ben, work.accounts[19], "no_answer")
            await ui.minute()
            ui.sees("1 Main (19)")
            ui.cursor_on("A-0019")
            ui.misses("A-0020")
            log(ben, work.accounts[18], "no_answer")
            await ui.do("worklist.refresh")
            ui.sees("1 Main (18)")
            ui.cursor_on("A-0018")


async def test_sleepers_wake_by_themselves(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        for account in work.accounts:
            log(work.desk("ana", "before"), account, "busy")
        async with sitting(work) as ui:
            ui.sees("1 Main (0)", "2 asleep until their next action")
            clock_of(work).forward(timedelta(minutes=31))
            await ui.minute()
            ui.sees("1 Main (2)", "A-0001")
            ui.cursor_on("A-0002")


async def test_the_time_there_moves_with_the_clock(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2, zones=(EASTERN, PACIFIC)) as work:
        async with sitting(work) as ui:
            ui.sees("12:00 Eastern", "09:00 Pacific", "training 23 Nov 2026 12:00")
            clock_of(work).forward(timedelta(minutes=7))
            await ui.minute()
            ui.sees("12:07 Eastern", "09:07 Pacific", "training 23 Nov 2026 12:07")


async def test_outside_the_hours_it_says_when_to_come_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3, zones=(PACIFIC,)) as work:
        clock_of(work).forward(timedelta(hours=14))
        async with sitting(work) as ui:
            ui.sees("Nobody here may be called right now: 3 outside the hours", "v shows all")
            await ui.do("everywhere.next")
            answer = queue.next_account(work.desk("ben"))
            assert isinstance(answer, NothingNow)
            assert ui.message == answer.reason
            await ui.do("worklist.view")
            ui.sees("A-0003")


async def test_an_empty_office_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        async with sitting(work) as ui:
            ui.sees("This worklist has no account to work", "collections-tui import")


async def test_somebody_without_a_worklist_is_told_whom_to_ask(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0, lists=()) as work:
        async with sitting(work) as ui:
            ui.sees("You have no worklist yet: ask a supervisor")
            await ui.press("s", "v", "f", "escape", "right", "1", "enter", "r", "n")
            ui.sees("You have no worklist yet: ask a supervisor")


async def test_the_first_user_is_told_how_to_import_and_sees_it_with_r(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0, lists=()) as work:
        async with sitting(work, "boss") as ui:
            ui.sees("No worklist yet. `collections-tui import accounts FILE --client CODE` makes")
            ui.misses("ask a supervisor")
            await ui.press("n")
            ui.sees("No worklist yet: run `collections-tui import accounts FILE --client CODE`.")
            text = "customer_name,account_number,balance,due_date,phone\nAda L,A-1,12.00,2026-10-01,2125550101\n"
            Importer(work, tmp_path).run("accounts", text)
            await ui.press("r")
            ui.sees("1 St. Elsewhere Hospital", "A-1")


async def test_a_new_worklist_is_there_within_a_minute(tmp_path: Path) -> None:
    from collections_tui.services import worklists

    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            worklists.add(work.boss, "aaa", "Another")
            await ui.minute()
            ui.sees("1 Another (0)", "2 Main (3)", "A-0003")
            await ui.press("1")
            ui.misses("A-0003")


async def test_the_pane_follows_the_cursor_once_it_rests(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=(120, 40)) as ui:
            await ui.press("2")
            ui.sees("Ranks here with", "Owed by age", "Call back at", "Asked for")
            await ui.press_at_once(*["down"] * 6)
            ui.sees("payday.")
            ui.misses("Asked for")
            await ui.resize(80, 24)
            ui.misses("Ranks here with")
            await ui.resize(120, 40)
            ui.sees("payday.")


async def test_the_keys_work_again_when_a_window_was_too_small(tmp_path: Path) -> None:
    with office(tmp_path, accounts=4) as work:
        async with sitting(work) as ui:
            await ui.press("down")
            second = ui.line_with("▸")
            await ui.resize(30, 8)
            ui.sees("too small")
            await ui.resize(80, 24)
            assert ui.line_with("▸") == second
            await ui.press("up")
            assert ui.line_with("▸") != second


async def test_unfinished_calls_are_offered_at_the_start(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9) as work:
        desk = work.desk("ana")
        calls.save_draft(desk, work.accounts[4], {"note": "began to say"})
        async with sitting(work) as ui:
            ui.sees("Begun and not finished", "A-0005", "began to say")
            await ui.do("unfinished.resume")
            ui.sees("Account A-0005", "began to say")


async def test_unfinished_calls_can_wait(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9) as work:
        calls.save_draft(work.desk("ana"), work.accounts[4], {"note": "began to say"})
        async with sitting(work) as ui:
            await ui.do("unfinished.cancel")
            ui.cursor_on("A-0009")
            assert len(calls.drafts(work.desk("ana"))) == 1


async def test_a_long_list_is_walked_from_end_to_end(tmp_path: Path) -> None:
    with office(tmp_path, accounts=400) as work:
        async with sitting(work) as ui:
            await ui.do("list.end")
            last = first_row(ui)
            await ui.do("list.home")
            assert first_row(ui) != last
            await ui.press_at_once(*["pagedown"] * 30)
            assert first_row(ui) == last
            await ui.press_at_once("home", "down", "down", "end", "up")
            below = first_row(ui)
            await ui.press("down")
            assert first_row(ui) == last != below


async def test_the_window_may_be_too_small(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9) as work:
        async with sitting(work) as ui:
            await ui.resize(50, 12)
            ui.sees("This window is too small")
            ui.misses("A-0009")
            await ui.resize(60, 15)
            ui.sees("A-0009")


async def test_a_screen_behind_another_learns_of_the_new_size(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work, size=(120, 40)) as ui:
            await ui.do("everywhere.next")
            await ui.do("account.leave")
            ui.sees("Owed by age")
            await ui.do("everywhere.find")
            await ui.resize(80, 24)
            await ui.do("find.cancel")
            ui.misses("Owed by age")
            await ui.resize(50, 12)
            await ui.do("everywhere.next")
            ui.sees("This window is too small")
            await ui.resize(80, 24)
            ui.sees("Account A-")


async def test_a_key_in_a_sentence_stays_on_one_line_with_what_it_does(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            ui.app.say(f"{'word ' * 14}why · ! calls all the same")
            await ui.idle()
            ui.sees("word why ·", "! calls all the same")
            ui.misses("· !")
