"""From the cells of a row to one clean text for each field, as a mapping says.

Refuses to understand the texts: dates, money and numbers are read by whoever asked for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.mapping import Mapping, listed


class Picker:
    """``pick(cells)`` gives the texts of some fields in their order: cleaned, stripped, translated, '' when empty."""

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
        places = {column: self._place(column, header, mapping, name) for column in _columns_of(mapping, fields)}
        given = [field for field in fields if field in mapping.columns]
        single = [field for field in given if len(mapping.columns[field]) == 1]
        joined = [field for field in given if len(mapping.columns[field]) > 1]
        order = [*single, *joined]
        self._get = _getter([places[mapping.columns[field][0]] for field in single])
        self._joins = [[places[column] for column in mapping.columns[field]] for field in joined]
        values, constants = mapping.values, mapping.constants
        self._values = [(at, values[field]) for at, field in enumerate(order) if field in values]
        self._defaults = [(at, constants[field]) for at, field in enumerate(order) if field in constants]
        only = [field for field in fields if field in constants and field not in mapping.columns]
        self._constants = [*(constants[field] for field in only), ""]
        known = {field: at for at, field in enumerate([*order, *only])}
        self._spread = _getter([known.get(field, len(known)) for field in fields])
        self.notes = [(clean(column), places[column]) for column in mapping.notes]
        self.labels = {field: clean(" + ".join(mapping.columns.get(field, (field,)))) for field in fields}

    def pick(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return one text for each of the fields."""
        texts = [cell.strip() for cell in self._get(cells)]
        for columns in self._joins:
            texts.append(" ".join(filter(None, (cells[at].strip() for at in columns))))
        if not "".join(texts).isprintable():
            texts = [clean(text).strip() for text in texts]
        for at, meanings in self._values:
            texts[at] = meanings.get(texts[at].casefold(), texts[at])
        for at, constant in self._defaults:
            texts[at] = texts[at] or constant
        return self._spread(texts + self._constants)

    def note(self, cells: Sequence[str]) -> str:
        """Return what the note columns hold, as ``Column: text`` with a line for each; '' when they are empty."""
        return "\n".join(
            f"{column}: {text}" for column, at in self.notes if (text := clean(cells[at], lines=True).strip())
        )

    @staticmethod
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


def _getter(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what takes these places out of a row, always as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    if places:
        only = places[0]
        return lambda cells: (cells[only],)
    return lambda cells: ()
