"""The outcomes of a call in columns, each under its group, with the key that chooses it. Pure layout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from collections_tui.domain.outcomes import Outcome
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.lines import BLANK, Line, Run

GAP = 2
_KEY = 2
_NARROWEST = 22
_MOST_SPARE = 4

Cell = Outcome | str | None
"""An outcome, the heading of a group, or nothing."""


class Grid(NamedTuple):
    """Columns filled from the top, with the cells each takes; outcomes keep their order down the columns."""

    columns: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]

    @property
    def height(self) -> int:
        """Lines it takes."""
        return max((len(column) for column in self.columns), default=0)

    @property
    def outcomes(self) -> list[Outcome]:
        """All outcomes, down the columns."""
        return [cell for column in self.columns for cell in column if isinstance(cell, Outcome)]


def lay_out(outcomes: Sequence[Outcome], cells: int) -> Grid:
    """Return the outcomes in as many columns as ``cells`` have room for, the groups whole and the columns level."""
    blocks = [[name, *members] for name, members in groupby(outcomes, key=lambda one: one.group)]
    groups: list[list[Cell]] = [[block[0], *block[1:]] for block in ([name, *ones] for name, *ones in blocks)]
    most = max(1, min(len(groups) or 1, (cells + GAP) // (_NARROWEST + GAP)))
    columns = min((_columns(groups, height) for height in range(1, 100)), key=lambda found: _cost(found, most))
    return Grid(tuple(tuple(column) for column in columns), _widths(columns, cells))


def _widths(columns: list[list[Cell]], cells: int) -> tuple[int, ...]:
    """As wide as their words, the widest giving way where that is too much; room to spare is shared."""
    widths = [max(_wanted(cell) for cell in column) for column in columns]
    room = cells - GAP * (len(columns) - 1)
    while sum(widths) > room and max(widths) > _KEY + 1:
        widths[widths.index(max(widths))] -= 1
    spare = max(0, room - sum(widths)) // max(1, len(widths))
    return tuple(width + min(spare, _MOST_SPARE) for width in widths)


def _wanted(cell: Cell) -> int:
    if cell is None:
        return 0
    return len(cell) if isinstance(cell, str) else _KEY + len(cell.words)


def _columns(groups: Sequence[list[Cell]], height: int) -> list[list[Cell]]:
    """Groups one under another until a column would be taller than ``height``."""
    columns: list[list[Cell]] = []
    for group in groups:
        if columns and len(columns[-1]) + len(group) <= height:
            columns[-1] += group
        else:
            columns.append(list(group))
    return columns


def _cost(columns: list[list[Cell]], most: int) -> tuple[bool, int, int]:
    return len(columns) > most, max((len(column) for column in columns), default=0), len(columns)


def grid_lines(grid: Grid, cursor: Outcome | None) -> list[Line]:
    """Return the grid as lines; the outcome under the cursor is marked."""
    return [_line(grid, y, cursor) for y in range(grid.height)]


def _line(grid: Grid, y: int, cursor: Outcome | None) -> Line:
    runs: list[Run] = []
    for column, width in zip(grid.columns, grid.widths, strict=True):
        if runs:
            runs.append(Run(" " * GAP))
        runs += _cell(column[y] if y < len(column) else None, width, cursor)
    return tuple(runs) or BLANK


def _cell(cell: Cell, width: int, cursor: Outcome | None) -> list[Run]:
    if cell is None:
        return [Run(" " * width)]
    if isinstance(cell, str):
        return [Run(fit(cell, width), "dim")]
    words = fit(cell.words, max(0, width - _KEY))
    if cell == cursor:
        return [Run(f"{cell.key} {words}", "cursor")]
    return [Run(f"{cell.key} ", "accent"), Run(words)]


def outcome_at(grid: Grid, x: int, y: int) -> Outcome | None:
    """Return the outcome drawn at a place of the grid, if one is."""
    left = 0
    for column, width in zip(grid.columns, grid.widths, strict=True):
        if left <= x < left + width and 0 <= y < len(column):
            cell = column[y]
            return cell if isinstance(cell, Outcome) else None
        left += width + GAP
    return None


def neighbour(grid: Grid, cursor: Outcome | None, right: int, down: int) -> Outcome | None:
    """Return the outcome beside another: along the columns it goes on at their ends, across them it stays level."""
    everyone = grid.outcomes
    if cursor is None or cursor not in everyone:
        return everyone[0] if everyone else None
    if down:
        return everyone[max(0, min(everyone.index(cursor) + down, len(everyone) - 1))]
    at = next(i for i, column in enumerate(grid.columns) if cursor in column)
    level = grid.columns[at].index(cursor)
    target = grid.columns[max(0, min(at + right, len(grid.columns) - 1))]
    outcomes = [(abs(y - level), y) for y, cell in enumerate(target) if isinstance(cell, Outcome)]
    found = target[min(outcomes)[1]] if outcomes else None
    return found if isinstance(found, Outcome) else cursor
