"""What reassigning is asked for, what it would do, and what it did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from collections_tui.domain.spreading import By
from collections_tui.services.views import ListQuery

State = Literal["planned", "moving", "done", "undoing", "undone", "returning", "returned"]
Money = dict[str, int]
"""Cents by currency."""


class Asked(NamedTuple):
    """Which accounts are to move, and to whom.

    People are named by their logins, worklists by their codes. From a person means from every worklist of their own, to
    a person means to the first of them. Accounts that are closed, or with those who are to get them already, stay.
    """

    to: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """From whom, or from which worklists."""
    accounts: tuple[int, ...] = ()
    """These accounts alone, wherever they are: what somebody marked."""
    within: ListQuery | None = None
    """Only what its filter keeps, whether it may be called now or not; without sources, of its worklist."""
    by: By = "count"
    until: date | None = None
    """The last day; on the morning after they come back. None is for good."""
    together: bool = False
    """What a filter or marks leave out of a customer's accounts on the same worklist moves with the others."""


class Load(NamedTuple):
    """What is on a worklist and not closed."""

    accounts: int
    cents: Money


class Side(NamedTuple):
    """A worklist that gives or gets accounts, before and after. ``new`` when it would be made for it."""

    code: str
    name: str
    owner: str
    before: Load
    after: Load
    new: bool = False


class Move(NamedTuple):
    """So much of one worklist to another, by their codes. ``source`` is '' for accounts on no worklist.

    ``leased`` of them are being worked at this moment, and move when that is over.
    """

    source: str
    target: str
    accounts: int
    customers: int
    cents: Money
    leased: int


class Plan(NamedTuple):
    """What would move. Nothing is stored."""

    asked: Asked
    words: str
    """From whom to whom, in words."""
    accounts: int
    customers: int
    leased: int
    moves: tuple[Move, ...]
    sides: tuple[Side, ...]
    divided: int = 0
    """Customers of whom some accounts would move, and others stay on the same worklist."""
    behind: int = 0
    """How many accounts of theirs would stay there."""
    along: int = 0
    """How many move because others of the same customer do."""


class Done(NamedTuple):
    """What became of a reassignment so far.

    ``waiting`` of the accounts ``moved`` are being worked, and move when that is over. ``left`` were changed by others
    meanwhile, and stay where they are.
    """

    id: int
    words: str
    state: State
    planned: int
    moved: int
    waiting: int
    left: int


class Past(NamedTuple):
    """One line of the list of reassignments."""

    id: int
    at: datetime
    by: str
    words: str
    accounts: int
    until: date | None
    state: State


def divided_words(plan: Plan) -> str:
    """Return who would be divided between people, in a sentence."""
    customers = f"{plan.divided:,} customer{'' if plan.divided == 1 else 's'}"
    accounts = "account of theirs stays" if plan.behind == 1 else "accounts of theirs stay"
    return f"{customers} would be divided: {plan.behind:,} {accounts} behind."
