"""Arrangements in words, as the account and its timeline have them."""

from __future__ import annotations

import json

from collections_tui.domain.arrangements.schedule import say_every, terms_from
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Arrangement, ArrangementStatus


def say_status(status: ArrangementStatus) -> str:
    """A status in words."""
    return {"paid_early": "paid early", "proposed": "waiting for a supervisor"}.get(status, status)


def headline(arrangement: Arrangement, currency: str) -> str:
    """What was agreed and how it stands: ``Arrangement over $600.00, monthly on the 15th: active``."""
    terms = terms_from(arrangement.terms)
    total = format_cents(arrangement.total_cents, currency)
    return f"Arrangement over {total}, {say_every(terms.every, terms.first_on)}: {say_status(arrangement.status)}"


def reasons(arrangement: Arrangement) -> str:
    """Why it stands so: what was asked for, the answer, and why it ended."""
    asked = [one["text"] for one in json.loads(arrangement.asked)] if arrangement.status == "proposed" else []
    said = dict.fromkeys((*asked, arrangement.answer, arrangement.ended_reason))
    return " · ".join(part for part in said if part)
