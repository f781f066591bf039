"""What people type in their own words: cleaned, and never with the number of a payment card in it."""

from __future__ import annotations

from collections.abc import Mapping

from collections_tui.domain.cards import find_card, masked
from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

NO_CARDS = (
    "This looks like the number of a payment card, which must not be stored here: write its last four digits at most."
)


def checked(text: str, *, lines: bool = False) -> str:
    """Return a text as it may be stored: cleaned, without the spaces around it.

    Raises:
        Refused: something in it looks like the number of a card (PCI DSS, requirement 3).
    """
    text = clean(text, lines=lines).strip()
    if find_card(text) is not None:
        raise Refused(NO_CARDS)
    return text


def hidden(body: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept while it is typed: the digits of card numbers are not. A telephone number is none."""
    return {name: text if name == "phone" else masked(text) for name, text in body.items()}
