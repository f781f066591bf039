"""Financial assistance and the No Surprises Act: no day too early, and nothing forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.insurance.assistance import Assistance, action_from, apply_until, dispute_until, notices

DAY = date(2026, 3, 2)
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
KNOWN = st.builds(
    Assistance, st.just(1), DAYS, DAYS, DAYS, st.none(), st.just(""), st.none() | st.integers(0, 5_000_00), DAYS
)


def rules(one: Assistance, on: date, billed: int = 1_000_00) -> list[str]:
    return [each.rule for each in notices(one, billed, on)]


def test_the_days_of_the_regulation() -> None:
    one = Assistance(1, DAY)
    assert apply_until(one) == date(2026, 10, 28)  # the 240th day
    assert action_from(one) is None  # nobody has sent the notice
    assert rules(one, DAY + timedelta(days=119)) == ["no_action", "may_apply"]
    assert rules(one, DAY + timedelta(days=120)) == ["no_notice", "may_apply"]
    noticed = one._replace(notice_on=DAY + timedelta(days=110))
    assert action_from(noticed) == DAY + timedelta(days=140)
    assert rules(noticed, DAY + timedelta(days=139)) == ["no_action", "may_apply"]
    assert rules(noticed, DAY + timedelta(days=140)) == ["may_apply"]
    late = one._replace(notice_on=DAY + timedelta(days=230))
    assert apply_until(late) == DAY + timedelta(days=260)  # thirty days from the notice, which is later
    assert rules(late, DAY + timedelta(days=261)) == []


def test_an_application_suspends_whatever_the_day() -> None:
    one = Assistance(1, DAY, DAY, applied_on=DAY + timedelta(days=200))
    assert rules(one, DAY + timedelta(days=400)) == ["application_open"]
    decided = one._replace(decided_on=DAY + timedelta(days=210), decision="granted")
    assert rules(decided, DAY + timedelta(days=400)) == ["granted"]


def test_a_bill_far_above_its_estimate_may_be_disputed() -> None:
    one = Assistance(1, DAY, DAY, applied_on=DAY, decided_on=DAY, decision="refused", estimate_cents=600_00)
    assert dispute_until(one, 999_99) is None
    assert dispute_until(one, 1_000_00) == DAY + timedelta(days=120)
    said = notices(one, 1_000_00, DAY + timedelta(days=120))
    assert (said[-1].rule, said[-1].words.split(" above")[0]) == ("above_estimate", "$400.00")
    assert rules(one, DAY + timedelta(days=121)) == []
    disputed = one._replace(disputed_on=DAY + timedelta(days=5))
    assert rules(disputed, DAY + timedelta(days=9)) == ["estimate_disputed", "no_action"]


@given(KNOWN, st.integers(0, 9_000_00), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_no_extraordinary_action_is_let_through_too_early(one: Assistance, billed: int, today: date) -> None:
    found = {each.rule: each for each in notices(one, billed, today)}
    forbids = {"no_action", "no_notice", "statement_unknown", "application_open"} & set(found)
    first = action_from(one)
    may = first is not None and today >= first and not one.applying
    assert bool(forbids) != may
    assert all(each.until is None or each.until > today for each in found.values())
    if one.statement_on is not None and may:
        assert (today - one.statement_on).days >= 120
