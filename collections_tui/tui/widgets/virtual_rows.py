"""The rows a virtual list holds: a window of a few hundred on a list of any length that somebody else keeps.

Nothing here draws, waits or asks anybody for rows. `PageBuffer` knows which rows it has, where the cursor and the view
are, and which rows it needs next; the widget fetches them from a `Source` and hands them in. Rows are fetched by key
from the nearer end, never by offset, so the last page of a million costs what the first does.
"""

from collections.abc import Callable, Hashable
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

Row = TypeVar("Row")

Want = Literal["home", "end", "after", "before"]
"""Rows that are missing: the first ones, the last ones, or those next to the rows at hand."""

LEAST_PAGE = 100
"""Rows asked for at once, at least; three screens where the screen is tall."""

PAGES_KEPT = 4


class Source(Protocol[Row]):
    """Rows in a fixed order, kept by somebody else."""

    async def count(self) -> int | None:
        """How many rows there are, about; None where counting is not cheap."""
        ...

    async def after(self, row: Row | None, limit: int) -> list[Row]:
        """The next rows in order after `row`, at most `limit`; the first ones for None. Fewer mean the end."""
        ...

    async def before(self, row: Row | None, limit: int) -> list[Row]:
        """The rows just before `row`, in list order, at most `limit`; the last ones for None. Fewer mean the top."""
        ...


class Motion(NamedTuple):
    """Something a person asked of the list. It is done as a whole, once the rows it needs are there."""

    kind: Literal["rows", "pages", "scroll", "home", "end", "to", "choose"]
    amount: int = 0
    key: Hashable = None


class PageBuffer(Generic[Row]):
    """A window of rows with a cursor and a view. Positions count from the first row at hand."""

    def __init__(self, key: Callable[[Row], Hashable]) -> None:
        self.key = key
        self.height = 0
        self.forget()

    def forget(self) -> None:
        """Hold no rows, and know nothing about the list."""
        self.rows: list[Row] = []
        self.cursor = 0
        self.top = 0
        self.at_top = False
        self.at_end = False
        self.total: int | None = None
        self._first: int | None = 0  # rows believed to lie before the first one at hand

    # What is seen

    @property
    def limit(self) -> int:
        """Rows to ask for at once: never less than a motion of one page can need."""
        return max(LEAST_PAGE, 3 * self.height)

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; None while there are no rows."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def visible(self) -> list[Row]:
        """The rows in view, from the top; fewer than the height where the list ends."""
        return self.rows[self.top : self.top + self.height]

    @property
    def position(self) -> int | None:
        """How many rows lie before the cursor, as far as is known."""
        return None if self._first is None else self._first + self.cursor

    def index(self, key: Hashable) -> int | None:
        """Where the row with this key is at hand, or None."""
        identify = self.key
        return next((i for i, row in enumerate(self.rows) if identify(row) == key), None)

    def thumb(self) -> tuple[int, int] | None:
        """First line and number of lines of the scroll bar's thumb; None where the place in the list is not known."""
        height, total = self.height, self.total
        if total is None or self._first is None or not 1 < height < total:
            return None
        size = max(1, height * height // total)
        room = height - size
        above = self._first + self.top
        if above == 0:
            return 0, size
        if self.at_end and self.top + height >= len(self.rows):
            return room, size
        # Only at an end does the thumb touch it.
        return max(min(1, room), min(room - 1, round(above * room / (total - height)))), size

    # What a person does

    def apply(self, motion: Motion) -> Want | None:
        """Do the motion; or do nothing and return which rows have to come first."""
        match motion.kind:
            case "rows":
                return self._step(motion.amount)
            case "pages":
                rows = motion.amount * max(1, self.height - 1)
                return self._place(self.cursor + rows, self.top + rows)
            case "scroll":
                return self._scroll(motion.amount)
            case "home":
                return self._place(0, 0) if self.at_top else "home"
            case "end":
                last = len(self.rows) - 1
                return self._place(last, last - self.height + 1) if self.at_end else "end"
            case "to":
                at = self.index(motion.key)
                return None if at is None else self._step(at - self.cursor)
            case "choose":
                return None

    def resize(self, height: int) -> None:
        """Show `height` rows from now on, the cursor among them."""
        self.height = height
        self._keep_in_view()

    def _step(self, rows: int) -> Want | None:
        """Move the cursor; past an edge of the view scroll by half a page, since every scroll repaints the view."""
        cursor, top = self.cursor + rows, self.top
        half = max(1, self.height // 2)
        if cursor >= top + self.height:
            top = max(top + half, cursor - self.height + 1)
        elif cursor < top:
            top = min(top - half, cursor)
        return self._place(cursor, top)

    def _scroll(self, rows: int) -> Want | None:
        """Move the view; a cursor that would leave it stays at its edge."""
        top = self.top + rows
        if self.at_end:
            top = min(top, max(0, len(self.rows) - self.height))
        if self.at_top:
            top = max(top, 0)
        return self._place(max(top, min(self.cursor, top + self.height - 1)), top)

    def _place(self, cursor: int, top: int) -> Want | None:
        if min(cursor, top) < 0 and not self.at_top:
            return "before"
        if max(cursor + 1, top + self.height) > len(self.rows) and not self.at_end:
            return "after"
        self.cursor, self.top = cursor, top
        self._keep_in_view()
        return None

    def _keep_in_view(self) -> None:
        count, height = len(self.rows), self.height
        self.cursor = max(0, min(self.cursor, count - 1))
        top = max(0, min(self.top, count - height))
        self.top = max(0, min(self.cursor, max(top, self.cursor - height + 1)))

    # What comes in

    def wanted(self) -> Want | None:
        """Which rows to fetch ahead, so that the next motions need not wait; None when there is enough."""
        if not self.rows:
            return None
        if not self.at_end and len(self.rows) - self.top - self.height < self.height:
            return "after"
        if not self.at_top and self.top < self.height:
            return "before"
        return None

    def load_home(self, rows: list[Row], limit: int) -> None:
        """Take the first rows of the list, asked for with `limit`; the cursor goes to the very first."""
        self.rows, self.cursor, self.top = list(rows), 0, 0
        self.at_top, self.at_end = True, len(rows) < limit
        self._renumber(0)

    def load_end(self, rows: list[Row], limit: int) -> None:
        """Take the last rows of the list; the cursor goes to the very last."""
        self.rows, self.cursor, self.top = list(rows), len(rows) - 1, len(rows)
        self.at_top, self.at_end = len(rows) < limit, True
        self._renumber(None if self.total is None else self.total - len(rows))
        self._keep_in_view()

    def load_around(
        self, above: list[Row], below: list[Row], limit: int, key: Hashable, line: int, position: int | None
    ) -> None:
        """Take the rows on both sides of one; the cursor goes to `key` if it is there, else to the first of `below`.

        The cursor keeps its `line` in the view, as far as the list reaches. `position` says how many rows lie before
        the first of `below`, if that is known.
        """
        self.rows = above + below
        self.at_top, self.at_end = len(above) < limit, len(below) < limit
        at = self.index(key)
        self.cursor = len(above) if at is None else at
        self.top = self.cursor - line
        self._renumber(None if position is None else position - len(above))
        self._keep_in_view()

    def load_after(self, rows: list[Row], limit: int) -> None:
        """Take the rows that follow those at hand, and let go of the farthest ones above."""
        self.rows += rows
        self.at_end = len(rows) < limit
        drop = min(len(self.rows) - PAGES_KEPT * self.limit, self.top - 2 * self.height)
        if drop > 0:
            del self.rows[:drop]
            self._shift(-drop)
            self.at_top = False
        self._renumber(None if self._first is None else self._first + max(0, drop))

    def load_before(self, rows: list[Row], limit: int) -> None:
        """Take the rows that come before those at hand, and let go of the farthest ones below."""
        self.rows = rows + self.rows
        self._shift(len(rows))
        self.at_top = len(rows) < limit
        keep = max(PAGES_KEPT * self.limit, self.top + 3 * self.height)
        if keep < len(self.rows):
            del self.rows[keep:]
            self.at_end = False
        self._renumber(None if self._first is None else self._first - len(rows))
        # A view taller than what was at hand can be filled from above now.
        self._keep_in_view()

    def learn_total(self, total: int | None) -> None:
        """Take what the source counts; what the rows at hand show goes before it."""
        self.total = total
        guess = self._first
        if guess is None and total is not None and self.at_end:
            guess = total - len(self.rows)
        self._renumber(guess)

    def replace(self, row: Row) -> bool:
        """Put `row` in the place of the one with its key; False where that is not at hand."""
        at = self.index(self.key(row))
        if at is None:
            return False
        self.rows[at] = row
        return True

    def _shift(self, rows: int) -> None:
        self.cursor += rows
        self.top += rows

    def _renumber(self, first: int | None) -> None:
        """Set how many rows lie before, corrected by the ends in sight; a count that cannot be true gives way."""
        if self.at_top:
            first = 0
        elif first is not None:
            first = max(1, first)
        self._first = first
        if first is None:
            return
        seen = first + len(self.rows)
        if self.at_end:
            self.total = seen
        elif self.total is not None:
            self.total = max(self.total, seen + 1)
