"""A template filled in: the parts of one document, in words, the same for paper, terminal and mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from collections_tui.domain.money import format_cents
from collections_tui.domain.templates import blanks
from collections_tui.files.documents.fields import WORDS, Content, Row, content_of, day_in_full
from collections_tui.files.documents.layout import Align, Block, Layout, Look, Pair, Style
from collections_tui.files.documents.records import Paper


class Letterhead(NamedTuple):
    """Who writes."""

    name: str
    lines: tuple[str, ...]


class Address(NamedTuple):
    """Who is written to, and beside it what the document is about."""

    name: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


class Heading(NamedTuple):
    """A heading; level 1 is the document's."""

    text: str
    level: int


class Words(NamedTuple):
    """A paragraph."""

    text: str
    style: Style


class Table(NamedTuple):
    """Rows under titles. ``cents`` has what each adds to the sum that is carried where ``carried`` has words for it."""

    title: str
    heads: tuple[str, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]
    cents: tuple[int, ...]
    carried: str
    brought: str
    money: Callable[[int], str]


class Pairs(NamedTuple):
    """Labels with what stands behind them. ``sums``: amounts below each other, the last one being what matters."""

    title: str
    rows: tuple[tuple[str, str], ...]
    sums: bool


class Choices(NamedTuple):
    """What can be ticked; behind ``> `` what belongs to the one above."""

    title: str
    lines: tuple[str, ...]


class Slip(NamedTuple):
    """What is torn off and sent back: facts, what can be ticked, who sends it, and where to."""

    title: str
    rows: tuple[tuple[str, str], ...]
    choices: Choices | None
    sent_by: tuple[str, ...]
    sent_to: tuple[str, ...]


class Line(NamedTuple):
    """A line across."""


Part = Letterhead | Address | Heading | Words | Table | Pairs | Choices | Slip | Line


class Document(NamedTuple):
    """A document in words, ready to be drawn. ``footer`` is on each page, ``name`` is a file's, without its end."""

    title: str
    language: str
    author: str
    parts: tuple[Part, ...]
    footer: str
    name: str
    content: Content
    look: Look


def compose(paper: Paper, layout: Layout, look: Look) -> Document:
    """Return the document that a template makes of a record."""
    content = content_of(paper)
    fields = dict(content.fields)
    if look.pay_to:
        fields["pay_to"] = ", ".join(look.pay_to)
    for name in WORDS:
        fields[name] = _filled(look.words[name], fields)
    filler = _Filler(layout, content._replace(fields=fields), look)
    title = filler.words(layout.title) or layout.kind
    parts = tuple(part for block in layout.blocks for part in filler.parts(block))
    footer = " · ".join(filter(None, (fields["sender"], title)))
    name = re.sub(r"[^\w.-]+", "-", f"{layout.kind.replace('_', '-')}-{fields.get('number') or fields['account']}")
    return Document(title, layout.language, fields["sender"], parts, footer, name[:80].strip("-."), content, look)


class _Filler:
    def __init__(self, layout: Layout, content: Content, look: Look) -> None:
        self._layout, self._content, self._look = layout, content, look
        self._fields = content.fields
        self._headings = 0

    def words(self, text: str) -> str:
        return _filled(text, self._fields)

    def parts(self, block: Block) -> Iterator[Part]:
        if (block.when and not self._has(block.when)) or (block.unless and self._has(block.unless)):
            return
        match block.type:
            case "letterhead":
                yield Letterhead(self._fields["sender"], self._content.sender_lines)
            case "address":
                yield Address(self._fields["customer"], self._content.receiver_lines, self._pairs(block.pairs))
            case "heading":
                self._headings += 1
                yield Heading(self.words(block.text), 1 if self._headings == 1 else 2)
            case "text":
                yield from self._paragraphs(block)
            case "table":
                yield from self._table(block)
            case "sums" | "facts":
                if rows := self._pairs(block.pairs):
                    yield Pairs(self.words(block.title), rows, block.type == "sums")
            case "choices":
                yield Choices(self.words(block.title), tuple(self.words(line) for line in block.choices))
            case "slip":
                yield self._slip(block)
            case "line":
                yield Line()

    def _has(self, name: str) -> bool:
        return bool(self._fields.get(name) or self._content.tables.get(name))

    def _paragraphs(self, block: Block) -> Iterator[Part]:
        """Blank lines part paragraphs; one that names fields of which nothing is known is left out."""
        for paragraph in block.text.split("\n\n"):
            named = blanks(paragraph)
            if not named or any(self._fields.get(name) for name in named):
                lines = [self.words(line) for line in paragraph.splitlines()]
                yield Words("\n".join(line for line in lines if line), block.style)

    def _pairs(self, pairs: tuple[Pair, ...]) -> tuple[tuple[str, str], ...]:
        found = []
        for pair in pairs:
            rows: tuple[Mapping[str, str], ...] = ({},)
            if pair.each:
                rows = tuple(row.cells for row in self._content.tables[pair.each])
            for row in rows:
                values = {**self._fields, **row}
                named = blanks(pair.text)
                if not named or any(values.get(name) for name in named):
                    found.append((_filled(pair.label, values), _filled(pair.text, values)))
        return tuple(found)

    def _table(self, block: Block) -> Iterator[Table]:
        rows = self._content.tables[block.each]
        if not rows:
            return
        # A column that says nothing in any row would only take room.
        shown = [one for one in block.columns if any(_cell(one.text, row) for row in rows)]
        cells = tuple(tuple(_cell(one.text, row) for one in shown) for row in rows)
        currency = self._content.currency
        yield Table(
            self.words(block.title), tuple(one.title for one in shown), tuple(one.align for one in shown), cells,
            tuple(row.cents for row in rows), block.carried, block.brought, lambda cents: format_cents(cents, currency),
        )  # fmt: skip

    def _slip(self, block: Block) -> Slip:
        to = self._look.pay_to or (self._fields["sender"], *self._content.sender_lines)
        sent_by = (self._fields["customer"], *self._content.receiver_lines)
        ticks = tuple(self.words(line) for line in block.choices)
        asked = Choices(self.words(block.text), ticks) if ticks else None
        return Slip(self.words(block.title), self._pairs(block.pairs), asked, sent_by, to)


def _cell(text: str, row: Row) -> str:
    return _filled(text, row.cells)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Words with their fields; what is not known leaves no hole, nor the brackets or the comma around it."""
    filled = re.sub(r"\{([a-z_]*)\}", lambda found: values.get(found[1], ""), text)
    if filled != text:
        filled = re.sub(r" ?\(\s*\)", "", filled) if "()" not in text else filled
        filled = re.sub(r" {2,}", " ", filled).strip()
    return filled


def written_on(document: Document) -> str:
    """The day of a document, in full."""
    return day_in_full(document.content.written_on)
