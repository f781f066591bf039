"""Numbers of payment cards in files: their rows are turned away, and no digit of them is written anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.cards import find_card, masked

REASON = "this looks like the number of a payment card, which must not be stored: leave its last four digits at most"


def no_card(text: str) -> None:
    """Pass if a text holds no number of a card.

    Raises:
        ValueError: it does.
    """
    if find_card(text) is not None:
        raise ValueError(REASON)


def hidden(reason: str, cells: Sequence[str]) -> Sequence[str]:
    """Return the cells of a row that is turned away for this reason as they may be written to another file."""
    return [masked(cell) for cell in cells] if reason.endswith(REASON) else cells
