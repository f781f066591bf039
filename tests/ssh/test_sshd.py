"""People who come in by a real sshd, and try whatever a client of SSH can ask for. docs/security.md goes through it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from collections_tui.domain.sshd import judge
from collections_tui.files.host import ask_sshd
from collections_tui.services import people, ssh_keys
from collections_tui.services.remote import MOST_MEMORY
from tests import sshd
from tests.engines import on
from tests.postgres import free_port
from tests.ssh.conftest import Afar, afar_in
from tests.sshd import Sshd
from tests.terminal import Terminal

pytestmark = [
    pytest.mark.xdist_group("sshd"),
    pytest.mark.skipif(sshd.missing(), reason=sshd.SKIPPED),
]

OURS = "collections-tui: "
NOT_FROM_AFAR = "cannot be run from afar: what may be run from here is report, export, find, arrange, users pin;"


def entries(afar: Afar, action: str) -> list[tuple[str, str]]:
    """The audit: who, and the details."""
    with afar.work.boss.store.read() as tx:
        return tx.sql.all(
            "SELECT p.login, a.details FROM audit a JOIN collector p ON p.id = a.collector_id "
            "WHERE a.action = :action ORDER BY a.id",
            {"action": action},
        )


def terminal_of(
    host: Sshd, key: Path, *options: str, environment: dict[str, str] | None = None, command: str = ""
) -> Terminal:
    """A client of SSH in a terminal."""
    if not sshd.gives_terminals():
        pytest.skip("sshd is not tested here with terminals: run the tests as root")
    words = [*host.words(key, *options, tty=True), *(("--", command) if command else ())]
    return Terminal(words, 100, 30, environment=environment)


@contextmanager
def workstation(host: Sshd, key: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Terminal]:
    """The workstation, over SSH, in a terminal."""
    with terminal_of(host, key, *options, environment=environment) as terminal:
        see_accounts(terminal)
        yield terminal
        terminal.send("\x11")
        assert terminal.wait(60) == 0


def see_accounts(terminal: Terminal) -> None:
    """Wait for the worklist, with all that is on it: at night nobody may be called."""
    terminal.wait_for("1 Main")
    terminal.press("v", until="A-000[1-6]")


def session_of(host: Sshd) -> psutil.Process:
    """The program that sshd has started and that is still there."""
    found = [one for one in psutil.process_iter(["cmdline"]) if _is_session(one.info["cmdline"], host)]
    assert len(found) == 1
    return found[0]


def _is_session(words: list[str] | None, host: Sshd) -> bool:
    return words is not None and {"session", host.start.db} <= set(words)


# -- keys -----------------------------------------------------------------------------------------------------------


def test_only_a_key_that_is_known_opens_anything(afar: Afar, host: Sshd) -> None:
    stranger = host.run(afar.keys["zed"], "report calls")
    assert (stranger.returncode, stranger.stdout) == (255, "")
    assert "Permission denied (publickey)" in stranger.stderr
    without = host.run(afar.keys["ana"], "report calls", "-oPubkeyAuthentication=no", "-oNumberOfPasswordPrompts=1")
    assert "Permission denied (publickey)" in without.stderr


def test_the_key_is_the_person(afar: Afar, host: Sshd) -> None:
    done = host.run(afar.keys["ben"], "report calls --json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["report"] == "calls"
    assert entries(afar, "remote command")[-1] == ("ben", "report calls --json")
    refused = host.run(afar.keys["ben"], "report calls --person ana")
    assert refused.stderr == f"{OURS}ben may not see everybody's figures: ask an auditor or supervisor.\n"


def test_a_key_that_is_revoked_opens_nothing_though_the_file_still_has_it(afar: Afar, host: Sshd) -> None:
    ssh_keys.revoke(afar.work.boss, "gone")
    done = host.run(afar.keys["gone"], "report calls")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{OURS}This key opens nothing for gone any more: ask an admin about another.\n"
    with terminal_of(host, afar.keys["gone"]) as terminal:
        terminal.wait_for("This key opens nothing for gone any more")
        assert terminal.wait(60) == 1


def test_what_is_open_ends_when_a_key_is_revoked(afar: Afar, host: Sshd) -> None:
    with terminal_of(host, afar.keys["eve"]) as terminal:
        see_accounts(terminal)
        ssh_keys.revoke(afar.work.boss, "eve")
        terminal.send("n")
        terminal.wait_for("This window was signed out from elsewhere")
        assert terminal.wait(60) == 1


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_sshd_asks_the_database_and_many_hosts_share_one(engine: str, tmp_path: Path) -> None:
    with on(engine):
        for afar in afar_in(tmp_path):
            with Sshd(afar.start) as one, Sshd(afar.start) as other:
                for host, who in ((one, "ana"), (other, "ben")):
                    done = host.run(afar.keys[who], "report calls --json")
                    assert (done.returncode, done.stderr) == (0, "")
                    assert entries(afar, "remote command")[-1][0] == who
                ssh_keys.revoke(afar.work.boss, "ana")
                people.disable(afar.work.boss, "ben")
                for host, who in ((one, "ana"), (other, "ben"), (one, "zed")):
                    assert "Permission denied (publickey)" in host.run(afar.keys[who], "report calls").stderr


# -- what is run ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["sh", "/bin/bash -i", "python3 -c 'print(1)'", "ssh add ana x", "--as boss report calls", "users"]
)
def test_no_command_is_run_but_those_on_the_list(afar: Afar, host: Sshd, command: str) -> None:
    done = host.run(afar.keys["ana"], command)
    assert (done.returncode, done.stdout) == (1, "")
    assert NOT_FROM_AFAR in done.stderr
    assert entries(afar, "refused")[-1][1].endswith(f"({command})")


def test_no_shell_sees_what_is_typed(afar: Afar, host: Sshd, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    for typed in (f"find 'x'; touch {trap}", f"find $(touch {trap})", f"find `touch {trap}` | touch {trap} > {trap} &"):
        host.run(afar.keys["ana"], typed)
        assert not trap.exists()


def test_who_and_where_cannot_be_said(afar: Afar, host: Sshd, tmp_path: Path) -> None:
    for option in ("--as boss", "--as=boss", f"--db {tmp_path}/x.db", "--now 2020-01-01", "--config /tmp"):
        done = host.run(afar.keys["ana"], f"report calls {option}")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"{OURS}{option.split('=')[0].split()[0]} cannot be said from afar")
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_and_a_command_there_is_one_sentence(afar: Afar, host: Sshd) -> None:
    done = host.run(afar.keys["ana"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{OURS}The workstation needs a terminal: use ssh -t, or name a command behind the host.\n"


def test_a_pin_is_set_from_afar_without_being_shown(afar: Afar, host: Sshd) -> None:
    with terminal_of(host, afar.keys["ben"], command="users pin") as terminal:
        terminal.wait_for("New PIN")
        terminal.press("270461\r", until="And again")
        terminal.send("270461\r")
        terminal.wait_for("Your PIN is set")
        assert "270461" not in terminal.text()
        assert terminal.wait(60) == 0


def test_no_files_are_copied(afar: Afar, host: Sshd, tmp_path: Path) -> None:
    to, options = f"{sshd.account()}@127.0.0.1", host.options(afar.keys["ana"])
    port = ["-P", str(host.port)]
    for words, asks in (
        ([sshd.program("scp"), *options], "internal-sftp"),
        ([sshd.program("scp"), "-O", *options], "scp -f"),
        ([sshd.program("sftp"), *options], "internal-sftp"),
    ):
        done = sshd.finish([*words, *port, f"{to}:{afar.work.where}", str(tmp_path)])
        assert done.returncode != 0
        assert f"({asks}" in entries(afar, "refused")[-1][1]
    assert list(tmp_path.iterdir()) == []


# -- what comes along -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bare", [False, True], ids=["as sshd is told", "by the line of the key alone"])
def test_nothing_is_forwarded_and_no_variable_comes_in(afar: Afar, host: Sshd, bare: bool, tmp_path: Path) -> None:
    if bare:
        with Sshd(afar.start, afar.folder / "authorized_keys", bare=True) as as_it_comes:
            try_to_bring_everything(afar, as_it_comes, tmp_path)
    else:
        try_to_bring_everything(afar, host, tmp_path)


def try_to_bring_everything(afar: Afar, host: Sshd, tmp_path: Path) -> None:
    """Ask for every forwarding there is, and set variables."""
    through, back = free_port(), free_port()
    agent, near = tmp_path / "agent", tmp_path / "near"
    variables = "COLLECTIONS_USER=boss COLLECTIONS_DB=/x PYTHONPATH=/x LD_PRELOAD=/x TEXTUAL=debug LANG=C.UTF-8"
    with subprocess.Popen([sshd.program("ssh-agent"), "-D", "-a", str(agent)], stdout=subprocess.DEVNULL) as helper:
        try:
            while not agent.exists():
                assert helper.poll() is None
            with workstation(
                host, afar.keys["ana"], f"-L{through}:127.0.0.1:{host.port}", f"-R{back}:127.0.0.1:{host.port}",
                f"-L{near}:{agent}", f"-oForwardAgent={agent}", "-Y", f"-oSetEnv={variables}",
                environment={"DISPLAY": ":99"},
            ) as terminal:  # fmt: skip
                seen = psutil.Process(session_of(host).pid).environ()
                with closing(socket.create_connection(("127.0.0.1", through), timeout=30)) as line:
                    assert line.recv(100) == b"", "sshd would say who it is"
                with closing(socket.socket(socket.AF_UNIX)) as line:
                    line.settimeout(30)
                    line.connect(str(near))
                    assert line.recv(100) == b""
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", back), timeout=30)
                assert "Ana" in terminal.text(), "though they say they are the boss"
        finally:
            helper.kill()
    strange = ("COLLECTIONS_", "PYTHON", "LD_", "TEXTUAL", "DISPLAY", "SSH_AUTH_SOCK")
    assert [name for name in seen if name.startswith(strange)] == []
    asked = host.run(afar.keys["ana"], None, "-W", f"127.0.0.1:{host.port}")
    assert asked.stdout == ""
    assert "administratively prohibited" in asked.stderr


def test_sshd_does_what_it_is_told_and_check_sees_where_it_does_not(host: Sshd, tmp_path: Path) -> None:
    told = ask_sshd(sshd.account(), sshd.program("sshd"), host.config)
    assert [one.what for one in judge(told, ()) if not one.ok] == ["files that others can write are not believed"]
    careless = tmp_path / "sshd_config"
    text = re.sub(r"(?m)^Match User .*\n(    .*\n)*", "AcceptEnv *\nForceCommand /bin/sh\n", host.config.read_text())
    careless.write_text(text.replace("PermitUserEnvironment no", "PermitUserEnvironment yes"))
    others = [one.what for one in judge(ask_sshd(sshd.account(), sshd.program("sshd"), careless), ()) if not one.ok]
    assert {
        "keys are the only way in", "no password lets anybody in", "no file of the account is run at sign-in",
        "no port, agent, socket or screen is forwarded", "no file of the account sets variables",
        "no variable comes in but those of a terminal", "each key runs its own command", "a dead line is noticed",
    } <= set(others)  # fmt: skip


# -- at the workstation ---------------------------------------------------------------------------------------------


def test_the_workstation_opens_no_door(afar: Afar, host: Sshd) -> None:
    with workstation(host, afar.keys["ana"], environment={"TERM": "../../../etc/passwd"}) as terminal:
        session = session_of(host)
        assert Path(session.exe()).name.startswith("python")
        assert entries(afar, "come in")[-1][0] == "ana"
        terminal.send("\x1a", "\x1c", "\x03", "\x1d")  # ctrl+z, ctrl+\, ctrl+c, ctrl+]
        terminal.press("S", until="Reports")
        assert session.status() != psutil.STATUS_STOPPED
        assert session.children(recursive=True) == []
        assert session.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert session.rlimit(psutil.RLIMIT_DATA)[1] == MOST_MEMORY
        terminal.press("X", until="Report as CSV")
        terminal.send(*["\x7f"] * 60)
        terminal.press("../../stolen.csv\r", until="cannot be a file in your folder")
        terminal.send(*["\x7f"] * 60)
        terminal.press("mine.csv\r", until="are in your folder")
    assert not list(afar.folder.parent.rglob("stolen.csv"))
    assert [one["name"] for one in json.loads(host.run(afar.keys["ana"], "export --json").stdout)] == ["mine.csv"]
    fetched = host.run(afar.keys["ana"], "export mine.csv")
    assert fetched.stdout.startswith("hour,")
    assert host.run(afar.keys["ben"], "export mine.csv").stderr.startswith(f"{OURS}There is no file mine.csv")
    assert host.run(afar.keys["ana"], f"export '{afar.work.where}'").stderr.startswith(
        f"{OURS}“{afar.work.where}” cannot"
    )


def test_what_a_server_opens_is_confined_as_well(afar: Afar, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:  # the path of a socket has to be short
        place = Path(runtime, "collections-tui", "server.sock")
        place.parent.mkdir(mode=0o700)
        words = [*afar.start.program, "server", "--socket", str(place)]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr is not None
                assert "Listening at" in server.stderr.readline()
                keys, where = afar.folder / "authorized_keys", f"SetEnv XDG_RUNTIME_DIR={runtime}"
                with Sshd(afar.start, keys, before=where) as host, workstation(host, afar.keys["ben"]) as terminal:
                    (forked,) = psutil.Process(server.pid).children()
                    assert forked.rlimit(psutil.RLIMIT_DATA)[1] == MOST_MEMORY
                    assert forked.rlimit(psutil.RLIMIT_CORE) == (0, 0)
                    assert "Umask:\t0077" in Path(f"/proc/{forked.pid}/status").read_text()
                    assert entries(afar, "come in")[-1][0] == "ben"
                    terminal.press("S", until="Reports")
                    terminal.press("X", until="Report as CSV")
                    terminal.send(*["\x7f"] * 60)
                    terminal.press("../stolen.csv\r", until="cannot be a file in your folder")
                    terminal.press("\x1b", until="v view")
            finally:
                server.terminate()


def test_a_letter_goes_nowhere_but_into_ones_folder(afar: Afar, host: Sshd) -> None:
    for path in (afar.folder / "letter.txt", "../letter.txt"):
        done = host.run(afar.keys["ana"], f"arrange A-0001 --instalments 2 --letter '{path}'")
        assert "cannot be a file in your folder" in done.stderr
    assert not list(afar.folder.parent.rglob("letter.txt"))
