"""Outcomes of a call, or flags, in columns, each under its group, with the key that chooses it. Pure layout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Generic, NamedTuple, Protocol, TypeVar

from collections_tui.tui.text import fit
from collections_tui.tui.widgets.lines import BLANK, Line, Run

GAP = 2
_KEY = 2
_NARROWEST = 22
_MOST_SPARE = 4


class Keyed(Protocol):
    """What is chosen by a key: an outcome, a flag."""

    @property
    def key(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def group(self) -> str: ...


One = TypeVar("One", bound=Keyed)


class Grid(NamedTuple, Generic[One]):
    """Columns filled from the top, with the cells each takes; outcomes keep their order down the columns.

    A cell is an outcome, the heading of a group, or nothing.
    """

    columns: tuple[tuple[One | str | None, ...], ...]
    widths: tuple[int, ...]

    @property
    def height(self) -> int:
        """Lines it takes."""
        return max((len(column) for column in self.columns), default=0)

    @property
    def outcomes(self) -> list[One]:
        """All outcomes, down the columns."""
        return [cell for column in self.columns for cell in column if cell is not None and not isinstance(cell, str)]


def lay_out(outcomes: Sequence[One], cells: int) -> Grid[One]:
    """Return the outcomes in as many columns as ``cells`` have room for, the groups whole and the columns level."""
    blocks = [[name, *members] for name, members in groupby(outcomes, key=lambda one: one.group)]
    groups: list[list[One | str | None]] = [
        [block[0], *block[1:]] for block in ([name, *ones] for name, *ones in blocks)
    ]
    most = max(1, min(len(groups) or 1, (cells + GAP) // (_NARROWEST + GAP)))
    columns = min((_columns(groups, height) for height in range(1, 100)), key=lambda found: _cost(found, most))
    return Grid(tuple(tuple(column) for column in columns), _widths(columns, cells))


def _widths(columns: list[list[One | str | None]], cells: int) -> tuple[int, ...]:
    """As wide as their words, the widest giving way where that is too much; room to spare is shared."""
    widths = [max(_wanted(cell) for cell in column) for column in columns]
    room = cells - GAP * (len(columns) - 1)
    while sum(widths) > room and max(widths) > _KEY + 1:
        widths[widths.index(max(widths))] -= 1
    spare = max(0, room - sum(widths)) // max(1, len(widths))
    return tuple(width + min(spare, _MOST_SPARE) for width in widths)


def _wanted(cell: Keyed | str | None) -> int:
    if cell is None:
        return 0
    return len(cell) if isinstance(cell, str) else _KEY + len(cell.words)


def _columns(groups: Sequence[list[One | str | None]], height: int) -> list[list[One | str | None]]:
    """Groups one under another until a column would be taller than ``height``."""
    columns: list[list[One | str | None]] = []
    for group in groups:
        if columns and len(columns[-1]) + len(group) <= height:
            columns[-1] += group
        else:
            columns.append(list(group))
    return columns


def _cost(columns: list[list[One | str | None]], most: int) -> tuple[bool, int, int]:
    return len(columns) > most, max((len(column) for column in columns), default=0), len(columns)


def grid_lines(grid: Grid[One], cursor: One | None) -> list[Line]:
    """Return the grid as lines; the outcome under the cursor is marked."""
    return [_line(grid, y, cursor) for y in range(grid.height)]


def _line(grid: Grid[One], y: int, cursor: One | None) -> Line:
    runs: list[Run] = []
    for column, width in zip(grid.columns, grid.widths, strict=True):
        if runs:
            runs.append(Run(" " * GAP))
        runs += _cell(column[y] if y < len(column) else None, width, cursor)
    return tuple(runs) or BLANK


def _cell(cell: One | str | None, width: int, cursor: One | None) -> list[Run]:
    if cell is None:
        return [Run(" " * width)]
    if isinstance(cell, str):
        return [Run(fit(cell, width), "dim")]
    words = fit(cell.words, max(0, width - _KEY))
    if cell == cursor:
        return [Run(f"{cell.key} {words}", "cursor")]
    return [Run(f"{cell.key} ", "accent"), Run(words)]


def outcome_at(grid: Grid[One], x: int, y: int) -> One | None:
    """Return the outcome drawn at a place of the grid, if one is."""
    left = 0
    for column, width in zip(grid.columns, grid.widths, strict=True):
        if left <= x < left + width and 0 <= y < len(column):
            cell = column[y]
            return None if isinstance(cell, str) else cell
        left += width + GAP
    return None


def neighbour(grid: Grid[One], cursor: One | None, right: int, down: int) -> One | None:
    """Return the outcome beside another: along the columns it goes on at their ends, across them it stays level."""
    everyone = grid.outcomes
    if cursor is None or cursor not in everyone:
        return everyone[0] if everyone else None
    if down:
        return everyone[max(0, min(everyone.index(cursor) + down, len(everyone) - 1))]
    at = next(i for i, column in enumerate(grid.columns) if cursor in column)
    level = grid.columns[at].index(cursor)
    target = grid.columns[max(0, min(at + right, len(grid.columns) - 1))]
    level_first = sorted(enumerate(target), key=lambda each: abs(each[0] - level))
    return next((cell for _, cell in level_first if cell is not None and not isinstance(cell, str)), cursor)
