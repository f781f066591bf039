"""The flags to choose from, each with its key, and over them those that are set."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.services.views import FlagLine
from collections_tui.tui.dialogs.flag_form import OFFERS, Offer
from collections_tui.tui.dialogs.outcome_grid import Grid, grid_lines, lay_out, neighbour, outcome_at
from collections_tui.tui.dialogs.outcome_keys import ARROWS
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView, Run, fit_line, text_line

_DIGITS = 9


class FlagKeys(LinesView, can_focus=True):
    """A key that means nothing here goes nowhere: a slip must not do something else."""

    class Chosen(Message):
        """A flag is to be set."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    class Unknown(Message):
        """A sign was typed that stands for nothing."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self) -> None:
        super().__init__(id="flag-keys")
        self._cursor: Offer | None = None
        self._grid: Grid[Offer] = Grid((), ())
        self._set: Sequence[FlagLine] = ()
        self._top = 0

    def offer(self, known: Sequence[FlagLine], cursor: Offer | None) -> None:
        """Show these as the flags that are set, and all there are to choose from."""
        self._set, self._cursor = known, cursor
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._grid = lay_out(OFFERS, self.size.width)
        self._show()
        super().on_resize(event)

    def _show(self) -> None:
        if not self.size.width:
            return
        room = max(1, self.size.height - self._grid.height - 1)
        known = set_lines(self._set, self.size.width, room)
        self._top = len(known) + 1
        self.show([*known, BLANK, *grid_lines(self._grid, self._cursor)][: self.size.height])

    def on_key(self, event: events.Key) -> None:
        if event.key in ARROWS:
            self._cursor = neighbour(self._grid, self._cursor, *ARROWS[event.key])
            self._show()
        elif event.key == "enter" and self._cursor is not None:
            self.post_message(self.Chosen(self._cursor))
        elif event.character and event.is_printable and event.character not in "123456789":
            self._type(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _type(self, sign: str) -> None:
        # The letters are capitals, as those of the outcomes that stop calls; here nothing is lost by a small one.
        chosen = next((one for one in OFFERS if one.key == sign.upper()), None)
        self.post_message(self.Chosen(chosen) if chosen is not None else self.Unknown(sign))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        chosen = outcome_at(self._grid, event.x, event.y - self._top)
        if chosen is not None:
            self.post_message(self.Chosen(chosen))


def liftable(known: Sequence[FlagLine]) -> list[FlagLine]:
    """Return the flags that have a digit, in the order of their digits: those that whoever looks may lift."""
    return [one for one in known if one.may_lift][:_DIGITS]


def set_lines(known: Sequence[FlagLine], cells: int, most: int) -> list[Line]:
    """Return the flags that are set, one a line with the digit that lifts it and who set it."""
    if not known:
        return [text_line("Nothing is set: a key below says what is to be.", "dim")]
    digits = {one.id: str(number) for number, one in enumerate(liftable(known), 1)}
    lines = [_set_line(one, digits.get(one.id, "·"), cells) for one in known]
    if len(lines) > most:
        hidden = len(lines) - most + 1
        lines = [*lines[: most - 1], text_line(f"  and {hidden} more", "dim")]
    return lines


def _set_line(one: FlagLine, sign: str, cells: int) -> Line:
    """The words give way to who set it."""
    by: Line = (Run(f"  {one.by or 'from a file'}", "dim"),)
    wide = sum(len(run.text) for run in by)
    return (*fit_line((Run(f"{sign} ", "accent" if sign != "·" else "dim"), Run(one.statement)), cells - wide), *by)
