"""A call is a draft from its first keystroke, and survives whatever happens to the program."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from collections_tui.services import calls
from tests.build import NOON, HandClock, Office, office
from tests.stories.driver import sitting
from tests.terminal import Terminal


def forward(work: Office, minutes: int) -> None:
    """Move the office's clock on."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=minutes))


async def test_a_call_is_a_draft_from_its_first_key(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        ana = work.desk("ana")
        async with sitting(work) as ui:
            await ui.press("n")
            assert calls.drafts(ana) == []
            await ui.press("c")
            (draft,) = calls.drafts(ana)
            assert draft.number == "A-0002"
            await ui.press("p")
            await ui.type("12")
            (draft,) = calls.drafts(ana)
            assert draft.draft.body == {
                "phone": "+12015550102",
                "direction": "outbound",
                "outcome": "promised",
                "amount": "12",
            }


async def test_the_next_start_offers_the_call_with_all_that_was_typed(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, session="before") as ui:
            await ui.press("n", "c", "p")
            await ui.type("12.50")
            await ui.press("tab")
            await ui.type("fri")
            await ui.press("tab", "tab")
            await ui.type("he sounded tired")
            # Nobody leaves: the sitting ends here as it does when a line drops.
            forward(work, 2)
            await ui.type("!")
        forward(work, 60)
        async with sitting(work, session="after") as ui:
            ui.sees("A-0002", "he sounded tired!")
            forward(work, 60)
            await ui.press("enter")
            ui.sees("Promised a payment", "began 12:00", "$12.50 of $49.51", "Fri 27 Nov", "he sounded tired!")
            ui.misses("is not finished")
            forward(work, 1)
            await ui.press("enter")
            ui.sees("Promised $12.50 by Fri 27 Nov: A-0002")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[1], 10)
        assert call.seconds == 180, "two minutes before, one after; the two hours between are not the call"
        assert calls.drafts(work.desk("ana")) == []


async def test_stepping_back_keeps_the_call_and_says_so(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "p")
            await ui.type("5")
            await ui.press("escape")
            ui.sees("How did it end?")
            await ui.press("escape")
            ui.sees("The call is kept as it was typed", "A call begun 12:00 is not finished: c continues it.")
            await ui.press("n")
            ui.sees("Account A-0002")
            await ui.press("w")
            await ui.do("everywhere.find")
            await ui.type("A-0003")
            await ui.press("enter", "c")
            ui.sees("Promised a payment", "$5.00")


async def test_every_pause_of_a_call_is_left_out(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        for session in ("first", "second", "third"):
            async with sitting(work, session=session) as ui:
                await ui.press("enter" if session != "first" else "n", *("c" if session == "first" else ""))
                await ui.press("space")
                forward(work, 1)
                await ui.type("more ")
            forward(work, 30)
        async with sitting(work, session="last") as ui:
            await ui.press("enter", "n")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[1], 10)
        assert (call.seconds, call.note) == (180, "more more more")


async def test_a_call_of_another_day_is_logged_there_and_both_is_said(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, session="before") as ui:
            await ui.press("n", "c", "space", *"tired")
        forward(work, 9 * 24 * 60)
        async with sitting(work, session="after", size=(120, 40)) as ui:
            await ui.press("enter")
            ui.sees("This call began Mon 23 Nov 12:00 and is logged on that day; ctrl+g forgets it.")
            await ui.press("n")
            ui.sees("logged on Mon 23 Nov")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[1], 10)
        assert (call.started_at, call.seconds) == (NOON, 0)


async def test_a_call_begun_by_mistake_leaves_nothing(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "escape")
            ui.sees("The call is forgotten: nothing was logged.")
            ui.misses("is not finished")
        assert calls.drafts(work.desk("ana")) == []


async def test_unfinished_calls_are_to_be_found_after_saying_later(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work, session="before") as ui:
            ui.misses("begun")
            await ui.press("b")
            ui.sees("Nothing of yours is unfinished.")
            await ui.press("n", "c", "space", *"tired", "escape", "escape", "w")
            ui.sees("b 1 begun")
            await ui.press("n", "n", "c", "space", *"later")
        async with sitting(work, session="after") as ui:
            ui.sees("Begun and not finished")
            await ui.press("escape")
            ui.sees("Kept for later: b shows what was begun.", "b 2 begun", "? help", "enter open", "n next", "q quit")
            await ui.press("l")
            await ui.do("everywhere.unfinished")
            ui.sees("Begun and not finished", "tired", "later")
            await ui.press("down", "enter")
            ui.sees("Account A-0003", "How did it end?", "tired")
            await ui.press("n", "w")
            ui.sees("b 1 begun")
            await ui.do("everywhere.unfinished")
            await ui.do("unfinished.drop")
            ui.sees("ctrl+g again forgets this one", "later")
            await ui.do("unfinished.drop")
            ui.sees("It is forgotten, and nothing else of yours is unfinished.")
            ui.misses("begun")
            assert calls.drafts(work.desk("ana")) == []


async def test_what_was_typed_is_forgotten_only_when_asked_twice(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        ana = work.desk("ana")
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("x")
            await ui.do("outcome.drop")
            ui.sees("ctrl+g again forgets this call")
            assert len(calls.drafts(ana)) == 1
            await ui.do("outcome.drop")
            ui.sees("The call is forgotten")
        assert calls.drafts(ana) == []


async def test_leaving_the_program_in_the_middle_of_a_word_keeps_the_word(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.leave(*"until the last letter")
        (draft,) = calls.drafts(work.desk("ana"))
        assert draft.draft.body["note"] == "until the last letter"


def test_a_killed_program_goes_on_with_the_call_at_its_next_start(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        where = work.where
    program = [sys.executable, "-m", "collections_tui", "--db", where, "--as", "ana", "--now", "2026-11-23T17:00:00Z"]
    with Terminal(program, 80, 24) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account A-0003")
        terminal.press("c", until="How did it end")
        terminal.press(" ", *"she will pay", until="she will pay")
        terminal.settle()
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal(program, 80, 24) as terminal:
        terminal.wait_for("(?s)How did it end.*she will pay")
