"""What the program knows, as plain immutable values.

Every record is a ``NamedTuple``: made by the million from database rows, cheap to import, never changed in place.
Nothing here computes; rules live beside it in modules of their own. Money is integer minor units (``*_cents``) of the
account's currency, instants are aware UTC ``datetime``, days are ``date``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

Role = Literal["collector", "supervisor", "auditor", "admin"]
Status = Literal["open", "held", "closed"]
Direction = Literal["outbound", "inbound"]
EntryKind = Literal["charge", "payment", "adjustment", "write_off", "reversal"]
PhoneKind = Literal["home", "mobile", "work", "other"]
PhoneStatus = Literal["good", "disconnected", "wrong"]
HoldKind = Literal["dispute", "cease", "attorney", "bankruptcy", "deceased", "claim", "supervisor", "hardship"]
PromiseStatus = Literal["open", "kept", "part kept", "broken", "cancelled"]
ArrangementStatus = Literal["proposed", "active", "kept", "paid_early", "broken", "cancelled", "refused", "superseded"]
Method = Literal["", "cash", "check", "card", "debit", "transfer", "online", "insurer", "other"]
"""How something was paid; '' where nobody said."""
CorrectionKind = Literal["addendum", "undo"]
NOTHING_BILLED = "nothing billed yet"
"""Why an account is closed that was registered before there was anything to bill; its first bill opens it."""


class Person(NamedTuple):
    """Somebody who signs in. ``roles`` is never empty; the first is the one lists show.

    ``team`` is the code of theirs, '' for none. ``scope`` has the ids of the clients whose accounts they may see
    besides those on their worklists; without any, all of them.
    """

    id: int
    login: str
    name: str
    roles: tuple[Role, ...]
    disabled: bool = False
    team: str = ""
    scope: tuple[int, ...] = ()


class Client(NamedTuple):
    """The company the money is owed to. ``party`` is ``first`` (collects its own) or ``third`` (we collect for it)."""

    id: int
    code: str
    name: str
    party: Literal["first", "third"]
    sector: Literal["medical", "discretionary", "utility", "commercial", "other"]
    currency: str
    phone: str = ""
    policy: str = ""
    """The name of its own file of contact rules; '' where there is none."""
    states: tuple[str, ...] = ()
    """Where its customers live, for those of whom nothing is known."""
    hospital: bool = False
    """Whether it is a hospital whose patients 26 CFR 1.501(r)-6 and the No Surprises Act protect."""


class Customer(NamedTuple):
    """Who owes: a person or a company."""

    id: int
    name: str
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = "US"
    email: str = ""
    language: str = ""


class Phone(NamedTuple):
    """One number of a customer. ``raw`` is the spelling it arrived in, ``zones`` where its area code points to."""

    id: int
    customer_id: int
    e164: str
    kind: PhoneKind
    status: PhoneStatus
    raw: str = ""
    zones: tuple[str, ...] = ()


InvoiceStatus = Literal["issued", "sent", "void"]


class Invoice(NamedTuple):
    """What was billed. ``disputed`` is all of it, ``disputed_cents`` what is disputed line by line."""

    id: int
    account_id: int
    number: str
    issued_on: date
    due_on: date
    amount_cents: int
    open_cents: int
    disputed: bool = False
    status: InvoiceStatus = "issued"
    disputed_cents: int = 0

    @property
    def argued_cents(self) -> int:
        """How much of what is open on it is disputed, in cents: never more than that."""
        left = max(0, self.open_cents)
        return left if self.disputed else min(left, self.disputed_cents)


class InvoiceLine(NamedTuple):
    """``quantity_milli`` is in thousandths; ``amount_cents`` is what was billed, not recomputed."""

    id: int
    invoice_id: int
    position: int
    code: str
    description: str
    service_on: date | None
    quantity_milli: int
    unit_cents: int
    amount_cents: int


class LedgerEntry(NamedTuple):
    """``amount_cents`` is signed: a charge adds to what is owed, a payment takes away."""

    id: int
    account_id: int
    invoice_id: int | None
    kind: EntryKind
    amount_cents: int
    on: date
    reference: str = ""
    method: Method = ""
    part_of: int | None = None
    """The first entry of the payment it belongs to; None where it is the first or the only one."""
    reverses_id: int | None = None
    reason: str = ""


class Correction(NamedTuple):
    """An addendum to a call, or the undoing of it."""

    id: int
    call_id: int
    kind: CorrectionKind
    text: str
    at: datetime
    by: str


class Call(NamedTuple):
    """One telephone contact attempt with exactly one outcome. ``by`` is the collector's login."""

    id: int
    account_id: int
    by: str
    direction: Direction
    started_at: datetime
    ended_at: datetime
    phone: str
    spoke_with: str
    outcome: str
    note: str
    next_action_at: datetime | None
    undone: bool = False
    corrections: tuple[Correction, ...] = ()
    verdict: str = ""
    """What the contact rules said at the moment of dialling: ``allow``, ``warn``, ``block``, or nothing."""
    judged: str = ""
    """What they found then besides what they allowed, as JSON."""
    override_by: str = ""
    override_reason: str = ""

    @property
    def seconds(self) -> int:
        """The call's duration."""
        return max(0, int((self.ended_at - self.started_at).total_seconds()))


class Promise(NamedTuple):
    """One amount by one date.

    ``status`` is as of the reader's day: an open promise past its last day is ``broken``, or ``part kept``
    where some of it was paid in time. ``last_day`` is its date and the client's days of grace. With ``everywhere``
    it is about all accounts of the customer, and payments on any of them count.
    """

    id: int
    account_id: int
    call_id: int | None
    amount_cents: int
    due_on: date
    made_at: datetime
    status: PromiseStatus
    last_day: date
    paid_cents: int = 0
    everywhere: bool = False
    by: str = ""


class Arrangement(NamedTuple):
    """A payment plan of one account, without its instalments. ``terms``, ``asked`` and ``means`` are JSON.

    ``owed_cents`` is what was owed when it was made, ``total_cents`` what is to be paid: less with a settlement, which
    counts only when all of it is paid by ``until``. ``asked`` are the lines of the policy that it does not keep.
    ``asked_for``, as JSON, is what was asked for where a supervisor approved something else: ``terms``, and ``dues`` as
    number, day and cents.
    """

    id: int
    account_id: int
    call_id: int | None
    made_at: datetime
    by: str
    status: ArrangementStatus
    terms: str
    owed_cents: int
    total_cents: int
    until: date | None
    policy: str
    asked: str
    means: str
    supersedes_id: int | None
    answered_at: datetime | None
    answered_by: str
    answer: str
    ended_at: datetime | None
    ended_reason: str
    asked_for: str = ""


class Instalment(NamedTuple):
    """One payment of an arrangement; number 0 is the down payment. ``last_day`` is its day and the days of grace."""

    number: int
    due_on: date
    amount_cents: int
    last_day: date
    paid_cents: int = 0
    moved_from: date | None = None


class Hold(NamedTuple):
    id: int
    account_id: int
    kind: HoldKind
    note: str
    since: datetime
    until: date | None = None


class Note(NamedTuple):
    id: int
    account_id: int
    at: datetime
    by: str
    text: str


class Worklist(NamedTuple):
    """A named queue of accounts. ``strategy`` names the rules that rank it."""

    id: int
    code: str
    name: str
    strategy: str
    owner: str | None = None


class CallWindow(NamedTuple):
    """Accounts whose customers may be called at the same times: one set of time zones, all of which must be open."""

    id: int
    zones: tuple[str, ...]


class Lease(NamedTuple):
    """A short claim on an account. ``session`` tells two windows of one person apart."""

    account_id: int
    login: str
    session: str
    claimed_at: datetime
    expires_at: datetime


class OutcomeCode(NamedTuple):
    """What the database knows of an outcome: its words, and as what its calls count."""

    code: str
    words: str
    connected: bool
    right_party: bool
    promise: bool
    counts: bool = False


class Draft(NamedTuple):
    """A call in progress, as typed so far.

    ``body`` is the dialog's own fields, ``paused_seconds`` how long the call lay aside since it began. A call that was
    taken back has ``ended_at`` too. ``dialled`` is the number that was dialled last with what the contact rules said to
    it, as JSON; '' where none was.
    """

    account_id: int
    login: str
    started_at: datetime
    updated_at: datetime
    body: dict[str, str]
    paused_seconds: int = 0
    ended_at: datetime | None = None
    dialled: str = ""


UnsavedKind = Literal[
    "note", "plan", "addendum", "flag", "promise", "arrangement", "answer", "decision", "payment", "entry", "line",
    "bill", "dispute", "claim", "contact", "filing", "appeal", "closing", "coverage", "payer",
    "assistance",
]  # fmt: skip


class Unsaved(NamedTuple):
    """What a text that is not saved yet belongs to: ``about`` is an account's id; for an addendum a call's,
    for an answer that of the arrangement that was asked for, for a decision that of any other request; for a line and
    a bill that of the draft of an invoice, for a dispute that of the invoice. A claim that is to be made belongs to its
    invoice; what is typed of a contact, a filing, an appeal or a closing to the claim; a coverage to the account on
    which it is typed, an insurer to itself (0 for a new one), what protects a patient to the account."""

    kind: UnsavedKind
    about: int


class Facts(NamedTuple):
    """What the scoring rules may look at for one account, and nothing else."""

    account_id: int
    revision: int
    client: str
    balance_cents: int
    oldest_due_on: date | None
    disputed: bool
    promise_due_on: date | None
    last_contact_on: date | None
    last_call_on: date | None
    call_count: int
    best_hour: int | None
    window_id: int
    score: int
    currency: str = "USD"
    promise_until: date | None = None
    """The last day on which what was promised for ``promise_due_on`` still counts."""
    arranged: bool = False
    """Whether what was promised is an instalment of an arrangement; only the words of a reason tell them apart."""


class ListRow(NamedTuple):
    """One line of a worklist, exactly what the list shows and what its order needs."""

    account_id: int
    number: str
    customer: str
    client: str
    currency: str
    balance_cents: int
    oldest_due_on: date | None
    score: int
    urgent: bool
    status: Status
    window_id: int
    state: str
    last_call_at: datetime | None
    last_outcome: str
    next_action_at: datetime | None
    promise_due_on: date | None
    disputed: bool
    ready: bool
    taken_by: str = ""
    """Login of whoever claimed it last, where that is read; the claim is live before ``taken_until``."""
    taken_until: datetime | None = None
    promise_until: date | None = None
    """The last day on which what was promised for ``promise_due_on`` still counts."""
    next_action: str = ""
    """What it is worked on for next, in words."""


class Found(NamedTuple):
    """One answer of find-anywhere."""

    account_id: int
    number: str
    customer: str
    client: str
    phone: str
    currency: str
    balance_cents: int
    status: Status


class Account(NamedTuple):
    """One debt of one customer to one client, with its cached figures."""

    id: int
    number: str
    client_id: int
    customer_id: int
    currency: str
    opened_on: date
    status: Status
    closed_reason: str
    balance_cents: int
    oldest_due_on: date | None
    disputed: bool
    promise_due_on: date | None
    last_call_at: datetime | None
    last_contact_at: datetime | None
    call_count: int
    best_hour: int | None
    worklist_id: int | None
    window_id: int
    score: int
    scored_at: datetime
    urgent: bool
    next_action_at: datetime | None
    next_action: str
    revision: int
    last_outcome: str
    may_call_at: datetime | None = None
    """Before it the contact rules let nobody call."""
    serviced_as: str = ""
    """The number under which several accounts of a customer count as one debt."""
    promise_until: date | None = None
    """The last day on which what was promised for ``promise_due_on`` still counts."""
