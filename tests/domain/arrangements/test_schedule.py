"""Schedules: over all terms they add up, rise, fall on the days that were meant, and refuse what cannot be met."""

from __future__ import annotations

import itertools
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collections_tui.domain.arrangements.records import Due, Every, Settlement, Terms
from collections_tui.domain.arrangements.schedule import (
    MOST_INSTALMENTS,
    days_of,
    first_day,
    form_of,
    parse_every,
    say_every,
    schedule,
    terms_from,
    terms_json,
)

MONTH = Every("months")
FIRST = date(2027, 1, 31)
EVERIES = st.one_of(
    st.builds(lambda step: Every("days", step), st.integers(1, 366)),
    st.builds(lambda step: Every("weeks", step), st.integers(1, 52)),
    st.just(Every("month ends")),
    st.builds(lambda day: Every("months", 1, (day,) if day else ()), st.integers(0, 31)),
    st.builds(
        lambda day, more: Every("half months", 1, (day, min(31, day + more))), st.integers(1, 24), st.integers(7, 30)
    ),
    st.just(Every("half months")),
)
FIRSTS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def weekend(day: date) -> bool:
    return day.weekday() > 4


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Terms that can be met, in every form."""
    owed = draw(st.integers(2, 5_000_000))
    settlement, first = None, draw(FIRSTS)
    if draw(st.booleans()):
        settlement = Settlement(draw(st.integers(1, owed - 1)), date.max)
    total = owed - (settlement.off_cents if settlement else 0)
    down = draw(st.integers(0, total - 1))
    rest = total - down
    number: int | None = draw(st.integers(1, min(rest, 60)))
    assert number is not None
    each = None
    form = draw(st.sampled_from(("number", "each", "both")))
    if form == "each":
        each, number = draw(st.integers(-(-rest // 60), rest)), None
    elif form == "both":
        each = draw(st.integers(1, max(1, (rest - 1) // number)))
    down_on = first - timedelta(days=draw(st.integers(1, 30))) if down else None
    return Terms(owed, draw(EVERIES), first, number, each, down, down_on, settlement)


@given(terms(), st.sampled_from(("spread", "last")), st.sampled_from(("as it falls", "before", "after")))
def test_whatever_is_agreed_adds_up_and_rises(agreed: Terms, rounding: str, off_days: str) -> None:
    dues = schedule(agreed, rounding=rounding, off_days=off_days, closed=weekend)  # type: ignore[arg-type]
    assert sum(due.amount_cents for due in dues) == agreed.total_cents
    assert all(due.amount_cents > 0 for due in dues)
    assert [due.number for due in dues] == list(
        range(0 if agreed.down_cents else 1, len(dues) + (not agreed.down_cents))
    )
    assert all(one.due_on < other.due_on for one, other in itertools.pairwise(dues))
    plain = dues[1:] if agreed.down_cents else dues
    if off_days != "as it falls":
        assert not any(weekend(due.due_on) for due in plain)
    amounts = [due.amount_cents for due in plain]
    if agreed.each_cents is None:
        assert len(amounts) == agreed.number
        if rounding == "spread":
            assert max(amounts) - min(amounts) <= 1
            assert amounts == sorted(amounts, reverse=True)
        else:
            assert len({*amounts[:-1]}) <= 1
            assert 0 <= amounts[-1] - min(amounts) < len(amounts)
    else:
        assert set(amounts[:-1]) <= {agreed.each_cents}
        assert agreed.number is not None or amounts[-1] <= agreed.each_cents


@given(FIRSTS, EVERIES)
@example(date(2024, 1, 31), MONTH)
@example(date(2023, 1, 30), MONTH)
@example(date(2096, 2, 29), MONTH)
def test_instalments_fall_on_the_days_that_were_meant(first: date, every: Every) -> None:
    dues = [due.due_on for due in schedule(Terms(5_000, every, first, 50))]
    assert dues[0] >= first
    if every.unit in ("days", "weeks"):
        step = every.step * (7 if every.unit == "weeks" else 1)
        assert dues == [first + timedelta(days=step * n) for n in range(50)]
        return
    wanted = (31,) if every.unit == "month ends" else days_of(every, first)
    by_month: dict[tuple[int, int], list[int]] = {}
    for day in dues:
        by_month.setdefault((day.year, day.month), []).append(day.day)
    for (year, month), days in list(by_month.items())[1:-1]:
        last = monthrange(year, month)[1]
        assert days == sorted(min(day, last) for day in wanted)
    months = [year * 12 + month for year, month in by_month]
    assert months == list(range(months[0], months[0] + len(months)))
    # The first is the earliest of those days that is not before the date.
    before = dues[0] - timedelta(days=1)
    while before >= first:
        assert before.day not in {min(day, monthrange(before.year, before.month)[1]) for day in wanted}
        before -= timedelta(days=1)


def test_the_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    dues = schedule(Terms(600, MONTH, FIRST, 6))
    assert [f"{due.due_on:%m-%d}" for due in dues] == ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]
    leap = schedule(Terms(300, MONTH, date(2028, 1, 30), 3))
    assert [f"{due.due_on:%m-%d}" for due in leap] == ["01-30", "02-29", "03-30"]


def test_off_days_are_left_before_or_after_and_never_before_today() -> None:
    saturday = date(2026, 12, 5)
    agreed = Terms(200, Every("weeks"), saturday, 2)

    def days(**how: object) -> list[date]:
        return [due.due_on for due in schedule(agreed, closed=weekend, **how)]  # type: ignore[arg-type]

    assert days() == [saturday, date(2026, 12, 12)]
    assert days(off_days="before") == [date(2026, 12, 4), date(2026, 12, 11)]
    assert days(off_days="after") == [date(2026, 12, 7), date(2026, 12, 14)]
    assert days(off_days="before", not_before=saturday) == [date(2026, 12, 7), date(2026, 12, 11)]


def test_the_worked_example_of_the_manual() -> None:
    """8,745.95 less 125 and plus 45, 500 down, in 36 payments of which the first are 200.00."""
    owed = 874_595 - 12_500 + 4_500
    agreed = Terms(owed, MONTH, date(2026, 12, 15), 36, down_cents=50_000, down_on=date(2026, 11, 23))
    even = schedule(agreed)
    assert sum(due.amount_cents for due in even[1:]) == 816_595
    dues = schedule(agreed._replace(each_cents=20_000))
    assert dues[0] == Due(0, date(2026, 11, 23), 50_000)
    assert {due.amount_cents for due in dues[1:-1]} == {20_000}
    assert dues[-1] == Due(36, date(2029, 11, 15), 116_595)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"owed_cents": 0}, "Nothing is owed"),
        ({"owed_cents": -5}, "Nothing is owed"),
        ({"owed_cents": 10**14}, "too large"),
        ({"down_cents": -1}, "A down payment is more than nothing"),
        ({"down_cents": 1000, "down_on": date(2027, 1, 1)}, r"leaves nothing of \$10.00"),
        ({"down_cents": 100}, "Say when the down payment is due"),
        ({"down_cents": 100, "down_on": FIRST}, "The down payment comes before the first instalment"),
        ({"number": 0}, "at least one instalment"),
        ({"number": -3}, "at least one instalment"),
        ({"number": None}, "Say how many instalments there are, or how much one is"),
        ({"number": None, "each_cents": 0}, "An instalment is more than nothing"),
        ({"number": None, "each_cents": -75}, "An instalment is more than nothing"),
        ({"number": 1001}, r"\$10.00 cannot be paid in 1001 instalments: there are more than cents"),
        ({"number": 601}, "601 instalments are more than anybody pays: 600 is the most"),
        ({"number": None, "each_cents": 1}, "1,000 instalments are more than anybody pays"),
        ({"each_cents": 500}, r"6 instalments of \$5.00 are more than the \$10.00 to be paid: 2 are enough"),
        (
            {"number": 3, "each_cents": 500},
            r"3 instalments of \$5.00 are more than the \$10.00 to be paid: 2 are enough",
        ),
        ({"settlement": Settlement(0, FIRST)}, "takes something off"),
        ({"settlement": Settlement(1000, FIRST)}, r"less than the \$10.00 owed"),
        ({"settlement": Settlement(100, date(2027, 3, 1))}, "due Wed 30 Jun 2027, and the settlement ends Mon 1 Mar"),
    ],
)
def test_terms_that_cannot_be_met_are_refused_in_one_sentence(change: dict[str, object], sentence: str) -> None:
    good = Terms(1000, MONTH, FIRST, 6)
    assert len(schedule(good)) == 6
    with pytest.raises(ValueError, match=sentence) as refused:
        schedule(good._replace(**change))  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert str(refused.value)[-1] == "."


def test_a_settlement_may_be_paid_on_its_last_day() -> None:
    agreed = Terms(1000, MONTH, FIRST, 6, settlement=Settlement(100, date(2027, 6, 30)))
    assert schedule(agreed)[-1].due_on == date(2027, 6, 30)


def test_the_most_instalments_there_are_can_be_paid() -> None:
    assert len(schedule(Terms(100_000, Every("days", 366), FIRST, MOST_INSTALMENTS))) == MOST_INSTALMENTS


@pytest.mark.parametrize(
    ("text", "every", "words"),
    [
        ("month", MONTH, "monthly"),
        ("month:31", Every("months", 1, (31,)), "monthly on the 31st"),
        ("Month End", Every("month ends"), "monthly on the last day"),
        ("week", Every("weeks"), "every week"),
        ("2weeks", Every("weeks", 2), "every 2 weeks"),
        ("2 weeks", Every("weeks", 2), "every 2 weeks"),
        ("semimonth", Every("half months"), "twice a month"),
        ("semimonth:20,5", Every("half months", 1, (5, 20)), "twice a month on the 5th and the 20th"),
        ("10-days", Every("days", 10), "every 10 days"),
        ("1 day", Every("days"), "every day"),
    ],
)
def test_how_often_is_read_and_said(text: str, every: Every, words: str) -> None:
    assert parse_every(text) == every
    assert say_every(every) == words
    assert parse_every(form_of(every)) == every


@pytest.mark.parametrize(
    "text",
    [
        "",
        "year",
        "0-days",
        "367-days",
        "53weeks",
        "month:0",
        "month:32",
        "semimonth:1,2",
        "semimonth:5,32",
        "-3-days",
        "x" * 9000,
    ],
)
def test_what_is_not_how_often_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.{10,160}\.$|write month"):
        parse_every(text)


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2026, 12, 1), (1, 15)),
        (date(2026, 12, 15), (15, 31)),
        (date(2026, 12, 5), (5, 20)),
        (date(2026, 12, 20), (5, 20)),
        (date(2026, 11, 30), (15, 31)),
        (date(2026, 12, 30), (15, 30)),
    ],
)
def test_twice_a_month_takes_its_days_from_the_first_date(first: date, days: tuple[int, int]) -> None:
    assert days_of(Every("half months"), first) == days


@pytest.mark.parametrize(
    ("form", "day"),
    [
        ("month", date(2026, 12, 23)),
        ("month:31", date(2026, 11, 30)),
        ("month:23", date(2026, 12, 23)),
        ("month-end", date(2026, 11, 30)),
        ("week", date(2026, 11, 30)),
        ("2weeks", date(2026, 12, 7)),
        ("semimonth", date(2026, 12, 1)),
        ("10-days", date(2026, 12, 3)),
    ],
)
def test_the_first_day_is_one_step_away(form: str, day: date) -> None:
    assert first_day(parse_every(form), date(2026, 11, 23)) == day


@given(terms())
def test_terms_come_back_from_their_json(agreed: Terms) -> None:
    assert terms_from(terms_json(agreed)) == agreed
