"""A mapping made to fit one file: columns that it may have any number of, may lack, or spell with blanks.

``#`` in the name of a column stands for a number: ``code|#`` is every one of ``code|1``, ``code|2``, … that the file
has. Blanks around a bar make no difference (``code | 1``), as in the published templates for prices of hospitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from collections_tui.files.mapping import Mapping

NUMBER = "#"
_AROUND_BAR = re.compile(r"\s*\|\s*")


def fitted(mapping: Mapping, header: Sequence[str]) -> Mapping:
    """Return the mapping with the columns of this header. What it lacks and may not lack keeps the name it should have,
    for whoever looks it up and does not find it.
    """
    if not mapping.optional and not any(_odd(name) for names in mapping.columns.values() for name in names):
        return mapping
    there = {_plain(column): column for column in reversed(header) if column}
    optional = {_plain(name) for name in mapping.optional}
    columns: dict[str, tuple[str, ...]] = {}
    for field, names in mapping.columns.items():
        found = tuple(column for name in names for column in _columns(name, there, optional))
        if found:
            columns[field] = found
    return mapping._replace(columns=columns)


def _columns(name: str, there: dict[str, str], optional: set[str]) -> list[str]:
    plain = _plain(name)
    if NUMBER in plain:
        form = re.compile(re.escape(plain).replace(re.escape(NUMBER), "([0-9]{1,3})"))
        matches = [(match, column) for key, column in there.items() if (match := form.fullmatch(key)) is not None]
        found = [column for _, column in sorted(matches, key=lambda one: [int(digits) for digits in one[0].groups()])]
        if found:
            return found
    elif plain in there:
        return [there[plain]]
    return [] if plain in optional else [name.replace(NUMBER, "1")]


def _odd(name: str) -> bool:
    return NUMBER in name or "|" in name


def _plain(name: str) -> str:
    return _AROUND_BAR.sub("|", name.strip()).casefold()
