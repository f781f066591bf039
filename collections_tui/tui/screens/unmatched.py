"""Payments that fit no account, to be worked off: matched to an account, or taken off the list with a reason."""

from __future__ import annotations

from datetime import date

from textual import on

from collections_tui.domain.dates import say_day
from collections_tui.domain.ledger import Unmatched
from collections_tui.domain.money import format_cents
from collections_tui.services import unmatched
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.listing import ListScreen
from collections_tui.tui.thread import DeskThread
from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList

EMPTY = "Every payment has its account: nothing waits here."


class UnmatchedSource:
    """The payments that wait, page by page; from the end they are read as a whole, for it is a list to be emptied."""

    MOST = 10_000

    def __init__(self, thread: DeskThread) -> None:
        self._thread = thread

    async def count(self) -> int | None:
        """How many wait."""
        return (await self._thread.call(unmatched.count))[0]

    async def after(self, row: Unmatched | None, limit: int) -> list[Unmatched]:
        """The rows below ``row``, or the first ones."""
        key = None if row is None else (row.client_id, row.paid_on, row.id)
        return await self._thread.call(unmatched.page, key, limit)

    async def before(self, row: Unmatched | None, limit: int) -> list[Unmatched]:
        """The rows above ``row``, or the last ones."""
        rows = await self._thread.call(unmatched.page, None, self.MOST)
        ids = [one.id for one in rows]
        end = len(rows) if row is None or row.id not in ids else ids.index(row.id)
        return rows[max(0, end - limit) : end]


class UnmatchedScreen(ListScreen):
    """Shows the list as it is now each time it comes to the front."""

    SCOPE = "unmatched"
    NAME = "Unmatched payments"
    BINDINGS = bindings_for("unmatched", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._list: VirtualList[Unmatched] = VirtualList(
            key=lambda row: row.id,
            columns=(
                Column("client", 8, lambda row: row.client, priority=3),
                Column("day", 10, lambda row: say_day(row.paid_on, self._today), priority=5),
                Column("amount", 11, lambda row: format_cents(row.cents, row.currency), "right", priority=9),
                Column("account", 10, lambda row: row.account, priority=4),
                Column("invoice", 10, lambda row: row.invoice, priority=2),
                Column("reference", 14, lambda row: row.reference, priority=6),
                Column("why it fits none", 16, lambda row: row.reason, priority=7, flexible=True),
            ),
            id="unmatched",
        )

    @property
    def _today(self) -> date:
        return self.desk.today()

    def on_screen_resume(self) -> None:
        """Show the list as it is now."""
        self._show()

    def _show(self) -> None:
        self._list.set_source(UnmatchedSource(self.workstation.thread), empty_text=EMPTY)
        self.attempt(self._count_up(), hold=False)

    async def _count_up(self) -> None:
        count, cents = await self.ask(unmatched.count)
        sums = " and ".join(format_cents(amount, currency) for currency, amount in cents.items())
        self._sum_up(f"{count:,} {'payment' if count == 1 else 'payments'} · {sums}" if count else "")

    @on(VirtualList.Chosen)
    def _match_row(self, event: VirtualList.Chosen) -> None:
        self._match(event.row)

    def action_match(self) -> None:
        """Find the account that the payment under the cursor is for."""
        self._list.action_choose()

    def _match(self, row: Unmatched) -> None:
        from collections_tui.tui.dialogs.match import MatchDialog

        def take(account_id: int | None) -> None:
            if account_id is not None:
                self.attempt(self._enter(row, account_id))

        self.open_dialog(MatchDialog(self._about(row)), take)

    async def _enter(self, row: Unmatched, account_id: int) -> None:
        paid = await self.ask(unmatched.match, row.id, account_id)
        self._show()
        self.say(paid.sentence)

    def action_drop(self) -> None:
        """Take the payment under the cursor off the list, with a reason."""
        from collections_tui.tui.dialogs.match import DismissDialog

        row = self._list.cursor_row
        if row is None:
            return

        async def write(reason: str) -> str:
            said = await self.ask(unmatched.dismiss, row.id, reason)
            self._show()
            return said

        self.open_dialog(DismissDialog(self._about(row), write))

    def _about(self, row: Unmatched) -> str:
        words = [
            row.reference,
            f"account {row.account}" * bool(row.account),
            f"invoice {row.invoice}" * bool(row.invoice),
        ]
        amount = format_cents(row.cents, row.currency)
        return " · ".join([f"{amount} to {row.client}, {say_day(row.paid_on, self._today)}", *filter(None, words)])

    def action_refresh(self) -> None:
        """Read the list again."""
        self._show()
