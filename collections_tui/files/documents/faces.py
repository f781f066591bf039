"""The fonts of a document, and which of them shows which letter.

DejaVu Sans ships with the program: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic. For all else the fonts
of the client's ``[layout]`` are asked, then those that computers usually have.
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

USUAL = tuple(
    map(
        Path,
        (
            "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
            "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
            "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
            "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
            "/usr/share/fonts/truetype/unifont/unifont.ttf",
            "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
            "/Library/Fonts/Arial Unicode.ttf",
        ),
    )
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
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    plain = (data_path("fonts", "DejaVuSans.ttf"),) if bold else ()
    return Face(load(data_path("fonts", name)), (*plain, *own, *USUAL))
