"""Telephone numbers: one written form (E.164) for every spelling, and where in the world a number suggests to be.

Refuses to guess: a text that is not certainly one number is none, and whoever imports it keeps it as a note.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

# More zones than this means "somewhere in the country": toll-free, personal and brand-new codes.
MOST_ZONES = 3
_LONGEST = 60


class ParsedPhone(NamedTuple):
    """A number in E.164, and the extension that was written behind it, if any."""

    e164: str
    extension: str = ""


def parse_phone(raw: str, region: str = "US") -> ParsedPhone | None:
    """Return the number in a text, or None when the text is not certainly one number.

    A number counts when its length is possible for its country, so that fictional ones (555-01xx) do; a North American
    one needs its area code. Ten equal digits are a form filled in by somebody in a hurry, not a number.

    Args:
        raw: any spelling, with or without country code and extension.
        region: the ISO 3166 country a number without country code belongs to.
    """
    found = _north_american().fullmatch(raw) if region in ("US", "CA") else None
    if found is not None:
        area, exchange, line = found.groups()
        if area == exchange and area[0] * 7 == area + line:
            return None
        return ParsedPhone(f"+1{area}{exchange}{line}")
    return _parse_any(raw, region)


def say_phone(e164: str) -> str:
    """Return a number as people read it: ``(212) 555-0160`` in North America, else with its country code."""
    if len(e164) == 12 and e164.startswith("+1"):
        return f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}"
    return _say_foreign(e164)


def zones_of(e164: str) -> frozenset[str]:
    """Return the IANA time zones that a number suggests; empty when it tells nothing.

    Evidence, not truth: numbers move with people, and the tables behind this know some area codes wrongly, which
    ``places.zones_for`` corrects. Toll-free numbers and codes of more than three zones tell nothing.
    """
    if len(e164) == 12 and e164.startswith("+1"):
        # By area code: exchanges are finer on paper, but people keep their numbers when they move within one. 555 is an
        # exchange of every area code.
        return _zones(f"{e164[:5]}5550100")
    return _zones(e164)


@cache
def _north_american() -> re.Pattern[str]:
    """The ordinary spellings: (212) 555-0160, 212-555-0160, 1.212.555.0160, +1 212 555 0160.

    Area code and exchange begin with 2 to 9 in the numbering plan.
    """
    return re.compile(r"\s*(?:\+?1[-. ]{0,2})?\(?([2-9][0-9]{2})\)?[-. ]{0,2}([2-9][0-9]{2})[-. ]?([0-9]{4})\s*")


def _parse_any(raw: str, region: str) -> ParsedPhone | None:
    if len(raw) > _LONGEST or not any(sign.isdigit() for sign in raw):
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    # Letters stand for digits in 1-800-FLOWERS, and for words in "5 pm ask Bob": only an assigned number is believed.
    if re.search(r"[^\W\d_]{3}", raw.lower().replace("ext", "").replace("tel", "")) and not (
        phonenumbers.is_valid_number(number)
    ):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 1 and not _north_american().fullmatch(e164):
        return None
    return None if len(set(e164[-10:])) == 1 else ParsedPhone(e164, number.extension or "")


@lru_cache(maxsize=1024)
def _say_foreign(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=4096)
def _zones(e164: str) -> frozenset[str]:
    from phonenumbers import NumberParseException, parse, timezone

    try:
        number = parse(e164, None)
    except NumberParseException:
        return frozenset()
    zones = timezone.time_zones_for_geographical_number(number)
    known = frozenset(zones) - {timezone.UNKNOWN_TIMEZONE}
    return known if len(known) <= MOST_ZONES else frozenset()
