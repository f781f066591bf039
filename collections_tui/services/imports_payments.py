"""Importing payments: which account and invoices each is for, and never twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from collections_tui.domain.ledger import Purse
from collections_tui.files.csv_in import BAD
from collections_tui.files.payments import Payment, PaymentReader
from collections_tui.files.reading import read_rows
from collections_tui.services.imports_job import Job
from collections_tui.services.imports_twice import is_here, numbered
from collections_tui.services.money import settle
from collections_tui.store.staged import NewEntry
from collections_tui.store.transaction import Transaction


class PaymentChunk(NamedTuple):
    """Rows as read: good ones, and those that cannot be taken."""

    payments: list[Payment]
    bad: list[BAD]


class Found(NamedTuple):
    """The account of a payment."""

    account_id: int
    number: str
    currency: str


class PaymentImporter:
    """Takes in payments."""

    rows = 5_000

    def __init__(self, job: Job) -> None:
        """Find the columns.

        Raises:
            Refused: a column is missing.
        """
        self._job = job
        self._reader = PaymentReader(job.mapping, job.file.header, job.file.name, job.client.currency)

    def next_chunk(self, most: int) -> PaymentChunk | None:
        """Read up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        payments, bad = read_rows(self._reader, batch)
        return PaymentChunk(payments, [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: PaymentChunk) -> None:
        """Store a chunk and count its rows."""
        job, tally = self._job, self._job.tally
        tally.read += len(chunk.payments) + len(chunk.bad)
        found, bad = self._find(tx, chunk.payments)
        marks = [job.file.first_mark(payment.row) for payment, _ in found]
        keys = numbered(tx, [payment.content for payment, _ in found], marks)
        stored = tx.bulk.payments.known(
            {(account.account_id, key.mark) for (_, account), key in zip(found, keys, strict=True)}
        )
        new = [
            (payment, account, key.text)
            for (payment, account), key in zip(found, keys, strict=True)
            if not is_here(key, stored.get((account.account_id, key.mark), ()))
        ]
        tally.unchanged += len(found) - len(new)
        touched = {account.account_id for _, account, _ in new}
        purse = Purse(tx.ledger.open_invoices(touched))
        entries = [entry for payment, account, key in new for entry in _entries(purse, payment, account, key)]
        tx.bulk.payments.add(entries, job.now, job.desk.person.id)
        settle(tx, job.desk, touched, job.now)
        tally.added += len(new)
        for payment, account, _ in new:
            tally.cents[account.currency] += payment.cents
        tally.reject([*chunk.bad, *bad])

    def _find(self, tx: Transaction, payments: Sequence[Payment]) -> tuple[list[tuple[Payment, Found]], list[BAD]]:
        """Find the account of every payment: by its invoice, else by its number."""
        client = self._job.client.id
        accounts = tx.bulk.payments.accounts(client, {one.account for one in payments if one.account})
        invoices = tx.bulk.payments.accounts_of_invoices(client, {one.invoice for one in payments if one.invoice})
        good: list[tuple[Payment, Found]] = []
        bad: list[BAD] = []
        for one in payments:
            found = _found(one, accounts, invoices)
            if isinstance(found, Found):
                good.append((one, found))
            else:
                bad.append((one.row, found))
        return good, bad


def _found(
    payment: Payment, accounts: dict[str, tuple[int, str]], invoices: dict[str, tuple[int, str, str]]
) -> Found | str:
    """Return the account of a payment, or why there is none."""
    if payment.account and payment.account not in accounts:
        return f"there is no account {payment.account}"
    if payment.invoice:
        if payment.invoice not in invoices:
            return f"there is no invoice {payment.invoice}"
        found = Found(*invoices[payment.invoice])
        if payment.account and found.number != payment.account:
            return f"invoice {payment.invoice} is on account {found.number}, not on {payment.account}"
    else:
        found = Found(accounts[payment.account][0], payment.account, accounts[payment.account][1])
    if payment.currency and payment.currency != found.currency:
        return f"account {found.number} is in {found.currency}, the row in {payment.currency}"
    return found


def _entries(purse: Purse, payment: Payment, account: Found, key: str) -> Iterator[NewEntry]:
    """Yield what a payment is entered as: on its own invoice first, then on the oldest due; the rest is credit."""
    named = purse.find(account.account_id, payment.invoice) if payment.invoice else None
    on, words = payment.paid_on, payment.reference
    for part in purse.lay_out(payment.cents, (account.account_id,), () if named is None else (named,)):
        yield NewEntry(part.account_id, part.invoice_id, part.cents, on, words, key)
