"""What documents are made of, as plain values. Amounts are cents of ``currency``; a party's lines are an address."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from collections_tui.domain.aging import Aging
from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.billing.records import BillKind, BillLine, TaxSum

Kind = Literal["invoice", "credit_note", "statement", "agreement", "validation", "reminder", "appeal"]
Form = Literal["pdf", "txt", "html"]


class Party(NamedTuple):
    """Somebody who writes or is written to. ``language`` is the customer's, '' where nobody said."""

    name: str
    lines: tuple[str, ...] = ()
    phone: str = ""
    language: str = ""


class Frame(NamedTuple):
    """What every document is told. ``for_another``: it comes from somebody who collects for the client, which it has to
    say (12 CFR 1006.18(e)). ``assistance``: it is of a hospital whose bills have to say that there is assistance
    (26 CFR 1.501(r)-4(b)(5)).
    """

    sender: Party
    client: str
    receiver: Party
    account: str
    currency: str
    written_on: date
    for_another: bool = False
    assistance: bool = False


class Paid(NamedTuple):
    """What was paid on an invoice, or taken off it, after it was issued; ``how`` in words."""

    on: date
    how: str
    cents: int


class InvoicePaper(NamedTuple):
    """An invoice, or the credit note that voids one: ``credits`` is then that one's number.

    ``due_cents`` is what was asked for when it was issued, ``open_cents`` what is open now, of which ``disputed_cents``
    is disputed and not asked for. ``disputed`` has the positions of the lines that are. ``aging`` is of the account.
    """

    frame: Frame
    kind: BillKind
    number: str
    issued_on: date
    due_on: date
    lines: tuple[BillLine, ...]
    lines_cents: int
    total_cents: int
    due_cents: int
    open_cents: int
    discount_cents: int = 0
    discount_reason: str = ""
    taxes: tuple[TaxSum, ...] = ()
    insurance_cents: int = 0
    insurance_reference: str = ""
    deposit_cents: int = 0
    paid: tuple[Paid, ...] = ()
    disputed: frozenset[int] = frozenset()
    disputed_cents: int = 0
    pending_cents: int = 0
    """What waits for insurers, and is not asked for."""
    note: str = ""
    credits: str = ""
    reason: str = ""
    void: bool = False
    aging: Aging | None = None


class OpenBill(NamedTuple):
    """An invoice on which something is open."""

    number: str
    issued_on: date
    due_on: date
    amount_cents: int
    open_cents: int
    disputed_cents: int = 0


class Booked(NamedTuple):
    """An entry of the ledger in words, and what was owed after it."""

    on: date
    what: str
    cents: int
    owed_cents: int


class StatementPaper(NamedTuple):
    """An account: what happened since a day, what is open, and how old it is. ``before_cents`` was owed before."""

    frame: Frame
    since: date
    before_cents: int
    booked: tuple[Booked, ...]
    bills: tuple[OpenBill, ...]
    aging: Aging
    balance_cents: int
    disputed_cents: int = 0
    pending_cents: int = 0
    """What waits for insurers, and is not asked for."""


class ReminderPaper(NamedTuple):
    """What is overdue on an account, and for how long the oldest of it has been."""

    frame: Frame
    bills: tuple[OpenBill, ...]
    overdue_cents: int
    days: int
    balance_cents: int
    disputed_cents: int = 0
    pending_cents: int = 0
    """What waits for insurers, and is not asked for."""


class AppealedLine(NamedTuple):
    """A service of a claim that is contested; what nobody said or agreed on is None."""

    on: date | None
    code: str
    modifier: str
    charge_cents: int
    agreed_cents: int | None
    paid_cents: int | None
    patient_cents: int | None


class AppealPaper(NamedTuple):
    """An appeal to an insurer: what of which claim was refused or paid too little and why that is wrong.

    ``member`` and ``group`` are the patient's with the insurer, ``enclosed`` is what is sent with it.
    """

    frame: Frame
    payer: str
    control: str
    number: str
    member: str
    group: str
    invoice: str
    patient: str
    service_from: date
    service_to: date
    charge_cents: int
    agreed_cents: int | None
    paid_cents: int
    patient_cents: int
    refused_cents: int
    missing_cents: int
    reasons: tuple[str, ...]
    refused_on: date | None
    appeal_by: date | None
    why: str
    lines: tuple[AppealedLine, ...]
    enclosed: tuple[str, ...]


class ValidationPaper(NamedTuple):
    """The validation information of 12 CFR 1006.34(c).

    ``frame.sender`` is the debt collector with the address at which it takes disputes, ``frame.client`` the creditor.
    ``then_cents`` was owed on ``itemised_on`` (34(b)(3)); since then ``interest_cents`` and ``fees_cents`` were added
    and ``credited_cents`` taken away. ``until`` is the last day of the validation period (34(b)(5)).
    """

    frame: Frame
    what: str
    itemised_on: date
    then_cents: int
    interest_cents: int
    fees_cents: int
    credited_cents: int
    now_cents: int
    until: date


class AgreementPaper(NamedTuple):
    """What was agreed for paying in parts. ``until`` is the last day on which a settlement may be paid."""

    frame: Frame
    agreed_on: date
    owed_cents: int
    total_cents: int
    until: date | None
    dues: tuple[Due, ...]
    every: str


Paper = AppealPaper | InvoicePaper | StatementPaper | ReminderPaper | ValidationPaper | AgreementPaper


class Rendered(NamedTuple):
    """A document as it goes out. ``lost`` are letters that no font of this computer has: they are boxes on paper."""

    title: str
    name: str
    media: str
    body: bytes
    lost: str = ""
