"""The call log as the list widget wants it: pages by key, each fetched in the desk's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_tui.services import call_log
from collections_tui.services.views import CallFilter, CallLine

if TYPE_CHECKING:
    from collections_tui.tui.thread import DeskThread


class CallLogSource:
    """The calls that a filter keeps, newest first."""

    def __init__(self, thread: DeskThread, chosen: CallFilter) -> None:
        self._thread = thread
        self._chosen = chosen

    async def count(self) -> int | None:
        """How many there are."""
        return await self._thread.call(call_log.count, self._chosen)

    async def after(self, row: CallLine | None, limit: int) -> list[CallLine]:
        """The calls before this one in time."""
        return await self._thread.call(call_log.page, self._chosen, after=row, limit=limit)

    async def before(self, row: CallLine | None, limit: int) -> list[CallLine]:
        """The calls after this one in time."""
        if row is None:
            return await self._thread.call(call_log.last_page, self._chosen, limit)
        return await self._thread.call(call_log.page, self._chosen, before=row, limit=limit)
