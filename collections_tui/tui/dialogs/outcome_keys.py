"""The outcomes to choose from during a call: every letter is one of them, digits are the customer's numbers."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.domain.outcomes import Outcome
from collections_tui.tui.dialogs.outcome_grid import Grid, grid_lines, lay_out, neighbour, outcome_at
from collections_tui.tui.widgets.lines import LinesView, text_line

ARROWS = {"up": (0, -1), "k": (0, -1), "down": (0, 1), "j": (0, 1), "left": (-1, 0), "right": (1, 0)}
LEFT_ALONE = ("space", "question_mark", "plus", "F", "m", "x", "i", "t", "o", "y")
"""Printable keys that are commands of a call under way, and so of no outcome (``domain.outcomes.TAKEN_KEYS``)."""


class OutcomeKeys(LinesView, can_focus=True):
    """Shows the outcomes in columns. A key that means nothing here goes nowhere: a slip must not do something else."""

    class Chosen(Message):
        """An outcome was chosen."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    class Phone(Message):
        """The number with this digit was chosen."""

        def __init__(self, digit: int) -> None:
            super().__init__()
            self.digit = digit

    class Unknown(Message):
        """A sign was typed that stands for nothing."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self) -> None:
        super().__init__(id="outcome-keys")
        self._outcomes: Sequence[Outcome] = ()
        self._cursor: Outcome | None = None
        self._grid: Grid[Outcome] = Grid((), ())
        self._top = 0
        self._hint = ""

    @property
    def hint(self) -> str:
        """A sentence in place of the outcomes, whose keys work all the same; arrows are then for somebody else."""
        return self._hint

    @hint.setter
    def hint(self, words: str) -> None:
        self._hint = words
        self._show()

    def offer(self, outcomes: Sequence[Outcome], chosen: Outcome | None) -> None:
        """Show these from now on, the cursor on the one chosen before, if any."""
        self._outcomes, self._cursor, self._top = outcomes, chosen, 0
        self._lay_out()

    def lines_needed(self, cells: int) -> int:
        """Return how many lines the outcomes take in so many cells."""
        return lay_out(self._outcomes, cells).height

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()
        super().on_resize(event)

    def _lay_out(self) -> None:
        if self.size.width:
            self._grid = lay_out(self._outcomes, self.size.width)
            self._show()

    def _show(self) -> None:
        lines = [text_line(self._hint, "dim")] if self._hint else grid_lines(self._grid, self._cursor)
        self.show(lines[self._top : self._top + self.size.height])

    def on_key(self, event: events.Key) -> None:
        if event.key in (*ARROWS, "enter") and self._hint:
            return
        if event.key in ARROWS:
            self._step(*ARROWS[event.key])
        elif event.key == "enter" and self._cursor is not None:
            self.post_message(self.Chosen(self._cursor))
        elif event.character and event.is_printable and event.key not in LEFT_ALONE and "+" not in event.key:
            self._type(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _type(self, sign: str) -> None:
        chosen = next((one for one in self._outcomes if one.key == sign), None)
        if chosen is not None:
            self.post_message(self.Chosen(chosen))
        elif sign in "123456789":
            self.post_message(self.Phone(int(sign)))
        else:
            self.post_message(self.Unknown(sign))

    def _step(self, right: int, down: int) -> None:
        self._cursor = neighbour(self._grid, self._cursor, right, down)
        y = next((column.index(self._cursor) for column in self._grid.columns if self._cursor in column), 0)
        # The heading over an outcome comes into view with it.
        self._top = max(min(self._top, y - 1), y - self.size.height + 1, 0)
        self._show()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self._hint:
            return
        chosen = outcome_at(self._grid, event.x, event.y + self._top)
        if chosen is not None:
            self.post_message(self.Chosen(chosen))
