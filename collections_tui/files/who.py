"""Who owes, as a row of a file tells it: name, address, and telephone numbers in every spelling.

Refuses to lose anything: what stands in a column for numbers and is none comes back as a remark, in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from collections_tui.domain.phones import parse_phone
from collections_tui.files.amounts import key
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.fields import ADDRESS_FIELDS, CUSTOMER_FIELDS, PHONE_FIELDS
from collections_tui.files.mapping import Mapping

NO_ADDRESS = ("",) * len(ADDRESS_FIELDS)
_LABELS = {"phone": "Phone", "home_phone": "Home phone", "mobile_phone": "Mobile phone", "work_phone": "Work phone"}
_STATE, _COUNTRY = ADDRESS_FIELDS.index("state"), ADDRESS_FIELDS.index("country")
_HOME = {"USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US", "UNITED STATES OF AMERICA": "US"}
_BETWEEN = re.compile(r"[/;,|]|\bor\b|\band\b")


class PhoneText(NamedTuple):
    """One number: in E.164, what kind it is, and how it was spelt."""

    e164: str
    kind: str
    raw: str


class Who(NamedTuple):
    """A customer as a row tells it. Empty means that the row does not say.

    ``reference`` is the client's number for the customer; ``address`` has the ``ADDRESS_FIELDS`` in their order.
    """

    reference: str
    name: str
    address: tuple[str, ...]
    phones: tuple[PhoneText, ...]
    remarks: tuple[str, ...]

    @property
    def state(self) -> str:
        return self.address[_STATE]

    @property
    def country(self) -> str:
        return self.address[_COUNTRY]


class WhoReader:
    """Makes a ``Who`` of the texts of the ``CUSTOMER_FIELDS``."""

    def __init__(self, mapping: Mapping) -> None:
        self._region = mapping.region
        self._phone_fields = tuple(PHONE_FIELDS.items())
        self._has_address = not mapping.fields.isdisjoint(ADDRESS_FIELDS)

    def read(self, texts: Sequence[str]) -> Who:
        """Return the customer of a row, whose texts are those of the ``CUSTOMER_FIELDS``."""
        reference, name = texts[0], texts[1]
        address = self._address(texts[2:9]) if self._has_address else NO_ADDRESS
        phones: tuple[PhoneText, ...] = ()
        remarks: tuple[str, ...] = ()
        for (field, kind), text in zip(self._phone_fields, texts[9:], strict=True):
            if text:
                found = self._phones(text, kind, address[_COUNTRY])
                if found:
                    known = {phone.e164 for phone in phones}
                    phones += tuple(phone for phone in found if phone.e164 not in known) if known else found
                else:
                    remarks += (f"{_LABELS[field]}: {text}",)
        return Who(key(reference), name, address, phones, remarks)

    def _phones(self, text: str, kind: str, country: str) -> tuple[PhoneText, ...]:
        region = country if len(country) == 2 else self._region
        one = parse_phone(text, region)
        if one is not None:
            return (PhoneText(one.e164, kind, text),)
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        several = [parse_phone(part, region) for part in parts] if 1 < len(parts) <= 5 else []
        if not several or None in several:
            return ()
        found = {phone.e164: part for phone, part in zip(several, parts, strict=True) if phone is not None}
        return tuple(PhoneText(e164, kind, part) for e164, part in found.items())

    def _address(self, texts: Sequence[str]) -> tuple[str, ...]:
        fields = list(texts)
        state, country = fields[_STATE], fields[_COUNTRY]
        if len(state) == 2:
            fields[_STATE] = state.upper()
        if country:
            fields[_COUNTRY] = _HOME.get(country.upper(), country.upper() if len(country) == 2 else country)
        return tuple(fields)


class CustomerRow(NamedTuple):
    """One row of a customers file. ``account`` is a number by which the customer may be known instead."""

    row: Row
    who: Who
    account: str


class CustomerReader:
    """Reads rows of a customers file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str) -> None:
        self._pick = Picker(mapping, header, ("account", *CUSTOMER_FIELDS), name)
        self._who = WhoReader(mapping)

    def read(self, row: Row) -> CustomerRow:
        """Return what a row says.

        Raises:
            ValueError: it says nothing that can be kept; the reason in words.
        """
        account, *texts = self._pick.pick(row.cells)
        who = self._who.read(texts)
        if not who.reference and not account:
            raise ValueError("the row does not say whose it is: the customer's number is empty")
        note = self._pick.note(row.cells) if self._pick.notes else ""
        return CustomerRow(row, who._replace(remarks=(*who.remarks, note)) if note else who, key(account))
