"""Things to choose from, each with its key, in columns: the outcomes of a call, the flags."""

from __future__ import annotations

from typing import ClassVar, Generic

from textual import events
from textual.message import Message

from collections_tui.tui.dialogs.outcome_grid import Grid, One, neighbour, outcome_at
from collections_tui.tui.widgets.lines import LinesView

ARROWS = {"up": (0, -1), "k": (0, -1), "down": (0, 1), "j": (0, 1), "left": (-1, 0), "right": (1, 0)}


class GridKeys(LinesView, Generic[One], can_focus=True):
    """A key that means nothing here goes nowhere: a slip must not do something else.

    A subclass lays out its ``grid``, draws it, and says what a choice and a sign mean.
    """

    LEFT_ALONE: ClassVar[tuple[str, ...]] = ()
    """Printable keys that are commands of the screen."""

    class Unknown(Message):
        """A sign was typed that stands for nothing."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self, id_: str) -> None:
        super().__init__(id=id_)
        self.grid: Grid[One] = Grid((), ())
        self.cursor: One | None = None
        self.first_line = 0
        """The line of the grid that is drawn first; below zero where other lines stand over it."""

    def draw(self) -> None:
        """Show the grid with its cursor."""
        raise NotImplementedError

    def choose(self, one: One) -> None:
        """One was chosen."""
        raise NotImplementedError

    def sign(self, sign: str) -> None:
        """A sign was typed."""
        raise NotImplementedError

    @property
    def rests(self) -> bool:
        """Whether arrows, enter and clicks are for somebody else."""
        return False

    def on_key(self, event: events.Key) -> None:
        if event.key in (*ARROWS, "enter") and self.rests:
            return
        if event.key in ARROWS:
            self._step(*ARROWS[event.key])
        elif event.key == "enter" and self.cursor is not None:
            self.choose(self.cursor)
        elif event.character and event.is_printable and event.key not in self.LEFT_ALONE and "+" not in event.key:
            self.sign(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _step(self, right: int, down: int) -> None:
        self.cursor = neighbour(self.grid, self.cursor, right, down)
        if self.first_line >= 0:
            y = next((column.index(self.cursor) for column in self.grid.columns if self.cursor in column), 0)
            # The heading over what is chosen comes into view with it.
            self.first_line = max(min(self.first_line, y - 1), y - self.size.height + 1, 0)
        self.draw()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        chosen = None if self.rests else outcome_at(self.grid, event.x, event.y + self.first_line)
        if chosen is not None:
            self.choose(chosen)
