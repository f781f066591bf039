"""From the cells of rows to one column of clean texts for each field, as a mapping says.

Refuses to understand the texts: dates, money and numbers are read by whoever asked for them. Works on columns, not on
rows: one pass over twenty thousand texts costs a fraction of twenty thousand passes over one.
"""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.mapping import Mapping, listed

APART = "␟"
"""Stands between the texts of several columns of one field that are not one text."""


class Picker:
    """``columns`` gives the texts of some fields in their order: cleaned, stripped, translated, '' when empty."""

    def __init__(self, mapping: Mapping, header: Sequence[str], fields: Sequence[str], name: str) -> None:
        """Find the columns.

        Args:
            mapping: which column is which field.
            header: the names of the file's columns.
            fields: the fields wanted; those that the mapping does not have are always ''.
            name: what to call the file in a sentence.

        Raises:
            Refused: a column of the mapping is not in the file, or is there twice.
        """
        places = {column: _place(column, header, mapping, name) for column in _columns_of(mapping, fields)}
        self._fields = tuple(fields)
        self._places = [tuple(places[column] for column in mapping.columns.get(field, ())) for field in fields]
        self._constants = [mapping.constants.get(field, "") for field in fields]
        self._values = [mapping.values.get(field) for field in fields]
        self._between = [APART if field in mapping.apart else " " for field in fields]
        self.notes = [(clean(column), places[column]) for column in mapping.notes]
        self.labels = {field: clean(" + ".join(mapping.columns.get(field, (field,)))) for field in fields}

    def columns(self, cells: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return a column for each of the fields. Columns of fields that the file does not have may be one list."""
        empty = [""] * len(cells)
        return [
            self._column(cells, at) if places else [constant] * len(cells) if constant else empty
            for at, (places, constant) in enumerate(zip(self._places, self._constants, strict=True))
        ]

    def texts(self, field: str, cells: Sequence[str]) -> list[str]:
        """Return what each column of one field says in one row, where they are not one text; or the constant."""
        at = self._fields.index(field)
        values = self._values[at] or {}
        texts = [clean(cells[place]).strip() for place in self._places[at]]
        return [values.get(text.casefold(), text) for text in texts] or [self._constants[at]]

    def note(self, cells: Sequence[str]) -> str:
        """Return what a row's note columns hold, as ``Column: text`` with a line for each; '' when they are empty."""
        return "\n".join(
            f"{column}: {text}" for column, at in self.notes if (text := clean(cells[at], lines=True).strip())
        )

    def _column(self, cells: Sequence[Sequence[str]], field: int) -> list[str]:
        first, *more = self._places[field]
        texts = [row[first].strip() for row in cells]
        if more:
            places = self._places[field]
            between = self._between[field]
            texts = [between.join(filter(None, (row[at].strip() for at in places))) for row in cells]
        if not "".join(texts).isprintable():
            texts = [clean(text).strip() for text in texts]
        values, constant = self._values[field], self._constants[field]
        if values:
            texts = [values.get(text.casefold(), text) for text in texts]
        if constant:
            texts = [text or constant for text in texts]
        return texts


def _place(column: str, header: Sequence[str], mapping: Mapping, name: str) -> int:
    found = [at for at, title in enumerate(header) if title == column]
    found = found or [at for at, title in enumerate(header) if title.casefold() == column.casefold()]
    if len(found) == 1:
        return found[0]
    shown = clean(column)
    if found:
        raise Refused(f"{name} has {len(found)} columns called {shown}: give them different names.")
    hint = ""
    if len(header) == 1 and (marks := [mark for mark in ";\t|," if mark in header[0]]):
        hint = f" Perhaps its delimiter is {marks[0]!r}: say so in the mapping."
    raise Refused(
        f"{name} has no column {shown}, which {mapping.source} asks for: its columns are {listed(header)}.{hint}"
    )


def _columns_of(mapping: Mapping, fields: Sequence[str]) -> dict[str, None]:
    """Return the columns wanted, each once, in order."""
    names = [column for field in fields for column in mapping.columns.get(field, ())]
    return dict.fromkeys([*names, *mapping.notes])
