"""An account as programs see it: the stable form of ``account NO --json`` and ``next --json``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from collections_tui.domain.records import InvoiceLine
from collections_tui.domain.strategy import Why
from collections_tui.services import accounts, scripts
from collections_tui.services.desk import Desk
from collections_tui.services.views import AccountView, Claimed, FlagLine, NothingNow, TimelineItem


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def why_json(why: Iterable[Why]) -> list[dict[str, Any]]:
    """The reasons, largest first; their points add up to the score."""
    return [{"rule": reason.rule, "points": reason.points, "text": reason.text} for reason in why]


def next_json(answer: Claimed | NothingNow) -> dict[str, Any]:
    """What ``next --json`` prints."""
    if isinstance(answer, NothingNow):
        return {"account": None, "reason": answer.reason, "wakes_at": _instant(answer.wakes_at)}
    return {
        "account": {
            "number": answer.number,
            "client": answer.client,
            "customer": answer.customer,
            "balance_cents": answer.balance_cents,
            "currency": answer.currency,
            "days_past_due": answer.days_past_due,
            "score": answer.score,
            "urgent": answer.urgent,
            "why": why_json(answer.why),
            "lease_expires_at": _instant(answer.lease.expires_at),
        }
    }


def account_json(desk: Desk, view: AccountView) -> dict[str, Any]:
    """What ``account NO --json`` prints: everything the account screen shows."""
    words = scripts.for_view(desk, view)
    said = [{"id": one.id, "title": one.title, "text": one.text} for one in words.scripts]
    opening = said[words.opening]["id"] if said else None
    return _account(desk, view) | {"scripts": said, "opening_script": opening}


def _account(desk: Desk, view: AccountView) -> dict[str, Any]:
    account, customer = view.account, view.customer
    return {
        "number": account.number,
        "client": view.client.code,
        "client_name": view.client.name,
        "status": account.status,
        "closed_reason": account.closed_reason,
        "currency": account.currency,
        "balance_cents": account.balance_cents,
        "disputed_cents": view.disputed_cents,
        "claims_pending_cents": view.pending_cents,
        "notices": [one._asdict() for one in view.notices],
        "asked_cents": view.asked_cents,
        "aging": view.aging.as_json(),
        "days_past_due": view.days_past_due,
        "disputed": account.disputed,
        "opened_on": _day(account.opened_on),
        "customer": {
            "name": customer.name,
            "street": customer.street,
            "city": customer.city,
            "state": customer.state,
            "postcode": customer.postcode,
            "country": customer.country,
            "email": customer.email,
            "mail_refused": None if view.refusal is None else view.refusal.kind,
            "language": customer.language,
        },
        "phones": [
            {
                "e164": line.phone.e164,
                "kind": line.phone.kind,
                "status": line.phone.status,
                "local_times": [{"place": place, "time": at.strftime("%H:%M")} for place, at in line.places],
                "open_now": line.open_now,
                "verdict": line.judgement.verdict,
                "clears_at": _instant(line.judgement.clears_at),
                "rules": [
                    one._asdict() | {"clears_at": _instant(one.clears_at)}
                    for one in line.judgement.findings
                    if one.verdict != "allow"
                ],
            }
            for line in view.phones
        ],
        "local_times": [{"place": place, "time": at.strftime("%H:%M")} for place, at in view.places],
        "flags": [_flag(line) for line in view.flags],
        "callable_now": view.open_now,
        "opens_at": _instant(view.opens_at),
        "worklist": None if view.worklist is None else view.worklist.code,
        "score": view.score,
        "why": why_json(view.why),
        "may_call_at": _instant(account.may_call_at),
        "next_action_at": _instant(account.next_action_at),
        "next_action": account.next_action or None,
        "last_call_at": _instant(account.last_call_at),
        "last_contact_at": _instant(account.last_contact_at),
        "calls": account.call_count,
        "invoices": [
            {
                "number": invoice.number,
                "issued_on": _day(invoice.issued_on),
                "due_on": _day(invoice.due_on),
                "amount_cents": invoice.amount_cents,
                "open_cents": invoice.open_cents,
                "disputed": invoice.disputed,
                "disputed_cents": invoice.argued_cents,
                "status": invoice.status,
                "lines": [_line(line) for line in accounts.invoice_lines(desk, invoice.id)],
            }
            for invoice in view.invoices
        ],
        "promises": [
            {
                "id": one.id,
                "amount_cents": one.amount_cents,
                "due_on": _day(one.due_on),
                "last_day": _day(one.last_day),
                "status": one.status,
                "paid_cents": one.paid_cents,
                "everywhere": one.everywhere,
                "by": one.by or None,
            }
            for one in view.promises
        ],
        "holds": [
            {"kind": hold.kind, "note": hold.note, "since": _instant(hold.since), "until": _day(hold.until)}
            for hold in view.holds
        ],
        "timeline": [_item(item) for item in view.timeline],
        "other_accounts": [
            {
                "number": other.number,
                "client": other.client,
                "balance_cents": other.balance_cents,
                "currency": other.currency,
                "status": other.status,
            }
            for other in view.siblings
        ],
        "leased_at": None if view.lease is None else _instant(view.lease.claimed_at),
        "leased_by": None if view.lease is None else view.lease.login,
        "lease_expires_at": None if view.lease is None else _instant(view.lease.expires_at),
        "draft": None if view.draft is None else {"started_at": _instant(view.draft.started_at)} | view.draft.body,
    }


def _flag(line: FlagLine) -> dict[str, Any]:
    return {"id": line.id, "kind": line.kind, "words": line.words, "source": line.source, "by": line.by}


def _line(line: InvoiceLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "code": line.code,
        "description": line.description,
        "service_on": _day(line.service_on),
        "quantity_milli": line.quantity_milli,
        "unit_cents": line.unit_cents,
        "amount_cents": line.amount_cents,
    }


def _item(item: TimelineItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "at": _instant(item.at),
        "by": item.by,
        "title": item.title,
        "text": item.text,
        "amount_cents": item.amount_cents,
        "undone": item.undone,
        "addenda": list(item.addenda),
    }
