"""Lays bills out for the store: which are the first of their customer and account, and what new accounts come to.

Touches no database. A *slot* is the place of a bill in its chunk; a customer and an account go by the slot of the first
bill that names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from collections_tui.files.bills import Bill
from collections_tui.files.csv_in import Row
from collections_tui.files.who import NO_ADDRESS, Who
from collections_tui.services.imports_places import Zones
from collections_tui.store.staged import STAGED_FIGURES, AddressRow, StagedBill

Scorer = Callable[[int, str | None, bool, str], int]
Place = tuple[int | None, int | None]
"""The ids of a bill's account and customer, where they exist already."""

_NOWHERE: Place = (None, None)
_FOLD = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"})
_UNMARKED = str.maketrans("", "", "- ")


class Layout(NamedTuple):
    """A chunk as it is staged. The bill in slot *n* is ``bills[n]``.

    ``customers`` has, by slot, the customers that are new. ``repeats`` are bills of an invoice that is in the chunk
    already, each with the bill that was first; ``conflicts`` are rows that cannot be, with the reason. ``unworded``
    are slots of new accounts whose words for the search the store has to find itself.
    """

    bills: list[Bill]
    rows: list[StagedBill]
    addresses: list[AddressRow]
    customers: dict[int, Who]
    repeats: list[tuple[Bill, Bill]]
    conflicts: list[tuple[Row, str]]
    unworded: list[int]
    zones: set[int]

    @property
    def new_accounts(self) -> int:
        """How many accounts are new."""
        return sum(row[2] == row[0] and row[19] is None for row in self.rows)

    def account_ids(self, first: int) -> list[int]:
        """Return the id of every bill's account, when that of a new one is ``first`` and its slot."""
        return [first + row[2] if row[19] is None else row[19] for row in self.rows]


class Groups:
    """Which bills belong together: the slots of each one's customer and account, and the groups of more than one."""

    def __init__(self, bills: Sequence[Bill], places: Sequence[Place] | None) -> None:
        self.bills: list[Bill] = []
        self.places: list[Place] = []
        self.customer: list[int] = []
        self.account: list[int] = []
        self.customers: dict[int, list[int]] = {}
        self.accounts: dict[int, list[int]] = {}
        self.repeats: list[tuple[Bill, Bill]] = []
        self.conflicts: list[tuple[Row, str]] = []
        self._by_number: dict[str, int] = {}
        self._by_reference: dict[str, int] = {}
        self._group(bills, places)

    def _group(self, bills: Sequence[Bill], places: Sequence[Place] | None) -> None:
        kept, customers, accounts = self.bills, self._by_reference, self._by_number
        invoices: dict[str, int] = {}
        for at, bill in enumerate(bills):
            slot = len(kept)
            first = invoices.setdefault(bill.invoice, slot)
            if first != slot:
                self.repeats.append((bill, kept[first]))
                continue
            place = places[at] if places else _NOWHERE
            account = accounts.setdefault(bill.account, slot)
            if account == slot:
                # Without a number of its own, a customer is known by the account.
                customer = customers.setdefault(bill.who.reference or f"\0{bill.account}", slot)
            elif reason := self._join(bill, place, account):
                self.conflicts.append((bill.row, reason))
                del invoices[bill.invoice]
                continue
            else:
                customer = self.customer[account]
                self.accounts.setdefault(account, [account]).append(slot)
            if customer != slot:
                self.customers.setdefault(customer, [customer]).append(slot)
            kept.append(bill)
            self.places.append(place)
            self.customer.append(customer)
            self.account.append(account)

    def _join(self, bill: Bill, place: Place, account: int) -> str:
        """Return why a bill cannot be on the account that an earlier one has named; '' when it can."""
        first, reference = self.bills[account], bill.who.reference
        there = f"account {bill.account} is on line {first.row.line} with"
        if bill.currency != first.currency:
            return f"{there} {first.currency}, here with {bill.currency}"
        customer = self.customer[account]
        other = reference and first.who.reference and reference != first.who.reference
        if other or self._by_reference.get(reference, customer) != customer or self.places[account][1] != place[1]:
            return f"{there} another customer"
        if reference:
            self._by_reference[reference] = customer
        return ""


def lay_out(
    bills: Sequence[Bill], zones: Zones, score: Scorer, region: str, places: Sequence[Place] | None = None
) -> Layout:
    """Return bills laid out.

    Args:
        bills: in the order of the file.
        zones: numbers the sets of time zones.
        score: scores a new account.
        region: the country of customers of whom none is said.
        places: for every bill the ids that exist already; without it everything is new.
    """
    groups = Groups(bills, places)
    customers = _new_customers(groups)
    rows, unworded = _rows(groups, customers, zones, score)
    addresses = [
        _address(slot, who, region)
        for slot, who in customers.items()
        if region != "US" or (who.address is not NO_ADDRESS and any(who.address))
    ]
    used = {row[18] for row in rows if row[18] is not None}
    return Layout(groups.bills, rows, addresses, customers, groups.repeats, groups.conflicts, unworded, used)


def _address(slot: int, who: Who, region: str) -> AddressRow:
    street, city, state, postcode, country, email, language = who.address
    return slot, street, city, state, postcode, country or region, email, language


def _new_customers(groups: Groups) -> dict[int, Who]:
    bills, places = groups.bills, groups.places
    customers = {
        slot: bills[slot].who for slot, first in enumerate(groups.customer) if first == slot and places[slot][1] is None
    }
    for slot, members in groups.customers.items():
        if slot in customers:
            customers[slot] = merged([bills[member].who for member in members])
    return customers


def merged(several: Sequence[Who]) -> Who:
    """Return one customer of what several rows tell: the first that each of them says, and all phones and remarks."""
    first = several[0]
    address = tuple(next(filter(None, texts), "") for texts in zip(*(who.address for who in several), strict=True))
    phones = {phone.e164: phone for who in reversed(several) for phone in reversed(who.phones)}
    remarks = dict.fromkeys(remark for who in several for remark in who.remarks)
    return Who(
        next((who.reference for who in several if who.reference), ""),
        next((who.name for who in several if who.name), ""),
        address if any(address) else first.address,
        tuple(reversed(phones.values())),
        tuple(remarks),
    )


def _rows(groups: Groups, customers: dict[int, Who], zones: Zones, score: Scorer) -> tuple[list[StagedBill], list[int]]:
    rows: list[StagedBill] = []
    unworded: list[int] = []
    account_of, places = groups.account, groups.places
    zones_of, zones_of_phone = zones.of, zones.of_phone
    for slot, (bill, customer) in enumerate(zip(groups.bills, groups.customer, strict=True)):
        _, told, number, invoice, issued, due, opened, cents, currency, disputed, _ = bill
        account_id, customer_id = places[slot]
        who = customers.get(customer, told)
        e164 = kind = raw = phone_zones = words = None
        zone = balance = oldest = points = None
        name, phones = who.name or who.reference or number, who.phones
        if customer == slot and phones:
            e164, kind, raw = phones[0]
            phone_zones = zones_of_phone(e164)
        if account_of[slot] == slot and account_id is None:
            zone = zones_of([phone[0] for phone in phones], who.state, who.country)
            balance, oldest = cents, due if cents > 0 else None
            points = score(cents, oldest, bool(disputed), currency)
            if customer_id is None and len(phones) < 2:
                words = _words(name, number, phones[0][0] if phones else "")
            else:
                unworded.append(slot)
        rows.append(
            (
                *(
                    slot,
                    customer,
                    account_of[slot],
                    who.reference,
                    name,
                    number,
                    currency,
                    invoice,
                    issued,
                    due,
                    opened,
                ),
                *(cents, 1 if disputed else 0, e164, kind, raw, phone_zones, words, zone, account_id, customer_id),
                *(balance, oldest, 1 if disputed and cents > 0 else 0, points),
            )
        )
    for slot, opened_on, figures in _shared(groups, score):
        rows[slot] = (*rows[slot][:10], opened_on, *rows[slot][11:STAGED_FIGURES], *figures)  # type: ignore[assignment]
    return rows, unworded


def _shared(groups: Groups, score: Scorer) -> Iterator[tuple[int, str, tuple[int, str | None, int, int]]]:
    """Yield the slot, the first day and the figures of every new account that several bills make."""
    for slot, members in groups.accounts.items():
        if groups.places[slot][0] is not None:
            continue
        bills = [groups.bills[member] for member in members]
        owed = [bill for bill in bills if bill.cents > 0]
        balance = sum(bill.cents for bill in bills)
        oldest = min((bill.due_on for bill in owed), default=None)
        contested = any(bill.disputed for bill in owed)
        yield slot, min(bill.opened_on for bill in bills), (balance, oldest, int(contested), score(balance, oldest, contested, bills[0].currency))


def _words(name: str, number: str, e164: str) -> str:
    """Return the words an account is found by; the same as the database's view ``account_words`` has."""
    plain = name if name.isascii() else name.translate(_FOLD)
    words = f"{plain} {number} {number.translate(_UNMARKED)}"
    return f"{words} {e164[1:]} {e164[-10:]} {e164[-7:]} {e164[-4:]}" if e164 else words
