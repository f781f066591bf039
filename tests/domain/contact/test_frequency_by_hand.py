"""How often, against a checker written from the words of 12 CFR 1006.14(b), day by day, that shares no code with it."""

from __future__ import annotations

import timeit
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact import frequency
from collections_tui.domain.contact.records import Case, Finding, Flag, FlagKind, PastCall
from tests.domain.contact.frequency_cases import (
    CONVERSATION,
    COUNT,
    FEDERAL,
    KINDS,
    MASSACHUSETTS,
    MOBILE,
    NUMBERS,
    WASHINGTON,
    called,
    case,
    consent,
    there,
)

ZONES = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "America/Puerto_Rico",
    "America/St_Johns",
    "America/Havana",  # clocks are changed at midnight there
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Asia/Beirut",
]
DAY = timedelta(days=1)
# Half of the cases are about a change of clocks.
NOWS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 3, 6), datetime(2026, 3, 20), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 11, 12), timezones=st.just(UTC)),
).map(lambda when: when.replace(microsecond=0))
DEBTS = st.frozensets(st.sampled_from([1, 2, 3]), max_size=3)


@st.composite
def calls(draw: st.DrawFn, now: datetime, *, connected: bool = True) -> PastCall:
    e164 = draw(st.sampled_from(list(KINDS)))
    ago = draw(st.one_of(st.integers(0, 9 * 86_400), st.integers(0, 35 * 86_400), st.integers(0, 600)))
    outbound = draw(st.sampled_from([True, True, True, False])) if connected else True
    reached = connected and draw(st.sampled_from([True, True, True, False]))
    conversation = connected and draw(st.sampled_from([True, False, False, False, False])) and reached
    not_theirs = draw(st.sampled_from([True, False, False, False, False]))
    return PastCall(
        now - timedelta(seconds=ago), outbound, e164, draw(DEBTS), reached, conversation, KINDS[e164], not_theirs
    )


@st.composite
def flags(draw: st.DrawFn, now: datetime) -> Flag:
    since = now - timedelta(seconds=draw(st.integers(0, 9 * 86_400)))
    lasts = draw(st.one_of(st.none(), st.integers(1, 8 * 86_400)))
    return Flag(
        draw(st.sampled_from(["consent", "consent", "consent", "consent_revoked", "dispute"])),
        since,
        since + timedelta(seconds=lasts) if lasts is not None else None,
        draw(st.sampled_from([None, 1, 2])),
        draw(st.sampled_from(["", "", *KINDS])),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, datetime]:
    now = draw(NOWS)
    zones = tuple(draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True)))
    history = draw(st.lists(calls(now), max_size=18))
    facts = tuple(draw(st.lists(flags(now), max_size=3)))
    policy = draw(st.sampled_from([FEDERAL, MASSACHUSETTS, WASHINGTON]))
    same = draw(st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2})]))
    return case(*history, flags=facts, zones=zones, policy=policy, same=same), now


def days_between(case: Case, zone: str, earlier: datetime, later: datetime) -> int:
    first, second = (when.astimezone(ZoneInfo(zone)).date() for when in (earlier, later))
    return (second - first).days


def about_it(case: Case, call: PastCall) -> bool:
    debts = {case.account_id} | set(case.same_debt)
    return len(call.debts) == 0 or len(debts & set(call.debts)) > 0


def agreed(case: Case, e164: str, when: datetime, *, made: bool) -> bool:
    """Whether a call to a number at an instant is (or was) made with prior consent given within seven days."""
    mine = [f for f in case.flags if f.e164 in ("", e164)]
    mine = [f for f in mine if f.account_id is None or f.account_id in {case.account_id} | set(case.same_debt)]
    for given_ in mine:
        if given_.kind != "consent" or when < given_.since or (made and when == given_.since):
            continue
        if given_.until is not None and when >= given_.until:
            continue
        if not all(0 <= days_between(case, zone, given_.since, when) <= 6 for zone in case.zones):
            continue
        if any(f.kind == "consent_revoked" and given_.since <= f.since <= when for f in mine):
            continue
        spoken = [c.at for c in case.calls if c.conversation and not c.not_theirs and about_it(case, c)]
        if any(given_.since < then < when or (then == when and not made and then > given_.since) for then in spoken):
            continue
        return True
    return False


def counts(case: Case, call: PastCall) -> bool:
    """Whether a call is one placed to the person, and not excluded: 14(b)(3)(ii), and a number that is not theirs."""
    return call.outbound and call.reached and not call.not_theirs


def forbidden(case: Case, e164: str, when: datetime) -> set[str]:
    """Which limits a call to a number at an instant breaks, by the words of each rule."""
    kind = KINDS[e164]
    past = [c for c in case.calls if c.at <= when]
    case = case._replace(calls=tuple(past))
    broken = set()
    for zone in case.zones:

        def within(days: int, call: PastCall, zone: str = zone) -> bool:
            return days_between(case, zone, call.at, when) < days

        made = [c for c in past if counts(case, c)]
        of_debt = [c for c in made if about_it(case, c)]
        if not agreed(case, e164, when, made=False):
            uncovered = [c for c in of_debt if not agreed(case, c.e164, c.at, made=True)]
            if sum(within(7, c) for c in uncovered) + 1 > 7:
                broken.add(COUNT)
            if any(within(7, c) for c in past if c.conversation and not c.not_theirs and about_it(case, c)):
                broken.add(CONVERSATION)
        if case.policy is MASSACHUSETTS:
            personal = [c for c in of_debt if c.kind in ("home", "mobile", "other")]
            elsewhere = [c for c in of_debt if c.kind in ("work", "other")]
            if kind != "work" and sum(within(7, c) for c in personal) + 1 > 2:
                broken.add("ma_personal")
            if kind in ("work", "other") and sum(within(30, c) for c in elsewhere) + 1 > 2:
                broken.add("ma_elsewhere")
        if case.policy is WASHINGTON:
            if sum(within(7, c) for c in made) + 1 > 3:
                broken.add("wa_three_a_week")
            if kind == "work" and sum(within(7, c) for c in made if c.kind == "work") + 1 > 1:
                broken.add("wa_one_at_work")
    return broken


def judged(case: Case, e164: str, when: datetime) -> dict[str, Finding]:
    number = next(one for one in NUMBERS if one.e164 == e164)
    return {one.id: one for one in frequency.findings(case, number, when)}


def blocking(found: dict[str, Finding]) -> set[str]:
    return {one.id for one in found.values() if one.verdict == "block"}


@given(cases(), st.sampled_from(list(KINDS)), st.integers(0, 40 * 86_400))
def test_what_is_allowed_is_what_the_rules_words_allow(given: tuple[Case, datetime], e164: str, later: int) -> None:
    case, now = given
    for when in (now, now + timedelta(seconds=later)):
        assert blocking(judged(case, e164, when)) == forbidden(case, e164, when)


@st.composite
def crowded(draw: st.DrawFn) -> tuple[Case, datetime]:
    """A case in which the count is nearly always full, with a consent or two."""
    now = draw(NOWS)
    agos = draw(st.lists(st.integers(0, 12 * 86_400), min_size=8, max_size=14))
    spoken = draw(st.lists(st.integers(0, 12 * 86_400), max_size=1))
    history = [
        PastCall(now - timedelta(seconds=ago), True, MOBILE, frozenset({1}), True, False, "mobile") for ago in agos
    ]
    history += [
        PastCall(now - timedelta(seconds=ago), draw(st.booleans()), MOBILE, frozenset({1}), True, True, "mobile")
        for ago in spoken
    ]
    facts = []
    kinds: list[list[FlagKind]] = [["consent"], ["consent", "consent"], ["consent", "consent_revoked"]]
    for kind in draw(st.sampled_from(kinds)):
        since = now - timedelta(seconds=draw(st.integers(0, 12 * 86_400)))
        until = since + timedelta(seconds=draw(st.integers(1, 9 * 86_400))) if draw(st.booleans()) else None
        facts.append(Flag(kind, since, until))
    zones = tuple(draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True)))
    return case(*history, flags=tuple(facts), zones=zones), now


@given(crowded())
def test_consent_begins_and_ends_when_the_rules_words_say(given: tuple[Case, datetime]) -> None:
    case, now = given
    edges = {now, *(call.at for call in case.calls if call.conversation)}
    for flag in case.flags:
        edges |= {flag.since, flag.until or now}
        for zone in case.zones:
            day = flag.since.astimezone(ZoneInfo(zone)).date() + 7 * DAY
            edges.add(datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC))
    for edge in edges:
        for when in (edge - timedelta(seconds=1), edge, edge + timedelta(seconds=1)):
            # A consent or a conversation that is yet to come is not looked at.
            known = case._replace(flags=tuple(flag for flag in case.flags if flag.since <= when))
            assert blocking(judged(known, MOBILE, when)) == forbidden(known, MOBILE, when)


@given(cases(), st.sampled_from(list(KINDS)))
def test_a_limit_clears_exactly_when_it_says(given: tuple[Case, datetime], e164: str) -> None:
    case, now = given
    for rule, finding in judged(case, e164, now).items():
        if finding.verdict == "allow":
            assert finding.clears_at is None
            continue
        assert finding.clears_at is not None
        assert finding.clears_at > now
        before = finding.clears_at - timedelta(microseconds=1)
        assert judged(case, e164, before)[rule].verdict == finding.verdict
        assert judged(case, e164, finding.clears_at)[rule].verdict == "allow"
        if finding.verdict == "block":
            at = now
            while at < finding.clears_at:
                assert rule in forbidden(case, e164, at)
                at += timedelta(hours=7)
            assert rule in forbidden(case, e164, before)
            assert rule not in forbidden(case, e164, finding.clears_at)


@given(cases(), st.sampled_from(list(KINDS)), st.data())
def test_calls_that_do_not_connect_change_nothing(given: tuple[Case, datetime], e164: str, data: st.DataObject) -> None:
    given_case, now = given
    more = data.draw(st.lists(calls(now, connected=False), min_size=1, max_size=9))
    both = tuple(sorted((*given_case.calls, *more), key=lambda one: one.at, reverse=True))
    assert judged(given_case._replace(calls=both), e164, now) == judged(given_case, e164, now)


@given(cases(), st.sampled_from(list(KINDS)), st.data())
def test_a_call_more_never_allows_more(given: tuple[Case, datetime], e164: str, data: st.DataObject) -> None:
    given_case, now = given
    both = tuple(sorted((*given_case.calls, data.draw(calls(now))), key=lambda one: one.at, reverse=True))
    before, after = judged(given_case, e164, now), judged(given_case._replace(calls=both), e164, now)
    for rule, finding in before.items():
        if finding.verdict != "allow":
            assert after[rule].verdict == finding.verdict
            assert (after[rule].clears_at or now) >= (finding.clears_at or now)


@given(cases(), st.sampled_from(list(KINDS)))
def test_a_zone_more_never_allows_more(given: tuple[Case, datetime], e164: str) -> None:
    case, now = given
    together = blocking(judged(case, e164, now))
    for zone in case.zones:
        assert blocking(judged(case._replace(zones=(zone,)), e164, now)) <= together


@pytest.mark.slow
def test_ten_calls_are_judged_in_a_moment() -> None:
    # A bench in small: all contact rules together have some 100 microseconds on every claim.
    history = [called(f"2026-11-{day:02}T10:00", reached=day % 2 == 0) for day in range(10, 20)]
    busy = case(*history, policy=MASSACHUSETTS, zones=("America/New_York", "America/Chicago"))
    busy = busy._replace(flags=(consent("2026-11-14T10:00"),))
    number = next(one for one in NUMBERS if one.e164 == MOBILE)
    at = there("2026-11-20T10:00")
    spent = min(timeit.repeat(lambda: list(frequency.findings(busy, number, at)), number=200, repeat=5)) / 200
    assert spent < 0.000_5
