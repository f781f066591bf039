"""Remittances in words: their columns, and one of them line by line with its balance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.codes import CodeBook
from collections_tui.domain.insurance.posted import KeptClaim, KeptRemittance
from collections_tui.domain.insurance.remittance import ClaimPayment, ProviderAdjustment, ServiceLine
from collections_tui.domain.insurance.shares import Shares, in_words, provider_told, told
from collections_tui.domain.money import format_cents
from collections_tui.services.remittance_views import ImportedRemittances, RemittanceView, TakenClaim, TakenRemittance
from collections_tui.tui.here import Here
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.widgets.item_scroll import Item, LaterLines
from collections_tui.tui.widgets.lines import BLANK, Line, Run, ends, text_line, wrapped
from collections_tui.tui.widgets.virtual_columns import Column, Tone

LISTS = ("remittances", "to be matched")
EMPTY = ("No remittance has come yet: + takes a file in.", "Every claim has its invoice: nothing waits.")
MOST_CLAIMS = 1_000
"""Claims of one file that are shown before it is taken in: all of them are counted."""


def paid_day(day: date, today: date) -> str:
    """Return a day in seven cells: ``20 Nov``, ``Nov '25`` of another year, which is no tenth of November."""
    words = short_day(day, today)
    return words if day.year == today.year else f"{words[:4]}'{words[4:]}"


def remittance_columns(here: Callable[[], Here]) -> list[Column[KeptRemittance]]:
    """Return the columns of remittances."""
    return [
        Column("paid on", 7, lambda one: paid_day(one.paid_on, here().today), priority=9),
        Column("insurer", 16, lambda one: one.payer, priority=10, flexible=True),
        Column("number", 14, lambda one: one.trace, priority=7),
        Column("paid", 12, lambda one: format_cents(one.paid_cents, one.currency), "right", priority=9),
        Column("claims", 6, lambda one: f"{one.claims:,}", "right", priority=8),
        Column("wait", 5, lambda one: f"{one.waiting:,}" if one.waiting else "", "right", priority=9, tone=_accent),
        Column("client", 8, lambda one: one.client, priority=6, tone=_dim),
        Column("file", 16, lambda one: one.file, priority=4, tone=_dim),
        Column("by", 7, lambda one: one.by, priority=3, tone=_dim),
    ]


def waiting_columns(here: Callable[[], Here]) -> list[Column[KeptClaim]]:
    """Return the columns of claims that fit no invoice."""
    return [
        Column("paid on", 7, lambda one: paid_day(one.paid_on, here().today), priority=5),
        Column("insurer", 10, lambda one: one.payer, priority=7),
        Column("number", 12, lambda one: one.told.control, priority=10),
        Column("patient", 9, lambda one: one.told.patient, priority=6),
        Column("charged", 10, lambda one: format_cents(one.told.charge_cents, one.currency), "right", priority=9),
        Column("paid", 10, lambda one: format_cents(one.told.paid_cents, one.currency), "right", priority=8),
        Column("why it fits none", 14, lambda one: one.reason, priority=8, flexible=True),
        Column("client", 8, lambda one: one.client, priority=4, tone=_dim),
    ]


def about_waiting(one: KeptClaim) -> str:
    """Return which claim it is, in a line."""
    patient = f" for {one.told.patient}" if one.told.patient else ""
    charge = format_cents(one.told.charge_cents, one.currency)
    return f"{one.payer}, number {one.told.control}{patient}: {told(one.shares, one.currency)} of {charge}"


def balance_line(paid: int, claims: int, provider: int, currency: str) -> Line:
    """Return how a payment adds up: what its claims were paid, less what was taken off it as a whole."""
    said = f"{format_cents(paid, currency)} paid = {format_cents(claims, currency)} for its claims"
    if provider:
        sign = "−" if provider > 0 else "+"
        said = f"{said} {sign} {format_cents(abs(provider), currency)} of the provider's"
    balances = paid == claims - provider
    return (Run("✓ " if balances else "! ", "accent" if balances else "warn"), Run(said))


# -- one that is here -----------------------------------------------------------------------------------------------


def kept_head(view: RemittanceView, cells: int, book: CodeBook) -> list[Line]:
    """Return who paid what, how it adds up, and what is odd about it."""
    one = view.remittance
    left: Line = (Run(one.payer, "strong"), Run(f" · {one.method or 'no method'} {one.trace} · {one.paid_on}"))
    claims = sum(each.told.paid_cents for each in view.claims)
    lines = [
        ends(left, text_line(one.client, "dim"), cells),
        balance_line(one.paid_cents, claims, sum(each.cents for each in one.provider), one.currency),
        text_line(f"from {one.file}, taken in by {one.by}", "dim"),
    ]
    lines += _provider_lines(one.provider, one.currency, book)
    return [*lines, *(text_line(part, "dim") for note in one.notes for part in wrapped(note, cells, 2))]


def kept_items(view: RemittanceView, cells: int, book: CodeBook, today: date) -> list[Item]:
    """Return what it says of each claim, and where that went."""
    return [Item(one.id, LaterLines(partial(_kept, one, cells, book, today)), one) for one in view.claims] or [
        Item("none", [text_line("It is about no claim.", "dim")])
    ]


def _kept(one: KeptClaim, cells: int, book: CodeBook, today: date) -> list[Line]:
    if one.invoice_id is not None:
        where = f"{one.invoice} of {one.account}"
    else:
        where = one.settled_as or f"waits: {one.reason}"
    waits = one.settled_at is None
    head = _head(one.told, where, one.currency, cells, warn=waits)
    back = [text_line("  taken back by the insurer since", "dim")] if one.reversed_by is not None else []
    return [head, *_inside(one.told, one.shares, one.currency, cells, book, today), *back]


def _head(claim: ClaimPayment, where: str, currency: str, cells: int, *, warn: bool) -> Line:
    patient = f" {claim.patient}" if claim.patient else ""
    left: Line = (Run(claim.control, "strong"), Run(patient), Run(f" · {where}", "warn" if warn else "dim"))
    return ends(left, text_line(_paid(claim, currency), "strong"), cells)


def _inside(
    claim: ClaimPayment, shares: Shares, currency: str, cells: int, book: CodeBook, today: date
) -> Iterator[Line]:
    """Whose the money is, and why less was paid than charged: of the claim as a whole, and of each service."""
    yield from (text_line(f"  {part}") for part in wrapped(told(shares, currency), cells - 2))
    yield from _reasons(in_words(claim.adjustments, claim.remarks, book, currency), 2, cells)
    for one in claim.lines:
        yield ends(text_line(f"  {_service(one, today)}"), text_line(_paid(one, currency), "dim"), cells)
        yield from _reasons(in_words(one.adjustments, one.remarks, book, currency), 4, cells)


def _reasons(words: Iterable[str], indent: int, cells: int) -> Iterator[Line]:
    for line in words:
        yield from (text_line(f"{' ' * indent}{part}", "dim") for part in wrapped(line, cells - indent, 3))


def _service(one: ServiceLine, today: date) -> str:
    parts = ["-".join((one.code, *one.modifiers)), "" if one.units in ("", "1") else f"× {one.units}"]
    parts.append("" if one.service_on is None else f"on {say_day(one.service_on, today)}")
    return " ".join(filter(None, parts))


def _paid(one: ClaimPayment | ServiceLine, currency: str) -> str:
    return f"{format_cents(one.paid_cents, currency)} of {format_cents(one.charge_cents, currency)}"


def _provider_lines(provider: Iterable[ProviderAdjustment], currency: str, book: CodeBook) -> list[Line]:
    return [text_line(f"  {provider_told(one, book, currency)}", "dim") for one in provider]


# -- one that is about to come ---------------------------------------------------------------------------------------


def report_lines(report: ImportedRemittances, cells: int, book: CodeBook) -> list[Line]:
    """Return what a file comes to, transaction by transaction: its balance, and where each claim goes."""
    lines: list[Line] = []
    room = MOST_CLAIMS
    for one in report.transactions:
        lines += [BLANK] * bool(lines)
        lines += _taken(one, one.claims[:room], cells, book)
        room = max(0, room - len(one.claims))
    every = sum(len(one.claims) for one in report.transactions)
    if every > MOST_CLAIMS:
        lines.append(text_line(f"… and {every - MOST_CLAIMS:,} claims more.", "dim"))
    return lines


def _taken(one: TakenRemittance, claims: Sequence[TakenClaim], cells: int, book: CodeBook) -> Iterator[Line]:
    known = "" if one.new else "here already"
    left: Line = (Run(one.told.payer, "strong"), Run(f" · {one.told.trace} · {one.told.paid_on}"))
    yield ends(left, text_line(known, "warn"), cells)
    paid = sum(each.told.paid_cents for each in one.claims)
    yield balance_line(one.told.paid_cents, paid, one.told.provider_cents, one.currency)
    yield from _provider_lines(one.told.provider, one.currency, book)
    for note in one.told.notes:
        yield from (text_line(f"  {part}", "dim") for part in wrapped(note, cells - 2, 2))
    for each in claims:
        where = f"{each.invoice} of {each.account}" if each.matched and each.invoice else each.words
        yield _head(each.told, where, one.currency, cells, warn=not each.matched)


def _accent(one: KeptRemittance) -> Tone:
    return "accent"


def _dim(one: object) -> Tone:
    return "dim"
