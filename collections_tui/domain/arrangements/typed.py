"""Terms as people type them, in a dialog or on the command line: read in one way, refused with one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from collections_tui.domain.arrangements.records import Settlement, Terms
from collections_tui.domain.arrangements.schedule import first_day, form_of, parse_every
from collections_tui.domain.dates import parse_day, say_day
from collections_tui.domain.money import format_cents, parse_cents

OPEN_END = date.max
"""The end of a settlement of which nobody has said when it ends: whoever lays the terms out puts a day there."""
_LONGEST = 40


class Typed(NamedTuple):
    """What somebody has typed so far; what is '' has not been said.

    ``number`` and ``amount`` are of instalments, ``settle`` is ``20%`` or an amount off, the rest are days and amounts.
    """

    every: str = "month"
    number: str = ""
    amount: str = ""
    first: str = ""
    down: str = ""
    down_on: str = ""
    settle: str = ""
    until: str = ""


def terms_of(typed: Typed, owed_cents: int, today: date, currency: str = "USD") -> Terms:
    """Return the terms that were typed. The down payment is due today unless it says when.

    Raises:
        ValueError: something is missing, no amount, no day or past; one sentence.
    """
    every = parse_every(typed.every or "month")
    first_on = _day(typed.first, today, "The first instalment") or first_day(every, today)
    down = _amount(typed.down, currency, "A down payment", "100.00")
    if typed.down_on.strip() and not down:
        raise ValueError("There is a day for a down payment and no amount: write how much is paid then.")
    down_on = (_day(typed.down_on, today, "The down payment") or today) if down else None
    return Terms(
        owed_cents,
        every,
        first_on,
        _number(typed.number),
        _amount(typed.amount, currency, "An instalment", "75.00") or None,
        down,
        down_on,
        _settlement(typed, owed_cents, today, currency),
    )


def typed_of(terms: Terms, currency: str = "USD") -> Typed:
    """Return what somebody would type to get these terms again."""

    def amount(cents: int) -> str:
        return format_cents(cents, currency).lstrip("$€£¥").replace(",", "") if cents else ""

    settlement = terms.settlement
    ends = "" if settlement is None or settlement.until == OPEN_END else settlement.until.isoformat()
    return Typed(
        form_of(terms.every),
        "" if terms.number is None else str(terms.number),
        amount(terms.each_cents or 0),
        terms.first_on.isoformat(),
        amount(terms.down_cents),
        "" if terms.down_on is None else terms.down_on.isoformat(),
        "" if settlement is None else amount(settlement.off_cents),
        ends,
    )


def changed(typed: Typed, said: Mapping[str, str]) -> Typed:
    """Return what was typed with what is said now in its place; '' is nothing said.

    A number of instalments takes the place of an amount and the other way round, unless both are said.
    """
    new = {name: text for name, text in said.items() if text.strip()}
    for name, other in (("number", "amount"), ("amount", "number")):
        if name in new and other not in new:
            new[other] = ""
    if "every" in new and "first" not in new:
        new["first"] = ""
    return typed._replace(**new)


def _number(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError(f"{_shown(text)} is no number of instalments: write one such as 6.")
    if int(text) < 1:
        raise ValueError(f"There is at least one instalment, not {int(text)}: write a number such as 6.")
    return int(text)


def _amount(text: str, currency: str, what: str, example: str) -> int:
    """An amount in cents that is more than nothing; 0 for ''."""
    if not text.strip():
        return 0
    cents = parse_cents(text, currency=currency)
    if cents <= 0:
        raise ValueError(f"{what} is more than nothing: write an amount such as {example}.")
    return cents


def _day(text: str, today: date, what: str) -> date | None:
    """A day that has not passed; None for ''."""
    if not text.strip():
        return None
    day = parse_day(text, today)
    if day < today:
        raise ValueError(f"{what} cannot be due {say_day(day, today)}, which has passed: write today or a later day.")
    return day


def _settlement(typed: Typed, owed_cents: int, today: date, currency: str) -> Settlement | None:
    text = typed.settle.strip()
    if not text:
        if typed.until.strip():
            raise ValueError("Only a settlement has an end: write what is taken off, or leave the end away.")
        return None
    until = _day(typed.until, today, "The whole settlement") or OPEN_END
    if not text.endswith("%"):
        return Settlement(_amount(text, currency, "What a settlement takes off", "500.00"), until)
    found = re.fullmatch(r"([0-9]{1,2})(?:\.([0-9]{1,2}))? ?%", text)
    if found is None or not (hundredths := int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))):
        raise ValueError(f"{_shown(text)} is no share to take off: write one such as 20%.")
    # Rounded down, so that it never is more than the share that somebody may give.
    return Settlement(owed_cents * hundredths // 10_000, until)


def _shown(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
