"""A document as HTML for mail: every style on its element, nothing fetched, and text from outside always escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

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

_BODY = "margin:0;padding:24px;background:#ffffff;color:#111111;font:15px/1.5 sans-serif"
_PAGE = "max-width:680px;margin:0 auto"
_SIZES = {
    "body": "margin:0 0 12px",
    "small": "margin:0 0 12px;font-size:13px",
    "strong": "margin:0 0 12px;font-weight:bold",
}
_CELL = "padding:4px 8px 4px 0;vertical-align:top"
_WHOLE = ";white-space:nowrap"
_TABLE = "border-collapse:collapse;width:100%;margin:0 0 16px"


def as_html(document: Document) -> str:
    """Return a document as a page of HTML."""
    body = "\n".join(line for part in document.parts for line in _part(part))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(document.title)}</title></head>\n"
        f'<body style="{_BODY}"><div style="{_PAGE}">\n{body}\n</div></body>\n</html>\n'
    )


def _part(part: Part) -> Iterator[str]:
    match part:
        case Letterhead(name, lines):
            yield f'<p style="margin:0 0 16px"><strong style="font-size:18px">{escape(name)}</strong>{_more(lines)}</p>'
        case Address(name, lines, facts):
            yield f'<p style="margin:0 0 16px">{escape(name)}{_more(lines)}</p>'
            yield from _rows(facts)
        case Heading(text, level):
            size = "margin:16px 0 12px;font-size:22px" if level == 1 else "margin:16px 0 8px;font-size:17px"
            yield f'<h{level} style="{size}">{escape(text)}</h{level}>'
        case Words(text, style):
            yield f'<p style="{_SIZES[style]}">{_lines(text)}</p>'
        case Table():
            yield from _table(part)
        case Pairs(title, rows, sums):
            yield from _titled(title)
            yield from _sums(rows) if sums else _rows(rows)
        case Choices():
            yield from _choices(part)
        case Slip(title, rows, choices, _, sent_to):
            # Nobody tears off a piece of a screen: what matters of it is where money goes, and with which number.
            yield '<hr style="border:0;border-top:1px dashed #777777;margin:16px 0">'
            yield from _titled(title)
            yield from _rows(rows)
            if choices is not None:
                yield from _choices(choices)
            yield f'<p style="margin:0 0 12px">{escape(sent_to[0])}{_more(sent_to[1:])}</p>'
        case Line():
            yield '<hr style="border:0;border-top:1px solid #999999;margin:16px 0">'


def _choices(choices: Choices) -> Iterator[str]:
    yield from _titled(choices.title)
    for line in choices.lines:
        deep = 24 if line.startswith("> ") else 0
        yield f'<p style="margin:0 0 6px {deep}px">&#9744; {escape(line.removeprefix("> "))}</p>'


def _titled(title: str) -> Iterator[str]:
    if title:
        yield f'<p style="margin:0 0 6px;font-weight:bold">{escape(title)}</p>'


def _more(lines: Iterable[str]) -> str:
    return "".join(f"<br>{escape(line)}" for line in lines)


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _rows(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    if rows:
        yield f'<table role="presentation" style="{_TABLE};width:auto">'
        for label, text in rows:
            first = f'<td style="{_CELL};color:#555555">{escape(label)}</td>'
            yield f'<tr>{first}<td style="{_CELL}">{escape(text)}</td></tr>'
        yield "</table>"


def _sums(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f'<table role="presentation" style="{_TABLE};width:auto;margin-left:auto">'
    for place, (label, text) in enumerate(rows):
        last = ";border-top:1px solid #111111;font-weight:bold" if place == len(rows) - 1 else ""
        right = f"{_CELL};text-align:right{last}"
        first = f'<td style="{right}">{escape(label)}</td>'
        yield f'<tr>{first}<td style="{right};white-space:nowrap">{escape(text)}</td></tr>'
    yield "</table>"


def _table(table: Table) -> Iterator[str]:
    yield from _titled(table.title)
    yield f'<table style="{_TABLE}">'
    heads = (
        f'<th scope="col" style="{_CELL};text-align:{align};border-bottom:1px solid #111111">{escape(head)}</th>'
        for head, align in zip(table.heads, table.aligns, strict=True)
    )
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for row in table.rows:
        cells = (
            f'<td style="{_CELL};text-align:{align}{_WHOLE if align == "right" else ""}">{escape(cell)}</td>'
            for cell, align in zip(row, table.aligns, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
