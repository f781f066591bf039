"""The program at a server, in real terminals: it is as if it had started by itself, and nobody harms another."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from collections_tui import handover
from collections_tui.services import ssh_keys
from tests.build import Office, office
from tests.server import PATIENCE, HandedServer, Server, program
from tests.ssh_samples import GOOD
from tests.terminal import Terminal

pytestmark = [
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
    pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="no server of workstations on this system"),
    pytest.mark.xdist_group("server"),
]

NOW = "2026-11-23T17:00:00Z"
CTRL_C, CTRL_Q = "\x03", "\x11"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One for all tests that leave it as it is."""
    with Server() as one:
        yield one


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """An office with two collectors."""
    with office(tmp_path, people=("ana", "ben"), accounts=6) as made:
        yield made


def words(work: Office, login: str = "ana") -> list[str]:
    """What opens the workstation there."""
    return ["--db", work.where, "--as", login, "--now", NOW]


def opened(server: Server, work: Office, login: str = "ana") -> tuple[Terminal, psutil.Process]:
    """A workstation that shows the worklist, and the process behind it, which the server has forked."""
    before = set(server.workstations())
    terminal = server.terminal(*words(work, login))
    terminal.wait_for("A-0001")
    (process,) = set(server.workstations()) - before
    return terminal, process


def notes(work: Office) -> list[str]:
    """What the drafts hold."""
    with work.boss.store.read() as tx:
        return [str(row[0]) for row in tx.sql.all("SELECT body FROM draft ORDER BY account_id")]


def test_what_starts_it_may_hand_its_socket_over_and_keeps_it(work: Office) -> None:
    with HandedServer() as server:
        terminal, process = opened(server, work)
        with terminal:
            terminal.press(CTRL_Q)
            assert terminal.wait() == 0
        process.wait(PATIENCE)
        assert server.end() == ""  # nobody is told where it listens who has said so
        assert server.place.exists()


def test_a_collector_works_and_leaves_and_the_terminal_is_as_it_was(server: Server, work: Office) -> None:
    terminal, process = opened(server, work)
    with terminal:
        assert psutil.Process(terminal.pid).memory_info().rss < process.memory_info().rss
        terminal.press("n", until="Account A-")
        terminal.press("c", until="How did it end")
        terminal.press("n", until=r"No answer: A-\d+")
        terminal.resize(120, 40)
        terminal.wait_for("(?m)^.{85,}$")
        terminal.send(CTRL_Q)
        assert terminal.wait(PATIENCE) == 0
        assert terminal.settings() == terminal.at_start
        assert b"\x1b[?1049l" in terminal.tail
    with work.boss.store.read() as tx:
        assert tx.sql.one("SELECT count(*) FROM call") == (1,)


def test_folder_variables_and_ctrl_c_are_those_of_who_asks(server: Server, tmp_path: Path) -> None:
    told = {"COLLECTIONS_DB": "new.db", "COLLECTIONS_USER": "ana", "COLLECTIONS_NOW": NOW}
    with server.terminal(environment=told, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Your name")
        server.reads()
        terminal.send(CTRL_C)
        assert terminal.wait(PATIENCE) == 130
    assert list(tmp_path.iterdir()) == []
    with server.terminal(environment=told, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Your name")
        terminal.send("Ana Ruiz\r")
        terminal.wait_for("Worklist.*Ana Ruiz")
        terminal.send(CTRL_Q)
        assert terminal.wait(PATIENCE) == 0
    assert (tmp_path / "new.db").exists()


def test_a_key_of_ssh_comes_in_at_the_server_and_no_variable_leads_elsewhere(server: Server, work: Office) -> None:
    line, fingerprint = GOOD["ed25519"]
    ssh_keys.add(work.boss, "ana", line)
    command = ["ssh", "session", "--as", "ana", "--key", fingerprint, "--db", work.where]
    told = {"XDG_RUNTIME_DIR": str(server.folder), "COLLECTIONS_SOCKET": "/nowhere", "COLLECTIONS_USER": "ben"}
    with server.terminal(*command, environment=told) as terminal:
        terminal.wait_for("Worklist.* Ana")
        assert len(server.workstations()) == 1
        terminal.send(CTRL_Q)
        assert terminal.wait(PATIENCE) == 0
    with server.terminal(*command, environment=told | {"SSH_ORIGINAL_COMMAND": "users list"}) as terminal:
        terminal.wait_for("collections-tui: ")
        assert terminal.wait(PATIENCE) == 1


def test_what_is_refused_is_said_and_leaves_with_1(server: Server, work: Office) -> None:
    with server.terminal(*words(work, "zoe")) as terminal:
        terminal.wait_for("Nobody here signs in as zoe")
        assert terminal.wait(PATIENCE) == 1


ENDS: dict[str, Callable[[Terminal], None]] = {
    "a window that closes": lambda terminal: terminal.hang_up(),
    "SIGTERM": lambda terminal: os.kill(terminal.pid, signal.SIGTERM),
    "SIGKILL of the entry": lambda terminal: os.kill(terminal.pid, signal.SIGKILL),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_line_that_drops_ends_the_workstation_and_keeps_the_note(server: Server, work: Office, end: str) -> None:
    terminal, process = opened(server, work)
    with terminal:
        terminal.press("n", until="Account A-")
        terminal.press("c", until="How did it end")
        terminal.press(" ", *"after payday", until="after payday")
        ENDS[end](terminal)
        assert psutil.wait_procs([process], PATIENCE)[1] == []
        assert terminal.wait(PATIENCE) == (-signal.SIGKILL if "SIGKILL" in end else 0)
    (note,) = notes(work)
    assert "after payday" in note


def test_the_death_of_one_is_told_to_them_and_touches_no_other(server: Server, work: Office) -> None:
    first, process = opened(server, work)
    other, stays = opened(server, work, "ben")
    with first, other:
        process.kill()
        assert first.wait(PATIENCE) == 1
        assert "collections-tui: The workstation has died; what was typed is kept: start" in first.text()
        assert b"\x1b[?1049l" in first.tail
        assert first.settings() == first.at_start
        other.press("n", until="Account A-")
        third, _ = opened(server, work)
        with third:
            assert stays.is_running()


def test_a_server_that_ends_leaves_the_workstations_and_who_comes_next_starts_alone(work: Office) -> None:
    with Server() as server:
        terminal, _ = opened(server, work)
        with terminal:
            assert server.end() == ""
            assert not server.place.exists()
            terminal.press("n", until="Account A-")
            with server.terminal(*words(work, "ben")) as alone:
                alone.wait_for("A-0001")
                alone.send(CTRL_Q)
                assert alone.wait(PATIENCE) == 0
            terminal.send(CTRL_Q)
            assert terminal.wait(PATIENCE) == 0


def test_another_version_starts_alone(server: Server, work: Office, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "collections_tui").symlink_to(Path(handover.__file__).parent)
    told = {"PYTHONPATH": str(tmp_path / "other"), "COLLECTIONS_SOCKET": str(server.place)}
    with Terminal([sys.executable, "-m", "collections_tui", *words(work)], 80, 24, told) as terminal:
        terminal.wait_for("A-0001")
        assert server.workstations() == []


@pytest.mark.parametrize("told", [{"TEXTUAL_FPS": "30"}, {"PYTHONIOENCODING": "latin-1"}, {"COLLECTIONS_SOCKET": ""}])
def test_who_needs_what_a_server_cannot_give_starts_alone(server: Server, work: Office, told: dict[str, str]) -> None:
    with server.terminal(*words(work), environment=told) as terminal:
        terminal.wait_for("A-0001")
        assert server.workstations() == []


def test_the_parent_has_one_thread_no_database_and_a_socket_for_its_owner_alone(server: Server, work: Office) -> None:
    terminal, _ = opened(server, work)
    with terminal:
        parent = psutil.Process(server.pid)
        assert parent.num_threads() == 1
        assert [file.path for file in parent.open_files()] == []
    assert stat.S_IMODE(server.place.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.place.parent.stat().st_mode) == 0o700


def test_nonsense_along_the_socket_harms_nobody(server: Server, work: Office) -> None:
    for nonsense in (b"", b"x", b"\xff" * 4096, (5).to_bytes(8, "big") + b"hello"):
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(PATIENCE)
            line.connect(str(server.place))
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            try:
                assert line.recv(1) == b""
            except ConnectionResetError:  # it has not read all of it
                continue
    terminal, _ = opened(server, work)
    terminal.close()


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser can be somebody else")
def test_somebody_else_is_not_served(server: Server) -> None:
    other = "import socket, os; os.setuid(65534); s = socket.socket(socket.AF_UNIX); s.connect(%r); print(s.recv(1))"
    command = [sys.executable, "-c", other % str(server.place)]
    assert "PermissionError" in subprocess.run(command, capture_output=True, text=True, check=False).stderr
    server.folder.chmod(0o755)
    server.place.parent.chmod(0o755)
    server.place.chmod(0o666)
    try:
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "b''\n"
    finally:
        server.place.parent.chmod(0o700)
        server.place.chmod(0o600)


def test_a_second_server_and_a_folder_that_others_get_at_are_refused(server: Server, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for place, sentence in ((server.place, "A server listens at"), (tmp_path / "s", "Others get at")):
        done = subprocess.run(
            [program(), "server", "--socket", str(place)], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 1
        assert re.match(rf"collections-tui: {sentence} .*\.\n\Z", done.stderr), done.stderr


def test_what_is_left_of_a_server_that_was_killed_is_in_nobodys_way() -> None:
    with Server() as first:
        os.kill(first.pid, signal.SIGKILL)
        first.end()
        assert first.place.exists()
        second = subprocess.Popen([program(), "server", "--socket", str(first.place)], stderr=subprocess.PIPE)
        assert second.stderr is not None
        assert second.stderr.readline().startswith(b"Listening")
        second.terminate()
        assert second.communicate(timeout=PATIENCE)[1] == b""
