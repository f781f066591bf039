"""Lines of SSH that drop: a client that is killed, and one that is frozen so that nobody is told of its end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests import sshd
from tests.ssh.conftest import Afar
from tests.sshd import Sshd
from tests.terminal import Terminal

pytestmark = [
    pytest.mark.xdist_group("sshd"),
    pytest.mark.skipif(sshd.missing(), reason=sshd.SKIPPED),
]
PATIENCE = 60.0


def come_in(host: Sshd, key: Path) -> Terminal:
    """A client of SSH in a terminal."""
    if not sshd.gives_terminals():
        pytest.skip("sshd is not tested here with terminals: run the tests as root")
    return Terminal(host.words(key, tty=True), 100, 30)


def write_half_a_note(terminal: Terminal, text: str) -> None:
    """Open an account, whatever the hour, and write on it."""
    terminal.wait_for("Worklist")
    terminal.press("v", until="A-000[1-6]")
    terminal.press("enter", until="Account A-000")
    terminal.press("m", until="About A-000")
    terminal.press(*text, until=text)


def sessions(afar: Afar) -> list[str]:
    """The workstations that are open."""
    with afar.work.boss.store.read() as tx:
        return [one.code for one in tx.sessions.every()]


def test_a_client_that_is_killed_costs_nothing(afar: Afar, host: Sshd) -> None:
    with come_in(host, afar.keys["ana"]) as terminal:
        write_half_a_note(terminal, "rings at noon")
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait()
    until = time.monotonic() + PATIENCE
    while sessions(afar) and time.monotonic() < until:
        time.sleep(0.02)
    assert sessions(afar) == [], "the program on the host has ended by itself"
    with come_in(host, afar.keys["ana"]) as terminal:
        terminal.wait_for("(?s)About A-000.*rings at noon")
        terminal.press(*" sharp\r", until="The note is saved")
        terminal.send("\x11")
        assert terminal.wait(PATIENCE) == 0


def test_a_client_that_is_frozen_is_taken_over_at_once(afar: Afar, host: Sshd) -> None:
    with come_in(host, afar.keys["ben"]) as frozen:
        write_half_a_note(frozen, "rings at one")
        os.kill(frozen.pid, signal.SIGSTOP)
        (before,) = sessions(afar)
        with come_in(host, afar.keys["ben"]) as terminal:
            terminal.wait_for("(?s)About A-000.*rings at one")
            (after,) = sessions(afar)
            assert before != after
            os.kill(frozen.pid, signal.SIGCONT)
            frozen.send("!")
            frozen.wait_for("You signed in again at")
            assert frozen.wait(PATIENCE) == 1
            terminal.press(*" sharp\r", until="The note is saved")
            terminal.send("\x11")
            assert terminal.wait(PATIENCE) == 0
    with afar.work.boss.store.read() as tx:
        notes = {row[0] for row in tx.sql.all("SELECT text FROM note")}
    assert "rings at one sharp" in notes
