"""The lines of a bill under their columns, with a cursor: the keys of a list move in it."""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.billing.records import BillLine
from collections_tui.tui.screens.prepare_words import column_line
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run
from collections_tui.tui.widgets.reading import ItemsView


class BillLines(ItemsView):
    """Shows what it is given; letters are commands while it has the focus."""

    HEADING = 1

    def __init__(self) -> None:
        super().__init__(id="bill-lines")

    @property
    def line(self) -> BillLine | None:
        """The line under the cursor."""
        return self.current if isinstance(self.current, BillLine) else None

    def show_lines(self, items: Sequence[Item], *, last: bool = False) -> None:
        """Show these; the cursor stays on its line, or goes to the ``last``."""
        self.fill(items)
        if last:
            self.action_end()

    def heading(self, mark: str) -> list[Line]:
        """The columns, behind a mark of what is out of sight."""
        if not mark:
            return [(Run(" "), *column_line(self.size.width - 1))]
        return [(Run(mark, "dim"), *column_line(self.size.width - len(mark)))]
