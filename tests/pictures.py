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

DARK_TERMINAL = TerminalTheme(
    (24, 26, 31),
    (215, 218, 224),
    [(24, 26, 31), (224, 108, 117), (152, 195, 121), (229, 192, 123), (58, 104, 179), (198, 120, 221), (86, 182, 194)]
    + [(190, 195, 204)],
    [(127, 132, 142), (240, 128, 136), (172, 215, 141), (245, 212, 143), (97, 175, 239), (218, 140, 241)]
    + [(106, 202, 214), (255, 255, 255)],
)
LIGHT_TERMINAL = TerminalTheme(
    (252, 252, 250),
    (36, 41, 47),
    [(36, 41, 47), (176, 30, 36), (17, 99, 41), (125, 78, 0), (9, 80, 174), (130, 50, 150), (10, 100, 110)]
    + [(225, 228, 232)],
    [(95, 102, 110), (200, 45, 50), (30, 125, 60), (150, 95, 0), (40, 110, 210), (150, 70, 175)]
    + [(20, 125, 135), (255, 255, 255)],
)
"""What usual terminals make of the sixteen colours, on a dark and on a light background."""

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
    backs, words = [], []
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
