"""Requests in words: what was asked for, how it stands, what was answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from collections_tui.domain.arrangements.schedule import say_every, terms_from
from collections_tui.domain.dates import say_moment
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Instalment
from collections_tui.domain.requests import Asked
from collections_tui.services.approval_views import Approval, Kind, Status
from collections_tui.services.desk import Desk
from collections_tui.store.subjects.arrangements import NamedArrangement
from collections_tui.store.subjects.requests import NamedRequest

KINDS: dict[Kind, str] = {
    "arrangement": "arrangement",
    "settlement": "settlement",
    "override": "call all the same",
    "adjustment": "adjustment",
    "write_off": "write-off",
}


def of_arrangement(one: NamedArrangement, dues: Sequence[Instalment]) -> Approval:
    """An arrangement as something that is or was to be approved; ``dues`` are its instalments."""
    made = one.arrangement
    terms = terms_from(made.terms)
    off = terms.settlement
    plain = [due for due in dues if due.number]
    each = format_cents(plain[0].amount_cents, one.currency)
    what = f"{len(plain)} × {each} {say_every(terms.every, terms.first_on)}"
    if off is not None:
        what = f"{format_cents(made.owed_cents - made.total_cents, one.currency)} off, {what}"
    status: Status = "waiting"
    if made.status == "cancelled" and made.answered_at is None:
        status = "cancelled"
    elif made.answered_at is not None:
        status = "refused" if made.status == "refused" else "approved"
    return Approval(
        f"A{made.id}", "arrangement" if off is None else "settlement", status, made.account_id, one.number, one.client,
        one.customer, one.currency, made.by, made.made_at, what, made.total_cents, "",
        tuple(line["text"] for line in json.loads(made.asked or "[]")), made.answered_by, made.answered_at, made.answer,
    )  # fmt: skip


def of_request(one: NamedRequest, now: datetime) -> Approval:
    """A request that is none for an arrangement."""
    asked = one.asked
    return Approval(
        f"R{asked.id}", asked.kind, _status(asked, now), asked.account_id, one.number, one.client, one.customer,
        one.currency, asked.by, asked.made_at, _what(asked, one.currency), asked.cents, asked.reason,
        tuple(rule.text for rule in asked.rules), asked.answered_by, asked.answered_at, asked.answer, asked.until,
        asked.e164, asked.asked_cents,
    )  # fmt: skip


def _status(asked: Asked, now: datetime) -> Status:
    if asked.status != "approved":
        return asked.status
    if asked.kind == "override":
        return "used" if asked.used_at is not None else "approved" if asked.usable(now) else "run out"
    return "changed" if asked.changed else "approved"


def _what(asked: Asked, currency: str) -> str:
    if asked.kind == "override":
        return f"call {say_phone(asked.e164)}" if asked.e164 else "call"
    amount = format_cents(-asked.cents if asked.kind == "write_off" else asked.cents, currency)
    what = f"{'write off' if asked.kind == 'write_off' else 'adjust by'} {amount}"
    if asked.changed:
        what += f", not {format_cents(abs(asked.asked_cents), currency)}"
    return f"{what} on {asked.invoice}" if asked.invoice else what


def told(desk: Desk, one: Approval) -> str:
    """What whoever asked is told of the answer, in a sentence."""
    because = f": {one.answer}" if one.answer else ""
    if one.status == "refused":
        return f"{one.answered_by} refused {one.ref}, {one.what} ({one.number}){because}."
    if one.kind == "override":
        until = f" until {say_moment(desk.local(one.until), desk.today())}" if one.until is not None else ""
        return f"{one.answered_by} lets you {one.what} ({one.number}) once{until}{because}."
    how = "approved with a change" if one.status == "changed" else "approved"
    return f"{one.answered_by} {how} {one.ref}, {one.what} ({one.number}){because}."
