"""Lines of text in a few tones, and a widget that draws them and sends only those that changed.

Screens are laid out by plain functions that return lines: they need no terminal, and tests read them. Text in a run may
come from outside: it is cleaned here, when the line is fitted to its width, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap as wrap_words
from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from collections_tui.domain.text import clean
from collections_tui.tui.text import ELLIPSIS, cut, fit
from collections_tui.tui.widgets.virtual_strip import CompactStrip

Tone = Literal["", "dim", "strong", "accent", "warn", "cursor"]
TONES: tuple[Tone, ...] = ("", "dim", "strong", "accent", "warn", "cursor")

LONGEST = 20_000
"""Characters of one text that are wrapped into lines; a note can be longer, and then says so."""


class Run(NamedTuple):
    """Text of one tone. ``link`` is an address the terminal may open when it is clicked (``tel:+12125550160``)."""

    text: str
    tone: Tone = ""
    link: str = ""


Line = tuple[Run, ...]
"""One line of the screen, not yet as wide as it."""

BLANK: Line = ()


def text_line(text: str, tone: Tone = "") -> Line:
    """Return a line of one tone."""
    return (Run(text, tone),)


def line_cells(line: Line) -> int:
    """Return how many terminal cells a line takes; text from outside must have been fitted before."""
    return sum(len(run.text) if run.text.isascii() else cell_len(run.text) for run in line)


def fit_line(line: Line, cells: int) -> Line:
    """Return the line clean and exactly ``cells`` wide: filled with spaces, or cut with ``…`` at its end."""
    fitted: list[Run] = []
    room = cells
    for number, run in enumerate(line, 1):
        # Blanks that reach beyond the edge say nothing that would be missing.
        shown = run.text[:room] if run.text.isspace() else cut(run.text, room)
        if room and shown:
            fitted.append(run._replace(text=shown))
            room -= line_cells((fitted[-1],))
        if room == 0 and number < len(line):
            return _with_mark(fitted, line[number:])
    return (*fitted, Run(" " * room)) if room > 0 else tuple(fitted)


def _with_mark(fitted: list[Run], rest: Sequence[Run]) -> Line:
    """A full line whose rest says something ends with ``…``."""
    if fitted and any(run.text.strip() for run in rest):
        last = fitted[-1]
        if not last.text.rstrip().endswith(ELLIPSIS):
            # Longer than its room, so that it is cut where its cells allow.
            fitted[-1] = last._replace(text=fit(last.text + "..", line_cells((last,))))
    return tuple(fitted)


def ends(left: Line, right: Line, cells: int) -> Line:
    """Return one line with ``left`` at its start and ``right`` at its end; ``left`` gives way."""
    wide = line_cells(right)
    if wide == 0:
        return fit_line(left, cells)
    room = cells - wide - 1
    return (*fit_line(left, room), Run(" "), *right) if room >= 0 else fit_line(right, cells)


def flowing(first: Line, parts: Sequence[Run], cells: int, indent: int = 0) -> list[Line]:
    """Return parts with dots between them as lines: one that has no room begins the next line, ``indent`` cells in."""
    found = [first]
    for part in parts:
        if line_cells(found[-1]) + 3 + line_cells((part,)) > cells:
            found.append((Run(" " * indent), part) if indent else (part,))
        else:
            found[-1] = (*found[-1], part._replace(text=f" · {part.text}"))
    return found


def beside(left: Sequence[Line], right: Sequence[Line], cells: int, between: str) -> list[Line]:
    """Return two columns as lines: the left one ``cells`` wide, then ``between``, then the right one."""
    tall = max(len(left), len(right))
    padded_left = [*left, *[BLANK] * (tall - len(left))]
    padded_right = [*right, *[BLANK] * (tall - len(right))]
    return [
        (*fit_line(one, cells), Run(between, "dim"), *two) for one, two in zip(padded_left, padded_right, strict=True)
    ]


def wrapped(text: str, cells: int, most: int | None = None) -> list[str]:
    """Return text from outside as clean lines of at most ``cells``, at most ``most`` of them; its line ends stay."""
    if text and len(text) <= cells and text.isascii() and text.isprintable():
        return [text.rstrip()] if most != 0 else []  # as nearly all of it is
    # No more of the text is looked at than can be seen.
    limit = LONGEST if most is None else min(LONGEST, (most + 1) * (cells + 2))
    shown = clean(text[:limit], lines=True) + (ELLIPSIS if len(text) > limit else "")
    found: list[str] = []
    for paragraph in shown.splitlines():
        pieces = wrap_words(paragraph, max(1, cells), drop_whitespace=True) or [""]
        found += [piece for wide in pieces for piece in _halves(wide, cells)]
        if most is not None and len(found) > most:
            return [*found[: most - 1], cut(found[most - 1] + " …", cells) if most else ""][:most]
    return found


def _halves(text: str, cells: int) -> list[str]:
    # Words are wrapped by characters; signs two cells wide can then still be too many.
    if cell_len(text) <= cells:
        return [text]
    middle = len(text) // 2
    return [text] if middle == 0 else [*_halves(text[:middle], cells), *_halves(text[middle:], cells)]


class LinesView(Widget):
    """Draws the lines it is given from the top; a line that did not change is not sent again."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{tone}" for tone in TONES if tone}
    DEFAULT_CSS = """
    LinesView {
        width: 1fr;
        height: 1fr;
        & > .lines--dim { color: $text-muted; }
        & > .lines--strong { text-style: bold; }
        & > .lines--accent { color: $text-accent; text-style: bold; }
        & > .lines--warn { color: $text-warning; text-style: bold; }
        & > .lines--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi > .lines--dim { text-style: dim; }
        &:ansi > .lines--accent { color: $accent; }
        &:ansi > .lines--warn { color: $warning; }
    }
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Line] = []
        self._frame: list[Strip] = []
        self._styles: dict[Tone, Style] = {}
        self._drawn: dict[Line, Strip] = {}

    @property
    def shown(self) -> list[str]:
        """The text of the lines in view, for whoever reads instead of looks."""
        return [strip.text for strip in self._frame]

    def show(self, lines: Iterable[Line]) -> None:
        """Draw these lines from now on."""
        self._lines = list(lines)
        self._draw()

    def on_mount(self) -> None:
        self._restyle()

    def on_resize(self, event: events.Resize) -> None:
        self._drawn.clear()
        self._frame = []
        self._draw()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self._styles and self._restyle():
            self._drawn.clear()
            self._draw()

    def render_line(self, y: int) -> Strip:
        """Return one line as it was last drawn."""
        return self._frame[y] if y < len(self._frame) else Strip.blank(self.size.width, self.rich_style)

    def _restyle(self) -> bool:
        styles: dict[Tone, Style] = {"": self.rich_style}
        for tone in TONES[1:]:
            styles[tone] = self.get_component_rich_style(f"lines--{tone}")
        if self.app.no_color:
            styles["cursor"] += Style(reverse=True)
        changed = styles != self._styles
        self._styles = styles
        return changed

    def _draw(self) -> None:
        width, height = self.size
        if not self._styles or not width:
            return
        was = self._frame
        seen = self._lines[:height]
        blank = [BLANK] * (height - len(seen))
        kept, self._drawn = self._drawn, {}
        self._frame = [self._strip(line, width, kept) for line in (*seen, *blank)]
        if len(was) != len(self._frame):
            self.refresh()
            return
        changed = [y for y, (new, old) in enumerate(zip(self._frame, was, strict=True)) if new is not old]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _strip(self, line: Line, width: int, kept: dict[Line, Strip]) -> Strip:
        strip = self._drawn.get(line) or kept.get(line)
        if strip is None:
            segments = [Segment(run.text, self._style(run)) for run in fit_line(line, width)]
            strip = CompactStrip(segments, width)
        self._drawn[line] = strip
        return strip

    def _style(self, run: Run) -> Style:
        style = self._styles[run.tone]
        return style + Style(link=run.link) if run.link else style
