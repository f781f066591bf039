"""What the contact rules look at, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.records import PhoneKind, PhoneStatus

Verdict = Literal["allow", "warn", "block"]
Party = Literal["first", "third"]
FlagKind = Literal[
    "attorney",
    "cease",
    "no_calls",
    "bankruptcy",
    "deceased",
    "minor",
    "dispute",
    "refuses",
    "times",
    "place",
    "consent",
    "do_not_call",
    "consent_revoked",
    "third_party",
    "where",
    "speaks_for",
    "notice",
    "answered",
    "time_barred",
]
"""``docs/contact-rules.md`` says what each means; ``flags.py`` what it asks and whom it is about."""


class Finding(NamedTuple):
    """What one rule found.

    ``clears_at`` is the first instant at which this rule would not block (or warn) any more if nothing else happened;
    None where it does not by itself, and where it allows. ``text`` is one line in words.
    """

    id: str
    source: str
    verdict: Verdict
    text: str
    clears_at: datetime | None = None
    overridable: bool = False


class Number(NamedTuple):
    """One telephone number known to be the customer's. ``zones`` are those its area code points to, if any."""

    e164: str
    kind: PhoneKind
    status: PhoneStatus
    zones: tuple[str, ...] = ()


class PastCall(NamedTuple):
    """One call that stands, as the rules see it.

    ``debts`` are the accounts it was about: for a call made, the one it was dialled for and those that were talked
    about; for a call received, those that were talked about. ``reached``: the call got through to the number dialled,
    so it also rang unanswered, or a machine answered (comment 14(b)(3)(ii)-1). ``conversation``: it was one with the
    customer or with somebody who is "the person" of the rule (RPC). ``not_theirs``: the number was found to be somebody
    else's later.
    """

    at: datetime
    outbound: bool
    e164: str
    debts: frozenset[int]
    reached: bool
    conversation: bool
    kind: PhoneKind = "other"
    not_theirs: bool = False
    third_party: bool = False
    """Somebody answered who is neither the customer nor may speak for them."""


class Flag(NamedTuple):
    """A fact about contact with a customer that somebody recorded and nobody has lifted.

    ``account_id`` is None where it is about the customer on all accounts, ``e164`` '' where about all numbers.
    ``until`` is the first instant at which it is over. ``details`` hold what its kind asks for (``flags.py``).
    """

    kind: FlagKind
    since: datetime
    until: datetime | None = None
    account_id: int | None = None
    e164: str = ""
    details: Mapping[str, str] = {}
    id: int = 0


class Case(NamedTuple):
    """Everything the rules may look at for one account of one customer.

    ``account_id`` is the debt; ``same_debt`` are the accounts that count as one with it, itself among them (student
    loans under one number, comment 14(b)(4)-1). ``zones`` are all places the evidence points to, never empty;
    ``located`` says whether there was any evidence. ``states`` are those of the address and of what the customer said.
    ``calls`` are the person's on all accounts, of the last 60 days at least, the latest first. ``flags`` are those of
    this customer that are about this account, all accounts or a number. ``closed`` is why nobody works the account.
    """

    account_id: int
    party: Party
    policy: Policy
    zones: tuple[str, ...]
    located: bool
    numbers: tuple[Number, ...]
    states: frozenset[str] = frozenset()
    same_debt: frozenset[int] = frozenset()
    calls: tuple[PastCall, ...] = ()
    flags: tuple[Flag, ...] = ()
    opened_on: date | None = None
    sector: str = "other"
    contacted: bool = False
    """The customer was spoken with about this account at some time, also before the earliest of ``calls``."""


class Judgement(NamedTuple):
    """Whether one number may be dialled at one instant, and everything that was looked at, the strictest first.

    ``clears_at`` is the first instant at which no rule will block, None where it may be dialled now, or never.
    """

    phone: str
    at: datetime
    verdict: Verdict
    local_times: tuple[tuple[str, datetime], ...]
    findings: tuple[Finding, ...]
    clears_at: datetime | None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What blocks."""
        return tuple(one for one in self.findings if one.verdict == "block")

    @property
    def never(self) -> bool:
        """Whether it may not be dialled, and no passing of time changes that."""
        return self.verdict == "block" and self.clears_at is None

    @property
    def overridable(self) -> bool:
        """Whether all that blocks may be overridden by a supervisor with a reason."""
        return all(one.overridable for one in self.blocking)
