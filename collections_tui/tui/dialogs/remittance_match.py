"""Which invoice something is for that an insurer paid: those that fit are there, any other is found."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.app import ComposeResult

from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.domain.money import format_cents
from collections_tui.services import remittances_by_hand
from collections_tui.services.remittance_views import Fitting
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.picker import Picker
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.screens.remittance_words import about_waiting
from collections_tui.tui.widgets.lines import LinesView, text_line, wrapped
from collections_tui.tui.widgets.virtual_columns import Column

_CELLS = 72


class RemittanceMatchDialog(Picker[Fitting, Fitting]):
    """Is dismissed with the invoice that was chosen.

    Args:
        waiting: what is to be matched.
    """

    SCOPE = "remittance_match"
    TITLE_TEXT = "Which invoice is it for?"
    BINDINGS = bindings_for("remittance_match")
    HINT = "an invoice's number, or part of a name, an account or a phone number"

    def __init__(self, waiting: KeptClaim) -> None:
        super().__init__()
        self._waiting = waiting
        self._sure: int | None = None
        """The invoice that was chosen once though it was for another amount."""

    def compose_body(self) -> ComposeResult:
        lines = [*wrapped(about_waiting(self._waiting), _CELLS, 3), *wrapped(self._why(), _CELLS, 2)]
        about = LinesView(id="match-about")
        about.styles.height = len(lines)
        about.show([text_line(part) for part in lines])
        yield about
        yield from super().compose_body()

    def _why(self) -> str:
        told = self._waiting.told
        said = [f"It waits: {self._waiting.reason}."]
        if told.days:
            said.append(f"Service on {', '.join(say_day(day, self.desk.today()) for day in told.days[:3])}.")
        if told.member:
            said.append(f"Member id {told.member}.")
        return " ".join(said)

    def _day(self, row: Fitting) -> str:
        """The first day of its services, else that of the invoice."""
        days = row.invoice.days or (row.invoice.issued_on,)
        return short_day(days[0], self.desk.today())

    def key(self, row: Fitting) -> Hashable:
        return row.invoice.id

    def columns(self) -> Sequence[Column[Fitting]]:
        return (
            Column("invoice", 12, lambda row: row.invoice.number, priority=9),
            Column("name", 12, lambda row: row.invoice.customer, priority=8, flexible=True),
            Column(
                "for", 10, lambda row: format_cents(row.invoice.amount_cents, row.invoice.currency), "right", priority=9
            ),
            Column(
                "open", 10, lambda row: format_cents(row.invoice.open_cents, row.invoice.currency), "right", priority=4
            ),
            Column("day", 7, self._day, priority=7),
            Column("agrees", 22, lambda row: ", ".join(row.agrees), priority=8, tone=lambda _: "accent"),
            Column("account", 10, lambda row: row.invoice.account, priority=5, tone=lambda _: "dim"),
        )

    async def answers(self, text: str) -> Sequence[Fitting]:
        return await self.ask(remittances_by_hand.fitting, self._waiting.id, text)

    def picked(self, row: Fitting) -> Fitting:
        return row

    def pick(self, row: Fitting) -> None:
        """Dismiss with an invoice; with one that was for another amount when it is chosen a second time."""
        if "charge" in row.agrees or self._sure == row.invoice.id:
            super().pick(row)
            return
        self._sure = row.invoice.id
        asked = format_cents(abs(self._waiting.told.charge_cents), self._waiting.currency)
        billed = _amount(row, row.invoice.amount_cents)
        self.say(f"{row.invoice.number} was for {billed}, not {asked}: enter once more posts it there all the same.")

    def empty_words(self, text: str) -> str:
        if text:
            return "No invoice fits: type less of it, or something else."
        return "Nobody here has that name or member id: type to find the invoice or its account."


def _amount(row: Fitting, cents: int) -> str:
    return format_cents(cents, row.invoice.currency)
