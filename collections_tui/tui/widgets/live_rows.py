"""Rows that change while they are looked at, in the form in which the list widget asks for rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class LiveRows(Generic[Row]):
    """The rows there are now, in their order. A row is found by its key: what it says may be another by now.

    Args:
        key: tells rows apart.
    """

    def __init__(self, key: Callable[[Row], Hashable]) -> None:
        self._key = key
        self._rows: list[Row] = []
        self._places: dict[Hashable, int] = {}
        self._stood: dict[Hashable, int] = {}

    def put(self, rows: Sequence[Row]) -> None:
        """These from now on; a list that shows them is to be reloaded."""
        self._rows = list(rows)
        self._stood |= self._places  # for the cursor that is on one that goes
        self._places = {self._key(row): at for at, row in enumerate(self._rows)}

    async def count(self) -> int | None:
        """How many there are."""
        return len(self._rows)

    async def after(self, row: Row | None, limit: int) -> list[Row]:
        """The rows below ``row``, or the first ones."""
        if row is None:
            return self._rows[:limit]
        key = self._key(row)
        start = self._places[key] + 1 if key in self._places else self._stood.get(key, 0)
        return self._rows[start : start + limit]

    async def before(self, row: Row | None, limit: int) -> list[Row]:
        """The rows above ``row``, or the last ones."""
        if row is None:
            return self._rows[-limit:]
        key = self._key(row)
        end = self._places.get(key, self._stood.get(key, 0))
        return self._rows[max(0, end - limit) : end]
