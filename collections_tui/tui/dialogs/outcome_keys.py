"""The outcomes to choose from during a call: every letter is one of them, digits are the customer's numbers."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.domain.outcomes import Outcome
from collections_tui.tui.dialogs.grid_keys import GridKeys
from collections_tui.tui.dialogs.outcome_grid import grid_lines, lay_out
from collections_tui.tui.widgets.lines import text_line

LEFT_ALONE = ("space", "question_mark", "plus", "F", "K", "m", "x", "i", "t", "o", "y")
"""Printable keys that are commands of a call under way, and so of no outcome (``domain.outcomes.TAKEN_KEYS``)."""


class OutcomeKeys(GridKeys[Outcome]):
    """Shows the outcomes in columns."""

    LEFT_ALONE = LEFT_ALONE

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

    def __init__(self) -> None:
        super().__init__("outcome-keys")
        self._outcomes: Sequence[Outcome] = ()
        self._hint = ""

    @property
    def hint(self) -> str:
        """A sentence in place of the outcomes, whose keys work all the same; arrows are then for somebody else."""
        return self._hint

    @hint.setter
    def hint(self, words: str) -> None:
        self._hint = words
        self.draw()

    @property
    def rests(self) -> bool:
        """Whether arrows, enter and clicks are for somebody else."""
        return self._hint != ""

    def offer(self, outcomes: Sequence[Outcome], chosen: Outcome | None) -> None:
        """Show these from now on, the cursor on the one chosen before, if any."""
        self._outcomes, self.cursor, self.first_line = outcomes, chosen, 0
        self._lay_out()

    def lines_needed(self, cells: int) -> int:
        """Return how many lines the outcomes take in so many cells."""
        return lay_out(self._outcomes, cells).height

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()
        super().on_resize(event)

    def _lay_out(self) -> None:
        if self.size.width:
            self.grid = lay_out(self._outcomes, self.size.width)
            self.draw()

    def draw(self) -> None:
        """Show the outcomes, or the sentence in their place."""
        lines = [text_line(self._hint, "dim")] if self._hint else grid_lines(self.grid, self.cursor)
        self.show(lines[self.first_line : self.first_line + self.size.height])

    def choose(self, one: Outcome) -> None:
        """The call ended so."""
        self.post_message(self.Chosen(one))

    def sign(self, sign: str) -> None:
        """A letter is an outcome, a digit a number."""
        chosen = next((one for one in self._outcomes if one.key == sign), None)
        if chosen is not None:
            self.choose(chosen)
        elif sign in "123456789":
            self.post_message(self.Phone(int(sign)))
        else:
            self.post_message(self.Unknown(sign))
