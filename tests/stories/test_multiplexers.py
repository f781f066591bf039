"""The program inside of tmux, screen and mosh: what they show is right, and what they keep alive goes on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import Office, office
from tests.terminal import Terminal

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DETACH = {"tmux": "\x02d", "screen": "\x01d"}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, accounts=2) as made:
        yield made


def needs(program: str) -> None:
    """Skip where it is not installed; the run says so at its end."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: the workstation is not tried in it")


def program(work: Office) -> list[str]:
    """The command that opens the workstation on the office."""
    return [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "ana", "--now", "2026-11-23T17:00:00Z"]


def in_the_middle(terminal: Terminal) -> None:
    """Take an account and write half a note."""
    terminal.wait_for("Worklist")
    terminal.press("n", until="Account A-0002")
    terminal.press("m", until="About A-0002")
    terminal.press(*"rings at noon ✓", until="rings at noon ✓")


@pytest.mark.parametrize("kind", ["tmux", "screen"])
def test_a_window_that_is_kept_alive_goes_on_where_it_was(work: Office, tmp_path: Path, kind: str) -> None:
    needs(kind)
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    env = {"SCREENDIR": str(folder), "TMUX": "", "TMUX_TMPDIR": str(folder)}
    begin = {
        "tmux": ["tmux", "-f", "/dev/null", "new-session", "-s", "work"],
        "screen": ["screen", "-c", "/dev/null", "-U", "-S", "work"],
    }[kind]
    again = {"tmux": ["tmux", "attach", "-t", "work"], "screen": ["screen", "-U", "-d", "-r", "work"]}[kind]
    with Terminal([*begin, *program(work)], 80, 24, environment=env) as terminal:
        in_the_middle(terminal)
        terminal.send(DETACH[kind])
        assert terminal.wait() == 0
    with Terminal(again, 80, 24, environment=env) as terminal:
        terminal.wait_for("rings at noon ✓")
        terminal.press(*" sharp", until="rings at noon ✓ sharp")
        terminal.hang_up()  # the network is gone: the window is kept all the same
    with Terminal(again, 80, 24, environment=env) as terminal:
        terminal.wait_for("rings at noon ✓ sharp")
        terminal.send("\x11")
        terminal.wait()
    assert not sessions(work)


def sessions(work: Office) -> list[str]:
    """Whose workstations are open."""
    with work.boss.store.read() as tx:
        return [one.login for one in tx.sessions.every()]


def test_a_client_of_mosh_that_is_killed_costs_nothing(work: Office) -> None:
    """Its server waits for another from anywhere; whoever signs in anew has everything, and the server ends."""
    needs("mosh-server")
    env = os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    started = subprocess.run(
        ["mosh-server", "new", "-i", "127.0.0.1", "-p", "60000:60999", "--", *program(work)],
        env=env, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    said = re.search(r"MOSH CONNECT (\d+) (\S+)", started.stdout)
    server = re.search(r"pid = (\d+)", started.stdout + started.stderr)
    assert said is not None, started
    assert server is not None, started
    client = {"MOSH_KEY": said[2], "LC_ALL": "C.UTF-8"}
    with Terminal(["mosh-client", "127.0.0.1", said[1]], 80, 24, environment=client) as terminal:
        in_the_middle(terminal)
        os.kill(terminal.pid, 9)
        terminal.wait()
    with Terminal(program(work), 80, 24) as terminal:
        terminal.wait_for("rings at noon ✓")
        terminal.press(*" sharp", until="rings at noon ✓ sharp")
        terminal.send("\x11")
        assert terminal.wait() == 0
    os.kill(int(server[1]), 15)
    assert not sessions(work)
