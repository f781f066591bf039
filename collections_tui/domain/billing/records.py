"""What bills are made of, as plain values. Money is integer minor units of the account's currency.

Quantities are in thousandths (``quantity_milli``), rates in parts of a million (``ppm``): 8.875 % is 88750.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

BillStatus = Literal["draft", "verified", "issued", "sent", "void"]
BillKind = Literal["invoice", "credit_note"]
ONE = 1000
"""One of something, in thousandths."""
WHOLE = 1_000_000
"""All of something, in parts of a million."""


class Price(NamedTuple):
    """What a client charges for one of a service from ``valid_from`` until ``valid_to``, its last day.

    ``system`` is whose code it is (``CPT``, ``HCPCS``, ``MS-DRG``; '' for the client's own). ``least_milli`` and
    ``most_milli`` bound the usual quantity, None where nobody said.
    """

    id: int
    client_id: int
    code: str
    description: str
    cents: int
    valid_from: date
    valid_to: date | None = None
    system: str = ""
    modifier: str = ""
    unit: str = ""
    least_milli: int | None = None
    most_milli: int | None = None
    tax: str = ""


class BillLine(NamedTuple):
    """One line of a draft or of an invoice.

    ``amount_cents`` is quantity times price less ``discount_cents``; on an invoice from a file it is what was billed.
    ``list_cents`` is what the price list said on that day, None where it has no such code or nobody looked.
    ``tax`` names one of the client's taxes, '' for none.
    """

    position: int
    description: str
    unit_cents: int
    amount_cents: int
    code: str = ""
    system: str = ""
    modifier: str = ""
    service_on: date | None = None
    quantity_milli: int = ONE
    unit: str = ""
    list_cents: int | None = None
    price_reason: str = ""
    discount_cents: int = 0
    tax: str = ""


class Tax(NamedTuple):
    """One of a client's taxes, by the name that lines carry."""

    name: str
    ppm: int


class TaxSum(NamedTuple):
    """What one tax comes to on a bill, and on what."""

    name: str
    ppm: int
    base_cents: int
    tax_cents: int


class Totals(NamedTuple):
    """What a bill comes to. ``lines - discount + taxes = total``; ``total - insurance - deposit = due``."""

    lines_cents: int
    """The sum of the lines, each less its own discount."""
    discount_cents: int
    """On all of it, besides those of lines."""
    taxes: tuple[TaxSum, ...]
    tax_cents: int
    total_cents: int
    """What the ledger is charged."""
    insurance_cents: int
    deposit_cents: int
    due_cents: int


class BillDraft(NamedTuple):
    """A bill that is prepared. People call it ``D12`` by its id. ``by`` and ``verified_by`` are logins.

    ``discount_ppm`` is a discount on all of it as a rate, ``discount_cents`` as an amount: one of them is 0.
    ``deposit_cents`` is how much of the account's credit pays it, None for as much as there is. ``accepted`` has the
    warnings it was verified with, by their ids, each with why.
    """

    id: int
    account_id: int
    client_id: int
    made_at: datetime
    by: str
    revision: int
    lines: tuple[BillLine, ...] = ()
    service_on: date | None = None
    due_on: date | None = None
    discount_cents: int = 0
    discount_ppm: int = 0
    discount_reason: str = ""
    insurance_cents: int = 0
    insurance_reference: str = ""
    deposit_cents: int | None = None
    note: str = ""
    verified_at: datetime | None = None
    verified_by: str = ""
    accepted: tuple[tuple[str, str], ...] = ()
    invoice_id: int | None = None
    """What it became."""
    dropped: bool = False

    @property
    def number(self) -> str:
        """``D12``: what people call it by."""
        return f"D{self.id}"

    @property
    def over(self) -> bool:
        """Whether it was issued or given up: nothing of it changes any more."""
        return self.dropped or self.invoice_id is not None

    @property
    def status(self) -> BillStatus:
        """``draft`` or ``verified``: whatever changes it makes a draft of it again."""
        return "draft" if self.verified_at is None else "verified"


class Made(NamedTuple):
    """What is kept of an invoice that was issued here. ``credits`` is of a credit note the invoice that it voids."""

    invoice_id: int
    kind: BillKind
    credits: int | None
    made_at: datetime
    by: str
    verified_by: str
    accepted: tuple[tuple[str, str], ...]
    discount_cents: int
    discount_reason: str
    insurance_cents: int
    insurance_reference: str
    deposit_cents: int
    note: str
    reason: str


class Dispute(NamedTuple):
    """What somebody says is wrong with an invoice: with one line of it, or all of it where ``position`` is None."""

    id: int
    invoice_id: int
    position: int | None
    cents: int
    at: datetime
    by: str
    reason: str
    settled_at: datetime | None = None
    settled_by: str = ""
    answer: str = ""


class Finding(NamedTuple):
    """What a check found on a bill: ``check`` is its id, ``do`` says what to do about it. Both texts are sentences.

    ``words`` are what the check is called, ``position`` is that of the line it is about, None for the bill as a whole.
    """

    check: str
    severity: Literal["error", "warning"]
    sentence: str
    do: str = ""
    words: str = ""
    position: int | None = None


class Payer(NamedTuple):
    """An insurer. A claim is filed ``filing_days`` after the service at the latest, a refusal contested ``appeal_days``
    after it.
    """

    id: int
    code: str
    name: str
    phone: str = ""
    hours: str = ""
    zone: str = ""
    portal: str = ""
    filing_days: int | None = None
    appeal_days: int | None = None
    followup_days: int = 30
    note: str = ""
    address: str = ""
    """Where appeals go by post, line by line."""


class Coverage(NamedTuple):
    """Who insures a customer from ``valid_from`` until ``valid_to``, its last day. Rank 1 pays first.

    ``said`` is what was said when it was verified, by name: ``deductible left``, ``copay``, ``coinsurance``.
    """

    id: int
    customer_id: int
    payer: Payer
    rank: int
    member: str
    valid_from: date
    valid_to: date | None = None
    group: str = ""
    verified_at: datetime | None = None
    verified_by: str = ""
    said: tuple[tuple[str, str], ...] = ()
