"""How often: the limits of a policy on calls and after conversations, with what was counted for each.

The rules themselves are data (``data/policies/*.toml``); what counts, and when, follows 12 CFR 1006.14(b) and its
comments. Days are calendar days where the customer is. In several zones a call counts as long as it does in any.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from collections_tui.domain.contact.policy import Limit
from collections_tui.domain.contact.records import Case, Finding, Number
from collections_tui.domain.records import PhoneKind
from collections_tui.domain.windows import zone

# 12 CFR 1006.14(b)(3)(i): prior consent lasts for at most seven consecutive days, its own day the first.
_CONSENT_DAYS = timedelta(days=7)
_MOMENT = timedelta(microseconds=1)
_AT = attrgetter("at")


class _Consent(NamedTuple):
    """Prior consent to calls to one number: from ``since`` until before ``ends``, and up to the next conversation."""

    since: datetime
    ends: datetime
    conversation: datetime | None

    def allows(self, at: datetime) -> bool:
        return self.since <= at < self.ends and (self.conversation is None or at < self.conversation)

    def covered(self, at: datetime) -> bool:
        """Whether a call that was made was made under it: consent given during a call is not prior to it."""
        return self.since < at < self.ends and (self.conversation is None or at <= self.conversation)


class _Made(NamedTuple):
    """A call made to a number that is the person's. ``agreed``: it was made with prior consent."""

    at: datetime
    kind: PhoneKind
    reached: bool
    about: bool
    agreed: bool


class _View(NamedTuple):
    """A case as the limits see it at one instant; calls are the latest first. ``today`` is the day there, by zone."""

    at: datetime
    today: tuple[tuple[str, date], ...]
    made: tuple[_Made, ...]
    spoken: tuple[tuple[datetime, bool], ...]
    """When there was a conversation, and whether it was about the debt."""
    consent: _Consent | None
    """The prior consent with which the number may be called now, the longest."""

    def first_day(self, days: int) -> tuple[datetime, str]:
        """When the latest so many days began, today the last of them: in the zone where that was earliest."""
        back = timedelta(days=days - 1)
        return min([(_start(name, day - back), name) for name, day in self.today])

    def over_after(self, when: datetime, days: int) -> tuple[datetime, str]:
        """When so many days are over, that of ``when`` the first: in the zone where that is latest."""
        span = timedelta(days=days)
        return max([(_start(name, _day(when, name) + span), name) for name, _ in self.today])


def findings(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield one finding for each limit of the policy that is about such a number, also where it allows.

    Calls later than ``at`` are not looked at. ``clears_at`` is the start of the first day on which the limit allows a
    call again in every zone; of a limit in minutes, the instant.
    """
    policy = case.policy
    view = _view(case, number, at)
    for limit in policy.limits:
        if limit.kinds and number.kind not in limit.kinds:
            continue
        if limit.id in policy.off:
            yield Finding(limit.id, limit.source, "allow", f"not applied: {policy.off[limit.id]}")
        elif limit.counts == "conversations":
            yield _after_conversation(view, limit)
        else:
            yield _counted(view, limit)


def blocking(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield what of ``findings`` blocks, without the words for what allows."""
    if not case.calls:
        return
    policy, view = case.policy, _view(case, number, at)
    for limit in policy.limits:
        if limit.warns or limit.id in policy.off or (limit.kinds and number.kind not in limit.kinds):
            continue
        if limit.counts == "conversations" or len(_counting(view, limit, _opened(view, limit)[0])) >= limit.most:
            found = _after_conversation(view, limit) if limit.counts == "conversations" else _counted(view, limit)
            if found.verdict == "block":
                yield found


def _view(case: Case, number: Number, at: datetime) -> _View:
    debts = case.same_debt | {case.account_id}
    calls = sorted((one for one in case.calls if one.at <= at), key=_AT, reverse=True)
    # A call of which nobody knows what it was about was about every debt.
    known = [(one, not one.debts or not debts.isdisjoint(one.debts)) for one in calls if not one.not_theirs]
    spoken = tuple([(one.at, about) for one, about in known if one.conversation])
    today = tuple([(name, _day(at, name)) for name in case.zones])
    consents: dict[str, list[_Consent]] = {}
    if any(flag.kind == "consent" for flag in case.flags):
        ends = [when for when, about in spoken if about]
        consents = {e164: _consents(case, debts, e164, ends) for e164 in {number.e164, *(one.e164 for one in calls)}}
    made = [
        _Made(one.at, one.kind, one.reached, about, any(c.covered(one.at) for c in consents.get(one.e164, ())))
        if consents
        else _Made(one.at, one.kind, one.reached, about, False)
        for one, about in known
        if one.outbound
    ]
    now = [one for one in consents.get(number.e164, ()) if one.allows(at)]
    return _View(at, today, tuple(made), spoken, max(now, key=lambda one: one.ends, default=None))


def _consents(case: Case, debts: frozenset[int], e164: str, spoken: list[datetime]) -> list[_Consent]:
    """Return the consents to calls to one number, each with its ends (comments to 14(b)(3)(i)).

    Those are seven days, an end agreed, a revocation, and the next conversation about the debt (``spoken``).
    """
    flags = [flag for flag in case.flags if flag.e164 in ("", e164)]
    flags = [flag for flag in flags if flag.account_id is None or flag.account_id in debts]
    found = []
    for flag in flags:
        if flag.kind != "consent":
            continue
        ends = [min(_start(name, _day(flag.since, name) + _CONSENT_DAYS) for name in case.zones)]
        ends += [flag.until] if flag.until is not None else []
        ends += [one.since for one in flags if one.kind == "consent_revoked" and one.since >= flag.since]
        then = min((when for when in spoken if when > flag.since), default=None)
        found.append(_Consent(flag.since, min(ends), then))
    return found


def _after_conversation(view: _View, limit: Limit) -> Finding:
    """No call for some days after a conversation, whoever began it, also after one that was cut off."""
    spoken = next((when for when, about in view.spoken if about or limit.per == "person"), None)
    opened, there = view.first_day(limit.days)
    if spoken is None or spoken < opened:
        return _allowed(limit, f"no conversation since {_say(opened, there)}")
    clears, where = view.over_after(spoken, limit.days)
    if limit.consent and view.consent is not None:
        return _allowed(limit, f"spoken with on {_say(spoken, where)}, and {_agreed(view.consent, where)}")
    return _beyond(limit, f"spoken with on {_say(spoken, where)}: the next call from {_say(clears, where)}", clears)


def _counted(view: _View, limit: Limit) -> Finding:
    """So many calls in so many days: the call that would be one more is not allowed."""
    opened, there = _opened(view, limit)
    made = _counting(view, limit, opened)
    text = f"{len(made)} of {limit.most} {limit.words} "
    if limit.minutes:
        text += f"in the last {limit.minutes} minutes"
    else:
        text += f"since {_say(made[-1] if made else opened, there)}"
    if len(made) < limit.most:
        return _allowed(limit, text)
    if limit.consent and view.consent is not None:
        return _allowed(limit, f"{text}, and {_agreed(view.consent, there)}")
    # Once this one is too old to count there are fewer than the most.
    turning = made[limit.most - 1]
    if limit.minutes:
        clears = turning + timedelta(minutes=limit.minutes)
        return _beyond(limit, f"{text}: the next from {_clock(clears, there)}", clears)
    clears, where = view.over_after(turning, limit.days)
    return _beyond(limit, f"{text}: the next from {_say(clears, where)}", clears)


def _opened(view: _View, limit: Limit) -> tuple[datetime, str]:
    """When the days or minutes began that a limit looks at, and the zone whose calendar they are of."""
    if limit.minutes:
        return view.at - timedelta(minutes=limit.minutes) + _MOMENT, view.today[0][0]
    return view.first_day(limit.days)


def _counting(view: _View, limit: Limit, opened: datetime) -> list[datetime]:
    """Return when each call was made that a limit counts, the latest first (12 CFR 1006.14(b)(3)).

    Calls that did not connect do not count, nor those to a number that turned out to be somebody else's (the
    comment on misdirected calls to 14(b)(2)(i)), nor, where the rule says so, those made with prior consent.
    """
    made = []
    for call in view.made:
        if call.at < opened:
            break
        if (
            (call.reached or limit.counts == "all")
            and (call.about or limit.per == "person")
            and not (limit.consent and call.agreed)
            and (not limit.kinds or call.kind in limit.kinds)
        ):
            made.append(call.at)
    return made


def _allowed(limit: Limit, text: str) -> Finding:
    return Finding(limit.id, limit.source, "allow", text)


def _beyond(limit: Limit, text: str, clears: datetime) -> Finding:
    if limit.warns:
        return Finding(limit.id, limit.source, "warn", text, clears)
    return Finding(limit.id, limit.source, "block", text, clears, limit.overridable)


def _agreed(consent: _Consent, there: str) -> str:
    last = consent.ends - _MOMENT
    if consent.ends == _start(there, _day(consent.ends, there)):
        return f"more allowed: they agreed to calls through {_say(last, there)}"
    return f"more allowed: they agreed to calls until {_say(last, there)} {_clock(consent.ends, there)}"


def _say(when: datetime, there: str) -> str:
    """Return a day as ``Fri 20 Nov``, never as ``today``: what was found is stored with the call."""
    return _say_day(_day(when, there))


@lru_cache(maxsize=512)
def _say_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _clock(when: datetime, there: str) -> str:
    return f"{when.astimezone(zone(there)):%H:%M}"


def _day(when: datetime, there: str) -> date:
    return when.astimezone(zone(there)).date()


@lru_cache(maxsize=4096)
def _start(there: str, day: date) -> datetime:
    """Return the instant a day begins in a zone, in UTC, also where clocks skip midnight."""
    return datetime.combine(day, time(), tzinfo=zone(there)).astimezone(UTC)
