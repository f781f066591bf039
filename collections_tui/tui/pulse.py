"""Asks a terminal now and then whether it is still there: a network that is gone without a word ends nothing by itself.

Whatever comes in is an answer. Only a terminal that has answered such a question before is ever taken for gone; tmux,
screen and mosh answer for themselves, so that what they keep alive stays.
"""

from __future__ import annotations

from collections.abc import Callable

MISSED = 3
"""Questions in a row without an answer after which the line has dropped. One is asked in a minute."""


class Pulse:
    """The pulse of one line.

    Args:
        ask: sends the question.
        gone: told once when nobody answers any more.
    """

    def __init__(self, ask: Callable[[], object], gone: Callable[[], object]) -> None:
        self._ask = ask
        self._gone = gone
        self._open = 0  # questions without an answer
        self._answers = False  # whether this terminal ever answers

    def heard(self) -> None:
        """Take note that something came in: a key, the mouse, whatever it was."""
        self._open = 0

    def answered(self) -> None:
        """Take note that the question was answered."""
        self._answers = True
        self.heard()

    def beat(self) -> None:
        """Ask again; called once a minute."""
        if self._open == MISSED and self._answers:
            self._answers = False
            self._gone()
            return
        self._open = min(self._open + 1, MISSED)
        self._ask()
