"""Keeps the rows that could not be taken: in a CSV beside the input, with the line, the reason and the row as it was.

Refuses to make a file while there is nothing to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.csv_out import write_rows

SUFFIX = ".rejects.csv"
_REMEMBERED = 5


class Rejects:
    """Counts what is turned away, remembers the first few, and writes all of them when there is a ``path``."""

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self.path, self.count = path, 0
        self.first: list[tuple[int, str]] = []
        self._header = header
        self._file: TextIO | None = None

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Keep one row: the line it begins on, the reason in words, the cells as they stood.

        Raises:
            Refused: the file cannot be written.
        """
        self.count += 1
        reason = clean(reason)
        if len(self.first) < _REMEMBERED:
            self.first.append((line, reason))
        if self.path is None:
            return
        try:
            if self._file is None:
                self._file = self.path.open("w", encoding="utf-8", newline="")
                write_rows(self._file, [("line", "reason", *self._header)])
            write_rows(self._file, [(line, reason, *cells)])
        except OSError as error:
            raise Refused(self._unwritable(self.path, error)) from None

    def close(self) -> Path | None:
        """Finish the file and return where it is; None when nothing was written.

        Raises:
            Refused: the last rows cannot be written.
        """
        if self._file is None or self.path is None:
            return None
        try:
            self._file.close()
        except OSError as error:
            raise Refused(self._unwritable(self.path, error)) from None
        return self.path

    def _unwritable(self, path: Path, error: OSError) -> str:
        why = (error.strerror or "error").lower()
        return f"The rejects cannot be written to {clean(str(path))} ({why}): name another file with --rejects."


def default_path(source: Path) -> Path:
    """Return where the rejects of a file go when nobody says: ``x.csv`` → ``x.rejects.csv`` beside it."""
    return source.with_name(f"{source.name.removesuffix('.csv')}{SUFFIX}")
