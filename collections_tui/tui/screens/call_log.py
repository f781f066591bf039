"""The calls of a day: mine, or everybody's for those who may see them."""

from __future__ import annotations

from datetime import date, timedelta

from textual import on

from collections_tui.domain.records import Unsaved
from collections_tui.services import call_log, calls, clients, people
from collections_tui.services.permissions import Permission, addendum_refused, allowed
from collections_tui.services.views import CallFilter, CallLine
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.call_log_source import CallLogSource
from collections_tui.tui.screens.call_log_words import call_columns, empty_words, log_words, totals_words
from collections_tui.tui.screens.listing import ListScreen
from collections_tui.tui.widgets.virtual_list import VirtualList

OTHERS: Permission = "see everybody's calls"


class CallLogScreen(ListScreen):
    """Begins with my calls of today, each time it comes to the front on a new day."""

    SCOPE = "call_log"
    NAME = "Call log"
    BINDINGS = bindings_for("call_log", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._today: date | None = None
        self._chosen: CallFilter | None = None
        self._list: VirtualList[CallLine] = VirtualList(
            key=lambda row: row.call_id, columns=call_columns(self._here, everybody=False), id="calls"
        )

    def on_screen_resume(self) -> None:
        """Show the log as it is now; on a new day, that day's."""
        today = self._here().today
        if self._chosen is None or self._today != today:
            self._today = today
            self._show(CallFilter(today, today, self.desk.person.login))
        else:
            self._list.reload()
            self.attempt(self._count_up(self._chosen), hold=False)

    def top_words(self) -> str:
        """Whose calls of which day."""
        if self._chosen is None:
            return self.NAME
        outcome = self.desk.books.outcomes.by_code.get(self._chosen.outcome or "")
        return log_words(
            self._chosen, self._here().today, self.desk.person.login, outcome.words if outcome is not None else None
        )

    def _show(self, chosen: CallFilter) -> None:
        self._chosen = chosen
        self._list.set_source(
            CallLogSource(self.workstation.thread, chosen),
            columns=call_columns(self._here, everybody=chosen.by != self.desk.person.login),
            empty_text=empty_words(chosen, self._here().today),
        )
        self.show_top_line()
        self.attempt(self._count_up(chosen), hold=False)

    async def _count_up(self, chosen: CallFilter) -> None:
        totals = await self.ask(call_log.totals, chosen)
        # Another day may have been asked for since.
        if chosen == self._chosen:
            self._sum_up(totals_words(totals))

    # Days and filters

    def action_earlier(self) -> None:
        """The day before."""
        self._move(-1)

    def action_later(self) -> None:
        """The day after, up to today."""
        self._move(1)

    def _move(self, days: int) -> None:
        if self._chosen is not None:
            day = self._chosen.first_day + timedelta(days=days)
            if day > self._here().today:
                self.say("That is today: no call is logged beforehand.")
            else:
                self._go(day)

    def _go(self, day: date | None) -> None:
        if day is not None and self._chosen is not None:
            self._show(self._chosen._replace(first_day=day, last_day=day))

    def action_day(self) -> None:
        """Any day."""
        from collections_tui.tui.dialogs.go_day import GoDayDialog

        self.open_dialog(GoDayDialog(self._here().today), self._go)

    def action_everybody(self) -> None:
        """Everybody's calls, or mine alone."""
        self.attempt(self._show_everybody())

    async def _show_everybody(self) -> None:
        if self._chosen is None:
            return
        mine = self._chosen.by == self.desk.person.login
        chosen = self._chosen._replace(by=None if mine else self.desk.person.login)
        await self.ask(call_log.count, chosen)
        self._show(chosen)

    def action_filter(self) -> None:
        """Some calls only."""
        self.attempt(self._open_filter())

    async def _open_filter(self) -> None:
        from collections_tui.tui.dialogs.call_filter import CallFilterDialog

        if self._chosen is None:
            return
        me = self.desk.person
        codes = [client.code for client in await self.ask(clients.every)]
        logins = [me.login]
        if allowed(OTHERS, me.roles):
            logins += [one.login for one in await self.ask(people.everyone) if one.login != me.login]
        dialog = CallFilterDialog(self._chosen, self.desk.books.outcomes, codes, logins)
        await self.workstation.travel.show_dialog(dialog, self._take_filter)

    def _take_filter(self, chosen: CallFilter | None) -> None:
        if chosen is not None:
            self._show(chosen)

    # One call

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        self.attempt(self._open_call(event.row))

    def action_open(self) -> None:
        """See everything about the call under the cursor."""
        self._list.action_choose()

    async def _open_call(self, row: CallLine) -> None:
        from collections_tui.tui.dialogs.call_detail import Answer, CallDetailDialog

        def take(answer: Answer | None) -> None:
            if answer == "account":
                self.go_account(row.account_id)
            elif answer == "changed":
                self._list.reload()

        found, call = await self.ask(calls.get, row.call_id)
        await self.workstation.travel.show_dialog(CallDetailDialog(found, call, self._here()), take)

    def action_addendum(self) -> None:
        """Add to the call under the cursor."""
        from collections_tui.tui.dialogs.call_detail import UNSAVED
        from collections_tui.tui.dialogs.note import write_note

        row = self._list.cursor_row
        if row is None:
            return
        refused = addendum_refused(self.desk.person)
        if refused:
            self.say(refused, "error")
            return

        async def write(text: str) -> str:
            await self.ask(calls.add_addendum, row.call_id, text, kept=True)
            self._list.reload()
            return "Added. The call itself stays as it was written."

        about = f"Add to the call of {self._here().when(row.started_at)} to {row.customer}"
        write_note(self, Unsaved("addendum", row.call_id), about, write, UNSAVED)
