"""Remittances: what insurers paid, file by file; and what of it fits no invoice, to be matched by hand."""

from __future__ import annotations

from textual import on

from collections_tui.domain.insurance.posted import KeptClaim, KeptRemittance
from collections_tui.domain.money import format_cents
from collections_tui.services import clients, remittances, remittances_by_hand
from collections_tui.services.imports_report import count_of
from collections_tui.services.permissions import allowed
from collections_tui.services.remittance_views import Fitting
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.remittance_words import (
    EMPTY,
    LISTS,
    about_waiting,
    remittance_columns,
    waiting_columns,
)
from collections_tui.tui.screens.tabbed import TabbedList
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.tabs import Tab
from collections_tui.tui.widgets.virtual_list import VirtualList

MOST = 1_000
"""Lines of a list that are shown: the newest remittances, the claims that have waited longest."""
Row = KeptRemittance | KeptClaim


class RemittancesScreen(TabbedList):
    """Those of the clients whose accounts the person may see."""

    SCOPE = "remittances"
    NAME = "Remittances"
    BINDINGS = bindings_for("remittances", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._rows: LiveRows[Row] = LiveRows(_key)
        self._list: VirtualList[Row] = VirtualList(key=_key, columns=[], id="remittances")

    def on_mount(self) -> None:
        super().on_mount()
        self._choose(0)

    def top_words(self) -> str:
        """Which of the lists."""
        return f"{self.NAME} · {LISTS[self._at]}"

    async def _read(self) -> None:
        at = self._at
        count = await self.ask(remittances.count_waiting)
        rows: list[Row] = []
        if at:
            rows += await self.ask(remittances.waiting, limit=MOST)
        else:
            rows += await self.ask(remittances.listed, limit=MOST)
        if at != self._at:
            return  # the other was asked for since
        self._rows.put(rows)
        self._list.reload()
        self._tabs.offer([Tab(LISTS[0], None), Tab(LISTS[1], count)], at)
        self._sum_up(_totals(rows, count))

    # Which list

    def _shown_tab(self) -> tuple[int, int]:
        return self._at, len(LISTS)

    def _choose(self, at: int) -> None:
        self._at = at % len(LISTS)
        self._rows.put([])
        columns = waiting_columns(self._here) if self._at else remittance_columns(self._here)
        self._list.set_source(self._rows, columns=columns, empty_text=EMPTY[self._at])  # type: ignore[arg-type]
        self._sum_up("")
        self.show_top_line()
        self.attempt(self._read())

    # One of them

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        row: Row = event.row
        if isinstance(row, KeptClaim):
            self._match(row)
        else:
            self.attempt(self.workstation.travel.to_remittance(row.id))

    def action_open(self) -> None:
        """Open the remittance under the cursor, or find the invoice of the claim there."""
        self._list.action_choose()

    def _match(self, row: KeptClaim) -> None:
        from collections_tui.tui.dialogs.remittance_match import RemittanceMatchDialog

        if not allowed("match payments", self.desk.person.roles):
            self.say("You may look at what waits, not match it: ask for the role of collector.", "error")
            return

        def take(chosen: Fitting | None) -> None:
            if chosen is not None:
                self.attempt(self._enter(row, chosen))

        self.open_dialog(RemittanceMatchDialog(row), take)

    async def _enter(self, row: KeptClaim, chosen: Fitting) -> None:
        invoice = chosen.invoice
        done = await self.ask(remittances_by_hand.match, row.id, invoice.account_id, invoice.number)
        await self._read()
        self.say(done.sentence)

    def action_drop(self) -> None:
        """Take the claim under the cursor off the list, with a reason."""
        from collections_tui.tui.dialogs.match import DismissDialog

        row = self._list.cursor_row
        if not isinstance(row, KeptClaim):
            self.say("Only what waits to be matched is taken off its list: the second tab has it.")
            return

        async def write(reason: str) -> str:
            done = await self.ask(remittances_by_hand.set_aside, row.id, reason)
            await self._read()
            return done.sentence

        self.open_dialog(DismissDialog(about_waiting(row), write))

    # A file

    def action_add(self) -> None:
        """Take a file in: what it comes to is shown before anything is stored."""
        if allowed("import payments", self.desk.person.roles):
            self.attempt(self._open_import())
        else:
            self.say("Files are taken in by supervisors: ask one.", "error")

    async def _open_import(self) -> None:
        from collections_tui.tui.dialogs.remittance_import import ImportDialog

        codes = [client.code for client in await self.ask(clients.every)]
        await self.workstation.travel.show_dialog(ImportDialog(codes), self._imported)

    def _imported(self, done: bool | None) -> None:
        if done:
            self.attempt(self._read(), hold=False)


def _key(row: Row) -> tuple[bool, int]:
    return isinstance(row, KeptClaim), row.id


def _totals(rows: list[Row], waiting: int) -> str:
    """What the lines that are shown come to; where there are more than those, it says so."""
    if not rows:
        return ""
    sums: dict[str, int] = {}
    for row in rows:
        cents = row.told.paid_cents if isinstance(row, KeptClaim) else row.paid_cents
        sums[row.currency] = sums.get(row.currency, 0) + cents
    paid = " and ".join(format_cents(cents, currency) for currency, cents in sorted(sums.items()))
    if isinstance(rows[0], KeptClaim):
        first = f"the first {len(rows):,} of " * (waiting > len(rows))
        return f"{first}{count_of(waiting, 'claim', 'claims')} · {paid} paid"
    newest = "the newest " * (len(rows) == MOST)
    return f"{newest}{count_of(len(rows), 'remittance', 'remittances')} · {paid} paid"
