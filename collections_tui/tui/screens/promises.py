"""Money that somebody has agreed to pay: due today, overdue and coming."""

from __future__ import annotations

from typing import Any

from textual import on

from collections_tui.services import promises
from collections_tui.services.permissions import allowed
from collections_tui.services.promises import Expected, Sum
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.agreements import mark_instalment, mark_promise
from collections_tui.tui.screens.promises_source import ExpectedSource
from collections_tui.tui.screens.promises_words import (
    LISTS,
    Listed,
    about_words,
    empty_words,
    expected_columns,
    row_key,
    tabs,
    totals_words,
)
from collections_tui.tui.screens.tabbed import TabbedList
from collections_tui.tui.widgets.virtual_list import VirtualList

OVER = "That is broken already: a on the account agrees on something else."


class PromisesScreen(TabbedList):
    """Begins with what is due to me today; each time it comes to the front it is read again."""

    SCOPE = "promises"
    NAME = "Promises"
    BINDINGS = bindings_for("promises", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._listed: Listed = "today"
        self._mine = True
        self._shown: tuple[Listed, bool] | None = None
        self._sums: tuple[Sum, ...] = ()
        self._list: VirtualList[Any] = VirtualList(key=row_key, columns=[], id="expected")

    def top_words(self) -> str:
        """Whose, and which of the lists."""
        whose = "My" if self._mine else "The team's"
        return f"{whose} {self.NAME.lower()} · {LISTS[self._listed]}"

    async def _read(self) -> None:
        """Count anew, and show the list in view again; its cursor stays where it is the same list."""
        mine = self._mine
        self._sums = await self.ask(promises.sums, mine=mine)
        wanted = (self._listed, self._mine)
        if wanted != self._shown:
            self._fill()
        else:
            self._list.reload()
        self._shown = wanted
        self._count_up()

    def _fill(self) -> None:
        source = ExpectedSource(self.workstation.thread, self._listed, mine=self._mine)
        columns = expected_columns(self._here, mine=self._mine)
        self._list.set_source(source, columns=columns, empty_text=empty_words(self._listed, mine=self._mine))

    def _count_up(self) -> None:
        self._tabs.offer(tabs(self._sums), list(LISTS).index(self._listed))
        self._sum_up(totals_words(self._listed, self._sums, mine=self._mine))
        self.show_top_line()

    async def tick(self) -> None:
        """What is due may be another by now."""
        await self._read()

    # Which list

    def _shown_tab(self) -> tuple[int, int]:
        return list(LISTS).index(self._listed), len(LISTS)

    def _choose(self, at: int) -> None:
        self._listed = list(LISTS)[at % len(LISTS)]
        self.attempt(self._read())

    def action_everybody(self) -> None:
        """The team's, or mine alone."""
        self._mine = not self._mine
        self.attempt(self._read())

    # One of them

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        self.go_account(event.row.row.account_id)

    def action_open(self) -> None:
        """Open the account under the cursor."""
        self._list.action_choose()

    def action_call(self) -> None:
        """Open the account and call."""
        row: Expected | None = self._list.cursor_row
        if row is not None:
            self.go_account(row.row.account_id, resume=True)

    def action_mark(self) -> None:
        """Move the instalment or cancel what was agreed."""
        row: Expected | None = self._list.cursor_row
        if row is None:
            return
        if not allowed("work", self.desk.person.roles):
            self.say("You may look at what was agreed, not change it: ask for the role of collector.", "error")
        elif row.status in ("broken", "part kept"):
            self.say(OVER)
        else:
            self.attempt(self._mark_expected(row))

    async def _mark_expected(self, one: Expected) -> None:
        about = about_words(one, self._here())
        if one.row.kind == "promise":
            await mark_promise(self, one.row.id, about, self._read)
        else:
            await mark_instalment(self, one.row.id, one.row.number, about, self._read)
