"""A flag that is set, said in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from collections_tui.domain.contact import validation
from collections_tui.domain.contact.flags import BY_KIND
from collections_tui.domain.contact.records import Flag, FlagKind
from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.phones import say_phone

# Short, because they stand beside others on a line.
_NAMES: Mapping[FlagKind, str] = {
    "attorney": "attorney",
    "no_calls": "asked us to stop calling",
    "cease": "wrote that we must stop",
    "refuses": "wrote that they refuse to pay",
    "bankruptcy": "bankruptcy",
    "deceased": "has died",
    "speaks_for": "speaks for them",
    "minor": "is a minor",
    "dispute": "dispute",
    "answered": "dispute answered",
    "times": "not",
    "place": "not",
    "consent": "agrees to more calls",
    "do_not_call": "do not call",
    "consent_revoked": "consent revoked",
    "third_party": "somebody else’s number",
    "where": "is in",
    "notice": "validation notice",
    "time_barred": "too old to be sued over",
}
_WITHOUT_COLON = ("times", "place", "where")
# The start says it: the same day among the details need not be read twice.
_SINCE = ("received_on", "answered_on", "given_on", "revoked_on", "barred_on", "sent_on", "filed_on", "days", "until")


def reading(flag: Flag, today: date, here: tzinfo = UTC) -> str:
    """Return a flag in words: ``attorney: Jane Roe, (212) 555-0160, since Mon 9 Nov``.

    Args:
        flag: as it was set; what its details lack is left out.
        today: the reader's day.
        here: the zone whose clock tells on which day it was set, and when it ends.
    """
    parts = _parts(flag, today, here)
    name = _NAMES[flag.kind]
    return f"{name}{' ' if flag.kind in _WITHOUT_COLON else ': '}{', '.join(parts)}"


def statement(flag: Flag, today: date, here: tzinfo = UTC) -> str:
    """Return the same as a sentence without its stop: ``Has an attorney: Jane Roe, since Mon 9 Nov``."""
    return f"{BY_KIND[flag.kind].words}: {', '.join(_parts(flag, today, here))}"


def briefly(flag: Flag, today: date, here: tzinfo = UTC) -> str:
    """Return the same without since when: ``attorney: Jane Roe, (212) 555-0160``. Of one that was set just now."""
    parts = _parts(flag._replace(until=None), today, here)[:-1]
    if flag.until is not None:
        parts.append(f"until {_end(flag.until.astimezone(here), today)}")
    name = _NAMES[flag.kind]
    return f"{name}{' ' if flag.kind in _WITHOUT_COLON else ': '}{', '.join(parts)}" if parts else name


def _parts(flag: Flag, today: date, here: tzinfo) -> list[str]:
    # In the order in which they are asked: the database keeps them in another.
    order = [ask.name for ask in BY_KIND[flag.kind].asks]
    details = sorted(flag.details.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    told = [_told(flag.kind, name, value, today) for name, value in details if value]
    parts = [part for part in told if part]
    if flag.e164:
        parts.insert(0, say_phone(flag.e164))
    if flag.kind == "notice":
        end = validation.last_day(flag.details, flag.since.astimezone(here).date())
        parts.append(f"its period ends {say_day(end, today)}")
    parts.append(f"{_since_word(flag)} {say_day(flag.since.astimezone(here).date(), today)}")
    if flag.until is not None:
        parts.append(f"until {_end(flag.until.astimezone(here), today)}")
    return parts


def attorney_words(details: Mapping[str, str]) -> str:
    """Return an attorney's name and telephone numbers as one reads them out."""
    name = details.get("name") or "name not recorded"
    phones = [say_phone(e164) for e164 in details.get("phones", "").split()]
    return ", ".join([name, *phones])


def _told(kind: FlagKind, name: str, value: str, today: date) -> str:
    if name in _SINCE:
        return ""
    if name == "phones":
        return ", ".join(say_phone(e164) for e164 in value.split())
    if kind == "dispute" and name == "in_writing":
        return "in writing" if value == "yes" else "not in writing"
    if (name, value) == ("asks", "debt"):
        return ""
    if kind == "third_party" and name == "asked":
        return "asked already" if value == "yes" else "not asked yet"
    if kind == "bankruptcy" and name == "chapter":
        return f"chapter {value}"
    ask = next((one for one in BY_KIND[kind].asks if one.name == name), None)
    if ask is not None and ask.kind in ("day", "past_day"):
        return f"{ask.label.lower()} {_iso(value, today)}"
    return dict(ask.options).get(value, value) if ask is not None else value


def _since_word(flag: Flag) -> str:
    return {"notice": "sent", "answered": "sent", "consent": "given", "dispute": "received"}.get(flag.kind, "since")


def _end(until: datetime, today: date) -> str:
    # The first instant after it is midnight: what people call its end is the day before.
    if (until.hour, until.minute) == (0, 0):
        return f"the end of {say_day((until - timedelta(days=1)).date(), today)}"
    return say_moment(until, today)


def _iso(value: str, today: date) -> str:
    try:
        return say_day(date.fromisoformat(value), today)
    except ValueError:
        return value
