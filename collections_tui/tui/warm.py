"""Runs the first screen once, on no terminal and no database, for a server of workstations.

What Textual reads and works out for it is there afterwards: whoever is forked then neither waits for the styles to be
read nor keeps them for themselves alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, cast

from collections_tui.clock import SystemClock
from collections_tui.domain.errors import StoreError
from collections_tui.domain.records import ListRow, Person, Worklist
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.sessions import Back
from collections_tui.services.views import ListQuery
from collections_tui.tui.app import Workstation
from collections_tui.tui.first import FirstLook
from collections_tui.tui.theme import THEMES

if TYPE_CHECKING:
    from collections_tui.tui.thread import DeskThread

SIZE = (120, 40)
ROWS = 50


class _NoThread:
    """Has a desk for those who look at it, and does nothing."""

    def __init__(self) -> None:
        person = Person(1, "nobody", "Nobody", ("collector", "supervisor"))
        self._desk = Desk(cast(Any, None), person, SystemClock(), Books(None), "")
        self.opened: Future[Desk] = Future()
        self.opened.set_result(self._desk)
        self.lost: Callable[[bool], None] = lambda waits: None

    def wait(self) -> Desk:
        return self._desk

    async def call(self, service: object, /, *args: object, **kwargs: object) -> object:
        raise StoreError("There is no database.")


def warm_up() -> None:
    """Show the first screen, in each of the looks, and read the styles of the next ones. Leaves no thread behind."""
    asyncio.run(_show())


async def _show() -> None:
    rows = [_row(number) for number in range(1, ROWS)]
    first = FirstLook([Worklist(1, "MAIN", "Main", "balanced")], {}, ListQuery(1), rows, Back())
    app = Workstation(cast("DeskThread", _NoThread()), first)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.travel.prepare()
        for theme in (*THEMES[::-1], *THEMES[:1]):
            app.theme = theme.name
            await pilot.pause()
        app.exit()


def _row(number: int) -> ListRow:
    return ListRow(
        number, f"A-{number}", "Nobody", "NONE", "USD", number * 10_000, None, number, False, "open", 1, "", None, "",
        None, None, False, True,
    )  # fmt: skip
