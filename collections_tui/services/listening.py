"""Listening in: what a colleague who works on an account has typed of a call so far. Nothing is claimed by it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Draft, Lease
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction


class Heard(NamedTuple):
    """Who works on an account since when, and the call they are in, if they are.

    ``typed`` is what the call's fields say so far, as label and text; the note is the last.
    """

    login: str
    since: datetime
    call_since: datetime | None = None
    typed: tuple[tuple[str, str], ...] = ()


_LABELS = {
    "spoke_with": "spoke with",
    "amount": "amount",
    "day": "day",
    "moment": "when",
    "everywhere": "for all accounts",
    "terms": "terms",
    "note": "note",
}


def heard(desk: Desk, account_id: int) -> Heard | None:
    """What is to be heard on an account at this moment; None where nobody else works on it.

    Raises:
        Refused: no permission, or no such account.
    """
    desk.permit("listen in")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        found = heard_by(tx, desk, tx.queue.holder(account_id, desk.now()))
    desk.looked(account_id, "listen")
    return found


def heard_by(tx: Transaction, desk: Desk, holder: Lease | None) -> Heard | None:
    """``heard`` for the services that know who has the account; None as well for whoever may not listen."""
    if holder is None or holder.login == desk.person.login or not allowed("listen in", desk.person.roles):
        return None
    draft = tx.drafts.of_login(holder.login, holder.account_id)
    if draft is None or draft.ended_at is not None:
        return Heard(holder.login, holder.claimed_at)
    return Heard(holder.login, holder.claimed_at, draft.started_at, _typed(desk, draft))


def _typed(desk: Desk, draft: Draft) -> tuple[tuple[str, str], ...]:
    body = {name: clean(text, lines=name == "note").strip() for name, text in draft.body.items()}
    parts = []
    if body.get("direction") == "inbound":
        parts.append(("they called", ""))
    if body.get("phone"):
        parts.append(("number", say_phone(body["phone"])))
    outcome = desk.books.outcomes.by_code.get(body.get("outcome", ""))
    if outcome is not None:
        parts.append(("outcome", outcome.words))
    for name, label in _LABELS.items():
        if body.get(name):
            parts.append((label, "" if name in ("everywhere", "terms") else body[name]))
    return tuple(parts)
