"""Customers that people register, with an account each, and what is put right about them.

Who comes in a file is brought in by ``imports``; what follows for the index of words, the call windows and the queue is
the same. Nothing is owed on a new account, so it is closed until its first bill opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.audit import differing
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import NEEDS_NUMBER, number_wanted_by
from collections_tui.domain.phones import parse_phone
from collections_tui.domain.places import locate, zip3_of, zones_for
from collections_tui.domain.records import NOTHING_BILLED, Account, Client, Customer, PhoneKind, Worklist
from collections_tui.domain.text import clean
from collections_tui.services import contact
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.imports_holds import hold_new_account
from collections_tui.services.imports_job import worklist_of
from collections_tui.services.scope import account_of, refuse_client, seen_by
from collections_tui.services.scoring import rescore_account
from collections_tui.store.subjects.registering import NewAccount
from collections_tui.store.transaction import Transaction

LONGEST_NUMBER = 64
LONGEST = 200
ALIKE = 5
"""Accounts that are named because they may be of the same person."""
_MAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[^\s@<>(),;:\\\"\[\]]+\.[^\s@<>(),;:\\\"\[\]]+")
_FIELDS = ("street", "city", "state", "postcode", "country", "email", "language")
_HOME = {"USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US"}


class NewCustomer(NamedTuple):
    """Whom to register, as typed.

    ``number`` is that of the account, '' for the next of the client's series; ``reference`` the client's own number
    for the customer. ``phones`` are numbers in any spelling, each with its kind. With ``same_as`` it is a further
    account of the customer who has that account, and nothing else is said of them. ``worklist`` is the code of the one
    that the account goes on, '' for the one called like the client.
    """

    client: str
    name: str = ""
    number: str = ""
    reference: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    language: str = ""
    phones: tuple[tuple[str, PhoneKind], ...] = ()
    same_as: int | None = None
    worklist: str = ""


class Registered(NamedTuple):
    """A customer with an account. ``alike`` are the numbers of accounts that have a telephone number of theirs."""

    account_id: int
    customer_id: int
    account: str
    client: str
    customer: str
    alike: tuple[str, ...]
    sentence: str


class Changes(NamedTuple):
    """What is put right about a customer; None stays as it is, '' is taken away."""

    name: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    email: str | None = None
    language: str | None = None


def register(desk: Desk, new: NewCustomer) -> Registered:
    """Register a customer with an account, or a further account of a customer who is here.

    Raises:
        Refused: no permission, no such client or worklist, a number or a reference that is taken, and whatever of the
            details cannot be.
    """
    person = desk.permit("prepare invoices")
    now = desk.now()
    with desk.store.write() as tx:
        client = _client(tx, desk, new.client)
        number = _number(tx, client, new.number)
        if new.same_as is None:
            customer, phones = _customer(desk, new), _phones(new)
            _refuse_reference(tx, client, new.reference)
        else:
            customer = tx.accounts.customer(_other(tx, desk, new).customer_id)
            phones = {}
        alike = tuple(sorted({one.number for e164 in phones for one in tx.search.find(e164, ALIKE, seen_by(tx, desk))}))
        if new.same_as is None:
            customer = tx.registering.add_customer(customer)
            if new.reference:
                tx.bulk.customers.add_references(client.id, [(_key(new.reference, "--reference"), customer.id)])
            _add_phones(tx, desk, customer, phones)
        account_id = _add_account(tx, desk, client, customer, number, new.worklist, now)
        desk.note(
            tx, "register customer", account_id, f"{number} of {client.code}",
            about=f"customer {customer.id}", after=customer._asdict() | {"account": number}, by=person,
        )  # fmt: skip
    sentence = f"{customer.name} is registered with account {number} of {client.code}."
    if alike:
        sentence = f"{sentence} The same telephone number is on {', '.join(alike[:ALIKE])}: is it the same customer?"
    return Registered(account_id, customer.id, number, client.code, customer.name, alike, sentence)


def change(desk: Desk, account_id: int, changes: Changes) -> Customer:
    """Put right what is known of the customer of an account; the customer as they now are.

    Raises:
        Refused: no permission, no such account, or what cannot be.
    """
    person = desk.permit("prepare invoices")
    now = desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        before = tx.accounts.customer(account.customer_id)
        said = {field: value for field, value in changes._asdict().items() if value is not None}
        customer = _checked(desk, before._replace(**said))
        tx.search.forget_customers([customer.id])
        tx.bulk.customers.change([customer])
        tx.search.index_customers([customer.id])
        contact.place_customer(tx, desk, customer.id)
        accounts = tx.accounts.of_customer(customer.id)
        contact.refresh(tx, desk, accounts, now)
        for one in accounts:
            rescore_account(tx, desk, one.id, now)
        changed = differing(before._asdict(), customer._asdict())
        desk.note(
            tx, "change customer", account_id, about=f"customer {customer.id}", by=person, **changed._asdict()
        )  # fmt: skip
    return customer


# -- what is said of them -----------------------------------------------------------------------------------------


def _customer(desk: Desk, new: NewCustomer) -> Customer:
    """The customer that was typed, yet to be stored."""
    told = {field: getattr(new, field) for field in _FIELDS}
    return _checked(desk, Customer(0, new.name, **(told | {"country": new.country or "US"})))


def _checked(desk: Desk, typed: Customer) -> Customer:
    """A customer as they are stored.

    Raises:
        Refused: there is no name, the state or the address for mail is none, or something is too long or a card number.
    """
    texts = {field: checked(getattr(typed, field)) for field in ("name", *_FIELDS)}
    for field, text in texts.items():
        if len(text) > LONGEST:
            raise Refused(f"The {field} is longer than {LONGEST} characters: shorten it.")
    if not texts["name"]:
        raise Refused("A customer needs a name: give it as invoices are to have it.")
    country = texts["country"].upper() or "US"
    country = _HOME.get(country, country if len(country) == 2 else texts["country"])
    state = texts["state"]
    if country == "US" and state and state.upper() not in desk.books.places.states:
        raise Refused(f"“{state[:20]}” is no state: write two letters such as NY.")
    email = texts["email"]
    if email and (not email.isascii() or _MAIL.fullmatch(email) is None):
        raise Refused(f"“{email[:40]}” is no address for mail: write one such as ann@example.org.")
    texts |= {"country": country, "state": state.upper() if len(state) == 2 else state}
    return Customer(typed.id, **texts)


def _phones(new: NewCustomer) -> dict[str, tuple[PhoneKind, str]]:
    """The numbers that were typed, each once, with kind and spelling."""
    found: dict[str, tuple[PhoneKind, str]] = {}
    for text, kind in new.phones:
        raw = clean(text).strip()
        parsed = parse_phone(raw, new.country.upper() if len(new.country) == 2 else "US")
        if parsed is None or parsed.extension:
            raise Refused(
                f"“{raw[:40]}” is no telephone number: write it with its area code, and without an extension."
            )
        found.setdefault(parsed.e164, (kind, raw[:60]))
    return found


def _key(text: str, what: str) -> str:
    key = text.strip()
    if not 0 < len(key) <= LONGEST_NUMBER or clean(key) != key:
        raise Refused(f"{what}: a number has 1 to {LONGEST_NUMBER} characters that can be printed.")
    return key


# -- where they go ------------------------------------------------------------------------------------------------


def _client(tx: Transaction, desk: Desk, code: str) -> Client:
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    refuse_client(desk, client.id, client.code)
    return client


def _other(tx: Transaction, desk: Desk, new: NewCustomer) -> Account:
    """The account of the customer who gets another."""
    told = [new.name, new.reference, *(getattr(new, field) for field in _FIELDS), *new.phones]
    if any(told):
        raise Refused("A further account of a customer takes nothing else about them: leave the rest away.")
    assert new.same_as is not None, "the caller has looked"
    return account_of(tx, desk, new.same_as)


def _number(tx: Transaction, client: Client, typed: str) -> str:
    """The number of the new account.

    Raises:
        Refused: it cannot be one, or the client has such an account.
    """
    if typed.strip():
        number = _key(typed, "account")
        if tx.accounts.ids_by_number(number, client.code):
            raise Refused(f"There already is an account {number} of {client.code}: choose another number.")
        return number
    while True:  # others may have come in files
        number = f"{client.code}-{tx.registering.next_number(client.id):05d}"
        if not tx.accounts.ids_by_number(number, client.code):
            return number


def _refuse_reference(tx: Transaction, client: Client, reference: str) -> None:
    if reference and tx.bulk.customers.by_reference(client.id, [_key(reference, "--reference")]):
        shown = reference.strip()
        raise Refused(f"{client.code} knows somebody as {shown} already: register a further account of theirs.")


def _add_phones(tx: Transaction, desk: Desk, customer: Customer, phones: dict[str, tuple[PhoneKind, str]]) -> None:
    nowhere = desk.books.places._replace(unknown=())
    for e164, (kind, raw) in phones.items():
        # No country is named, so that a foreign number points somewhere too.
        zones = zones_for(nowhere, [e164], "", "" if e164.startswith("+1") else "-")
        tx.accounts.add_phone(customer.id, e164, kind, raw, zones)


def _add_account(
    tx: Transaction, desk: Desk, client: Client, customer: Customer, number: str, worklist: str, now: datetime
) -> int:
    """Store the account, findable, where and when it may be called; it is called once something is owed."""
    good = [one.e164 for one in tx.accounts.phones(customer.id) if one.status == "good"]
    zones = _zones(desk, client, customer, good)
    plan = () if good else (number_wanted_by(now, zones), NEEDS_NUMBER.words)
    account_id = tx.registering.add_account(
        NewAccount(
            *(client.id, customer.id, number, client.currency, desk.today(), NOTHING_BILLED),
            *(_worklist(tx, desk, client, worklist).id, tx.worklists.window(zones), now, *plan),
        )
    )
    tx.search.index_accounts([account_id])
    hold_new_account(tx, account_id, customer.id, now)
    contact.place_customer(tx, desk, customer.id)
    rescore_account(tx, desk, account_id, now)
    return account_id


def _zones(desk: Desk, client: Client, customer: Customer, good: Sequence[str]) -> tuple[str, ...]:
    zip3 = zip3_of(customer.postcode)
    return locate(
        desk.books.places, good, customer.state, customer.country, zip3, client_states=client.states
    ).zones  # fmt: skip


def _worklist(tx: Transaction, desk: Desk, client: Client, code: str) -> Worklist:
    """The worklist of a new account, as for accounts that come in a file."""
    worklist, new = worklist_of(tx, client, code.strip() or None)
    if new:
        worklist = tx.worklists.add(worklist.code, worklist.name, worklist.strategy, None, ())
        desk.note(tx, "add worklist", details=worklist.code, about=f"worklist {worklist.id}", after=worklist._asdict())
    return worklist
