"""What is typed for a flag, checked and made uniform; from when it is in force, and until when.

Refuses to know the clock: every function is given today, or now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from collections_tui.domain.contact.deaths import day_of_death
from collections_tui.domain.contact.flags import MOST_CONSENT_DAYS, Ask, FlagSpec
from collections_tui.domain.contact.records import FlagKind
from collections_tui.domain.dates import parse_day, parse_past_day, say_day
from collections_tui.domain.phones import parse_phone
from collections_tui.domain.text import clean
from collections_tui.domain.windows import zone

_LONGEST = 200
# Where a word before a name says no more than that it is the attorney's.
_LEAD = re.compile(
    r"^(?:(?:the\s+)?(?:customer\s+)?(?:has|is|got|represented|an?|by|the|with|their|attorney|atty|lawyer|counsel)\b"
    r"[\s:.,–-]*)+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+?1[-. ]{0,2})?\(?[2-9][0-9]{2}\)?[-. ]{0,2}[2-9][0-9]{2}[-. ]?[0-9]{4}(?![0-9])")
_CHAPTER = re.compile(r"\bch(?:apter|ap|pt)?\.?\s*(7|11|12|13)\b", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"\b(?:[0-9]:)?[0-9]{2}-(?:[a-z]{2}-)?[0-9]{4,6}(?:-[a-z]{2,4})?\b", re.IGNORECASE)


def details_of(
    spec: FlagSpec, typed: Mapping[str, str], today: date, *, check_times: Callable[[str], object] | None = None
) -> dict[str, str]:
    """Return what a flag's ``details`` hold, from what somebody typed; what was left empty is not in it.

    A field that was not asked at all has its preset.

    Args:
        spec: the kind of flag.
        typed: the text of each field by its name.
        today: where the person who types is.
        check_times: reads the times that do not suit, and raises a ValueError for a text that it cannot read.

    Raises:
        ValueError: a field is missing, unknown or wrong; one sentence.
    """
    known = {ask.name for ask in spec.asks}
    strange = sorted(set(typed) - known)
    if strange:
        has = f"it asks for {', '.join(sorted(known))}" if known else "it asks for nothing"
        raise ValueError(f"“{spec.words}” has no {strange[0]}: {has}.")
    details: dict[str, str] = {}
    for ask in spec.asks:
        text = clean(typed.get(ask.name, ask.preset)).strip()
        if text:
            details[ask.name] = value_of(spec, ask, text, today, check_times=check_times)
        elif ask.required:
            raise ValueError(f"“{spec.words}” needs {_label(ask)}.")
    return details


def starts(spec: FlagSpec, details: Mapping[str, str], zones: tuple[str, ...], now: datetime) -> datetime:
    """Return from when the flag is in force: the beginning of the day it names, else now.

    The first of the customer's zones to reach that day counts, so that what came in that day binds the whole of it.
    """
    day = details.get(spec.starts, "") if spec.starts else ""
    return min(now, *_midnights(date.fromisoformat(day), zones)) if day else now


def ends(spec: FlagSpec, details: Mapping[str, str], zones: tuple[str, ...], now: datetime) -> datetime | None:
    """Return the first instant at which the flag is over; None where somebody has to lift it.

    Consent ends in the first of the customer's zones, what forbids ends in the last. Days count from the day it was
    given, which is the first of them: seven days from a Monday end with the Sunday.
    """
    if spec.lasts == "days":
        given = details.get(spec.starts, "") if spec.starts else ""
        first = date.fromisoformat(given) if given else now.astimezone(zone(zones[0])).date()
        return min(_midnights(first + timedelta(days=int(details.get("days", MOST_CONSENT_DAYS))), zones))
    until = details.get("until", "") if spec.lasts == "until" else ""
    if not until:
        return None
    # A minor comes of age with the day itself; times that do not suit include their last day.
    after = timedelta(days=0 if spec.kind == "minor" else 1)
    return max(_midnights(date.fromisoformat(until) + after, zones))


def details_from_note(kind: FlagKind, note: str, today: date) -> dict[str, str]:
    """Return what a flag's details can take from the note of the call that set it; never an error.

    An outcome such as "Has an attorney" requires a note; the attorney's name and telephone numbers are found in it, and
    the chapter and number of a bankruptcy. What cannot be found is left out, but for a name: the note stands for it.
    """
    text = " ".join(clean(note).split())
    # The words stand inside a line later on: the stop of a sentence would end it in the middle.
    said = re.sub(r"(?<=[a-z0-9)])\.$", "", text)[:_LONGEST]
    if kind == "attorney":
        return _attorney(text)
    if kind == "bankruptcy":
        chapter, number = _CHAPTER.search(text), _CASE_NUMBER.search(text)
        found = {"chapter": chapter[1] if chapter else "", "case_number": number[0] if number else ""}
        found["court"] = said
        return {name: value for name, value in found.items() if value}
    if kind == "dispute":
        # Said on the telephone, so not in writing: a letter is recorded by hand.
        found = {"in_writing": "no", "received_on": today.isoformat(), "asks": "debt", "about": said}
        return {name: value for name, value in found.items() if value}
    if kind in ("no_calls", "do_not_call"):
        return {"said": said} if said else {}
    if kind == "deceased":
        died = day_of_death(said, today)
        found = {"died_on": "" if died is None else died.isoformat(), "speaks": said}
        return {name: value for name, value in found.items() if value}
    return {"received_on": today.isoformat()} if kind in ("cease", "refuses") else {}


def _attorney(text: str) -> dict[str, str]:
    phones = [parsed.e164 for found in _PHONE.findall(text) if (parsed := parse_phone(found)) is not None]
    before = _PHONE.split(text, maxsplit=1)[0] if phones else text
    parts = [_LEAD.sub("", part).strip(" .:–-(") for part in re.split(r"[,;]", before)]
    name = next((part for part in parts if part), "") or _LEAD.sub("", text) or text
    found = {"name": name[:_LONGEST], "phones": " ".join(dict.fromkeys(phones))}
    return {field: value for field, value in found.items() if value}


def value_of(
    spec: FlagSpec, ask: Ask, typed: str, today: date, *, check_times: Callable[[str], object] | None = None
) -> str:
    """Return what is kept of what was typed for one field of a flag; '' where nothing was. See ``details_of``.

    Raises:
        ValueError: it is wrong; one sentence.
    """
    text = clean(typed).strip()
    if not text:
        return ""
    if len(text) > _LONGEST:
        raise ValueError(f"{ask.label} is too long: write at most {_LONGEST} characters.")
    if ask.kind in ("day", "past_day"):
        return _day(spec, ask, text, today).isoformat()
    if ask.kind == "days":
        if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_CONSENT_DAYS:
            raise ValueError(f"{ask.label} must be a number from 1 to {MOST_CONSENT_DAYS}.")
        return str(int(text))
    if ask.kind == "choice":
        return _choice(ask, text)
    if ask.kind in ("phone", "phones"):
        return _phones(ask, text)
    if ask.kind == "times" and check_times is not None:
        check_times(text)
    return text


def _day(spec: FlagSpec, ask: Ask, text: str, today: date) -> date:
    if ask.kind == "past_day":
        day = parse_past_day(text, today)
        if day > today:
            raise ValueError(f"{ask.label} cannot be {say_day(day, today)}: write a day that is not after today.")
        return day
    day = parse_day(text, today)
    if spec.lasts == "until" and ask.name == "until" and day < today:
        # It would be over before it began, and nobody would see it.
        raise ValueError(f"{ask.label} cannot be {say_day(day, today)}: write a day that is not past.")
    return day


def _choice(ask: Ask, text: str) -> str:
    """The option that was typed, by its value or its words, or by a beginning that no other one has."""
    typed = text.casefold()
    for value, words in ask.options:
        if typed in (value.casefold(), words.casefold()):
            return value
    begun = [value for value, words in ask.options if value.casefold().startswith(typed)]
    if len(begun) == 1:
        return begun[0]
    raise ValueError(f"{ask.label} must be one of {', '.join(value for value, _ in ask.options)}.")


def _phones(ask: Ask, text: str) -> str:
    whole = parse_phone(text)
    parts = [text] if whole is not None else [part for part in re.split(r"[,;/]| and |(?<=[0-9]) (?=\+)", text) if part]
    if ask.kind == "phone" and len(parts) > 1:
        raise ValueError(f"{ask.label} must be one telephone number.")
    numbers = [parse_phone(part.strip()) for part in parts]
    found = [number.e164 for number in numbers if number is not None]
    if not found or len(found) < len(parts):
        raise ValueError(f"{ask.label} must be a telephone number with its area code, such as (212) 555-0160.")
    return " ".join(dict.fromkeys(found))


def _label(ask: Ask) -> str:
    if ask.options:
        return f"{ask.name} ({', '.join(value for value, _ in ask.options)})"
    return f"{ask.name} ({ask.label})"


def first_zone(zones: tuple[str, ...]) -> tzinfo:
    """Return the zone whose clock tells the customer's day; UTC where nobody knows the place."""
    return zone(zones[0] if zones else "UTC")


def _midnights(day: date, zones: tuple[str, ...]) -> list[datetime]:
    return [datetime.combine(day, time(), tzinfo=zone(name)).astimezone(UTC) for name in zones or ("UTC",)]
