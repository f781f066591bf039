"""Rows of an accounts or invoices file: what is owed, on which account, by whom.

A row with an invoice number is that invoice. A row without one is an account with one opening invoice, which is
numbered like the account and for the balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.files.amounts import Money, flag, key
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.fields import CUSTOMER_FIELDS
from collections_tui.files.mapping import PER_CUSTOMER, Mapping
from collections_tui.files.when import Dates
from collections_tui.files.who import Who, WhoReader

_FIELDS = (
    *("account", "invoice", "issued_on", "due_on", "opened_on"),
    *("amount", "balance", "currency", "disputed"),
    *CUSTOMER_FIELDS,
)
_WHO = _FIELDS.index("customer")
_DATES = frozenset(("issued_on", "due_on", "opened_on"))


class Bill(NamedTuple):
    """One invoice. Days are ISO strings; ``disputed`` is None when the file does not say."""

    row: Row
    who: Who
    account: str
    invoice: str
    issued_on: str
    due_on: str
    opened_on: str
    cents: int
    currency: str
    disputed: bool | None
    note: str


class BillReader:
    """Reads rows of an accounts or invoices file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, currency: str, today: date) -> None:
        """Find the columns.

        Args:
            mapping: which column is which field.
            header: the names of the columns.
            name: what to call the file.
            currency: the client's.
            today: when what has no date at all is due; only for a file that has no column for dates.

        Raises:
            Refused: a column is missing.
        """
        self._pick = Picker(mapping, header, _FIELDS, name)
        self._who, self._dates, self._money = WhoReader(mapping), Dates(mapping.dates), Money(mapping, currency)
        self._per_customer = mapping.account == PER_CUSTOMER
        self._undated = today.isoformat() if mapping.fields.isdisjoint(_DATES) else ""

    def read(self, row: Row) -> Bill:
        """Return what a row says.

        Raises:
            ValueError: it cannot be taken; the reason in words.
        """
        texts = self._pick.pick(row.cells)
        account, invoice, issued, due, opened, amount, balance, currency, disputed = texts[:_WHO]
        at = "customer"
        try:
            who = self._who.read(texts[_WHO:])
            at = "account"
            account = self._account(account, who)
            at = "invoice"
            number = key(invoice) if invoice else account
            at = "currency"
            currency = self._money.currency(currency)
            at = self._amount_field(invoice, amount, balance)
            cents = self._money.cents(amount if at == "amount" else balance, currency)
            at = "issued_on"
            issued = self._dates.iso(issued) if issued else ""
            at = "due_on"
            due = self._dates.iso(due) if due else ""
            at = "opened_on"
            opened = self._dates.iso(opened) if opened else ""
            at = "disputed"
            contested = flag(disputed) if disputed else None
        except ValueError as error:
            raise ValueError(f"{self._pick.labels[at]}: {error}") from None
        due = due or issued or opened or self._undated
        if not due:
            raise ValueError(f"{self._pick.labels['due_on']}: there is no date in the row")
        issued = issued or opened or due
        note = self._pick.note(row.cells) if self._pick.notes else ""
        return Bill(row, who, account, number, issued, due, opened or issued, cents, currency, contested, note)

    def _account(self, account: str, who: Who) -> str:
        number = who.reference if self._per_customer else account
        if not number:
            raise ValueError("the number is empty, so nobody can tell whose the row is")
        return key(number)

    @staticmethod
    def _amount_field(invoice: str, amount: str, balance: str) -> str:
        """Return which of the two counts: an invoice is for its amount, an account for its balance."""
        first, second = ("amount", "balance") if invoice else ("balance", "amount")
        given = {"amount": amount, "balance": balance}
        return first if given[first] or not given[second] else second
