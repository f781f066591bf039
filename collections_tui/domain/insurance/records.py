"""Claims as plain values. Money is integer minor units of the account's currency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from collections_tui.domain.billing.records import ONE, Payer

ClaimStatus = Literal[
    "to file", "filed", "acknowledged", "pending", "paid", "part paid", "denied", "appealed", "closed"
]
STATUSES: tuple[ClaimStatus, ...] = get_args(ClaimStatus)


class Claim(NamedTuple):
    """What an insurer is asked for. People call it ``C12`` by its id; ``by`` is a login.

    ``control`` is the number that we give it, ``number`` the payer's. What remittances said of it: ``paid_cents``,
    ``written_cents`` (taken off by contract), ``patient_cents`` (the patient's share), ``refused_cents`` (refused and
    not given up). ``expected_cents`` is what the contract says payer and patient pay together, None where nobody knows.
    """

    id: int
    invoice_id: int
    account_id: int
    client_id: int
    payer: Payer
    coverage_id: int | None
    rank: int
    control: str
    status: ClaimStatus
    service_from: date
    service_to: date
    charge_cents: int
    made_at: datetime
    by: str = ""
    number: str = ""
    expected_cents: int | None = None
    diagnoses: tuple[str, ...] = ()
    paid_cents: int = 0
    written_cents: int = 0
    patient_cents: int = 0
    refused_cents: int = 0
    denied_cents: int = 0
    """The most of it that was ever refused at once."""
    decided_cents: int = 0
    """How much of the charge remittances are about: an insurer may answer a claim in parts."""
    refused_on: date | None = None
    refusal: tuple[str, ...] = ()
    """Why it was refused: codes of reasons (CARC)."""
    file_by: date | None = None
    filed_on: date | None = None
    appeal_by: date | None = None
    next_on: date | None = None
    next_action: str = ""
    hold_id: int | None = None
    taken_by: str = ""
    taken_until: datetime | None = None
    revision: int = 1
    closed_at: datetime | None = None
    closed_reason: str = ""
    others_cents: int = 0
    """What of the charge is not owed any more: of a secondary's what the primary has paid and taken off."""

    @property
    def name(self) -> str:
        """``C12``: what people call it by."""
        return f"C{self.id}"

    @property
    def answered(self) -> bool:
        """Whether the insurer has said what it pays of it: nobody knows before a remittance, or a refusal.

        Nor where it took back what it never said here.
        """
        return max(self.paid_cents, self.written_cents, self.patient_cents, self.refused_cents) > 0

    @property
    def undecided_cents(self) -> int:
        """What of the charge no answer is about yet; all of it before one."""
        told = self.paid_cents + self.written_cents + self.patient_cents + self.refused_cents
        return max(0, self.charge_cents - max(self.decided_cents, told, self.refused_cents))

    @property
    def other_cents(self) -> int:
        """What answers are about and is neither paid, taken off, the patient's nor refused; nothing before one."""
        told = self.paid_cents + self.written_cents + self.patient_cents + self.refused_cents
        return self.charge_cents - told - self.undecided_cents if self.answered else 0


class ClaimLine(NamedTuple):
    """One service of a claim. ``position`` is that of the invoice's line."""

    position: int
    code: str
    charge_cents: int
    modifier: str = ""
    service_on: date | None = None
    quantity_milli: int = ONE
    expected_cents: int | None = None


class ClaimContact(NamedTuple):
    """What was said or done about a claim once. ``outcome`` is a code, ``status`` the claim's afterwards."""

    id: int
    claim_id: int
    at: datetime
    by: str
    outcome: str
    status: ClaimStatus
    spoke_with: str = ""
    reference: str = ""
    note: str = ""
    next_on: date | None = None
    day: date | None = None
    """On which it was done, where that is not the day of ``at``; of what an insurer said, the day that it named."""


class Fee(NamedTuple):
    """What a client and a payer have agreed on for a service, an amount or a share of what is charged (``ppm``).

    ``code`` '' is for everything that has no line of its own. It holds until ``valid_to``, its last day.
    """

    id: int
    client_id: int
    payer_id: int
    code: str
    valid_from: date
    modifier: str = ""
    allowed_cents: int | None = None
    allowed_ppm: int | None = None
    valid_to: date | None = None
