"""What the entry of the program and a server of workstations tell each other.

It imports next to nothing, because it is in the way of every start.

Along a Unix socket the entry passes the three files of its terminal, then what makes a process: folder, words and
environment. The process that the server forks answers READY, the entry says GO, and from then on the process is the
workstation. Signals go one way as bytes, the exit code comes back as one; and whoever sees the line end knows that the
other has gone.
"""

from __future__ import annotations

import os
import sys

from collections_tui import __version__

READY, REFUSED = b"+", b"-"
GO = b"\0"  # any other byte is the number of a signal

LENGTH = 8  # bytes that tell how long the rest of a request is
LONGEST = 4 << 20
"""Bytes of words and environment: twice what the system itself would pass on."""

PATIENCE = 3.0
"""Seconds within which each answers the other before anything has begun."""

SOCKET_VARIABLE = "COLLECTIONS_SOCKET"
NAME = "server.sock"
SYSTEM_FOLDER = "/run/collections-tui"

FIXED = ("TEXTUAL", "ESCDELAY")
"""How the names begin of the variables that are read while importing: it is too late for them at a server."""

ESCAPE_DELAY = "35"
"""The ESCDELAY, in milliseconds, of those who have none. Escape is also how the codes of other keys begin; waiting a
tenth of a second for the rest makes going back slow."""

_DROPPED = ("PYTHON", "LD_", "LISTEN_", "NOTIFY_SOCKET")
"""How the names begin of the variables that mean something to a process that is being started, and to no other."""


def identity() -> bytes:
    """Which program this is: only a server of the same one, as it is on the disk now, can be it."""
    written = os.stat(__file__).st_mtime_ns  # noqa: PTH116 - pathlib takes longer to import than all of this
    return f"{__version__} {written} {sys.version} {sys.prefix} {os.path.dirname(__file__)}".encode(  # noqa: PTH120
        errors="surrogateescape"
    )


def is_fixed(name: str, value: str) -> bool:
    """Whether a variable is one that a server cannot follow any more."""
    return name.startswith(FIXED) and (name, value) != ("ESCDELAY", ESCAPE_DELAY)


def own_folder() -> str:
    """The folder for the socket of a server that belongs to a person, not to the system."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return f"{runtime}/collections-tui" if runtime else f"/tmp/collections-tui-{os.getuid()}"


def places() -> list[str]:
    """Where a server may listen, the likelier first."""
    return [f"{SYSTEM_FOLDER}/{NAME}", f"{own_folder()}/{NAME}"]


def pack(folder: str, umask: int, words: list[str], environment: dict[str, str]) -> bytes:
    """A request as it is sent behind its length. None of its parts can hold a NUL: the system would not take them."""
    kept = [f"{name}={value}" for name, value in environment.items() if not name.startswith(_DROPPED)]
    parts = [folder, str(umask), str(len(words)), *words, *kept]
    return b"\0".join([identity(), *map(os.fsencode, parts)])


def unpack(request: bytes) -> tuple[str, int, list[str], dict[str, str]] | None:
    """Folder, umask, words and environment; None when another program asks.

    Raises:
        ValueError: it is no request.
    """
    other, *rest = request.split(b"\0")
    if other != identity():
        return None
    folder, umask, count, *parts = map(os.fsdecode, rest)
    words, environment = parts[: int(count)], parts[int(count) :]
    return folder, int(umask), words, dict(_pair(one) for one in environment)


def _pair(one: str) -> tuple[str, str]:
    name, _, value = one.partition("=")
    return name, value
