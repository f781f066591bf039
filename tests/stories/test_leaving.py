"""Whoever leaves gives back what they had, however they leave; what they were doing waits for them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import calls, queue
from collections_tui.services.views import Claimed
from tests.build import HandClock, Office, office
from tests.stories.driver import sitting
from tests.terminal import Terminal


def leases(work: Office) -> list[int]:
    """The accounts that anybody has."""
    with work.boss.store.read() as tx:
        return [row[0] for row in tx.sql.all("SELECT account_id FROM lease ORDER BY account_id")]


def sessions(work: Office) -> list[str]:
    """Whose workstations are open."""
    with work.boss.store.read() as tx:
        return [one.login for one in tx.sessions.every()]


def program(work: Office) -> list[str]:
    """The command that opens the workstation on the office."""
    return [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "ana", "--now", "2026-11-23T17:00:00Z"]


async def test_leaving_gives_the_account_back_so_that_the_next_start_offers_it_again(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        for session in ("first", "second", "third"):
            async with sitting(work, session=session) as ui:
                await ui.press("n")
                ui.sees("Account A-0005")
                await ui.leave()
            assert leases(work) == []


async def test_an_account_behind_the_call_log_is_given_back_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "l")
            await ui.leave()
        assert leases(work) == []


async def test_a_call_under_way_stays_mine_for_the_rest_of_the_claim(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        ben = work.desk("ben")
        async with sitting(work, session="before") as ui:
            await ui.press("n", "c", "space")
            await ui.leave(*"on the line")
        claimed = queue.next_account(ben)
        assert isinstance(claimed, Claimed)
        assert claimed.number == "A-0001"
        async with sitting(work, session="after") as ui:
            ui.sees("not finished", "A-0002", "on the line")
            await ui.press("enter")
            ui.sees("Account A-0002", "on the line")


async def test_a_call_that_was_put_down_long_ago_does_not_keep_its_account(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space", *"later", "escape", "escape")
            assert isinstance(work.clock, HandClock)
            work.clock.forward(timedelta(minutes=14))
            await ui.minute()
            work.clock.forward(timedelta(minutes=14))
            await ui.leave()
        assert leases(work) == []
        assert len(calls.drafts(work.desk("ana"))) == 1


CUTS: dict[str, Callable[[Terminal], None]] = {
    "SIGTERM": lambda terminal: os.kill(terminal.pid, signal.SIGTERM),
    "SIGHUP": lambda terminal: os.kill(terminal.pid, signal.SIGHUP),
    "a window that closes": lambda terminal: terminal.hang_up(),
}


def test_ctrl_q_gives_the_account_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        with Terminal(program(work), 80, 24) as terminal:
            terminal.wait_for("Worklist")
            terminal.press("n", until="Account A-0002")
            assert leases(work) == [work.accounts[1]]
            terminal.send("\x11")
            assert terminal.wait() == 0
        assert leases(work) == []


@pytest.mark.parametrize("cut", CUTS)
def test_a_line_that_drops_ends_the_program_and_keeps_the_account(tmp_path: Path, cut: str) -> None:
    with office(tmp_path, accounts=2) as work:
        with Terminal(program(work), 80, 24) as terminal:
            terminal.wait_for("Worklist")
            terminal.press("n", until="Account A-0002")
            CUTS[cut](terminal)
            assert terminal.wait() == 0
        assert leases(work) == [work.accounts[1]]
        assert sessions(work) == []
