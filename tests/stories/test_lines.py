"""Lines drop: whoever signs in again takes over at once, and finds everything where it was."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import calls
from tests.build import HandClock, Office, office
from tests.stories.driver import Driver, sitting
from tests.terminal import Terminal


async def cut(ui: Driver) -> None:
    """The line drops, and the program notices."""
    ui.app.hang_up()
    await ui.ended()


async def test_the_list_the_account_and_a_half_written_note_are_where_they_were(tmp_path: Path) -> None:
    with office(tmp_path, accounts=60, lists=("main", "other")) as work:
        async with sitting(work, session="before", cut=True) as ui:
            await ui.press("right", "v", "s", "s", *["down"] * 20)
            under, before = ui.line_with("▸"), ui.screen_lines()[0]
            await ui.press("enter")
            number = ui.screen_lines()[0].split()[1]
            await ui.press("m", *"rings at no")
            ui.send("o")
            await cut(ui)
        async with sitting(work, session="after") as ui:
            ui.sees(f"About {number}", "rings at noo", "This was typed before")
            await ui.press("escape")
            ui.sees(f"Account {number}")
            await ui.press("escape")
            assert ui.line_with("▸") == under
            assert ui.screen_lines()[0] == before
            await ui.leave()
        async with sitting(work, session="the day after") as ui:
            ui.misses(f"Account {number}")
            assert ui.screen_lines()[0] != before


async def test_a_call_runs_on_while_the_line_is_away(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        assert isinstance(work.clock, HandClock)
        async with sitting(work, session="before", cut=True) as ui:
            await ui.press("n", "c", "space", *"on the line")
            work.clock.forward(timedelta(minutes=2))
            await cut(ui)
        work.clock.forward(timedelta(minutes=1))
        async with sitting(work, session="after") as ui:
            ui.sees("Account A-0002", "How did it end", "on the line", "began 12:00")
            work.clock.forward(timedelta(minutes=1))
            await ui.press("escape", "n")
            ui.sees("No answer: A-0002")
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[1], 10)
        assert call.seconds == 4 * 60


async def test_the_window_of_before_lets_go_without_writing_anything_more(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, session="before", cut=True) as old:
            await old.press("n", "c", "space", *"half")
            async with sitting(work, session="after") as ui:
                ui.sees("Account A-0002", "half")
                old.send("X")
                await old.ended()
                assert old.app.ending.words.startswith("You signed in again at 12:00 (")
                await ui.type(" and more")
                (draft,) = calls.drafts(work.desk("ana"))
                assert draft.draft.body["note"] == "half and more"


async def test_a_window_that_nobody_touches_notices_within_the_minute(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, session="before", cut=True) as old:
            async with sitting(work, session="after"):
                old.app.tick()
                await old.ended()
            assert "You signed in again" in old.app.ending.words


def program(work: Office) -> list[str]:
    """The command that opens the workstation on the office."""
    return [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "ana", "--now", "2026-11-23T17:00:00Z"]


def ended_unread(terminal: Terminal, seconds: float = 30.0) -> bool:
    """Whether the program ends by itself though nobody reads what it writes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(terminal.pid, os.WNOHANG)[0]:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_frozen_line_is_taken_over_and_the_old_program_ends_by_itself(tmp_path: Path, engine: str) -> None:
    """No end is told to the old one: its terminal takes nothing any more, as when a network is gone without a word."""
    with office(tmp_path, accounts=2) as work, Terminal(program(work), 80, 24) as frozen:
        frozen.wait_for("Worklist")
        frozen.press("n", until="Account A-0002")
        frozen.press("m", until="About A-0002")
        frozen.press(*"rings at noon", until="rings at noon")
        line = os.open(Path(f"/proc/{frozen.pid}/fd/0").readlink(), os.O_RDONLY | os.O_NOCTTY)
        termios.tcflow(line, termios.TCOOFF)  # it takes nothing any more
        os.close(line)
        frozen.send(*["."] * 40)
        with Terminal(program(work), 80, 24) as terminal:
            terminal.wait_for(r"rings at noon\.{40}")
            frozen.send("!")
            os.kill(frozen.pid, signal.SIGHUP)
            assert ended_unread(frozen)
            terminal.press(*" sharp", until=r"noon\.{40} sharp")
            terminal.send("\x11")
            assert terminal.wait() == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_old_window_says_why_it_ends(tmp_path: Path, engine: str) -> None:
    with office(tmp_path, accounts=2) as work, Terminal(program(work), 80, 24) as old:
        old.wait_for("Worklist")
        with Terminal(program(work), 80, 24) as terminal:
            terminal.wait_for("Worklist")
            old.send("n")
            assert old.wait() == 1
            assert "You signed in again at" in old.text()
            terminal.press("n", until="Account A-0002")


QUICK = "import collections_tui.tui.app as app; app.MINUTE = 1; from collections_tui.cli.main import main; main()"
"""The program with minutes of a second."""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_network_that_is_gone_without_a_word_ends_the_program_and_keeps_the_account(
    tmp_path: Path, engine: str
) -> None:
    with office(tmp_path, accounts=2) as work:
        quick = [sys.executable, "-c", QUICK, *program(work)[3:]]
        with Terminal(quick, 80, 24) as terminal:
            terminal.wait_for("Worklist")
            terminal.press("n", until="Account A-0002")
            while not terminal.asked and not terminal.over:
                terminal.settle(0.1)
            terminal.mute = True
            assert terminal.wait(timeout=60) == 0
        with Terminal(program(work), 80, 24) as terminal:
            terminal.wait_for("You are back where you were")
            assert "Account A-0002" in terminal.text()
