"""Writes CSV that people open in a spreadsheet: no cell of somebody else's text can act as a formula or a control.

Refuses to format: what a figure looks like is the caller's.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TextIO

from collections_tui.domain.text import clean

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"). A plain number is none, with
# whatever signs people write amounts and telephone numbers.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+\-]?[$€£¥]?[(]?[0-9][0-9 .,()\-]*")


def safe_cell(value: object) -> str:
    """Return a value as the text of one cell: controls made visible, and ``'`` before what would be a formula.

    Line ends inside the text stay: a quoted cell may have them. None is an empty cell.
    """
    if value is None:
        return ""
    text = clean(str(value), lines=True)
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would take a cell of this text for a formula."""
    return _FORMULA.match(text) is not None and not _NUMBER.fullmatch(text)


def write_rows(file: TextIO, rows: Iterable[Iterable[object]]) -> int:
    """Write rows of values as CSV with safe cells; how many rows.

    The file must have been opened with ``newline=""``.
    """
    writer, count = csv.writer(file, lineterminator="\r\n"), 0
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        count += 1
    return count


def rows_as_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as a file of CSV, with safe cells."""
    out = io.StringIO(newline="")
    write_rows(out, rows)
    return out.getvalue().encode("utf-8")
