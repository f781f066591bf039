"""A server of workstations for tests and benchmarks, at a place of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psutil

from tests.terminal import Terminal

PATIENCE = 60.0


def program() -> str:
    """The installed command: it lies beside the Python that runs the tests."""
    return str(Path(sys.executable).with_name("collections-tui"))


class Server:
    """A server that listens. The path of its socket is short, as such paths have to be."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cts-"))
        self.place = self.folder / "s"
        self._process = subprocess.Popen([program(), "server", "--socket", str(self.place)], stderr=subprocess.PIPE)
        self.pid = self._process.pid
        assert self._process.stderr is not None
        said = self._process.stderr.readline().decode()
        assert said == f"Listening at {self.place}. Workstations that are open stay when this ends.\n", said

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

    def end(self) -> str:
        """End it; what it has said."""
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.communicate(timeout=PATIENCE)[1].decode()
