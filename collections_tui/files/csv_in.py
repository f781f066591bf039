"""Reads a CSV file in batches of rows, in constant memory, and says which rows are damaged and why.

Refuses to know what the columns mean. A file that cannot be text of the encoding it was said to have is refused before
its first row is handed out; a damaged row is handed out with the reason, and reading goes on behind it.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.files.csv_text import CsvText
from collections_tui.files.rejects import OWN, first_mark, unguarded

LONGEST_FIELD = 1_000_000
# Lines read again behind quotes left open, after which a file has proved to be damaged; from then on a row may have no
# more than so many lines. Without an end to it, a file of nothing but stray quotes would be read once for every line.
_PATIENCE, _SHORT = 200_000, 50


class Row(NamedTuple):
    """One row: the line it begins on, and its cells as they stand."""

    line: int
    cells: list[str]


BAD = tuple[Row, str]
"""A row that cannot be taken, with the reason."""


class Batch(NamedTuple):
    """Some rows in the order of the file: where each begins, their cells, and those that are damaged."""

    lines: list[int]
    cells: list[list[str]]
    bad: list[BAD]

    @property
    def rows(self) -> list[Row]:
        """The good rows, one by one."""
        return list(map(Row, self.lines, self.cells))


class CsvFile:
    """One CSV file, open for reading: ``header`` first, then rows by ``take``.

    ``size`` and ``done`` are bytes of the file, in all and read so far. With ``again`` it is a file of rejects: it
    begins with columns of our own, which have no name in ``header``, and its cells come without their guard.
    """

    def __init__(self, path: Path, encoding: str = "utf-8", delimiter: str = ",", header_row: int = 1) -> None:
        """Look through the whole file once for what is not text, and read the header.

        The header is the row of that number among those with anything in them; ``above`` are those before it. A file of
        rejects begins with its header all the same.

        Raises:
            Refused: it cannot be read, is empty, or is not text of this encoding; with the line.
        """
        self.path = path
        self._text = CsvText(path, encoding)
        self.name = self._text.name
        try:
            self._texts = self._text.whole_lines()
            self._delimiter = delimiter
            self._line, self._width = 0, 0
            self.above: list[list[str]] = []
            self._above_count, self._above_met = header_row - 1, 0
            self._pending: list[str] = []
            self._again: deque[str] = deque()
            self._given_up = 0
            self._lines: Iterator[str] = iter(())
            self._batches = self._read()
            self.again = False
            self.header, self._left = self._first_row()
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        return self._text.size

    @property
    def done(self) -> int:
        return self._text.done

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, without those of our own."""
        return self.header[len(OWN) :] if self.again else self.header

    def first_mark(self, row: Row) -> str:
        """Return what marked a row when it was rejected; '' of a row that comes for the first time."""
        if not self.again:
            return ""
        return first_mark(row.cells[OWN.index("row")]) or "added"

    def take(self, most: int) -> Batch | None:
        """Return the next rows that have anything in them, at most so many; None at the end of the file."""
        lines, cells, bad = self._left
        while len(lines) < most and (batch := next(self._batches, None)) is not None:
            batch = self._fitting(batch)
            lines += batch.lines
            cells += batch.cells
            bad += batch.bad
        self._left = Batch(lines[most:], cells[most:], [])
        return Batch(lines[:most], cells[:most], bad) if lines or bad else None

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- header and widths ----------------------------------------------------------------------------------------

    def _first_row(self) -> tuple[tuple[str, ...], Batch]:
        """Return the names of the columns, and the rows that were read with them."""
        for lines, cells, bad in self._batches:
            there = (at for at, row in enumerate(cells) if any(map(str.strip, row)) and self._ends_above(row))
            at = next(there, len(cells))
            if bad and (at == len(cells) or bad[0][0].line < lines[at]):
                row, reason = bad[0]
                raise Refused(f"{self.name}, line {row.line}: the header cannot be read: {reason}.")
            if at < len(cells):
                header = tuple(map(str.strip, cells[at]))
                self.again = header[: len(OWN)] == OWN and len(header) > len(OWN)
                if self.again:
                    header = (*[""] * len(OWN), *map(unguarded, header[len(OWN) :]))
                return header, self._fitting(Batch(lines[at + 1 :], cells[at + 1 :], bad))
        raise Refused(f"{self.name} is empty.")

    def _ends_above(self, cells: list[str]) -> bool:
        """Return whether a row is the header; one above it is kept."""
        if len(self.above) == self._above_count:
            return True
        self.above.append(cells)
        return False

    def _fitting(self, batch: Batch) -> Batch:
        """Return the batch with only such good rows as are as wide as the header and not empty."""
        if self.again:
            batch = batch._replace(cells=[list(map(unguarded, cells)) for cells in batch.cells])
        regular = set(map(len, batch.cells)) <= {self._width} and [""] * self._width not in batch.cells
        if regular and not self._text.has_nul:
            return batch
        kept = Batch([], [], batch.bad)
        for row in batch.rows:
            cells, reason = self._fit(row.cells)
            if reason:
                kept.bad.append((row, reason))
            elif cells:
                kept.lines.append(row.line)
                kept.cells.append(cells)
        return kept

    def _fit(self, cells: list[str]) -> tuple[list[str], str]:
        """Return the cells of a row, none when it is empty, or what is wrong with it."""
        width = self._width
        if not any(cells):
            return [], ""
        if self._text.has_nul and any("\0" in cell for cell in cells):
            return cells, "the row holds NUL bytes"
        # Spreadsheets write empty cells to the right of the last column.
        if len(cells) < width or any(cells[width:]):
            return cells, f"the row has {len(cells)} fields and the header {width}"
        return cells[:width], ""

    # -- rows -----------------------------------------------------------------------------------------------------

    def _read(self) -> Iterator[Batch]:
        """Yield the rows block by block, widths unchecked."""
        csv.field_size_limit(LONGEST_FIELD)
        for text in self._texts:
            batch = self._quick(text)
            if batch is None:
                batch = self._careful(text)
            elif not self._width:
                for cells in batch.cells:
                    self._meet(cells)
            yield batch

    def _meet(self, cells: list[str]) -> None:
        """Learn from a row how wide rows are, once it is the header or comes behind it."""
        if self._width or not any(map(str.strip, cells)):
            return
        if tuple(map(str.strip, cells[: len(OWN)])) == OWN and not self._above_met:
            self._above_count = 0
        if self._above_met < self._above_count:
            self._above_met += 1
        else:
            self._width = len(cells)

    def _quick(self, text: str) -> Batch | None:
        """Return the rows of a block without quotes, where every line is a row and nothing can be damaged."""
        if '"' in text:
            return None
        try:
            cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter))
        except csv.Error:  # a field too long: the careful way finds out which
            return None
        first, self._line = self._line + 1, self._line + len(cells)
        return Batch(list(range(first, self._line + 1)), cells, [])

    def _careful(self, text: str) -> Batch:
        """Return the rows of a block with quotes, and of as many further blocks as an open quote runs on."""
        batch, pending = Batch([], [], []), self._pending
        self._lines = io.StringIO(text, newline="")
        reader = self._reader()
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self._give_up(batch, str(error))
                reader = self._reader()
                continue
            if cells is None:
                return batch
            self._meet(cells)
            if self._width and len(pending) > 1 and len(cells) != self._width:
                # A quote left open ran on to the next quote in the file, and made one row of many.
                self._give_up(batch, "")
                reader = self._reader()
                continue
            batch.lines.append(self._line + 1)
            batch.cells.append(cells)
            self._line += len(pending)
            pending.clear()

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._fed(), delimiter=self._delimiter, strict=True)

    def _fed(self) -> Iterator[str]:
        """Yield lines and keep those of the row being read; go on into the next block only in the middle of a row."""
        pending, again = self._pending, self._again
        while self._given_up < _PATIENCE or len(pending) < _SHORT:
            line = again.popleft() if again else next(self._lines, None)
            if line is None:
                text = next(self._texts, None) if pending else None
                if text is None:
                    return
                self._lines = io.StringIO(text, newline="")
                continue
            pending.append(line)
            yield line

    def _give_up(self, batch: Batch, error: str) -> None:
        """Give up one line, and read again those that a quote left open on it had swallowed."""
        first, *swallowed = self._pending
        self._pending.clear()
        self._again.extendleft(reversed(swallowed))
        self._given_up += len(swallowed)
        self._line += 1
        if swallowed or "unexpected end" in error:
            wrong = "a quote opens on this line and is not closed"
        elif "limit" in error:
            wrong = f"a field is longer than {LONGEST_FIELD:,} characters"
        else:
            wrong = "a quote closes in the middle of a field"
        batch.bad.append((Row(self._line, [first.rstrip("\r\n")]), wrong))
