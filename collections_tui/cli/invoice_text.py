"""Drafts and invoices in words and as JSON. Refuses to print: it hands back lines that are safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from collections_tui.cli.output import instant, table
from collections_tui.domain.billing.records import BillLine, Dispute, Totals
from collections_tui.domain.billing.typed import say_quantity, say_rate
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.services.invoice_views import Applied, Disputed, DraftView, InvoiceRow, InvoiceView, Issued, Voided


def draft_json(view: DraftView) -> dict[str, Any]:
    """A draft as programs read one."""
    draft = view.draft
    return {
        "draft": draft.number,
        "account": view.account,
        "client": view.client.code,
        "customer": view.customer.name,
        "status": _status(view),
        "invoice": view.invoice or None,
        "currency": view.currency,
        "service_on": draft.service_on,
        "due": view.due_on,
        "revision": draft.revision,
        "lines": [_line(line) for line in draft.lines],
        "totals": totals_json(view.totals),
        "discount_ppm": draft.discount_ppm,
        "discount_reason": draft.discount_reason,
        "insurance_reference": draft.insurance_reference,
        "credit_cents": view.credit_cents,
        "note": draft.note,
        "verified_at": instant(draft.verified_at),
        "verified_by": draft.verified_by or None,
        "accepted": dict(draft.accepted),
    }


def invoice_json(view: InvoiceView) -> dict[str, Any]:
    """An invoice as programs read one."""
    invoice, made = view.invoice, view.made
    return {
        "number": invoice.number,
        "kind": view.kind,
        "account": view.account,
        "client": view.client.code,
        "customer": view.customer.name,
        "status": invoice.status,
        "currency": view.currency,
        "issued_on": invoice.issued_on,
        "due": invoice.due_on,
        "lines": [_line(line) for line in view.lines],
        "totals": totals_json(view.totals),
        "total_cents": invoice.amount_cents,
        "open_cents": view.open_cents,
        "disputed_cents": view.disputed_cents,
        "asked_cents": view.asked_cents,
        "applied": [_applied(one) for one in view.applied],
        "disputes": [dispute_json(one) for one in view.disputes],
        "made_by": None if made is None else made.by,
        "verified_by": None if made is None else made.verified_by,
        "note": "" if made is None else made.note,
        "credit_note": view.credit_note or None,
        "credits": view.credits or None,
        "reason": "" if made is None else made.reason,
    }


def row_json(row: InvoiceRow) -> dict[str, Any]:
    """One line of a list of invoices."""
    return {
        "number": row.number,
        "kind": row.kind,
        "account": row.account,
        "client": row.client,
        "customer": row.customer,
        "status": row.status,
        "currency": row.currency,
        "issued_on": row.issued_on,
        "due": row.due,
        "total_cents": row.total_cents,
        "open_cents": row.open_cents,
        "disputed_cents": row.disputed_cents,
    }


def issued_json(issued: Issued) -> dict[str, Any]:
    """What became of a draft."""
    return {
        "number": issued.number,
        "draft": issued.draft,
        "account": issued.account,
        "currency": issued.currency,
        "total_cents": issued.total_cents,
        "due_cents": issued.due_cents,
        "due": issued.due_on,
        "balance_cents": issued.balance_cents,
    }


def voided_json(voided: Voided) -> dict[str, Any]:
    """What voided an invoice."""
    return {
        "credit_note": voided.credit_note,
        "invoice": voided.invoice,
        "account": voided.account,
        "currency": voided.currency,
        "amount_cents": voided.amount_cents,
        "credit_cents": voided.credit_cents,
        "balance_cents": voided.balance_cents,
    }


def disputed_json(done: Disputed) -> dict[str, Any]:
    """What became of a dispute."""
    return {
        "dispute": dispute_json(done.dispute),
        "invoice": done.invoice,
        "account": done.account,
        "currency": done.currency,
        "open_cents": done.open_cents,
        "disputed_cents": done.disputed_cents,
    }


def dispute_json(one: Dispute) -> dict[str, Any]:
    """A dispute."""
    return {
        "id": one.id,
        "position": one.position,
        "cents": one.cents,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "settled_at": one.settled_at,
        "settled_by": one.settled_by or None,
        "answer": one.answer,
    }


def totals_json(totals: Totals) -> dict[str, Any]:
    """What a bill comes to."""
    return totals._asdict() | {"taxes": [one._asdict() for one in totals.taxes]}


def draft_lines(view: DraftView) -> Iterator[str]:
    """Yield a draft in words."""
    draft = view.draft
    became = f" · issued as {view.invoice}" if view.invoice else ""
    yield clean(f"{draft.number}  {view.customer.name} · {view.account} · {view.client.name} · {_status(view)}{became}")
    yield f"Due {view.due_on}"
    yield from _billed(draft.lines, view.currency)
    yield from _sums(view.totals, view.currency, draft.discount_reason, draft.insurance_reference)
    if view.credit_cents and not draft.over:
        yield f"Credit on the account: {format_cents(view.credit_cents, view.currency)}"
    yield from (clean(line) for line in draft.note.splitlines())


def invoice_lines(view: InvoiceView) -> Iterator[str]:
    """Yield an invoice in words."""
    invoice, made = view.invoice, view.made
    kind = "Credit note" if view.kind == "credit_note" else "Invoice"
    yield clean(
        f"{kind} {invoice.number}  {view.customer.name} · {view.account} · {view.client.name} · {invoice.status}"
    )
    yield f"Issued {invoice.issued_on}, due {invoice.due_on}"
    if view.credits:
        yield clean(f"Voids invoice {view.credits}: {made.reason if made else ''}")
    if view.credit_note:
        yield clean(f"Voided by credit note {view.credit_note}")
    yield from _billed(view.lines, view.currency)
    yield from _sums(
        view.totals, view.currency, made.discount_reason if made else "", made.insurance_reference if made else ""
    )
    if view.applied:
        yield ""
        titles = ("entered", "kind", "method", ">amount", "what")
        yield from table(titles, [_applied_row(one, view.currency) for one in view.applied])
    yield ""
    yield f"Open: {format_cents(view.open_cents, view.currency)}"
    if view.disputed_cents:
        yield f"Disputed: {format_cents(view.disputed_cents, view.currency)}"
        yield f"Asked for: {format_cents(view.asked_cents, view.currency)}"
    for one in view.disputes:
        what = "all of it" if one.position is None else f"line {one.position}"
        answer = f" Settled: {one.answer}" if one.settled_at is not None else ""
        yield clean(f"Dispute {one.id} of {what}, {format_cents(one.cents, view.currency)}: {one.reason}.{answer}")
    if made is not None and made.note:
        yield from (clean(line) for line in made.note.splitlines())


def row_cells(row: InvoiceRow) -> tuple[object, ...]:
    """One line of a list in words."""
    total, left = (format_cents(cents, row.currency) for cents in (row.total_cents, row.open_cents))
    disputed = f"{format_cents(row.disputed_cents, row.currency)} disputed" if row.disputed_cents else ""
    return row.number, row.account, row.customer, row.status, row.issued_on or "", row.due, total, left, disputed


def _status(view: DraftView) -> str:
    return "dropped" if view.draft.dropped else "issued" if view.invoice else view.draft.status


def _line(line: BillLine) -> dict[str, Any]:
    return line._asdict()


def _applied(one: Applied) -> dict[str, Any]:
    return one._asdict()


def _billed(lines: Sequence[BillLine], currency: str) -> Iterator[str]:
    yield ""
    titles = (">", "service", "code", "description", ">quantity", ">each", ">off", ">amount", "tax")
    rows = [_cells(line, currency) for line in lines]
    yield from table(titles, rows) if rows else ["No lines yet."]
    yield ""


def _cells(line: BillLine, currency: str) -> tuple[object, ...]:
    code = f"{line.code}-{line.modifier}" if line.modifier else line.code
    off = format_cents(line.discount_cents, currency) if line.discount_cents else ""
    each, amount = format_cents(line.unit_cents, currency), format_cents(line.amount_cents, currency)
    return (
        line.position, line.service_on or "", code, line.description, say_quantity(line.quantity_milli), each, off,
        amount, line.tax,
    )  # fmt: skip


def _sums(totals: Totals, currency: str, discount: str, insurance: str) -> Iterator[str]:
    """Every step from the lines to what is due, without those that change nothing."""
    rows = [("Lines", totals.lines_cents, "")]
    if totals.discount_cents:
        rows.append(("Discount", -totals.discount_cents, discount))
    for tax in totals.taxes:
        base = format_cents(tax.base_cents, currency)
        rows.append((f"Tax {tax.name}", tax.tax_cents, f"{say_rate(tax.ppm)} of {base}"))
    rows.append(("Total", totals.total_cents, ""))
    if totals.insurance_cents:
        rows.append(("Insurance", -totals.insurance_cents, insurance))
    if totals.deposit_cents:
        rows.append(("Deposit", -totals.deposit_cents, ""))
    rows.append(("To pay", totals.due_cents, ""))
    cells = [(name, format_cents(cents, currency), words) for name, cents, words in rows]
    yield from list(table(("", ">", ""), cells))[1:]


def _applied_row(one: Applied, currency: str) -> tuple[object, ...]:
    what = " · ".join(filter(None, (one.reference, one.reason)))
    return one.on.isoformat(), one.kind.replace("_", "-"), one.method, format_cents(one.cents, currency), what
