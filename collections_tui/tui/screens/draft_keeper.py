"""Keeps what is being typed: one write at a time, the newest state wins, the last is always written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

Body = dict[str, str]


class DraftKeeper:
    """Remembers what is to be written, and writes it as fast as the database takes it.

    Args:
        write: stores the body of what has this id.
        run: has a coroutine done in the background, and shows what goes wrong with it.
    """

    def __init__(
        self, write: Callable[[int, Body], Awaitable[object]], run: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        self._write = write
        self._run = run
        self._next: tuple[int, Body] | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()

    def keep(self, account_id: int, body: Body) -> None:
        """Write this, unless something newer comes before its turn."""
        self._next = (account_id, body)
        if self._quiet.is_set():
            self._quiet.clear()
            self._run(self._work())

    def forget(self) -> None:
        """Write nothing more; what is being written already is finished."""
        self._next = None

    async def settled(self) -> None:
        """Wait until everything is written, or could not be."""
        await self._quiet.wait()

    async def _work(self) -> None:
        try:
            while self._next is not None:
                (account_id, body), self._next = self._next, None
                await self._write(account_id, body)
        finally:
            self._quiet.set()
