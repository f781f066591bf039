"""Doing the same again when the store says that nothing was changed: others were in the way, or the line dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from collections_tui.domain.errors import ConnectionLost, TryAgain

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 2.0
"""Seconds between two tries: twice as long each time."""


def pauses() -> Iterator[float]:
    """How long to wait before each further try."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


def keep_trying(
    work: Callable[[], T],
    *,
    patience: float,
    sleep: Callable[[float], object] = time.sleep,
    lost: Callable[[bool], None] = lambda waits: None,
) -> T:
    """Return what the work returns, however often it has to be begun.

    Args:
        work: one service call; each of its changes is one transaction, which is whole or has not happened.
        patience: seconds after which the last error is raised instead.
        sleep: waits so many seconds; what it raises ends the trying.
        lost: told once that the connection is gone, and once that it is back.

    Raises:
        TryAgain: it would not work in all this time.
    """
    until = time.monotonic() + patience
    told = False
    for pause in pauses():
        try:
            answer = work()
        except TryAgain as error:
            if time.monotonic() + pause > until:
                raise
            if isinstance(error, ConnectionLost) and not told:
                told = True
                lost(True)
            sleep(pause)
        else:
            if told:
                lost(False)
            return answer
    raise AssertionError("pauses never end")
