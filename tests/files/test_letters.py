"""The letter of agreement: what it says, in text and as a PDF, whatever letters a name has."""

from __future__ import annotations

import re
import zlib
from datetime import date

import pytest

from collections_tui.domain.arrangements.records import Due
from collections_tui.files import letter_pdf
from collections_tui.files.letters import Letter, letter_bytes, letter_text

LETTER = Letter(
    "St. Elsewhere Hospital",
    ("1 Main Street", "Albany NY 12207"),
    "(212) 555-0100",
    "Ada Lovelace",
    ("12 Elm Street", "Troy NY 12180"),
    "A-1",
    date(2026, 11, 23),
    date(2026, 11, 24),
    60_000,
    60_000,
    None,
    (Due(0, date(2026, 11, 23), 10_000), Due(1, date(2026, 12, 15), 25_000), Due(2, date(2027, 1, 15), 25_000)),
    "USD",
    "monthly on the 15th",
    True,
)
TEXT = """\
St. Elsewhere Hospital
1 Main Street
Albany NY 12207
(212) 555-0100

24 November 2026

Ada Lovelace
12 Elm Street
Troy NY 12180

Your payment agreement, account A-1

Dear Ada Lovelace,

This confirms what we agreed on 23 November 2026.

You owe $600.00, and pay it in parts, monthly on the 15th:

  Down payment  23 November 2026    $100.00
  Instalment 1  15 December 2026    $250.00
  Instalment 2  15 January 2027     $250.00
  In all                            $600.00

Please write your account number, A-1, on every payment.

If you cannot make a payment, tell us before the day on which it is due:
we may be able to move it. Call us at (212) 555-0100.

This communication is from a debt collector.

St. Elsewhere Hospital
"""


def shown(pdf: bytes) -> str:
    """What the pages of a PDF show in a built-in font."""
    streams = re.findall(rb"\nstream\n(.*?)\nendstream", pdf, re.DOTALL)
    pages = [zlib.decompressobj().decompress(stream) for stream in streams]
    return b" ".join(part for page in pages for part in re.findall(rb"\((.*?)\) Tj", page)).decode("cp1252")


def test_the_letter_as_text() -> None:
    assert letter_text(LETTER) == TEXT


def test_a_client_that_collects_its_own_is_no_debt_collector() -> None:
    assert "debt collector" not in letter_text(LETTER._replace(for_another=False))


def test_a_settlement_says_until_when_it_holds() -> None:
    text = letter_text(LETTER._replace(total_cents=50_000, until=date(2027, 1, 31)))
    words = " ".join(text.split())
    assert "You owe $600.00. We accept $500.00 as payment in full, if all of it reaches us by 31 January 2027." in words
    assert "If it does not, the whole balance stays owed." in words


def test_nothing_from_outside_drives_a_printer() -> None:
    text = letter_text(LETTER._replace(to_name="Eve\x1b[2J\u202e", from_lines=("\x0c",), account="A\x07"))
    assert all(sign.isprintable() or sign == "\n" for sign in text)


def test_the_pdf_says_the_same_and_is_the_same_each_time() -> None:
    pdf = letter_pdf.letter_pdf(LETTER)
    assert pdf[:5] == b"%PDF-"
    assert pdf == letter_pdf.letter_pdf(LETTER)
    words = shown(pdf).replace("\\(", "(").replace("\\)", ")").split()
    assert words == TEXT.split()


def test_a_long_schedule_takes_several_pages() -> None:
    dues = tuple(Due(number, date(2027, 1, 1), 100) for number in range(1, 121))
    pdf = letter_pdf.letter_pdf(LETTER._replace(dues=dues))
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 2
    assert "Instalment 120" in shown(pdf)


def test_names_in_other_letters_are_kept_or_written_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = LETTER._replace(to_name="Łukasz Wójcik 王")
    assert "Łukasz Wójcik 王" in letter_text(letter)
    monkeypatch.setattr(letter_pdf, "_FONTS", ())
    assert "Lukasz Wójcik ?" in shown(letter_pdf.letter_pdf(letter))


def test_a_letter_is_a_pdf_where_its_name_says_so() -> None:
    assert letter_bytes(LETTER, ".txt").decode("utf-8") == TEXT
    assert letter_bytes(LETTER, ".pdf")[:5] == b"%PDF-"
