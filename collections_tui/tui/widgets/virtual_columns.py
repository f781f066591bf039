"""The columns of a virtual list: which of them fit, how wide, and how a row becomes text in runs of one style."""

from collections.abc import Callable, Sequence
from typing import Generic, Literal, NamedTuple, TypeVar

from collections_tui.tui.text import Align, fit

Row = TypeVar("Row")

Tone = Literal["", "dim", "accent"]
"""How a cell is drawn: like the row, or with the list's component class of that name."""

GAP = " "


class Column(NamedTuple, Generic[Row]):
    """One column. `render` returns the cell's text as it came: it is cleaned and fitted when it is drawn."""

    name: str
    width: int
    """Cells; for the flexible column the fewest it can do with."""
    render: Callable[[Row], str]
    align: Align = "left"
    tone: Callable[[Row], Tone] | None = None
    priority: int = 0
    """On a narrow screen the columns of the lowest priority leave first, among equals the rightmost."""
    flexible: bool = False
    """Takes the room that is left. The first flexible column does."""


class Fitted(NamedTuple, Generic[Row]):
    """A column and the cells it has on this screen."""

    column: Column[Row]
    width: int


def fit_columns(columns: Sequence[Column[Row]], cells: int) -> list[Fitted[Row]]:
    """Return the columns that fit into `cells`, in their order, with their widths; always one, if there is any."""
    kept = list(columns)
    while len(kept) > 1 and _needed(kept) > cells:
        lowest = min(column.priority for column in kept)
        last = max(i for i, column in enumerate(kept) if column.priority == lowest)
        del kept[last]
    spare = cells - _needed(kept) if kept else 0
    if spare < 0:
        return [Fitted(kept[0], max(0, cells))]
    fitted = [Fitted(column, column.width) for column in kept]
    at = next((i for i, column in enumerate(kept) if column.flexible), None)
    if at is not None:
        fitted[at] = Fitted(kept[at], kept[at].width + spare)
    return fitted


def _needed(columns: Sequence[Column[Row]]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)


def heading(columns: Sequence[Fitted[Row]], cells: int) -> str:
    """Return the names of the columns, each over its own, `cells` wide."""
    return fit(GAP.join(fit(column.name, width, column.align) for column, width in columns), cells)


def runs(columns: Sequence[Fitted[Row]], row: Row, cells: int) -> list[tuple[Tone, str]]:
    """Return the row's text, `cells` wide in all, as runs of one tone; a gap belongs to the run before it."""
    found: list[tuple[Tone, str]] = []
    used = 0
    for column, width in columns:
        if used:
            _add(found, found[-1][0], GAP)
            used += len(GAP)
        text = fit(column.render(row), width, column.align)
        tone = column.tone(row) if column.tone is not None else ""
        # Spaces look the same in every tone: a blank cell needs no change of style.
        _add(found, tone if not text.isspace() or not found else found[-1][0], text)
        used += width
    if used < cells:
        _add(found, found[-1][0] if found else "", " " * (cells - used))
    return found


def _add(found: list[tuple[Tone, str]], tone: Tone, text: str) -> None:
    if found and found[-1][0] == tone:
        found[-1] = (tone, found[-1][1] + text)
    else:
        found.append((tone, text))
