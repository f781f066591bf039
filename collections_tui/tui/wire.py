"""Sends the terminal only the cells that are not there already.

Textual writes every line it draws afresh: two screens full for opening an account, though most of it is blank or was
there before. Over a slow line that is the difference between at once and a second. A `Wire` knows what the terminal
shows, cell by cell, and writes what leads from there to the new picture, in as few bytes as it can.

Terminals do not agree on the width of every sign. A line with signs whose width could be in doubt is written whole, and
the cursor is set anew after each of them, so that whatever follows stands where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, repeat
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

SHORT_GAP = 4
"""Unchanged cells between two changes that are written again: skipping them would cost as many bytes."""

SHORT_BLANK = 4
"""Blanks at the end of a line that are written as such: erasing them would cost as many bytes."""


class Look(NamedTuple):
    """How a cell looks: the terminal's codes for its attributes and colours, and where it links to."""

    attributes: frozenset[str] = frozenset()
    color: str = ""
    background: str = ""
    link: str = ""


PLAIN = Look()
Cell = tuple[str, Look]
"""A sign and its look. What takes several cells is in the first; the others have no text."""

BLANK: Cell = (" ", PLAIN)
Piece = tuple[int, int, Iterable[Segment]]
"""Line, first column, and what is to be seen from there on."""

_SURE = frozenset(map(chr, (*range(0x2010, 0x2028), *range(0x2500, 0x2600))))
"""Dashes, quotes, dots, lines and blocks: what we draw with."""

_PARTS = re.compile(r"[ -~]*[ -~](?![^ -~])|[ -~]?[^ -~]+")
"""Plain text; or other signs together with the plain one before them, to which they may belong."""

_DRIVING = re.compile("[\x00-\x1f\x7f-\x9f]")
"""Signs that a terminal obeys instead of showing them."""

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29", "21": "24"}
_ATTRIBUTES = (
    ("bold", "1"),
    ("dim", "2"),
    ("italic", "3"),
    ("underline", "4"),
    ("blink", "5"),
    ("reverse", "7"),
    ("strike", "9"),
    ("underline2", "21"),
)


class Wire:
    """The way to one terminal.

    Args:
        system: the colours the terminal knows.
    """

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._shown: list[list[Cell]] = []
        self._size = (0, 0)

    def forget(self) -> None:
        """Take nothing for granted: the next picture is sent whole."""
        self._size = (0, 0)

    def write(self, width: int, height: int, pieces: Iterable[Piece]) -> str:
        """Return what to send so that the terminal shows these pieces too; nothing where it shows them already."""
        pen = _Pen(width)
        if self._size != (width, height):
            self._size = (width, height)
            self._shown = [[BLANK] * width for _ in range(height)]
            pen.clear()
        lines: dict[int, list[Cell]] = {}
        for y, x, segments in pieces:
            if 0 <= y < height:
                line = lines.setdefault(y, self._shown[y].copy())
                new = [cell for segment in segments for cell in _cells(segment, self._system)]
                line[x : x + len(new)] = new
        for y, line in sorted(lines.items()):
            if line != self._shown[y]:
                line = line[:width]
                _write_line(pen, y, self._shown[y], line)
                self._shown[y] = line
        return pen.finish()


class _Pen:
    """Collects what is sent, and knows where the cursor stands and how it writes."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._parts: list[str] = []
        self._at: tuple[int, int] | None = None
        self._look = PLAIN

    def clear(self) -> None:
        self._parts.append("\x1b[0m\x1b[2J")

    def go(self, y: int, x: int) -> None:
        """Put the cursor there, the shortest way."""
        if self._at == (y, x):
            return
        if self._at is not None and self._at[0] == y and self._at[1] < x:
            self._parts.append(f"\x1b[{x - self._at[1]}C")
        elif self._at is not None and self._at[0] + 1 == y and x == 0:
            self._parts.append("\r\n")
        else:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        self._at = (y, x)

    def put(self, y: int, x: int, cells: Sequence[Cell]) -> None:
        """Write cells from there on."""
        for sure, group in groupby(cells, _is_sure):
            run = list(group)
            self.go(y, x)
            for text, look in run:
                if text:
                    self._take(look)
                    self._parts.append(text)
            x += len(run)
            # At the right edge the cursor stays on the last cell: where it stands then differs too.
            self._at = (y, x) if sure and x < self._width else None

    def erase(self) -> None:
        """Blank the line from the cursor on."""
        self._take(PLAIN)
        self._parts.append("\x1b[K")

    def finish(self) -> str:
        """Everything that was collected; it ends in the terminal's plain look."""
        self._take(PLAIN)
        return "".join(self._parts)

    def _take(self, look: Look) -> None:
        if look != self._look:
            self._parts.append(_change(self._look, look))
            self._look = look


def _write_line(pen: _Pen, y: int, old: list[Cell], new: list[Cell]) -> None:
    end = _end_of_text(new)
    for start, stop in _changes(old, new):
        if stop > end and len(new) - max(start, end) > SHORT_BLANK:
            pen.put(y, start, new[start:end])
            pen.go(y, max(start, end))
            pen.erase()
        else:
            pen.put(y, start, new[start:stop])


def _end_of_text(line: list[Cell]) -> int:
    """Where the blanks begin that reach to the end of the line."""
    end = len(line)
    while end and line[end - 1] == BLANK:
        end -= 1
    return end


def _changes(old: list[Cell], new: list[Cell]) -> list[tuple[int, int]]:
    """Return the stretches of cells to write, first and behind the last; those close together are one."""
    if not (all(map(_is_sure, old)) and all(map(_is_sure, new))):
        return [(0, len(new))]
    found: list[tuple[int, int]] = []
    for x, (was, will) in enumerate(zip(old, new, strict=True)):
        if was == will:
            continue
        if found and x - found[-1][1] <= SHORT_GAP:
            found[-1] = (found[-1][0], x + 1)
        else:
            found.append((x, x + 1))
    return found


@lru_cache(2048)
def _cells(segment: Segment, system: ColorSystem) -> tuple[Cell, ...]:
    look = PLAIN if segment.style is None else _look(segment.style, system)
    # Whoever draws has cleaned the text; the last door before the terminal is shut all the same.
    text = _DRIVING.sub("?", segment.text)
    if text.isascii():
        return tuple(zip(text, repeat(look)))
    cells = [cell for part in _PARTS.findall(text) for cell in _even(part, look)]
    return tuple(cells) if len(cells) == cell_len(text) else tuple(_together(text, look))


def _even(text: str, look: Look) -> list[Cell]:
    """The cells of a text that may have signs that take no cell, or two."""
    sizes = [get_character_cell_size(sign) for sign in text]
    if sum(sizes) != cell_len(text) or not sizes[0]:
        return _together(text, look)
    cells: list[Cell] = []
    base = 0
    for sign, size in zip(text, sizes, strict=True):
        if size == 0:
            cells[base] = (cells[base][0] + sign, look)
        else:
            base = len(cells)
            cells += [(sign, look), *[("", look)] * (size - 1)]
    return cells


def _together(text: str, look: Look) -> list[Cell]:
    """The cells of signs that only together are what is seen, as the parts of a family or of a flag."""
    wide = cell_len(text)
    return [(text, look), *[("", look)] * (wide - 1)] if wide else []


def _is_sure(cell: Cell) -> bool:
    """Whether every terminal takes one cell for this sign, as we do."""
    sign = cell[0]
    return sign < "\u0300" if len(sign) == 1 and sign < "\u2010" else sign in _SURE


@lru_cache(512)
def _look(style: Style, system: ColorSystem) -> Look:
    attributes = frozenset(code for name, code in _ATTRIBUTES if getattr(style, name))
    color, background = style.color, style.bgcolor
    link = style.link or ""
    return Look(
        attributes,
        "" if color is None or color.is_default else ";".join(color.downgrade(system).get_ansi_codes()),
        ""
        if background is None or background.is_default
        else ";".join(background.downgrade(system).get_ansi_codes(False)),
        # An address that could end the sequence it stands in is none.
        link if link.isascii() and link.isprintable() else "",
    )


@lru_cache(1024)
def _change(now: Look, wanted: Look) -> str:
    """Return the shortest sequence that leads from one look to another."""
    link = "" if now.link == wanted.link else f"\x1b]8;;{wanted.link}\x1b\\"
    codes = _step(now, wanted)
    afresh = [*sorted(wanted.attributes), wanted.color, wanted.background]
    anew = ";".join(["0", *filter(None, afresh)])
    if now[:3] == wanted[:3]:
        return link
    return link + min(f"\x1b[{codes}m", f"\x1b[{anew}m", key=len)


def _step(now: Look, wanted: Look) -> str:
    """The codes for what differs alone."""
    off = {_OFF[code] for code in now.attributes - wanted.attributes}
    on = {code for code in wanted.attributes if code not in now.attributes or _OFF[code] in off}
    codes = [*sorted(off), *sorted(on)]
    if now.color != wanted.color:
        codes.append(wanted.color or "39")
    if now.background != wanted.background:
        codes.append(wanted.background or "49")
    return ";".join(codes)
