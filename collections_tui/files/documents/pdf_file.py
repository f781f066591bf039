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
        self.parent = parent
        self.kids: list[Node | tuple[int, int]] = []
        self.number = 0
        if parent is not None:
            parent.kids.append(self)


class Page:
    """One page: what is drawn on it, and which nodes its marks belong to."""

    def __init__(self, place: int, size: tuple[float, float]) -> None:
        self.place, self.size = place, size
        self.drawn: list[str] = []
        self.marks: list[Node] = []

    def mark(self, node: Node) -> int:
        """The number of a new mark, which is what belongs to the node."""
        number = len(self.marks)
        self.marks.append(node)
        node.kids.append((self.place, number))
        return number


class PdfFile:
    """A PDF in the making."""

    def __init__(self, title: str, language: str, author: str, made_at: datetime) -> None:
        self._title, self._language, self._author, self._made_at = title, language, author, made_at
        self.root = Node("Document")
        self.pages: list[Page] = []
        self.fonts: dict[int, Used] = {}
        self._pictures: list[Picture] = []
        self._outline: list[tuple[str, int]] = []
        self._objects: list[bytes] = []
        self._streams: set[int] = set()

    def page(self, size: tuple[float, float]) -> Page:
        """A new page, in points."""
        page = Page(len(self.pages), size)
        self.pages.append(page)
        return page

    def font(self, font: Font) -> Used:
        """What is used of a font in this file."""
        return self.fonts.setdefault(id(font), Used(font, len(self.fonts) + 1))

    def picture(self, picture: Picture) -> int:
        """The number of an image, which is in the file once however often it is shown."""
        if picture not in self._pictures:
            self._pictures.append(picture)
        return self._pictures.index(picture) + 1

    def entry(self, title: str) -> None:
        """A line of the table of contents, which leads to the page that comes next."""
        self._outline.append((title, len(self.pages)))

    def finish(self) -> bytes:
        """The whole file."""
        fonts = {used.number: used.write(self._add, self._stream) for used in self.fonts.values()}
        pictures = [self._picture(one) for one in self._pictures]
        resources = self._resources(fonts, pictures)
        tree = self._add(b"")
        pages = [self._page(page, tree, resources) for page in self.pages]
        kids = " ".join(f"{number} 0 R" for number in pages)
        self._objects[tree - 1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
        structure = self._structure(pages)
        outline = self._contents(pages)
        meta = self._stream(self._described().encode(), "/Type/Metadata/Subtype/XML")
        catalog = self._add(
            f"<</Type/Catalog/Pages {tree} 0 R/Lang{text(self._language)}/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {structure} 0 R/Metadata {meta} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            f"{f'/Outlines {outline} 0 R/PageMode/UseOutlines' if outline else ''}>>".encode()
        )
        day = text(self._made_at.strftime("D:%Y%m%d%H%M%SZ"))
        info = self._add(
            f"<</Title{text(self._title)}/Author{text(self._author)}/Producer(collections-tui)"
            f"/CreationDate{day}/ModDate{day}>>".encode()
        )
        return self._file(catalog, info)

    # -- objects ------------------------------------------------------------------------------------------------

    def _add(self, content: bytes) -> int:
        self._objects.append(content)
        return len(self._objects)

    def _stream(self, content: bytes, more: str = "", *, packing: str = "") -> int:
        if not packing:
            content, more = zlib.compress(content, 6), f"{more}/Filter/FlateDecode"
        number = self._add(f"<</Length {len(content)}{more}{packing}>>\nstream\n".encode() + content + b"\nendstream")
        self._streams.add(number)
        return number

    def _picture(self, one: Picture) -> int:
        colours = "/DeviceRGB" if one.colours == 3 else "/DeviceGray"
        size = f"/Width {one.width}/Height {one.height}/ColorSpace{colours}/BitsPerComponent 8"
        return self._stream(one.pixels, f"/Type/XObject/Subtype/Image{size}", packing=f"/Filter/{one.packing}")

    def _resources(self, fonts: dict[int, int], pictures: list[int]) -> int:
        named = "".join(f"/F{name} {number} 0 R" for name, number in fonts.items())
        shown = "".join(f"/I{place} {number} 0 R" for place, number in enumerate(pictures, start=1))
        return self._add(f"<</Font<<{named}>>{f'/XObject<<{shown}>>' if shown else ''}>>".encode())

    def _page(self, page: Page, tree: int, resources: int) -> int:
        content = self._stream("\n".join(page.drawn).encode("latin-1"))
        wide, high = page.size
        return self._add(
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {wide:g} {high:g}]/Resources {resources} 0 R"
            f"/Contents {content} 0 R/StructParents {page.place}/Tabs/S>>".encode()
        )

    # -- what everything is -------------------------------------------------------------------------------------

    def _structure(self, pages: list[int]) -> int:
        root = self._add(b"")
        self._number(self.root)
        self._write(self.root, root, pages)
        parents = "".join(
            f"{page.place}[{' '.join(f'{node.number} 0 R' for node in page.marks)}]" for page in self.pages
        )
        tree = self._add(f"<</Nums[{parents}]>>".encode())
        self._objects[root - 1] = (
            f"<</Type/StructTreeRoot/K {self.root.number} 0 R/ParentTree {tree} 0 R"
            f"/ParentTreeNextKey {len(self.pages)}>>"
        ).encode()
        return root

    def _number(self, node: Node) -> None:
        node.number = self._add(b"")
        for kid in node.kids:
            if isinstance(kid, Node):
                self._number(kid)

    def _write(self, node: Node, parent: int, pages: list[int]) -> None:
        kids = []
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(f"{kid.number} 0 R")
                self._write(kid, node.number, pages)
            else:
                kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
        self._objects[node.number - 1] = (
            f"<</Type/StructElem/S/{node.kind}/P {parent} 0 R{node.more}/K[{' '.join(kids)}]>>".encode("latin-1")
        )

    def _contents(self, pages: list[int]) -> int:
        if not self._outline:
            return 0
        root, first = self._add(b""), len(self._objects) + 1
        last = first + len(self._outline) - 1
        for number, (title, page) in enumerate(self._outline, start=first):
            near = (f"/Prev {number - 1} 0 R" if number > first else "") + (
                f"/Next {number + 1} 0 R" if number < last else ""
            )
            self._add(f"<</Title{text(title)}/Parent {root} 0 R{near}/Dest[{pages[page]} 0 R/Fit]>>".encode())
        self._objects[root - 1] = (
            f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {last - first + 1}>>".encode()
        )
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

    # -- the file -----------------------------------------------------------------------------------------------

    def _file(self, catalog: int, info: int) -> bytes:
        """Streams stand for themselves; all other objects are packed, many together."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        loose = [number for number in range(1, len(self._objects) + 1) if number not in self._streams]
        for at in range(0, len(loose), _PACKED):
            pack = self._pack(loose[at : at + _PACKED])
            places |= {number: (2, pack, index) for index, number in enumerate(loose[at : at + _PACKED])}
        for number in sorted(self._streams):
            places[number] = (1, len(out), 0)
            out += f"{number} 0 obj\n".encode() + self._objects[number - 1] + b"\nendobj\n"
        table, start = len(self._objects) + 1, len(out)
        places[table] = (1, start, 0)
        rows = b"".join(
            kind.to_bytes(1, "big") + where.to_bytes(5, "big") + rest.to_bytes(2, "big")
            for kind, where, rest in (places[number] for number in range(table + 1))
        )
        packed, mark = zlib.compress(rows, 6), sha256(out).hexdigest()[:32]
        out += (
            f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 5 2]/Root {catalog} 0 R/Info {info} 0 R"
            f"/ID[<{mark}><{mark}>]/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        ).encode() + packed
        return bytes(out + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode())

    def _pack(self, numbers: list[int]) -> int:
        places, body = [], bytearray()
        for number in numbers:
            places.append(f"{number} {len(body)}")
            body += self._objects[number - 1] + b"\n"
        head = (" ".join(places) + "\n").encode()
        return self._stream(head + bytes(body), f"/Type/ObjStm/N {len(numbers)}/First {len(head)}")


def text(words: str) -> str:
    """Words as a PDF has them outside of pages: never anything that could end them too soon."""
    if words.isascii() and words.isprintable():
        return "(" + words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"<{(chr(0xFEFF) + words).encode('utf-16-be').hex()}>"
