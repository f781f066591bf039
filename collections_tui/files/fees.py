"""Rows of what was agreed with an insurer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.price_words import modifier_of
from collections_tui.domain.billing.records import WHOLE
from collections_tui.domain.billing.typed import parse_rate
from collections_tui.files.amounts import Money
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.mapping import Mapping
from collections_tui.files.when import Dates, shown

LONGEST_CODE = 32


class FeeRow(NamedTuple):
    """What a row says is paid for a service: an amount, or a share of what is charged in parts of a million.

    ``code`` is '' for everything that has no row of its own, ``valid_from`` None where the row does not say since when.
    """

    row: Row
    code: str
    modifier: str
    cents: int | None
    ppm: int | None
    valid_from: date | None
    valid_to: date | None


class FeeReader:
    """Reads rows of what was agreed."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, currency: str) -> None:
        """Find the columns; ``currency`` is the client's.

        Raises:
            Refused: a column is missing.
        """
        self.picker = Picker(
            mapping, header, ("code", "modifier", "allowed", "percent", "currency", "valid_from", "valid_to"), name
        )
        self._dates, self._money, self._currency = Dates(mapping.dates), Money(mapping, currency), currency

    def read(self, row: Row, texts: Sequence[str]) -> FeeRow:
        """Return what a row says.

        Raises:
            ValueError: it cannot be taken; the reason in words.
        """
        code, modifier, allowed, percent, currency, first, last = texts
        at = "code"
        try:
            _at_most(code, LONGEST_CODE)
            at = "modifier"
            modifier = modifier_of(modifier)
            _at_most(modifier, LONGEST_CODE)
            if modifier and not code:
                raise ValueError("what is agreed for everything else has no modifier")
            at = "currency"
            if currency and self._money.currency(currency) != self._currency:
                raise ValueError(f"the amount is in {shown(currency)}, and the client's are in {self._currency}")
            at = "allowed"
            if bool(allowed) is bool(percent):
                raise ValueError("a row has either an amount or a percentage")
            cents = self._money.cents(allowed, self._currency) if allowed else None
            if cents is not None and cents < 0:
                raise ValueError(f"{shown(allowed)} is less than nothing")
            at = "percent"
            ppm = parse_rate(percent) if percent else None
            if ppm is not None and ppm > WHOLE:
                raise ValueError(f"{shown(percent)} is more than all of the charge")
            at = "valid_from"
            valid_from = date.fromisoformat(self._dates.iso(first)) if first else None
            at = "valid_to"
            valid_to = date.fromisoformat(self._dates.iso(last)) if last else None
            if valid_from is not None and valid_to is not None and valid_to < valid_from:
                raise ValueError(f"{shown(last)} is before the day from which it holds")
        except ValueError as error:
            raise ValueError(f"{self.picker.labels[at]}: {error}") from None
        return FeeRow(row, code, modifier, cents, ppm, valid_from, valid_to)


def _at_most(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"{shown(text)} is longer than {longest} characters")
