"""What checks of bills look at, and what they find, as plain values. Money is minor units of the bill's currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from collections_tui.domain.billing.records import BillLine, Coverage, Price, TaxSum
from collections_tui.domain.contact.deaths import Death
from collections_tui.domain.records import Customer

Severity = Literal["error", "warning"]
Form = Literal["draft", "invoice"]
Sector = Literal["medical", "discretionary", "utility", "commercial", "other"]
LimitKind = Literal["days", "quantity", "yes"]
"""What a number of a check is: days, a quantity in thousandths, or 1 for yes and 0 for no."""
FORMS: tuple[Form, ...] = ("draft", "invoice")


class Check(NamedTuple):
    """One check of a book. ``rule`` names what it looks at, ``limits`` are the rule's own numbers.

    ``sentence`` and ``do`` (what to do about it) have blanks that the rule fills. One that is ``fixed`` no client may
    change. ``sectors`` are those of the clients whose bills it is for, without any all of them.
    """

    id: str
    rule: str
    severity: Severity
    words: str
    sentence: str
    do: str
    limits: Mapping[str, int]
    of: tuple[Form, ...] = FORMS
    fixed: bool = False
    sectors: tuple[Sector, ...] = ()


class Bill(NamedTuple):
    """What is looked at: a draft, or an invoice that was issued. Money is minor units of ``currency``.

    ``on`` is the day of the bill: that on which it was issued, today for a draft. ``total_cents`` is what it says, and
    ``faults`` are sentences about sums that keep a draft from being issued.
    ``charged_cents`` is what the ledger was charged for it, None for a draft; ``insurance_cents`` what insurers have
    paid of it, on the bill and in the ledger. ``made`` tells whether it was made here: of others only the lines and the
    total are known.
    """

    form: Form
    name: str
    on: date
    currency: str
    lines: tuple[BillLine, ...]
    total_cents: int
    discount_cents: int = 0
    taxes: tuple[TaxSum, ...] = ()
    insurance_cents: int = 0
    deposit_cents: int = 0
    open_cents: int = 0
    """What is asked for by it still, without what is disputed: of a draft, what it will ask for."""
    charged_cents: int | None = None
    made: bool = True
    faults: tuple[str, ...] = ()


class Billed(NamedTuple):
    """A line of another bill of the same customer to the same client. ``bill`` is how people call that bill.

    ``here`` tells whether it is on the same account.
    """

    bill: str
    code: str
    modifier: str
    description: str
    service_on: date | None
    here: bool = True


class Around(NamedTuple):
    """What is known around a bill.

    ``prices`` are those of the client's list for the codes of the bill, of any day, by the folded code; ``has_list``
    tells whether the client has a list at all. ``credit_cents`` is what the customer has paid that is on no invoice.
    """

    customer: Customer
    registered_on: date
    has_list: bool = False
    prices: Mapping[str, tuple[Price, ...]] = {}
    coverages: tuple[Coverage, ...] = ()
    credit_cents: int = 0
    death: Death | None = None
    billed: tuple[Billed, ...] = ()
