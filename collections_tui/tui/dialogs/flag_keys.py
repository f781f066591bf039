"""The flags to choose from, each with its key, and over them those that are set."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.services.views import FlagLine
from collections_tui.tui.dialogs.flag_form import OFFERS, Offer
from collections_tui.tui.dialogs.grid_keys import GridKeys
from collections_tui.tui.dialogs.outcome_grid import grid_lines, lay_out
from collections_tui.tui.widgets.lines import BLANK, Line, Run, fit_line, text_line

_DIGITS = 9


class FlagKeys(GridKeys[Offer]):
    """Shows the flags that are set, and under them all there are. Digits lift, and are the dialog's."""

    LEFT_ALONE = tuple("123456789")

    class Chosen(Message):
        """A flag is to be set."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self) -> None:
        super().__init__("flag-keys")
        self._set: Sequence[FlagLine] = ()
        self._works = False

    def offer(self, known: Sequence[FlagLine], cursor: Offer | None, *, works: bool) -> None:
        """Show these as the flags that are set, and all there are to choose from; digits for whoever ``works``."""
        self._set, self.cursor, self._works = known, cursor, works
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        self.grid = lay_out(OFFERS, self.size.width)
        self.draw()
        super().on_resize(event)

    def draw(self) -> None:
        """Show what is set, as far as there is room over what may be."""
        if not self.size.width:
            return
        room = max(1, self.size.height - self.grid.height - 1)
        known = set_lines(self._set, self.size.width, room, self._works)
        self.first_line = -len(known) - 1
        self.show([*known, BLANK, *grid_lines(self.grid, self.cursor)][: self.size.height])

    def choose(self, one: Offer) -> None:
        """This one is to be set."""
        self.post_message(self.Chosen(one))

    def sign(self, sign: str) -> None:
        """The letters are capitals, as those of the outcomes that stop calls; here nothing is lost by a small one."""
        chosen = next((one for one in OFFERS if one.key == sign.upper()), None)
        if chosen is not None:
            self.choose(chosen)
        else:
            self.post_message(self.Unknown(sign))


def liftable(known: Sequence[FlagLine], works: bool) -> list[FlagLine]:
    """Return the flags that have a digit, in the order of their digits: whoever works lifts them, if need be with a
    supervisor."""
    return [one for one in known if works or one.may_lift][:_DIGITS]


def set_lines(known: Sequence[FlagLine], cells: int, most: int, works: bool = True) -> list[Line]:
    """Return the flags that are set, one a line with the digit that lifts it and who set it."""
    if not known:
        return [text_line("Nothing is set: a key below says what is to be.", "dim")]
    digits = {one.id: str(number) for number, one in enumerate(liftable(known, works), 1)}
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
