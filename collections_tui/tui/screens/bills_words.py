"""Bills in words: their columns, and what they come to in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from collections_tui.domain.money import format_cents
from collections_tui.services.invoice_views import InvoiceRow
from collections_tui.tui.here import Here
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.widgets.tabs import Tab
from collections_tui.tui.widgets.virtual_columns import Column, Tone

Listed = Literal["draft", "issued", "sent", "void"]
LISTS: dict[Listed, str] = {"draft": "in the making", "issued": "to be sent", "sent": "sent", "void": "void"}


def bill_columns(here: Callable[[], Here], listed: Listed) -> list[Column[InvoiceRow]]:
    """Return the columns; of what is issued, with what is open of it."""
    columns: list[Column[InvoiceRow]] = [
        Column("bill", 7 if listed == "draft" else 16, lambda one: one.number, priority=10),
        Column("account", 11, lambda one: one.account, priority=8),
        Column("name", 16, lambda one: one.customer, priority=9, flexible=True),
        Column("client", 8, lambda one: one.client, priority=3, tone=_dim),
        Column("total", 12, lambda one: format_cents(one.total_cents, one.currency), "right", priority=9),
    ]
    if listed == "draft":
        return [*columns, Column("", 9, lambda one: "checked" if one.status == "verified" else "", priority=7)]
    return [
        *columns,
        Column("open", 12, lambda one: format_cents(one.open_cents, one.currency), "right", priority=7),
        Column("due", 7, lambda one: short_day(one.due, here().today), priority=6),
        Column("", 11, _note, priority=5, tone=_dim),
    ]


def _note(one: InvoiceRow) -> str:
    if one.kind == "credit_note":
        return "credit note"
    return "disputed" if one.disputed_cents else ""


def bill_tabs(counts: Sequence[int | None]) -> list[Tab]:
    """Return the lists with how many there are in each, where that is known."""
    return [Tab(words, count) for words, count in zip(LISTS.values(), counts, strict=True)]


def totals_words(listed: Listed, rows: Sequence[InvoiceRow]) -> str:
    """Return how many there are, what they come to, and what can be done."""
    sums: Counter[str] = Counter()
    for one in rows:
        sums[one.currency] += one.total_cents
    said = " and ".join(format_cents(cents, currency) for currency, cents in sorted(sums.items()))
    count = f"{len(rows):,} bill{'' if len(rows) == 1 else 's'}"
    return f"{count} · {said}" if rows else ""


def empty_words(listed: Listed) -> str:
    """Return what to say where there is nothing."""
    if listed == "draft":
        return "No bill is in the making: + begins one."
    return {"issued": "Every bill that was issued was sent.", "sent": "No bill was sent yet."}.get(
        listed, "No bill was voided."
    )


def _dim(one: InvoiceRow) -> Tone:
    return "dim"
