"""A list of few rows that are all at hand, in the form in which the list widget asks for rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class FixedRows(Generic[Row]):
    """These rows, in their order."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._rows = list(rows)

    async def count(self) -> int | None:
        """How many there are."""
        return len(self._rows)

    async def after(self, row: Row | None, limit: int) -> list[Row]:
        """The rows below ``row``, or the first ones."""
        start = 0 if row is None else self._rows.index(row) + 1
        return self._rows[start : start + limit]

    async def before(self, row: Row | None, limit: int) -> list[Row]:
        """The rows above ``row``, or the last ones."""
        end = len(self._rows) if row is None else self._rows.index(row)
        return self._rows[max(0, end - limit) : end]
