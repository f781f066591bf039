"""The invoices of an account and the customer's other accounts, as items of a list."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Found, Invoice, InvoiceLine
from collections_tui.tui.here import Here
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run, Tone, ends, fit_line, text_line

_NUMBER = 12
_CODE = 7


def invoice_items(
    invoices: Sequence[Invoice],
    opened: Mapping[int, Sequence[InvoiceLine]],
    currency: str,
    here: Here,
    cells: int,
    loose_cents: int = 0,
) -> list[Item]:
    """Return the invoices as items, those with something open first; ``opened`` has the lines of the unfolded ones.

    ``loose_cents`` is what is owed besides them, below 0 where there is credit: it stands before them.
    """
    if not invoices:
        return [Item("nothing", [text_line("No invoice is on this account: its balance came in without any.", "dim")])]
    ordered = sorted(invoices, key=lambda one: (one.open_cents <= 0, one.due_on))
    items = []
    if loose_cents:
        words = "credit, on no invoice" if loose_cents < 0 else "charged on no invoice"
        line = ends(text_line(f"  {words}"), text_line(format_cents(abs(loose_cents), currency)), cells)
        items.append(Item("loose", [line]))
    for invoice in ordered:
        lines = [_invoice(invoice, invoice.id in opened, currency, here, cells)]
        for billed in opened.get(invoice.id, ()):
            lines.append(_billed(billed, currency, cells))
        if invoice.id in opened and not opened[invoice.id]:
            lines.append(text_line("    no lines came with this invoice", "dim"))
        items.append(Item(invoice.id, lines, invoice))
    return items


def _invoice(invoice: Invoice, unfolded: bool, currency: str, here: Here, cells: int) -> Line:
    paid: Tone = "dim" if invoice.open_cents <= 0 else ""
    late = (here.today - invoice.due_on).days
    state = f" · {late} days late" if late > 0 and invoice.open_cents > 0 else ""
    left: Line = (
        Run("– " if unfolded else "+ ", "dim"),
        Run(fit(invoice.number, _NUMBER), paid),
        Run(f" due {say_day(invoice.due_on, here.today)}{state}", "dim"),
        Run(" · disputed" if invoice.disputed else "", "warn"),
    )
    return ends(left, (Run(_owed(invoice, currency), paid),), cells)


def _owed(invoice: Invoice, currency: str) -> str:
    """What is open, and of how much where part of it was paid."""
    billed = format_cents(invoice.amount_cents, currency)
    if invoice.open_cents == invoice.amount_cents:
        return billed
    return f"paid {billed}" if invoice.open_cents == 0 else f"{format_cents(invoice.open_cents, currency)} of {billed}"


def _billed(line: InvoiceLine, currency: str, cells: int) -> Line:
    day = f"{line.service_on:%Y-%m-%d} " if line.service_on else ""
    code = f"{fit(line.code, max(_CODE, len(line.code)))} " if line.code else ""
    unit = format_cents(line.unit_cents, currency)
    times = "" if line.quantity_milli == 1000 else f"{line.quantity_milli / 1000:g} × {unit}  "
    left: Line = (Run(f"    {day}{code}", "dim"), Run(line.description))
    return ends(left, (Run(times, "dim"), Run(format_cents(line.amount_cents, currency))), cells)


def sibling_items(siblings: Sequence[Found], cells: int, about: Container[int] = ()) -> list[Item]:
    """Return the customer's other accounts as items; those in ``about`` are marked as talked about."""
    if not siblings:
        return [Item("nothing", [text_line("This customer has no other account here.", "dim")])]
    return [Item(one.account_id, [_sibling(one, cells, one.account_id in about)], one) for one in siblings]


def _sibling(one: Found, cells: int, talked_about: bool) -> Line:
    owed = format_cents(one.balance_cents, one.currency)
    tone: Tone = "dim" if one.status == "closed" else ""
    return fit_line(
        (
            Run("✓ " if talked_about else "  ", "accent"),
            Run(fit(one.number, 14) + " ", tone),
            Run(f"{owed:>14}  ", tone),
            Run(f"{fit(one.client, 12)} {one.status}", "dim"),
            Run("  talked about" if talked_about else "", "accent"),
        ),
        cells,
    )
