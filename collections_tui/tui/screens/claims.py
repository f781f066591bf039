"""Claims: the worklist of what insurers are asked for. What is to be worked today comes first, as it ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from collections_tui.services import claim_queue, clients, payers
from collections_tui.services.claim_views import ClaimCount, ClaimQuery, ClaimRow, When
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.claims_words import (
    LISTS,
    claim_columns,
    claim_tabs,
    empty_words,
    filter_words,
    totals_words,
)
from collections_tui.tui.screens.tabbed import TabbedList
from collections_tui.tui.text import line
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from collections_tui.tui.dialogs.claim_filter import Wanted

MOST = 1_000
"""Claims of one list that are shown: those that rank first. Nobody works off more than that without a filter."""


class ClaimsScreen(TabbedList):
    """Those of the accounts that the person may see; read again each time it comes to the front."""

    SCOPE = "claims"
    NAME = "Claims"
    BINDINGS = bindings_for("claims", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._listed: When = "due"
        self._client = self._payer = ""
        self._counts: dict[When, ClaimCount] | None = None
        self._rows: LiveRows[ClaimRow] = LiveRows(lambda one: one.claim.id)
        self._list: VirtualList[ClaimRow] = VirtualList(key=lambda one: one.claim.id, columns=[], id="claims")

    def on_mount(self) -> None:
        super().on_mount()
        self._choose(0)

    def on_resize(self) -> None:
        """Give names the room there is."""
        self._list.show_columns(claim_columns(self._here, self._listed, self.app.size.width))

    @property
    def chosen(self) -> tuple[str, str]:
        """The codes of the client and of the insurer whose claims are shown only; '' for all."""
        return self._client, self._payer

    def top_words(self) -> str:
        """Which part, and of whom."""
        only = filter_words(self._client, self._payer)
        return line(f"{self.NAME} · {LISTS[self._listed]}{f' · {only}' if only else ''}", 120)

    async def tick(self) -> None:
        """Show who answers by now, and what others have at hand."""
        await self._read()

    async def _read(self) -> None:
        listed, chosen = self._listed, self.chosen
        client, payer = chosen
        counts = await self.ask(claim_queue.counts, client=client, payer=payer)
        query = ClaimQuery(client=client, payer=payer, when=listed, limit=MOST)
        found = await self.ask(claim_queue.listed, query)
        if (listed, chosen) != (self._listed, self.chosen):
            return  # another was asked for since
        self._counts = counts
        self._rows.put(found)
        self._list.reload()
        self._tabs.offer(claim_tabs(counts), self._shown_tab()[0])
        self._sum_up(totals_words(counts[listed], len(found)))

    # Which of them

    def _shown_tab(self) -> tuple[int, int]:
        return list(LISTS).index(self._listed), len(LISTS)

    def _choose(self, at: int) -> None:
        self._listed = list(LISTS)[at % len(LISTS)]
        self._begin()

    def _begin(self) -> None:
        self._rows.put([])
        columns = claim_columns(self._here, self._listed, self.app.size.width)
        empty = empty_words(self._listed, filtered=any(self.chosen))
        self._list.set_source(self._rows, columns=columns, empty_text=empty)
        self._tabs.offer(claim_tabs(self._counts), self._shown_tab()[0])
        self._sum_up("")
        self.show_top_line()
        self.attempt(self._read())

    def action_filter(self) -> None:
        """Some only: of a client, of an insurer; or one by its number."""
        self.attempt(self._open_filter())

    async def _open_filter(self) -> None:
        from collections_tui.tui.dialogs.claim_filter import ClaimFilterDialog

        codes = [client.code for client in await self.ask(clients.every)]
        names = {payer.name: payer.code for payer in await self.ask(payers.every)}
        await self.workstation.travel.show_dialog(ClaimFilterDialog(self.chosen, codes, names), self._take_filter)

    def _take_filter(self, wanted: Wanted | None) -> None:
        if wanted is None:
            return
        if wanted.claim:
            self.attempt(self._find(wanted.claim))
        if (wanted.client, wanted.payer) != self.chosen:
            self._client, self._payer = wanted.client, wanted.payer
            self._counts = None
            self._begin()

    async def _find(self, text: str) -> None:
        """Open the one that has this number."""
        await self.workstation.travel.to_claim(await self.ask(claim_queue.find, text))

    # One of them

    def action_undo(self) -> None:
        """Take back what I recorded last of an insurer, not my last call to a customer."""
        self.attempt(self.workstation.travel.undo_claim())

    def action_next(self) -> None:
        """Take the claim that ranks first of those that nobody else has."""
        self.attempt(self.workstation.travel.to_next_claim())

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        row: ClaimRow = event.row
        self.attempt(self.workstation.travel.to_claim(row.claim.id))

    def action_open(self) -> None:
        """Open the claim under the cursor."""
        self._list.action_choose()
