"""All rules together: one verdict for one number at one instant, and the first instant at which it may be dialled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from collections_tui.domain.contact import frequency, hours, standing
from collections_tui.domain.contact.records import Case, Finding, Judgement, Number, Verdict
from collections_tui.domain.records import CallWindow
from collections_tui.domain.windows import local_times, zone

Rule = Callable[[Case, Number, datetime], Iterator[Finding]]

OWN_RULES = "client_policy"


def _own_rules(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Block where the client has rules of its own and nobody here knows them."""
    if case.policy.unknown:
        yield Finding(OWN_RULES, "the client’s own contact rules", "block", case.policy.unknown)


_RULES: tuple[Rule, ...] = (_own_rules, standing.findings, hours.findings, frequency.findings)
# The same rules, for whoever asks only whether and until when they block: the queue does at every claim.
_BLOCKING: tuple[Rule, ...] = (_own_rules, standing.blocking, hours.blocking, frequency.blocking)
_STRICTNESS: dict[Verdict, int] = {"block": 0, "warn": 1, "allow": 2}
# Rules clear each other's way only so often: seven days, then a night, then an inconvenient hour.
_STEPS = 64
_FAR = timedelta(days=400)


def judge(case: Case, e164: str, at: datetime) -> Judgement:
    """Return whether a number may be dialled at an instant, with every rule that was looked at.

    A number that is not among the customer's is judged as one of which nothing is known.
    """
    number = _number(case, e164)
    findings = sorted(_findings(case, number, at), key=lambda one: _STRICTNESS[one.verdict])
    verdict = findings[0].verdict if findings else "allow"
    there = local_times(CallWindow(0, case.zones), at)
    clears = first_allowed(case, e164, at) if verdict == "block" else None
    return Judgement(e164, at, verdict, tuple(there), tuple(findings), clears)


def first_allowed(case: Case, e164: str, at: datetime) -> datetime | None:
    """Return the first instant from ``at`` on at which no rule blocks the number; None when there is none.

    Rules block for a time, so the way there leads from one clearing to the next.
    """
    number = _number(case, e164)
    end = at + _FAR
    for _ in range(_STEPS):
        clears = [one.clears_at for rule in _BLOCKING for one in rule(case, number, at)]
        if not clears:
            return at
        later = [when for when in clears if when is not None]
        if len(later) < len(clears) or max(later) <= at or max(later) > end:
            return None
        at = max(later)
    return None


def until(case: Case, e164: str, at: datetime) -> datetime | None:
    """Return the first instant after ``at`` at which a number that may be dialled may no more, if nothing happens.

    None where nothing known stops it: nobody limits the hours. Rules begin to block when hours are over, when a flag
    begins or ends, and at midnight, when consent runs out; so only those instants are looked at.
    """
    number = _number(case, e164)
    turns = {*hours.closings(case, number, at), *_midnights(case.zones, at)}
    for flag in case.flags:
        turns |= {when for when in (flag.since, flag.until) if when is not None}
    return next((when for when in sorted(turns) if when > at and _blocked(case, number, when)), None)


def _midnights(zones: tuple[str, ...], at: datetime) -> Iterator[datetime]:
    for name in zones:
        tomorrow = at.astimezone(zone(name)).date() + timedelta(days=1)
        yield datetime.combine(tomorrow, time(), tzinfo=zone(name)).astimezone(UTC)


def _blocked(case: Case, number: Number, at: datetime) -> bool:
    return any(one.verdict == "block" for one in _findings(case, number, at))


def first_of_any(case: Case, at: datetime) -> datetime | None:
    """Return the first instant from ``at`` on at which a good number of the customer may be dialled; None if never."""
    best: datetime | None = None
    for one in case.numbers:
        if one.status == "good" and best != at:
            when = first_allowed(case, one.e164, at)
            best = when if best is None or (when is not None and when < best) else best
    return best


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the strictest of some verdicts; ``allow`` of none."""
    return min(verdicts, key=_STRICTNESS.__getitem__, default="allow")


def _findings(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    for rule in _RULES:
        yield from rule(case, number, at)


def _number(case: Case, e164: str) -> Number:
    return next((one for one in case.numbers if one.e164 == e164), Number(e164, "other", "good"))
