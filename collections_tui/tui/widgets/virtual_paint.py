"""Draws the rows of a virtual list as strips, and keeps the strips, so that a row is rendered once."""

from collections.abc import Hashable, Sequence
from textwrap import wrap
from typing import Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from collections_tui.domain.text import clean
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.virtual_columns import Column, Fitted, fit_columns, heading, runs
from collections_tui.tui.widgets.virtual_rows import PageBuffer
from collections_tui.tui.widgets.virtual_strip import CompactStrip

Row = TypeVar("Row")

CURSOR_MARK = "▸"
MARKED, MARKED_CURSOR = "*", "»"
"""What stands in the first cell of a row that is marked, and of one that is marked under the cursor."""
THUMB = "▐"
HEADER_LINES = 1
STRIPS_KEPT = 250


class Styles(NamedTuple):
    """The five looks of a list. They are few on purpose: every change of style is bytes on the line."""

    base: Style
    header: Style
    cursor: Style
    dim: Style
    accent: Style


class Painter(Generic[Row]):
    """Turns a buffer into the lines of the widget: a heading, then one line for each row in view.

    The cursor's row has a mark in its first cell, so that it is found without colour. The last cell of each line
    belongs to the scroll bar, drawn with the row: a bar of its own would cost its bytes again on every scroll.
    """

    def __init__(self, columns: Sequence[Column[Row]], empty_text: str) -> None:
        self.columns = columns
        self.empty_text = empty_text
        self._width = 0
        self._fitted: list[Fitted[Row]] = []
        blank = Style()
        self._styles = Styles(blank, blank, blank, blank, blank)
        self.marked: set[Hashable] = set()
        self._strips: dict[tuple[Hashable, bool, bool], tuple[Row, Strip]] = {}

    def forget(self) -> None:
        """Render every row again when it is next drawn."""
        self._strips.clear()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns from now on."""
        self.columns = columns
        self.set_width(self._width)

    def set_width(self, width: int) -> None:
        """Draw lines of `width` cells from now on."""
        self._width = width
        self._fitted = fit_columns(self.columns, self._cells)
        self.forget()

    @property
    def left_out(self) -> tuple[Column[Row], ...]:
        """The columns for which there is no room, in their order."""
        shown = [one.column for one in self._fitted]
        return tuple(column for column in self.columns if column not in shown)

    def set_styles(self, styles: Styles) -> None:
        """Draw in these styles from now on."""
        if styles != self._styles:
            self._styles = styles
            self.forget()

    def frame(self, buffer: PageBuffer[Row]) -> list[Strip]:
        """Return the lines of the whole widget for what the buffer has in view."""
        lines = [self._heading()]
        rows = buffer.visible
        start, size = buffer.thumb() or (0, 0)
        cursor = buffer.cursor - buffer.top
        for y, row in enumerate(rows):
            thumb = start <= y < start + size
            lines.append(
                self._cursor_row(row, buffer.key(row), thumb) if y == cursor else self._row(row, buffer.key(row), thumb)
            )
        if buffer.at_top and buffer.at_end and not rows:
            lines += self._sentence()
        height = buffer.height + HEADER_LINES
        blank = self._strip([Segment(" " * self._width, self._styles.base)])
        return lines[:height] + [blank] * (height - len(lines))

    @property
    def _cells(self) -> int:
        """Cells for the columns: all but the cursor's mark and the scroll bar."""
        return max(0, self._width - len(CURSOR_MARK) - len(THUMB))

    def _heading(self) -> Strip:
        text = f" {heading(self._fitted, self._cells)} "
        return self._strip([Segment(text[: self._width], self._styles.header)])

    def _sentence(self) -> list[Strip]:
        base = self._styles.base
        lines = wrap(clean(self.empty_text), max(1, self._width - 2))
        return [self._strip([Segment(fit(f" {text}", self._width), base)]) for text in lines]

    def _row(self, row: Row, key: Hashable, thumb: bool) -> Strip:
        marked = key in self.marked
        known = self._strips.get((key, thumb, marked))
        if known is not None and known[0] is row:
            return known[1]
        if len(self._strips) > STRIPS_KEPT:
            self._strips.clear()
        strip = self._strip(self._segments(row, thumb, marked))
        self._strips[key, thumb, marked] = row, strip
        return strip

    def _segments(self, row: Row, thumb: bool, marked: bool) -> list[Segment]:
        base, dim, accent = self._styles.base, self._styles.dim, self._styles.accent
        styles = {"": base, "dim": dim, "accent": accent}
        segments = [Segment(text, styles[tone]) for tone, text in runs(self._fitted, row, self._cells)]
        if not segments:
            return [Segment(" " * self._width, base)]
        first, last = segments[0], segments[-1]
        segments[0] = Segment((MARKED if marked else " ") + first.text, first.style)
        if len(segments) == 1:
            last = segments[0]
        if thumb and last.style is not base:
            return [*segments, Segment(THUMB, base)]
        segments[-1] = Segment(last.text + (THUMB if thumb else " "), last.style)
        return segments

    def _cursor_row(self, row: Row, key: Hashable, thumb: bool) -> Strip:
        mark = MARKED_CURSOR if key in self.marked else CURSOR_MARK
        text = "".join(text for _, text in runs(self._fitted, row, self._cells))
        return self._strip([Segment(f"{mark}{text}{THUMB if thumb else ' '}", self._styles.cursor)])

    def _strip(self, segments: list[Segment]) -> Strip:
        return CompactStrip(segments, self._width)
