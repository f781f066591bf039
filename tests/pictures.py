"""Pictures of the screen as SVG, in the colours of a terminal: for the README, and to be compared with kept ones.

Every word stands at its own place, so that a picture looks the same whatever font shows it; it loads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme

import collections_tui.tui
from collections_tui.tui.app import Workstation


def _terminal(back: str, text: str, normal: str, bright: str) -> TerminalTheme:
    """What a terminal makes of the sixteen colours: black, red, green, yellow, blue, magenta, cyan, white."""
    return TerminalTheme(_rgb(back), _rgb(text), [*map(_rgb, normal.split())], [*map(_rgb, bright.split())])


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


DARK_TERMINAL = _terminal(
    "181a1f",
    "d7dae0",
    "181a1f e06c75 98c379 e5c07b 3a68b3 c678dd 56b6c2 bec3cc",
    "7f848e f08088 acd78d f5d48f 61afef da8cf1 6acad6 ffffff",
)
LIGHT_TERMINAL = _terminal(
    "fcfcfa",
    "24292f",
    "24292f b01e24 116329 7d4e00 0950ae 823296 0a646e e1e4e8",
    "5f666e c82d32 1e7d3c 965f00 286ed2 9646af 147d87 ffffff",
)

FONT_SIZE = 16
CELL, LINE = 9.632, 20  # pixels of a cell: most monospaced fonts are about 0.6 of their size wide
MARGIN = 12
_DIM = 0.4  # how far a dim text goes towards its background
_WORDS = re.compile(r"\S+(?: \S+)*")


class Look(NamedTuple):
    """How a run of text looks: colours as #rrggbb; ``back`` is empty on the terminal's own background."""

    text: str
    back: str
    bold: bool
    italic: bool
    underline: bool


def picture(rows: Sequence[Iterable[Segment]], width: int, theme: TerminalTheme) -> str:
    """Return the rows of a screen as SVG, the same whenever the rows are."""
    backs: list[str] = []
    words: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for text, look in _runs(row, theme):
            backs += _back(x, y, cell_len(text), look)
            words += _words(x, y, text, look)
            x += cell_len(text)
    across, down = round(width * CELL + 2 * MARGIN), len(rows) * LINE + 2 * MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" '
            f'font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="{FONT_SIZE}">',
            f'<rect width="100%" height="100%" rx="8" fill="{theme.background_color.hex}"/>',
            *backs,
            *words,
            "</svg>\n",
        )
    )


def _runs(row: Iterable[Segment], theme: TerminalTheme) -> Iterator[tuple[str, Look]]:
    """The texts of a row, neighbours of one look put together: how they were cut is nothing that anybody sees."""
    before: tuple[str, Look] | None = None
    for segment in row:
        look = _look(segment.style or Style(), theme)
        if before and before[1] == look:
            before = (before[0] + segment.text, look)
            continue
        if before:
            yield before
        before = (segment.text, look)
    if before:
        yield before


def _look(style: Style, theme: TerminalTheme) -> Look:
    text = (style.color or Color.default()).get_truecolor(theme)
    back = (style.bgcolor or Color.default()).get_truecolor(theme, foreground=False)
    if style.reverse:
        text, back = back, text
    if style.dim:
        text = blend_rgb(text, back, _DIM)
    own = back == theme.background_color
    return Look(text.hex, "" if own else back.hex, bool(style.bold), bool(style.italic), bool(style.underline))


def _back(x: int, y: int, cells: int, look: Look) -> list[str]:
    if not look.back:
        return []
    left, top = MARGIN + x * CELL, MARGIN + y * LINE
    return [f'<rect x="{left:.1f}" y="{top}" width="{cells * CELL:.1f}" height="{LINE}" fill="{look.back}"/>']


def _words(x: int, y: int, text: str, look: Look) -> Iterator[str]:
    weight = ' font-weight="bold"' if look.bold else ""
    slant = ' font-style="italic"' if look.italic else ""
    under = ' text-decoration="underline"' if look.underline else ""
    for found in _WORDS.finditer(text):
        left = MARGIN + (x + cell_len(text[: found.start()])) * CELL
        length = cell_len(found[0]) * CELL
        yield (
            f'<text x="{left:.1f}" y="{MARGIN + y * LINE + 15}" textLength="{length:.1f}" '
            f'fill="{look.text}"{weight}{slant}{under}>{escape(found[0])}</text>'
        )


class PicturedWorkstation(Workstation):
    """The workstation, as a picture in the colours of a terminal that suits its theme."""

    # Textual looks for styles beside the file of the class.
    CSS_PATH = [Path(collections_tui.tui.__path__[0]) / path for path in Workstation.CSS_PATH]

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Return the screen as SVG."""
        stack = self._background_screens
        update = self.screen._compositor.render_update(full=True, screen_stack=stack, simplify=simplify)
        rows = [[segment for strip in line for segment in strip] for line in update.strips]  # type: ignore[union-attr]
        return picture(rows, self.size.width, DARK_TERMINAL if self.current_theme.dark else LIGHT_TERMINAL)
