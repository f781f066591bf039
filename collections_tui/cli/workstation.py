"""Opens the workstation: the only place where the command line meets the screens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.cli.options import ask_name
from collections_tui.cli.output import is_terminal
from collections_tui.clock import Clock
from collections_tui.domain.errors import Refused

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk


def need_terminal() -> None:
    """Pass if there is a terminal to draw on and to type at.

    Raises:
        Refused: there is none.
    """
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise Refused("The workstation needs a terminal: run it in one, or use a command (collections-tui --help).")


def open_workstation(
    db: str | None, login: str | None, clock: Clock, config: Path | None, *, create: bool,
    came_in: Callable[[Desk], object] | None = None,
) -> None:  # fmt: skip
    """Open the workstation on a database and return when the person leaves.

    ``came_in`` is told of the desk where somebody comes over SSH, before they see anything; it may refuse them.

    Raises:
        Trouble: there is no terminal, or the database cannot be used, or nobody signs in by that login.
    """
    need_terminal()
    from collections_tui.tui.start import run
    from collections_tui.tui.thread import Front

    front = Front()

    def open_desk() -> Desk:
        from collections_tui.services import sign_in

        asks = front.asks(ask_name)
        desk = sign_in.open_desk(
            db, login, clock, create=create, ask_name=asks, config=config, program="screen",
            from_afar=came_in is not None,
        )  # fmt: skip
        if came_in is not None:
            try:
                came_in(desk)
            except BaseException:
                desk.close()
                raise
        return desk

    try:
        run(open_desk, front)
    finally:
        _let_a_lost_terminal_go()


def _let_a_lost_terminal_go() -> None:
    """Forget what can no more be drawn because the window was closed: Python would fail on it while leaving."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
