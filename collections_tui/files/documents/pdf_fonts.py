"""What a PDF file uses of a font, and the font as that file embeds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from collections_tui.files.documents.fonts import Font

_BFCHARS = 100  # lines of one block of a table of letters, as the format allows


class Stream(Protocol):
    """Adds a stream to a file; its number."""

    def __call__(self, content: bytes, more: str = "", *, packing: str = "") -> int: ...


class Used:
    """The glyphs of a font that a file uses, each with the text that it stands for."""

    def __init__(self, font: Font, number: int) -> None:
        self.font, self.number = font, number
        self._said: dict[int, str] = {}
        self._boxes: dict[str, int] = {}

    def use(self, glyph: int, said: str) -> None:
        """Note that a glyph is shown."""
        self._said.setdefault(glyph, said)

    def box(self, said: str) -> int:
        """A glyph that is an empty box, for a letter that no font has; copied, it is that letter all the same."""
        if said not in self._boxes:
            self._boxes[said] = self.font.many + len(self._boxes)
        return self._boxes[said]

    def width(self, glyph: int) -> int:
        """How wide a glyph or box is, in thousandths of the size."""
        return self.font.width(glyph)

    def write(self, add: Callable[[bytes], int], stream: Stream) -> int:
        """Embed the font; the number of its object."""
        shown = self._said | {glyph: said for said, glyph in self._boxes.items()}
        content = self.font.part(self._said, self._boxes.values())
        metrics = self.font.metrics
        name = f"{_tag(self.number)}+{''.join(sign for sign in metrics.name if sign.isalnum() or sign == '-')}"
        file = stream(content, f"/Length1 {len(content)}")
        box = " ".join(map(str, metrics.box))
        about = add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {metrics.ascent}"
            f"/Descent {metrics.descent}/CapHeight {metrics.ascent}/StemV {140 if metrics.bold else 80}"
            f"/FontFile2 {file} 0 R>>".encode()
        )
        widths = "".join(f"{glyph}[{self.width(glyph)}]" for glyph in sorted(shown))
        inner = add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {about} 0 R"
            f"/DW 600/W[{widths}]/CIDToGIDMap/Identity>>".encode()
        )
        letters = stream(_letters(shown).encode())
        return add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]"
            f"/ToUnicode {letters} 0 R>>".encode()
        )


def _letters(shown: dict[int, str]) -> str:
    """Which text each glyph stands for."""
    rows = [f"<{glyph:04X}> <{said.encode('utf-16-be').hex().upper()}>" for glyph, said in sorted(shown.items())]
    blocks = [rows[at : at + _BFCHARS] for at in range(0, len(rows), _BFCHARS)]
    middle = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{middle}\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    )


def _tag(number: int) -> str:
    """Six letters that say that the font is a part of one."""
    return "AAAAA" + chr(ord("A") + (number - 1) % 26)
