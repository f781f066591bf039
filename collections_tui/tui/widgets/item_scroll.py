"""A short list whose items take one line or several: where its cursor is, and which lines are in view.

For what is at hand already (a timeline, the invoices of an account, a text). Long lists are `VirtualList`'s. Nothing
here draws: the lines it returns are drawn by a `LinesView`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, overload

from collections_tui.tui.widgets.lines import BLANK, Line, Run

CURSOR_MARK = "▸"


class Item(NamedTuple):
    """Something in the list: ``key`` tells it apart, ``target`` is what it stands for."""

    key: Hashable
    lines: Sequence[Line]
    target: object = None


class LaterLines(Sequence[Line]):
    """The lines of an item, made anew whenever it is in view: of thousands of items only their number is kept.

    Args:
        make: returns them, the same every time.
    """

    def __init__(self, make: Callable[[], Sequence[Line]]) -> None:
        self._make = make
        self._count = len(make())

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        return iter(self._make())

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        return self._make()[index]


class ItemScroll:
    """The items with a cursor and a view of ``height`` lines.

    Args:
        reading: there is nothing to choose: the keys scroll, and no cursor is shown.
    """

    def __init__(self, *, reading: bool = False) -> None:
        self.reading = reading
        self.items: Sequence[Item] = ()
        self._starts = [0]  # the line at which each item begins, and behind them the number of all lines
        self.cursor = 0
        self.top = 0
        self.height = 0

    @property
    def current(self) -> Item | None:
        """The item under the cursor; None where there is nothing to choose."""
        return self.items[self.cursor] if self.items and not self.reading else None

    @property
    def line_count(self) -> int:
        """Lines of all items together."""
        return self._starts[-1]

    def fill(self, items: Sequence[Item], *, keep: bool = False) -> None:
        """Hold these items. With ``keep`` the cursor stays on its key, or near it; else it goes to the top."""
        key = self.items[self.cursor].key if keep and self.items else None
        self.items = items
        self._starts = [*accumulate((len(item.lines) for item in items), initial=0)]
        if not keep:
            self.cursor = self.top = 0
            return
        at = next((i for i, item in enumerate(items) if item.key == key), self.cursor)
        self.cursor = max(0, min(at, len(items) - 1))
        self.resize(self.height)

    def resize(self, height: int) -> None:
        """Show so many lines from now on, the cursor among them."""
        self.height = max(0, height)
        self._scroll_to(self.top)
        if not self.reading:
            self._show_cursor()

    def move(self, items: int) -> None:
        """Move the cursor, or scroll when reading. An item that is taller than the view is scrolled through first."""
        if self.reading:
            self._scroll_to(self.top + items)
        elif items and not self._scroll_inside(items):
            self.cursor = max(0, min(self.cursor + items, len(self.items) - 1))
            self._show_cursor()

    def page(self, pages: int) -> None:
        """Go on by pages."""
        lines = pages * max(1, self.height - 1)
        self._scroll_to(self.top + lines)
        if self.reading or not self.items:
            return
        self.cursor = self._item_at(self._starts[self.cursor] + lines)
        self._show_cursor()

    def home(self) -> None:
        """Go to the first item."""
        self.cursor = self.top = 0

    def end(self) -> None:
        """Go to the last item."""
        self.cursor = max(0, len(self.items) - 1)
        self._scroll_to(self.line_count)

    def choose(self, line: int) -> bool:
        """Put the cursor on the item at a line of the view; False where there is none, or nothing to choose."""
        at = self.top + line
        if self.reading or not 0 <= at < self.line_count:
            return False
        self.cursor = self._item_at(at)
        return True

    def lines(self, *, active: bool) -> list[Line]:
        """Return the lines in view. Each begins with a cell for the cursor's mark; ``active`` shows it in full."""
        found: list[Line] = []
        first = self._item_at(self.top)
        for number in range(first, len(self.items)):
            if self._starts[number] >= self.top + self.height:
                break
            here = number == self.cursor and not self.reading
            found += [_marked(line, here and not y, active) for y, line in enumerate(self.items[number].lines)]
        skip = self.top - self._starts[first]
        seen = found[skip : skip + self.height]
        return [*seen, *[BLANK] * (self.height - len(seen))]

    @property
    def more(self) -> tuple[int, int]:
        """How many lines lie above the view and below it."""
        return self.top, max(0, self.line_count - self.top - self.height)

    def _item_at(self, line: int) -> int:
        return max(0, min(bisect_right(self._starts, max(0, line)) - 1, len(self.items) - 1))

    def _scroll_to(self, top: int) -> None:
        self.top = max(0, min(top, self.line_count - self.height))

    def _show_cursor(self) -> None:
        if not self.items:
            return
        start, end = self._starts[self.cursor : self.cursor + 2]
        if end > self.top + self.height:
            self.top = end - self.height
        self.top = min(self.top, start)

    def _scroll_inside(self, items: int) -> bool:
        """Scroll through an item that is taller than the view; False where its end is in sight already."""
        if abs(items) != 1 or not self.items:
            return False
        start, end = self._starts[self.cursor : self.cursor + 2]
        before = self.top
        if end - start > self.height and items > 0 and end > self.top + self.height:
            self._scroll_to(min(self.top + self.height - 1, end - self.height))
        elif end - start > self.height and items < 0 and start < self.top:
            self._scroll_to(max(self.top - self.height + 1, start))
        return self.top != before


def _marked(line: Line, cursor: bool, active: bool) -> Line:
    if not cursor:
        return (Run(" "), *line)
    if not active:
        return (Run(CURSOR_MARK), *line)
    return (Run(CURSOR_MARK, "cursor"), *(Run(run.text, "cursor") for run in line), Run(" " * 300, "cursor"))
