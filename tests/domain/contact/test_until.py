"""Until when a number may be called: held against asking the rules at every few minutes until they say no."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from collections_tui.domain.contact.judge import judge, until
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.records import Case, Flag
from collections_tui.domain.contact.weeks import daily, next_close
from tests.domain.contact.frequency_cases import MOBILE, there
from tests.domain.contact.test_frequency_by_hand import cases
from tests.domain.contact.test_hours import EASTERN, PACIFIC, at, case, times

STEP = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@st.composite
def told(draw: st.DrawFn) -> tuple[Case, datetime]:
    """A case of calls and flags, with times the customer called inconvenient, begun or over soon."""
    found, now = draw(cases())
    flags = list(found.flags)
    for text in draw(st.lists(st.sampled_from(("not mon", "not weekdays 15:00-17:00", "not sat", "not 12:00-13:00")))):
        since = now + timedelta(minutes=draw(st.integers(-3000, 600)))
        over = draw(st.one_of(st.none(), st.integers(1, 900)))
        end = None if over is None else now + timedelta(minutes=over)
        flags.append(Flag("times", since, end, details={"times": text}))
    return found._replace(flags=tuple(flags)), now


def blocked(found: Case, when: datetime) -> bool:
    return judge(found, MOBILE, when).verdict == "block"


@settings(deadline=None, max_examples=60)
@given(given_=told())
def test_until_is_the_first_instant_at_which_the_rules_block(given_: tuple[Case, datetime]) -> None:
    found, now = given_
    assume(not blocked(found, now))
    end = until(found, MOBILE, now)
    assert end is not None, "hours are over every day"
    assert now < end
    assert blocked(found, end)
    assert not blocked(found, end - SECOND)
    probe = now
    while probe < end:
        assert not blocked(found, probe), probe
        probe += STEP


def test_in_two_zones_it_ends_where_the_evening_comes_first() -> None:
    both = case(EASTERN, PACIFIC)
    assert until(both, MOBILE, at("2026-06-03T12:00")) == at("2026-06-03T21:00")
    assert until(case(PACIFIC), MOBILE, at("2026-06-03T12:00")) == at("2026-06-04T00:00")


def test_a_time_they_called_inconvenient_ends_it_sooner() -> None:
    found = case(EASTERN, flags=[times("not weekdays 15:00-17:00")])
    assert until(found, MOBILE, at("2026-06-03T12:00")) == at("2026-06-03T15:00")
    assert until(found, MOBILE, at("2026-06-03T17:30")) == at("2026-06-03T21:00")


def test_without_hours_nothing_ends_it() -> None:
    free = case(EASTERN)._replace(policy=Policy("free", (), ()))
    assert until(free, MOBILE, there("2026-06-03T12:00")) is None


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-03-07T12:00", "2026-03-07T21:00"), ("2026-03-08T12:00", "2026-03-08T21:00")],
)
def test_a_change_of_clocks_does_not_move_the_evening(begin: str, end: str) -> None:
    assert until(case(EASTERN), MOBILE, at(begin)) == at(end)


def test_hours_that_go_on_over_midnight_of_utc_are_one_stretch() -> None:
    week = daily(time(8), time(21))
    noon = datetime(2026, 6, 3, 19, tzinfo=UTC)
    assert next_close(week, (PACIFIC,), noon) == datetime(2026, 6, 4, 4, tzinfo=UTC)
    always = daily(time(0), time(23, 59))
    assert next_close(always, ("UTC",), noon) == datetime(2026, 6, 3, 23, 59, tzinfo=UTC)
    assert next_close(daily(time(8), time(8)), ("UTC",), noon) is None
