"""Fonts with CFF outlines, as most of those for Chinese, Japanese and Korean are. Loaded only where one is needed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

from collections_tui.files.documents.fonts import Metrics, NoFontError


class CompactFont:
    """A font whose outlines are in ``CFF``. Its glyphs are numbered by their CID where it has such."""

    compact = True

    def __init__(self, content: bytes) -> None:
        logging.getLogger("fontTools").setLevel(logging.ERROR)  # no message among the answers of a command
        self._content = content
        try:
            self._font = self._open()
            self._letters: dict[int, str] = self._font.getBestCmap() or {}
            top = self._font["CFF "].cff.topDictIndex[0]
            self._keyed = hasattr(top, "ROS")
            head, hhea = self._font["head"], self._font["hhea"]
        except (TTLibError, KeyError, AssertionError) as error:
            raise NoFontError(f"it cannot be read: {error}") from None
        self._em: int = head.unitsPerEm
        self.many = int(self._font["maxp"].numGlyphs)
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        self.metrics = Metrics(
            str(self._font["CFF "].cff.fontNames[0]), self._scaled(hhea.ascent), self._scaled(hhea.descent),
            (self._scaled(box[0]), self._scaled(box[1]), self._scaled(box[2]), self._scaled(box[3])), False,
        )  # fmt: skip
        self._names: dict[int, str] = {}

    def glyph(self, sign: str) -> int:
        """As ``Font`` says."""
        name = self._letters.get(ord(sign))
        if name is None:
            return 0
        number = int(name[3:]) if self._keyed else int(self._font.getGlyphID(name))
        self._names[number] = name
        return number

    def width(self, glyph: int) -> int:
        """As ``Font`` says."""
        name = self._names.get(glyph, ".notdef")
        return self._scaled(self._font["hmtx"][name][0])

    def part(self, glyphs: Iterable[int], boxes: Iterable[int]) -> bytes:
        """As ``Font`` says; nothing is missing here, since a letter without a font is shown in the first one."""
        font = self._open()
        options = Options(notdef_outline=True, retain_gids=not self._keyed, layout_features=[], name_IDs=[])
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
        cut = Subsetter(options)
        cut.populate(glyphs=[self._names[one] for one in glyphs if one in self._names])
        cut.subset(font)
        made = BytesIO()
        font.save(made)
        return made.getvalue()

    def _open(self) -> Any:
        return TTFont(BytesIO(self._content), fontNumber=0, lazy=True, recalcTimestamp=False)

    def _scaled(self, units: int) -> int:
        return (2000 * units + self._em) // (2 * self._em)
