"""Random customers for the tests of all rules together: places, numbers, calls and flags, by the minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from collections_tui.domain.contact.policy_files import policy_for
from collections_tui.domain.contact.records import Case, Flag, FlagKind, Number, Party, PastCall
from collections_tui.domain.records import PhoneKind, PhoneStatus
from tests.domain.contact.checker import MINUTE, midnight, minute
from tests.domain.contact.frequency_cases import LAWS
from tests.domain.contact.test_frequency_by_hand import NOWS, ZONES

KINDS: dict[str, PhoneKind] = {
    "+12125550101": "mobile",
    "+12125550102": "home",
    "+12125550103": "work",
    "+12125550104": "other",
}
PHONES = tuple(KINDS)
STRANGE = "+12125550109"
STATES: tuple[frozenset[str], ...] = (frozenset(), frozenset(("MA",)), frozenset(("WA",)), frozenset(("MA", "WA")))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Asked(NamedTuple):
    """A case, the number and instant somebody asks about, and the states whose law holds."""

    case: Case
    e164: str
    at: datetime
    law: frozenset[str]


@st.composite
def calls(draw: st.DrawFn, now: datetime, *, connected: bool = True) -> PastCall:
    e164 = draw(st.sampled_from(PHONES))
    ago = draw(st.one_of(st.integers(0, 9 * 1440), st.integers(0, 35 * 1440), st.integers(0, 300)))
    outbound = not connected or draw(st.sampled_from([True, True, False]))
    how = draw(st.sampled_from(["rang", "rang", "rang", "missed", "talk", "stranger"])) if connected else "missed"
    return PastCall(
        now - ago * MINUTE,
        outbound,
        e164,
        draw(st.frozensets(st.sampled_from([1, 2, 3]), max_size=2)),
        not outbound or how != "missed",
        how == "talk",
        KINDS[e164],
        draw(st.sampled_from([False, False, False, True])),
        how == "stranger",
    )


@st.composite
def said_times(draw: st.DrawFn) -> str:
    days = draw(st.sets(st.sampled_from(DAYS), min_size=1, max_size=6))
    start = draw(st.integers(6, 19)) * 60 + draw(st.sampled_from([0, 0, 15, 30]))
    hours = ""
    if draw(st.booleans()):
        end = start + draw(st.sampled_from([60, 150, 300]))
        hours = f" {start // 60:02}:{start % 60:02}-{min(end, 1439) // 60:02}:{min(end, 1439) % 60:02}"
    return " ".join(day for day in DAYS if day in days) + hours


_OPEN_ENDED: tuple[FlagKind, ...] = (
    *("no_calls", "refuses", "do_not_call", "consent_revoked", "third_party"),
    *("speaks_for", "notice", "answered", "place", "where", "time_barred"),
)
_WITH_ENDS: tuple[FlagKind, ...] = (
    *("times", "times", "times", "consent", "consent", "minor"),
    *("attorney", "cease", "bankruptcy", "deceased", "dispute", "dispute"),  # as a hold of a file has it
)
# What a flag of its kind says, drawn anew for each.
_DETAILS: dict[FlagKind, dict[str, st.SearchStrategy[str]]] = {
    "times": {"times": said_times()},
    "place": {"place": st.sampled_from(["home", "work", "employer"])},
    "attorney": {"phones": st.sampled_from(["", f"{STRANGE}", f"{PHONES[0]} {PHONES[3]}"])},
    "third_party": {"asked": st.sampled_from(["yes", "no"])},
    "speaks_for": {"role": st.sampled_from(["spouse", "executor", "parent", "guardian"])},
    "dispute": {"in_writing": st.sampled_from(["yes", "yes", "no"])},
    "notice": {"how": st.sampled_from(["mail", "spoken"])},
}
_OF_A_NUMBER = ("do_not_call", "consent_revoked", "third_party", "speaks_for")
_OF_AN_ACCOUNT = ("attorney", "cease", "refuses", "dispute", "answered", "consent", "notice", "time_barred")


@st.composite
def flags(draw: st.DrawFn, now: datetime, zones: tuple[str, ...]) -> Flag:
    """One flag as the program may have it: begun already, and with an end only where its kind has one."""
    ends = draw(st.booleans())
    kind = draw(st.sampled_from(_WITH_ENDS if ends else _OPEN_ENDED))
    since = now - draw(st.one_of(st.integers(0, 9 * 1440), st.integers(0, 60 * 1440))) * MINUTE
    until = None
    if ends and draw(st.booleans()):
        day = now.date() + timedelta(days=draw(st.integers(0, 12)))
        until = midnight(zones[0], day) if draw(st.booleans()) else now + draw(st.integers(1, 20_000)) * MINUTE
    return Flag(
        kind,
        since,
        until,
        draw(st.sampled_from([None, 1, 1, 2])) if kind in _OF_AN_ACCOUNT else None,
        draw(st.sampled_from(PHONES)) if kind in _OF_A_NUMBER else "",
        {name: draw(value) for name, value in _DETAILS.get(kind, {}).items()},
        draw(st.integers(1, 99)),
    )


@st.composite
def questions(draw: st.DrawFn, most_flags: int = 4) -> Asked:
    at = minute(draw(NOWS))
    if draw(st.booleans()):  # by day in the middle of the country, so that the hours do not forbid everything
        at = at.replace(hour=draw(st.sampled_from([17, 18, 19, 20])))
    zones = tuple(draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True)))
    party: Party = draw(st.sampled_from(["third", "third", "first"]))
    law = draw(st.sampled_from(STATES))
    history = sorted(draw(st.lists(calls(at), max_size=12)), key=lambda call: call.at, reverse=True)
    statuses: list[PhoneStatus] = [
        draw(st.sampled_from(["good", "good", "good", "good", "wrong", "disconnected"])) for _ in PHONES
    ]
    numbers = tuple(Number(e164, KINDS[e164], status) for e164, status in zip(PHONES, statuses, strict=True))
    case = Case(
        1,
        party,
        policy_for(LAWS, party, law, ()),
        zones,
        True,
        numbers,
        law,
        draw(st.sampled_from([frozenset(), frozenset((1,)), frozenset((1, 2))])),
        tuple(history),
        tuple(draw(st.lists(flags(at, zones), max_size=most_flags))),
    )
    return Asked(case, draw(st.sampled_from([*PHONES, *PHONES, STRANGE])), at, law)
