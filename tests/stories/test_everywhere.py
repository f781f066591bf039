"""Find, filter, help, palette, quitting: what works from every screen."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from collections_tui.crash import LOG_NAME, log_folder
from collections_tui.services import calls
from collections_tui.tui.dialogs.find import FindDialog
from tests.build import add_account, office
from tests.stories.driver import PATIENCE, Driver, sitting
from tests.stories.scenes import working_week


async def test_find_opens_an_account_by_part_of_its_name(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.find")
            ui.sees("Find an account", "Type to find any account.")
            await ui.type("lovelace 15")
            ui.sees("A-0015")
            await ui.do("find.take")
            ui.sees("Account A-0015", "Ada Lovelace 15")


@pytest.mark.parametrize("typed", ["A-0013", "0013", "(201) 555-0113", "201 555 0113", "zhang 13"])
async def test_find_knows_names_numbers_and_phones(tmp_path: Path, typed: str) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", *typed, "enter")
            ui.sees("Account A-0013")


async def test_find_works_from_the_account_too_and_gives_the_first_one_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.next")
            ui.sees("Account A-0020")
            await ui.press_at_once("/", *"A-0007", "enter")
            ui.sees("Account A-0007")
            ben = work.desk("ben")
            assert_free(work.accounts[19], ben)


def assert_free(account_id: int, desk: object) -> None:
    from collections_tui.services import queue
    from collections_tui.services.desk import Desk

    assert isinstance(desk, Desk)
    assert queue.open_account(desk, account_id) is not None


async def test_the_cursor_of_find_is_moved_without_leaving_the_line(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", *"ada")
            await ui.press_at_once("down", "down", "up", "down", "enter")
            ui.sees("Account A-0015")


async def test_arrows_typed_ahead_count_from_the_first_answer_to_what_was_typed(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", *"ada", "down", "down", "enter")
            ui.sees("Account A-0015")
            await ui.press_at_once("/", *"zzz", "down", *["backspace"] * 3, *"mary", "down", "up", "down", "enter")
            ui.sees("Account A-0011")
            await ui.press_at_once("/", *"A-00", "pagedown", "up", "pageup", "down", "enter")
            ui.sees("Account A-0002")


async def test_arrows_typed_ahead_count_in_the_palette_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("ctrl+p", "down", *"show", "down", "up", "down", "down", "down", "enter")
            ui.sees("On the worklist", "Open the account under the cursor.")


async def test_enter_takes_the_answer_that_is_on_its_way(tmp_path: Path) -> None:
    """The pause is over and the question asked, but the old answers are still in view."""
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press("/")
            await ui.type("A-0007")
            started, gone = threading.Event(), threading.Event()

            def hold_up(desk: object) -> None:
                started.set()
                gone.wait(PATIENCE)

            busy = ui.app.run_worker(ui.app.thread.call(hold_up))
            await asyncio.to_thread(started.wait)
            for key in (*["backspace"] * 2, "1", "2"):
                ui.send(key)
            dialog = ui.app.screen
            assert isinstance(dialog, FindDialog)
            await ui.pilot.pause(2 * dialog.PAUSE)
            assert not dialog.pausing
            ui.send("enter")
            await ui.pilot.pause()
            gone.set()
            await busy.wait()
            await ui.idle()
            ui.sees("Account A-0012")


async def test_find_that_finds_nothing_says_so_and_stays(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", *"xyzzy", "enter")
            ui.sees("No account fits", "Find an account")
            await ui.do("find.cancel")
            ui.misses("Find an account")
            ui.cursor_on("A-0003")


async def test_find_shows_names_as_text(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        with work.boss.store.write() as tx:
            add_account(tx, number="[/red]", name="Smith [bold]\x1b[2J\u202e Jr")
        async with sitting(work) as ui:
            await ui.press_at_once("/", *"smith")
            ui.sees("[/red]", "Smith [bold]␛[2J")
            await ui.do("find.take")
            ui.sees("Account [/red]", "Smith [bold]␛[2J⟨U+202E⟩ Jr")


async def test_keys_typed_ahead_of_a_dialog_are_typed_into_it(tmp_path: Path) -> None:
    """All in one go: open find, type, choose, call, no answer, and the next account's call."""
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", *"A-0011", "enter", "c", "n", "c", "b", "w")
            ui.sees("Worklist · callable now")
            logged = calls.get(work.desk("ana"), 1)[1], calls.get(work.desk("ana"), 2)[1]
            assert [(call.account_id, call.outcome) for call in logged] == [
                (work.accounts[10], "no_answer"),
                (work.accounts[19], "busy"),
            ]


async def test_a_paste_waits_for_the_dialog_it_is_meant_for(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            ui.send("/")
            await ui.paste("A-0004")
            await ui.press("enter")
            ui.sees("Account A-0004")


async def test_escape_typed_ahead_closes_what_was_opened(tmp_path: Path) -> None:
    with office(tmp_path, accounts=20) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("/", "escape", "?", "escape", "f", "escape", "ctrl+p", "escape", "down", "enter")
            ui.sees("Account A-0019")


async def test_filter_keeps_what_fits(tmp_path: Path) -> None:
    with working_week(tmp_path) as work:
        async with sitting(work) as ui:
            await ui.press("2")
            await ui.do("worklist.filter")
            await ui.press("tab")
            await ui.type("31-60")
            await ui.press("tab")
            await ui.type("700")
            await ui.press("tab")
            await ui.type("1,400.00")
            await ui.do("filter.apply")
            ui.sees("Callable now (3) · only 31–60 days, 700–1,", "A-0037", "A-0031", "A-0022")
            ui.misses("A-0040", "A-0043", "A-0019")


async def test_filter_says_what_cannot_be_understood_and_keeps_it(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9) as work:
        async with sitting(work) as ui:
            await ui.do("worklist.filter")
            await ui.type("NOBODY")
            await ui.do("filter.apply")
            ui.sees("“NOBODY” is none of them: there are HOSP.", "Show only")
            await ui.press(*["backspace"] * 6)
            await ui.type("hos")
            await ui.press("tab", "tab")
            await ui.type("lots")
            await ui.do("filter.apply")
            ui.sees("lots", "Show only")
            await ui.press(*["backspace"] * 4)
            await ui.type("100")
            await ui.do("filter.apply")
            ui.sees("only HOSP, from 100")


async def test_a_filter_that_nothing_fits_says_how_to_leave_it(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9) as work:
        async with sitting(work) as ui:
            await ui.press("f", "tab", "tab", "tab", "tab", "tab")
            await ui.type("nobody at all")
            await ui.press("enter")
            ui.sees("No account fits the filter", "f changes it")
            await ui.press("f")
            await ui.do("filter.clear")
            await ui.press("enter")
            ui.sees("A-0009")


async def test_a_filter_is_for_one_worklist(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9, lists=("one", "two")) as work:
        async with sitting(work) as ui:
            await ui.press("f")
            await ui.type("HOSP")
            await ui.press("enter")
            ui.sees("only HOSP")
            await ui.press("2")
            ui.misses("only HOSP")


async def test_help_shows_the_keys_of_the_screen_behind(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.help")
            ui.sees("On the worklist", "Open the account under the cursor.")
            await ui.do("help.cancel")
            await ui.press("n", "?")
            ui.sees("On the account", "Call this customer")


async def test_the_palette_does_what_it_names(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.palette")
            await ui.type("next account")
            await ui.do("palette.take")
            ui.sees("Account A-0003")
            await ui.press_at_once("ctrl+p", *"back", "enter")
            ui.sees("Worklist")


async def test_the_palette_opens_dialogs_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("ctrl+p", *"filter", "enter", *"hosp", "enter")
            ui.sees("only HOSP")


@pytest.mark.parametrize("way", [("ctrl+q",), ("q", "q"), ("n", "ctrl+q"), ("/", "ctrl+q"), ("?", "q", "q", "q")])
async def test_there_is_a_way_out_of_everywhere(tmp_path: Path, way: tuple[str, ...]) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press(*way[:-1])
            ui.send(way[-1])
            await ui.ended()


async def test_a_q_too_many_behind_a_dialog_does_not_leave(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("?", "q", "q")
            assert ui.message == "q again leaves. ctrl+q leaves at once."
            # Another question is another answer: what was asked before is forgotten with its sentence.
            await ui.press_at_once("?", "q", "q")
            assert ui.message == "q again leaves. ctrl+q leaves at once."
            await ui.press("n")
            ui.sees("Account A-0003")


async def test_ctrl_c_says_how_to_leave(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("ctrl+c")
            assert ui.message.startswith("ctrl+q leaves")


async def test_an_error_nobody_foresaw_is_one_sentence_with_the_path_of_the_log(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:

            async def fail() -> None:
                raise ZeroDivisionError("secret")

            ui.app.attempt(fail())
            await ui.idle()
            told = f"! {log_folder() / LOG_NAME} says what went wrong (ZeroDivisionError): try again; if it stays,"
            assert in_one(ui.message).startswith(in_one(told))
            ui.sees("installed this program", "? help")
            ui.misses("secret", "Traceback")
            await ui.do("everywhere.next")
            ui.sees("Account A-0003")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_the_database_refuses_has_a_way_out_and_is_in_the_log(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            with work.boss.store.write() as tx:
                tx.sql.run("ALTER TABLE note RENAME TO gone")
            await ui.do("everywhere.next")
            log = log_folder() / LOG_NAME
            told = f"! {log} says what went wrong (The database refused: no such table: note): try again;"
            assert in_one(ui.message).startswith(in_one(told))
            assert "OperationalError (SQLITE_ERROR)" in log.read_text("utf-8")
            with work.boss.store.write() as tx:
                tx.sql.run("ALTER TABLE gone RENAME TO note")
            await ui.do("everywhere.next")
            ui.sees("Account A-0003")


async def test_a_long_sentence_takes_the_lines_it_needs_and_gives_them_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=40) as work:
        async with sitting(work) as ui:
            top = rows(ui)
            ui.app.say("Short.")
            await ui.idle()
            assert rows(ui) == top
            ui.app.say(" ".join(["word"] * 25))
            await ui.idle()
            assert ui.message == " ".join(["word"] * 25)
            assert rows(ui) == top
            assert len(ui.screen_lines()) == 24
            ui.app.say("many words " * 99)
            await ui.idle()
            assert ui.message.endswith("…")
            assert len([line for line in ui.screen_lines() if "many words" in line]) == 3
            ui.app.say("Short.")
            await ui.idle()
            assert ui.message == "Short."
            assert rows(ui) == top


def in_one(text: str) -> str:
    """A text without its spaces: a long path may stand on two lines."""
    return text.replace(" ", "")


async def test_the_mouse_works_on_tabs_rows_and_footer(tmp_path: Path) -> None:
    with office(tmp_path, accounts=9, lists=("one", "two")) as work:
        async with sitting(work) as ui:
            await ui.click("2 Two")
            ui.cursor_on("A-0008")
            await ui.click("A-0004")
            ui.cursor_on("A-0004")
            await ui.click("s sort")
            ui.sees("by amount owed")
            await ui.click("n next")
            ui.sees("Account A-0008")


async def test_the_mouse_can_be_left_to_the_terminal(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.mouse")
            assert "the terminal's" in ui.message
            await ui.do("everywhere.mouse")
            assert "works here again" in ui.message


def rows(ui: Driver) -> list[str]:
    """What the lines show that are above a long message, but for the scroll bar."""
    return [line.rstrip("▐ ") for line in ui.screen_lines()[:20]]
