"""What services hand to the volume imports of the store and get back from them, whatever the engine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from collections_tui.domain.records import HoldKind, Method

# One invoice as it is staged. '' and 0 stand for what a row does not say, or what another column or ``Into`` says
# already. (Half of the time of staging goes by columns that hold text; and what is neither a number nor a text, None
# among them, costs Python's driver five times as much.)
# - slot; the slots of the first row with its customer and with its account;
# - of the customer number, name, state; of the account number, currency ('': of ``Into``);
# - of the invoice number ('': the account's), issued on ('': when due), due on, account opened on ('': when issued),
#   cents, disputed;
# - the customer's first phone: E.164, kind ('': of ``Into``), spelling, number of the set of its zones;
# - words for the search; number of the set of zones of the customer;
# - the ids of account and customer if they exist;
# - of a new account the score, and if several bills make it (1) balance, oldest due day, disputed.
StagedBill = tuple[
    int, int, int,
    str, str, str, str, str,
    str, str, str, str, int, int,
    str, str, str, int,
    str, int,
    int, int,
    int, int, int, str, int,
]  # fmt: skip
# Where these stand in a ``StagedBill``.
ACCOUNT_SLOT: Final = 2
ACCOUNT_ID: Final = 20
CUSTOMER_ID: Final = 21

# slot, street, city, postcode, country, email, language
AddressRow = tuple[int, str, str, str, str, str, str]

# number of a set of zones, window, zones joined by commas
ZonesRow = tuple[int, int, str]


class KnownBill(NamedTuple):
    """What the database already has of one staged row; None is what it does not have.

    ``customer_id`` is the account's customer, ``referred_id`` the one who has the row's reference. ``ours`` is 1 where
    the invoice was issued here, or is void.
    """

    slot: int
    account_id: int | None
    customer_id: int | None
    currency: str | None
    referred_id: int | None
    invoice_id: int | None
    invoice_account_id: int | None
    amount_cents: int | None
    issued_on: str | None
    due_on: str | None
    disputed: int | None
    ours: int | None


class Into(NamedTuple):
    """Where new rows go, when, who brings them; and the currency and the kind of phone of rows that name none."""

    client_id: int
    worklist_id: int
    now: datetime
    person_id: int
    currency: str
    kind: str


class FirstIds(NamedTuple):
    """A new row's id is the sum of this and its slot."""

    customer: int
    account: int
    invoice: int


class KnownPhone(NamedTuple):
    """A number that a customer has."""

    customer_id: int
    e164: str
    kind: str
    status: str


class NewPhone(NamedTuple):
    """A number that a customer gets. ``zones`` is where its area code points to, joined by commas."""

    customer_id: int
    e164: str
    kind: str
    raw: str
    zones: str


class NewEntry(NamedTuple):
    """A payment, or the part of it that pays one invoice. ``cents`` is positive; ``key`` recognises it."""

    account_id: int
    invoice_id: int | None
    cents: int
    paid_on: str
    reference: str
    method: Method
    key: str


class NewCall(NamedTuple):
    """A call that was made elsewhere. ``key`` recognises it."""

    account_id: int
    person_id: int
    direction: str
    started_at: datetime
    ended_at: datetime
    phone: str
    spoke_with: str
    outcome: str
    note: str
    key: str


class Standing(NamedTuple):
    """A call that has not been undone, as the cached figures need it, and what follows from it."""

    id: int
    account_id: int
    window_id: int
    started_at: datetime
    outcome: str
    right_party: bool
    phone: str


class NewHold(NamedTuple):
    """A hold that an import puts on an account; ``call_id`` is that of the call that says so, if one does."""

    account_id: int
    kind: HoldKind
    note: str
    since: datetime
    until: date | None = None
    call_id: int | None = None


class PastHold(NamedTuple):
    """A hold that an account has, or had until ``lifted_at``."""

    note: str
    lifted_at: datetime | None
