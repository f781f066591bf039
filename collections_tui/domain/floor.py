"""What is told of people at work: what they have to do, what they do at this moment, what they did last."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

Head = tuple[int | str, ...]
"""What changes whenever anything changes that the floor shows. Two that are equal are of the same floor."""


class Size(NamedTuple):
    """What is on a worklist: accounts that are not closed, those due until the moment asked for, those callable now."""

    accounts: int
    due: int
    callable_now: int


HIDDEN = "another client's account"
"""What is told of an account which whoever looks may not see."""


class Having(NamedTuple):
    """The account that somebody has claimed last, and since when they are in a call on it, if they are.

    Of one that whoever looks may not see there is no ``account_id``, no number and no customer.
    """

    account_id: int | None
    number: str
    customer: str
    since: datetime
    call_since: datetime | None

    @property
    def shown(self) -> str:
        """The account's number, or what is told instead."""
        return self.number or HIDDEN


class Did(NamedTuple):
    """The last thing somebody did, as the audit has it.

    ``number`` is of the account, '' for none; with an ``account_id`` and no number it is one that may not be seen.
    """

    at: datetime
    action: str
    number: str
    account_id: int | None = None


def say_minutes(since: datetime, now: datetime) -> str:
    """Return how long something has lasted, in whole minutes: ``4 min``, ``1 h 05``."""
    minutes = max(0, int((now - since).total_seconds())) // 60
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"
