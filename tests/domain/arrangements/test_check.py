"""What policies say to terms, line by line; and what a worksheet of means says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.arrangements.check import (
    check,
    may_approve,
    monthly_cents,
    months_of,
    needs_approval,
)
from collections_tui.domain.arrangements.means import (
    Guideline,
    Guidelines,
    Worksheet,
    assess,
    means_json,
    say_means,
    worksheet_from,
)
from collections_tui.domain.arrangements.records import (
    AidBand,
    ArrangementPolicy,
    Every,
    History,
    PolicyLine,
    Settlement,
    Terms,
)
from collections_tui.domain.arrangements.schedule import parse_every, schedule
from collections_tui.services.bookshelf import Books

TODAY = date(2026, 11, 23)
FIRST = date(2026, 12, 15)
COLLECTOR = History(TODAY, ("collector",))
MEDICAL = Books().arrangements_like("medical")
DISCRETIONARY = Books().arrangements_like("discretionary")


def say(policy: ArrangementPolicy, terms: Terms, history: History = COLLECTOR) -> dict[str, PolicyLine]:
    return {line.id: line for line in check(policy, terms, schedule(terms), history)}


def plan(owed: int, number: int | None = 6, **more: object) -> Terms:
    return Terms(owed, Every("months"), FIRST, number, **more)  # type: ignore[arg-type]


def test_terms_within_the_policy_need_nobody() -> None:
    lines = check(MEDICAL, plan(60_000), schedule(plan(60_000)), COLLECTOR)
    assert [(line.id, line.ok, line.text) for line in lines] == [
        ("minimum", True, "minimum $50 – ok"),
        ("months", True, "6 months – ok"),
        ("first", True, "first payment Tue 15 Dec – ok"),
    ]
    assert not needs_approval(lines)


def test_the_sentences_of_what_is_outside() -> None:
    terms = plan(600_000, 14)
    lines = say(MEDICAL, terms)
    assert lines["months"] == PolicyLine("months", False, "14 months – the policy allows 12: needs a supervisor")
    assert needs_approval(tuple(lines.values()))
    assert say(MEDICAL, plan(30_000, 12))["minimum"].text == "$25 – minimum $50: needs a supervisor"
    assert say(DISCRETIONARY, terms)["allowed"] == PolicyLine(
        "allowed", False, "discretionary service: no arrangements"
    )
    late = plan(60_000)._replace(first_on=TODAY + timedelta(days=46))
    assert say(MEDICAL, late)["first"].text.endswith("Fri 8 Jan 2027 – the policy allows 45 days: needs a supervisor")


def test_balances_have_the_band_that_holds_them() -> None:
    bands = MEDICAL._replace(bands=MEDICAL.bands[:-1])
    assert say(bands, plan(50_000, 3))["months"].ok
    assert not say(bands, plan(50_000, 4))["months"].ok
    assert say(bands, plan(50_001, 6))["months"].ok
    assert (
        say(bands, plan(900_001))["band"].text == "$9,000.01 is more than the policy has months for: needs a supervisor"
    )
    assert "band" not in say(MEDICAL._replace(bands=()), plan(900_001))


def test_a_small_last_instalment_is_none_too_small_and_a_larger_one_is_a_matter_of_policy() -> None:
    assert say(MEDICAL, plan(31_000, None, each_cents=15_000))["minimum"].ok
    lump = plan(100_000, 3, each_cents=20_000)
    assert say(MEDICAL, lump)["last"].text == "the last of $600 is larger than the others – ok"
    assert not say(MEDICAL._replace(larger_last=False), lump)["last"].ok
    assert "last" not in say(MEDICAL._replace(larger_last=False), plan(100_001, 3))


def test_a_down_payment_is_a_share_of_what_is_to_be_paid() -> None:
    policy = MEDICAL._replace(down_percent=10, down_cents=2_000)
    assert say(policy, plan(60_000))["down"].text == "no down payment – the policy asks $60: needs a supervisor"
    assert say(policy, plan(60_000, down_cents=6_000, down_on=TODAY))["down"].ok
    assert not say(policy, plan(60_000, down_cents=5_999, down_on=TODAY))["down"].ok
    assert not say(policy, plan(15_000, 2, down_cents=1_999, down_on=TODAY))["down"].ok
    assert say(policy, plan(60_000, down_cents=4_800, down_on=TODAY, settlement=Settlement(12_000, date.max)))[
        "down"
    ].ok


def test_settlements_have_a_limit_for_each_role_and_a_supervisors_is_not_none() -> None:
    until = TODAY + timedelta(days=30)
    terms = plan(100_000, 1, settlement=Settlement(20_000, until))
    assert say(MEDICAL, terms)["settlement"].text == "20% off – you may give 10%: needs a supervisor"
    supervisor = COLLECTOR._replace(roles=("supervisor",))
    assert say(MEDICAL, terms, supervisor)["settlement"].text == "20% off – ok"
    assert may_approve(MEDICAL, terms, ("supervisor",)) == ""
    more = terms._replace(settlement=Settlement(25_001, until))
    assert say(MEDICAL, more, supervisor)["settlement"].text == "25.1% off – you may give 25%: needs a supervisor"
    assert "at most 25%" in may_approve(MEDICAL, more, ("collector", "supervisor"))
    assert "nothing" in may_approve(MEDICAL._replace(settlement_percent=()), terms, ("supervisor",))
    assert may_approve(MEDICAL, plan(100_000), ("supervisor",)) == ""
    long = terms._replace(settlement=Settlement(5_000, until + timedelta(days=1)))
    assert say(MEDICAL, long)["until"].text.endswith("– the policy allows 30 days: needs a supervisor")


def test_broken_arrangements_count() -> None:
    assert "broken" not in say(MEDICAL, plan(60_000))
    assert say(MEDICAL, plan(60_000), COLLECTOR._replace(broken=1))["broken"].text == "1 arrangement broken before – ok"
    assert not say(MEDICAL, plan(60_000), COLLECTOR._replace(broken=2))["broken"].ok


def test_a_worksheet_only_advises() -> None:
    terms = plan(300_000, 9)
    wanted = say(MEDICAL, terms)
    assert (wanted["means"].ok, wanted["means"].advice) == (False, True)
    assert not needs_approval(tuple(wanted.values()))
    told = say(MEDICAL, terms, COLLECTOR._replace(means=True, affordable_cents=20_000))
    assert told["affordable"].text == "$333.34 a month – the worksheet suggests $200"
    assert not needs_approval(tuple(told.values()))
    assert "means" not in told
    lump = plan(300_000, 9, each_cents=20_000)
    assert say(MEDICAL, lump, COLLECTOR._replace(means=True, affordable_cents=20_000))["affordable"].ok


@pytest.mark.parametrize(
    ("every", "number", "months"),
    [("month", 12, 12), ("month-end", 1, 1), ("semimonth", 3, 2), ("week", 52, 12), ("week", 53, 13),
     ("2weeks", 26, 12), ("30-days", 12, 12), ("1-days", 1, 1), ("366-days", 2, 25)],
)  # fmt: skip
def test_how_many_months_instalments_take(every: str, number: int, months: int) -> None:
    assert months_of(parse_every(every), number) == months


@given(st.integers(1, 10**9), st.sampled_from(("month", "semimonth", "week", "2weeks", "10-days")))
def test_a_year_of_instalments_is_twelve_times_a_month(cents: int, every: str) -> None:
    yearly = {"month": 12.0, "semimonth": 24.0, "week": 365.25 / 7, "2weeks": 365.25 / 14, "10-days": 36.525}[every]
    assert abs(12 * monthly_cents(parse_every(every), cents) - yearly * cents) <= 6 + cents * 1e-9


# -- means ----------------------------------------------------------------------------------------------------------

US = Books().guidelines
AID = (AidBand(200, 100), AidBand(300, 50))


@pytest.mark.parametrize(
    ("state", "people", "yearly"),
    [("NY", 1, 15_960), ("", 4, 33_000), ("AK", 1, 19_950), ("AK", 3, 34_150), ("HI", 1, 18_360), ("HI", 2, 24_890)],
)
def test_the_guidelines_of_2026(state: str, people: int, yearly: int) -> None:
    assert (US.year, US.source) == (2026, "91 FR 1797")
    assert US.of_state(state).of(people) == yearly * 100
    twice = Worksheet(people, yearly * 200 // 12)
    assert assess(twice, US, AID, state).percent_of_poverty in (199, 200)
    assert assess(twice, US, AID, state).aid == AID[0]
    assert assess(twice._replace(income_cents=twice.income_cents + 100), US, AID, state).aid == AID[1]


def test_what_is_left_is_what_can_be_paid_in_whole_dollars() -> None:
    sheet = Worksheet(3, 240_000, (("housing", 120_000), ("food", 60_055)))
    means = assess(sheet, US, AID)
    assert (means.left_cents, means.affordable_cents, means.percent_of_poverty) == (59_945, 59_900, 105)
    assert say_means(means) == (
        "$599.45 left a month, $599.00 can be paid; income is 105% of the poverty guideline: 100% aid on application, "
        "up to 200% (2026, 91 FR 1797, the 48 contiguous states and D.C.)"
    )
    assert worksheet_from(means_json(sheet, means)) == sheet
    assert worksheet_from("") is None
    poor = assess(sheet._replace(income_cents=100_000), US, AID)
    assert (poor.left_cents, poor.affordable_cents) == (-80_055, 0)


def test_of_spending_and_a_standard_the_lower_counts() -> None:
    ours = Guidelines(2026, "x", (Guideline("here", frozenset(), 1, 1),), 50, {"food": (40_000, 70_000)})
    sheet = Worksheet(1, 200_000, (("food", 60_000),))
    assert assess(sheet, ours, ()).left_cents == 160_000
    assert assess(sheet, ours, ()).affordable_cents == 80_000
    assert assess(sheet._replace(household=5), ours, ()).left_cents == 140_000


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (Worksheet(0, 1), "A household has 1 to 30 people"),
        (Worksheet(31, 1), "A household has 1 to 30 people"),
        (Worksheet(1, -1), "not less than nothing"),
        (Worksheet(1, 10**14), "write an amount"),
        (Worksheet(1, 1, (("yachts", 1),)), "no spending “yachts”"),
        (Worksheet(1, 1, (("food", -1),)), "Spending on food"),
        (Worksheet(1, 1, (("food", 1), ("food", 1))), "said twice"),
    ],
)
def test_a_worksheet_that_cannot_be_one_is_refused(sheet: Worksheet, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        assess(sheet, US, ())
