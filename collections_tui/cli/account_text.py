"""An account in words, as `account` prints it. Refuses to print: it hands back lines that are safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from collections_tui.cli.can_call import verdict_words
from collections_tui.cli.output import table
from collections_tui.domain.money import format_cents, say_owed
from collections_tui.domain.records import Invoice, InvoiceLine
from collections_tui.domain.strategy import Why
from collections_tui.domain.text import clean
from collections_tui.services import accounts
from collections_tui.services.post_words import address_words
from collections_tui.services.views import AccountView, PhoneLine, TimelineItem

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

_BOOKED = ("charge", "payment", "adjustment", "write_off", "reversal")

RECENT = 12
"""How many things that happened are worth a screen; --json has them all."""


def account_lines(view: AccountView, desk: Desk) -> Iterator[str]:
    """Yield what the account screen shows: who, what they owe and why now, how to reach them, and what happened."""
    yield from _who(view)
    yield from _warnings(view, desk)
    yield from _section("Phones", _phones(view, desk))
    yield from _section("Owed by age", _aging(view))
    yield from _section("Invoices", _invoices(view))
    yield from _section("Lately", _timeline(view, desk))
    yield from _section("Other accounts", _siblings(view))


def invoice_lines(view: AccountView, desk: Desk) -> Iterator[str]:
    """Yield every invoice of the account, the oldest due first, with its lines."""
    yield from _section("Invoices", _invoices(view))
    for invoice in view.invoices:
        rows = [_billed(line, view.account.currency) for line in accounts.invoice_lines(desk, invoice.id)]
        titles = ("service", "code", "description", ">quantity", ">each", ">amount")
        yield from _section(f"Invoice {clean(invoice.number)}", list(table(titles, rows)) if rows else ["no lines"])
    if not view.invoices:
        yield "No invoices."


def _billed(line: InvoiceLine, currency: str) -> tuple[object, ...]:
    each, amount = format_cents(line.unit_cents, currency), format_cents(line.amount_cents, currency)
    return line.service_on or "", line.code, line.description, f"{line.quantity_milli / 1000:g}", each, amount


def why_line(why: tuple[Why, ...]) -> str:
    """Return the reasons for a score in one line, largest first: `+40 promise broken · +18 over 60 days`."""
    return clean(" · ".join(f"{reason.points:+d} {reason.text}" for reason in why))


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _who(view: AccountView) -> Iterator[str]:
    account, customer = view.account, view.customer
    status = f"{account.status} {account.closed_reason}".strip()
    yield clean(f"{account.number}  {customer.name} · {view.client.name} · {status}")
    owed = say_owed(account.balance_cents, account.currency)
    if view.disputed_cents:
        disputed, asked = (format_cents(cents, account.currency) for cents in (view.disputed_cents, view.asked_cents))
        owed += f", {disputed} of it disputed: {asked} is asked for"
    yield owed + (f", {view.days_past_due} days past due" if view.days_past_due else ", nothing past due")
    if view.pending_cents:
        waits, asked = (format_cents(cents, account.currency) for cents in (view.pending_cents, view.asked_cents))
        by_whom = f"`collections-tui claim list --account {account.number}` shows by whom"
        yield clean(f"{waits} waits for insurers, {asked} is asked for: {by_whom}")
    yield from (f"{one.words} ({one.source})" for one in view.notices)
    yield f"Score {view.score}: {why_line(view.why)}" if view.why else f"Score {view.score}"
    where = ", ".join(filter(None, (customer.street, customer.city, f"{customer.state} {customer.postcode}".strip())))
    for line in (where, address_words(customer.email, view.refusal)):
        if line:
            yield clean(line)


def _warnings(view: AccountView, desk: Desk) -> Iterator[str]:
    """Everything that should stop or slow whoever is about to call."""
    for hold in view.holds:
        until = f" until {hold.until}" if hold.until else ""
        yield clean(f"! Held: {hold.kind}{until}. {hold.note}".rstrip())
    for flag in view.flags:
        yield clean(f"! {flag.words[:1].upper()}{flag.words[1:]} ({flag.source})")
    for promise in view.promises:
        amount = format_cents(promise.amount_cents, view.account.currency)
        mark = "! " if promise.status in ("open", "broken") else ""
        yield f"{mark}Promise {promise.status}: {amount} by {promise.due_on}"
    yield from _agreed(view)
    if view.lease and not view.mine:
        yield clean(f"! {view.lease.login} is working on it until {desk.local(view.lease.expires_at):%H:%M}.")
    at = view.account.next_action_at
    if at is not None and at > desk.now() and view.account.status != "closed":  # nobody waits for what is closed
        until = f"{desk.local(at):%Y-%m-%d %H:%M}"
        yield clean(f"! Rests until {until}. {view.account.next_action}".rstrip())


def _agreed(view: AccountView) -> Iterator[str]:
    """How the latest arrangement stands, with the answer to a request; and one that goes on until that is answered."""
    if not view.arrangements:
        return
    from collections_tui.services.arrangement_words import headline, reasons

    for agreed in view.arrangements:
        one, due, currency = agreed.arrangement, agreed.next_due, view.account.currency
        if one.status != "active" and agreed is not view.arrangements[0]:
            continue
        mark = "! " if one.status in ("active", "proposed", "broken", "refused") else ""
        words = f"{mark}{headline(one, currency)}"
        if one.status in ("active", "broken"):
            words += f", {format_cents(agreed.paid_cents, currency)} paid"
        if one.status == "active" and due is not None:
            words += f", next {format_cents(due.amount_cents - due.paid_cents, currency)} by {due.due_on}"
        why = reasons(one)
        yield clean(f"{words}. {why}" if why else words)


def _phones(view: AccountView, desk: Desk) -> list[str]:
    rows = [_phone_row(desk, number, line, view.stopped) for number, line in enumerate(view.phones, 1)]
    return list(table((">", "number", "kind", "", "there", ""), rows))[1:] if rows else []


def _phone_row(desk: Desk, number: int, line: PhoneLine, stopped: str) -> tuple[object, ...]:
    status = "" if line.phone.status == "good" else line.phone.status
    may = stopped or verdict_words(desk, line.judgement)
    return number, line.said, line.phone.kind, status, _times(line.places), may


def _times(places: tuple[tuple[str, datetime], ...]) -> str:
    return ", ".join(f"{at:%H:%M} {place}" for place, at in places)


def _aging(view: AccountView) -> list[str]:
    ages = view.aging.as_json()
    titles = [f">{name.replace('_', ' ', 1) if name == 'over_90' else name.replace('_', '–')}" for name in ages]
    return list(table(titles, [[format_cents(cents, view.account.currency) for cents in ages.values()]]))


def _invoices(view: AccountView) -> list[str]:
    def row(one: Invoice) -> tuple[object, ...]:
        amount, left = (format_cents(cents, view.account.currency) for cents in (one.amount_cents, one.open_cents))
        argued = format_cents(one.argued_cents, view.account.currency)
        state = "void" if one.status == "void" else "disputed" * one.disputed
        return (
            one.number,
            one.issued_on,
            one.due_on,
            amount,
            left,
            state or (f"{argued} disputed" * bool(one.argued_cents)),
        )

    rows = [row(invoice) for invoice in view.invoices]
    return list(table(("number", "issued", "due", ">amount", ">open", ""), rows)) if rows else []


def _timeline(view: AccountView, desk: Desk) -> list[str]:
    rows = [_happened(item, view.account.currency, desk) for item in view.timeline[:RECENT]]
    more = len(view.timeline) - RECENT
    return list(table(("when", "what", ">amount", "by", "said"), rows)) + ([f"and {more} more"] if more > 0 else [])


def _happened(item: TimelineItem, currency: str, desk: Desk) -> tuple[object, ...]:
    amount = "" if item.amount_cents is None else format_cents(item.amount_cents, currency)
    said = " / ".join(filter(None, ("(taken back)" * item.undone, item.text, *item.addenda)))
    # Money moves on a day; only what a person did has a time of day.
    form = "%Y-%m-%d" if item.kind in _BOOKED else "%Y-%m-%d %H:%M"
    return desk.local(item.at).strftime(form), item.title, amount, item.by, said


def _siblings(view: AccountView) -> list[str]:
    rows = [
        (one.number, one.client, format_cents(one.balance_cents, one.currency), one.status) for one in view.siblings
    ]
    return list(table(("account", "client", ">owed", ""), rows))[1:] if rows else []
