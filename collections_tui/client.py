"""The entry of the program. A workstation is opened by a server where one runs, which takes a fraction of the time.

Whatever else is asked, and wherever a server cannot do exactly what this process would, the program starts here in the
ordinary way. Nothing heavy may be imported before that is known: this is in the way of every start.
"""

from __future__ import annotations

import os
import signal
import sys

from collections_tui import handover

TYPE_CHECKING = False  # importing the real one takes longer than all else here
if TYPE_CHECKING:
    from _socket import socket
    from typing import Any, NoReturn

VALUED = ("--db", "--as", "--now", "--config", "--key")
"""The options that a workstation is opened with, at a terminal or by a key of ssh; each has a value."""

RELAYED = (signal.SIGWINCH, signal.SIGINT, signal.SIGHUP, signal.SIGTERM)
LOST = 1  # exit code when the workstation died

_LEFT = "\x1b[<u\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""What makes a terminal as it was before a workstation that died: keys, mouse, pastes, focus, lines, screen, cursor."""


def main() -> NoReturn:
    """Open the workstation at a server, or run the command line here; leave the process with the exit code."""
    code = open_at_server(sys.argv[1:])
    if code is None:
        from collections_tui.cli.main import main as run

        run()
    sys.exit(code)


def open_at_server(words: list[str]) -> int | None:
    """Let a server open the workstation, and return its exit code; None if this process has to do all by itself."""
    rest = beside_options(words)
    by_key = rest == ["ssh", "session"] and not os.environ.get("SSH_ORIGINAL_COMMAND", "").strip()
    if not ((by_key or rest == []) and _alike() and _in_front()):
        return None
    import _socket

    if not hasattr(_socket, "SO_PEERCRED"):  # nobody could tell who is at the other end
        return None
    for place in _places(by_key):
        line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        line.settimeout(handover.PATIENCE)
        try:
            line.connect(place)
            peer = line.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)  # three numbers: process, user, group
        except OSError:
            line.close()
            continue
        if int.from_bytes(peer[4:8], sys.byteorder) == os.getuid():
            return _visit(line, words)
        line.close()
    return None


def beside_options(words: list[str]) -> list[str] | None:
    """The words that are neither an option a workstation is opened with, nor its value; None when a value is missing.

    Nothing beside them opens the workstation. When in doubt something is: whoever reads them properly knows better.
    """
    rest, left = [], iter(words)
    for word in left:
        name, equals, _ = word.partition("=")
        if name not in VALUED:
            rest.append(word)
        elif not equals and next(left, None) is None:
            return None
    return rest


def _places(by_key: bool) -> list[str]:
    """Where to look for a server. Over ssh no variable has a say; elsewhere an empty one says that there is none."""
    said = os.environ.get(handover.SOCKET_VARIABLE)
    if said is None or by_key:
        return handover.places()
    return [said] if said else []


def _alike() -> bool:
    """Whether what is fixed while the program is being imported would be the same here as at a server."""
    return not any(handover.is_fixed(name, value) for name, value in os.environ.items()) and all(
        stream is not None and stream.encoding == "utf-8" for stream in (sys.stdin, sys.stdout, sys.stderr)
    )


def _in_front() -> bool:
    """Whether this process has the terminal: not in the background, where the shell has it; nor in a pipe."""
    try:
        return all(map(os.isatty, (0, 1, 2))) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _visit(line: socket, words: list[str]) -> int | None:
    """Be the process that the terminal knows while the workstation runs at the server."""
    import termios

    before, ends = termios.tcgetattr(0), []

    def relay(number: int, _: object) -> None:
        if number != signal.SIGWINCH:
            ends.append(number)
        try:
            line.send(bytes((number,)))
        except OSError:
            return  # it has just ended

    kept = {number: signal.signal(number, relay) for number in RELAYED}
    # Whoever is stopped alone would leave the workstation at a terminal that the shell believes to be its own.
    kept[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    if not _ask(line, words):
        line.close()
        for number, handler in kept.items():
            signal.signal(number, handler)
        return None
    line.settimeout(None)
    try:
        code = line.recv(1)
    except OSError:
        code = b""
    if code:
        return code[0]
    _tidy(before, told=not ends)
    return 128 + ends[-1] if ends else LOST


def _ask(line: socket, words: list[str]) -> bool:
    """Pass everything on; whether the server has taken it, and begun."""
    import _socket

    umask = os.umask(0o077)
    os.umask(umask)
    try:
        request = handover.pack(os.getcwd(), umask, words, dict(os.environ))  # noqa: PTH109
        files = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
        length = len(request).to_bytes(handover.LENGTH, "big")
        line.sendmsg([length], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
        line.sendall(request)
        if line.recv(1) != handover.READY:
            return False
        line.sendall(handover.GO)
    except OSError:
        return False
    return True


def _tidy(before: list[Any], *, told: bool) -> None:
    """Make the terminal as it was when the workstation has died; and say so, unless it had been told to end."""
    import termios

    sentence = "collections-tui: The workstation has died; what was typed is kept: start it again.\n" if told else ""
    try:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
        os.write(2, (_LEFT + sentence).encode())
    except (OSError, termios.error):
        return  # the terminal has gone as well
