"""The number goes to the collector's own machine: as a link, and into its clipboard, through whatever line there is."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from tests.build import add_account, office
from tests.terminal import Terminal


class Listening(Terminal):
    """A terminal that remembers every byte it was sent."""

    heard = b""

    def _answer(self, data: bytes) -> None:
        self.heard += data
        super()._answer(data)


def test_the_number_is_a_link_and_is_copied(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with work.boss.store.write() as tx:
            add_account(tx, number="B-1", name="Two Phones", phones=["+12125550101", "+12125550102"])
        where = work.where
    program = [sys.executable, "-m", "collections_tui", "--db", where, "--as", "ana", "--now", "2026-11-23T17:00:00Z"]
    terminal = Listening(program, 80, 24)
    with terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account B-1")
        terminal.settle()
        assert b"\x1b]8;;tel:+12125550101\x1b\\" in terminal.heard
        assert b"\x1b]52;" not in terminal.heard
        terminal.press("2", until="How did it end")
        terminal.settle()
        assert b"\x1b]52;c;" + base64.b64encode(b"+12125550102") in terminal.heard
