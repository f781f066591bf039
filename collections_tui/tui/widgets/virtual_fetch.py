"""Brings rows from a source to the buffer of a virtual list: what keys wait for first, then what may be wanted soon.

One request is under way at a time. When other rows are asked for as a whole (the end of the list, another source), what
is still on its way is dropped as it arrives; the request itself cannot be called back.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from collections_tui.tui.widgets.virtual_rows import PageBuffer, Source, Want

Row = TypeVar("Row")


class Around(NamedTuple, Generic[Row]):
    """The rows on both sides of one. The cursor goes to it, at this line of the view."""

    row: Row
    line: int
    position: int | None


class Fetcher(Generic[Row]):
    """Fetches for one buffer.

    Args:
        buffer: takes the rows.
        run: starts a coroutine that nobody awaits.
        arrived: called after rows or the count came; with True when all rows at hand are new.
        failed: called when the source raised an error; nothing is under way then.
    """

    def __init__(
        self,
        buffer: PageBuffer[Row],
        *,
        run: Callable[[Coroutine[Any, Any, None]], object],
        arrived: Callable[[bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.source: Source[Row] | None = None
        self.jump: Want | Around[Row] | None = None
        """What replaces all rows at hand, while it is on its way."""
        self.blocked_by: Want | None = None
        """The rows that the next key waits for."""
        self._buffer = buffer
        self._run = run
        self._arrived = arrived
        self._failed = failed
        self._count_due = False
        self._generation = 0
        self._fetching: int | None = None  # the generation under way
        self._quiet = asyncio.Event()
        self._quiet.set()

    def jump_to(self, jump: Want | Around[Row], *, count: bool = False) -> None:
        """Replace the rows at hand with the next `fetch`, and drop those on their way; with `count`, count again."""
        self.jump = jump
        self._count_due = self._count_due or count
        self._generation += 1
        self._quiet.clear()

    def fetch(self) -> None:
        """Start to fetch what is wanted, unless that is under way."""
        if self.source is None or self._fetching == self._generation:
            return
        if self._next() is None:
            self._quiet.set()
            return
        self._quiet.clear()
        self._fetching = self._generation
        self._run(self._load(self.source, self._generation))

    async def settled(self) -> None:
        """Wait until nothing is wanted and nothing under way."""
        await self._quiet.wait()

    def _next(self) -> Want | Around[Row] | Literal["count"] | None:
        if self.jump is not None or self.blocked_by is not None:
            return self.jump or self.blocked_by
        return "count" if self._count_due else self._buffer.wanted()

    async def _load(self, source: Source[Row], generation: int) -> None:
        """Fetch until nothing is wanted; stop when all is asked for anew, and leave what arrives then."""
        try:
            while self._generation == generation and (want := self._next()) is not None:
                take = await self._ask(source, want)
                if self._generation == generation:
                    take()
        except Exception as error:
            if self._generation == generation:
                self._give_up(error)
        finally:
            if self._fetching == generation:
                self._fetching = None
                self._quiet.set()

    def _give_up(self, error: Exception) -> None:
        """Stay with the rows at hand; the next `fetch` tries again."""
        self.jump = self.blocked_by = None
        self._count_due = False
        self._failed(error)

    async def _ask(self, source: Source[Row], want: Want | Around[Row] | Literal["count"]) -> Callable[[], None]:
        """Ask the source; return what hands its answer to the buffer."""
        buffer, limit = self._buffer, self._buffer.limit
        edge = buffer.rows[-1 if want == "after" else 0] if buffer.rows else None
        match want:
            case "count":
                return partial(self._take_count, await source.count())
            case "after":
                return partial(self._take, partial(buffer.load_after, await source.after(edge, limit), limit))
            case "before":
                return partial(self._take, partial(buffer.load_before, await source.before(edge, limit), limit))
            case "home":
                return partial(self._take_jump, partial(buffer.load_home, await source.after(None, limit), limit))
            case "end":
                return partial(self._take_jump, partial(buffer.load_end, await source.before(None, limit), limit))
            case Around(row, line, position):
                above = await source.before(row, limit)
                below = await source.after(above[-1] if above else None, limit)
                load = partial(buffer.load_around, above, below, limit, buffer.key(row), line, position)
                return partial(self._take_jump, load)

    def _take(self, load: Callable[[], None]) -> None:
        load()
        self._arrived(False)

    def _take_jump(self, load: Callable[[], None]) -> None:
        load()
        self.jump = None
        self._arrived(True)

    def _take_count(self, total: int | None) -> None:
        self._count_due = False
        self._buffer.learn_total(total)
        self._arrived(False)
