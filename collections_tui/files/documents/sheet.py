"""Pages that fill from top to bottom: text in lines, with what each piece is. Refuses to know what a document says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from unicodedata import east_asian_width

from collections_tui.files.documents.faces import Face
from collections_tui.files.documents.pdf_file import Node, Page, PdfFile, Picture
from collections_tui.files.documents.writing import Unit, units

SIZES = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
MARGIN = 57.0
LEADING = 1.35
Side = Literal["left", "right"]


class Sheet:
    """The pages of one document. ``y`` is how far down the next thing goes, in points from the top."""

    def __init__(self, file: PdfFile, size: tuple[float, float], plain: Face, bold: Face) -> None:
        self.file, self.size = file, size
        self._plain, self._bold = plain, bold
        self.left, self.right = MARGIN, size[0] - MARGIN
        self.bottom = size[1] - MARGIN
        self.pages: list[Page] = []
        self.y = MARGIN
        self._dry = False
        self.lost: set[str] = set()
        self.turn()

    @property
    def wide(self) -> float:
        """How much room there is from margin to margin."""
        return self.right - self.left

    def turn(self) -> None:
        """Begin a page."""
        self.pages.append(self.file.page(self.size))
        self.y = MARGIN

    def need(self, height: float) -> bool:
        """Begin a page unless so much room is left; whether one was begun. What fits on none begins on a new one."""
        if self._dry or self.y + height <= self.bottom or self.y <= MARGIN:
            return False
        self.turn()
        return True

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Draw nothing for a while: only ``y`` moves, and goes back at the end."""
        before, self._dry = self.y, True
        try:
            yield
        finally:
            self.y, self._dry = before, False

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is."""
        return (self._bold if bold else self._plain).width(text) * size / 1000

    def write(
        self,
        node: Node | None,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        side: Side = "left",
        page: Page | None = None,
    ) -> None:
        """Write a line whose foot is at ``y``; with ``side`` right it ends at ``x``. Without a node it decorates."""
        if self._dry or not text:
            return
        face = self._bold if bold else self._plain
        shown = units(text)
        if side == "right":
            x -= sum(face.shown(unit.drawn).width for unit in shown) * size / 1000
        pieces = " ".join(self._pieces(face, shown, size))
        self._put(node, f"BT {x:.2f} {self.size[1] - y:.2f} Td {pieces} ET", page)

    def rule(self, x: float, y: float, until: float, *, thick: float = 0.5, dashed: bool = False) -> None:
        """A line across."""
        down = self.size[1] - y
        dash = "[4 3] 0 d " if dashed else ""
        self._put(None, f"q {thick:g} w {dash}{x:.2f} {down:.2f} m {until:.2f} {down:.2f} l S Q")

    def box(self, x: float, y: float, side: float) -> None:
        """A box to tick, standing on ``y``."""
        self._put(None, f"q 0.8 w {x:.2f} {self.size[1] - y:.2f} {side:g} {side:g} re S Q")

    def image(self, node: Node, picture: Picture, box: tuple[float, float, float, float]) -> None:
        """An image; ``box`` is its left, top, width and height."""
        x, y, wide, high = box
        number = self.file.picture(picture)
        self._put(node, f"q {wide:.2f} 0 0 {high:.2f} {x:.2f} {self.size[1] - y - high:.2f} cm /I{number} Do Q")

    def wrapped(self, text: str, size: float, wide: float, *, bold: bool = False) -> list[str]:
        """A text in lines no wider than that."""
        if self.width(text, size, bold=bold) <= wide:
            return [text]
        lines, line = list[str](), ""
        for word in _words(text):
            longer = line + word
            if self.width(longer.rstrip(" "), size, bold=bold) <= wide:
                line = longer
                continue
            if line.strip():
                lines.append(line.rstrip(" "))
            line = word.lstrip(" ")
            while self.width(line.rstrip(" "), size, bold=bold) > wide and len(line) > 1:
                cut = self._cut(line, size, wide, bold)
                lines.append(line[:cut])
                line = line[cut:]
        return [*lines, line.rstrip(" ")]

    def _cut(self, word: str, size: float, wide: float, bold: bool) -> int:
        """How many letters of a word fit; at least one."""
        face, room, cut = self._bold if bold else self._plain, wide * 1000 / size, 0
        for sign in word:
            room -= face.shown(sign).width
            if room < 0:
                break
            cut += 1
        return max(1, cut)

    def _pieces(self, face: Face, shown: list[Unit], size: float) -> Iterator[str]:
        """The letters in runs of one font each."""
        last, codes = None, list[str]()
        for unit in shown:
            found = face.shown(unit.drawn)
            if found.font is None:
                self.lost.add(unit.said)
                used = self.file.font(face.first)
                glyph = used.box(unit.said)
            else:
                used = self.file.font(found.font)
                glyph = found.glyph
                used.use(glyph, unit.said)
            if used is not last and codes:
                yield f"<{''.join(codes)}> Tj"
                codes = []
            if used is not last:
                yield f"/F{used.number} {size:g} Tf"
                last = used
            codes.append(f"{glyph:04X}")
        yield f"<{''.join(codes)}> Tj"

    def _put(self, node: Node | None, drawn: str, page: Page | None = None) -> None:
        if self._dry:
            return
        page = page or self.pages[-1]
        if node is None:
            page.drawn.append(f"/Artifact BMC {drawn} EMC")
        else:
            page.drawn.append(f"/{node.kind}<</MCID {page.mark(node)}>>BDC {drawn} EMC")


def _words(text: str) -> Iterator[str]:
    """Where a line may end: behind blanks, and around wide letters, which have none between them."""
    word = ""
    for sign in text:
        wide = not sign.isascii() and east_asian_width(sign) in "WF"
        if word and ((word[-1] == " " and sign != " ") or wide):
            yield word
            word = ""
        word += sign
    if word:
        yield word
