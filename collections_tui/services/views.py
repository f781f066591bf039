"""What services hand back: one record per question, ready to be shown or printed.

Screens and the command line read these and nothing lower. Everything in one view was read in one transaction.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from collections_tui.domain.post import Refusal
from collections_tui.domain.records import (
    Account,
    Call,
    Client,
    Customer,
    Direction,
    Draft,
    Found,
    Hold,
    Invoice,
    Lease,
    Phone,
    Promise,
    Worklist,
)

if TYPE_CHECKING:
    # The rules themselves are not needed to carry what came of them.
    from collections_tui.domain.aging import Aging
    from collections_tui.domain.arrangements.means import Worksheet
    from collections_tui.domain.arrangements.records import Terms
    from collections_tui.domain.contact.records import Case, Flag, FlagKind, Judgement
    from collections_tui.domain.insurance.assistance import Notice
    from collections_tui.domain.strategy import Why
    from collections_tui.services.approval_views import Approval
    from collections_tui.services.arrangement_views import ArrangementView
    from collections_tui.services.listening import Heard


class PhoneLine(NamedTuple):
    """A number as the account shows it: where it is, what time it is there, and what the contact rules say to it."""

    phone: Phone
    said: str
    places: tuple[tuple[str, datetime], ...]
    judgement: Judgement
    until: datetime | None = None
    """When a number that may be dialled now may no more; None where it may not, or for as long as anybody knows."""

    @property
    def open_now(self) -> bool:
        """Whether it may be dialled now, warnings or not."""
        return self.judgement.verdict != "block"


class FlagLine(NamedTuple):
    """Something known about contact with a customer, in one line of words. ``by`` is a login, '' for a file."""

    id: int
    kind: FlagKind
    words: str
    source: str
    by: str
    may_lift: bool
    statement: str = ""
    """The same as a sentence without its stop, which begins with what the flag is called."""
    flag: Flag | None = None
    """The flag itself, for programs."""


class TimelineItem(NamedTuple):
    """One thing that happened, newest first on the account. ``ref`` is the id of the record it came from."""

    kind: Literal[
        "call", "payment", "charge", "adjustment", "write_off", "reversal", "promise", "arrangement", "note", "hold",
        "dispute", "document",
    ]  # fmt: skip
    at: datetime
    by: str
    title: str
    text: str
    amount_cents: int | None
    ref: int
    undone: bool = False
    addenda: tuple[str, ...] = ()


class AccountView(NamedTuple):
    """Everything the account screen shows, read at one instant."""

    account: Account
    client: Client
    customer: Customer
    worklist: Worklist | None
    phones: tuple[PhoneLine, ...]
    places: tuple[tuple[str, datetime], ...]
    open_now: bool
    opens_at: datetime | None
    days_past_due: int
    aging: Aging
    invoices: tuple[Invoice, ...]
    promises: tuple[Promise, ...]
    holds: tuple[Hold, ...]
    timeline: tuple[TimelineItem, ...]
    siblings: tuple[Found, ...]
    why: tuple[Why, ...]
    score: int
    lease: Lease | None
    mine: bool
    draft: Draft | None
    last_outcome: str
    case: Case
    """What the contact rules looked at."""
    flags: tuple[FlagLine, ...] = ()
    arrangements: tuple[ArrangementView, ...] = ()
    """The newest first."""
    heard: Heard | None = None
    """What a colleague does here, for those who may listen in."""
    requests: tuple[Approval, ...] = ()
    """What waits for a supervisor besides arrangements, and what was answered today; the oldest first."""
    pending_cents: int = 0
    """How much of what is owed waits for insurers, and is not asked for meanwhile."""
    insured: int = 0
    """How many insurances of the customer are known."""
    notices: tuple[Notice, ...] = ()
    """What protects the patient of a hospital (docs/financial-assistance.md), the gravest first."""
    refusal: Refusal | None = None
    """Why nothing is mailed to the customer's address; None where it is, or there is none."""

    @property
    def disputed_cents(self) -> int:
        """How much of what is owed is disputed, line by line or whole invoices."""
        return sum(one.argued_cents for one in self.invoices)

    @property
    def asked_cents(self) -> int:
        """What is asked for: what is owed less what is disputed or waits for insurers; never below 0."""
        return max(0, self.account.balance_cents - self.disputed_cents - self.pending_cents)

    @property
    def stopped(self) -> str:
        """What stops calls on this account whatever the number and the hour, in few words; '' where nothing does."""
        if self.lease is not None and not self.mine:
            return f"{self.lease.login} has it"
        if self.account.status == "closed":
            return "closed"
        return "on hold" if self.holds else ""


class Preview(NamedTuple):
    """What the worklist's side pane shows of the account under the cursor."""

    account_id: int
    number: str
    customer: str
    why: tuple[Why, ...]
    score: int
    aging: Aging
    currency: str
    touches: tuple[TimelineItem, ...]


class Claimed(NamedTuple):
    """An account that is now mine, until ``lease.expires_at``."""

    account_id: int
    number: str
    client: str
    customer: str
    balance_cents: int
    currency: str
    days_past_due: int
    score: int
    urgent: bool
    why: tuple[Why, ...]
    lease: Lease
    worklist: str = ""
    """The name of its worklist, where that is another than the one asked."""
    instead_of: str = ""
    """The name of the worklist that was asked and has nobody now."""
    left_out: str = ""
    """Of which client no account is offered here and what to do about it, in a sentence; said once at a desk."""


class NothingNow(NamedTuple):
    """Nobody may be called at this moment; ``reason`` says in words what waits and until when."""

    reason: str
    wakes_at: datetime | None


class WorklistCount(NamedTuple):
    """A worklist of mine with how many accounts are callable now, ready in all, asleep, and held.

    One that is ``ownerless`` is worked by nobody: all whose it is have been disabled.
    """

    worklist: Worklist
    callable_now: int
    ready: int
    asleep: int
    held: int
    ownerless: bool = False


class CallEntry(NamedTuple):
    """What the collector says about one call. ``operation_id`` makes a repeated request harmless.

    ``draft`` says what becomes of a call of mine that was begun on the account: it is this one and so is finished; or
    it is another, for which this one is refused, or which is to be dropped.
    """

    account_id: int
    outcome: str
    operation_id: str
    phone: str = ""
    direction: Direction = "outbound"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    spoke_with: str = ""
    note: str = ""
    amount_cents: int | None = None
    promised_on: date | None = None
    moment: datetime | None = None
    next_on: date | None = None
    about: tuple[int, ...] = ()
    """Other accounts of the customer that were talked about."""
    override: str = ""
    """A supervisor's reason for a call that the contact rules block; '' where there is none, or its draft has it."""
    draft: Literal["finish", "refuse", "drop"] = "finish"
    everywhere: bool = False
    """What was promised is for all accounts of the customer."""
    terms: Terms | None = None
    """An arrangement that was agreed on; then there is no amount and no date. With 0 owed it is about all of it."""
    means: Worksheet | None = None
    """The worksheet of the customer's means that goes with it."""
    instead_of: int | None = None
    """The arrangement or request that it takes the place of."""
    outcome_at: datetime | None = None
    """When its outcome was chosen, where that was at the keyboard just now: from then on it was wrapped up."""


class Logged(NamedTuple):
    """A stored call and what it led to, in words for the line at the bottom of the screen."""

    call: Call
    number: str
    outcome_words: str
    next_words: str
    day_words: str = ""
    """Where a call is in the log that is not of today: ``on Fri 20 Nov``."""
    not_allowed: str = ""
    """What a contact rule says against a call that was made all the same, with its source."""
    flag_words: str = ""
    """The flag that the call has set, in words: ``attorney: Jane Roe, (212) 555-0160``; '' for none."""
    arranged: str = ""
    """The arrangement that was agreed on in it, in words; '' for none, and where the call was stored before."""


class CallLine(NamedTuple):
    """One line of the call log."""

    call_id: int
    account_id: int
    started_at: datetime
    seconds: int
    by: str
    client: str
    number: str
    customer: str
    direction: Direction
    phone: str
    outcome: str
    outcome_words: str
    right_party: bool
    promise_cents: int | None
    currency: str
    note: str
    undone: bool
    addenda: int
    verdict: str = ""
    """What the contact rules said when it was dialled: ``allow``, ``warn``, ``block``, or nothing."""
    override_by: str = ""
    override_reason: str = ""


class CallFilter(NamedTuple):
    """Which calls. Days are the workstation's local days; ``by`` None means everybody (supervisors and auditors)."""

    first_day: date
    last_day: date
    by: str | None
    outcome: str | None = None
    client: str | None = None


class CallTotals(NamedTuple):
    """Undone calls are left out. ``promised`` is cents by currency."""

    calls: int
    right_party: int
    promises: int
    promised: tuple[tuple[str, int], ...]
    seconds: int


class ListQuery(NamedTuple):
    """Which accounts of a worklist and in which order. ``show`` now = ready and callable at this minute."""

    worklist_id: int
    show: Literal["now", "open", "all"] = "now"
    sort: Literal["rank", "balance", "days", "name", "touched"] = "rank"
    client: str | None = None
    bucket: str | None = None
    at_least_cents: int | None = None
    at_most_cents: int | None = None
    state: str | None = None
    text: str | None = None

    @property
    def filtered(self) -> bool:
        """Whether it keeps only some of the worklist's accounts."""
        return any(value is not None for value in self[3:])


class Choice(NamedTuple):
    """From what the next account is taken.

    ``worklist`` is the code of one of mine, None for all of them. ``within`` keeps to what this query's filter keeps,
    whatever it shows and in which order. With ``elsewhere`` my other worklists follow where that one has nobody now; a
    filter is kept to all the same.
    """

    worklist: str | None = None
    within: ListQuery | None = None
    elsewhere: bool = False


class DraftLine(NamedTuple):
    """A call that was begun and not finished, as offered at the next start."""

    draft: Draft
    number: str
    customer: str


class SpokenScript(NamedTuple):
    """What to say in one situation, with the account's figures in it: plain text, never markup."""

    id: str
    title: str
    text: str


class Words(NamedTuple):
    """What to say on an account: one text a situation. ``opening`` is the place of the one that opens the next call.

    ``reminders`` stand above every text: what may not be said.
    """

    scripts: tuple[SpokenScript, ...]
    opening: int
    reminders: tuple[str, ...] = ()
