"""The invoices of an account and the customer's other accounts, as items of a list."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from collections_tui.domain.billing.records import ONE, BillLine, Dispute
from collections_tui.domain.billing.typed import say_rate
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Found, Invoice
from collections_tui.services.invoice_views import InvoiceView
from collections_tui.tui.here import Here
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run, Tone, ends, fit_line, text_line

_NUMBER, _LONGEST_NUMBER = 12, 20
_CODE = 7


class Billed(NamedTuple):
    """One line of an invoice, as what the cursor is on."""

    view: InvoiceView
    line: BillLine


def invoice_items(
    invoices: Sequence[Invoice],
    opened: Mapping[int, InvoiceView],
    currency: str,
    here: Here,
    cells: int,
    loose_cents: int = 0,
) -> list[Item]:
    """Return the invoices as items, those with something open first; of those ``opened`` the lines are items too.

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
        view = opened.get(invoice.id)
        items.append(Item(invoice.id, [_invoice(invoice, view is not None, currency, here, cells)], invoice))
        if view is not None:
            items += _inside(view, here, cells)
    return items


def _invoice(invoice: Invoice, unfolded: bool, currency: str, here: Here, cells: int) -> Line:
    paid: Tone = "dim" if invoice.open_cents <= 0 else ""
    late = (here.today - invoice.due_on).days
    state = f" · {late} days late" if late > 0 and invoice.open_cents > 0 else ""
    due = "" if invoice.status == "void" or invoice.amount_cents < 0 else f" due {say_day(invoice.due_on, here.today)}"
    left: Line = (
        Run("– " if unfolded else "+ ", "dim"),
        Run(fit(invoice.number, max(_NUMBER, min(len(invoice.number), _LONGEST_NUMBER))), paid),
        Run(f"{due}{state}", "dim"),
        Run(_disputed(invoice, currency), "warn"),
    )
    return ends(left, (Run(_owed(invoice, currency), paid),), cells)


def _disputed(invoice: Invoice, currency: str) -> str:
    """How much of it is disputed, where not all of it is."""
    if invoice.disputed:
        return " · disputed"
    return f" · {format_cents(invoice.disputed_cents, currency)} disputed" if invoice.disputed_cents else ""


def _owed(invoice: Invoice, currency: str) -> str:
    """What is open, and of how much where part of it was paid."""
    billed = format_cents(invoice.amount_cents, currency)
    if invoice.amount_cents < 0:
        return f"credit note {billed}"
    if invoice.status == "void":
        return f"void {billed}"
    if invoice.open_cents == invoice.amount_cents:
        return billed
    return f"paid {billed}" if invoice.open_cents == 0 else f"{format_cents(invoice.open_cents, currency)} of {billed}"


def _inside(view: InvoiceView, here: Here, cells: int) -> list[Item]:
    """What is in an invoice that is opened: its lines, each an item of its own, and what they come to and was paid."""
    invoice = view.invoice
    items = [
        Item((invoice.id, line.position), _billed(view, line, here, cells), Billed(view, line)) for line in view.lines
    ]
    if not items:
        items.append(Item((invoice.id, "none"), [text_line("    no lines came with this invoice", "dim")], invoice))
    rest = [*_sums(view, cells), *_applied(view, here, cells), *_asked(view, here, cells)]
    return [*items, Item((invoice.id, "sums"), rest, invoice)] if rest else items


def _billed(view: InvoiceView, line: BillLine, here: Here, cells: int) -> list[Line]:
    day = f"{line.service_on:%Y-%m-%d} " if line.service_on else ""
    code = f"{line.code}-{line.modifier}" if line.modifier else line.code
    code = f"{fit(code, max(_CODE, len(code)))} " if code else ""
    unit = format_cents(line.unit_cents, view.currency)
    times = "" if line.quantity_milli == ONE else f"{line.quantity_milli / ONE:g} × {unit}  "
    left: Line = (Run(f"    {day}{code}", "dim"), Run(line.description))
    lines = [ends(left, (Run(times, "dim"), Run(format_cents(line.amount_cents, view.currency))), cells)]
    return [*lines, *(_dispute(one, view, here, cells) for one in open_disputes(view) if one.position == line.position)]


def open_disputes(view: InvoiceView) -> list[Dispute]:
    """Return what is disputed of an invoice and not answered."""
    return [one for one in view.disputes if one.settled_at is None]


def _dispute(one: Dispute, view: InvoiceView, here: Here, cells: int) -> Line:
    words = f"      disputed {here.since(one.at)}: {one.reason}"
    return ends(text_line(words, "warn"), text_line(format_cents(one.cents, view.currency), "warn"), cells)


def _sums(view: InvoiceView, cells: int) -> Iterator[Line]:
    """Discount and taxes, where they make another total of the lines."""
    totals, currency = view.totals, view.currency
    if totals.discount_cents:
        yield _sum("discount", -totals.discount_cents, currency, cells)
    for tax in totals.taxes:
        yield _sum(f"{tax.name} {say_rate(tax.ppm)}", tax.tax_cents, currency, cells)


def _applied(view: InvoiceView, here: Here, cells: int) -> Iterator[Line]:
    """What was entered on it: payments with their day and how they came in, and whatever else changed it."""
    for one in view.applied:
        what = one.kind.replace("_", "-")
        how = " ".join(filter(None, (one.method, one.reference or one.reason)))
        yield _sum(f"{what} {say_day(one.on, here.today)}{f' · {how}' if how else ''}", one.cents, view.currency, cells)


def _asked(view: InvoiceView, here: Here, cells: int) -> Iterator[Line]:
    """What is open and what of it is disputed, apart; and what has become of it."""
    yield from (_dispute(one, view, here, cells) for one in open_disputes(view) if one.position is None)
    if view.disputed_cents:
        yield _sum("open", view.open_cents, view.currency, cells)
        yield _sum("disputed, waits for an answer", -view.disputed_cents, view.currency, cells)
        yield _sum("asked for", view.asked_cents, view.currency, cells, "strong")
    if view.credit_note:
        yield text_line(f"    voided by {view.credit_note}", "dim")
    if view.credits:
        yield text_line(f"    voids {view.credits}", "dim")


def _sum(words: str, cents: int, currency: str, cells: int, tone: Tone = "dim") -> Line:
    return ends(text_line(f"    {words}", tone), text_line(format_cents(cents, currency), tone), cells)


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
