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
_RUN = re.compile(r"\+?\d(?:[\s\-\u2010-\u2015\u2212]{0,3}\d){12,}")
_GROUP = re.compile(r"\d+")
# How numbers of cards begin that are in use: for runs in which other numbers stand beside one.
_ISSUED = re.compile(r"4|5[0-8]|6|2[2-7]|3[04-689]")

Span = tuple[int, int]


def find_card(text: str) -> Span | None:
    """Return where the first thing stands that looks like the number of a card: (start, end); None when there is none.

    All digits of a run together, or, where other numbers stand beside it, some of its groups. What begins with a plus
    is a telephone number.
    """
    return next(_cards(text), None) if len(text) >= SHORTEST else None


def masked(text: str) -> str:
    """Return the text with every digit of card numbers as ``•``, but for their last four."""
    if len(text) < SHORTEST:
        return text
    while spans := list(_cards(text)):
        parts, done = [], 0
        for start, end in spans:
            parts += [text[done:start], _hidden(text[start:end])]
            done = end
        text = "".join((*parts, text[done:]))
    return text


def _hidden(number: str) -> str:
    left = sum(map(str.isdecimal, number))
    signs = []
    for sign in number:
        signs.append(MASK if sign.isdecimal() and left > _SHOWN else sign)
        left -= sign.isdecimal()
    return "".join(signs)


def _cards(text: str) -> Iterator[Span]:
    """Yield where cards stand, none over another."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run[0])]
        numbers = [_plain(text[start:end]) for start, end in groups]
        whole = "".join(numbers) if len(run[0]) <= 4 * LONGEST else ""
        if _is_card(whole) and run[0][0] != "+":
            yield groups[0][0], run.end()
        else:
            yield from _among(groups, numbers)


def _among(groups: list[Span], numbers: list[str]) -> Iterator[Span]:
    """Yield the groups in a row that are a card together."""
    first = 0
    while first < len(groups):
        digits, last = "", first
        found = None
        while found is None and last < len(groups) and len(digits) < LONGEST:
            digits += numbers[last]
            if _is_card(digits) and _ISSUED.match(digits):
                found = groups[first][0], groups[last][1]
            last += 1
        if found is not None:
            yield found
        first = first + 1 if found is None else last


def _plain(digits: str) -> str:
    """Digits of any script as ours."""
    return digits if digits.isascii() else "".join(str(int(sign)) for sign in digits)


def _is_card(digits: str) -> bool:
    """Whether so many digits end in their check digit."""
    if not SHORTEST <= len(digits) <= LONGEST or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
