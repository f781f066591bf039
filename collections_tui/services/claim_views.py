"""What is told to, and answered by, the services about claims. All amounts are cents of the account's currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.insurance.contracts import LineAnswer
from collections_tui.domain.insurance.records import Claim, ClaimContact, ClaimLine, ClaimStatus
from collections_tui.domain.records import Client, Customer
from collections_tui.domain.strategy import Why

Left = Literal["", "patient", "write off"]
"""What becomes of what the insurer does not pay, when a claim is closed: the patient owes it, or nobody does."""


class NewClaim(NamedTuple):
    """A claim to be made. ``payer`` is an insurer's code; '' for the next of those who insure the customer.

    ``lines`` are positions of the invoice's lines, none for all of them. ``control`` is the number that we give it; ''
    for that of the invoice. ``diagnoses`` are codes (ICD-10-CM).
    """

    invoice_id: int
    payer: str = ""
    control: str = ""
    diagnoses: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


class ContactEntry(NamedTuple):
    """What was said about a claim. ``outcome`` is a code of the book; what it requires must be told.

    ``day`` is one that the insurer said, ``codes`` are its reasons (CARC), ``number`` is its number of the claim.
    ``next_on`` is when to act next, None for when the outcome says.
    """

    outcome: str
    spoke_with: str = ""
    reference: str = ""
    note: str = ""
    day: date | None = None
    codes: tuple[str, ...] = ()
    number: str = ""
    next_on: date | None = None


class Recorded(NamedTuple):
    """A claim as it is after something was done, with a sentence that says so."""

    claim: Claim
    sentence: str


class Refusal(NamedTuple):
    """Why something is refused: the reasons in words, their kind, what usually helps against it, and what to send."""

    reasons: tuple[str, ...]
    kind: str
    helps: str = ""
    send: tuple[str, ...] = ()


class ClaimView(NamedTuple):
    """A claim with everything around it. ``diagnoses`` is None unless they were asked for.

    ``pending_cents`` is how much of what is open on its invoice waits for insurers, ``underpaid_cents`` how much less
    was paid than the contract says. ``answers`` is whether somebody answers the payer's telephone now, ``opens_at``
    when somebody does next; None where nobody has said when.
    """

    claim: Claim
    lines: tuple[ClaimLine, ...]
    contacts: tuple[ClaimContact, ...]
    account: str
    client: Client
    customer: Customer
    invoice: str
    currency: str
    coverage: Coverage | None
    deadline: date | None
    outstanding_cents: int
    pending_cents: int
    underpaid_cents: int
    why: tuple[Why, ...]
    answers: bool | None
    opens_at: datetime | None
    diagnoses: tuple[str, ...] | None = None
    told: tuple[LineAnswer, ...] = ()
    """What insurers said of the lines."""
    refusal: Refusal | None = None
    """Of one that is, or was, refused with a reason."""


When = Literal["", "due", "waiting", "over"]
"""Which part of the work: what is to be worked today, what waits for its day, what nothing is left to do about."""


class ClaimQuery(NamedTuple):
    """Which claims are listed. ``client`` and ``payer`` are codes; ``when`` leaves only a part of the work."""

    account_id: int | None = None
    client: str = ""
    payer: str = ""
    status: ClaimStatus | Literal[""] = ""
    when: When = ""
    limit: int = 200


class ClaimCount(NamedTuple):
    """How many claims are a part of the work, and what is asked of insurers for them, by currency in cents."""

    claims: int
    cents: Mapping[str, int]


class ClaimRow(NamedTuple):
    """One line of a list of claims. ``score`` says how it ranks today, ``answers`` whether the insurer answers now."""

    claim: Claim
    account: str
    client: str
    customer: str
    invoice: str
    currency: str
    deadline: date | None
    outstanding_cents: int
    score: int
    answers: bool | None = None


class NoClaim(NamedTuple):
    """Why there is no claim to be worked now, and when there will be one."""

    reason: str
    next_on: date | None = None
