"""What is asked of a supervisor besides arrangements: a call against the contact rules, and entries in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

RequestKind = Literal["override", "adjustment", "write_off"]
RequestStatus = Literal["waiting", "approved", "refused", "cancelled"]


class Rule(NamedTuple):
    """A contact rule that blocks a number, as it was when somebody asked."""

    id: str
    text: str


class Asked(NamedTuple):
    """One request. ``by`` and ``answered_by`` are logins.

    ``cents`` is signed as the balance sees it, and what was approved where that is not what was asked for. Of an
    override ``e164`` is the number, '' where the account has none; it is good for one call before ``until``.
    """

    id: int
    account_id: int
    kind: RequestKind
    made_at: datetime
    by: str
    reason: str
    cents: int
    asked_cents: int
    invoice: str
    e164: str
    rules: tuple[Rule, ...]
    status: RequestStatus
    answered_at: datetime | None
    answered_by: str
    answer: str
    until: datetime | None
    used_at: datetime | None
    entry_id: int | None

    @property
    def changed(self) -> bool:
        """Whether another amount was approved than was asked for."""
        return self.cents != self.asked_cents

    def usable(self, now: datetime) -> bool:
        """Whether a call may still begin with it."""
        return self.status == "approved" and self.used_at is None and self.until is not None and now < self.until
