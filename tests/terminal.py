"""A real terminal for tests and benchmarks: how long from a key to the screen, how many bytes, what is shown.

Reads are stamped as they arrive; the emulator is fed only once the program has gone quiet, so that its slowness never
adds to a figure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import NamedTuple

import psutil
import pyte

KEYS = {
    "down": "\x1b[B",
    "up": "\x1b[A",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
}
PATIENCE = 60.0  # seconds for what must come, on a machine however busy
_TAIL = 2048  # bytes
_ANY_CHANGE = 5.0  # seconds for a key that may change nothing
QUIET = 0.06  # seconds without a byte after which a key's effect is over

_QUERY = re.compile(rb"\x1b\[(?:(?P<attributes>0?)c|\?(?P<mode>\d+)\$p|(?P<status>[56])n)")
_UNKNOWN_TO_EMULATOR = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[@-~]|\x1b\[[?0-9;]*[ !\"$'*]+[@-~]|\x1b[PX^_].*?\x1b\\|\x1b\[\?[0-9;]*[usm]", re.S
)


class Sample(NamedTuple):
    """One key: milliseconds until the screen had changed (None: it never did), and bytes until it was quiet.

    ``reads`` are what came in, one by one: milliseconds, and bytes.
    """

    ms: float | None
    sent: int
    reads: tuple[tuple[float, int], ...] = ()


class Terminal:
    """A program in a terminal of a given size."""

    def __init__(
        self,
        arguments: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._reads: list[tuple[float, bytes]] = []
        self.total = 0
        self.over = False
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if cwd:
                os.chdir(cwd)
            base = {k: v for k, v in os.environ.items() if k not in ("LINES", "COLUMNS", "NO_COLOR")}
            env = base | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLORTERM": "truecolor"}
            os.execvpe(arguments[0], list(arguments), env | dict(environment or {}))
        self.resize(columns, rows)
        self.at_start = self.settings()
        self.tail = b""
        """The last that was sent to the terminal, as it came."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program is told."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def settings(self) -> list[object]:
        """How the terminal is set: its modes and signs."""
        return list(termios.tcgetattr(self._fd))

    def text(self) -> str:
        """What is on the screen, lines without trailing blanks."""
        self._feed()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def cells(self) -> list[list[pyte.screens.Char]]:
        """What is on the screen, row by row, with colours and attributes."""
        self._feed()
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]

    def wait_for(self, pattern: str, timeout: float = PATIENCE) -> float:
        """Milliseconds from the start of the program until the pattern is on the screen.

        Raises:
            TimeoutError: it never was; the message shows the screen.
        """
        wanted, deadline = re.compile(pattern, re.M), time.perf_counter() + timeout
        while time.perf_counter() < deadline and not self.over:
            self._read(0.05)
            while self._reads:
                stamp, data = self._reads.pop(0)
                self._show(data)
                if wanted.search("\n".join(self._screen.display)):
                    return (stamp - self.started) * 1000
        raise TimeoutError(f"{pattern!r} did not appear:\n{self.text()}")

    def settle(self, quiet: float = 0.3, timeout: float = 10.0) -> None:
        """Read until nothing has come for a while."""
        last = deadline = time.perf_counter()
        deadline += timeout
        while time.perf_counter() - last < quiet and time.perf_counter() < deadline and not self.over:
            if self._read(quiet):
                last = time.perf_counter()
        self._feed()

    def fileno(self) -> int:
        """For whoever waits for several terminals at once."""
        return self._fd

    def arrived(self) -> float | None:
        """Take what has arrived, without waiting; when the last of it came (perf_counter), None when nothing did."""
        while self._read(0):
            continue
        last = self._reads[-1][0] if self._reads else None
        self._feed()
        return last

    def send(self, *keys: str) -> None:
        """Type keys, by name or literally."""
        os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())

    def press(self, *keys: str, until: str | None = None) -> Sample:
        """Type keys and wait for their effect: a pattern, however long it takes, or any change of the screen.

        Raises:
            TimeoutError: the pattern never appeared; the message shows the screen.
        """
        self._feed()
        timeout = PATIENCE if until else _ANY_CHANGE
        wanted = re.compile(until, re.M) if until else None
        before, start, already = list(self._screen.display), time.perf_counter(), self.total
        cursor = self._attributes()
        self.send(*keys)
        seen: float | None = None
        reads: list[tuple[float, int]] = []
        last, deadline = start, start + timeout
        while time.perf_counter() < deadline and not self.over:
            if self._read(QUIET):
                last = time.perf_counter()
                continue
            if time.perf_counter() - last < QUIET:
                continue
            while self._reads:
                stamp, data = self._reads.pop(0)
                reads.append(((stamp - start) * 1000, len(data)))
                self._show(data)
                shown = list(self._screen.display)
                there = wanted.search("\n".join(shown)) if wanted else shown != before or self._attributes() != cursor
                if seen is None and there:
                    seen = (stamp - start) * 1000
            if seen is not None:
                break
        if until and seen is None:
            raise TimeoutError(f"{until!r} did not appear:\n{self.text()}")
        return Sample(seen, self.total - already, tuple(reads))

    def memory(self) -> float:
        """Resident megabytes of the program."""
        return float(psutil.Process(self.pid).memory_info().rss) / (1 << 20)

    def idle(self, seconds: float) -> tuple[float, int]:
        """Percent of a core used, and bytes sent, while nobody does anything."""
        self.settle()
        process, already = psutil.Process(self.pid), self.total
        used, start = sum(process.cpu_times()[:2]), time.perf_counter()
        while (left := start + seconds - time.perf_counter()) > 0:
            self._read(left)
        cpu = sum(process.cpu_times()[:2]) - used
        return 100 * cpu / (time.perf_counter() - start), self.total - already

    def hang_up(self) -> None:
        """Close the window under the program: it can neither read nor write any more."""
        os.close(self._fd)
        self._fd, self.over = -1, True

    def close(self) -> None:
        """End the program, hard if it must be."""
        for number in (signal.SIGHUP, signal.SIGKILL):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                break
            if self._ended(2.0):
                break
        if self._fd >= 0:
            os.close(self._fd)

    def wait(self, timeout: float = 10.0) -> int | None:
        """The exit code once the program has ended by itself; None when it has not."""
        return self._status if self._ended(timeout) else None

    _status: int | None = None

    def _ended(self, timeout: float) -> bool:
        deadline = time.perf_counter() + timeout
        while self._status is None and time.perf_counter() < deadline:
            self._read(0.01)
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self._status = -1
                break
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is not None

    def _attributes(self) -> int:
        """A mark that changes with colours and attributes, which ``display`` does not show."""
        buffer = self._screen.buffer
        return hash(tuple(tuple(buffer[y][x] for x in range(self._screen.columns)) for y in range(self._screen.lines)))

    def _read(self, wait: float) -> bool:
        if self.over:
            time.sleep(min(wait, 0.01))
            return False
        if not select.select([self._fd], [], [], max(wait, 0))[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.over = True
            return False
        self._reads.append((time.perf_counter(), data))
        self.total += len(data)
        self.tail = (self.tail + data)[-_TAIL:]
        self._answer(data)
        return True

    mute = False
    """Whether questions of the program get no answer any more, as when the network is gone."""
    asked = 0
    """How often the program has asked whether the terminal is there, and was answered."""

    def _answer(self, data: bytes) -> None:
        if self.mute:
            return
        for query in _QUERY.finditer(data):
            if query["mode"]:
                known = 2 if query["mode"] == b"2026" else 0
                os.write(self._fd, b"\x1b[?%s;%d$y" % (query["mode"], known))
            elif query["status"] == b"6":
                os.write(self._fd, b"\x1b[1;1R")
            elif query["status"] == b"5":
                self.asked += 1
                os.write(self._fd, b"\x1b[0n")
            else:
                os.write(self._fd, b"\x1b[?62;22c")

    def _feed(self) -> None:
        while self._reads:
            self._show(self._reads.pop(0)[1])

    def _show(self, data: bytes) -> None:
        self._stream.feed(_UNKNOWN_TO_EMULATOR.sub(b"", data))
