"""Importing payments: which account and invoices each is for, and never twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from collections_tui.domain.ledger import Purse
from collections_tui.files.csv_in import BAD
from collections_tui.files.payments import Payment, PaymentReader
from collections_tui.files.reading import read_rows
from collections_tui.services.imports_job import Job
from collections_tui.services.imports_matching import Found, Matcher, NotFound
from collections_tui.services.imports_twice import Key, is_here, numbered
from collections_tui.services.money import settle
from collections_tui.store.staged import NewEntry
from collections_tui.store.subjects.unmatched import Listed, NewUnmatched
from collections_tui.store.transaction import Transaction


class PaymentChunk(NamedTuple):
    """Rows as read: good ones, and those that cannot be taken."""

    payments: list[Payment]
    bad: list[BAD]


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
        tally = self._job.tally
        tally.read += len(chunk.payments) + len(chunk.bad)
        rows, bad = self._match(tx, chunk.payments)
        listed = self._listed(tx, rows)
        stored = tx.bulk.payments.known({(one, row.key.mark) for row in rows for one in row.may_be_on})
        taken = Taken()
        for row in rows:
            here = {key for one in row.may_be_on for key in stored.get((one, row.key.mark), ())}
            taken.decide(row, here, listed.get(row.key.mark, []))
        self._store(tx, taken)
        tally.unchanged += taken.unchanged
        tally.added += len(taken.found)
        tally.unmatched += len(taken.unmatched)
        for payment, account, _ in taken.found:
            tally.cents[account.currency] += payment.cents
        tally.reject([*chunk.bad, *bad])

    def _match(self, tx: Transaction, payments: Sequence[Payment]) -> tuple[list[Matched], list[BAD]]:
        """Return every payment with its account, or why it has none; those in another currency are turned away."""
        matcher = Matcher(tx, self._job.client.id, payments)
        good: list[tuple[Payment, Found | NotFound]] = []
        bad: list[BAD] = []
        for one in payments:
            found = matcher.find(one)
            if isinstance(found, Found) and one.currency and one.currency != found.currency:
                bad.append((one.row, f"account {found.number} is in {found.currency}, the row in {one.currency}"))
            else:
                good.append((one, found))
        marks = [self._job.file.first_mark(payment.row) for payment, _ in good]
        keys = numbered(tx, [payment.content for payment, _ in good], marks)
        return [Matched(*one, key) for one, key in zip(good, keys, strict=True)], bad

    def _listed(self, tx: Transaction, rows: Sequence[Matched]) -> dict[str, list[Listed]]:
        """Return what of these rows is, or was, on the list of payments that fit no account."""
        client = self._job.client.id
        if not rows or not tx.unmatched.any(client):
            return {}
        return tx.unmatched.known(client, {row.key.mark for row in rows})

    def _store(self, tx: Transaction, taken: Taken) -> None:
        job = self._job
        by, client = job.desk.person.id, job.client
        touched = {account.account_id for _, account, _ in taken.found}
        purse = Purse(tx.ledger.open_invoices(touched))
        entries = [entry for payment, account, key in taken.found for entry in _entries(purse, payment, account, key)]
        tx.bulk.payments.add(entries, job.now, by)
        if taken.off_the_list:
            tx.unmatched.settle_found(client.id, taken.off_the_list, job.now, by)
        if taken.unmatched:
            tx.unmatched.add(client.id, (_unmatched(*one, client.currency) for one in taken.unmatched), job.now, by)
        settle(tx, job.desk, touched, job.now)


class Matched(NamedTuple):
    """A payment, its account or why it has none, and how it is recognised."""

    payment: Payment
    found: Found | NotFound
    key: Key

    @property
    def may_be_on(self) -> tuple[int, ...]:
        """The accounts on which it may have been entered before."""
        return (self.found.account_id,) if isinstance(self.found, Found) else self.found.among


class Taken:
    """What becomes of the rows of a chunk."""

    def __init__(self) -> None:
        self.found: list[tuple[Payment, Found, str]] = []
        self.unmatched: list[tuple[Payment, str, str]] = []
        self.off_the_list: list[tuple[int, int, str]] = []
        self.unchanged = 0

    def decide(self, row: Matched, here: set[str], listed: list[Listed]) -> None:
        """Decide on one row.

        Args:
            row: the payment.
            here: the keys of payments that say the same and are in the ledger.
            listed: those that say the same and are, or were, on the list of payments that fit no account. One that
                waits there and now has its account is taken off.
        """
        here |= {one.key for one in listed if not (one.waits and isinstance(row.found, Found))}
        if is_here(row.key, here):
            self.unchanged += 1
        elif isinstance(row.found, NotFound):
            self.unmatched.append((row.payment, row.found.reason, row.key.text))
        else:
            key = row.key.text
            waiting = next((at for at, one in enumerate(listed) if one.waits), None)
            if waiting is not None:
                one = listed.pop(waiting)
                key = one.key
                self.off_the_list.append((one.id, row.found.account_id, key))
            self.found.append((row.payment, row.found, key))


def _unmatched(payment: Payment, reason: str, key: str, currency: str) -> NewUnmatched:
    return NewUnmatched(
        payment.paid_on,
        payment.cents,
        payment.currency or currency,
        payment.account,
        payment.invoice,
        payment.reference or payment.customer,
        payment.method,
        reason,
        key,
    )


def _entries(purse: Purse, payment: Payment, account: Found, key: str) -> Iterator[NewEntry]:
    """Yield what a payment is entered as: on its own invoice first, then on the oldest due; the rest is credit."""
    named = purse.find(account.account_id, account.invoice) if account.invoice else None
    on, words, method = payment.paid_on, payment.reference, payment.method
    for part in purse.lay_out(payment.cents, (account.account_id,), () if named is None else (named,)):
        yield NewEntry(part.account_id, part.invoice_id, part.cents, on, words, method, key)
