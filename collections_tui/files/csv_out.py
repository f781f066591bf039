"""Writes CSV that people open in a spreadsheet: no cell of somebody else's text can act as a formula or a control.

Refuses to format: what a figure looks like is the caller's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from collections_tui.domain.errors import Refused
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


def write_file(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write rows into a file, whole or not at all.

    Raises:
        Refused: it cannot be written.
    """
    if path.is_dir():
        raise Refused(f"{clean(str(path))} is a folder: name a file.")
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, rows)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        why = (error.strerror or "unknown error").lower()
        raise Refused(f"{clean(str(path))} cannot be written: {why}.") from None
