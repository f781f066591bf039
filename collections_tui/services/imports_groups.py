"""Which bills of a chunk belong together: to one customer, to one account; and which are there twice.

Touches no database. A *slot* is the place of a bill among those that are kept; a customer and an account go by the slot
of the first bill that names them.
"""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.files.bills import Bill, Bills
from collections_tui.files.csv_in import BAD
from collections_tui.files.who import merged

Place = tuple[int | None, int | None]
"""The ids of a bill's account and customer, where they exist already."""

NOTE_BREAK = "\x1e"
"""Stands between the notes of several rows in that of one bill; a cleaned text cannot have it."""

_NOWHERE: Place = (None, None)


class Groups:
    """The slots of each bill's customer and account, and the groups of more than one.

    ``repeats`` are bills that say again what another of the chunk says, each with that one; ``conflicts`` are rows
    that cannot be, with the reason. ``bills`` and ``places`` are those kept.
    """

    def __init__(self, bills: Bills, places: Sequence[Place] | None) -> None:
        self.customers: dict[int, list[int]] = {}
        self.accounts: dict[int, list[int]] = {}
        self.repeats: list[tuple[Bill, Bill]] = []
        self.conflicts: list[BAD] = []
        self.customer: Sequence[int] = range(len(bills.lines))
        self.account: Sequence[int] = self.customer
        self.bills, self.places = bills, places
        if not _all_different(bills):
            self._kept: list[Bill] = []
            self._kept_places: list[Place] = []
            self._by_reference: dict[str, int] = {}
            self._reference: dict[int, str] = {}
            self._more: dict[int, list[Bill]] = {}
            self._group(bills, places)

    def place(self, slot: int) -> Place:
        """Return what exists already of a bill."""
        return self.places[slot] if self.places else _NOWHERE

    def new_customers(self) -> Sequence[int]:
        """Return the slots of customers that do not exist yet."""
        return self._new(self.customer, 1)

    def new_accounts(self) -> Sequence[int]:
        """Return the slots of accounts that do not exist yet."""
        return self._new(self.account, 0)

    def _new(self, slots: Sequence[int], part: int) -> Sequence[int]:
        if isinstance(slots, range) and not self.places:
            return slots
        return [slot for slot, first in enumerate(slots) if first == slot and self.place(slot)[part] is None]

    def _group(self, bills: Bills, places: Sequence[Place] | None) -> None:
        kept, customers = self._kept, self._by_reference
        rows: list[int] = []
        accounts: dict[str, int] = {}
        invoices: dict[str, int] = {}
        customer_of: list[int] = []
        account_of: list[int] = []
        self.customer, self.account = customer_of, account_of
        for at, bill in enumerate(bills.all()):
            slot, place = len(kept), places[at] if places else _NOWHERE
            first = invoices.setdefault(bill.invoice, slot)
            if first != slot:
                self._repeat(bill, place, first, rows[first])
                continue
            account = accounts.setdefault(bill.account, slot)
            if account == slot:
                # Without a number of its own, a customer is known by the account.
                customer = customers.setdefault(bill.who.reference or f"\0{bill.account}", slot)
                self._reference.setdefault(customer, bill.who.reference)
            elif reason := self._join(bill, place, account):
                self.conflicts.append((bill.row, reason))
                del invoices[bill.invoice]
                continue
            else:
                customer, place = customer_of[account], self._kept_places[account]
                self.accounts.setdefault(account, [account]).append(slot)
            if customer != slot:
                self.customers.setdefault(customer, [customer]).append(slot)
            rows.append(at)
            kept.append(bill)
            self._kept_places.append(place)
            customer_of.append(customer)
            account_of.append(account)
        self._add_repeats(bills)
        self.bills, self.places = bills.only(rows), self._kept_places

    def _repeat(self, bill: Bill, place: Place, first: int, row: int) -> None:
        """Take a bill of an invoice that is there: if it may be that invoice, what else it says counts."""
        before = self._kept[first]
        if bill._replace(row=before.row, who=before.who, note=before.note, flags=before.flags) != before:
            reason = f"invoice {bill.invoice} is on line {before.row.line} already, and different"
        else:
            reason = self._join(bill, place, self.account[first])
        if reason:
            self.conflicts.append((bill.row, reason))
        else:
            self.repeats.append((bill, before))
            self._more.setdefault(row, []).append(bill)

    def _add_repeats(self, bills: Bills) -> None:
        """Let bills say what those that repeat them say besides."""
        people = bills.people
        for row, more in self._more.items():
            people.odd[row] = merged([people.who(row), *(bill.who for bill in more)])
            people.reference[row] = people.odd[row].reference
            notes = dict.fromkeys(filter(None, (bills.note[row], *(bill.note for bill in more))))
            bills.note[row] = NOTE_BREAK.join(notes)
            bills.flags[row] = tuple(
                dict.fromkeys((*bills.flags[row], *(flag for bill in more for flag in bill.flags)))
            )

    def _join(self, bill: Bill, place: Place, account: int) -> str:
        """Return why a bill cannot be on the account that an earlier one has named; '' when it can."""
        first, reference = self._kept[account], bill.who.reference
        there = f"account {bill.account} is on line {first.row.line} with"
        if bill.currency != first.currency:
            return f"{there} {first.currency}, here with {bill.currency}"
        customer, exists = self.customer[account], self._kept_places[account][1]
        new = reference if reference != self._reference[customer] else ""
        taken = self._by_reference.get(reference, customer) != customer
        # A row that names nobody goes with its account, wherever that is: also when somebody goes by its number.
        elsewhere = bool(reference) and place[1] != exists
        if taken or elsewhere or (new and self._reference[customer]):
            return f"{there} another customer"
        if new:
            self._by_reference[new], self._reference[customer] = customer, new
        return ""


def _all_different(bills: Bills) -> bool:
    """Tell whether every bill has an invoice, an account and a customer of its own."""
    count, references = len(bills.lines), bills.people.reference
    if len(set(bills.invoice)) < count or len(set(bills.account)) < count:
        return False
    named = set(references)
    # Those without a number are told apart by their accounts.
    return len(named) == count or named <= {""} or (len(named - {""}) == count - references.count(""))
