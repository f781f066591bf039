"""A document as plain text, 80 columns wide: for a terminal, and beside the HTML of a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells

from collections_tui.files.documents.compose import (
    Address,
    Choices,
    Document,
    Heading,
    Letterhead,
    Line,
    Pairs,
    Part,
    Slip,
    Table,
    Words,
)

WIDTH = 80
_GAP = 2
_LEAST = 5  # columns that a wrapped cell keeps


def as_text(document: Document) -> str:
    """Return a document as text."""
    lines: list[str] = []
    for part in document.parts:
        if lines and lines[-1]:
            lines.append("")
        lines += _part(part)
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Letterhead(name, lines):
            for line in (name, *lines):
                yield from wrapped(line, WIDTH)
        case Address(name, lines, facts):
            yield from _beside((name, *lines), tuple(_facts(facts)))
        case Heading(text, level):
            yield from wrapped(text.upper() if level == 1 else text, WIDTH)
            yield ("=" if level == 1 else "-") * min(WIDTH, cell_len(text))
        case Words(text, _):
            for line in text.split("\n"):
                yield from wrapped(line, WIDTH)
        case Table():
            yield from _table(part)
        case Pairs(title, rows, sums):
            yield from _titled(title)
            yield from _sums(rows) if sums else _facts(rows)
        case Choices():
            yield from _choices(part)
        case Slip(title, rows, choices, sent_by, sent_to):
            yield "- " * (WIDTH // 2)
            yield from _titled(title)
            yield from _facts(rows)
            yield ""
            if choices is not None:
                yield from _choices(choices)
                yield ""
            yield from _beside(sent_by, sent_to)
        case Line():
            yield "-" * WIDTH


def _choices(choices: Choices) -> Iterator[str]:
    yield from _titled(choices.title)
    for line in choices.lines:
        deep = "    " if line.startswith("> ") else ""
        first, *rest = wrapped(line.removeprefix("> "), WIDTH - 4 - len(deep))
        yield f"{deep}[ ] {first}"
        yield from (f"{deep}    {one}" for one in rest)


def _titled(title: str) -> Iterator[str]:
    if title:
        yield from wrapped(title, WIDTH)
        yield ""


def _facts(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = tuple(rows)
    wide = min(28, max((cell_len(label) for label, _ in rows), default=0))
    for label, text in rows:
        # A value that does not fit beside its label is wrapped behind it.
        first, *rest = wrapped(text, WIDTH - wide - _GAP)
        yield f"{padded(label, wide)}{' ' * _GAP}{first}"
        yield from (" " * (wide + _GAP) + line for line in rest)


def _sums(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    wide = max(cell_len(text) for _, text in rows)
    for place, (label, text) in enumerate(rows):
        if place == len(rows) - 1 and place:
            yield " " * (WIDTH - wide) + "-" * wide
        *before, last = wrapped(label, WIDTH - wide - _GAP)
        yield from (f"{' ' * (WIDTH - wide - _GAP - cell_len(line))}{line}" for line in before)
        yield f"{' ' * (WIDTH - wide - _GAP - cell_len(last))}{last}{' ' * _GAP}{' ' * (wide - cell_len(text))}{text}"


def _beside(left: tuple[str, ...], right: tuple[str, ...]) -> Iterator[str]:
    """Two columns; the right one ends at the margin. Too wide for that, it comes below."""
    wide = max((cell_len(line) for line in right), default=0)
    room = WIDTH - wide - _GAP
    if any(cell_len(line) > room for line in left):
        for line in (*left, "", *right) if right else left:
            yield from wrapped(line, WIDTH)
        return
    for place in range(max(len(left), len(right))):
        first = left[place] if place < len(left) else ""
        second = right[place] if place < len(right) else ""
        yield padded(first, room + _GAP) + second


def _table(table: Table) -> Iterator[str]:
    yield from _titled(table.title)
    widths = _widths(table)
    yield from _lines(table.heads, table, widths)
    yield "  ".join("-" * width for width in widths)
    for row in table.rows:
        yield from _lines(row, table, widths)


def _lines(row: tuple[str, ...], table: Table, widths: list[int]) -> Iterator[str]:
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for place in range(max(map(len, cells))):
        yield _row(tuple(cell[place] if place < len(cell) else "" for cell in cells), table, widths)


def _row(cells: tuple[str, ...], table: Table, widths: list[int]) -> str:
    shown = (
        " " * max(0, width - cell_len(cell)) + cell if align == "right" else padded(cell, width)
        for cell, align, width in zip(cells, table.aligns, widths, strict=True)
    )
    return (" " * _GAP).join(shown)


def _widths(table: Table) -> list[int]:
    """As wide as what is in them; the widest gives way until all of it fits."""
    columns = list(zip(table.heads, *table.rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    while sum(widths) + _GAP * (len(widths) - 1) > WIDTH and max(widths) > _LEAST:
        over = sum(widths) + _GAP * (len(widths) - 1) - WIDTH
        at = widths.index(max(widths))
        second = max((width for place, width in enumerate(widths) if place != at), default=0)
        widths[at] = max(_LEAST, second - 1, widths[at] - over) if widths[at] > second else widths[at] - 1
    return widths


def padded(text: str, width: int) -> str:
    """Text with blanks behind it, up to a width in columns."""
    return text + " " * max(0, width - cell_len(text))


def wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most so many columns; a word too long for one is cut."""
    if cell_len(text) <= width:
        return [text]
    lines, line = list[str](), ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(word, width) if cell_len(word) > width else [word]
        lines += full
    return [*lines, line]
