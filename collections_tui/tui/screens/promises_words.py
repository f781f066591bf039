"""Promises and instalments in words: the columns of their lists, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.services.promises import Expected, Sum
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.tabs import Tab
from collections_tui.tui.widgets.virtual_columns import Column, Tone

Listed = Literal["today", "overdue", "coming"]
LISTS: dict[Listed, str] = {
    "today": "due today",
    "overdue": "overdue",
    "coming": "coming",
}
_EMPTY: dict[Listed, str] = {
    "today": "No money is expected today",
    "overdue": "Nothing that was promised is overdue",
    "coming": "No money is promised for the next 31 days",
}


def row_key(row: Expected) -> object:
    """Return what tells rows apart."""
    return row.row.key


def expected_columns(here: Callable[[], Here], *, mine: bool) -> list[Column[Expected]]:
    """Return the columns of money that is expected; who took it down is one of them where it is the team's."""
    who = [] if mine else [Column[Expected]("by", 7, lambda one: one.row.by, tone=_dim, priority=6)]
    return [
        Column("due", 10, lambda one: say_day(one.row.due_on, here().today), priority=9, tone=_tone),
        Column("account", 10, lambda one: one.row.account, priority=8),
        Column("name", 11, lambda one: one.row.customer, priority=10, flexible=True),
        Column("what", 14, what_words, priority=7, tone=_dim),
        Column("amount", 10, lambda one: format_cents(one.row.amount_cents, one.row.currency), "right", priority=9),
        Column("paid", 9, _paid, "right", priority=5),
        Column("", 9, lambda one: "" if one.status == "open" else one.status, priority=6, tone=_tone),
        *who,
        Column("client", 8, lambda one: one.row.client, priority=2, tone=_dim),
    ]


def what_words(one: Expected) -> str:
    """Return what kind of payment it is: ``promise``, ``instalment 2/6``, ``down payment``."""
    if one.row.kind == "promise":
        return "all accounts" if one.row.everywhere else "promise"
    return f"instalment {one.row.number}/{one.row.of}" if one.row.number else "down payment"


def about_words(one: Expected, here: Here) -> str:
    """Return which payment it is, in a line."""
    amount = format_cents(one.row.amount_cents, one.row.currency)
    return f"{what_words(one).capitalize()} of {one.row.account}: {amount} due {say_day(one.row.due_on, here.today)}"


def tabs(sums: Sequence[Sum]) -> list[Tab]:
    """Return the lists with how many there are in each."""
    numbers = {one.which: one.number for one in sums}
    return [Tab(words, numbers.get(name, 0)) for name, words in LISTS.items()]


def totals_words(listed: Listed, sums: Sequence[Sum], *, mine: bool) -> str:
    """Return what the list in view comes to, and whose it is."""
    found = next(one for one in sums if one.which == listed)
    money = ", ".join(format_cents(cents, currency) for currency, cents in found.cents) or "nothing"
    payments = "1 payment" if found.number == 1 else f"{found.number:,} payments"
    whose = "mine; e shows the team's" if mine else "the team's; e shows mine"
    return f"{payments} {LISTS[listed]}, {money} still to come · {whose}"


def empty_words(listed: Listed, *, mine: bool) -> str:
    """Return what to say where there is nothing."""
    return f"{_EMPTY[listed]}{' to me: e shows the team’s' if mine else ''}. ← and → show the other lists."


def _paid(one: Expected) -> str:
    return format_cents(one.row.paid_cents, one.row.currency) if one.row.paid_cents else ""


def _dim(one: Expected) -> Tone:
    return "dim"


def _tone(one: Expected) -> Tone:
    return "" if one.status == "open" else "accent"
