"""What the rules about the standing of a customer, a debt and a number have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from collections_tui.domain.contact.records import Case, Finding, Flag, FlagKind, Number
from collections_tui.domain.dates import say_day
from collections_tui.domain.windows import zone

Flags = Mapping[FlagKind, list[Flag]]
"""The flags in force that are about a debt and a number, by kind."""
Rule = Callable[[Case, Number, datetime, Flags], Finding | None]
"""What a rule finds; None where it has nothing to say."""

_FAR = datetime.max.replace(tzinfo=UTC)


def block(allowed: Finding, text: str, clears: datetime | None = None, *, overridable: bool = False) -> Finding:
    return Finding(allowed.id, allowed.source, "block", text, clears, overridable)


def clears(flags: list[Flag]) -> datetime | None:
    """When the last of some flags ends by itself; None where one has to be lifted."""
    last = max(flag.until or _FAR for flag in flags)
    return None if last == _FAR else last


def is_attorneys(number: Number, flags: Flags) -> bool:
    return any(number.e164 in flag.details.get("phones", "").split() for flag in flags.get("attorney", ()))


def speaker_of(flags: Flags, roles: frozenset[str]) -> Flag | None:
    """Somebody with one of these roles whose number this is; a flag without a number speaks for none."""
    speaks = flags.get("speaks_for", ())
    return next((flag for flag in speaks if flag.e164 and flag.details.get("role") in roles), None)


def name_of(speaker: Flag) -> str:
    role = speaker.details.get("role", "")
    words = {"representative": "personal representative", "guardian": "legal guardian", "successor": "successor"}
    return f"{speaker.details.get('name') or 'somebody'} ({words.get(role, role)})"


def local_day(case: Case, instant: datetime) -> date:
    return _day_there(case.zones[0], instant)


@lru_cache(maxsize=4096)
def _day_there(name: str, instant: datetime) -> date:
    return instant.astimezone(zone(name)).date()


def day_words(case: Case, instant: datetime, at: datetime) -> str:
    return say_day(local_day(case, instant), local_day(case, at))


def on_day(day: str) -> str:
    return day if day in ("today", "tomorrow") else f"on {day}"


def since_words(case: Case, flags: list[Flag], at: datetime) -> str:
    return on_day(day_words(case, min(flag.since for flag in flags), at))


def first_after(case: Case, day: date) -> datetime:
    """The first instant after a day everywhere the customer may be."""
    return _first_after(case.zones, day)


@lru_cache(maxsize=4096)
def _first_after(zones: tuple[str, ...], day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time())
    return max(midnight.replace(tzinfo=zone(name)).astimezone(UTC) for name in zones)
