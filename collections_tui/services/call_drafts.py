"""What a call and its draft know of each other: how long the call took, and what was typed to log it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from typing import Any

from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Call, CallWindow, Draft
from collections_tui.domain.windows import local_times
from collections_tui.services.accounts import window_of
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant, to_instant

Said = dict[str, Any]
STILL_ON = timedelta(minutes=15)
"""How long after it was last typed into a draft is the call of this moment."""


def end_of(draft: Draft | None, now: datetime) -> datetime:
    """When a call ended that is logged now, without a word about when it ended.

    A draft that was typed into within a quarter of an hour is the call of this moment. An older one was put down: the
    call ended when it was last typed into, whatever happened since.
    """
    if draft is None:
        return now
    if draft.ended_at is not None:
        return draft.ended_at
    last = now if now - draft.updated_at <= STILL_ON else draft.updated_at
    return max(draft.started_at, last - timedelta(seconds=draft.paused_seconds))


def said_of(entry: CallEntry) -> Said:
    """What was said about a call and is not in the call itself, as JSON: an undo gives it back."""
    days = {"promised_on": entry.promised_on, "next_on": entry.next_on}
    said: Said = {name: day.isoformat() for name, day in days.items() if day is not None}
    if entry.amount_cents is not None:
        said["amount_cents"] = entry.amount_cents
    if entry.moment is not None:
        said["moment"] = instant(entry.moment)
    if entry.everywhere:
        said["everywhere"] = "yes"
    if entry.terms is not None:
        from collections_tui.domain.arrangements.schedule import terms_json

        said["terms"] = terms_json(entry.terms)
        if entry.means is not None:
            sheet = entry.means._asdict() | {"spending_cents": dict(entry.means.spending)}
            said["terms"] = json.dumps(json.loads(said["terms"]) | {"means": sheet})
    if entry.about:
        said["about"] = sorted(set(entry.about) - {entry.account_id})
    return said


def redraft(tx: Transaction, desk: Desk, account: Account, call: Call, said: Said) -> None:
    """Make a draft again of a call that is taken back, so that only what was wrong has to be typed again.

    It has the times of the call. Days and moments come back as they were understood: “fri” may be another day by now.
    """
    body = {
        "phone": call.phone,
        "direction": call.direction,
        "outcome": call.outcome,
        "spoke_with": call.spoke_with,
        "note": call.note,
        "amount": _amount(said.get("amount_cents"), account.currency),
        "day": said.get("promised_on") or said.get("next_on") or "",
        "moment": _moment(tx, desk, account, call.phone, said.get("moment")),
        "everywhere": said.get("everywhere", ""),
        "terms": said.get("terms", ""),
        "about": ",".join(map(str, said.get("about", ()))),
    }
    typed = {name: text for name, text in body.items() if text}
    draft = Draft(account.id, call.by, call.started_at, desk.now(), typed, ended_at=call.ended_at)
    tx.drafts.restore(desk.person.id, draft)


def _amount(cents: int | None, currency: str) -> str:
    """An amount without the sign of its currency, as people type it."""
    return "" if cents is None else "".join(sign for sign in format_cents(cents, currency) if sign in "0123456789.,")


def _moment(tx: Transaction, desk: Desk, account: Account, phone: str, at: str | None) -> str:
    """A moment on the clock by which it was agreed: the customer's, at the number that was called."""
    if at is None:
        return ""
    return f"{to_instant(at).astimezone(_their_zone(tx, desk, account, phone)):%Y-%m-%d %H:%M}"


def _their_zone(tx: Transaction, desk: Desk, account: Account, phone: str) -> tzinfo | None:
    now, window = desk.now(), window_of(tx, account)
    called = next((one for one in tx.accounts.phones(account.customer_id) if one.e164 == phone), None)
    places = local_times(CallWindow(0, called.zones) if called is not None and called.zones else window, now)
    return places[0][1].tzinfo if places else desk.zone
