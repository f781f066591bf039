"""A PDF file put together object by object: pages, embedded fonts, images, and the tree that says what everything is.

It is written here because of that tree (PDF 1.7, 14.7 and 14.8): headings, paragraphs, and tables with their cells are
told to whoever has a document read aloud. The same content gives the same bytes. Refuses to lay anything out.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from collections_tui.files.documents.fonts import Font
from collections_tui.files.documents.pdf_fonts import Used

_PACKED = 200  # objects in one stream
_ROW = 8  # bytes of a line of the table of where everything is


class Picture(NamedTuple):
    """An image as a PDF has it: ``pixels`` are packed as ``packing`` says, three bytes each or one."""

    width: int
    height: int
    colours: int
    packing: str
    pixels: bytes


class Node:
    """What something in a document is: a paragraph, a table, a cell. ``kids`` are nodes, or (page, mark)."""

    def __init__(self, kind: str, parent: Node | None = None, more: str = "") -> None:
        self.kind, self.more = kind, more
        self.kids: list[Node | tuple[int, int]] = []
        self.number = 0  # of its object, once it has one
        if parent is not None:
            parent.kids.append(self)


class Page:
    """One page: what is drawn on it, and which nodes its marks belong to. ``number`` is that of its object."""

    def __init__(self, place: int, number: int, size: tuple[float, float]) -> None:
        self.place, self.number, self.size = place, number, size
        self.drawn: list[str] = []
        self.marks: list[Node] = []

    def mark(self, node: Node) -> int:
        """The number of a new mark, which is what belongs to the node."""
        number = len(self.marks)
        self.marks.append(node)
        node.kids.append((self.number, number))
        return number


class PdfFile:
    """A PDF in the making. What is sealed is written, and takes no more room than in the file."""

    def __init__(self, title: str, language: str, author: str, made_at: datetime) -> None:
        self._title, self._language, self._author, self._made_at = title, language, author, made_at
        self._out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._rows = bytearray(_row(0, 0, 65535))
        self._waiting: dict[int, bytes] = {}
        self.root = Node("Document")
        self._fonts: dict[int, Used] = {}
        self._pictures: list[Picture] = []
        self._outline: list[tuple[str, int]] = []
        self._parents: list[str] = []
        self._pages: list[Page] = []
        self._open: list[Page] = []
        self._tree, self._resources = self._number(), self._number()
        self._root, self.root.number = self._number(), self._number()

    def page(self, size: tuple[float, float]) -> Page:
        """A new page, in points."""
        page = Page(len(self._pages), self._number(), size)
        self._pages.append(page)
        self._open.append(page)
        return page

    def font(self, font: Font) -> Used:
        """What is used of a font in this file."""
        return self._fonts.setdefault(id(font), Used(font, len(self._fonts) + 1))

    def picture(self, picture: Picture) -> int:
        """The number of an image, which is in the file once however often it is shown."""
        if picture not in self._pictures:
            self._pictures.append(picture)
        return self._pictures.index(picture) + 1

    def seal(self, root: Node, entry: str = "") -> None:
        """Write the pages that have been drawn since the last time, and what is on them, which is all under ``root``.

        With ``entry`` the table of contents leads to the first of them under that title.
        """
        if entry and self._open:
            self._outline.append((entry, self._open[0].number))
        if root is not self.root:
            root.number = self._number()
            self._write(root, self.root.number)
            root.kids = []
        else:
            for kid in root.kids:
                if isinstance(kid, Node):
                    self._under(kid, root.number)
        for page in self._open:
            self._parents.append(f"{page.place}[{' '.join(f'{node.number} 0 R' for node in page.marks)}]")
            content = self._stream("\n".join(page.drawn).encode("latin-1"))
            wide, high = page.size
            self._waiting[page.number] = (
                f"<</Type/Page/Parent {self._tree} 0 R/MediaBox[0 0 {wide:g} {high:g}]/Resources {self._resources} 0 R"
                f"/Contents {content} 0 R/StructParents {page.place}/Tabs/S>>"
            ).encode()
            page.drawn, page.marks = [], []
        self._open = []
        self._pack()

    def finish(self) -> bytes:
        """The whole file."""
        if self._open:
            self.seal(self.root)
        fonts = {used.number: used.write(self._add, self._stream) for used in self._fonts.values()}
        named = "".join(f"/F{name} {number} 0 R" for name, number in fonts.items())
        pictures = [self._picture(one) for one in self._pictures]
        shown = "".join(f"/I{place} {number} 0 R" for place, number in enumerate(pictures, start=1))
        more = f"/XObject<<{shown}>>" if shown else ""
        self._waiting[self._resources] = f"<</Font<<{named}>>{more}>>".encode()
        kids = " ".join(f"{page.number} 0 R" for page in self._pages)
        self._waiting[self._tree] = f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>".encode()
        self._structure()
        outline = self._contents()
        meta = self._stream(self._described().encode(), "/Type/Metadata/Subtype/XML")
        more = f"/Outlines {outline} 0 R/PageMode/UseOutlines" if outline else ""
        catalog = self._add(
            f"<</Type/Catalog/Pages {self._tree} 0 R/Lang{text(self._language)}/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {self._root} 0 R/Metadata {meta} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            f"{more}>>".encode()
        )
        day = text(self._made_at.strftime("D:%Y%m%d%H%M%SZ"))
        info = self._add(
            f"<</Title{text(self._title)}/Author{text(self._author)}/Producer(collections-tui)"
            f"/CreationDate{day}/ModDate{day}>>".encode()
        )
        self._pack()
        return self._end(catalog, info)

    # -- objects ------------------------------------------------------------------------------------------------

    def _number(self) -> int:
        """The number of an object that is written later."""
        self._rows += bytes(_ROW)
        return len(self._rows) // _ROW - 1

    def _place(self, number: int, row: bytes) -> None:
        self._rows[number * _ROW : (number + 1) * _ROW] = row

    def _add(self, content: bytes) -> int:
        number = self._number()
        self._waiting[number] = content
        return number

    def _stream(self, content: bytes, more: str = "", *, packing: str = "") -> int:
        if not packing:
            content, more = zlib.compress(content, 6), f"{more}/Filter/FlateDecode"
        number = self._number()
        self._place(number, _row(1, len(self._out), 0))
        self._out += f"{number} 0 obj\n<</Length {len(content)}{more}{packing}>>\nstream\n".encode()
        self._out += content + b"\nendstream\nendobj\n"
        return number

    def _pack(self) -> None:
        """Write what waits, many objects in one stream."""
        waiting, self._waiting = list(self._waiting.items()), {}
        for at in range(0, len(waiting), _PACKED):
            places, body = list[str](), bytearray()
            for number, content in waiting[at : at + _PACKED]:
                places.append(f"{number} {len(body)}")
                body += content + b"\n"
            head = (" ".join(places) + "\n").encode()
            pack = self._stream(head + bytes(body), f"/Type/ObjStm/N {len(places)}/First {len(head)}")
            for index, (number, _) in enumerate(waiting[at : at + _PACKED]):
                self._place(number, _row(2, pack, index))

    def _picture(self, one: Picture) -> int:
        colours = "/DeviceRGB" if one.colours == 3 else "/DeviceGray"
        size = f"/Width {one.width}/Height {one.height}/ColorSpace{colours}/BitsPerComponent 8"
        return self._stream(one.pixels, f"/Type/XObject/Subtype/Image{size}", packing=f"/Filter/{one.packing}")

    # -- what everything is -------------------------------------------------------------------------------------

    def _under(self, node: Node, parent: int) -> None:
        """Give a node its number and write it, unless it has been."""
        if not node.number:
            node.number = self._number()
            self._write(node, parent)

    def _write(self, node: Node, parent: int) -> None:
        kids = []
        for kid in node.kids:
            if isinstance(kid, Node):
                self._under(kid, node.number)
                kids.append(f"{kid.number} 0 R")
            else:
                kids.append(f"<</Type/MCR/Pg {kid[0]} 0 R/MCID {kid[1]}>>")
        self._waiting[node.number] = (
            f"<</Type/StructElem/S/{node.kind}/P {parent} 0 R{node.more}/K[{' '.join(kids)}]>>".encode("latin-1")
        )

    def _structure(self) -> None:
        self._write(self.root, self._root)
        tree = self._add(f"<</Nums[{''.join(self._parents)}]>>".encode())
        self._waiting[self._root] = (
            f"<</Type/StructTreeRoot/K {self.root.number} 0 R/ParentTree {tree} 0 R"
            f"/ParentTreeNextKey {len(self._pages)}>>"
        ).encode()

    def _contents(self) -> int:
        if not self._outline:
            return 0
        root = self._number()
        first = root + 1
        last = root + len(self._outline)
        for number, (title, page) in enumerate(self._outline, start=first):
            before = f"/Prev {number - 1} 0 R" if number > first else ""
            after = f"/Next {number + 1} 0 R" if number < last else ""
            self._add(f"<</Title{text(title)}/Parent {root} 0 R{before}{after}/Dest[{page} 0 R/Fit]>>".encode())
        count = len(self._outline)
        self._waiting[root] = f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {count}>>".encode()
        return root

    def _described(self) -> str:
        """The title, the language and the author once more, as XMP has them."""
        from html import escape

        title, language, author = (escape(one) for one in (self._title, self._language, self._author))
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
            f"<xmp:CreateDate>{self._made_at:%Y-%m-%dT%H:%M:%SZ}</xmp:CreateDate>"
            '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
        )

    def _end(self, catalog: int, info: int) -> bytes:
        """The table of where everything is, and the end of the file."""
        start = len(self._out)
        table = self._number()
        self._place(table, _row(1, start, 0))
        packed, mark = zlib.compress(bytes(self._rows), 6), sha256(self._out).hexdigest()[:32]
        self._out += (
            f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 5 2]/Root {catalog} 0 R/Info {info} 0 R"
            f"/ID[<{mark}><{mark}>]/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        ).encode()
        self._out += packed + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(self._out)


def _row(kind: int, where: int, rest: int) -> bytes:
    """One line of the table of where everything is."""
    return kind.to_bytes(1, "big") + where.to_bytes(5, "big") + rest.to_bytes(2, "big")


def text(words: str) -> str:
    """Words as a PDF has them outside of pages: never anything that could end them too soon."""
    if words.isascii() and words.isprintable():
        return "(" + words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"<{(chr(0xFEFF) + words).encode('utf-16-be').hex()}>"
