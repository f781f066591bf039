"""Rows of a price list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from collections_tui.domain.billing.price_words import modifier_of
from collections_tui.files.amounts import Money
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.mapping import Mapping
from collections_tui.files.when import Dates, shown

LONGEST_CODE = 32
LONGEST_DESCRIPTION = 500
LONGEST_WORD = 80

_FIELDS = ("description", "unit", "currency", "valid_from", "valid_to", "least", "most", "tax")


class PriceRow(NamedTuple):
    """What a row says a service costs. ``valid_from`` is None where it does not say since when.

    Quantities are in thousandths, None where the row says none.
    """

    row: Row
    code: str
    system: str
    modifier: str
    description: str
    unit: str
    cents: int
    valid_from: date | None
    valid_to: date | None
    least_milli: int | None
    most_milli: int | None
    tax: str


class LeftOut(NamedTuple):
    """A row that the mapping does not want."""

    row: Row


class PriceReader:
    """Reads rows of a price list."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, currency: str) -> None:
        """Find the columns; ``currency`` is the client's, in which its prices are.

        Raises:
            Refused: a column is missing.
        """
        self.picker = Picker(mapping, header, _FIELDS, name)
        self._several = Picker(mapping, header, ("code", "system", "modifier", "price"), name)
        self._wanted = Picker(mapping, header, mapping.leave_out, name)
        self._leave_out = mapping.leave_out
        self._dates, self._money, self._currency = Dates(mapping.dates), Money(mapping, currency), currency
        self._decimal = mapping.decimal
        self._rank = {system.casefold(): at for at, system in enumerate(mapping.systems)}

    def read(self, row: Row, texts: Sequence[str]) -> PriceRow | LeftOut:
        """Return what a row says.

        Raises:
            ValueError: it cannot be taken; the reason in words.
        """
        if any(not any(self._wanted.texts(field, row.cells)) for field in self._leave_out):
            return LeftOut(row)
        description, unit, currency, first, last, least, most, tax = texts
        code, system = self._code(row)
        labels, at = self.picker.labels | self._several.labels, "code"
        try:
            if not code:
                raise ValueError("there is no code in the row")
            _at_most(code, LONGEST_CODE)
            at = "system"
            _at_most(system, LONGEST_WORD)
            at = "modifier"
            modifier = modifier_of(" ".join(self._several.texts("modifier", row.cells)))
            _at_most(modifier, LONGEST_CODE)
            at = "description"
            if not description:
                raise ValueError("there is no description in the row")
            _at_most(description, LONGEST_DESCRIPTION)
            at = "unit"
            _at_most(unit, LONGEST_WORD)
            at = "tax"
            _at_most(tax, LONGEST_WORD)
            at = "currency"
            if currency and self._money.currency(currency) != self._currency:
                raise ValueError(f"the price is in {shown(currency)}, and the client's are in {self._currency}")
            at = "price"
            cents = self._cents(next(filter(None, self._several.texts("price", row.cells)), ""))
            at = "valid_from"
            valid_from = self._day(first)
            at = "valid_to"
            valid_to = self._day(last)
            if valid_from is not None and valid_to is not None and valid_to < valid_from:
                raise ValueError(f"{shown(last)} is before the day from which the price holds")
            at = "least"
            least_milli = self._milli(least)
            at = "most"
            most_milli = self._milli(most)
            if least_milli is not None and most_milli is not None and most_milli < least_milli:
                raise ValueError(f"{shown(most)} is less than the least quantity")
        except ValueError as error:
            raise ValueError(f"{labels[at]}: {error}") from None
        return PriceRow(
            row, code, system, modifier, description, unit, cents, valid_from, valid_to, least_milli, most_milli, tax
        )

    def _code(self, row: Row) -> tuple[str, str]:
        """Return the code to take of those in a row, and whose it is."""
        codes, systems = self._several.texts("code", row.cells), self._several.texts("system", row.cells)
        pairs = [(code, system) for code, system in zip_longest(codes, systems, fillvalue="") if code]
        last = len(self._rank)
        return min(pairs, key=lambda pair: self._rank.get(pair[1].casefold(), last), default=("", ""))

    def _cents(self, text: str) -> int:
        cents = self._money.cents(text, self._currency)
        if cents < 0:
            raise ValueError(f"{shown(text)} is less than nothing: a price is not negative")
        return cents

    def _day(self, text: str) -> date | None:
        return date.fromisoformat(self._dates.iso(text)) if text else None

    def _milli(self, text: str) -> int | None:
        if not text:
            return None
        found = re.fullmatch(rf"([0-9]{{1,9}})(?:{re.escape(self._decimal)}([0-9]{{1,3}}))?", text)
        if found is None:
            raise ValueError(f"{shown(text)} is not a quantity such as 2 or 0{self._decimal}5")
        return int(found[1] + (found[2] or "").ljust(3, "0"))


def _at_most(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"{shown(text)} is longer than {longest} characters")
