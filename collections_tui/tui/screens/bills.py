"""The bills: those in the making, those to be sent, and what was sent or voided. What is to be finished comes first."""

from __future__ import annotations

from textual import on

from collections_tui.domain.records import Unsaved
from collections_tui.services import invoice_drafts, invoices, unsaved
from collections_tui.services.invoice_views import InvoiceQuery, InvoiceRow
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.whose import NEW_CUSTOMER
from collections_tui.tui.screens.bills_words import LISTS, Listed, bill_columns, bill_tabs, empty_words, totals_words
from collections_tui.tui.screens.tabbed import TabbedList
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.virtual_list import VirtualList

MOST = 1_000
"""Bills of one list that are shown, the newest of them. What came from files is sent by whoever issued it."""


class BillsScreen(TabbedList):
    """Those of the accounts that the person may see."""

    SCOPE = "bills"
    NAME = "Bills"
    BINDINGS = bindings_for("bills", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._listed: Listed = "draft"
        self._found: list[InvoiceRow] = []
        self._rows: LiveRows[InvoiceRow] = LiveRows(lambda one: one.key)
        self._list: VirtualList[InvoiceRow] = VirtualList(key=lambda one: one.key, columns=[], id="bills")
        self._given_up: int | None = None  # what was asked once to be given up

    def on_mount(self) -> None:
        super().on_mount()
        self._choose(0)

    def top_words(self) -> str:
        """Which of the lists."""
        return f"{self.NAME} · {LISTS[self._listed]}"

    async def _read(self) -> None:
        listed = self._listed
        if listed == "draft":
            found = [
                one
                for status in ("verified", "draft")
                for one in await self.ask(invoices.listed, InvoiceQuery(status=status, limit=MOST))
            ]
        else:
            found = await self.ask(invoices.listed, InvoiceQuery(status=listed, limit=MOST, here=True))
        if listed == self._listed and found != self._found:
            self._found = found
            self._fill()

    def _fill(self) -> None:
        self._rows.put(self._found)
        self._list.reload()
        self._sum_up(totals_words(self._listed, self._found))

    # Which list

    def _shown_tab(self) -> tuple[int, int]:
        return list(LISTS).index(self._listed), len(LISTS)

    def _choose(self, at: int) -> None:
        self._listed, self._found = list(LISTS)[at % len(LISTS)], []
        self._rows.put([])
        columns = bill_columns(self._here, self._listed)
        self._list.set_source(self._rows, columns=columns, empty_text=empty_words(self._listed))
        self._tabs.offer(bill_tabs([None] * len(LISTS)), self._shown_tab()[0])
        self._sum_up("")
        self.show_top_line()
        self.attempt(self._read())

    # One of them

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        row: InvoiceRow = event.row
        if row.draft_id is not None:
            self.attempt(self.workstation.travel.to_draft(row.draft_id))
        else:
            self.attempt(self.workstation.travel.to_invoice(row.account_id, row.key))

    def action_open(self) -> None:
        """Go on with the bill under the cursor, or open its account at it."""
        self._list.action_choose()

    def action_drop(self) -> None:
        """Give up the bill under the cursor; asked twice."""
        row = self._list.cursor_row
        if row is None or row.draft_id is None:
            self.say("Only a bill in the making is given up: Z on the account voids one that was issued.", "error")
        elif self._given_up != row.draft_id:
            self._given_up = row.draft_id
            self.say(f"Give {row.number} of {row.customer} up? ctrl+g again does.")
        else:
            self.attempt(self._give_up(row.draft_id))

    async def _give_up(self, draft_id: int) -> None:
        self._given_up = None
        said = await self.ask(invoice_drafts.drop, draft_id)
        for kind in ("line", "bill"):
            await self.ask(unsaved.keep, Unsaved(kind, draft_id), {})
        await self._read()
        self.say(said)

    # A new one

    def action_add(self) -> None:
        """Begin a bill: whose is it?"""
        from collections_tui.tui.dialogs.whose import WhoseDialog

        if allowed("prepare invoices", self.desk.person.roles):
            self.open_dialog(WhoseDialog(), self._begin)
        else:
            self.say("You may look at bills, not prepare them: ask for the role of collector.", "error")

    def _begin(self, account_id: int | None) -> None:
        if account_id == NEW_CUSTOMER:
            self.attempt(self._ask_for_customer())
        elif account_id is not None:
            self.attempt(self.workstation.travel.to_bill_of(account_id))

    async def _ask_for_customer(self) -> None:
        from collections_tui.tui.dialogs.customer import ask_for_customer

        await ask_for_customer(self)
