"""What the services about approvals are given and hand back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from collections_tui.domain.arrangements.records import Terms
from collections_tui.domain.requests import RequestKind

Kind = Literal["arrangement", "settlement", "override", "adjustment", "write_off"]
Status = Literal["waiting", "approved", "changed", "refused", "cancelled", "used", "run out"]
"""``changed`` is approved with a change; an override that was approved is ``used`` once, or has ``run out``."""


class Wanted(NamedTuple):
    """What somebody asks a supervisor for.

    Of an override ``e164`` is the number to be called, '' where the account has none. Of an adjustment ``cents`` is
    signed, below 0 where it lowers what is owed; of a write-off more than 0.
    """

    kind: RequestKind
    account_id: int
    reason: str
    e164: str = ""
    cents: int = 0
    invoice: str = ""


class Change(NamedTuple):
    """What a supervisor approves instead: other terms of an arrangement, another amount, or a time for an override."""

    terms: Terms | None = None
    cents: int | None = None
    minutes: int | None = None


class Approval(NamedTuple):
    """Something that waits for a supervisor, or was answered.

    ``ref`` is how it is called: ``A3`` is arrangement 3, ``R5`` request 5. ``cents`` is signed as the balance sees it:
    of an arrangement all that is to be paid, 0 of an override; so is ``asked_cents``, of what was asked for. ``rules``
    are what it does not keep, in words. ``instead_of`` says in words what was asked for, as far as it was changed.
    """

    ref: str
    kind: Kind
    status: Status
    account_id: int
    number: str
    client: str
    customer: str
    currency: str
    by: str
    made_at: datetime
    what: str
    cents: int
    reason: str
    rules: tuple[str, ...]
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    until: datetime | None = None
    e164: str = ""
    asked_cents: int = 0
    instead_of: str = ""

    @property
    def in_full(self) -> str:
        """What it is about, and what had been asked for where that is something else."""
        return f"{self.what}, not {self.instead_of}" if self.instead_of else self.what

    @property
    def id(self) -> int:
        """Its number among its like."""
        return int(self.ref[1:])

    @property
    def is_arrangement(self) -> bool:
        """Whether it is about paying in parts, and has terms."""
        return self.ref[0] == "A"
