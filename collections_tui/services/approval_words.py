"""Requests in words: what was asked for, how it stands, what was answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.arrangements.records import Due, Terms
from collections_tui.domain.arrangements.schedule import say_every, terms_from
from collections_tui.domain.dates import say_moment
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Instalment
from collections_tui.domain.requests import Asked
from collections_tui.services.approval_views import Approval, Kind, Status
from collections_tui.services.arrangement_layout import asked_for_from
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
    said, asked_cents, instead_of = _said(terms, dues, one.currency), made.total_cents, ""
    what = _in_short(said)
    if made.asked_for:
        asked_terms, asked_dues = asked_for_from(made.asked_for)
        asked, asked_cents = _said(asked_terms, asked_dues, one.currency), asked_terms.total_cents
        what, instead_of = _in_short(said, asked), _instead(said, asked)
    status: Status = "waiting"
    if made.status == "cancelled" and made.answered_at is None:
        status = "cancelled"
    elif made.answered_at is not None:
        status = "refused" if made.status == "refused" else "changed" if made.asked_for else "approved"
    kind: Kind = "arrangement" if terms.settlement is None else "settlement"
    return Approval(
        f"A{made.id}", kind, status, made.account_id, one.number, one.client,
        one.customer, one.currency, made.by, made.made_at, what, made.total_cents, "",
        tuple(line["text"] for line in json.loads(made.asked or "[]")), made.answered_by, made.answered_at, made.answer,
        asked_cents=asked_cents, instead_of=instead_of,
    )  # fmt: skip


class _Said(NamedTuple):
    """The parts of an arrangement in words."""

    off: str
    down: str
    many: str
    often: str
    first: str
    until: str


def _said(terms: Terms, dues: Sequence[Instalment | Due], currency: str) -> _Said:
    plain = [due for due in dues if due.number]
    off, down = terms.settlement, terms.down_cents
    return _Said(
        f"{format_cents(off.off_cents, currency)} off" if off is not None else "nothing off",
        f"{format_cents(down, currency)} down" if down else "nothing down",
        f"{len(plain)} × {format_cents(plain[0].amount_cents, currency)}",
        say_every(terms.every, terms.first_on),
        f"from {_day(terms.first_on)}",
        f"until {_day(off.until)}" if off is not None else "",
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _in_short(said: _Said, asked: _Said | None = None) -> str:
    """What it comes to: what is forgiven, how many times how much and how often; and what else was changed of it."""
    changed = {name for name in _Said._fields if asked is not None and getattr(said, name) != getattr(asked, name)}
    parts = [
        said.off if "off" in changed or said.until else "",
        said.down if "down" in changed else "",
        f"{said.many} {said.often}",
        said.first if "first" in changed else "",
        said.until if "until" in changed else "",
    ]
    return ", ".join(filter(None, parts))


def _instead(said: _Said, asked: _Said) -> str:
    """What was asked for, as far as it was changed."""
    return ", ".join(filter(None, (was for was, now in zip(asked, said, strict=True) if was != now)))


def of_request(one: NamedRequest, now: datetime) -> Approval:
    """A request that is none for an arrangement."""
    asked = one.asked
    return Approval(
        f"R{asked.id}", asked.kind, _status(asked, now), asked.account_id, one.number, one.client, one.customer,
        one.currency, asked.by, asked.made_at, _what(asked, one.currency), asked.cents, asked.reason,
        tuple(rule.text for rule in asked.rules), asked.answered_by, asked.answered_at, asked.answer, asked.until,
        asked.e164, asked.asked_cents,
        format_cents(abs(asked.asked_cents), one.currency) if asked.changed else "",
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
    return f"{what} on {asked.invoice}" if asked.invoice else what


def say_status(one: Approval) -> str:
    """How it stands, in words: ``approved, changed``."""
    return "approved, changed" if one.status == "changed" else one.status


def told(desk: Desk, one: Approval) -> str:
    """What whoever asked is told of the answer, in a sentence."""
    because = f": {one.answer}" if one.answer else ""
    if one.status == "refused":
        return f"{one.answered_by} refused {one.ref}, {one.what} ({one.number}){because}."
    if one.kind == "override":
        until = f" until {say_moment(desk.local(one.until), desk.today())}" if one.until is not None else ""
        return f"{one.answered_by} lets you {one.what} ({one.number}) once{until}{because}."
    how = "approved with a change" if one.status == "changed" else "approved"
    return f"{one.answered_by} {how} {one.ref}, {one.in_full} ({one.number}){because}."
