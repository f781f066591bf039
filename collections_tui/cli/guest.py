"""Makes a process that a server has forked into the one that somebody started at their terminal.

Folder, words, environment, terminal and signals are those of who asked. What was fixed while the server imported the
program is the same for both, or they would not have come (``client.py``).
"""

from __future__ import annotations

import locale
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from collections_tui import handover
from collections_tui.cli.main import INTERRUPTED

TERMINAL = (0, 1, 2)
STREAMS = (
    ("stdin", 0, "r", "strict"),
    ("stdout", 1, "w", "backslashreplace"),
    ("stderr", 2, "w", "backslashreplace"),
)
_MOST = 4096  # bytes at a time


def host(line: socket.socket, run: Callable[[list[str]], object]) -> NoReturn:
    """Be the process that is asked for along ``line``: run the words, tell the exit code, end."""
    os.setsid()
    line.settimeout(handover.PATIENCE)
    try:
        words = _begin(line)
    except (OSError, ValueError):
        os._exit(1)  # whoever asked has gone, or starts in the ordinary way
    if words is None:
        os._exit(0)
    line.settimeout(None)
    threading.Thread(target=_obey, args=(line, threading.get_ident()), name="line", daemon=True).start()
    code = _run(run, words)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # whoever gets the code hangs up
    with suppress(OSError):
        line.sendall(bytes((code,)))
    os._exit(code)


def _begin(line: socket.socket) -> list[str] | None:
    """Take over who asks, and return their words; None where another program asks, or they have thought better of it.

    Raises:
        OSError, ValueError: this is no request, or they have gone.
    """
    files, request = _receive(line)
    asked = handover.unpack(request)
    if asked is None:
        line.sendall(handover.REFUSED)
        return None
    folder, umask, words, environment = asked
    os.chdir(folder)
    line.sendall(handover.READY)
    # Only now is it sure that nobody else opens a workstation at this terminal.
    if line.recv(1) != handover.GO:
        return None
    for number, file in zip(TERMINAL, files, strict=True):
        os.dup2(file, number)
        os.close(file)
    os.umask(umask)
    _take(environment)
    _open_streams()
    return words


def _receive(line: socket.socket) -> tuple[list[int], bytes]:
    head, files, _, _ = socket.recv_fds(line, handover.LENGTH, len(TERMINAL))
    left = int.from_bytes(head, "big")
    if len(files) != len(TERMINAL) or len(head) != handover.LENGTH or left > handover.LONGEST:
        raise ValueError("no request")
    parts = []
    while left:
        part = line.recv(min(left, 1 << 16))
        if not part:
            raise ValueError("no whole request")
        parts.append(part)
        left -= len(part)
    return files, b"".join(parts)


def _take(environment: dict[str, str]) -> None:
    """Have that environment and no other, and forget what was made of the one before."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    with suppress(locale.Error):  # one that this computer does not have: Python starts without it as well
        locale.setlocale(locale.LC_CTYPE, "")


def _open_streams() -> None:
    """Let Python's own streams be the terminal, as they are in a process that starts at one."""
    for name, number, mode, errors in STREAMS:
        stream = open(number, mode, buffering=1, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115 - for good
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _obey(line: socket.socket, first: int) -> None:
    """Give the program's first thread the signals that come along the line; the end of it is a line that dropped."""
    while True:
        try:
            numbers = line.recv(_MOST)
        except OSError:
            numbers = b""
        for number in numbers or (signal.SIGHUP,):
            signal.pthread_kill(first, number)
        if not numbers:
            return


def _run(run: Callable[[list[str]], object], words: list[str]) -> int:
    """Run the words; the exit code."""
    sys.argv[1:] = words
    try:
        run(words)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                continue
    return 0
