"""What the services about arrangements hand back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.arrangements.records import ArrangementPolicy, Due, PolicyLine, Terms
from collections_tui.domain.records import Arrangement, ArrangementStatus, Instalment

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Means, Worksheet


class ArrangementView(NamedTuple):
    """An arrangement with its instalments, the down payment (number 0) first."""

    arrangement: Arrangement
    dues: tuple[Instalment, ...]
    terms: Terms
    asked: tuple[PolicyLine, ...]
    """What of the policy it does not keep."""
    worksheet: Worksheet | None
    means: dict[str, object] | None
    """The worksheet and what it said, as stored."""

    @property
    def paid_cents(self) -> int:
        """What has been paid of it."""
        return sum(due.paid_cents for due in self.dues)

    @property
    def next_due(self) -> Instalment | None:
        """The first that is not wholly paid."""
        return next((due for due in self.dues if due.paid_cents < due.amount_cents), None)


class Ground(NamedTuple):
    """What an arrangement begins with: what is owed, what the client allows, and what there is already."""

    account_id: int
    number: str
    customer: str
    owed_cents: int
    currency: str
    policy: ArrangementPolicy
    running: ArrangementView | None
    asked: ArrangementView | None
    broken: int
    state: str
    """Where the customer lives, for the poverty guideline."""


class Preview(NamedTuple):
    """What some terms come to, and what the policy says to it. ``terms`` are as they would be stored."""

    terms: Terms
    dues: tuple[Due, ...]
    lines: tuple[PolicyLine, ...]
    total_cents: int
    needs_approval: bool
    currency: str
    means: Means | None = None


class Arranged(NamedTuple):
    """An arrangement that was made: active, or proposed where a supervisor has to approve it."""

    arrangement_id: int
    number: str
    status: ArrangementStatus
    preview: Preview
    words: str
    """What was done, in a sentence."""


class Request(NamedTuple):
    """An arrangement that waits for a supervisor."""

    view: ArrangementView
    number: str
    client: str
    customer: str
    currency: str
