"""What the account screen says once a call is written. Plain functions; nothing here draws or asks."""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account
from collections_tui.services.views import CallEntry, Logged
from collections_tui.tui.text import cut

UNDO = "u undoes"
_FEWEST = 6
"""Cells of a name that still say whose it is."""


def logged_words(logged: Logged, entry: CallEntry, account: Account, customer: str, today: date, cells: int) -> str:
    """Return what was logged, what happens next, and how to take it back; the name gives way to the rest.

    Args:
        logged: the call as it was written.
        entry: the same as it was typed.
        account: as it was before the call.
        customer: their name.
        today: the floor's date.
        cells: the room there is for the sentence on one line.
    """
    day = f" · logged {logged.day_words}" if logged.day_words else ""
    outcome, tail = logged.outcome_words, f"{day} · {_what_follows(logged)} · {UNDO}"
    if entry.promised_on is not None:
        # The promise says itself when the account is looked at again.
        cents = account.balance_cents if entry.amount_cents is None else entry.amount_cents
        outcome = f"Promised {format_cents(cents, account.currency)} by {say_day(entry.promised_on, today)}"
        tail = f"{day} · {UNDO}"
    if logged.arranged:
        outcome, tail = f"{logged.outcome_words} ({_briefly(logged.arranged)})", f"{day} · {UNDO}"
    head = f"{outcome}: {logged.number} "
    return head + cut(customer, max(_FEWEST, cells - cell_len(head) - cell_len(tail))) + tail


def _briefly(arranged: str) -> str:
    """What was arranged without the account's number, which is said anyway: ``arrangement 1, 6 instalments, …``."""
    return arranged.partition(": ")[2] or arranged


def _what_follows(logged: Logged) -> str:
    """What happens next, and the flag that the call has set; where that one holds the account it says so itself."""
    if logged.flag_words and logged.next_words.startswith("on hold"):
        return logged.flag_words
    return f"{next_words(logged)} · {logged.flag_words}" if logged.flag_words else next_words(logged)


def next_words(logged: Logged) -> str:
    """Return what happens to the account now, shorter than the command line says it: ``back tomorrow 17:30``."""
    return logged.next_words.replace("next try", "back").removesuffix(" their time")
