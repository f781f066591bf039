"""Numbers of payment cards in a text: found, so that they can be refused, and made unreadable.

A card number has 13 to 19 digits (ISO/IEC 7812-1), the last of which is a check digit by Luhn's formula. Whoever stores
one takes on the duties of PCI DSS (requirement 3); this program wants none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST, LONGEST = 13, 19
MASK = "•"
_SHOWN = 4  # digits that stay readable: PCI DSS 3.4.1 lets the last four be shown

# Digits in groups, as people write them: spaces and dashes of any kind stand between.
_RUN = re.compile(r"\d(?:[\s\-‐‑‒–—−]{0,3}\d){12,}")
_GROUP = re.compile(r"\d+")
# How numbers of cards begin that are in use, for runs of groups that hold more than one number.
_ISSUED = re.compile(r"4|5[0-8]|6|2[2-7]|3[04-689]")


def find_card(text: str) -> tuple[int, int] | None:
    """Return where the first thing stands that looks like the number of a card: (start, end); None when there is none.

    All digits of a run together, or, where other numbers stand beside it, some of its groups.
    """
    return next(_cards(text), None) if len(text) >= SHORTEST else None


def masked(text: str) -> str:
    """Return the text with every digit of card numbers as ``•``, but for their last four."""
    while (found := find_card(text)) is not None:
        start, end = found
        left = sum(sign.isdecimal() for sign in text[start:end])
        signs: list[str] = []
        for sign in text[start:end]:
            signs.append(MASK if sign.isdecimal() and left > _SHOWN else sign)
            left -= sign.isdecimal()
        text = text[:start] + "".join(signs) + text[end:]
    return text


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run[0])]
        if _is_card(_digits(text, groups)):
            yield run.span()
            continue
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                digits = _digits(text, groups[first : last + 1])
                if len(digits) > LONGEST:
                    break
                if _ISSUED.match(digits) and _is_card(digits):
                    yield groups[first][0], groups[last][1]


def _digits(text: str, groups: list[tuple[int, int]]) -> str:
    return "".join(str(int(sign)) for start, end in groups for sign in text[start:end])


def _is_card(digits: str) -> bool:
    """Whether so many digits end in their check digit."""
    if not SHORTEST <= len(digits) <= LONGEST or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
