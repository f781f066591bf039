"""Amounts and days as an 835 writes them; anything else is refused with the segment it stands in."""

from __future__ import annotations

import re
from datetime import date

from collections_tui.domain.errors import Refused
from collections_tui.files.era.segments import Segment

MOST_CENTS = 10**11
"""As much as any entry of the ledger may be."""
_AMOUNT = re.compile(r"(-?)(\d*)(?:\.(\d*))?", re.ASCII)
_LONGEST = 30


def cents(segment: Segment, index: int, *, required: bool = False) -> int:
    """An amount in cents; 0 where the element is empty.

    Raises:
        Refused: it is no amount, has fractions of cents, or is too large; or it is empty and must not be.
    """
    text = segment.get(index)
    if not text and not required:
        return 0
    found = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or not (found[2] or found[3]):
        raise wrong(segment, index, "is no amount")
    fraction = (found[3] or "").rstrip("0")
    if len(fraction) > 2:
        raise wrong(segment, index, "has fractions of a cent")
    value = int(found[2] or 0) * 100 + int(fraction.ljust(2, "0") or 0)
    if value > MOST_CENTS:
        raise wrong(segment, index, "is too large to be right")
    return -value if found[1] else value


def day(segment: Segment, index: int) -> date | None:
    """A day written CCYYMMDD; None where the element is empty.

    Raises:
        Refused: it is no day.
    """
    text = segment.get(index)
    if not text:
        return None
    try:
        if len(text) != 8 or not text.isascii() or not text.isdigit():
            raise ValueError
        found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise wrong(segment, index, "is no day") from None
    if not 1970 <= found.year <= 2199:
        raise wrong(segment, index, "is no day that this can be about")
    return found


def wrong(segment: Segment, index: int, why: str) -> Refused:
    """What is to be raised where an element cannot be taken."""
    shown = segment.text(index, 40)
    what = f"“{shown}” {why}" if shown else "is empty"
    return Refused(f"In {segment.place}, {segment.name}{index:02} {what}: ask whoever sent the file for a whole one.")
