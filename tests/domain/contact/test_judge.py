"""All rules together, against a checker written from their text that shares no code with them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.contact.judge import first_allowed, first_of_any, judge
from collections_tui.domain.contact.records import Case, Judgement
from tests.domain.contact.checker import MINUTE, forbids
from tests.domain.contact.judging import PHONES, Asked, calls, questions

SECOND = timedelta(seconds=1)


def blocking(judgement: Judgement) -> set[str]:
    """The rules that block, creditors' rules by the name of those they repeat."""
    return {finding.id.removesuffix("_creditor") for finding in judgement.blocking}


@settings(max_examples=400)
@given(questions(), st.integers(0, 12 * 1440))
def test_it_allows_what_the_text_of_the_rules_allows_and_nothing_else(asked: Asked, later: int) -> None:
    for at in (asked.at, asked.at + later * MINUTE):
        found = judge(asked.case, asked.e164, at)
        assert blocking(found) == forbids(asked.case, asked.e164, at, asked.law)
        assert (found.verdict == "block") == bool(found.blocking)


@given(questions(most_flags=2))
def test_it_clears_exactly_when_it_says(asked: Asked) -> None:
    case, e164, at, law = asked
    found = judge(case, e164, at)
    clears = found.clears_at
    if found.verdict != "block":
        assert clears is None
        assert first_allowed(case, e164, at) == at
        return
    if clears is None:
        for days in (1, 5, 9, 40):  # never: not at noon of any day either
            assert forbids(case, e164, at + timedelta(days=days), law)
        return
    assert clears > at
    assert judge(case, e164, clears).verdict != "block"
    assert not forbids(case, e164, clears, law)
    for just_before in (clears - SECOND, clears - timedelta(microseconds=1)):
        assert judge(case, e164, just_before).verdict == "block"
    step, now = 7, at
    while now < clears:
        assert forbids(case, e164, now, law), now
        now += step * MINUTE
        step = min(step + 11, 240)
    assert forbids(case, e164, clears - MINUTE, law)


@given(questions(most_flags=2))
def test_each_rule_clears_exactly_when_it_says(asked: Asked) -> None:
    blocks = judge(asked.case, asked.e164, asked.at).blocking
    for finding in blocks:
        # Of two flags of one rule each clears by itself: only the rule's own end is known from the text.
        if finding.clears_at is not None and [one.id for one in blocks].count(finding.id) == 1:
            rule = finding.id.removesuffix("_creditor")
            assert rule not in forbids(asked.case, asked.e164, finding.clears_at, asked.law)
            assert rule in forbids(asked.case, asked.e164, finding.clears_at - MINUTE, asked.law)
            assert finding.id in {one.id for one in judge(asked.case, asked.e164, finding.clears_at - SECOND).blocking}


@given(questions(), st.data())
def test_calls_that_did_not_connect_change_nothing_that_is_allowed(asked: Asked, data: st.DataObject) -> None:
    more = data.draw(st.lists(calls(asked.at, connected=False), min_size=1, max_size=12))
    both = tuple(sorted((*asked.case.calls, *more), key=lambda call: call.at, reverse=True))
    plain = judge(asked.case, asked.e164, asked.at)
    with_more = judge(asked.case._replace(calls=both), asked.e164, asked.at)
    # Where a reply is owed, a try of ours is one, whether it got through or not.
    if not any(flag.kind in ("times", "place") for flag in asked.case.flags):
        assert (plain.verdict, blocking(plain), plain.clears_at) == (
            with_more.verdict,
            blocking(with_more),
            with_more.clears_at,
        )
    else:
        assert blocking(plain) <= blocking(with_more)


@given(questions())
def test_the_queue_is_told_the_first_of_the_good_numbers(asked: Asked) -> None:
    case = asked.case
    expected = [_first(case, e164, asked.at) for e164 in PHONES if _is_good(case, e164)]
    assert first_of_any(case, asked.at) == min((at for at in expected if at is not None), default=None)


def _first(case: Case, e164: str, at: datetime) -> datetime | None:
    found = judge(case, e164, at)
    return at if found.verdict != "block" else found.clears_at


def _is_good(case: Case, e164: str) -> bool:
    return next(one.status for one in case.numbers if one.e164 == e164) == "good"


@pytest.mark.slow
@settings(max_examples=40)
@given(questions(most_flags=2))
def test_every_minute_until_it_clears_is_forbidden(asked: Asked) -> None:
    case, e164, at, law = asked
    clears = judge(case, e164, at).clears_at
    now = at
    while clears is not None and now < min(clears, at + timedelta(days=9)):
        assert forbids(case, e164, now, law), now
        now += MINUTE
