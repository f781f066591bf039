"""Insurers: whom to ask and when, how many days there are to file and to contest, and how much is asked of each."""

from __future__ import annotations

from textual import on

from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Unsaved
from collections_tui.services import clients, payers, unsaved
from collections_tui.services.payers import PayerDetails, PayerRow
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.listing import ListScreen
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.virtual_columns import Column, Tone
from collections_tui.tui.widgets.virtual_list import VirtualList

EMPTY = "No insurer is known yet: + adds one."


class PayersScreen(ListScreen):
    """All of them by name, as they are each time it comes to the front."""

    SCOPE = "payers"
    NAME = "Insurers"
    BINDINGS = bindings_for("payers", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._rows: LiveRows[PayerRow] = LiveRows(lambda one: one.payer.id)
        self._list: VirtualList[PayerRow] = VirtualList(key=lambda one: one.payer.id, columns=_COLUMNS, id="payers")

    def on_mount(self) -> None:
        super().on_mount()
        self._list.set_source(self._rows, empty_text=EMPTY)

    def on_screen_resume(self) -> None:
        """Show them as they are now."""
        self.attempt(self._read(), hold=False)

    async def tick(self) -> None:
        """Show who answers by now."""
        await self._read()

    async def _read(self) -> None:
        rows = await self.ask(payers.listed)
        self._rows.put(rows)
        self._list.reload()
        open_ = sum(row.claims for row in rows)
        insurers, claims = "" if len(rows) == 1 else "s", "" if open_ == 1 else "s"
        self._sum_up(f"{len(rows):,} insurer{insurers} · {open_:,} claim{claims} not over" if rows else "")

    def action_refresh(self) -> None:
        """Read them again."""
        self.attempt(self._read())

    # One of them

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        self._edit(event.row)

    def action_open(self) -> None:
        """Change the insurer under the cursor."""
        self._list.action_choose()

    def action_add(self) -> None:
        """Add an insurer."""
        self._edit(None)

    def _edit(self, row: PayerRow | None) -> None:
        if allowed("manage payers", self.desk.person.roles):
            self.attempt(self._open_form(row))
        else:
            self.say("You may look at insurers, not change them: ask for the role of collector.", "error")

    async def _open_form(self, row: PayerRow | None) -> None:
        from collections_tui.tui.dialogs.payer import PayerDialog

        async def write(code: str, details: PayerDetails) -> str:
            done = await self.ask(payers.add if row is None else payers.change, code, details)
            await self._read()
            return f"{done.name} ({done.code}) is {'added' if row is None else 'changed'}."

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("It is not saved; what was typed is kept: the same key goes on with it.")

        payer = None if row is None else row.payer
        begun = await self.ask(unsaved.begun, Unsaved("payer", 0 if payer is None else payer.id))
        await self.workstation.travel.show_dialog(PayerDialog(payer, write, begun), say_kept)

    def action_terms(self) -> None:
        """See what the insurer under the cursor has agreed on."""
        row = self._list.cursor_row
        if row is not None:
            self.attempt(self._show_fees(row))

    async def _show_fees(self, row: PayerRow) -> None:
        from collections_tui.tui.dialogs.fees import FeesDialog

        agreed = [
            await self.ask(payers.fees, row.payer.code, client.code, self.desk.today())
            for client in await self.ask(clients.every)
        ]
        found = [one for one in agreed if one.fees]
        if found:
            await self.workstation.travel.show_dialog(FeesDialog(row.payer.name, found), None)
        else:
            self.say(f"Nothing is agreed on with {row.payer.name}: `import fees` takes a file of it.")


def _days(days: int | None) -> str:
    return "" if days is None else str(days)


def _dim(row: PayerRow) -> Tone:
    return "dim"


def _answers(row: PayerRow) -> str:
    return {True: "open", False: "closed", None: ""}[row.answers]


_COLUMNS: tuple[Column[PayerRow], ...] = (
    Column("name", 16, lambda row: row.payer.name, priority=10, flexible=True),
    Column("payer id", 8, lambda row: row.payer.code, priority=5, tone=_dim),
    Column("telephone", 14, lambda row: say_phone(row.payer.phone) if row.payer.phone else "", priority=8),
    Column("now", 6, _answers, priority=7, tone=lambda row: "accent" if row.answers else "dim"),
    Column("file", 4, lambda row: _days(row.payer.filing_days), "right", priority=5),
    Column("contest", 7, lambda row: _days(row.payer.appeal_days), "right", priority=5),
    Column("claims", 6, lambda row: f"{row.claims:,}" if row.claims else "", "right", priority=9),
    Column(
        "asked",
        11,
        lambda row: " ".join(format_cents(cents, currency) for currency, cents in row.cents.items()),
        "right",
        priority=6,
    ),
    Column("hours", 20, lambda row: f"{row.payer.hours} {row.payer.zone}".strip(), priority=3, tone=_dim),
    Column("whom to ask", 20, lambda row: row.payer.note, priority=2, tone=_dim),
)
