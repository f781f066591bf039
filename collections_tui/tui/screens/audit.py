"""The audit: what everybody did, was refused and looked at, newest first; and whether it is as it was written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from collections_tui.domain.audit import Entry
from collections_tui.services import audit
from collections_tui.services.audit import EVERYTHING, AuditFilter
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.audit_words import EMPTY, audit_columns, audit_words, checked_words
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from collections_tui.tui.thread import DeskThread


class AuditSource:
    """The entries that a filter keeps, newest first, as the list widget wants them."""

    def __init__(self, thread: DeskThread, chosen: AuditFilter) -> None:
        self._thread = thread
        self._chosen = chosen

    async def count(self) -> int | None:
        """How many there are."""
        return await self._thread.call(audit.count, self._chosen)

    async def after(self, row: Entry | None, limit: int) -> list[Entry]:
        """The entries before this one in time."""
        return await self._thread.call(audit.page, self._chosen, after=row, limit=limit)

    async def before(self, row: Entry | None, limit: int) -> list[Entry]:
        """The entries after this one in time."""
        if row is None:
            return await self._thread.call(audit.last_page, self._chosen, limit)
        return await self._thread.call(audit.page, self._chosen, before=row, limit=limit)


class AuditScreen(DeskScreen):
    """Shows the audit as it is now each time it comes to the front."""

    SCOPE = "audit"
    NAME = "Audit"
    BINDINGS = bindings_for("audit", "everywhere")
    AUTO_FOCUS = "VirtualList"

    def __init__(self) -> None:
        super().__init__()
        self._chosen = EVERYTHING
        self._account = ""
        self._list: VirtualList[Entry] = VirtualList(
            key=lambda row: row.id, columns=audit_columns(self._here), id="audit"
        )

    def compose_body(self) -> ComposeResult:
        yield self._list

    def _here(self) -> Here:
        return here_at(self.desk)

    def on_screen_resume(self) -> None:
        """Show the newest entries."""
        self._show(self._chosen, self._account)

    def top_words(self) -> str:
        """What is shown of it."""
        return audit_words(self._chosen, self._account, self._here())

    def _show(self, chosen: AuditFilter, account: str) -> None:
        self._chosen, self._account = chosen, account
        self._list.set_source(AuditSource(self.workstation.thread, chosen), empty_text=EMPTY)
        self.show_top_line()

    def action_refresh(self) -> None:
        """Read it again."""
        self._show(self._chosen, self._account)

    def action_day(self) -> None:
        """The entries of one day."""
        from collections_tui.tui.dialogs.go_day import GoDayDialog

        self.open_dialog(GoDayDialog(self._here().today), self._go)

    def _go(self, day: date | None) -> None:
        if day is not None:
            self._show(self._chosen._replace(day=day), self._account)

    def action_filter(self) -> None:
        """Some entries only."""
        self.attempt(self._open_filter())

    async def _open_filter(self) -> None:
        from collections_tui.tui.dialogs.audit_filter import AuditFilterDialog, Filtered

        def take(filtered: Filtered | None) -> None:
            if filtered is not None:
                self._show(*filtered)

        kinds = await self.ask(audit.kinds)
        dialog = AuditFilterDialog(self._chosen, self._account, kinds, self._here().today)
        await self.workstation.travel.show_dialog(dialog, take)

    def action_check(self) -> None:
        """Check that every entry is as it was written."""
        self.attempt(self._check())

    async def _check(self) -> None:
        self.say("Checking every entry…")
        found = await self.ask(audit.verify)
        self.say(checked_words(found), "info" if found.bad is None else "error")

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        from collections_tui.tui.dialogs.audit_entry import AuditEntryDialog

        entry: Entry = event.row

        def take(account_id: int | None) -> None:
            if account_id is not None:
                self.go_account(account_id)

        self.open_dialog(AuditEntryDialog(entry, self._here()), take)

    def action_open(self) -> None:
        """See everything about the entry under the cursor."""
        self._list.action_choose()

    def action_leave(self) -> None:
        """Back to where I came from."""
        self.attempt(self.workstation.travel.back())

    @on(VirtualList.Failed)
    def _tell_failure(self, event: VirtualList.Failed) -> None:
        self.attempt(_raise(event.error), hold=False)


async def _raise(error: Exception) -> None:
    raise error
