"""Reads a CSV file row by row, in constant memory, and says which rows are damaged and why.

Refuses to know what the columns mean. A file that cannot be text of the encoding it was said to have is refused before
its first row is handed out; a damaged row is handed out with the reason, and reading goes on behind it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

LONGEST_FIELD = 1_000_000
_LONGEST_LINE = 32_000_000
_BLOCK = 1 << 18
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """One row: the line it begins on, its cells as they stand, and what is wrong with it ('' when nothing is)."""

    line: int
    cells: list[str]
    wrong: str = ""


class CsvFile:
    """One CSV file, open for reading: ``header`` first, then ``rows`` once.

    ``size`` and ``done`` are bytes of the file, in all and read so far.
    """

    def __init__(self, path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
        """Look through the whole file once for what is not text.

        Raises:
            Refused: it cannot be read, is empty, or is not text of this encoding; with the line.
        """
        self.path, self.name = path, clean(path.name)[:200]
        self.size, self.done = 0, 0
        self._file = self._open()
        try:
            self._encoding, self._start = self._encoding_of(encoding)
            self._has_nul = self._look_through()
            self._delimiter = delimiter
            self._line, self._width, self._pending = 0, 0, list[str]()
            self._source = self._lines()
            self._rows = self._all_rows()
            self.header = self._first_row()
            self._width = len(self.header)
        except BaseException:
            self.close()
            raise

    def rows(self) -> Iterator[Row]:
        """Yield every row under the header that has anything in it."""
        width = self._width
        for row in self._rows:
            cells = row.cells
            if len(cells) == width or row.wrong:
                if any(cells):
                    yield self._checked(row) if self._has_nul else row
            elif any(cells):
                yield self._of_width(row, width)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- before the first row -------------------------------------------------------------------------------------

    def _open(self) -> BinaryIO:
        try:
            if not self.path.is_file():
                raise Refused(f"{self.name} is not a file: check the path." if self.path.exists() else self._missing())
            return self.path.open("rb")
        except OSError as error:
            raise Refused(f"{self.name} cannot be read: {(error.strerror or 'error').lower()}.") from None

    def _missing(self) -> str:
        return f"There is no file {clean(str(self.path))}: check the path."

    def _encoding_of(self, told: str) -> tuple[str, int]:
        """Return the encoding and where the text starts. A mark at the start of the file is believed before anybody."""
        head = self._file.read(3)
        if not head:
            raise Refused(f"{self.name} is empty.")
        if head.startswith(_UTF8_MARK):
            return "utf-8", len(_UTF8_MARK)
        if head.startswith(_UTF16_MARKS):
            return "utf-16", 0
        return told, 0

    def _look_through(self) -> bool:
        """Return whether there are NUL bytes; refuse what cannot be decoded."""
        decoder, line, nul = self._decoder(), 1, False
        self._file.seek(self._start)
        self.size = self._start
        while True:
            block = self._file.read(_BLOCK)
            self.size += len(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                line += bytes(error.object[: error.start]).count(b"\n")
                raise Refused(self._not_text(line, error)) from None
            if not block:
                return nul
            line += text.count("\n")
            nul = nul or "\0" in text

    def _not_text(self, line: int, error: UnicodeDecodeError) -> str:
        return (
            f"{self.name}, line {line}: the byte {error.object[error.start]:#04x} is no {self._encoding.upper()} text: "
            'save the file as UTF-8, or say its encoding in the mapping, such as encoding = "latin-1".'
        )

    def _decoder(self) -> codecs.IncrementalDecoder:
        return codecs.getincrementaldecoder(self._encoding)("strict")

    def _first_row(self) -> tuple[str, ...]:
        for row in self._rows:
            if row.wrong:
                raise Refused(f"{self.name}, line {row.line}: the header cannot be read: {row.wrong}.")
            if any(cell.strip() for cell in row.cells):
                return tuple(cell.strip() for cell in row.cells)
        raise Refused(f"{self.name} is empty.")

    # -- rows -----------------------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[str]:
        """Yield the lines with their ends, split where a line feed or a carriage return is and nowhere else."""
        decoder, carry = self._decoder(), ""
        self._file.seek(self._start)
        self.done = self._start
        while True:
            block = self._file.read(_BLOCK)
            text = carry + decoder.decode(block, final=not block)
            # Up to the last line that is whole; a carriage return at the very end may be half of a line end.
            cut = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1 if block else len(text)
            carry = text[cut:]
            if len(carry) > _LONGEST_LINE:
                raise Refused(f"{self.name} has a line of more than {_LONGEST_LINE:,} characters: is it a CSV file?")
            yield from io.StringIO(text[:cut], newline="")
            self.done += len(block)
            if not block:
                return

    def _all_rows(self) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_FIELD)
        reader, pending = self._reader(()), self._pending
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                row, rest = self._damaged(str(error))
                reader = self._reader(rest)
                yield row
                continue
            if cells is None:
                return
            if len(pending) > 1 and self._width and len(cells) != self._width:
                # A quote left open ran on to the next quote in the file, and made one row of many.
                row, rest = self._damaged("")
                reader = self._reader(rest)
                yield row
                continue
            line = self._line + 1
            self._line += len(pending)
            pending.clear()
            yield Row(line, cells)

    def _reader(self, again: tuple[str, ...]) -> Iterator[list[str]]:
        return csv.reader(self._fed(again), delimiter=self._delimiter, strict=True)

    def _fed(self, again: tuple[str, ...]) -> Iterator[str]:
        """Yield the lines to be read again, then those of the file, and keep those of the row being read."""
        pending = self._pending
        for line in again:
            pending.append(line)
            yield line
        for line in self._source:
            pending.append(line)
            yield line

    def _damaged(self, error: str) -> tuple[Row, tuple[str, ...]]:
        """Give up one line, and read again what a quote left open on it had swallowed."""
        first, *rest = self._pending
        self._pending.clear()
        self._line += 1
        if rest or "unexpected end" in error:
            wrong = "a quote opens on this line and is not closed"
        elif "limit" in error:
            wrong = f"a field is longer than {LONGEST_FIELD:,} characters"
        else:
            wrong = "a quote closes in the middle of a field"
        return Row(self._line, [first.rstrip("\r\n")], wrong), tuple(rest)

    def _checked(self, row: Row) -> Row:
        if not row.wrong and any("\0" in cell for cell in row.cells):
            return row._replace(wrong="the row holds NUL bytes")
        return row

    def _of_width(self, row: Row, width: int) -> Row:
        """Take a row of another width than the header's: right when only empty cells are too many."""
        if len(row.cells) > width and not any(row.cells[width:]):
            return self._checked(Row(row.line, row.cells[:width]))
        return row._replace(wrong=f"the row has {len(row.cells)} fields and the header {width}")
