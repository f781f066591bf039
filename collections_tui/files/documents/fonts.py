"""TrueType fonts as a PDF embeds them: which letters a font has, how wide they are, and the part of it that is used.

The glyphs of a part keep their numbers and those that are not used are emptied, which costs a millisecond: documents
are made by the thousand.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_MOST = 64 << 20  # bytes: the largest fonts there are have 30 MB


class NoFontError(Exception):
    """A file is no font that can be embedded."""


class Metrics(NamedTuple):
    """What a PDF is told of a font, in thousandths of its size."""

    name: str
    ascent: int
    descent: int
    box: tuple[int, int, int, int]
    bold: bool


class Font:
    """A font whose outlines are in ``glyf``. ``many`` is how many glyphs it has."""

    def __init__(self, content: bytes, name: str, *, start: int = 0) -> None:
        self._content = content
        self._tables = _directory(content, start)
        if b"glyf" not in self._tables:
            raise NoFontError("it has no TrueType outlines")
        head, hhea = self._table(b"head"), self._table(b"hhea")
        self._em: int = struct.unpack_from(">H", head, 18)[0]
        self._long = struct.unpack_from(">h", head, 50)[0] == 1
        self.many = struct.unpack_from(">H", self._table(b"maxp"), 4)[0]
        self._advances = struct.unpack_from(">H", hhea, 34)[0]
        hmtx = self._table(b"hmtx")
        self._widths = struct.unpack(f">{self._advances * 2}H", hmtx[: self._advances * 4])[::2]
        ascent, descent = struct.unpack_from(">hh", hhea, 4)
        left, low, right, high = (self._scaled(one) for one in struct.unpack_from(">hhhh", head, 36))
        bold = bool(struct.unpack_from(">H", head, 44)[0] & 1)
        self.metrics = Metrics(name, self._scaled(ascent), self._scaled(descent), (left, low, right, high), bold)
        self._map: dict[int, int] | None = None
        self._places: array[int] | None = None

    def glyph(self, sign: str) -> int:
        """The number of a letter's glyph; 0 where it has none."""
        if self._map is None:
            self._map = _letters(self._table(b"cmap"))
        return self._map.get(ord(sign), 0)

    def width(self, glyph: int) -> int:
        """How wide a glyph is, in thousandths of the size."""
        at = glyph if glyph < self.many else 0
        return self._scaled(self._widths[min(at, self._advances - 1)])

    def part(self, glyphs: Iterable[int], boxes: Iterable[int]) -> bytes:
        """A font of these glyphs only. ``boxes`` are numbers that show what stands for a letter that is missing."""
        places, glyf = self._loca(), self._table(b"glyf")
        shown = {number: number for number in self._closed({0, *glyphs})} | dict.fromkeys(boxes, 0)
        last = max(shown)
        outlines, loca, metrics = bytearray(), array("I", [0]), bytearray()
        for number in range(last + 1):
            source = shown.get(number)
            if source is not None:
                outlines += glyf[places[source] : places[source + 1]]
                outlines += b"\0" * (-len(outlines) % 4)
            loca.append(len(outlines))
            metrics += struct.pack(">Hh", self._widths[min(source or 0, self._advances - 1)], 0)
        _swap(loca)
        head = bytearray(self._table(b"head"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        maxp, hhea = bytearray(self._table(b"maxp")), bytearray(self._table(b"hhea"))
        struct.pack_into(">H", maxp, 4, last + 1)
        struct.pack_into(">H", hhea, 34, last + 1)
        made = {
            b"glyf": bytes(outlines), b"loca": loca.tobytes(), b"hmtx": bytes(metrics), b"head": bytes(head),
            b"maxp": bytes(maxp), b"hhea": bytes(hhea),
        }  # fmt: skip
        kept = {tag: self._table(tag) for tag in (b"cvt ", b"fpgm", b"prep") if tag in self._tables}
        return _together(kept | made)

    def _closed(self, glyphs: set[int]) -> set[int]:
        """Glyphs with the others that they are put together from."""
        places, glyf, todo, done = self._loca(), self._table(b"glyf"), set(glyphs), set[int]()
        while todo:
            number = todo.pop()
            if number >= self.many:
                continue
            done.add(number)
            outline = glyf[places[number] : places[number + 1]]
            todo |= set(_components(outline)) - done
        return done

    def _loca(self) -> array[int]:
        if self._places is None:
            raw = self._table(b"loca")
            places = array("I" if self._long else "H", raw[: (self.many + 1) * (4 if self._long else 2)])
            _swap(places)
            self._places = places if self._long else array("I", [2 * one for one in places])
        return self._places

    def _table(self, tag: bytes) -> bytes:
        place = self._tables.get(tag)
        if place is None:
            raise NoFontError(f"it has no table {tag.decode('latin-1')}")
        return self._content[place[0] : place[0] + place[1]]

    def _scaled(self, units: int) -> int:
        return (2000 * units + self._em) // (2 * self._em)


@lru_cache(maxsize=16)
def load(path: Path) -> Font:
    """The font of a file, the first one where it has several.

    Raises:
        NoFontError: it cannot be read, or is none that can be embedded.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise NoFontError("it is larger than any font")
        start = struct.unpack_from(">I", content, 12)[0] if content[:4] == b"ttcf" else 0
        return Font(content, path.stem.replace(" ", ""), start=start)
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise NoFontError(f"it cannot be read: {error}") from None


def _directory(content: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    if content[start : start + 4] not in (b"\0\1\0\0", b"true"):
        raise NoFontError("it is no TrueType font, as most files that end in .ttf are")
    many = struct.unpack_from(">H", content, start + 4)[0]
    rows = (struct.unpack_from(">4sIII", content, start + 12 + 16 * number) for number in range(many))
    return {tag: (offset, length) for tag, _, offset, length in rows}


def _letters(cmap: bytes) -> dict[int, int]:
    """Which glyph shows which letter: the largest table for Unicode that there is."""
    many = struct.unpack_from(">H", cmap, 2)[0]
    found: dict[int, int] = {}
    for number in range(many):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            form = struct.unpack_from(">H", cmap, offset)[0]
            letters = _form_4(cmap, offset) if form == 4 else _form_12(cmap, offset) if form == 12 else {}
            found = letters if len(letters) > len(found) else found
    return found


def _form_4(cmap: bytes, at: int) -> dict[int, int]:
    segments = struct.unpack_from(">H", cmap, at + 6)[0] // 2

    def row(offset: int, sign: str = "H") -> tuple[int, ...]:
        return struct.unpack_from(f">{segments}{sign}", cmap, at + offset)

    ends, starts = row(14), row(16 + 2 * segments)
    deltas, offsets = row(16 + 4 * segments), row(16 + 6 * segments)
    found = {}
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                place = at + 16 + 6 * segments + 2 * number + offsets[number] + 2 * (code - first)
                glyph = struct.unpack_from(">H", cmap, place)[0]
                if not glyph:
                    continue
            found[code] = (glyph + deltas[number]) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}


def _form_12(cmap: bytes, at: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for number in range(struct.unpack_from(">I", cmap, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", cmap, at + 16 + 12 * number)
        found.update({code: glyph + code - first for code in range(first, min(last, 0x10FFFF) + 1)})
    return found


def _components(outline: bytes) -> list[int]:
    """The glyphs that an outline is put together from."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    found, at, more = [], 10, True
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        found.append(glyph)
        at += 4 + (4 if flags & 0x1 else 2)
        at += 2 if flags & 0x8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        more = bool(flags & 0x20)
    return found


def _together(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables."""
    many = len(tables)
    power = 1 << (many.bit_length() - 1)
    start = struct.pack(">IHHHH", 0x00010000, many, power * 16, power.bit_length() - 1, (many - power) * 16)
    directory, body, at = bytearray(start), bytearray(), 12 + 16 * many
    for tag, content in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, _sum(content), at + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return bytes(directory + body)


def _sum(content: bytes) -> int:
    words = array("I", content + b"\0" * (-len(content) % 4))
    _swap(words)
    return sum(words) & 0xFFFFFFFF


def _swap(numbers: array[int]) -> None:
    """Fonts have the large end of a number first."""
    if sys.byteorder == "little":
        numbers.byteswap()
