"""Keeps the rows that could not be taken: in a CSV beside the input, with the line, the reason and the row as it was.

The file is there to be corrected and imported, so it reads back as what was written: with the delimiter of the input,
in UTF-8 with a mark that says so, and with a guard before formulas that ``unguarded`` takes away exactly. Its first
three columns are our own. ``row`` is the mark of the row as it first came: what tells a corrected row from another one
that says the same. Refuses to make a file while there is nothing to keep, or to write over what
somebody has corrected.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import chain, count
from pathlib import Path
from typing import TextIO

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.card_numbers import hidden
from collections_tui.files.csv_out import is_formula

SUFFIX = ".rejects.csv"
OWN = ("line", "reason", "row")
"""The columns before those of the file that was imported."""

_ENCODING = "utf-8-sig"
_REMEMBERED = 5
_LONGEST_MARK = 40
_QUOTED = re.compile(r"'+\s*[=+\-@＝＋－＠]")  # what looks guarded already


class Rejects:
    """Counts what is turned away, remembers the first few, and writes all of them when there is a ``path``.

    ``path`` is where they really go, which is another file when somebody has changed the one asked for.
    """

    def __init__(self, path: Path | None, header: Sequence[str], delimiter: str = ",", *, again: bool = False) -> None:
        """``again``: rows and header begin with the ``OWN`` columns, because the input is itself a file of rejects."""
        self.path, self.count = path, 0
        self.first: list[tuple[int, str]] = []
        self._own = len(OWN) if again else 0
        self._header, self._delimiter = header[self._own :], delimiter
        self._file = None if path is None else _Output(delimiter)

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Keep one row: the line it begins on, the reason in words, the cells as they stood.

        Raises:
            Refused: the file cannot be written.
        """
        self.count += 1
        reason, cells = clean(reason), hidden(reason, cells)
        if len(self.first) < _REMEMBERED:
            self.first.append((line, reason))
        if self.path is None or self._file is None:
            return
        before, rest = ([], cells) if len(cells) <= self._own else (cells[: self._own], cells[self._own :])
        now = _mark(rest)
        first_line, mark = (before[0], f"{first_mark(before[2])}/{now}") if before else (str(line), now)
        try:
            if not self._file.is_open:
                self.path = _free(self.path, self._delimiter)
                self._file.open(self.path)
                self._file.write((*OWN, *self._header))
            self._file.write((first_line, reason, mark, *rest))
        except OSError as error:
            raise Refused(self._unwritable(self.path, error)) from None

    def close(self) -> Path | None:
        """Finish the file and return where it is; None when nothing was written.

        Raises:
            Refused: the last rows cannot be written.
        """
        if self._file is None or self.path is None or not self._file.is_open:
            return None
        try:
            self._file.close()
        except OSError as error:
            raise Refused(self._unwritable(self.path, error)) from None
        return self.path

    def _unwritable(self, path: Path, error: OSError) -> str:
        why = (error.strerror or "error").lower()
        return f"The rejects cannot be written to {clean(str(path))} ({why}): name another file with --rejects."


class _Output:
    """A CSV file of guarded cells, open once there is something to write."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._file: TextIO | None = None

    @property
    def is_open(self) -> bool:
        return self._file is not None

    def open(self, path: Path) -> None:
        self._file = path.open("w", encoding=_ENCODING, newline="")
        self._writer = csv.writer(self._file, delimiter=self._delimiter, lineterminator="\r\n")

    def write(self, cells: Sequence[str]) -> None:
        self._writer.writerow(map(guarded, cells))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def default_path(source: Path) -> Path:
    """Return where the rejects of a file go when nobody says: ``x.csv`` → ``x.rejects.csv`` beside it."""
    return source.with_name(f"{source.name.removesuffix('.csv')}{SUFFIX}")


def guarded(text: str) -> str:
    """Return a cell as it is written: controls made visible, and ``'`` before what a spreadsheet takes for a formula.

    A text that looks guarded already gets one more, so that ``unguarded`` gives back every text as it was.
    """
    text = _visible(text)
    return f"'{text}" if _wants_guard(text) else text


def unguarded(text: str) -> str:
    """Return the cell that ``guarded`` was given."""
    return text[1:] if text[:1] == "'" and _wants_guard(text[1:]) else text


def first_mark(text: str) -> str:
    """Return what marks a row, from its cell in the column ``row``; '' when the cell is empty."""
    return clean(text).strip().partition("/")[0][:_LONGEST_MARK]


def _wants_guard(text: str) -> bool:
    return is_formula(text) or _QUOTED.match(text) is not None


def _visible(text: str) -> str:
    """Make controls visible; a tab becomes one space, as it does where fields are read."""
    return text if text.isprintable() else clean(text.replace("\t", " "), lines=True)


def _mark(cells: Sequence[str]) -> str:
    return blake2b("\x1f".join(map(_visible, cells)).encode(), digest_size=6).hexdigest()


def _free(path: Path, delimiter: str) -> Path:
    """Return the path, or the next with a number, at which there is nothing that somebody has changed."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(one for one in chain((path,), numbered) if not one.is_file() or _untouched(one, delimiter))


def _untouched(path: Path, delimiter: str) -> bool:
    """Whether a file is one of rejects in which every row still is what was written."""
    with suppress(OSError, UnicodeError, csv.Error), path.open(encoding=_ENCODING, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        if tuple(next(rows, ()))[: len(OWN)] == OWN:
            return all(_as_written(row) for row in rows)
    return False


def _as_written(row: Sequence[str]) -> bool:
    line, cells = row[: len(OWN)], [unguarded(cell) for cell in row[len(OWN) :]]
    return len(line) == len(OWN) and line[2].rpartition("/")[2] == _mark(cells)
