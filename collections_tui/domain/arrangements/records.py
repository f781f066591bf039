"""What is agreed when somebody pays in parts, and what a policy says to it. All amounts are cents."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from collections_tui.domain.records import Role

Unit = Literal["days", "weeks", "half months", "months", "month ends"]
Rounding = Literal["spread", "last"]
"""Where the cents go that do not divide: ``spread`` makes the first instalments a cent larger, ``last`` gives all of
them to the last one."""
Moved = Literal["as it falls", "before", "after"]
"""Where an instalment goes that falls on a weekend or a holiday."""


class Every(NamedTuple):
    """How often an instalment falls due.

    ``step`` counts days or weeks, and is 1 for the others. ``days`` are the two days of the month of
    ``half months``, each 1 to 31; a month too short for one has it on its last day.
    """

    unit: Unit
    step: int = 1
    days: tuple[int, ...] = ()


class Settlement(NamedTuple):
    """Less than what is owed, if all of it is paid by ``until``. ``off_cents`` is what is forgiven then."""

    off_cents: int
    until: date


class Terms(NamedTuple):
    """What is agreed: what is owed, less a settlement, in a down payment and instalments.

    ``number`` is how many instalments there are, ``each_cents`` the amount of one; either is worked out from the other.
    Where both are given, the last instalment is whatever is left, which may be a larger sum.
    """

    owed_cents: int
    every: Every
    first_on: date
    number: int | None = None
    each_cents: int | None = None
    down_cents: int = 0
    down_on: date | None = None
    settlement: Settlement | None = None

    @property
    def total_cents(self) -> int:
        """What is to be paid in all."""
        return self.owed_cents - (self.settlement.off_cents if self.settlement else 0)


class Due(NamedTuple):
    """One payment of a schedule; number 0 is the down payment."""

    number: int
    due_on: date
    amount_cents: int


class Band(NamedTuple):
    """What a policy allows to balances up to ``up_to_cents`` (None: to all above)."""

    up_to_cents: int | None
    months: int
    least_cents: int


class AidBand(NamedTuple):
    """Help for households up to a share of the poverty guideline: so much of the bill is forgiven on application."""

    up_to_percent: int
    off_percent: int


class ArrangementPolicy(NamedTuple):
    """What a client allows its customers. Amounts in cents; 0 and empty mean that there is no such rule."""

    name: str
    title: str
    allowed: bool = True
    refusal: str = ""
    """Why there are no arrangements, in words: ``discretionary service: no arrangements``."""
    bands: tuple[Band, ...] = ()
    """By rising balance; a balance above the last one has no band, and needs approval."""
    down_percent: int = 0
    down_cents: int = 0
    first_within_days: int = 0
    grace_days: int = 0
    promise_grace_days: int = 0
    settlement_percent: tuple[tuple[Role, int], ...] = ()
    """The largest share of the balance that each role may forgive; a role that is not named may forgive nothing."""
    settlement_days: int = 0
    """How long a settlement may be open at most."""
    broken_before_approval: int = 0
    """From so many broken arrangements on the account, another needs approval."""
    rounding: Rounding = "spread"
    larger_last: bool = False
    off_days: Moved = "as it falls"
    move_days: int = 0
    """By how many days one instalment may be moved without a new arrangement."""
    moves: int = 1
    """How many instalments of one arrangement may be moved."""
    reminder_days: int = 0
    """A reminder call comes so many days before the first instalment."""
    approval_days: int = 3
    """When to look at an account again whose arrangement nobody has answered."""
    aid: tuple[AidBand, ...] = ()
    means_from_cents: int = 0
    """From this balance on a worksheet of the customer's means is wanted; without one nothing is held up."""


class History(NamedTuple):
    """What a policy looks at besides the terms. ``broken`` counts the account's broken arrangements."""

    today: date
    roles: tuple[Role, ...]
    broken: int = 0
    means: bool = False
    """Whether there is a worksheet of the customer's means."""
    affordable_cents: int | None = None
    """What the worksheet says can be paid a month."""


class PolicyLine(NamedTuple):
    """One thing a policy says to some terms. ``advice`` lines never ask for approval."""

    id: str
    ok: bool
    text: str
    advice: bool = False
