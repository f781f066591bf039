"""Who owes, as a row of a file tells it: name, address, and telephone numbers in every spelling.

Refuses to lose anything: what stands in a column for numbers and is none comes back as a remark, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from collections_tui.domain.phones import parse_phone
from collections_tui.files.amounts import key
from collections_tui.files.card_numbers import no_card
from collections_tui.files.cells import APART, Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.fields import ADDRESS_FIELDS, CUSTOMER_FIELDS, PHONE_FIELDS
from collections_tui.files.flags import CUSTOMER_FLAGS, Flags, flags_of
from collections_tui.files.mapping import Mapping

Address = tuple[str, str, str, str, str, str, str]
"""The ``ADDRESS_FIELDS`` in their order."""

NO_ADDRESS: Address = ("", "", "", "", "", "", "")
_LABELS = {"phone": "Phone", "home_phone": "Home phone", "mobile_phone": "Mobile phone", "work_phone": "Work phone"}
_HOME = {"USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US", "UNITED STATES OF AMERICA": "US"}
_BETWEEN = re.compile(r"[/;,|]|\bor\b|\band\b")
_MOST_IN_ONE = 5


class PhoneText(NamedTuple):
    """One number: in E.164, what kind it is, and how it was spelt."""

    e164: str
    kind: str
    raw: str


class Who(NamedTuple):
    """A customer as a row tells it. Empty means that the row does not say.

    ``reference`` is the client's number for the customer.
    """

    reference: str
    name: str
    address: Address
    phones: tuple[PhoneText, ...]
    remarks: tuple[str, ...]

    @property
    def state(self) -> str:
        return self.address[2]

    @property
    def country(self) -> str:
        return self.address[4]


class WhoColumns(NamedTuple):
    """The customers of many rows. A customer with one number or none, and no remarks, is only in the columns.

    ``e164``, ``kind`` and ``raw`` are the first number, '' when there is none. ``addresses`` is None when the file has
    none. ``odd`` has the customers, by row, of whom there is more to tell.
    """

    reference: list[str]
    name: list[str]
    addresses: list[Address] | None
    e164: list[str]
    kind: list[str]
    raw: list[str]
    odd: dict[int, Who]

    def address(self, at: int) -> Address:
        """Return the address of one row."""
        return NO_ADDRESS if self.addresses is None else self.addresses[at]

    def who(self, at: int) -> Who:
        """Return the customer of one row."""
        odd = self.odd.get(at)
        if odd is not None:
            return odd
        e164 = self.e164[at]
        phones = (PhoneText(e164, self.kind[at], self.raw[at]),) if e164 else ()
        return Who(self.reference[at], self.name[at], self.address(at), phones, ())

    def only(self, rows: Sequence[int]) -> WhoColumns:
        """Return the customers of some rows."""
        reference, name, addresses, e164, kind, raw, odd = self
        kept = [[column[at] for at in rows] for column in (reference, name, e164, kind, raw)]
        return WhoColumns(
            *(kept[0], kept[1]),
            None if addresses is None else [addresses[at] for at in rows],
            *(kept[2], kept[3], kept[4]),
            {new: odd[old] for new, old in enumerate(rows) if old in odd} if odd else {},
        )


class WhoReader:
    """Makes customers of the texts of the ``CUSTOMER_FIELDS``. What is longer than a key may be, its caller refuses."""

    def __init__(self, mapping: Mapping) -> None:
        self._region, self._apart = mapping.region, mapping.apart
        self._has_address = not mapping.fields.isdisjoint(ADDRESS_FIELDS)
        self._phone_fields = [
            (at, field, kind)
            for at, (field, kind) in enumerate(PHONE_FIELDS.items(), start=2 + len(ADDRESS_FIELDS))
            if field in mapping.fields
        ]

    def columns(self, texts: Sequence[list[str]]) -> WhoColumns:
        """Return the customers of rows, whose texts are columns of the ``CUSTOMER_FIELDS``."""
        addresses = list(map(_address, *texts[2:9])) if self._has_address else None
        countries = texts[6] if self._has_address else []
        reference, name = texts[0], texts[1]
        if len(self._phone_fields) == 1 and not self._apart and not any(countries):
            return self._with_one_phone(reference, name, addresses, texts)
        blank = [""] * len(name)
        found = WhoColumns(reference, name, addresses, blank, list(blank), list(blank), {})
        for at in range(len(name) if self._phone_fields else 0):
            phones, remarks = self._told([column[at] for column in texts], found.address(at)[4])
            self._put(found, at, phones, remarks)
        return found

    def read(self, texts: Sequence[str]) -> Who:
        """Return the customer of one row."""
        return self.columns([[text] for text in texts]).who(0)

    def _with_one_phone(
        self, reference: list[str], name: list[str], addresses: list[Address] | None, texts: Sequence[list[str]]
    ) -> WhoColumns:
        """The same where only one field is a number, and all numbers are of one country."""
        at, field, kind = self._phone_fields[0]
        region, raw = self._region, texts[at]
        parsed = [parse_phone(text, region) if text else None for text in raw]
        e164 = ["" if phone is None else phone[0] for phone in parsed]
        found = WhoColumns(reference, name, addresses, e164, [kind] * len(raw), raw, {})
        if "" in e164 or any(phone[1] for phone in parsed if phone is not None):
            for row, text in enumerate(raw):
                if text and (not e164[row] or parsed[row][1]):  # type: ignore[index]
                    self._put(found, row, *_phones_in(text, field, kind, region))
        return found

    def _told(self, texts: Sequence[str], country: str) -> tuple[tuple[PhoneText, ...], tuple[str, ...]]:
        """Return the numbers of a row, each once, and what is more than a number or none."""
        region = country if len(country) == 2 else self._region
        phones: list[PhoneText] = []
        remarks: list[str] = []
        for at, field, kind in self._phone_fields:
            for text in texts[at].split(APART) if field in self._apart else (texts[at],):
                found, remark = _phones_in(text, field, kind, region)
                remarks += remark
                phones += found
        return _once(phones), tuple(remarks)

    @staticmethod
    def _put(found: WhoColumns, at: int, phones: tuple[PhoneText, ...], remarks: tuple[str, ...]) -> None:
        if phones:
            found.e164[at], found.kind[at], found.raw[at] = phones[0]
        if remarks or len(phones) > 1:
            found.odd[at] = Who(found.reference[at], found.name[at], found.address(at), phones, remarks)


def merged(several: Sequence[Who]) -> Who:
    """Return one customer of what several rows tell: the first that each of them says, and all phones and remarks."""
    columns = zip(*(who.address for who in several), strict=True)
    street, city, state, postcode, country, email, language = (next(filter(None, texts), "") for texts in columns)
    return Who(
        next((who.reference for who in several if who.reference), ""),
        next((who.name for who in several if who.name), ""),
        (street, city, state, postcode, country, email, language),
        _once(phone for who in several for phone in who.phones),
        tuple(dict.fromkeys(remark for who in several for remark in who.remarks)),
    )


class CustomerRow(NamedTuple):
    """One row of a customers file. ``account`` is a number by which the customer may be known instead."""

    row: Row
    who: Who
    account: str
    flags: Flags


class CustomerReader:
    """Reads rows of a customers file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str) -> None:
        self.picker = Picker(mapping, header, ("account", *CUSTOMER_FIELDS, *CUSTOMER_FLAGS), name)
        self._who = WhoReader(mapping)

    def read(self, row: Row, texts: Sequence[str]) -> CustomerRow:
        """Return what a row says.

        Raises:
            ValueError: it says nothing that can be kept; the reason in words.
        """
        account, told, flags = texts[0], texts[1 : -len(CUSTOMER_FLAGS)], texts[-len(CUSTOMER_FLAGS) :]
        who = self._who.read(told)
        if not who.reference and not account:
            raise ValueError("the row does not say whose it is: the customer's number is empty")
        key(who.reference)
        note = self.picker.note(row.cells) if self.picker.notes else ""
        no_card("\n".join((note, *flags)))
        who = who._replace(remarks=(*who.remarks, note)) if note else who
        return CustomerRow(row, who, key(account), flags_of(flags, self.picker.labels))


def _once(phones: Iterable[PhoneText]) -> tuple[PhoneText, ...]:
    """Return every number once, as it came first, but of the first kind that says anything."""
    found: dict[str, PhoneText] = {}
    for phone in phones:
        known = found.setdefault(phone.e164, phone)
        if known.kind == "other":
            found[phone.e164] = known._replace(kind=phone.kind)
    return tuple(found.values())


def _phones_in(text: str, field: str, kind: str, region: str) -> tuple[tuple[PhoneText, ...], tuple[str, ...]]:
    """Return the numbers in a cell, and the cell as a remark when it says more: an extension, or words."""
    if not text:
        return (), ()
    one = parse_phone(text, region)
    parts = _parts(text) if one is None else [text]
    found = [(phone, part) for part in parts if (phone := parse_phone(part, region)) is not None]
    if len(found) < len(parts):
        found = []
    phones = _once(PhoneText(phone.e164, kind, part) for phone, part in found)
    complete = found and not any(phone.extension for phone, _ in found)
    return phones, () if complete else (f"{_LABELS[field]}: {text}",)


def _parts(text: str) -> list[str]:
    """Return the parts of a text of several numbers, such as ``212-555-0101 / 212-555-0102``, or none."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return parts if 1 < len(parts) <= _MOST_IN_ONE else []


def _address(street: str, city: str, state: str, postcode: str, country: str, email: str, language: str) -> Address:
    if country:
        country = _HOME.get(country.upper(), country.upper() if len(country) == 2 else country)
    return street, city, state.upper() if len(state) == 2 else state, postcode, country, email, language
