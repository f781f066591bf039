"""What the ledger is told, and what it answers. All amounts are cents of the account's currency."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collections_tui.domain.records import EntryKind


class PaymentEntry(NamedTuple):
    """A payment as it is told.

    ``invoices`` are numbers, in the order in which they are paid. ``accounts`` are ids of the customer's other accounts
    that get what the first one does not need. ``operation_id`` is made by the caller: twice the same is stored once.
    """

    account_id: int
    amount_cents: int
    paid_on: date
    operation_id: str
    method: str = ""
    reference: str = ""
    invoices: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()


class PaidPart(NamedTuple):
    """What an amount did: for an invoice of an account, or for the account itself (``invoice`` is '')."""

    account: str
    invoice: str
    cents: int


class Paid(NamedTuple):
    """What became of a payment. ``balance_cents`` is what is owed on its first account then, below 0 for credit.

    ``entry_id`` is what a reversal names. ``credit_cents`` is what was paid beyond everything owed.
    """

    entry_id: int
    account: str
    currency: str
    amount_cents: int
    paid_on: date
    parts: tuple[PaidPart, ...]
    balance_cents: int
    credit_cents: int
    sentence: str


class Reversed(NamedTuple):
    """What was taken back: the reversal's id, the parts that are owed again, the balance of the first account."""

    entry_id: int
    account: str
    currency: str
    amount_cents: int
    parts: tuple[PaidPart, ...]
    balance_cents: int
    sentence: str


class Adjusted(NamedTuple):
    """What was booked besides payments; ``amount_cents`` is signed, as the balance sees it."""

    entry_id: int
    account: str
    currency: str
    kind: EntryKind
    amount_cents: int
    parts: tuple[PaidPart, ...]
    balance_cents: int
    sentence: str


class LedgerLine(NamedTuple):
    """One entry of the ledger as it is listed. ``reversed_by`` and ``part_of`` are ids of other entries."""

    id: int
    on: date
    kind: EntryKind
    amount_cents: int
    invoice: str
    method: str
    reference: str
    reason: str
    by: str
    part_of: int | None
    reverses: int | None
    reversed_by: int | None
