"""Importing customers: a file that is the authority on who they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from collections_tui.domain.records import Customer
from collections_tui.files.csv_in import BAD
from collections_tui.files.reading import read_rows
from collections_tui.files.who import CustomerReader, CustomerRow
from collections_tui.services.imports_holds import flag_customers
from collections_tui.services.imports_job import Job
from collections_tui.services.imports_people import Told, add_remarks, bring_up_to_date, differences, new_phone
from collections_tui.store.transaction import Transaction


class CustomerChunk(NamedTuple):
    """Rows as read: good ones, and those that cannot be taken."""

    customers: list[CustomerRow]
    bad: list[BAD]


class CustomerImporter:
    """Takes in customers."""

    rows = 5_000

    def __init__(self, job: Job) -> None:
        """Find the columns.

        Raises:
            Refused: a column is missing.
        """
        self._job = job
        self._reader = CustomerReader(job.mapping, job.file.header, job.file.name)

    def next_chunk(self, most: int) -> CustomerChunk | None:
        """Read up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        customers, bad = read_rows(self._reader, batch)
        return CustomerChunk(customers, [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: CustomerChunk) -> None:
        """Store a chunk and count its rows."""
        tally = self._job.tally
        tally.read += len(chunk.customers) + len(chunk.bad)
        first, again = self._split(tx, chunk.customers)
        known = self._known(tx, first)
        self._add(tx, [row for row in first if _key(row) not in known])
        told = {known[_key(row)]: Told(row.who, row.account) for row in first if _key(row) in known}
        news = bring_up_to_date(tx, self._job, told, overwrite=True)
        news |= flag_customers(tx, self._job, {known[_key(row)]: row.flags for row in first if _key(row) in known})
        tally.changed += len(news)
        tally.unchanged += len(told) - len(news)
        tally.reject([*chunk.bad, *self._repeated(tx, again)])

    def _split(self, tx: Transaction, rows: Sequence[CustomerRow]) -> tuple[list[CustomerRow], list[CustomerRow]]:
        """Split rows: the first of their customer in this file, and those that come again."""
        seen = set(tx.bulk.count_again({_key(row) for row in rows}))
        first: list[CustomerRow] = []
        again: list[CustomerRow] = []
        for row in rows:
            (again if _key(row) in seen else first).append(row)
            seen.add(_key(row))
        tx.bulk.keep_counts((_key(row), 1) for row in first)
        return first, again

    def _known(self, tx: Transaction, rows: Sequence[CustomerRow]) -> dict[str, int]:
        """Return the ids of customers who are here: by the client's number, else by an account of that number."""
        client = self._job.client.id
        referred = tx.bulk.customers.by_reference(client, {row.who.reference or row.account for row in rows})
        accounts = {row.account or row.who.reference for row in rows}
        owing = tx.bulk.customers.by_account(client, accounts)
        numbered = tx.bulk.customers.references(client, owing.values())
        known: dict[str, int] = {}
        for row in rows:
            found = referred.get(row.who.reference or row.account)
            if found is None:
                found = owing.get(row.account or row.who.reference)
                # Somebody who goes by another number with this client is somebody else.
                if found is not None and row.who.reference and found in numbered:
                    found = None
            if found is not None:
                known[_key(row)] = found
        return known

    def _add(self, tx: Transaction, rows: Sequence[CustomerRow]) -> None:
        """Store customers who are new."""
        job = self._job
        new = list(enumerate(rows, start=tx.bulk.customers.reserve(len(rows))))
        tx.bulk.customers.add(_customer(key, row, job.mapping.region) for key, row in new)
        tx.bulk.customers.add_references(job.client.id, ((row.who.reference or row.account, key) for key, row in new))
        tx.bulk.customers.add_phones(new_phone(job, key, phone) for key, row in new for phone in row.who.phones)
        add_remarks(tx, job, ((key, row.who) for key, row in new))
        flag_customers(tx, job, {key: row.flags for key, row in new})
        job.tally.added += len(new)
        job.tally.customers += len(new)

    def _repeated(self, tx: Transaction, rows: Sequence[CustomerRow]) -> list[BAD]:
        """Count the rows that only say again what the file has said; the others come back, with the reason."""
        known = self._known(tx, rows)
        bad: list[BAD] = []
        for row in rows:
            key = known[_key(row)]
            if differences(tx, self._job, {key: Told(row.who, row.account)}, overwrite=True):
                bad.append((row.row, f"customer {_key(row)} is on an earlier line of the file, with other details"))
            else:
                self._job.tally.unchanged += 1
        return bad


def _key(row: CustomerRow) -> str:
    """What the client calls the customer."""
    return row.who.reference or row.account


def _customer(key: int, row: CustomerRow, region: str) -> Customer:
    street, city, state, postcode, country, email, language = row.who.address
    name = row.who.name or _key(row)
    return Customer(key, name, street, city, state, postcode, country or region, email, language)
