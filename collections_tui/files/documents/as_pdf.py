"""Documents as a PDF: letter or A4, as many pages as it takes, sums carried from page to page, a slip at the foot.

The layout is fixed, and described in docs/documents.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import NamedTuple

from collections_tui.files.documents.compose import (
    Address,
    Choices,
    Document,
    Heading,
    Letterhead,
    Line,
    Pairs,
    Part,
    Slip,
    Table,
    Words,
)
from collections_tui.files.documents.faces import face
from collections_tui.files.documents.logo import load_logo
from collections_tui.files.documents.pdf_file import Node, PdfFile, text
from collections_tui.files.documents.pdf_table import draw_table
from collections_tui.files.documents.sheet import LEADING, MARGIN, SIZES, Sheet

_BODY, _SMALL, _NAME = 10.0, 8.5, 13.0
_HEADINGS = {1: 16.0, 2: 11.5}
_LOGO = (140.0, 56.0)
_ADDRESS = 130.0  # points from the top: where the window of an envelope is
_GAP = 7.0
_FOOT = 30.0  # points from the lower edge
_TICK = 8.0


class Made(NamedTuple):
    """A PDF, and the letters in it that no font here has."""

    body: bytes
    lost: str


class PdfBook:
    """Documents in one PDF, one behind the other, each with pages numbered for itself."""

    def __init__(self, title: str, language: str, author: str, made_at: datetime) -> None:
        self._file = PdfFile(title, language, author, made_at)
        self._lost: set[str] = set()

    def add(self, document: Document, *, entry: bool = True) -> None:
        """Draw a document; with ``entry`` the table of contents leads to it.

        Raises:
            ConfigError: its logo is no image, or a font of its client's is none.
        """
        look = document.look
        root = Node("Sect", self._file.root) if entry else self._file.root
        sheet = Sheet(self._file, SIZES[look.paper], face(False, look.fonts), face(True, look.fonts))
        _Drawn(sheet, root, document).all()
        self._file.seal(root, document.title if entry else "")
        self._lost |= sheet.lost

    def finish(self) -> Made:
        """The whole file."""
        return Made(self._file.finish(), "".join(sorted(self._lost)))


def as_pdf(document: Document) -> Made:
    """Return a document as a PDF. The same document gives the same bytes.

    Raises:
        ConfigError: as ``PdfBook.add``.
    """
    book = book_for(document)
    book.add(document, entry=False)
    return book.finish()


def book_for(document: Document, title: str = "") -> PdfBook:
    """An empty book for documents that begin with this one."""
    day = datetime.combine(document.content.written_on, time(), UTC)
    return PdfBook(title or document.title, document.language, document.author, day)


class _Drawn:
    def __init__(self, sheet: Sheet, root: Node, document: Document) -> None:
        self._sheet, self._root, self._document = sheet, root, document

    def all(self) -> None:
        parts = self._document.parts
        for part in parts:
            self._part(part)
        self._footers()

    def _part(self, part: Part) -> None:
        match part:
            case Letterhead():
                self._letterhead(part)
            case Address():
                self._address(part)
            case Heading(words, level):
                self._heading(words, level)
            case Words(words, style):
                self._words(words, _SMALL if style == "small" else _BODY, bold=style == "strong")
            case Table():
                self._titled(part.title, 70)
                draw_table(self._sheet, Node("Table", self._root), part)
                self._sheet.y += _GAP * 1.5
            case Pairs(title, rows, sums):
                self._titled(title, 60)
                self._sums(rows) if sums else self._facts(rows, self._root)
            case Choices():
                self._choices(part, self._root)
            case Slip():
                self._slip(part)
            case Line():
                self._sheet.need(20)
                self._sheet.rule(self._sheet.left, self._sheet.y + 4, self._sheet.right)
                self._sheet.y += _GAP * 2

    def _letterhead(self, part: Letterhead) -> None:
        sheet, logo = self._sheet, self._document.look.logo
        if logo is not None:
            picture = load_logo(logo)
            shrink = min(_LOGO[0] / picture.width, _LOGO[1] / picture.height)
            wide, high = picture.width * shrink, picture.height * shrink
            x = sheet.right - wide
            down = sheet.size[1] - MARGIN / 2
            box = f"/BBox[{x:.2f} {down - high:.2f} {x + wide:.2f} {down:.2f}]/Placement/Block"
            node = Node("Figure", self._root, f"/Alt{text(part.name)}/A<</O/Layout{box}>>")
            sheet.image(node, picture, (x, MARGIN / 2, wide, high))
        node = Node("P", self._root)
        sheet.y = MARGIN / 2 + 12
        room = sheet.wide - (_LOGO[0] + 12 if logo is not None else 0)
        for line in sheet.wrapped(part.name, _NAME, room, bold=True):
            sheet.write(node, sheet.left, sheet.y, line, _NAME, bold=True)
            sheet.y += _NAME * LEADING
        for line in part.lines:
            for piece in sheet.wrapped(line, _SMALL, room):
                sheet.write(node, sheet.left, sheet.y, piece, _SMALL)
                sheet.y += _SMALL * LEADING

    def _address(self, part: Address) -> None:
        sheet = self._sheet
        top = max(sheet.y + _GAP, _ADDRESS) if len(sheet.pages) == 1 else sheet.y
        node, y = Node("P", self._root), top
        half = sheet.wide * 0.5
        for line in (part.name, *part.lines):
            for piece in sheet.wrapped(line, _BODY + 1, half):
                y += (_BODY + 1) * LEADING
                sheet.write(node, sheet.left, y, piece, _BODY + 1)
        sheet.y = top
        self._facts(part.facts, self._root, left=sheet.left + half + 20)
        sheet.y = max(sheet.y, y + _GAP, top + 75) + _GAP * 2

    def _heading(self, words: str, level: int) -> None:
        sheet, size = self._sheet, _HEADINGS[level]
        lines = sheet.wrapped(words, size, sheet.wide, bold=True)
        sheet.need(len(lines) * size * LEADING + 50)
        node = Node(f"H{level}", self._root)
        for line in lines:
            sheet.y += size * LEADING
            sheet.write(node, sheet.left, sheet.y - size * 0.25, line, size, bold=True)
        sheet.y += _GAP / 2

    def _titled(self, title: str, need: float) -> None:
        if title:
            self._sheet.need(need)
            self._words(title, _BODY, bold=True)
            self._sheet.y -= _GAP / 2

    def _words(self, words: str, size: float, *, bold: bool = False) -> None:
        sheet, node = self._sheet, Node("P", self._root)
        lines = [one for line in words.split("\n") for one in sheet.wrapped(line, size, sheet.wide, bold=bold)]
        step = size * LEADING
        if len(lines) <= 6:  # a short paragraph stays whole
            sheet.need(len(lines) * step)
        for line in lines:
            sheet.need(step)
            sheet.y += step
            sheet.write(node, sheet.left, sheet.y - size * 0.25, line, size, bold=bold)
        sheet.y += _GAP

    def _facts(self, rows: Iterable[tuple[str, str]], root: Node, *, left: float = 0) -> None:
        rows = tuple(rows)
        if not rows:
            return
        sheet, step = self._sheet, _BODY * LEADING
        left = left or sheet.left
        wide = min(170.0, max(sheet.width(label, _BODY) for label, _ in rows)) + 12
        table = Node("Table", root)
        for label, words in rows:
            lines = sheet.wrapped(words, _BODY, sheet.right - left - wide, bold=True)
            sheet.need(len(lines) * step)
            row = Node("TR", table)
            head, cell = Node("TH", row, "/A<</O/Table/Scope/Row>>"), Node("TD", row)
            for place, line in enumerate(lines):
                sheet.y += step
                sheet.write(head, left, sheet.y, "" if place else label, _BODY)
                sheet.write(cell, left + wide, sheet.y, line, _BODY, bold=True)
        sheet.y += _GAP

    def _sums(self, rows: tuple[tuple[str, str], ...]) -> None:
        sheet, step = self._sheet, _BODY * LEADING + 1
        wide = max(sheet.width(words, _BODY, bold=True) for _, words in rows)
        edge = sheet.right - wide - 14
        laid = [(sheet.wrapped(label, _BODY, (edge - sheet.left) * 0.9), words) for label, words in rows]
        whole = sum(len(lines) for lines, _ in laid) * step
        sheet.need(min(whole + 4, 300))
        table = Node("Table", self._root)
        for place, (lines, words) in enumerate(laid):
            last = place == len(laid) - 1
            row = Node("TR", table)
            head, cell = Node("TH", row, "/A<</O/Table/Scope/Row>>"), Node("TD", row)
            sheet.need(len(lines) * step)
            if last and place:
                sheet.y += 3
                sheet.rule(edge - 4, sheet.y, sheet.right, thick=0.8)
                sheet.y += 1
            for line in lines:
                sheet.y += step
                sheet.write(head, edge, sheet.y, line, _BODY, bold=last, side="right")
            sheet.write(cell, sheet.right, sheet.y, words, _BODY, bold=last, side="right")
        sheet.y += _GAP * 2

    def _choices(self, part: Choices, root: Node) -> None:
        sheet, step = self._sheet, _BODY * LEADING + 1
        self._titled(part.title, 40)
        tree = Node("L", root)
        for line in part.lines:
            deep = 18.0 if line.startswith("> ") else 0.0
            x = sheet.left + deep + _TICK + 7
            lines = sheet.wrapped(line.removeprefix("> "), _BODY, sheet.right - x)
            sheet.need(len(lines) * step)
            body = Node("LBody", Node("LI", tree))
            for place, piece in enumerate(lines):
                sheet.y += step
                if not place:
                    sheet.box(sheet.left + deep, sheet.y + 0.5, _TICK)
                sheet.write(body, x, sheet.y, piece, _BODY)
        sheet.y += _GAP

    def _slip(self, part: Slip) -> None:
        sheet = self._sheet
        with sheet.measuring():
            before = sheet.y
            self._slip_body(part, Node("Sect"))
            high = sheet.y - before
        sheet.need(high)
        sheet.y = max(sheet.y, sheet.bottom - high)
        self._slip_body(part, Node("Sect", self._root))

    def _slip_body(self, part: Slip, root: Node) -> None:
        sheet, outer = self._sheet, self._root
        self._root = root
        try:
            sheet.y += 6
            sheet.rule(sheet.left - 20, sheet.y, sheet.right + 20, dashed=True)
            sheet.y += _GAP
            if part.choices is not None:
                self._choices(part.choices, root)
            self._words(part.title, _SMALL)
            top = sheet.y
            self._facts(part.rows, root)
            self._block(part.sent_by, root, sheet.left)
            low, sheet.y = sheet.y, top
            self._block(part.sent_to, root, sheet.left + sheet.wide * 0.5 + 20)
            sheet.y = max(low, sheet.y)
        finally:
            self._root = outer

    def _block(self, lines: Iterable[str], root: Node, x: float) -> None:
        sheet, node = self._sheet, Node("P", root)
        for line in lines:
            for piece in sheet.wrapped(line, _BODY, sheet.wide * 0.5 - 20):
                sheet.y += _BODY * LEADING
                sheet.write(node, x, sheet.y, piece, _BODY)

    def _footers(self) -> None:
        sheet, many = self._sheet, len(self._sheet.pages)
        y = sheet.size[1] - _FOOT
        for number, page in enumerate(sheet.pages, start=1):
            said = f"Page {number} of {many}"
            room = sheet.wide - sheet.width(said, _SMALL) - 20
            sheet.write(None, sheet.left, y, sheet.wrapped(self._document.footer, _SMALL, room)[0], _SMALL, page=page)
            sheet.write(None, sheet.right, y, said, _SMALL, side="right", page=page)
