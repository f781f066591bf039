"""What may not be dialled, worked out minute by minute from the text of the rules. Shares no code with them.

It is slow and plain on purpose: every rule is one function that reads the case as a list of facts, counts days on the
wall calendars of every zone, and looks at each minute by itself. ``forbids`` names the rules that a call to one number
at one instant would break. Facts are taken by the minute: calls and flags begin and end at full minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collections_tui.domain.contact.records import Case, Flag, Number, PastCall

MINUTE = timedelta(minutes=1)
ESTATE = {"spouse", "executor", "administrator", "representative", "parent", "successor"}
PARENTS = {"parent", "guardian"}


class Question(NamedTuple):
    """A call somebody would like to make: about whom, to which number, when, and which states' law holds."""

    case: Case
    number: Number
    at: datetime
    law: frozenset[str]

    @property
    def calls(self) -> list[PastCall]:
        """What has happened by then."""
        return [call for call in self.case.calls if call.at <= self.at]

    @property
    def debts(self) -> set[int]:
        """The accounts that are one debt with this one."""
        return {self.case.account_id, *self.case.same_debt}

    def walls(self, at: datetime) -> list[datetime]:
        """The clocks in every place."""
        return [at.astimezone(ZoneInfo(name)) for name in self.case.zones]

    def flags(self, *kinds: str) -> list[Flag]:
        """Those in force, about this debt and this number."""
        return [
            flag
            for flag in self.case.flags
            if flag.kind in kinds
            and flag.since <= self.at
            and (flag.until is None or self.at < flag.until)
            and (flag.account_id is None or flag.account_id in self.debts)
            and flag.e164 in ("", self.number.e164)
        ]

    def of_number(self, kind: str) -> list[Flag]:
        """Those that name this very number."""
        return [flag for flag in self.flags(kind) if flag.e164 == self.number.e164]

    def is_attorneys(self) -> bool:
        """Whether the number is one of the attorney's."""
        return any(self.number.e164 in flag.details.get("phones", "").split() for flag in self.flags("attorney"))

    def about_it(self, call: PastCall) -> bool:
        """Whether a call was about this debt; one of which nobody knows was about every debt (14(b)(4)-1.ii)."""
        return not call.debts or bool(self.debts & call.debts)

    def days_ago(self, then: datetime) -> int:
        """How many days of the calendar ago, where that is fewest: today is 0."""
        return min((wall.date() - then.astimezone(wall.tzinfo).date()).days for wall in self.walls(self.at))


def forbids(case: Case, e164: str, at: datetime, law: frozenset[str] = frozenset()) -> set[str]:
    """Return the rules that a call at an instant would break; ``law`` are states besides the federal rules."""
    number = next((one for one in case.numbers if one.e164 == e164), Number(e164, "other", "good"))
    question = Question(case, number, at, law)
    return {rule for rule, broken in RULES.items() if broken(question)}


# -- 1006.6(b)(1): times and places ----------------------------------------------------------------------------------


def _hours(q: Question) -> bool:
    """Before 8:00 a.m. or after 9:00 p.m. where the consumer is, wherever that may be."""
    return any(not 8 * 60 <= wall.hour * 60 + wall.minute < 21 * 60 for wall in q.walls(q.at))


def _wa_hours(q: Question) -> bool:
    """Between 9:00 p.m. and 7:30 a.m."""
    return any(not 7 * 60 + 30 <= wall.hour * 60 + wall.minute < 21 * 60 for wall in q.walls(q.at))


@lru_cache(maxsize=256)
def _said(words: str) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
    """Days and minutes of ``Mon Wed 09:00-12:30 15:00-16:00``; the whole day without hours."""
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    days = frozenset(names.index(word.lower()) for word in re.findall(r"[A-Za-z]{3}", words))
    spans = re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", words)
    return days, tuple((int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in spans) or ((0, 24 * 60),)


def _is_inconvenient(q: Question, words: str, at: datetime) -> bool:
    days, spans = _said(words)
    return any(
        wall.weekday() in days and any(start <= wall.hour * 60 + wall.minute < end for start, end in spans)
        for wall in q.walls(at)
    )


def _waits(q: Question, since: datetime, e164: str | None) -> PastCall | None:
    """The customer's last call in, if nobody has answered it: we may reply once on the same day (6(b)(1)-2)."""
    after = [call for call in q.calls if call.at >= since]
    mine = [c for c in after if not c.outbound and not c.conversation and not c.third_party and e164 in (None, c.e164)]
    if not mine:
        return None
    last = max(mine, key=lambda call: call.at)
    for call in q.calls:
        if call.at >= last.at and (call.outbound or call.conversation or call.third_party):
            return None
    today = all(last.at.astimezone(wall.tzinfo).date() == wall.date() for wall in q.walls(q.at))
    return last if today else None


def _times(q: Question) -> bool:
    for flag in q.flags("times"):
        words = flag.details["times"]
        if not _is_inconvenient(q, words, q.at):
            continue
        called = _waits(q, flag.since, None)
        if called is None or not all(_is_inconvenient(q, words, at) for at in _minutes(called.at, q.at)):
            return True
    return False


def _minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += MINUTE


def _place(q: Question) -> bool:
    """At home, or at work; a mobile telephone is nowhere, and of another nobody knows where it is."""
    flags = [flag for flag in q.flags("place") if flag.details["place"] == q.number.kind]
    return any(_waits(q, flag.since, q.number.e164) is None for flag in flags)


def _employer(q: Question) -> bool:
    return q.number.kind == "work" and any(flag.details["place"] == "employer" for flag in q.flags("place"))


# -- 1006.14(b): how often -------------------------------------------------------------------------------------------


def _placed(q: Question) -> list[PastCall]:
    """Calls placed to the person: those that did not connect, and to a number that is not theirs, do not count."""
    return [call for call in q.calls if call.outbound and call.reached and not call.not_theirs]


def _talks(q: Question) -> list[datetime]:
    return [call.at for call in q.calls if call.conversation and not call.not_theirs and q.about_it(call)]


def _agreed(q: Question, e164: str, at: datetime, *, made: bool) -> bool:
    """Prior consent: for seven days with its own, until revoked or until the next conversation about the debt."""
    flags = [flag for flag in q.case.flags if flag.e164 in ("", e164) and flag.account_id in (None, *q.debts)]
    revoked = [flag.since for flag in flags if flag.kind == "consent_revoked"]
    for given in (flag for flag in flags if flag.kind == "consent"):
        early = at <= given.since if made else at < given.since
        over = given.until is not None and at >= given.until
        zones = [ZoneInfo(name) for name in q.case.zones]
        late = any((at.astimezone(z).date() - given.since.astimezone(z).date()).days > 6 for z in zones)
        taken_back = any(given.since <= when <= at for when in revoked)
        # The call that became the next conversation was itself still made under it.
        talked = any(given.since < when and (when < at if made else when <= at) for when in _talks(q))
        if not (early or over or late or taken_back or talked):
            return True
    return False


def _seven_calls(q: Question) -> bool:
    if _agreed(q, q.number.e164, q.at, made=False):
        return False
    counted = [call for call in _placed(q) if q.about_it(call) and not _agreed(q, call.e164, call.at, made=True)]
    return sum(q.days_ago(call.at) <= 6 for call in counted) >= 7


def _after_conversation(q: Question) -> bool:
    if _agreed(q, q.number.e164, q.at, made=False):
        return False
    return any(q.days_ago(when) <= 6 for when in _talks(q))


def _ma(days: int, kinds: set[str]) -> Callable[[Question], bool]:
    """Two calls in so many days to such numbers, for each debt, whoever collects."""

    def broken(q: Question) -> bool:
        if q.number.kind not in kinds:
            return False
        return sum(q.about_it(c) and c.kind in kinds and q.days_ago(c.at) < days for c in _placed(q)) >= 2

    return broken


def _wa_week(q: Question) -> bool:
    return sum(q.days_ago(call.at) <= 6 for call in _placed(q)) >= 3


def _wa_work(q: Question) -> bool:
    return q.number.kind == "work" and any(c.kind == "work" and q.days_ago(c.at) <= 6 for c in _placed(q))


# -- whether at all --------------------------------------------------------------------------------------------------


def _speaks(q: Question, roles: set[str]) -> bool:
    return any(flag.details.get("role") in roles for flag in q.of_number("speaks_for"))


def _attorney(q: Question) -> bool:
    return bool(q.flags("attorney")) and not q.is_attorneys()


def _deceased(q: Question) -> bool:
    return bool(q.flags("deceased")) and not q.is_attorneys() and not _speaks(q, ESTATE)


def _minor(q: Question) -> bool:
    return bool(q.flags("minor")) and not q.is_attorneys() and not _speaks(q, PARENTS)


def _no_calls(q: Question) -> bool:
    """They said “stop calling”: one reply is left to a later call of theirs in which we spoke (1006.14(h)(2)(ii))."""
    asked = [flag.since for flag in q.flags("no_calls")]
    if not asked or q.is_attorneys():
        return False
    theirs = [c.at for c in q.calls if not c.outbound and c.conversation and c.at > max(asked)]
    return not theirs or any(c.outbound and c.reached and c.at > max(theirs) for c in q.calls)


def _third_party(q: Question) -> bool:
    """Somebody else's number is called once, to learn where the customer is (1006.10(c))."""
    known = q.of_number("third_party")
    if not known or q.is_attorneys() or q.of_number("speaks_for"):
        return False
    spoken = [c.at for c in q.calls if c.third_party and c.e164 == q.number.e164]
    asked = any(flag.details.get("asked", "yes") == "yes" for flag in known)
    return asked or any(when > min(flag.since for flag in known) for when in spoken)


def _dispute(q: Question) -> bool:
    """Disputed in writing within the period, and nothing sent since (1006.38(d)(2))."""
    notices = [_last_day(q, flag) for flag in q.flags("notice")]
    for one in q.flags("dispute"):
        if one.details.get("in_writing") != "yes":
            continue
        if notices and _day_of(q, one, "received_on") > max(notices):
            continue
        answers = [a for a in q.flags("answered") if a.account_id is None or one.account_id in (None, a.account_id)]
        if not any((a.since, a.id) >= (one.since, one.id) for a in answers):
            return True
    return False


def _day_of(q: Question, flag: Flag, name: str) -> date:
    if flag.details.get(name):
        return date.fromisoformat(flag.details[name])
    return flag.since.astimezone(ZoneInfo(q.case.zones[0])).date()


def _last_day(q: Question, notice: Flag) -> date:
    """Thirty days after receipt; by mail that is assumed five days after sending, without weekends and holidays."""
    sent = _day_of(q, notice, "sent_on")
    received = sent
    if notice.details.get("how") not in ("hand", "spoken"):
        for _ in range(5):
            received += timedelta(days=1)
            while received.weekday() >= 5 or received in HOLIDAYS:
                received += timedelta(days=1)
    return received + timedelta(days=30)


# Legal public holidays from late 2025 to early 2027, from a printed calendar.
HOLIDAYS = {
    *map(date.fromisoformat, ("2025-09-01", "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25", "2026-01-01")),
    *map(date.fromisoformat, ("2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-04", "2026-09-07")),
    *map(date.fromisoformat, ("2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18")),
    *map(date.fromisoformat, ("2027-02-15", "2027-05-31")),
}


def _in(state: str, party: str, rule: Callable[[Question], bool]) -> Callable[[Question], bool]:
    return lambda q: state in q.law and party in (q.case.party, "both") and rule(q)


RULES: dict[str, Callable[[Question], bool]] = {
    "hours": _hours,
    "wa_hours": _in("WA", "third", _wa_hours),
    "ma_hours": _in("MA", "both", _hours),
    "inconvenient_time": _times,
    "inconvenient_place": _place,
    "employer_forbids": _employer,
    "calls_in_seven_days": _seven_calls,
    "after_conversation": _after_conversation,
    "ma_personal": _in("MA", "both", _ma(7, {"home", "mobile", "other"})),
    "ma_elsewhere": _in("MA", "both", _ma(30, {"work", "other"})),
    "wa_three_a_week": _in("WA", "third", _wa_week),
    "wa_one_at_work": _in("WA", "third", _wa_work),
    "wrong_number": lambda q: q.number.status == "wrong",
    "disconnected": lambda q: q.number.status == "disconnected",
    "do_not_call": lambda q: bool(q.of_number("do_not_call")),
    "consent_revoked": lambda q: bool(q.of_number("consent_revoked")),
    "third_party": _third_party,
    "attorney": _attorney,
    "bankruptcy": lambda q: bool(q.flags("bankruptcy")),
    "deceased": _deceased,
    "minor": _minor,
    "cease": lambda q: bool(q.flags("cease", "refuses")),
    "no_calls": _no_calls,
    "dispute": _dispute,
}
"""Each rule by the name the program has for it, without what tells creditors' rules from collectors'."""


def minute(at: datetime) -> datetime:
    """The full minute an instant is in, in UTC."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def midnight(name: str, day: date) -> datetime:
    """When a day begins somewhere."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(name)).astimezone(UTC)
