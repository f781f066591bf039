"""A real sshd on a loopback port, run by whoever runs the tests, told what ``ssh sshd-config`` prints and no more.

The tests with it are skipped where OpenSSH is not installed, and the run says so at its end.
"""

from __future__ import annotations

import getpass
import grp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from collections_tui.domain.sshd import block
from collections_tui.services.remote import Start
from tests.postgres import free_port

SKIPPED = "sshd is not tested here: install the packages openssh-server and openssh-client"
UNTYPED = "docs/remote.md is not typed here"
_PROGRAMS = ("sshd", "ssh", "ssh-keygen", "sftp", "scp", "ssh-agent", "ssh-add")
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_SEPARATION = Path("/run/sshd")  # which sshd wants to be there when it is started by root
_PATIENCE = 60.0  # seconds


def program(name: str) -> str:
    """Where one of the programs is; '' when it is not installed."""
    return shutil.which(name, path=_PATH) or ""


def missing() -> bool:
    """Whether anything that the tests need is not installed."""
    return not all(map(program, _PROGRAMS))


def gives_terminals() -> bool:
    """Whether sshd can give people a terminal: where it is not root, one has to be of the group tty already."""
    if os.geteuid() == 0:
        return True
    ours, theirs = os.openpty()
    try:
        return os.fstat(theirs).st_gid == grp.getgrnam("tty").gr_gid
    except KeyError:
        return False
    finally:
        os.close(ours)
        os.close(theirs)


def account() -> str:
    """By which account people come in: that of whoever runs the tests."""
    return getpass.getuser()


def make_key(file: Path, kind: str = "ed25519") -> str:
    """A new pair of keys; the public half."""
    subprocess.run([program("ssh-keygen"), "-q", "-t", kind, "-N", "", "-C", file.name, "-f", str(file)], check=True)
    return file.with_suffix(".pub").read_text()


def start_of(db: str, config: Path) -> Start:
    """How the program is started by sshd: it lies beside the Python that runs the tests."""
    return Start((str(Path(sys.executable).with_name("collections-tui")),), db, str(config))


class Sshd:
    """One sshd, which asks the database for keys or reads them from a file; ``bare``: told of that file alone."""

    def __init__(self, start: Start, keys: Path | None = None, *, bare: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="collections-sshd-"))
        self.port = free_port()
        self.start, self._keys, self._bare = start, keys, bare
        self._process: subprocess.Popen[bytes] | None = None
        self.config = self.folder / "sshd_config"

    def __enter__(self) -> Sshd:
        if os.geteuid() == 0:
            _SEPARATION.mkdir(mode=0o755, exist_ok=True)
        public = make_key(self.folder / "host")
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {public}")
        # sshd runs nothing that somebody else could have put there, and the tests may be anybody's: env is root's.
        ask = None if self._keys is not None else ("/usr/bin/env", *self.start.words("ssh", "keys"))
        self.config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host\nPidFile none\nUsePAM no\n"
            # Temporary folders are anybody's to write to, which sshd would mind.
            f"StrictModes no\nSubsystem sftp internal-sftp\nX11Forwarding yes\nLogLevel VERBOSE\n"
            + (f'AuthorizedKeysFile "{self._keys}"\n' if self._bare else block(account(), ask, str(self._keys))),
        )
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen([program("sshd"), "-D", "-e", "-f", str(self.config)], stderr=log)
        end = time.monotonic() + _PATIENCE
        while "Server listening" not in self.said():
            assert self._process.poll() is None, f"sshd does not start: {self.said()}"
            assert time.monotonic() < end, f"sshd does not listen: {self.said()}"
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self) -> str:
        """Its log."""
        return (self.folder / "log").read_text("utf-8", "replace")

    def options(self, key: Path) -> list[str]:
        """What every client is told: one key, this host, and nothing of whoever runs the tests."""
        said = {
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "GlobalKnownHostsFile": "/dev/null",
            "BatchMode": "yes",
            "LogLevel": "INFO",
        }
        return ["-F", "none", "-i", str(key), *(f"-o{name}={value}" for name, value in said.items())]

    def words(self, key: Path, *options: str, tty: bool = False) -> list[str]:
        """The words of a client, up to the command."""
        to = f"{account()}@127.0.0.1"
        terminal = "-tt" if tty else "-T"
        return [program("ssh"), *self.options(key), "-p", str(self.port), terminal, *options, to]

    def run(self, key: Path, command: str | None = None, *options: str) -> subprocess.CompletedProcess[str]:
        """``ssh HOST command``, without a terminal."""
        more = [] if command is None else ["--", command]
        return finish([*self.words(key, *options), *more])


def finish(words: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        list(words), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
        timeout=_PATIENCE, env=os.environ | environment,
    )  # fmt: skip
