"""One timeline of an account: calls, money, promises, arrangements, notes, holds and documents, newest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.post import Delivery
from collections_tui.domain.records import Call, Promise
from collections_tui.services.desk import Desk
from collections_tui.services.views import TimelineItem
from collections_tui.store.transaction import Transaction

ENTRY_WORDS = {
    "charge": "Charged",
    "payment": "Paid",
    "adjustment": "Adjusted",
    "write_off": "Written off",
    "reversal": "Reversed",
}


def touches(tx: Transaction, desk: Desk, account_id: int, limit: int) -> list[TimelineItem]:
    """What happened on the account, newest first, going back up to ``limit`` of each kind."""
    items = [
        *_calls(tx, desk, account_id, limit),
        *_entries(tx, desk, account_id, limit),
        *_promises(tx, desk, account_id),
        *_arrangements(tx, account_id),
        *_disputes(tx, account_id, limit),
        *_notes(tx, account_id, limit),
        *_holds(tx, account_id),
        *_documents(tx, account_id, limit),
    ]
    return sorted(items, key=lambda item: item.at, reverse=True)


def _calls(tx: Transaction, desk: Desk, account_id: int, limit: int) -> list[TimelineItem]:
    return [_call(desk, call) for call in tx.calls.of_account(account_id, limit)]


def _call(desk: Desk, call: Call) -> TimelineItem:
    outcome = desk.books.outcomes.by_code.get(call.outcome)
    title = outcome.words if outcome is not None else call.outcome
    where = say_phone(call.phone) if call.phone else ""
    whom = f"with {call.spoke_with}" if call.spoke_with else ""
    text = " · ".join(part for part in (where, whom, call.note) if part)
    addenda = tuple(c.text for c in call.corrections if c.kind == "addendum")
    if call.direction == "inbound" and "inbound" not in title.lower():
        title = f"{title} (they called)"
    return TimelineItem("call", call.started_at, call.by, title, text, None, call.id, call.undone, addenda)


def _entries(tx: Transaction, desk: Desk, account_id: int, limit: int) -> list[TimelineItem]:
    items = []
    for entry, invoice, by in tx.accounts.entries(account_id, limit):
        about = (f"invoice {invoice}" if invoice else "", entry.method, entry.reference, entry.reason)
        text = " · ".join(filter(None, about))
        at = desk.start_of(entry.on)
        words = ENTRY_WORDS[entry.kind]
        items.append(TimelineItem(entry.kind, at, by, words, text, entry.amount_cents, entry.id))
    return items


def _promises(tx: Transaction, desk: Desk, account_id: int) -> list[TimelineItem]:
    """What became of promises. That one was made is in its call already."""
    today = desk.today()
    account = tx.accounts.get(account_id)
    currency = "USD" if account is None else account.currency
    items = []
    for promise in tx.accounts.promises(account_id, today):
        amount = format_cents(promise.amount_cents, currency)
        title = f"Promise of {amount} by {say_day(promise.due_on, today)}: {promise.status}"
        part = 0 < promise.paid_cents < promise.amount_cents
        paid = f"{format_cents(promise.paid_cents, currency)} paid in time" if part else ""
        text = " · ".join(filter(None, (paid, "for all accounts" if promise.everywhere else "")))
        by = "" if promise.call_id is not None else promise.by
        at = _judged_at(desk, promise)
        items.append(TimelineItem("promise", at, by, title, text, promise.amount_cents, promise.id))
    return items


def _judged_at(desk: Desk, promise: Promise) -> datetime:
    """When it was made, or the morning on which it turned out not to be kept."""
    if promise.status not in ("broken", "part kept"):
        return promise.made_at
    return max(promise.made_at, desk.start_of(promise.last_day + timedelta(days=1)))


def _arrangements(tx: Transaction, account_id: int) -> list[TimelineItem]:
    """What became of arrangements, each once: when it ended, was answered, or was made."""
    found = tx.arrangements.of_account(account_id)
    account = tx.accounts.get(account_id) if found else None
    if account is None:
        return []
    from collections_tui.services.arrangement_words import headline, reasons

    return [
        TimelineItem(
            "arrangement",
            one.ended_at or one.answered_at or one.made_at,
            "" if one.ended_at and not one.answered_at else one.answered_by or one.by,
            headline(one, account.currency),
            reasons(one),
            one.total_cents,
            one.id,
        )
        for one in found
    ]


def _disputes(tx: Transaction, account_id: int, limit: int) -> list[TimelineItem]:
    """What was said to be wrong with invoices, and what was answered; each at its moment."""
    items = []
    for one, invoice in tx.disputes.of_account(account_id, limit):
        what = f"line {one.position} of {invoice}" if one.position is not None else f"invoice {invoice}"
        items.append(TimelineItem("dispute", one.at, one.by, f"Disputed: {what}", one.reason, one.cents, one.id))
        if one.settled_at is not None:
            title = f"Dispute settled: {what}"
            items.append(TimelineItem("dispute", one.settled_at, one.settled_by, title, one.answer, one.cents, -one.id))
    return items


def _notes(tx: Transaction, account_id: int, limit: int) -> list[TimelineItem]:
    return [
        TimelineItem("note", note.at, note.by, "Note", note.text, None, note.id)
        for note in tx.accounts.notes(account_id, limit)
    ]


def _holds(tx: Transaction, account_id: int) -> list[TimelineItem]:
    return [
        TimelineItem("hold", hold.since, "", f"On hold: {hold.kind}", hold.note, None, hold.id)
        for hold in tx.accounts.holds(account_id)
    ]


def _documents(tx: Transaction, account_id: int, limit: int) -> list[TimelineItem]:
    """What went out, each document once, with what became of it last."""
    documents = tx.documents.of_account(account_id, limit)
    if not documents:
        return []
    from collections_tui.services.post_words import outcome

    last: dict[int, Delivery] = {}
    for one in tx.deliveries.of_account(account_id, 2 * limit):
        last.setdefault(one.document_id, one)
    items = []
    for document in documents:
        way = last.get(document.id)
        at = document.made_at if way is None else way.ended_at or way.queued_at
        title = document.title if way is None else f"{document.title}: {outcome(way)}"
        items.append(
            TimelineItem("document", at, document.by, title, "" if way is None else way.said, None, document.id)
        )
    return items
