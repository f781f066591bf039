"""What is told to, and answered by, the services about invoices. All amounts are cents of the account's currency."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from collections_tui.domain.billing.records import (
    ONE,
    BillDraft,
    BillKind,
    BillLine,
    BillStatus,
    Dispute,
    Made,
    Totals,
)
from collections_tui.domain.records import Client, Customer, EntryKind, Invoice, Method


class NewLine(NamedTuple):
    """A line as it is typed. What is left out comes from the price list: words, price, tax.

    ``unit_cents`` and ``tax`` are None for the list's; a price that is not the list's needs a ``price_reason``. Without
    a day of its own it is of the draft's day of service, else of no day.
    """

    code: str = ""
    quantity_milli: int = ONE
    service_on: date | None = None
    modifier: str = ""
    description: str = ""
    unit_cents: int | None = None
    price_reason: str = ""
    discount_cents: int = 0
    tax: str | None = None

    @classmethod
    def of(cls, line: BillLine) -> NewLine:
        """A line as it would be typed to get it again, to change some of it."""
        listed = line.list_cents is not None and line.list_cents == line.unit_cents
        return cls(
            line.code, line.quantity_milli, line.service_on, line.modifier, line.description,
            None if listed else line.unit_cents, line.price_reason, line.discount_cents, line.tax,
        )  # fmt: skip


class Terms(NamedTuple):
    """What a draft says besides its lines, all of it. ``due_on`` is None for the client's terms.

    A discount on all of it is an amount or a rate (``discount_ppm``, parts of a million). ``deposit_cents`` is how much
    of the account's credit pays it, None for as much as there is.
    """

    due_on: date | None = None
    discount_cents: int = 0
    discount_ppm: int = 0
    discount_reason: str = ""
    insurance_cents: int = 0
    insurance_reference: str = ""
    deposit_cents: int | None = None
    note: str = ""
    service_on: date | None = None

    @classmethod
    def of(cls, draft: BillDraft) -> Terms:
        """Those of a draft, to change some of them."""
        return cls._make(getattr(draft, field) for field in cls._fields)


class DraftView(NamedTuple):
    """A draft with what it comes to at this moment, and the names around it.

    ``credit_cents`` is what was paid on the account beyond what is asked for: a deposit is taken from it. ``due_on`` is
    when it is due if it is issued today. ``invoice`` is the number of what it became, '' until then.
    """

    draft: BillDraft
    account: str
    client: Client
    customer: Customer
    currency: str
    totals: Totals
    credit_cents: int
    due_on: date
    invoice: str = ""


class Issued(NamedTuple):
    """What became of a draft. ``balance_cents`` is what is owed on the account then, below 0 for credit."""

    invoice_id: int
    number: str
    draft: str
    account: str
    currency: str
    total_cents: int
    due_cents: int
    due_on: date
    balance_cents: int
    sentence: str


class Voided(NamedTuple):
    """What voided an invoice. ``amount_cents`` is the credit note's, below 0; ``credit_cents`` what was paid on the
    invoice and is credit of the account now; ``balance_cents`` what is owed on the account then.
    """

    credit_note_id: int
    credit_note: str
    invoice: str
    account: str
    currency: str
    amount_cents: int
    credit_cents: int
    balance_cents: int
    sentence: str


class Disputed(NamedTuple):
    """What became of a dispute. ``disputed_cents`` is how much of what is open on the invoice is disputed then."""

    dispute: Dispute
    invoice: str
    account: str
    currency: str
    open_cents: int
    disputed_cents: int
    sentence: str


class InvoiceQuery(NamedTuple):
    """Which invoices are listed. ``client`` is a code; ``status`` '' is for all of them, drafts too.

    ``before`` goes on behind a row: its ``key``. ``here`` keeps to what was issued here, and drafts.
    """

    account_id: int | None = None
    client: str = ""
    status: BillStatus | Literal[""] = ""
    limit: int = 200
    before: int | None = None
    here: bool = False


class InvoiceRow(NamedTuple):
    """One line of a list of invoices. A draft's number is ``D12``, and it has no id of an invoice.

    ``key`` is what the next page goes on behind: below 0 for a draft. ``open_cents`` of a draft is 0.
    """

    key: int
    number: str
    kind: BillKind
    status: BillStatus
    account_id: int
    account: str
    client: str
    customer: str
    currency: str
    issued_on: date | None
    due: date
    total_cents: int
    open_cents: int
    disputed_cents: int
    invoice_id: int | None = None
    draft_id: int | None = None


class Applied(NamedTuple):
    """What was entered on an invoice besides its own charge: a payment is below 0, what adds to it above."""

    entry_id: int
    on: date
    kind: EntryKind
    method: Method
    cents: int
    reference: str = ""
    reason: str = ""
    reverses: int | None = None


class InvoiceView(NamedTuple):
    """An invoice with everything around it. ``made`` is None of one from a file, which has no taxes here.

    ``open_cents`` is what is owed on it, ``disputed_cents`` how much of that is disputed: the rest is asked for.
    ``credit_note`` is the number of the one that voids it, ``credits`` the number of what this one voids.
    """

    invoice: Invoice
    kind: BillKind
    account: str
    client: Client
    customer: Customer
    currency: str
    lines: tuple[BillLine, ...]
    totals: Totals
    made: Made | None
    applied: tuple[Applied, ...]
    disputes: tuple[Dispute, ...] = ()
    credit_note: str = ""
    credits: str = ""

    @property
    def open_cents(self) -> int:
        """What is owed on it."""
        return self.invoice.open_cents

    @property
    def disputed_cents(self) -> int:
        """How much of what is owed on it is disputed."""
        return self.invoice.argued_cents

    @property
    def asked_cents(self) -> int:
        """What is asked for."""
        return self.open_cents - self.disputed_cents
