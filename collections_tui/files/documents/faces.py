"""The fonts of a document, and which of them shows which letter.

Those that ship have Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic (DejaVu Sans), Chinese and Japanese
(Droid Sans Fallback) and Korean (Nanum Gothic). Those of the client's ``[layout]`` are asked before the last two, and
those that computers usually have after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.text import clean
from collections_tui.files.documents.fonts import Font, NoFontError, load
from collections_tui.resources import data_path

_NOTO = "/usr/share/fonts/truetype/noto/NotoSans{}-Regular.ttf"
_NOTO_SCRIPTS = (
    "Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Sinhala",
    "Khmer", "Lao", "Myanmar", "Ethiopic", "Cherokee", "CanadianAboriginal", "Symbols2",
)  # fmt: skip
_EAST = ("DroidSansFallbackFull.ttf", "NanumGothicCoding.ttf")
USUAL = (
    *(Path(_NOTO.format(script)) for script in _NOTO_SCRIPTS),
    Path("/usr/share/fonts/truetype/unifont/unifont.ttf"),
    Path("/System/Library/Fonts/Supplemental/Arial Unicode.ttf"),
    Path("/Library/Fonts/Arial Unicode.ttf"),
)


class Shown(NamedTuple):
    """A glyph that shows a letter; ``font`` is None where no font has it."""

    font: Font | None
    glyph: int
    width: int


class Face:
    """Fonts in the order in which they are asked. What was found is kept: documents share their faces."""

    def __init__(self, first: Font, others: Sequence[Path]) -> None:
        self.first = first
        self._others = others
        self._found: dict[str, Shown] = {}

    def shown(self, sign: str) -> Shown:
        """The glyph for a letter."""
        found = self._found.get(sign)
        if found is None:
            found = self._found[sign] = self._look(sign)
        return found

    def width(self, text: str) -> int:
        """How wide a text is, in thousandths of its size."""
        found = self._found
        return sum((found.get(sign) or self.shown(sign)).width for sign in text)

    def _look(self, sign: str) -> Shown:
        for font in self._fonts():
            glyph = font.glyph(sign)
            if glyph:
                return Shown(font, glyph, font.width(glyph))
        return Shown(None, 0, self.first.width(0))

    def _fonts(self) -> Iterable[Font]:
        yield self.first
        for path in self._others:
            try:
                yield load(path)
            except NoFontError:  # one of this computer's is none of ours to mend; those of a client were looked at
                continue


@lru_cache(maxsize=16)
def face(bold: bool, own: tuple[Path, ...]) -> Face:
    """The fonts for a client's documents.

    Raises:
        ConfigError: one of its own is none.
    """
    for path in own:
        try:
            load(path)
        except NoFontError as error:
            raise ConfigError(f"{clean(str(path))} is no font that can be embedded: {error}.") from None
    plain, east = data_path("fonts", "DejaVuSans.ttf"), tuple(data_path("fonts", name) for name in _EAST)
    if bold:
        return Face(load(data_path("fonts", "DejaVuSans-Bold.ttf")), (plain, *own, *east, *USUAL))
    return Face(load(plain), (*own, *east, *USUAL))
