"""The only way text from outside becomes something on screen.

Every function here cleans what it is given (`collections_tui.domain.text.clean`), reads no markup in it, and keeps it
inside the space it was given: a name of 100,000 characters costs no more than what is seen of it, and a letter under a
heap of combining marks shows a few of them only.
"""

import re
import unicodedata
from typing import Literal

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from textual.content import Content

from collections_tui.domain.text import clean

Align = Literal["left", "right"]

ELLIPSIS = "…"
MARKS_SHOWN = 4
"""Marks of no width shown on one character. Hebrew with vowels and accents needs four; more climbs into other lines."""

LINE_LIMIT = 500
"""Characters of a one-line value that can reach the screen where no width is known."""

_MANY_WIDE_OR_MARKS = re.compile(rf"[^\x00-\x7f]{{{MARKS_SHOWN + 1},}}")
_DOTTED_CIRCLE = "◌"
_JOINER = "\u200d"
# A joiner of no width makes two signs one emoji, the first perhaps with its variation selector. Anywhere else, as at
# the beginning or behind a letter, Rich measures what follows it as nothing, which no terminal does, and the rest of
# the row would be out of its place.
_SIGN = "[\u2194\u2195\u2600-\u2767\u2795-\u27a1\u2b1b\U0001f300-\U0001faff]"
_LONE_JOINER = re.compile(f"(?<!{_SIGN})(?<!{_SIGN}\ufe0f){_JOINER}|{_JOINER}(?!{_SIGN})")


def plain(text: str, style: str = "", *, lines: bool = False) -> Content:
    """Return `text` as content for a Textual widget: never markup, never an escape sequence.

    One line by default; with `lines` its line ends stay. `style` is ours ("bold", "$accent"), never text from outside.
    """
    shown = _tame(clean(text, lines=lines))
    return Content.styled(shown, style) if style else Content(shown)


def line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return `text` as one clean line of at most `limit` characters, for a sentence or a title of ours.

    Whoever shows it must still say `markup=False`, or use `plain`.
    """
    shown = _tame(clean(text[: limit + 1]))
    if len(shown) <= limit and len(text) <= limit:
        return shown
    return shown[: limit - 1].rstrip(_JOINER) + ELLIPSIS


def fit(text: str, cells: int, align: Align = "left") -> str:
    """Return `text` clean and exactly `cells` terminal cells wide: filled with spaces, or cut with `…` at its end."""
    if cells <= 0:
        return ""
    if text.isascii() and text.isprintable():
        shown = text if len(text) <= cells else text[: cells - 1] + ELLIPSIS
        return shown.rjust(cells) if align == "right" else shown.ljust(cells)
    shown = _cut(text, cells)
    padding = " " * (cells - cell_len(shown))
    return padding + shown if align == "right" else shown + padding


def cut(text: str, cells: int) -> str:
    """Return `text` clean and at most `cells` terminal cells wide, with `…` at its end where something was cut off."""
    if cells <= 0:
        return ""
    if text.isascii() and text.isprintable():
        return text if len(text) <= cells else text[: cells - 1] + ELLIPSIS
    return _cut(text, cells)


def _cut(text: str, cells: int) -> str:
    # No more of the text is looked at than could be seen: each cell can carry a character and its marks.
    seen = text[: cells * (MARKS_SHOWN + 2) + 64]
    shown = _tame(clean(seen))
    width = cell_len(shown)
    if width <= cells and len(seen) == len(text):
        return shown
    return set_cell_size(shown, min(width, cells - 1)).rstrip(_JOINER) + ELLIPSIS


def _tame(text: str) -> str:
    """Drop joiners that join nothing and the marks beyond the first few on each character, and give marks that stand
    alone something to stand on.
    """
    if text.isascii():
        return text
    if _JOINER in text:
        text = _LONE_JOINER.sub("", text)
        if text.isascii():
            return text
    if unicodedata.category(text[0])[0] == "M":
        text = _DOTTED_CIRCLE + text
    return _MANY_WIDE_OR_MARKS.sub(_drop_marks, text)


def _drop_marks(match: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in match[0]:
        marks = 0 if get_character_cell_size(character) else marks + 1
        if marks <= MARKS_SHOWN:
            kept.append(character)
    return "".join(kept)
