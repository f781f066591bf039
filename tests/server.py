"""A server of workstations for tests and benchmarks, at a place of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psutil

from collections_tui.cli.serving import HANDED
from tests.terminal import Terminal

PATIENCE = 60.0


def program() -> str:
    """The installed command: it lies beside the Python that runs the tests."""
    return str(Path(sys.executable).with_name("collections-tui"))


class Server:
    """A server that listens. The path of its socket is short, as such paths have to be."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cts-"))
        # Where people find it who have this folder as their XDG_RUNTIME_DIR.
        self.place = self.folder / "collections-tui" / "server.sock"
        self._process = self._begun()
        self.pid = self._process.pid

    def _begun(self) -> subprocess.Popen[bytes]:
        begun = subprocess.Popen([program(), "server", "--socket", str(self.place)], stderr=subprocess.PIPE)
        assert begun.stderr is not None
        said = begun.stderr.readline().decode()
        assert said == f"Listening at {self.place}. Workstations that are open stay when this ends.\n", said
        return begun

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        shutil.rmtree(self.folder)

    def workstations(self) -> list[psutil.Process]:
        """The processes it has forked, oldest first."""
        return sorted(psutil.Process(self.pid).children(), key=lambda one: (one.create_time(), one.pid))

    def terminal(
        self, *words: str, size: tuple[int, int] = (80, 24), environment: Mapping[str, str] | None = None, cwd: str = ""
    ) -> Terminal:
        """The installed command in a terminal, with these words, by someone who finds this server."""
        told = {"COLLECTIONS_SOCKET": str(self.place), "TZ": "America/New_York"} | dict(environment or {})
        # What the plugin for pictures has set would make everybody start alone.
        command = ["/usr/bin/env", "-u", "TEXTUAL_SNAPSHOT_TEMPDIR", program(), *words]
        return Terminal(command, *size, environment=told, cwd=cwd or None)

    def reads(self) -> None:
        """Wait until the one workstation there is waits for keys, in a line that it reads as any command does.

        An interrupt that comes in the instant before is kept by Python until the next key: nobody types that quickly.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            (one,) = self.workstations()
            inside = Path(f"/proc/{one.pid}/syscall").read_text().split()
            if inside[1:2] == ["0x0"]:  # what its first thread waits in: read(2), of the file with the number 0
                return
            assert time.monotonic() < deadline, f"it does not read: {inside}"
            time.sleep(0.01)

    def end(self) -> str:
        """End it; what it has said."""
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.communicate(timeout=PATIENCE)[1].decode()


class HandedServer(Server):
    """One that is given its socket by what has started it, and tells that when it is ready, as systemd has it."""

    def _begun(self) -> subprocess.Popen[bytes]:
        self.place.parent.mkdir(mode=0o700)
        with socket.socket(socket.AF_UNIX) as line, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            line.bind(str(self.place))
            line.listen()
            told.bind(str(self.folder / "notify"))
            told.settimeout(PATIENCE)
            begin = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" server'
            begun = subprocess.Popen(
                ["/bin/sh", "-c", begin, program()],
                env={**os.environ, "NOTIFY_SOCKET": str(self.folder / "notify")},
                preexec_fn=lambda: os.dup2(line.fileno(), HANDED),
                pass_fds=(HANDED,),
                stderr=subprocess.PIPE,
            )
            assert told.recv(100) == b"READY=1"
        return begun
