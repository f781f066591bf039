"""The worklist's sentences: what is shown, in which order, and what to do when nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

from collections_tui.domain.money import format_cents
from collections_tui.services.views import ListQuery, WorklistCount
from collections_tui.tui.widgets.aging_bar import AGES

Word = TypeVar("Word", bound=str)

Show = Literal["now", "open", "all"]
Sort = Literal["rank", "balance", "days", "name", "touched"]

BUCKETS = dict(zip(("current", "1_30", "31_60", "61_90", "over_90"), AGES, strict=True))
"""The aging buckets by which a list can be filtered, in words."""

_ELSEWHERE = "→ shows the next worklist, / finds any account, and `collections-tui import` brings new ones."

LEAVE_ASKED = "q again leaves. ctrl+q leaves at once."

_IMPORT = "`collections-tui import accounts FILE --client CODE`"

VIEWS: dict[Show, str] = {"now": "callable now", "open": "all open", "all": "with closed"}
SHOWN: dict[Show, str] = {
    "now": "the accounts that may be called now",
    "open": "all open accounts, asleep or on hold too",
    "all": "all accounts, closed ones too",
}
SORTS: dict[Sort, str] = {
    "rank": "rank",
    "balance": "amount owed, largest first",
    "days": "days late, most first",
    "name": "name",
    "touched": "last touch, longest ago first",
}


def following(words: Mapping[Word, str], current: Word) -> Word:
    """Return the one after ``current``; after the last comes the first."""
    names = list(words)
    return names[(names.index(current) + 1) % len(names)]


def outcome_words(code: str) -> str:
    """Return an outcome in words, from its code alone: reading the book of outcomes would slow the start."""
    return code.removeprefix("inbound_").replace("_", " ")


def no_worklist(may_import: bool) -> str:
    """Return the sentence for somebody who has no worklist: whom to ask, or what to do about it themselves."""
    if may_import:
        return f"No worklist yet. {_IMPORT} makes one and fills it; then r shows it here."
    return "You have no worklist yet: ask a supervisor to give you one."


def filter_words(query: ListQuery) -> str:
    """Return what the filter keeps, as short as it can be said; nothing where there is no filter."""
    words = [
        query.client,
        None if query.bucket is None else f"{BUCKETS[query.bucket]}{'' if query.bucket == 'current' else ' days'}",
        _amounts(query.at_least_cents, query.at_most_cents),
        query.state,
        None if query.text is None else f"“{query.text}”",
    ]
    return ", ".join(word for word in words if word)


def _amounts(least: int | None, most: int | None) -> str:
    """Amounts as people say them: ``700–1,400``, ``from 250.50``."""
    low, high = (
        "" if cents is None else format_cents(cents, "").strip().removesuffix(".00") for cents in (least, most)
    )
    if low and high:
        return f"{low}–{high}"
    return f"from {low}" if low else f"to {high}" if high else ""


def list_words(query: ListQuery, count: int | None = None) -> str:
    """Return what the line on top says: which accounts, filtered how, how many that leaves, in which order."""
    filtered = filter_words(query)
    # Before the filter, whose end may be cut off.
    left = "" if count is None or not filtered else f" ({count:,})"
    parts = [
        *([] if filtered else ["Worklist"]),
        f"{VIEWS[query.show]}{left}",
        *([f"only {filtered}"] if filtered else []),
        *([] if query.sort == "rank" else [f"by {SORTS[query.sort].partition(',')[0]}"]),
    ]
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


def empty_words(query: ListQuery, count: WorklistCount | None) -> str:
    """Return the sentence for a list without rows: why it is empty, and what to do next."""
    if filtered := filter_words(query):
        return f"No account fits the filter ({filtered}). f changes it, ctrl+r in there clears it."
    if query.show != "now" or count is None:
        return f"This worklist has no account: {_ELSEWHERE}"
    waits = [
        f"{number:,} {words}"
        for number, words in (
            (count.ready - count.callable_now, "outside the hours in which they may be called"),
            (count.asleep, "asleep until their next action"),
            (count.held, "on hold"),
        )
        if number > 0
    ]
    if not waits:
        return f"This worklist has no account to work: {_ELSEWHERE}"
    return f"Nobody here may be called right now: {', '.join(waits)}. v shows all, n looks in every worklist."
