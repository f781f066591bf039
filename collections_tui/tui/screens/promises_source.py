"""The money that is expected as the list widget wants it: pages by key, each fetched in the desk's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_tui.services import promises
from collections_tui.services.promises import Expected, Which

if TYPE_CHECKING:
    from collections_tui.tui.thread import DeskThread


class ExpectedSource:
    """What is overdue, due today or coming, by day: mine, or the team's."""

    def __init__(self, thread: DeskThread, which: Which, *, mine: bool) -> None:
        self._thread = thread
        self._which: Which = which
        self._mine = mine

    async def count(self) -> int | None:
        """How many there are."""
        sums = await self._thread.call(promises.sums, mine=self._mine)
        return next(one.number for one in sums if one.which == self._which)

    async def after(self, row: Expected | None, limit: int) -> list[Expected]:
        """Those that are due later."""
        key = None if row is None else row.row.key
        return await self._thread.call(promises.expected, self._which, mine=self._mine, after=key, limit=limit)

    async def before(self, row: Expected | None, limit: int) -> list[Expected]:
        """Those that are due earlier."""
        if row is None:
            return await self._thread.call(promises.last_expected, self._which, mine=self._mine, limit=limit)
        return await self._thread.call(promises.expected, self._which, mine=self._mine, before=row.row.key, limit=limit)
