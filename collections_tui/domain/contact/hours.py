"""Where and when: the hours of the law, and the times and places that the customer called inconvenient.

All of it by the clocks of the customer, and where the evidence points to several places, by those of every one of them
(12 CFR 1006.6(b)(1)(i), comment 6(b)(1)(i)-2). What the customer says they find convenient never widens the hours of
the law. Holidays, religious days and what a place is like that nobody has noted are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from collections_tui.domain.contact.policy import Hours
from collections_tui.domain.contact.records import Case, Finding, Flag, Number, PastCall
from collections_tui.domain.contact.times import parse_times, say_times
from collections_tui.domain.contact.weeks import Week, closed_since, daily, is_open, next_close, next_open
from collections_tui.domain.phones import say_phone
from collections_tui.domain.windows import zone, zone_label

PLACE = "place_unknown"
TIMES = "inconvenient_time"
PLACES = "inconvenient_place"
EMPLOYER = "employer_forbids"
IDS = frozenset((PLACE, TIMES, PLACES, EMPLOYER))
"""Every rule here that is not data."""

_LOCATION = "comment 6(b)(1)(i)-2"
_TIME = "12 CFR 1006.6(b)(1), comment 6(b)(1)-1"
_SPOT = "12 CFR 1006.6(b)(1)(ii), comment 6(b)(1)-1"
_WORK = "12 CFR 1006.6(b)(3)"
_REPLY = "comment 6(b)(1)-2"
# 12 CFR 1006.6(b)(4)(i): the prohibitions of (b)(1) to (3) fall away with prior consent, given directly to the
# collector in a communication that did not itself break them; a supervisor who overrides one says that there was.
_CONSENT = "only with consent the customer gave us directly (1006.6(b)(4)(i))"

FORBIDS = frozenset(("employer", "employer forbids"))
"""What ``details["place"]`` of a flag says where the employer forbids calls; else it is a kind of number."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NO_TIMES = Finding(TIMES, _TIME, "allow", "the customer called no time inconvenient")
_NO_PLACES = Finding(PLACES, _SPOT, "allow", "the customer called no place inconvenient")
_NO_EMPLOYER = Finding(EMPLOYER, _WORK, "allow", "nothing is known of an employer who forbids calls")


def findings(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield what each rule about place and time finds for one number at one instant, also where it allows."""
    if not case.policy.off:
        yield from _all(case, number, at)
        return
    for one in _all(case, number, at):
        reason = case.policy.off.get(one.id)
        yield one if reason is None else Finding(one.id, one.source, "allow", f"not applied: {reason}")


def blocking(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield what of ``findings`` blocks, without the words for what allows."""
    off = case.policy.off
    for hours in case.policy.hours:
        if hours.id not in off and not is_open(_week(hours), case.zones, at):
            yield _hours(case, hours, _clock_words(case, at), at)
    if case.flags:
        found = _of_flags(case, number, at)
        yield from (one for one in found if one.verdict == "block" and one.id not in off)


def closings(case: Case, number: Number, at: datetime) -> Iterator[datetime]:
    """Yield for all hours that may stop calls to a number when they next are over after an instant."""
    weeks = [
        (daily(one.opens, one.closes, one.weekdays), at) for one in case.policy.hours if one.id not in case.policy.off
    ]
    for flag in case.flags:
        if flag.kind == "times" and flag.e164 in ("", number.e164) and (flag.until is None or flag.until > at):
            try:
                weeks.append((parse_times(flag.details.get("times", "")).convenient, max(at, flag.since)))
            except ValueError:
                continue
    for week, first in weeks:
        over = next_close(week, case.zones, first)
        if over is not None:
            yield over


def _all(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    yield _place(case.zones, case.located)
    clocks = _clock_words(case, at)
    for hours in case.policy.hours:
        yield _hours(case, hours, clocks, at)
    yield from _of_flags(case, number, at)


def _of_flags(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    clocks = _clock_words(case, at) if case.flags else ""
    times, places, employer = False, False, False
    for flag in case.flags:
        if flag.kind not in ("times", "place") or not _in_force(flag, at):
            continue
        if flag.kind == "times" and flag.e164 in ("", number.e164):
            times = True
            yield _times(case, flag, clocks, at)
        elif flag.kind == "place" and _is_there(flag, number):
            if flag.details.get("place") in FORBIDS:
                employer = True
                yield _employer(flag)
            else:
                places = True
                yield _spot(case, flag, number, at)
    if not times:
        yield _NO_TIMES
    if not places:
        yield _NO_PLACES
    if not employer:
        yield _NO_EMPLOYER


@lru_cache(maxsize=4096)
def _place(zones: tuple[str, ...], located: bool) -> Finding:
    names = ", ".join(map(zone_label, zones))
    if located:
        return Finding(PLACE, _LOCATION, "allow", f"all that is known points to {names}")
    return Finding(PLACE, _LOCATION, "warn", f"nothing tells where the customer is: the time must be right in {names}")


def _hours(case: Case, hours: Hours, clocks: str, at: datetime) -> Finding:
    week = _week(hours)
    text = f"{hours.opens:%H:%M} to {hours.closes:%H:%M} their time{_on(hours.weekdays)}; it is {clocks}"
    if is_open(week, case.zones, at):
        return Finding(hours.id, hours.source, "allow", text)
    clears = next_open(week, case.zones, at)
    if hours.overridable:
        text = f"{text}; otherwise {_CONSENT}"
    return Finding(hours.id, hours.source, "block", text, clears, hours.overridable)


def _week(hours: Hours) -> Week:
    return daily(hours.opens, hours.closes, hours.weekdays)


def _times(case: Case, flag: Flag, clocks: str, at: datetime) -> Finding:
    words = flag.details.get("times", "")
    try:
        times = parse_times(words)
    except ValueError:
        # Noted by another version, or by hand: nobody may guess what was meant.
        text = f"inconvenient times are noted that cannot be read: “{words}”"
        return Finding(TIMES, _TIME, "block", text, flag.until, True)
    said = f"they {say_times(times)}{_until(flag)}; it is {clocks}"
    if is_open(times.convenient, case.zones, at):
        return Finding(TIMES, _TIME, "allow", said)
    since = max(closed_since(times.convenient, case.zones, at), flag.since)
    if _may_reply(case, at, since, lambda called: True):
        text = f"{said}; they called in at this time, and one reply to that is allowed"
        return Finding(TIMES, f"{_TIME}, {_REPLY}", "allow", text)
    clears = _sooner(next_open(times.convenient, case.zones, at), flag.until)
    return Finding(TIMES, _TIME, "block", f"{said}; otherwise {_CONSENT}", clears, True)


def _spot(case: Case, flag: Flag, number: Number, at: datetime) -> Finding:
    place = flag.details.get("place", "")
    said = f"they do not want to be called {_at(place, number)}{_until(flag)}"
    if _may_reply(case, at, flag.since, lambda called: called == number.e164):
        text = f"{said}; they called from there, and one reply to that is allowed"
        return Finding(PLACES, f"{_SPOT}, {_REPLY}", "allow", text)
    return Finding(PLACES, _SPOT, "block", f"{said}; otherwise {_CONSENT}", flag.until, True)


def _employer(flag: Flag) -> Finding:
    text = f"the employer forbids such calls at work{_until(flag)}; otherwise {_CONSENT}"
    return Finding(EMPLOYER, _WORK, "block", text, flag.until, True)


def _may_reply(case: Case, at: datetime, since: datetime, from_there: Callable[[str], bool]) -> bool:
    """Tell whether the customer called at an inconvenient time, or from an inconvenient place, and got no answer yet.

    Calling back once is allowed then, by the same medium (comment 6(b)(1)-2). A call in which we spoke with them was
    answered; a call of the day before is too old, though the comment does not say how long the customer is waiting. Of
    calls within one second nobody knows the order: the reply counts as made.
    """
    waiting: PastCall | None = None
    for call in case.calls:  # the latest first
        if call.at > at:
            continue
        if waiting is not None and call.at < waiting.at:
            break
        if call.at < since or call.outbound or call.conversation or call.third_party:
            return False
        if waiting is None and from_there(call.e164):
            waiting = call
    return waiting is not None and all(_same_day(name, waiting.at, at) for name in case.zones)


def _same_day(name: str, one: datetime, other: datetime) -> bool:
    there = zone(name)
    return one.astimezone(there).date() == other.astimezone(there).date()


def _in_force(flag: Flag, at: datetime) -> bool:
    return flag.since <= at and (flag.until is None or at < flag.until)


def _is_there(flag: Flag, number: Number) -> bool:
    """Tell whether a number rings where the customer does not want to be called. Mobile phones are nowhere."""
    place = flag.details.get("place", "")
    return number.e164 == flag.e164 or number.kind == ("work" if place in FORBIDS else place)


def _clock_words(case: Case, at: datetime) -> str:
    return _clocks(case.zones, at.replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)
def _clocks(zones: tuple[str, ...], at: datetime) -> str:
    """Return the time in every zone in words: ``14:10 Pacific, 17:10 Eastern``."""
    there = sorted((at.astimezone(zone(name)).replace(tzinfo=None), zone_label(name)) for name in zones)
    days = {wall.date() for wall, _ in there}
    form = "%a %H:%M" if len(days) > 1 else "%H:%M"
    return ", ".join(f"{wall:{form}} {label}" for wall, label in there)


def _on(weekdays: frozenset[int]) -> str:
    if len(weekdays) == 7:
        return ""
    return " on " + " ".join(name for day, name in enumerate(_DAYS) if day in weekdays)


def _until(flag: Flag) -> str:
    return "" if flag.until is None else f" until {flag.until:%Y-%m-%d}"


def _at(place: str, number: Number) -> str:
    return {"home": "at home", "work": "at work"}.get(place, f"at {say_phone(number.e164)}")


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((when for when in (one, other) if when is not None), default=None)
