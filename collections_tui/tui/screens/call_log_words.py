"""The call log in words: its columns, its totals, and the sentence for a day without calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.services.views import CallFilter, CallLine, CallTotals
from collections_tui.tui.dialogs.call_detail import duration
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.virtual_columns import Column, Tone


def call_columns(here: Callable[[], Here], everybody: bool) -> list[Column[CallLine]]:
    """Return the columns; with ``everybody`` who made the call is one of them."""
    who = [Column[CallLine]("by", 8, lambda row: row.by, tone=_tone, priority=5)] if everybody else []
    return [
        Column("time", 5, lambda row: here().hour(row.started_at), tone=_tone, priority=9),
        *who,
        Column("account", 10, lambda row: row.number, tone=_tone, priority=8),
        Column("name", 12, lambda row: row.customer, tone=_tone, priority=7, flexible=True),
        Column("outcome", 24, _outcome, tone=_tone, priority=9),
        Column("promised", 10, _promised, align="right", tone=_tone, priority=6),
        Column("number", 14, lambda row: say_phone(row.phone) if row.phone else "", tone=_tone, priority=2),
        Column("took", 7, lambda row: duration(row.seconds), align="right", tone=_tone, priority=4),
        Column("note", 30, lambda row: row.note, tone=lambda _: "dim", priority=3),
    ]


def _tone(row: CallLine) -> Tone:
    return "dim" if row.undone else ""


def _outcome(row: CallLine) -> str:
    mark = "taken back: " if row.undone else "← " if row.direction == "inbound" else ""
    return f"{mark}{row.outcome_words}{' +' if row.addenda else ''}"


def _promised(row: CallLine) -> str:
    return "" if row.promise_cents is None or row.undone else format_cents(row.promise_cents, row.currency)


def totals_words(totals: CallTotals) -> str:
    """Return the totals in one line."""
    calls = "1 call" if totals.calls == 1 else f"{totals.calls:,} calls"
    money = ", ".join(format_cents(cents, currency) for currency, cents in totals.promised)
    promises = f"{totals.promises:,} promise{'' if totals.promises == 1 else 's'}{f' of {money}' if money else ''}"
    reached = f"{totals.right_party:,} with the right party"
    return f"{calls} · {reached} · {promises} · {duration(totals.seconds)} on the phone"


def log_words(chosen: CallFilter, today: date, mine: str, outcome: str | None) -> str:
    """Return whose calls of which day these are, and what is left out."""
    whose = "My calls" if chosen.by == mine else "Everybody's calls" if chosen.by is None else f"Calls of {chosen.by}"
    only = ", ".join(part for part in (outcome, chosen.client) if part)
    return f"{whose}, {say_day(chosen.first_day, today)}{f' · {only}' if only else ''}"


def empty_words(chosen: CallFilter, today: date) -> str:
    """Return what to do where there are no calls."""
    if chosen.outcome or chosen.client:
        return "No call of this day fits the filter. f changes it."
    if chosen.first_day == today:
        return "No calls yet today. n takes the first account; [ shows the day before."
    return "No calls on this day. [ shows the day before, ] the day after, d any day."
