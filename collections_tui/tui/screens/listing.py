"""What screens of one list share: the list, what it comes to in a line under it, and the way back."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine
from collections_tui.tui.widgets.virtual_list import VirtualList


class ListScreen(DeskScreen):
    """A subclass makes its ``_list`` before it is composed, and says with ``_sum_up`` what the list comes to."""

    AUTO_FOCUS = "VirtualList"
    CSS_PATH = "../styles/listing.tcss"

    _list: VirtualList[Any]

    def __init__(self) -> None:
        super().__init__()
        self._totals = OneLine(id="totals")

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield from self.above()
            yield self._list
            yield self._totals

    def above(self) -> list[Widget]:
        """What stands above the list."""
        return []

    def _here(self) -> Here:
        return here_at(self.desk)

    def _sum_up(self, words: str) -> None:
        self._totals.show(plain(words))

    def action_leave(self) -> None:
        """Back to where I came from."""
        self.go_back()

    @on(VirtualList.Failed)
    def _tell_failure(self, event: VirtualList.Failed) -> None:
        self.attempt(_raise(event.error), hold=False)


async def _raise(error: Exception) -> None:
    raise error
