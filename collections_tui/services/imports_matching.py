"""Which account a payment of a file is for: by its account, by its invoice, or by what its reference says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from collections_tui.files.payments import Payment
from collections_tui.store.transaction import Transaction


class Found(NamedTuple):
    """The account of a payment, and the number of the invoice that it names, if any."""

    account_id: int
    number: str
    currency: str
    invoice: str = ""


class NotFound(NamedTuple):
    """Why a payment fits no account. ``among`` are the accounts it may be for, where it fits several."""

    reason: str
    among: tuple[int, ...] = ()


class Matcher:
    """Knows the accounts and invoices of a client that some payments name."""

    def __init__(self, tx: Transaction, client_id: int, payments: Sequence[Payment]) -> None:
        bulk = tx.bulk.payments
        self._accounts = bulk.accounts(client_id, {one.account for one in payments if one.account})
        self._invoices = bulk.accounts_of_invoices(client_id, {one.invoice for one in payments if one.invoice})
        self._customers: dict[str, list[tuple[int, str, str]]] = {}
        words = {word for one in payments if self._by_words_only(one) for word in _words(one)}
        if words:
            self._customers = bulk.accounts_of_customers(client_id, words)
            self._accounts |= bulk.accounts(client_id, words)
            self._invoices |= bulk.accounts_of_invoices(client_id, words)

    def _by_words_only(self, payment: Payment) -> bool:
        """Whether a row gives no number of its own for account or invoice.

        Where a file has customers and no accounts, each customer's account is called like the customer, if there is
        such an account.
        """
        if payment.invoice:
            return False
        return not payment.account or (payment.account == payment.customer and payment.account not in self._accounts)

    def find(self, payment: Payment) -> Found | NotFound:
        """Return the account of a payment, or why there is none.

        A number that the row gives for account or invoice is taken at its word. Only where it gives neither, what is
        written as its reference, or the customer's number, is looked up: it has to lead to one account.
        """
        if self._by_words_only(payment):
            return self._by_words(payment)
        if payment.account and payment.account not in self._accounts:
            return NotFound(f"there is no account {payment.account}")
        if not payment.invoice:
            return Found(self._accounts[payment.account][0], payment.account, self._accounts[payment.account][1])
        if payment.invoice not in self._invoices:
            return NotFound(f"there is no invoice {payment.invoice}")
        found = Found(*self._invoices[payment.invoice], payment.invoice)
        if payment.account and found.number != payment.account:
            return NotFound(f"invoice {payment.invoice} is on account {found.number}, not on {payment.account}")
        return found

    def _by_words(self, payment: Payment) -> Found | NotFound:
        for word in _words(payment):
            found = {one.account_id: one for one in self._called(word)}
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                numbers = ", ".join(one.number for one in list(found.values())[:5])
                return NotFound(f"{word} may be account {numbers}", tuple(found))
        said = " or ".join(_words(payment))
        return NotFound(f"unknown reference {said}")

    def _called(self, word: str) -> Iterable[Found]:
        """Every account that a word may mean; one that it means by an invoice comes last, and so with its number."""
        if word in self._accounts:
            yield Found(self._accounts[word][0], word, self._accounts[word][1])
        for account in self._customers.get(word, ()):
            yield Found(*account)
        if word in self._invoices:
            yield Found(*self._invoices[word], word)


def _words(payment: Payment) -> list[str]:
    return list(dict.fromkeys(text for text in (payment.reference, payment.customer) if text))
