"""Money, yes and no, and keys, read from texts of a file as its mapping says they are written."""

from __future__ import annotations

from collections_tui.domain.money import parse_cents
from collections_tui.files.mapping import Mapping
from collections_tui.files.when import shown

LONGEST_KEY = 64
_YES = frozenset(("yes", "y", "true", "t", "1", "x"))
_NO = frozenset(("no", "n", "false", "f", "0"))
_NONE = frozenset(("-", "none", "n/a", "na"))


class Money:
    """Reads amounts in the currency of their row: its own, else the mapping's, else the client's."""

    def __init__(self, mapping: Mapping, client_currency: str) -> None:
        self._default = mapping.currency or client_currency
        self._decimal, self._thousands = mapping.decimal, mapping.thousands

    def currency(self, text: str) -> str:
        """Return the ISO 4217 code of a row.

        Raises:
            ValueError: the text is not three letters.
        """
        if not text:
            return self._default
        if len(text) != 3 or not (text.isascii() and text.isalpha()):
            raise ValueError(f"{shown(text)} is not a currency such as USD")
        return text.upper()

    def cents(self, text: str, currency: str) -> int:
        """Return an amount in minor units of the currency.

        Raises:
            ValueError: it is none; the reason follows the field's name.
        """
        try:
            return parse_cents(text, currency=currency, decimal=self._decimal, thousands=self._thousands)
        except ValueError as error:
            words = (
                str(error).rstrip(".").replace("to be an amount: check it", "to be an amount: check the decimal mark")
            )
            raise ValueError(words) from None


def says_no(text: str) -> bool:
    """Return whether a text says no, or nothing."""
    return not text or text.casefold() in _NO or text.casefold() in _NONE


def flag(text: str) -> bool | None:
    """Return what a yes-or-no text says; None when it is empty.

    Raises:
        ValueError: it says neither.
    """
    if not text:
        return None
    folded = text.casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueError(f"{shown(text)} is neither yes nor no")


def key(text: str) -> str:
    """Return a number that identifies something.

    Raises:
        ValueError: it is longer than the database keeps.
    """
    if len(text) > LONGEST_KEY:
        raise ValueError(f"{shown(text)} is longer than {LONGEST_KEY} characters")
    return text
