"""Rows of a payments file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

from collections_tui.domain.records import Method
from collections_tui.files.amounts import Money, key
from collections_tui.files.card_numbers import no_card
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.mapping import PER_CUSTOMER, Mapping
from collections_tui.files.when import Dates

_METHODS: dict[str, Method] = {method: method for method in get_args(Method)} | {
    **dict.fromkeys(("cheque", "chk", "ck"), "check"),
    **dict.fromkeys(("credit card", "debit card", "visa", "mastercard", "amex"), "card"),
    **dict.fromkeys(("ach", "direct debit", "eft"), "debit"),
    **dict.fromkeys(("wire", "bank transfer", "bank"), "transfer"),
    **dict.fromkeys(("web", "portal"), "online"),
    **dict.fromkeys(("insurance", "payer"), "insurer"),
}
_FIELDS = ("account", "customer", "invoice", "paid_on", "amount", "currency", "reference", "method")


class Payment(NamedTuple):
    """Money that came in. ``account`` and ``invoice`` are numbers, '' when the row does not give one.

    ``customer`` is the customer's number at the client; ``method`` is '' where the file says nothing that we know.
    ``cents`` is positive; ``currency`` is '' when neither row nor mapping gives one. ``content`` is what makes this
    payment this payment: the same text means the same money, or another payment just like it.
    """

    row: Row
    account: str
    customer: str
    invoice: str
    paid_on: str
    cents: int
    currency: str
    reference: str
    method: Method
    content: str


class PaymentReader:
    """Reads rows of a payments file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, currency: str) -> None:
        """Find the columns; ``currency`` is the client's, in which amounts are read when nothing else is said.

        Raises:
            Refused: a column is missing.
        """
        self.picker = Picker(mapping, header, _FIELDS, name)
        self._dates, self._money = Dates(mapping.dates), Money(mapping, currency)
        self._per_customer = mapping.account == PER_CUSTOMER
        self._stated, self._currency = mapping.currency, currency

    def read(self, row: Row, texts: Sequence[str]) -> Payment:
        """Return what a row says.

        Raises:
            ValueError: it cannot be taken; the reason in words.
        """
        account, customer, invoice, paid, amount, currency, reference, method = texts
        if self._per_customer:
            account = account or customer
        if not (account or invoice or reference or customer):
            raise ValueError("the row names neither an account nor an invoice")
        at = "currency"
        try:
            code = self._money.currency(currency)
            at = "amount"
            cents = self._money.cents(amount, code)
            if cents <= 0:
                raise ValueError("a payment must be more than zero; money given back is a reversal of its payment")
            at = "paid_on"
            paid_on = self._dates.iso(paid)
            at = "account"
            account = key(account)
            at = "invoice"
            invoice = key(invoice)
            at = "reference"
            no_card(reference)
        except ValueError as error:
            raise ValueError(f"{self.picker.labels[at]}: {error}") from None
        whose = account if account or invoice else customer
        foreign = f" {code}" if code != self._currency else ""
        content = "\x1f".join((whose, invoice, paid_on, f"{cents}{foreign}", reference))
        stated = code if currency else self._stated
        said = _METHODS.get(method.lower(), "other") if method else ""
        return Payment(row, account, customer, invoice, paid_on, cents, stated, reference, said, content)
