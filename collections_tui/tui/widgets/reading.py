"""A text that is read: lines with a view on them that scrolls by the keys of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import Line, LinesView, Run

_WHEEL = 3


class ItemsView(LinesView, can_focus=True):
    """Shows items of one line or several: with a cursor to choose one, or to be read alone.

    Args:
        reading: there is nothing to choose: the keys scroll.
    """

    BINDINGS = bindings_for("list")
    HEADING: ClassVar[int] = 0
    """Lines that stand over the items and do not scroll."""

    class Chosen(Message):
        """An item was clicked twice."""

    class Resized(Message):
        """There is other room: the items are to be laid out again."""

    def __init__(self, *, reading: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._scroll = ItemScroll(reading=reading)
        self._clicked = -1

    @property
    def current(self) -> object:
        """What the item under the cursor stands for; None where there is nothing to choose."""
        item = self._scroll.current
        return None if item is None else item.target

    def fill(self, items: Sequence[Item], *, keep: bool = True) -> None:
        """Show these; with ``keep`` the cursor stays on its item."""
        self._scroll.fill(items, keep=keep)
        self._lay_out()

    def read(self, lines: Sequence[Line], *, keep: bool = False) -> None:
        """Show these lines, to be read; with ``keep`` from where it was."""
        top = self._scroll.top if keep else 0
        self._scroll.fill([Item(at, (line,)) for at, line in enumerate(lines)])
        self._scroll.top = top
        self._lay_out()

    def heading(self, mark: str) -> list[Line]:
        """The lines over the items, with a mark of what is out of sight; without any, the items bear the mark."""
        return []

    def go_to(self, key: object) -> None:
        """Put the cursor on the item of this key, if there is one."""
        for at, item in enumerate(self._scroll.items):
            if item.key == key:
                self._scroll.home()
                self._scroll.move(at)
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.size.width:
            return
        self._scroll.resize(self.size.height - self.HEADING)
        above, below = self._scroll.more
        lines = self._scroll.lines(active=self.has_focus)
        if self.HEADING:
            self.show([*self.heading(("↑" if above else "") + ("↓" if below else "")), *lines])
            return
        if lines and above:
            lines[0] = (Run("↑", "dim"), *_behind(lines[0]))
        if lines and below:
            lines[-1] = (Run("↓", "dim"), *_behind(lines[-1]))
        self.show(lines)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._lay_out()
        self.post_message(self.Resized())

    def on_focus(self) -> None:
        self._lay_out()

    def on_blur(self) -> None:
        self._lay_out()

    # Keys and mouse

    def _move(self, items: int) -> None:
        self._scroll.move(items)
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
        if event.y >= self.HEADING and self._scroll.choose(event.y - self.HEADING):
            again = event.chain > 1 or self._scroll.cursor == self._clicked
            self._clicked = self._scroll.cursor
            self._lay_out()
            if again:
                self.post_message(self.Chosen())


def _behind(line: Line) -> Line:
    """A line without its first cell, in which a mark is put."""
    if not line:
        return line
    first, *rest = line
    return (first._replace(text=first.text[1:]), *rest)
