"""The letter of agreement as a PDF: one column of words and the schedule, over as many pages as it takes.

What the fonts built into every PDF reader can show is set in one of those. Other letters need a font of this computer;
where none is found they are written without their accents, and as ? where they have no such form.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from collections_tui.files.letters import Letter, Said, said

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZE, _LINE, _MARGIN = 11, 6, 25  # points, and millimetres
_BUILT_IN, _ENCODING = "Helvetica", "cp1252"
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)
_PLAIN = str.maketrans("łŁøØđĐ‐‑−", "lLoOdD---")


def letter_pdf(letter: Letter) -> bytes:
    """Return a letter as a PDF. The same letter gives the same bytes."""
    from fpdf import FPDF  # half a second: only whoever writes a PDF waits for it

    words = said(letter)
    pdf = FPDF(format="letter")
    pdf.set_creation_date(datetime.combine(letter.written_on, time(), UTC))
    pdf.set_title(_plain(words.subject))
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)
    pdf.add_page()
    font, words = _font(pdf, words)
    pdf.set_font(font, size=_SIZE)
    _head(pdf, font, words)
    for paragraph in words.before:
        _paragraph(pdf, paragraph)
    _schedule(pdf, words)
    for paragraph in words.after:
        _paragraph(pdf, paragraph)
    return bytes(pdf.output())


def _font(pdf: FPDF, words: Said) -> tuple[str, Said]:
    """The font that shows the letter, and the letter as that font can show it."""
    text = _all(words)
    if _fits(text):
        return _BUILT_IN, words
    found = next((path for path in _FONTS if Path(path).is_file()), None)
    if found is None:
        return _BUILT_IN, _map(words)
    # A letter that the font lacks is an empty box in the PDF, and no message among the answers of a command.
    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    pdf.add_font("Letter", fname=found)
    return "Letter", words


def _head(pdf: FPDF, font: str, words: Said) -> None:
    for position, line in enumerate(words.head):
        pdf.set_font(font, size=_SIZE + 4 if position == 0 else _SIZE)
        _line(pdf, line)
    pdf.set_font(font, size=_SIZE)
    pdf.ln(_LINE * 2)
    _line(pdf, words.date)
    pdf.ln(_LINE)
    for line in words.to:
        _line(pdf, line)
    pdf.ln(_LINE)
    _line(pdf, words.subject)
    pdf.ln(_LINE)


def _schedule(pdf: FPDF, words: Said) -> None:
    wide = pdf.epw / 3
    for row in words.rows:
        for text, align in zip(row, ("L", "L", "R"), strict=True):
            pdf.cell(wide, _LINE, text, align=align)
        pdf.ln(_LINE)
    pdf.cell(2 * wide, _LINE, "In all", border="T")
    pdf.cell(wide, _LINE, words.total, border="T", align="R")
    pdf.ln(_LINE * 2)


def _paragraph(pdf: FPDF, text: str) -> None:
    pdf.multi_cell(0, _LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(_LINE / 2)


def _line(pdf: FPDF, text: str) -> None:
    pdf.multi_cell(0, _LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _all(words: Said) -> str:
    rows = (text for row in words.rows for text in row)
    return "".join((*words.head, words.date, *words.to, words.subject, *words.before, *rows, words.total, *words.after))


def _fits(text: str) -> bool:
    try:
        text.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _map(words: Said) -> Said:
    """The letter without letters that the built-in font does not have."""
    lists = {
        name: tuple(_plain(one) for one in getattr(words, name)) for name in ("head", "to", "before", "after")
    }  # fmt: skip
    return words._replace(**lists, subject=_plain(words.subject))  # type: ignore[arg-type]


def _plain(text: str) -> str:
    """The text in letters of the built-in font: without accents it does not have, ? for what is not there at all."""
    if _fits(text):
        return text
    bare = "".join(
        sign if _fits(sign) else normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
        for sign in text.translate(_PLAIN)
    )
    return bare
