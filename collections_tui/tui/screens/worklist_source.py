"""A worklist as the list widget wants it: pages by key, each fetched in the desk's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_tui.domain.records import ListRow
from collections_tui.services import lists
from collections_tui.services.views import ListQuery

if TYPE_CHECKING:
    from collections_tui.tui.thread import DeskThread


class WorklistSource:
    """The accounts of one query. ``first`` are the rows of its first page, if they are at hand already."""

    def __init__(self, thread: DeskThread, query: ListQuery, first: list[ListRow] | None = None) -> None:
        self.query = query
        self._thread = thread
        self._first = first

    async def count(self) -> int | None:
        """How many there are; None when there are more than are worth counting."""
        return await self._thread.call(lists.count, self.query)

    async def after(self, row: ListRow | None, limit: int) -> list[ListRow]:
        """The accounts below ``row``."""
        first, self._first = self._first, None
        if row is None and first is not None and len(first) >= limit:
            return first[:limit]
        return await self._thread.call(lists.page, self.query, after=row, limit=limit)

    async def before(self, row: ListRow | None, limit: int) -> list[ListRow]:
        """The accounts above ``row``."""
        if row is None:
            return await self._thread.call(lists.last_page, self.query, limit)
        return await self._thread.call(lists.page, self.query, before=row, limit=limit)
