"""Claims in words: the columns of their list, its tabs, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from collections_tui.domain.insurance.claim_rank import amount_of
from collections_tui.domain.money import format_cents
from collections_tui.services.claim_views import ClaimCount, ClaimRow, When
from collections_tui.tui.here import Here
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.widgets.tabs import Tab
from collections_tui.tui.widgets.virtual_columns import Column, Tone

LISTS: dict[When, str] = {"due": "due", "waiting": "waiting", "over": "over"}
_EMPTY: dict[When, str] = {
    "due": "No claim is to be worked today.",
    "waiting": "No claim waits for its day.",
    "over": "Nothing is over yet.",
}
_SOON = 7
WIDE = 110
"""Columns from which names have the room they need."""


def claim_columns(here: Callable[[], Here], listed: When, cells: int) -> list[Column[ClaimRow]]:
    """Return the columns for a screen so wide; of those that are due with how they rank."""
    wide = cells >= WIDE
    rank: list[Column[ClaimRow]] = []
    if listed == "due":
        rank = [Column("rank", 4, lambda one: str(one.score), "right", priority=6)]
    day = "left" if listed != "over" else "service"
    return [
        *rank,
        Column("claim", 6, lambda one: one.claim.name, priority=10),
        Column(
            day,
            max(6, len(day)),
            lambda one: _day(one, listed, here().today),
            priority=9,
            tone=lambda one: _tone(one, here()),
        ),
        Column("insurer", 15 if wide else 10, lambda one: one.claim.payer.name, priority=8),
        Column(
            "customer",
            16 if wide else 11 if listed == "waiting" else 10,
            lambda one: one.customer,
            priority=7,
            flexible=listed == "waiting" and not wide,
        ),
        Column("at stake", 10, lambda one: format_cents(amount_of(one.claim), one.currency), "right", priority=9),
        Column("state", 12 if wide else 9, lambda one: one.claim.status, priority=8),
        *_next(here, listed, wide),
        Column("now", 6, _answers, priority=4, tone=_dim),
        Column("account", 10, lambda one: one.account, priority=3, tone=_dim),
        Column("client", 8, lambda one: one.client, priority=2, tone=_dim),
    ]


def _next(here: Callable[[], Here], listed: When, wide: bool) -> list[Column[ClaimRow]]:
    if listed == "over":
        because = 34 if wide else 18
        return [Column("because", because, lambda one: one.claim.closed_reason, priority=5, tone=_dim, flexible=True)]
    cells = 14 if not wide else 27 if listed == "due" else 37
    what: Column[ClaimRow] = Column("what is next", cells, what_words, priority=5, tone=_dim, flexible=True)
    if listed == "due":
        return [what]
    return [Column("next", 7, lambda one: short_day(one.claim.next_on, here().today), priority=8), what]


def what_words(one: ClaimRow) -> str:
    """Return what is done next, or who is at it."""
    return f"{one.claim.taken_by} has it" if one.claim.taken_by else one.claim.next_action


def _answers(one: ClaimRow) -> str:
    return {True: "open", False: "closed", None: ""}[one.answers]


def _day(one: ClaimRow, listed: When, today: date) -> str:
    if listed == "over":
        return short_day(one.claim.service_to, today)
    return "" if one.deadline is None else f"{(one.deadline - today).days:>4} d"


def _tone(one: ClaimRow, here: Here) -> Tone:
    near = one.deadline is not None and (one.deadline - here.today).days <= _SOON
    return "accent" if near and one.claim.next_on is not None else ""


def claim_tabs(counts: Mapping[When, ClaimCount] | None) -> list[Tab]:
    """Return the parts of the work with how many there are in each, where that is known."""
    return [Tab(words, None if counts is None else counts[when].claims) for when, words in LISTS.items()]


def totals_words(count: ClaimCount, shown: int) -> str:
    """Return how many there are and what is asked for; that only the first are shown where there are more."""
    if not count.claims:
        return ""
    said = " and ".join(format_cents(cents, currency) for currency, cents in sorted(count.cents.items()))
    words = f"{count.claims:,} claim{'' if count.claims == 1 else 's'}"
    more = f" · the first {shown:,} are shown: f shows some only" if 0 < shown < count.claims else ""
    return f"{words}{f' · {said} asked of insurers' if said else ''}{more}"


def empty_words(listed: When, *, filtered: bool) -> str:
    """Return what to say where there is nothing."""
    return "No claim fits: f shows others." if filtered else _EMPTY[listed]


def filter_words(client: str, payer: str) -> str:
    """Return what is shown only; '' for all."""
    return " · ".join(filter(None, (f"client {client}" * bool(client), f"insurer {payer}" * bool(payer))))


def _dim(one: ClaimRow) -> Tone:
    return "dim"
