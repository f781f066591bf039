"""Reading columns of texts: every text once, and what cannot be read is kept with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import BAD, Batch, Row

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_MOST = 50_000  # answers remembered: enough for every day of a century, too few to fill the memory


class Wrong(str):
    """Stands in a column for a text that cannot be read; it is the reason."""

    __slots__ = ()


class Memo(dict[str, Any]):
    """Reads texts and remembers the answers: in a column the same ones come again and again."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        """``read`` raises ValueError with the reason for what it cannot read."""
        super().__init__()
        self._read = read
        self.failed = False

    def column(self, texts: Iterable[str]) -> list[Any]:
        """Return what each text says: a ``Wrong`` if it cannot be read, and ``failed`` is true from then on."""
        return list(map(self.__getitem__, texts))

    def __missing__(self, text: str) -> Any:
        if len(self) >= _MOST:
            self.clear()
        try:
            value = self._read(text)
        except ValueError as error:
            value, self.failed = Wrong(error), True
        self[text] = value
        return value


class Problems(dict[int, str]):
    """Why rows cannot be taken, by their place in the batch; the first reason of each."""

    def __init__(self, labels: dict[str, str]) -> None:
        super().__init__()
        self._labels = labels

    def note(self, field: str, column: Sequence[Any]) -> None:
        """Note the rows whose text of this field could not be read."""
        for at, value in enumerate(column):
            if value.__class__ is Wrong:
                self.add(at, field, value)

    def add(self, at: int, field: str, reason: str) -> None:
        """Note one row."""
        self.setdefault(at, f"{self._labels.get(field, field)}: {reason}")

    def bad(self, batch: Batch) -> list[BAD]:
        """Return the rows noted. An empty row lacks everything, and is nobody's loss."""
        rows = ((Row(batch.lines[at], batch.cells[at]), reason) for at, reason in sorted(self.items()))
        return [(row, reason) for row, reason in rows if any(map(str.strip, row.cells))]


class RowReader(Protocol[T_co]):
    """Makes a record of the texts of one row."""

    picker: Picker

    def read(self, row: Row, texts: Sequence[str]) -> T_co:
        """Return what a row says, or raise ValueError with the reason."""


def read_rows(reader: RowReader[T], batch: Batch) -> tuple[list[T], list[BAD]]:
    """Return what the rows of a batch say, and those that say nothing that can be taken."""
    good: list[T] = []
    bad: list[BAD] = []
    for row, texts in zip(batch.rows, zip(*reader.picker.columns(batch.cells), strict=True), strict=True):
        try:
            good.append(reader.read(row, texts))
        except ValueError as error:
            if any(map(str.strip, row.cells)):
                bad.append((row, str(error)))
    return good, bad
