"""What an insurer and the clients have agreed on, to be read."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from collections_tui.domain.billing.typed import say_rate
from collections_tui.domain.insurance.records import Fee
from collections_tui.domain.money import format_cents
from collections_tui.services.payers import Agreed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.lines import BLANK, Line, Run, ends, text_line
from collections_tui.tui.widgets.reading import ItemsView

_AROUND = 7  # lines of everything but what is read
_CELLS = 60
_LONGEST_WHAT = 20


class FeesDialog(DeskDialog[bool]):
    """Is dismissed with nothing.

    Args:
        payer: the insurer's name.
        agreed: with each client.
    """

    SCOPE = "fees"
    BINDINGS = bindings_for("fees")
    AUTO_FOCUS = "ItemsView"

    def __init__(self, payer: str, agreed: Sequence[Agreed]) -> None:
        super().__init__()
        self._title, self._agreed = f"Agreed on with {payer}", agreed
        self._view = ItemsView(reading=True, id="fees-view")

    def compose_body(self) -> ComposeResult:
        yield self._view

    def on_mount(self) -> None:
        self.query_one("#dialog").border_title = self._title
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Give it the lines there are."""
        self._lay_out()

    def _lay_out(self) -> None:
        lines = fee_lines(self._agreed, _CELLS)
        self._view.styles.height = min(len(lines), max(3, self.app.size.height - _AROUND))
        self._view.read(lines, keep=True)


def fee_lines(agreed: Sequence[Agreed], cells: int) -> list[Line]:
    """Return what is agreed on, client by client: a service, from when, and how much."""
    lines: list[Line] = []
    for one in agreed:
        lines += [BLANK] * bool(lines)
        lines.append(text_line(one.client.name, "strong"))
        names = [_what(fee) for fee in one.fees]
        widest = min(_LONGEST_WHAT, max((cell_len(name) for name in names), default=0))
        lines += [
            _fee(fee, fit(name, widest), one.client.currency, cells)
            for fee, name in zip(one.fees, names, strict=True)
        ]  # fmt: skip
    return lines


def _what(fee: Fee) -> str:
    return f"{fee.code} {fee.modifier}".strip() or "everything else"


def _fee(fee: Fee, what: str, currency: str, cells: int) -> Line:
    share = f"{say_rate(fee.allowed_ppm or 0)} of the charge"
    allowed = share if fee.allowed_cents is None else format_cents(fee.allowed_cents, currency)
    days = f"  since {fee.valid_from}{f' until {fee.valid_to}' if fee.valid_to else ''}"
    return ends((Run(what), Run(days, "dim")), text_line(allowed), cells)
