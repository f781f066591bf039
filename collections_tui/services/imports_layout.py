"""Lays bills out for the store, column by column: what new customers and accounts are, and what they come to.

Touches no database. What a *slot* is, ``imports_groups`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from collections_tui.domain.aging import OpenItem, oldest_open
from collections_tui.files.bills import Bill, Bills
from collections_tui.files.csv_in import BAD
from collections_tui.files.who import Who, merged
from collections_tui.services.imports_groups import Groups, Place
from collections_tui.services.imports_places import Zones
from collections_tui.store.staged import ACCOUNT_ID, ACCOUNT_SLOT, CUSTOMER_ID, AddressRow, StagedBill

Scorer = Callable[[int, str | None, int, str], int]
"""Scores a new account by balance, oldest due day, dispute (1 or 0) and currency."""

_FOLD = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"})
_UNMARKED = str.maketrans("", "", "- ")


class Layout(NamedTuple):
    """A chunk as it is staged. The bill in slot *n* is row *n* of ``bills``.

    ``kind`` is that of all first numbers when they are alike. ``odd`` are new customers, by slot, of whom there is more
    to store than a row has room for. ``repeats`` and ``conflicts`` are as in ``Groups``. ``unworded`` are slots of new
    accounts whose words for the search the store has to find itself; ``windows`` and ``phone_zones`` are the numbers of
    the sets of time zones in use.
    """

    bills: Bills
    rows: list[StagedBill]
    kind: str
    addresses: list[AddressRow]
    odd: dict[int, Who]
    customers: int
    accounts: int
    repeats: list[tuple[Bill, Bill]]
    conflicts: list[BAD]
    unworded: list[int]
    windows: set[int]
    phone_zones: set[int]

    def account_ids(self, first: int) -> list[int]:
        """Return the id of every bill's account, when that of a new one is ``first`` and its slot."""
        return [row[ACCOUNT_ID] or first + row[ACCOUNT_SLOT] for row in self.rows]

    def customer_ids(self) -> list[int]:
        """Return the id of every bill's customer, 0 of those who are new."""
        return [row[CUSTOMER_ID] for row in self.rows]


class People(NamedTuple):
    """What a row tells of a new customer, by slot. On other rows it is what nobody looks at."""

    reference: list[str]
    name: list[str]
    state: list[str]
    e164: list[str]
    kind: list[str]
    raw: list[str]
    zones: list[int]


class Figures(NamedTuple):
    """What new accounts come to, by slot. On other rows it is what nobody looks at."""

    opened_on: list[str]
    balance: list[int]
    oldest: list[str | None]
    contested: list[int]


def lay_out(bills: Bills, zones: Zones, score: Scorer, region: str, places: Sequence[Place] | None = None) -> Layout:
    """Return bills laid out.

    Args:
        bills: in the order of the file.
        zones: numbers the sets of time zones.
        score: scores a new account.
        region: the country of customers of whom none is said.
        places: for every bill the ids that exist already; without it everything is new.
    """
    groups = Groups(bills, places)
    odd = _odd(groups)
    people, figures = _people(groups, odd, zones), _figures(groups)
    words, unworded = _words(groups, odd, people)
    phone_zones = zones.of_phones(people.e164)
    rows = _rows(groups, people, figures, words, phone_zones, score)
    customers, accounts = groups.new_customers(), groups.new_accounts()
    kind, addresses = next(iter(people.kind), ""), list(_addresses(groups, odd, customers, region))
    return Layout(
        *(groups.bills, rows, kind, addresses, odd, len(customers), len(accounts)),
        *(groups.repeats, groups.conflicts, unworded, set(people.zones), set(phone_zones)),
    )


def _odd(groups: Groups) -> dict[int, Who]:
    """Return new customers who are not just what one row tells, or more than a row has room for."""
    people = groups.bills.people
    odd = {slot: who for slot, who in people.odd.items() if groups.customer[slot] == slot}
    for slot, members in groups.customers.items():
        odd[slot] = merged([people.who(member) for member in members])
    return {slot: who for slot, who in odd.items() if groups.place(slot)[1] is None}


def _people(groups: Groups, odd: dict[int, Who], zones: Zones) -> People:
    told, account = groups.bills.people, groups.bills.account
    names = told.name
    if "" in names:  # whose name nobody has told is called by a number
        names = [
            name or reference or number for name, reference, number in zip(names, told.reference, account, strict=True)
        ]
    states = [""] * len(names) if told.addresses is None else [address[2] for address in told.addresses]
    numbers = zones.column(told.e164, told.addresses)
    if not (odd or groups.customers):
        return People(told.reference, names, states, told.e164, told.kind, told.raw, numbers)
    columns: Any = (told.reference, names, states, told.e164, told.kind, told.raw, numbers)
    people = People(*map(list, columns))
    for slot, who in odd.items():
        people.reference[slot], people.name[slot] = who.reference, who.name or who.reference or account[slot]
        people.state[slot] = who.state
        if who.phones:
            people.e164[slot], people.kind[slot], people.raw[slot] = who.phones[0]
        people.zones[slot] = zones.of([phone.e164 for phone in who.phones], who.state, who.country, who.address[3])
    for customer, members in groups.customers.items():
        for slot in members:  # another account of the same customer is called at the same hours, under the same name
            people.name[slot], people.zones[slot] = people.name[customer], people.zones[customer]
    return people


def _figures(groups: Groups) -> Figures:
    bills = groups.bills
    contested = [1 if disputed else 0 for disputed in bills.disputed]
    figures = Figures(bills.opened_on, bills.cents, list(bills.due_on), contested)
    if min(bills.cents, default=1) <= 0:
        for slot, cents in enumerate(bills.cents):
            if cents <= 0:
                figures.oldest[slot], figures.contested[slot] = None, 0
    if groups.accounts:
        figures = figures._replace(opened_on=list(bills.opened_on), balance=list(bills.cents))
    for slot, members in groups.accounts.items():
        owed = [member for member in members if bills.cents[member] > 0]
        figures.opened_on[slot] = min(bills.opened_on[member] for member in members)
        figures.balance[slot] = sum(bills.cents[member] for member in members)
        figures.oldest[slot] = min((bills.due_on[member] for member in owed), default=None)
        if len(owed) < len(members):  # a credit note is among them
            figures.oldest[slot] = _oldest(bills, members)
        figures.contested[slot] = int(any(bills.disputed[member] for member in owed))
    return figures


def _oldest(bills: Bills, members: Iterable[int]) -> str | None:
    """Return the oldest due day of what is open once credit notes have paid the oldest first."""
    oldest = oldest_open(OpenItem(date.fromisoformat(bills.due_on[one]), bills.cents[one]) for one in members)
    return None if oldest is None else oldest.isoformat()


def _words(groups: Groups, odd: dict[int, Who], people: People) -> tuple[list[str], list[int]]:
    """Return the words new accounts are found by, and the slots of those whose words are not so easily told."""
    numbers = groups.bills.account
    names = people.name if "".join(people.name).isascii() else [name.translate(_FOLD) for name in people.name]
    marks = "".join(numbers)
    plain = [number.translate(_UNMARKED) for number in numbers] if "-" in marks or " " in marks else numbers
    # The same as the database's view account_words has; a test holds them together.
    words = [
        f"{name} {number} {bare} {e[1:]} {e[-10:]} {e[-7:]} {e[-4:]}" if e else f"{name} {number} {bare}"
        for name, number, bare, e in zip(names, numbers, plain, people.e164, strict=True)
    ]
    unworded = [
        slot for slot in sorted(_crowded(groups, odd)) if groups.account[slot] == slot and groups.place(slot)[0] is None
    ]
    for slot in unworded:
        words[slot] = ""
    return words, unworded


def _crowded(groups: Groups, odd: dict[int, Who]) -> set[int]:
    """Return slots whose customer has several numbers, or more that this row does not tell."""
    slots = {slot for slot, who in odd.items() if len(who.phones) > 1}
    slots |= {slot for members in groups.customers.values() for slot in members}
    if groups.places:
        slots |= {slot for slot, (_, customer) in enumerate(groups.places) if customer is not None}
    return slots


def _rows(
    groups: Groups, people: People, figures: Figures, words: list[str], phone_zones: list[int], score: Scorer
) -> list[StagedBill]:
    bills, count = groups.bills, len(groups.bills.lines)
    zeros, blanks, shared = [0] * count, [""] * count, [0] * count
    for slot in groups.accounts:
        shared[slot] = 1
    columns = (
        *(range(count), groups.customer, groups.account),
        *(people.reference, people.name, people.state, bills.account, _various(bills.currency)),
        *(_unlike(bills.invoice, bills.account), _unlike(bills.issued_on, bills.due_on), bills.due_on),
        *(_unlike(figures.opened_on, bills.issued_on), bills.cents, [1 if flag else 0 for flag in bills.disputed]),
        *(people.e164, _various(people.kind), people.raw, phone_zones, words, people.zones),
        *([place[0] or 0 for place in groups.places] if groups.places else zeros,),
        *([place[1] or 0 for place in groups.places] if groups.places else zeros,),
        *(map(score, figures.balance, figures.oldest, figures.contested, bills.currency), shared),
        *(figures.balance if groups.accounts else zeros,),
        *([day or "" for day in figures.oldest] if groups.accounts else blanks,),
        *(figures.contested if groups.accounts else zeros,),
    )
    return list(zip(*columns, strict=True))


def _various(column: list[str]) -> list[str]:
    """Return a column, or nothing but blanks when all its texts are alike."""
    return column if len(set(column)) > 1 else [""] * len(column)


def _unlike(column: list[str], other: list[str]) -> list[str]:
    """Return a column, or nothing but blanks when it says what another says."""
    return [""] * len(column) if column == other else column


def _addresses(groups: Groups, odd: dict[int, Who], new: Sequence[int], region: str) -> Iterator[AddressRow]:
    """Yield where new customers are, of those whose files say more than the state."""
    people = groups.bills.people
    if people.addresses is None and region == "US":
        return
    for slot in new:
        address = odd[slot].address if slot in odd else people.address(slot)
        street, city, _, postcode, country, email, language = address
        if street or city or postcode or country or email or language or region != "US":
            yield slot, street, city, postcode, country or region, email, language
