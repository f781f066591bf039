"""Bringing customers up to date with what a file tells of them, and everything that hangs on it.

A customers file is the authority on its customers: what it says replaces what is here, what it leaves empty stays.
Other files only fill what is empty, so that the same file comes to the same however often it is read. Numbers are
added, never taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from collections_tui.domain.outcomes import NEEDS_NUMBER
from collections_tui.domain.records import Customer
from collections_tui.files.fields import ADDRESS_FIELDS
from collections_tui.files.who import PhoneText, Who
from collections_tui.services.imports_job import Job
from collections_tui.store.staged import KnownPhone, NewPhone
from collections_tui.store.transaction import Transaction


class Told(NamedTuple):
    """What a file tells of one customer who is here. ``number`` is an account's, which may stand in for a name."""

    who: Who
    number: str = ""


class Difference(NamedTuple):
    """What is new about a customer: the customer as they now are (None: as before), and numbers."""

    customer: Customer | None
    phones: list[PhoneText]
    kinds: list[PhoneText]

    def __bool__(self) -> bool:
        return bool(self.customer or self.phones or self.kinds)


def bring_up_to_date(tx: Transaction, job: Job, told: Mapping[int, Told], *, overwrite: bool) -> set[int]:
    """Store what a file tells of customers that are here; the ids of those about whom something was new.

    Args:
        tx: the transaction.
        job: the import.
        told: by the customer's id.
        overwrite: whether the file is the authority.
    """
    new = differences(tx, job, told, overwrite=overwrite)
    names = [one.customer for one in new.values() if one.customer is not None]
    phones = [new_phone(job, key, phone) for key, one in new.items() for phone in one.phones]
    moved = {phone.customer_id for phone in phones} | {customer.id for customer in names}
    if moved:
        tx.search.forget_customers(moved)
        tx.bulk.customers.change(names)
        tx.bulk.customers.add_phones(phones)
        tx.search.index_customers(moved)
        move(tx, job, moved)
        tx.bulk.customers.wake({phone.customer_id for phone in phones}, NEEDS_NUMBER.words, job.now)
    kinds = [(phone.kind, key, phone.e164) for key, one in new.items() for phone in one.kinds]
    tx.bulk.customers.set_phone_kinds(kinds)
    tx.contact.forget_rest(moved | {customer for _, customer, _ in kinds}, job.now)
    remarked = add_remarks(tx, job, ((key, one.who) for key, one in told.items()))
    return set(new) | remarked


def differences(tx: Transaction, job: Job, told: Mapping[int, Told], *, overwrite: bool) -> dict[int, Difference]:
    """Return what is new about customers, by id; those about whom nothing is are left out. Remarks do not count."""
    here, phones = tx.bulk.customers.get(told), tx.bulk.customers.phones(told)
    references = tx.bulk.customers.references(job.client.id, told)
    found = {
        key: _difference(here[key], references.get(key, ""), phones.get(key, []), one, overwrite)
        for key, one in told.items()
    }
    return {key: one for key, one in found.items() if one}


def new_phone(job: Job, customer_id: int, phone: PhoneText) -> NewPhone:
    """Return a number as it is stored."""
    return NewPhone(customer_id, phone.e164, phone.kind, phone.raw, job.zones.of_phone(phone.e164))


def add_remarks(tx: Transaction, job: Job, of: Iterable[tuple[int, Who]]) -> set[int]:
    """Note what fits no field on the customers; the ids of those who did not have such a note yet."""
    told = [(key, remark) for key, who in of for remark in who.remarks]
    person, now = job.desk.person.id, job.now
    return {key for key, remark in told if tx.bulk.customers.add_notes([(key, person, now, remark)])}


def _difference(here: Customer, reference: str, known: list[KnownPhone], told: Told, overwrite: bool) -> Difference:
    who = told.who
    # A customer whose name nobody has told is called by a number, the client's own for choice.
    nameless = here.name in ("", reference, who.reference, told.number)
    name = who.name or (who.reference if nameless else "")
    fields = dict(zip(ADDRESS_FIELDS, who.address, strict=True)) | {"name": name}
    changes = {
        field: text
        for field, text in fields.items()
        if text and (overwrite or not getattr(here, field) or (field == "name" and nameless))
    }
    now = Customer(**(here._asdict() | changes))
    kinds = {phone.e164: phone.kind for phone in known}
    return Difference(
        now if now != here else None,
        [phone for phone in who.phones if phone.e164 not in kinds],
        [phone for phone in who.phones if kinds.get(phone.e164) == "other" and phone.kind != "other"],
    )


def move(tx: Transaction, job: Job, customers: set[int]) -> None:
    """Let the accounts of customers be called when it is right in every place where they now may be."""
    here, phones = tx.bulk.customers.get(customers), tx.bulk.customers.phones(customers)
    numbers = {
        key: job.zones.of(
            [phone.e164 for phone in phones.get(key, []) if phone.status == "good"],
            *(customer.state, customer.country, customer.postcode),
        )
        for key, customer in here.items()
    }
    tx.bulk.customers.set_windows((job.zones.window(tx, number), key) for key, number in numbers.items())
