"""Hours, inconvenient times and places: the examples of the commentary, and every minute around a change of clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.contact import hours
from collections_tui.domain.contact.policy import Hours, Policy
from collections_tui.domain.contact.records import Case, Finding, Flag, Number, PastCall
from tests.domain.contact.clocks import Weekly, first_good, inconvenient, minutes, outside

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
ARIZONA, HAWAII, ADAK, ATLANTIC = "America/Phoenix", "Pacific/Honolulu", "America/Adak", "America/Puerto_Rico"
FEDERAL = Hours("hours", "12 CFR 1006.6(b)(1)(i)", time(8), time(21))
HOME, MOBILE, WORK = (
    Number("+12125550100", "home", "good"),
    Number("+12125550101", "mobile", "good"),
    Number("+12125550102", "work", "good"),
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = EASTERN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def case(
    *zones: str,
    allowed: Sequence[Hours] = (FEDERAL,),
    flags: Sequence[Flag] = (),
    calls: Sequence[PastCall] = (),
    located: bool = True,
    off: dict[str, str] | None = None,
) -> Case:
    policy = Policy("test", tuple(allowed), (), off or {})
    numbers = (HOME, MOBILE, WORK)
    return Case(1, "third", policy, zones or (EASTERN,), located, numbers, calls=tuple(calls), flags=tuple(flags))


def times(text: str, until: datetime | None = None, e164: str = "") -> Flag:
    return Flag("times", LONG_AGO, until, e164=e164, details={"times": text})


def place(where: str, e164: str = "", until: datetime | None = None) -> Flag:
    return Flag("place", LONG_AGO, until, e164=e164, details={"place": where})


def call_in(when: datetime, e164: str = MOBILE.e164, talked: bool = False) -> PastCall:
    return PastCall(when, False, e164, frozenset(), True, talked)


def call_out(when: datetime, e164: str = MOBILE.e164) -> PastCall:
    return PastCall(when, True, e164, frozenset({1}), True, False)


def found(one: Case, rule: str, when: datetime, number: Number = MOBILE) -> Finding:
    (finding,) = (each for each in hours.findings(one, number, when) if each.id == rule)
    return finding


def verdicts(one: Case, when: datetime, number: Number = MOBILE) -> set[str]:
    return {each.verdict for each in hours.findings(one, number, when)}


# --- comment 6(b)(1)(i)-2: conflicting information about the place --------------------------------------------------


@pytest.mark.parametrize(
    ("wall", "verdict"), [("10:59", "block"), ("11:00", "allow"), ("20:59", "allow"), ("21:00", "block")]
)
def test_example_i_a_number_in_the_east_and_an_address_in_the_west(wall: str, verdict: str) -> None:
    # Convenient after 11:00 a.m. Eastern (8:00 a.m. Pacific) and before 9:00 p.m. Eastern (6:00 p.m. Pacific).
    assert found(case(EASTERN, PACIFIC), "hours", at(f"2026-06-03T{wall}")).verdict == verdict


@pytest.mark.parametrize(
    ("wall", "verdict"), [("09:59", "block"), ("10:00", "allow"), ("20:59", "allow"), ("21:00", "block")]
)
def test_example_ii_a_mobile_number_in_the_east_and_a_landline_in_mountain_time(wall: str, verdict: str) -> None:
    # Convenient after 10:00 a.m. Eastern (8:00 a.m. Mountain) and before 9:00 p.m. Eastern (7:00 p.m. Mountain).
    assert found(case(EASTERN, MOUNTAIN), "hours", at(f"2026-06-03T{wall}")).verdict == verdict


def test_the_words_name_every_place_and_when_it_opens() -> None:
    finding = found(case(EASTERN, PACIFIC), "hours", at("2026-06-03T09:10"))
    assert finding.text == "08:00 to 21:00 their time; it is 06:10 Pacific, 09:10 Eastern"
    assert (finding.source, finding.overridable) == ("12 CFR 1006.6(b)(1)(i)", False)
    assert finding.clears_at == at("2026-06-03T08:00", PACIFIC)


def test_a_customer_of_whom_nothing_is_known_is_a_warning() -> None:
    finding = found(case(EASTERN, PACIFIC, located=False), "place_unknown", at("2026-06-03T12:00"))
    assert (finding.verdict, finding.source) == ("warn", "comment 6(b)(1)(i)-2")
    assert finding.text == "nothing tells where the customer is: the time must be right in Eastern, Pacific"
    assert found(case(EASTERN), "place_unknown", at("2026-06-03T12:00")).verdict == "allow"


def test_hours_on_weekdays_wait_for_the_next_of_them() -> None:
    weekdays = Hours("state", "a source", time(9), time(17), frozenset(range(5)), True)
    finding = found(case(allowed=[weekdays]), "state", at("2026-06-05T17:00"))
    assert finding.clears_at == at("2026-06-08T09:00")
    assert finding.text == (
        "09:00 to 17:00 their time on Mon Tue Wed Thu Fri; it is 17:00 Eastern; "
        "otherwise only with consent the customer gave us directly (1006.6(b)(4)(i))"
    )
    assert finding.overridable


# --- comment 6(b)(1)-1: what the customer called inconvenient -------------------------------------------------------

SCHOOL = "weekdays except 3–5 pm, never weekends"


@pytest.mark.parametrize(
    ("when", "clears"),
    [
        ("2026-06-03T14:59:59", ""),
        ("2026-06-03T15:00", "2026-06-03T17:00"),
        ("2026-06-03T16:59:59", "2026-06-03T17:00"),
        ("2026-06-03T17:00", ""),
        ("2026-06-06T12:00", "2026-06-08T00:00"),
        ("2026-06-07T23:59:59", "2026-06-08T00:00"),
        ("2026-06-08T08:00", ""),
    ],
)
def test_example_i_weekdays_except_three_to_five_and_never_weekends(when: str, clears: str) -> None:
    finding = found(case(flags=[times(SCHOOL)]), "inconvenient_time", at(when))
    assert finding.verdict == ("block" if clears else "allow")
    assert finding.clears_at == (at(clears) if clears else None)
    assert finding.text.startswith("they may be called Mon–Fri 08:00–15:00 and 17:00–21:00; not Sat–Sun; it is ")
    assert finding.overridable is bool(clears)


def test_example_ii_until_a_date() -> None:
    until = at("2026-06-13T00:00")
    one = case(flags=[times(SCHOOL, until)])
    assert found(one, "inconvenient_time", at("2026-06-12T23:59")).verdict == "allow"
    assert found(one, "inconvenient_time", at("2026-06-07T12:00")).clears_at == at("2026-06-08T00:00")
    assert found(one, "inconvenient_time", at("2026-06-13T12:00")).verdict == "allow"
    weekend = case(flags=[times("weekends", at("2026-06-07T12:00"))])
    assert found(weekend, "inconvenient_time", at("2026-06-06T12:00")).clears_at == at("2026-06-07T12:00")


def test_what_is_convenient_to_the_customer_does_not_widen_the_hours_of_the_law() -> None:
    one = case(flags=[times("only 6 am-7 am")])
    assert found(one, "inconvenient_time", at("2026-06-03T06:30")).verdict == "allow"
    assert found(one, "hours", at("2026-06-03T06:30")).verdict == "block"


def test_inconvenient_in_any_place_is_inconvenient() -> None:
    one = case(EASTERN, PACIFIC, flags=[times("12:00-13:00")])
    assert found(one, "inconvenient_time", at("2026-06-03T12:30")).verdict == "block"
    assert found(one, "inconvenient_time", at("2026-06-03T12:30", PACIFIC)).verdict == "block"
    assert found(one, "inconvenient_time", at("2026-06-03T14:00")).verdict == "allow"


def test_times_of_one_number_are_of_that_number() -> None:
    one = case(flags=[times("mornings", e164=HOME.e164)])
    assert found(one, "inconvenient_time", at("2026-06-03T09:00"), HOME).verdict == "block"
    assert found(one, "inconvenient_time", at("2026-06-03T09:00"), MOBILE).verdict == "allow"


def test_times_that_cannot_be_read_block() -> None:
    finding = found(case(flags=[times("when the moon is full")]), "inconvenient_time", at("2026-06-03T12:00"))
    assert (finding.verdict, finding.clears_at) == ("block", None)


def test_a_flag_of_tomorrow_says_nothing_of_today() -> None:
    flag = times("mornings")._replace(since=at("2026-06-04T00:00"))
    assert found(case(flags=[flag]), "inconvenient_time", at("2026-06-03T09:00")).verdict == "allow"


# --- comment 6(b)(1)-2: the customer calls in -----------------------------------------------------------------------


def test_one_reply_to_a_customer_who_calls_in_at_an_inconvenient_time() -> None:
    flag, called = times(SCHOOL), at("2026-06-03T15:10")
    waiting = case(flags=[flag], calls=[call_in(called)])
    reply = found(waiting, "inconvenient_time", at("2026-06-03T15:20"))
    assert (reply.verdict, reply.source) == ("allow", "12 CFR 1006.6(b)(1), comment 6(b)(1)-1, comment 6(b)(1)-2")
    assert "one reply" in reply.text
    answered = case(flags=[flag], calls=[call_out(at("2026-06-03T15:20")), call_in(called)])
    assert found(answered, "inconvenient_time", at("2026-06-03T15:25")).clears_at == at("2026-06-03T17:00")
    again = case(flags=[flag], calls=[call_in(at("2026-06-03T15:30")), call_out(at("2026-06-03T15:20"))])
    assert found(again, "inconvenient_time", at("2026-06-03T15:40")).verdict == "allow"


@pytest.mark.parametrize(
    "call",
    [
        call_in(at("2026-06-03T14:59")),  # at a convenient time
        call_in(at("2026-06-02T15:30")),  # the day before
        call_in(at("2026-06-03T15:30")),  # later
        call_in(at("2026-06-03T15:10"), talked=True),  # we answered
        call_in(at("2026-06-03T15:10"))._replace(third_party=True),
        call_out(at("2026-06-03T15:10")),
    ],
)
def test_no_reply_where_nobody_waits_for_one(call: PastCall) -> None:
    one = case(flags=[times(SCHOOL)], calls=[call])
    assert found(one, "inconvenient_time", at("2026-06-03T15:20")).verdict == "block"


def test_a_reply_is_of_the_same_day() -> None:
    one = case(flags=[times("weekends")], calls=[call_in(at("2026-06-06T10:00"))])
    assert found(one, "inconvenient_time", at("2026-06-06T20:00")).verdict == "allow"
    assert found(one, "inconvenient_time", at("2026-06-07T10:00")).verdict == "block"


def test_a_reply_is_of_the_same_day_in_every_place() -> None:
    one = case(EASTERN, PACIFIC, flags=[times("weekends")], calls=[call_in(at("2026-06-06T23:30"))])
    assert found(one, "inconvenient_time", at("2026-06-06T23:40")).verdict == "allow"
    assert found(one, "inconvenient_time", at("2026-06-07T00:30")).verdict == "block"


def test_the_stretch_begins_with_its_first_second() -> None:
    three = at("2026-06-03T15:00")
    earlier, sharp = (case(flags=[times(SCHOOL)], calls=[call_in(when)]) for when in (at("2026-06-03T14:59"), three))
    assert found(earlier, "inconvenient_time", three).verdict == "block"
    assert found(sharp, "inconvenient_time", three).verdict == "allow"


def test_a_reply_does_not_lift_the_hours_of_the_law() -> None:
    one = case(flags=[times("only 9-5")], calls=[call_in(at("2026-06-03T21:30"))])
    assert found(one, "inconvenient_time", at("2026-06-03T21:40")).verdict == "allow"
    assert found(one, "hours", at("2026-06-03T21:40")).verdict == "block"


# --- places ---------------------------------------------------------------------------------------------------------


def test_an_inconvenient_place_blocks_its_lines() -> None:
    noon = at("2026-06-03T12:00")
    home = case(flags=[place("home")])
    finding = found(home, "inconvenient_place", noon, HOME)
    assert (finding.verdict, finding.clears_at, finding.overridable) == ("block", None, True)
    assert finding.text.startswith("they do not want to be called at home; otherwise only with consent")
    assert {found(home, "inconvenient_place", noon, one).verdict for one in (MOBILE, WORK)} == {"allow"}
    assert found(case(flags=[place("work")]), "inconvenient_place", noon, WORK).verdict == "block"
    that = case(flags=[place("", MOBILE.e164, at("2026-07-01T00:00"))])
    assert found(that, "inconvenient_place", noon, MOBILE).clears_at == at("2026-07-01T00:00")
    assert found(that, "inconvenient_place", noon, HOME).verdict == "allow"


def test_an_employer_who_forbids_it_blocks_work_lines() -> None:
    noon = at("2026-06-03T12:00")
    one = case(flags=[place("employer")], calls=[call_in(at("2026-06-03T11:50"), WORK.e164)])
    finding = found(one, "employer_forbids", noon, WORK)
    assert (finding.verdict, finding.source, finding.clears_at) == ("block", "12 CFR 1006.6(b)(3)", None)
    assert found(one, "employer_forbids", noon, HOME).verdict == "allow"
    also = case(flags=[place("employer forbids", MOBILE.e164)])
    assert {found(also, "employer_forbids", noon, each).verdict for each in (MOBILE, WORK)} == {"block"}


def test_one_reply_to_a_customer_who_calls_from_an_inconvenient_place() -> None:
    noon = at("2026-06-03T12:00")
    from_work = call_in(at("2026-06-03T11:50"), WORK.e164)
    assert found(case(flags=[place("work")], calls=[from_work]), "inconvenient_place", noon, WORK).verdict == "allow"
    answered = case(flags=[place("work")], calls=[call_out(at("2026-06-03T11:55"), WORK.e164), from_work])
    assert found(answered, "inconvenient_place", noon, WORK).verdict == "block"
    elsewhere = case(flags=[place("work")], calls=[call_in(at("2026-06-03T11:50"))])
    assert found(elsewhere, "inconvenient_place", noon, WORK).verdict == "block"


def test_every_rule_says_something_also_where_it_allows_and_can_be_switched_off() -> None:
    ids = [one.id for one in hours.findings(case(), MOBILE, at("2026-06-03T12:00"))]
    assert ids == ["place_unknown", "hours", "inconvenient_time", "inconvenient_place", "employer_forbids"]
    one = case(off={"hours": "the client is its own creditor"})
    finding = found(one, "hours", at("2026-06-03T03:00"))
    assert (finding.verdict, finding.text) == ("allow", "not applied: the client is its own creditor")


# --- clocks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "opens", "closes", "blocked", "clears"),
    [
        # 02:30 does not exist on 14 March 2027: it opens when the clocks jump to 03:00.
        (EASTERN, time(2, 30), time(4), "2027-03-14T01:59", "2027-03-14T03:00"),
        # 01:30 comes twice on 7 November 2027: it opens at the first.
        (EASTERN, time(1, 30), time(1, 45), "2027-11-07T01:10", "2027-11-07T01:30"),
        (ARIZONA, time(8), time(21), "2027-03-14T07:59", "2027-03-14T08:00"),
        (HAWAII, time(8), time(21), "2027-11-07T21:00", "2027-11-08T08:00"),
    ],
)
def test_windows_on_the_days_the_clocks_change(zone: str, opens: time, closes: time, blocked: str, clears: str) -> None:
    finding = found(case(zone, allowed=[Hours("h", "s", opens, closes)]), "h", at(blocked, zone))
    assert finding.clears_at == at(clears, zone)


def test_an_hour_that_comes_twice_opens_twice() -> None:
    twice = case(allowed=[Hours("h", "s", time(1, 30), time(1, 45))])
    between = datetime(2027, 11, 7, 1, 50, tzinfo=ZoneInfo(EASTERN)).astimezone(UTC)
    assert found(twice, "h", between).clears_at == between + timedelta(minutes=40)


def test_places_that_never_agree_never_clear() -> None:
    narrow = case(EASTERN, HAWAII, allowed=[Hours("h", "s", time(8), time(9))])
    assert found(narrow, "h", at("2027-03-14T08:30")).clears_at is None
    assert found(case(flags=[times("only 2:30 am-3 am")]), "inconvenient_time", at("2027-03-13T12:00")).clears_at == at(
        "2027-03-15T02:30"
    )


def test_places_that_agree_only_in_winter_clear_in_winter() -> None:
    one = case(ARIZONA, MOUNTAIN, allowed=[Hours("h", "s", time(8), time(9))])
    assert found(one, "h", at("2027-06-01T08:30")).clears_at == at("2027-11-07T08:00", ARIZONA)


ZONES = st.lists(
    st.sampled_from([EASTERN, CENTRAL, MOUNTAIN, PACIFIC, ARIZONA, HAWAII, ADAK, ATLANTIC]), min_size=1, max_size=4
).map(lambda names: tuple(sorted(set(names))))
CHANGES = st.sampled_from([datetime(2027, 3, 14, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
QUARTER = st.integers(0, 95).map(lambda step: time(step // 4, step % 4 * 15))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)
LAWFUL = st.tuples(QUARTER, QUARTER, DAYS).map(
    lambda drawn: Hours("drawn", "s", min(drawn[:2]), max(drawn[:2]), drawn[2])
)
SAID = st.lists(
    st.builds(
        Weekly,
        DAYS,
        st.lists(st.tuples(QUARTER, QUARTER).filter(lambda pair: pair[0] < pair[1]), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=25)
@given(ZONES, CHANGES, st.sampled_from([FEDERAL, None]) | LAWFUL, SAID, st.data())
def test_every_minute_is_judged_as_the_clocks_on_the_walls_say(
    zones: tuple[str, ...], change: datetime, drawn: Hours | None, said: list[Weekly], data: st.DataObject
) -> None:
    allowed = drawn or FEDERAL
    instants = minutes(change - timedelta(days=2), 12)
    shut = [outside(zones, when, allowed.opens, allowed.closes, allowed.weekdays) for when in instants]
    bad = [inconvenient(zones, when, said) for when in instants]
    one = case(*zones, allowed=[allowed])
    noted = case(*zones, allowed=[allowed], flags=[times("; ".join(each.words for each in said))])
    opens, clear = first_good(instants, shut), first_good(instants, bad)
    start = data.draw(st.integers(0, 36))
    for index in range(start, 4 * 24 * 60, 37):
        when = instants[index]
        _agrees(found(one, allowed.id, when), shut[index], opens[index])
        finding = found(noted, "inconvenient_time", when)
        if "cannot be read" not in finding.text:  # where no minute of the week is left
            _agrees(finding, bad[index], clear[index])


def _agrees(finding: Finding, forbidden: bool, clears: datetime | None) -> None:
    assert finding.verdict == ("block" if forbidden else "allow")
    if forbidden and clears is not None:
        assert finding.clears_at == clears
    elif forbidden and finding.clears_at is not None:
        pass  # later than the minutes that were looked at
    else:
        assert finding.clears_at is None


@settings(max_examples=25)
@given(ZONES, CHANGES, LAWFUL, SAID, st.integers(0, 7 * 24 * 3600))
def test_what_blocks_blocks_until_one_second_before_it_clears(
    zones: tuple[str, ...], change: datetime, allowed: Hours, said: list[Weekly], seconds: int
) -> None:
    one = case(*zones, allowed=[allowed], flags=[times("; ".join(each.words for each in said))])
    when = change + timedelta(seconds=seconds)
    for finding in hours.findings(one, MOBILE, when):
        if finding.verdict == "block" and finding.clears_at is not None:
            before, after = finding.clears_at - timedelta(seconds=1), finding.clears_at
            assert finding.clears_at > when
            assert found(one, finding.id, max(before, when)).verdict == "block"
            assert found(one, finding.id, after).verdict == "allow"
