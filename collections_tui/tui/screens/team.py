"""Everybody: what they work on, who is in a call, how the day is going. What has not changed is not drawn again."""

from __future__ import annotations

import asyncio

from textual import events, on

from collections_tui.domain.floor import HIDDEN
from collections_tui.services import team
from collections_tui.services.team_views import Seat, Team
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.listing import ListScreen
from collections_tui.tui.screens.team_words import EMPTY, ORDERS, Row, row_key, rows_of, team_columns, totals_words
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList

POLL = 3.0
"""Seconds between looks whether anything has changed, which is one small query where nothing has."""


class TeamScreen(ListScreen):
    """Looks while it is in front. The cursor stays on the same person, whatever changes around them."""

    SCOPE = "team"
    NAME = "Team"
    BINDINGS = bindings_for("team", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._team: Team | None = None
        self._order = next(iter(ORDERS))
        self._filter = ""
        self._teams = False
        self._rows: LiveRows[Row] = LiveRows(row_key)
        self._list: VirtualList[Row] = VirtualList(key=row_key, columns=[], empty_text=EMPTY, id="team")
        self._looking = asyncio.Lock()

    def on_mount(self) -> None:
        super().on_mount()
        self._list.set_source(self._rows, columns=self._columns(self.app.size.width))
        self.set_interval(POLL, self.look_again)

    async def _on_resize(self, event: events.Resize) -> None:
        await super()._on_resize(event)
        self._list.show_columns(self._columns(event.size.width))
        self._fill()

    def _columns(self, cells: int) -> list[Column[Row]]:
        return team_columns(self._here, cells, teams=self._teams)

    def on_screen_resume(self) -> None:
        """Show it as it is now."""
        self.attempt(self._look(recount=self._team is None), hold=False)

    def top_words(self) -> str:
        """In which order, and which of them."""
        kept = f" · only “{self._filter}”" if self._filter else ""
        return f"{self.NAME} · {ORDERS[self._order].words}{kept}"

    # Looking

    def look_again(self) -> None:
        """See whether anything has changed, unless nobody sees this or the last look is not over."""
        if self.is_current and not self._looking.locked():
            self.attempt(self._look(), hold=False)

    async def _look(self, *, recount: bool = False) -> None:
        # One after the other: what is asked goes on from what was answered last.
        async with self._looking:
            found = await self.ask(team.look, self._team, recount=recount)
            if found is not None:
                self._team = found
                self._fill()

    def _fill(self) -> None:
        if self._team is None:
            return
        teams = any(seat.team for seat in self._team.seats)
        if teams != self._teams:
            self._teams = teams
            self._list.show_columns(self._columns(self.app.size.width))
        kept = rows_of(self._team, self._order, self._filter)
        self._rows.put(kept)
        self._list.reload()
        self._sum_up(totals_words(kept, self.app.size.width))

    async def tick(self) -> None:
        """How long calls have taken, and what may be called, is another by now."""
        await self._look()

    # Which, and in which order

    def action_sort(self) -> None:
        """The next order."""
        names = list(ORDERS)
        self._order = names[(names.index(self._order) + 1) % len(names)]
        self._arrange()

    def action_filter(self) -> None:
        """Some of them only."""
        from collections_tui.tui.dialogs.team_filter import TeamFilterDialog

        def take(words: str | None) -> None:
            if words is not None:
                self._filter = words
                self._arrange()

        self.open_dialog(TeamFilterDialog(self._filter), take)

    def _arrange(self) -> None:
        self._fill()
        self.show_top_line()

    def action_refresh(self) -> None:
        """Read everything again."""
        self.attempt(self._look(recount=True))

    # One of them

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        row: Row = event.row
        if not isinstance(row, Seat):
            self.say(f"Nobody works {row.code}: R gives its accounts to somebody.")
        elif row.having is None:
            self.say(f"{row.login} has no account open.")
        elif row.having.account_id is None:
            self.say(f"{row.login} works on {HIDDEN}: an admin says whose accounts you see.")
        elif row.login == self.desk.person.login:
            self.go_account(row.having.account_id)
        else:
            self.attempt(self.workstation.travel.to_listen(row.having.account_id))

    def action_open(self) -> None:
        """Open the account that whoever is under the cursor works on."""
        self._list.action_choose()

    def action_reassign(self) -> None:
        """Move the accounts of whoever is under the cursor, or those that nobody works, to other people."""
        from collections_tui.tui.dialogs.reassign import open_reassign

        row = self._list.cursor_row
        if row is not None:
            source = row.login if isinstance(row, Seat) else row.code
            open_reassign(self, from_people=[source], then=self._recount)

    def _recount(self) -> None:
        """Show what has moved, and leave standing what was said of it."""
        self.attempt(self._look(recount=True), hold=False)
