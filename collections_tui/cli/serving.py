"""Listens for those who want a workstation, and forks one process for each: a parent with no thread and no database.

The parent knows nothing of what its children do, and they nothing of each other. When it ends they live on.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
HANDED = 3
"""The first file that systemd hands over (sd_listen_fds(3))."""

_BACKLOG = 128
_PEER = struct.Struct("3i")  # process, user, group (unix(7), SO_PEERCRED)
_FRESH = ".new"
_LONGEST_PATH = 107  # bytes that an address of a Unix socket has for a path


class Ended(Exception):
    """The server was told to end."""


class Listening(NamedTuple):
    """A socket, and what it is on the disk if this server has put it there."""

    line: socket.socket
    path: Path | None = None
    inode: int = 0

    def let_go(self) -> None:
        """Listen no more, and take the socket off the disk unless another server has put its own there."""
        self.line.close()
        with suppress(OSError):
            if self.path is not None and self.path.stat().st_ino == self.inode:
                self.path.unlink()


def check_place(path: Path) -> None:
    """Pass if a server may listen there; the folder is made, for its owner alone.

    Raises:
        Refused: there is a server already, or the folder is open to others, or nothing can be made there.
    """
    if len(os.fsencode(path)) > _LONGEST_PATH - len(_FRESH):
        raise Refused(f"The path of a socket has {_LONGEST_PATH - len(_FRESH)} bytes at most: name a shorter one.")
    folder = path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError as error:
        raise Refused(f"No server can listen at {clean(str(path))}: {error.strerror}.") from error
    if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Refused(f"Others get at {clean(str(folder))}: make it yours alone (chmod 700), or name another folder.")
    if _answers(path):
        raise Refused(f"A server listens at {clean(str(path))} already: end that one first, or name another place.")


def listen_at(path: Path) -> Listening:
    """Return a socket that listens there, for its owner alone, in the place of what is left of one that was killed.

    Raises:
        Refused: it cannot.
    """
    fresh = path.with_name(path.name + _FRESH)
    line = socket.socket(socket.AF_UNIX)
    umask = os.umask(0o177)
    try:
        fresh.unlink(missing_ok=True)
        line.bind(str(fresh))
        line.listen(_BACKLOG)
        inode = fresh.stat().st_ino
        fresh.rename(path)  # nobody ever finds one that does not answer
    except OSError as error:
        raise Refused(f"No server can listen at {clean(str(path))}: {error.strerror}.") from error
    finally:
        os.umask(umask)
    return Listening(line, path, inode)


def handed_over() -> Listening | None:
    """The socket that systemd listens at for this process; None when it has not started it so."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    return Listening(socket.socket(fileno=HANDED))


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.connect(str(path))
        return True
    return False


def serve(listening: socket.socket) -> socket.socket:
    """Fork a process for everybody who asks; returns in that process alone, with the line to who asked.

    Raises:
        Ended: a signal said so, in the parent; its children live on.
    """
    with _signals():
        gc.collect()
        gc.freeze()  # the collector of a child would write to all that it shares with the others
        while True:
            line, _ = listening.accept()
            if _peer(line) != os.getuid():
                line.close()
                continue
            signal.pthread_sigmask(signal.SIG_BLOCK, (*ENDS, signal.SIGCHLD))
            child = _fork()
            if child == 0:
                listening.close()
                _forget_signals()
                return line
            line.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (*ENDS, signal.SIGCHLD))


def _peer(line: socket.socket) -> int:
    user: int = _PEER.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))[1]
    return user


def _fork() -> int | None:
    """Fork; None where this system has no room for another process: who asked starts in the ordinary way."""
    try:
        return os.fork()
    except OSError as error:
        _say(f"No process can be started: {error.strerror}.")
        return None


def _forget_signals() -> None:
    """In a child: take signals as a program does that was just started."""
    for number in (*ENDS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


@contextmanager
def _signals() -> Iterator[None]:
    """End on a signal, and bury the children."""

    def end(number: int, _: object) -> NoReturn:
        raise Ended

    for number in ENDS:
        signal.signal(number, end)
    signal.signal(signal.SIGCHLD, _bury)
    yield


def _bury(_: int, __: object) -> None:
    """Take note of the children that have ended; say which of them have died."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            code = os.waitstatus_to_exitcode(ended[1])
            if code < 0:
                _say(f"Process {ended[0]} was ended by signal {-code}.")


def _say(sentence: str) -> None:
    with suppress(OSError):
        print(f"collections-tui: {sentence}", file=sys.stderr, flush=True)
