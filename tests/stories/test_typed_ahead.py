"""What is typed faster than the program, or comes in one packet of a slow line, does what it would have done slowly."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from textual import events

from collections_tui.services import calls
from tests.build import Office, office
from tests.stories.driver import sitting
from tests.terminal import Terminal

CTRL_Q = "\x11"
GAPS = [0.0, 0.005, 0.03, 0.06]


def opened(work: Office) -> Terminal:
    """The workstation of ana in a terminal."""
    words = [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "ana"]
    return Terminal([*words, "--now", "2026-11-23T17:00:00Z"], 80, 24, environment={"TZ": "America/New_York"})


def logged(work: Office) -> list[tuple[str, str, int | None]]:
    """Every call there is: its outcome, its note and the cents of its promise."""
    with work.boss.store.read() as tx:
        lines = tx.sql.all("SELECT outcome, note, amount_cents FROM call LEFT JOIN promise ON call.id = call_id")
    return [tuple(line) for line in lines]


def send_apart(terminal: Terminal, gap: float, *keys: str) -> None:
    """Send keys so many seconds apart; in one write where that is nothing."""
    if not gap:
        terminal.send(*keys)
        return
    for key in keys:
        terminal.send(key)
        time.sleep(gap)


@pytest.mark.parametrize("gap", GAPS)
def test_escape_and_a_letter_are_two_keys_however_close_they_are(tmp_path: Path, gap: float) -> None:
    with office(tmp_path, accounts=3) as work, opened(work) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account A-0003")
        send_apart(terminal, gap, "\x1b", "l")
        terminal.wait_for("My calls")
        terminal.press("\x1b", until="Worklist")


@pytest.mark.parametrize("gap", GAPS)
def test_putting_a_call_down_and_going_on_records_nothing(tmp_path: Path, gap: float) -> None:
    with office(tmp_path, accounts=3) as work, opened(work) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account A-0003")
        send_apart(terminal, gap, "c\x1b", "n")
        terminal.wait_for("Account A-0002")
        assert calls.drafts(work.desk("ana")) == []
        assert logged(work) == []


async def test_a_letter_with_alt_is_no_outcome(tmp_path: Path) -> None:
    """Terminals with the Kitty protocol tell them apart, and some name the letter too."""
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            ui.app.post_message(events.Key("alt+n", "n"))
            await ui.idle()
            ui.sees("Account A-0003", "How did it end")
        assert logged(work) == []


def test_a_note_escape_and_a_promise_typed_ahead_are_that_promise(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work, opened(work) as terminal:
        terminal.wait_for("Worklist")
        terminal.send("nc she will pay\x1bp77\tmon\r")
        terminal.wait_for("Account A-0002")
        assert logged(work) == [("promised", "she will pay", 77_00)]


@pytest.mark.parametrize("cut", [(), (1,), (8,), (15,), (31, 32), (40,), (3, 45, 47), tuple(range(1, 50))])
def test_a_paste_with_escapes_in_it_stays_in_order_and_is_text(tmp_path: Path, cut: tuple[int, ...]) -> None:
    burst = "\x1b[200~AAAA \x1b[31mBBBB CCCC\x1bn \x1b[20\x1b[201~END"
    with office(tmp_path, accounts=3) as work, opened(work) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account A-0003")
        terminal.press("c", until="How did it end")
        terminal.send(" ")
        for start, end in zip((0, *cut), (*cut, len(burst)), strict=True):
            terminal.send(burst[start:end])
            time.sleep(0.002)
        terminal.wait_for("CEND|END", timeout=5)
        terminal.settle()
        assert "AAAA ␛[31mBBBB CCCC␛n ␛[20END" in terminal.text()
        assert logged(work) == []


AT_ONCE = (0, 2, 5, 9)
"""Of the twenty moments these few are tried every time."""


@pytest.mark.parametrize(
    "moment", [one if one in AT_ONCE else pytest.param(one, marks=pytest.mark.slow) for one in range(20)]
)
def test_what_is_typed_while_the_program_starts_is_not_lost(tmp_path: Path, moment: int) -> None:
    """Until the program takes the terminal over, the kernel gathers lines, and makes line ends of enter."""
    with office(tmp_path, accounts=3) as work, opened(work) as terminal:
        time.sleep(moment * 0.03)
        terminal.send("jj\x1b[Acx\x7f\x1b\x1bj\r")
        terminal.wait_for("Account A-0001", timeout=20)
        assert logged(work) == []
