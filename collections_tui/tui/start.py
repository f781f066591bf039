"""Starts the workstation. Nothing heavy is imported before the desk's thread is at work."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from collections_tui.handover import ESCAPE_DELAY
from collections_tui.tui.first import first_look
from collections_tui.tui.thread import DeskThread, Front

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk


def run(open_desk: Callable[[], Desk], front: Front) -> None:
    """Open the desk in its thread, and the screens over it; return when the person leaves. ``front`` asks for it.

    Raises:
        Trouble: the desk cannot be opened; or the program failed, with the path of the log in the sentence; or it has
            ended by itself, with why.
    """
    # Importing makes nothing but lasting objects: looking for garbage among them only takes time.
    gc.disable()
    os.environ.setdefault("ESCDELAY", ESCAPE_DELAY)
    thread = DeskThread(open_desk)
    try:
        first = thread.submit(first_look)
        from collections_tui.tui.app import Workstation

        front.serve(thread.opened)
        thread.wait()
        app = Workstation(thread, first.result())
        app.run()
        if app.failure is not None:
            from collections_tui.crash import log_crash
            from collections_tui.domain.errors import Trouble

            raise Trouble(log_crash(app.failure, app.desk.now()))
        if app.ending.words:
            from collections_tui.domain.errors import Trouble

            raise Trouble(app.ending.words)
    finally:
        gc.enable()
        thread.close()
