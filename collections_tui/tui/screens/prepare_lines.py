"""The lines of a bill, with a cursor: the keys of a list move in it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.domain.billing.records import BillLine
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.prepare_words import column_line
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import LinesView, Run

_WHEEL = 3


class BillLines(LinesView, can_focus=True):
    """Shows what it is given; letters are commands while it has the focus."""

    BINDINGS = bindings_for("list")

    class Chosen(Message):
        """A line was clicked twice."""

    class Resized(Message):
        """There is other room: the items are to be laid out again."""

    def __init__(self) -> None:
        super().__init__(id="bill-lines")
        self._scroll = ItemScroll()
        self._clicked = -1

    @property
    def current(self) -> BillLine | None:
        """The line under the cursor."""
        item = self._scroll.current
        return item.target if item is not None and isinstance(item.target, BillLine) else None

    def fill(self, items: Sequence[Item], *, last: bool = False) -> None:
        """Show these; the cursor stays on its line, or goes to the ``last``."""
        self._scroll.fill(items, keep=True)
        if last:
            self._scroll.end()
        self._lay_out()

    def go_to(self, position: int) -> None:
        """Put the cursor on the line of this position, if there is one."""
        for at, item in enumerate(self._scroll.items):
            if item.key == position:
                self._scroll.home()
                self._scroll.move(at)
        self._lay_out()

    def _lay_out(self) -> None:
        self._scroll.resize(self.size.height - 1)
        above, below = self._scroll.more
        head = ((Run(" "), *column_line(self.size.width - 1)),)
        mark = ("↑" if above else "") + ("↓" if below else "")
        lines = [*head, *self._scroll.lines(active=self.has_focus)]
        if mark:
            lines[0] = (Run(mark, "dim"), *column_line(self.size.width - len(mark)))
        self.show(lines)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.post_message(self.Resized())

    def on_focus(self) -> None:
        self._lay_out()

    def on_blur(self) -> None:
        self._lay_out()

    # Keys and mouse

    def _move(self, lines: int) -> None:
        self._scroll.move(lines)
        self._lay_out()

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def action_page_down(self) -> None:
        self._scroll.page(1)
        self._lay_out()

    def action_page_up(self) -> None:
        self._scroll.page(-1)
        self._lay_out()

    def action_home(self) -> None:
        self._scroll.home()
        self._lay_out()

    def action_end(self) -> None:
        self._scroll.end()
        self._lay_out()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._move(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._move(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y >= 1 and self._scroll.choose(event.y - 1):
            again = event.chain > 1 or self._scroll.cursor == self._clicked
            self._clicked = self._scroll.cursor
            self._lay_out()
            if again:
                self.post_message(self.Chosen())
