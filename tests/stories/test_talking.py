"""What is at hand while somebody talks: what to say, the timeline, the bills; and the keys that work where one is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collections_tui.services import queue
from tests.build import NOON, add_account, office, put
from tests.stories.driver import Driver, sitting
from tests.stories.scenes import log
from tests.stories.test_calls import logged, open_by_finding


def footer(ui: Driver) -> str:
    """The line at the bottom."""
    return ui.screen_lines()[-1].strip()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_to_say_is_read_during_a_call(tmp_path: Path, size: tuple[int, int]) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, size=size) as ui:
            await ui.press("n", "c")
            await ui.do("outcome.script")
            ui.sees("[First call]", "may I speak with", "Call to")
            await ui.press("x")
            ui.sees("[Follow-up]")
            await ui.press("n")
            ui.sees("Account A-0001", "No answer: A-0002")
        assert [call.outcome for call in logged(work)] == ["no_answer"]


async def test_the_parts_of_the_account_take_turns_in_front_of_the_outcomes(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "i")
            ui.sees("[Invoices 1]", "A-0002-1", "esc shows them")
            ui.misses("n No answer")
            await ui.press("o")
            ui.sees("▸This customer has no other account here.")
            ui.misses("here.   …")
            await ui.press("t")
            ui.sees("[Timeline]")
            await ui.press("escape")
            ui.sees("n No answer", "How did it end?")
            await ui.press("t", "p", *"5")
            ui.sees("Promised a payment", "$5.00 of")
            await ui.press("escape", "escape")
            ui.sees("kept as it was typed")


async def test_a_long_script_scrolls_while_talking(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work, size=(80, 20)) as ui:
            await ui.press("n", "c", "x")
            before = ui.screen_text
            await ui.press("pagedown")
            assert ui.screen_text != before
            await ui.press("k")
            assert ui.screen_text == before


async def test_on_the_smallest_screen_what_to_say_is_read_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work, size=(60, 15)) as ui:
            await ui.press("n", "c", "x")
            ui.sees("Ada Lovelace", "$12.00 owed", "[First call]", "Hello")


async def test_enter_without_an_outcome_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "enter")
            ui.sees("How did it end? The key in front of it says so")


async def test_m_is_the_note_in_a_call_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "m", *"rang twice", "enter", "n")
        assert [call.note for call in logged(work)] == ["rang twice"]


async def test_the_footer_of_a_call_shows_what_works_where_one_is(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            assert footer(ui).startswith("? help")
            assert "space note" in footer(ui)
            assert "x say" in footer(ui)
            assert "enter save" not in footer(ui)
            await ui.press("p")
            assert footer(ui).startswith("f1 help")
            assert "enter save" in footer(ui)
            assert "tab next field" in footer(ui)
            assert "space note" not in footer(ui)
            await ui.press("f1")
            ui.sees("During a call", "Call another number of the customer.")
            ui.misses("On the outcome", "In every list")
            await ui.press("end")
            ui.sees("Stop or hand over", "Has an attorney")


async def test_a_hold_is_said_before_a_call_and_asked_about_once(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        with work.boss.store.write() as tx:
            tx.accounts.add_hold(work.accounts[0], "hardship", "lost the job", NOON, None, None)
            put(tx, work.accounts[0], status="held")
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0001")
            assert "on hold" in ui.line_with("1 (201) 555-0101")
            await ui.press("c")
            ui.sees("! Hardship. c again goes on. C: they called us.")
            ui.misses("How did it end?")
            await ui.press("C", "q", *"asks for the bill", "enter")
        assert [call.outcome for call in logged(work)] == ["inbound_question"]


async def test_an_account_that_is_closed_or_taken_is_not_said_to_be_callable(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        queue.open_account(work.desk("ben"), work.accounts[0])
        with work.boss.store.write() as tx:
            closed = add_account(tx, number="B-1", invoices=[(date(2026, 9, 1), 5_00)])
            tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE id = :id", {"id": closed})
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0001")
            assert "ben has it" in ui.line_with("1 (201) 555-0101")
            await open_by_finding(ui, "B-1")
            assert "closed" in ui.line_with("1 (201) 555-0102")
            await ui.press("c")
            ui.sees("! This account is closed. c again goes on")


async def test_how_to_reach_them_is_on_a_small_screen(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        with work.boss.store.write() as tx:
            tx.sql.run("UPDATE customer SET street = '12 Elm Street', email = 'ada@example.com', language = 'es'")
        async with sitting(work) as ui:
            await ui.press("n")
            ui.sees("12 Elm Street, Albany, NY 12207 · ada@example.com · speaks Spanish")


async def test_the_verdict_of_a_number_in_two_zones_is_not_cut_off(tmp_path: Path) -> None:
    zones = ("America/Chicago", "America/Denver")
    with office(tmp_path, accounts=1, zones=[zones]) as work:
        with work.boss.store.write() as tx:
            tx.sql.run("UPDATE phone SET status = 'wrong'")
        async with sitting(work, size=(120, 40)) as ui:
            await open_by_finding(ui, "A-0001")
            assert "wrong number" in ui.line_with("1 (201) 555-0101")


async def test_an_auditor_is_offered_nothing_that_is_refused(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "olga:auditor"), accounts=2) as work:
        log(work.desk("ana"), work.accounts[0], "no_answer")
        async with sitting(work, "olga") as ui:
            await open_by_finding(ui, "A-0001")
            for words in ("c call", "p promise", "a agree", "m note", "n next", "u undo"):
                assert words not in footer(ui)
            await ui.press("P")
            assert "M mark" not in footer(ui)
            await ui.press("l", "e", "+")
            assert "+ add" not in footer(ui)
            ui.sees("You may look at calls but not add to them")


async def test_a_collector_is_not_offered_everybodys_calls(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        log(work.desk("ana"), work.accounts[0], "no_answer")
        async with sitting(work) as ui:
            await ui.press("l")
            for words in ("] newer", "[ older", "d day", "f filter", "+ add", "n next"):
                assert words in footer(ui)
            assert "e all" not in footer(ui)
        async with sitting(work, "boss") as ui:
            await ui.press("l")
            assert "e all" in footer(ui)
