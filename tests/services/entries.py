"""Calls to log: the outcome's code is enough, whatever it requires is filled in."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry

_operations = itertools.count(1)


def entry(desk: Desk, account_id: int, outcome: str = "no_answer", **said: Any) -> CallEntry:
    """A complete entry for the outcome, as somebody would type it; ``said`` goes before what is filled in."""
    book = desk.books.outcomes.by_code[outcome]
    filled: dict[str, Any] = {"operation_id": f"op-{next(_operations)}", "direction": book.direction}
    if "note" in book.requires:
        filled["note"] = "as agreed"
    if "amount" in book.requires:
        filled["amount_cents"] = 5_00
    if "date" in book.requires:
        filled["promised_on"] = desk.today() + timedelta(days=4)
    if "moment" in book.requires:
        filled["moment"] = desk.now() + timedelta(hours=2)
    return CallEntry(account_id, outcome, **(filled | said))
