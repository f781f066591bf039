"""Approvals in words: their columns, and what waits in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from collections_tui.domain.money import format_cents
from collections_tui.services.approval_views import Approval
from collections_tui.services.approval_words import say_status
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.tabs import Tab
from collections_tui.tui.widgets.virtual_columns import Column, Tone

Listed = Literal["waiting", "answered"]
LISTS: dict[Listed, str] = {"waiting": "waiting", "answered": "answered this week"}


def approval_columns(here: Callable[[], Here], listed: Listed) -> list[Column[Approval]]:
    """Return the columns; of what was answered, with the answer in place of what it does not keep."""
    why = Column[Approval]("why", 20, _why, tone=_dim, priority=8, flexible=True)
    answer = Column[Approval]("answer", 20, _answer, priority=8, flexible=True)
    return [
        Column("", 4, lambda one: one.ref, priority=9, tone=_dim),
        Column("asked", 6, _asked(here), priority=7),
        Column("by", 7, lambda one: one.by, priority=8),
        Column("account", 9, lambda one: one.number, priority=8),
        Column("name", 14, lambda one: one.customer, priority=6),
        Column("what", 27, lambda one: one.what, priority=10),
        Column("in all", 10, _in_all, "right", priority=4),
        why if listed == "waiting" else answer,
        Column("client", 8, lambda one: one.client, priority=1, tone=_dim),
    ]


def tabs(waiting: int, answered: int) -> list[Tab]:
    """Return the lists with how many there are in each."""
    return [Tab(LISTS["waiting"], waiting), Tab(LISTS["answered"], answered)]


def about_words(one: Approval, here: Here) -> str:
    """Return which request it is, in a line."""
    return f"{one.ref} of {one.number}, {one.customer}: {one.what}"


def totals_words(
    listed: Listed, found: Sequence[Approval], cursor: Approval | None, *, answers: bool, everybody: bool
) -> str:
    """Return how many there are, whose they are, and what can be done.

    Of the one under the cursor it is all that has no room in its column: the answer, or what a supervisor has to know.
    """
    if cursor is not None and (everybody or listed == "answered"):
        return f"{cursor.customer}: {_why(cursor) if listed == 'waiting' else _answer(cursor)}"
    number = f"{len(found):,} request{'' if len(found) == 1 else 's'}"
    whose = "of everybody" if everybody else "of mine"
    if listed == "answered" or not found:
        return f"{number} {whose}"
    does = "Y approves, M changes, N refuses" if answers else "M takes one back" if not everybody else "enter shows it"
    return f"{number} {whose} · {does}"


def empty_words(listed: Listed) -> str:
    """Return what to say where there is nothing."""
    if listed == "waiting":
        return "Nothing waits for a supervisor."
    return "Nothing was answered within the last week."


def _asked(here: Callable[[], Here]) -> Callable[[Approval], str]:
    """The hour, of another day the day."""

    def words(one: Approval) -> str:
        moment, now = here().local(one.made_at), here()
        return f"{moment:%H:%M}" if moment.date() == now.today else f"{moment.day} {moment:%b}"

    return words


def _why(one: Approval) -> str:
    return "; ".join((*([one.reason] if one.reason else []), *one.rules))


def _answer(one: Approval) -> str:
    because = f": {one.answer}" if one.answer else ""
    instead = f" (not {one.instead_of})" if one.instead_of else ""
    return f"{say_status(one)} by {one.answered_by}{instead}{because}"


def _in_all(one: Approval) -> str:
    return format_cents(one.cents, one.currency) if one.is_arrangement else ""


def _dim(one: Approval) -> Tone:
    return "dim"
