"""A line of the screen that changes style in as few bytes as it can.

Textual writes every style in full and resets after every run: 30 to 45 bytes a run in true colour, more than many cells
hold text. A list repaints forty lines at a time over slow links, so here a run says only what differs from the one
before it.
"""

from collections.abc import Iterable
from functools import lru_cache

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

RESET = "\x1b[0m"
_PLAIN = Style()


class CompactStrip(Strip):
    """A strip that is written with short changes of style. It begins and ends in the terminal's plain style."""

    def __init__(self, segments: Iterable[Segment], cell_length: int | None = None) -> None:
        super().__init__(segments, cell_length)
        self._written: str | None = None

    def render(self, console: Console) -> str:
        """Return the line as it is sent to the terminal."""
        if self._written is None:
            self._written = _write(self, COLOR_SYSTEMS[console.color_system or "truecolor"])
        return self._written


def _write(strip: Strip, system: ColorSystem) -> str:
    parts = []
    now = _PLAIN
    for text, style, _control in strip:
        wanted = style or _PLAIN
        parts += [_change(now, wanted, system), _linked(text, wanted.link) if wanted.link else text]
        now = wanted
    parts.append(_change(now, _PLAIN, system))
    return "".join(parts)


def _linked(text: str, link: str) -> str:
    """The text as a link that the terminal can open (OSC 8); a link with anything but plain signs in it is none."""
    return f"\x1b]8;;{link}\x1b\\{text}\x1b]8;;\x1b\\" if link.isascii() and link.isprintable() else text


@lru_cache(256)
def _change(now: Style, wanted: Style, system: ColorSystem) -> str:
    """The escape sequence that leads from one style to another; empty where they look the same."""
    before, after = _codes(now, system), _codes(wanted, system)
    if before == after:
        return ""
    if not after:
        return RESET
    if not before:
        return f"\x1b[{after}m"
    if wanted.color is not None and _without_foreground(now) == _without_foreground(wanted):
        return f"\x1b[{';'.join(wanted.color.downgrade(system).get_ansi_codes())}m"
    return f"\x1b[0;{after}m"


def _codes(style: Style, system: ColorSystem) -> str:
    """The codes of the style after a reset, which already sets both colours to the terminal's own."""
    return Strip.render_ansi(_look(style), system)


def _look(style: Style) -> Style:
    color = None if style.color is None or style.color.is_default else style.color
    background = None if style.bgcolor is None or style.bgcolor.is_default else style.bgcolor
    return style.without_color + Style.from_color(color, background)


def _without_foreground(style: Style) -> Style:
    return style.without_color + Style.from_color(None, style.bgcolor)
