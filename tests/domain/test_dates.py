"""Days and moments as people type them: what is accepted means one thing, and everything else is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.dates import (
    business_day_after,
    parse_day,
    parse_moment,
    parse_near_day,
    say_day,
    say_moment,
)

MONDAY = date(2026, 11, 23)
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=NEW_YORK)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", MONDAY),
        (" Today ", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("tom", date(2026, 11, 24)),
        ("fri", date(2026, 11, 27)),
        ("FRIDAY", date(2026, 11, 27)),
        ("thurs", date(2026, 11, 26)),
        ("mon", date(2026, 11, 30)),
        ("+10d", date(2026, 12, 3)),
        ("+0d", MONDAY),
        ("+2w", date(2026, 12, 7)),
        ("+1m", date(2026, 12, 23)),
        ("31 jan", date(2027, 1, 31)),
        ("jan 31", date(2027, 1, 31)),
        ("31jan", date(2027, 1, 31)),
        ("31 January 2027", date(2027, 1, 31)),
        ("Jan 31, 2027", date(2027, 1, 31)),
        ("5 sept", date(2027, 9, 5)),
        ("23 nov", MONDAY),
        ("22 nov", date(2027, 11, 22)),
        ("29 feb", date(2028, 2, 29)),
        ("eom", date(2026, 11, 30)),
        ("15th", date(2026, 12, 15)),
        ("23rd", date(2026, 12, 23)),
        ("24th", date(2026, 11, 24)),
        ("31st", date(2026, 12, 31)),
        ("2027-01-31", date(2027, 1, 31)),
        ("2014-01-31", date(2014, 1, 31)),
        ("1/31", date(2027, 1, 31)),
        ("1/31/2027", date(2027, 1, 31)),
        ("11/23", MONDAY),
    ],
)
def test_days_that_people_type(text: str, day: date) -> None:
    assert parse_day(text, MONDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "5",
        "may",
        "fr",
        "10-11-12",
        "31/1",
        "13/1/2027",
        "1/31/27",
        "30 feb",
        "29 feb 2027",
        "32 jan",
        "0 jan",
        "1th",
        "11st",
        "0th",
        "32nd",
        "+d",
        "10d",
        "-1d",
        "+1y",
        "+1000d",
        "+1 d",
        "0207-01-31",
        "9999-01-01",
        "2027-1-31",
        "2027-02-30",
        "20270131",
        "next week",
        "31 jan 27",
        "٣ jan",
        "fri" + " " * 50 + "or so",
    ],
)
def test_everything_else_is_refused_and_the_forms_are_shown(text: str) -> None:
    with pytest.raises(ValueError, match=r"write today, tomorrow, fri, \+10d") as refused:
        parse_day(text, MONDAY)
    assert str(refused.value).count("\n") == 0


def test_one_month_on_stays_inside_the_month() -> None:
    assert parse_day("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert parse_day("+13m", date(2027, 1, 31)) == date(2028, 2, 29)


def test_eom_on_the_last_day_is_today() -> None:
    assert parse_day("eom", date(2026, 12, 31)) == date(2026, 12, 31)


@given(DAYS, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_the_next_seven_days(today: date, name: str) -> None:
    day = parse_day(name, today)
    assert 1 <= (day - today).days <= 7
    assert f"{day:%a}".lower() == name


@given(DAYS, DAYS)
def test_a_day_and_month_is_the_next_one_not_past(day: date, today: date) -> None:
    found = parse_day(f"{day.day} {day:%b}", today)
    assert found >= today
    assert (found.day, found.month) == (day.day, day.month)
    assert found == parse_day(f"{day.month}/{day.day}", today) == parse_day(f"{day:%B} {day.day}", today)
    if (day.day, day.month) != (29, 2):
        assert (found - today).days <= 365


@given(DAYS, DAYS)
def test_a_full_date_is_that_date(day: date, today: date) -> None:
    spellings = [day.isoformat(), f"{day.month}/{day.day}/{day.year}", f"{day.day} {day:%b} {day.year}"]
    assert [parse_day(text, today) for text in spellings] == [day] * 3


@given(DAYS, st.integers(1, 31))
def test_a_day_of_the_month_is_the_next_one(today: date, number: int) -> None:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    day = parse_day(f"{number}{ending}", today)
    assert day.day == number
    assert all((today + timedelta(days=gap)).day != number for gap in range(1, (day - today).days))


@given(st.text(max_size=30), DAYS)
def test_any_text_is_a_day_or_refused(text: str, today: date) -> None:
    said = ""
    try:
        assert type(parse_day(text, today)) is date
    except ValueError as refused:
        said = str(refused)
    assert said.isprintable()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:30", "2026-11-23T14:30-05:00"),
        ("2:30pm", "2026-11-23T14:30-05:00"),
        ("2 PM", "2026-11-23T14:00-05:00"),
        ("12pm", "2026-11-23T12:00-05:00"),
        ("fri 2pm", "2026-11-27T14:00-05:00"),
        ("tomorrow 9:15", "2026-11-24T09:15-05:00"),
        ("tomorrow 12am", "2026-11-24T00:00-05:00"),
        ("tom 02:30", "2026-11-24T02:30-05:00"),
        ("+2h", "2026-11-23T12:00-05:00"),
        ("+30m", "2026-11-23T10:30-05:00"),
        ("31 jan 10:00", "2027-01-31T10:00-05:00"),
        ("1/31/2027 4pm", "2027-01-31T16:00-05:00"),
        ("jul 1 9am", "2027-07-01T09:00-04:00"),
    ],
)
def test_moments_that_people_type(text: str, moment: str) -> None:
    assert parse_moment(text, NOW).isoformat(timespec="minutes") == moment


@pytest.mark.parametrize(
    "text",
    ["", "fri", "5", "2", "2:30", "tomorrow 2:30", "13pm", "0am", "24:00", "10:60", "may 5", "+2d", "noon", "10.30"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 14:30, 2:30pm, fri 2pm"):
        parse_moment(text, NOW)


@pytest.mark.parametrize("text", ["9:59", "10:00", "10am", "today 9am", "2025-11-24 10:00", "+0m"])
def test_the_past_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is past"):
        parse_moment(text, NOW)


def test_a_local_time_that_does_not_exist_moves_forward() -> None:
    moment = parse_moment("2027-03-14 02:30", NOW)
    assert moment.isoformat() == "2027-03-14T03:30:00-04:00"


def test_a_local_time_that_comes_twice_is_the_first() -> None:
    moment = parse_moment("2027-11-07 01:30", NOW)
    assert moment.astimezone(UTC) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_hours_from_now_are_hours_that_pass_over_a_change_of_clocks() -> None:
    night = datetime(2027, 3, 14, 1, 0, 40, tzinfo=NEW_YORK)
    assert parse_moment("+2h", night).isoformat() == "2027-03-14T04:00:00-04:00"


@given(st.integers(1, 999), st.sampled_from("hm"))
def test_from_now_is_later_by_that_much(count: int, unit: str) -> None:
    moment = parse_moment(f"+{count}{unit}", NOW)
    passed = timedelta(hours=count) if unit == "h" else timedelta(minutes=count)
    assert moment.astimezone(UTC) == NOW.astimezone(UTC) + passed
    assert moment.tzinfo is NEW_YORK


def test_days_in_words() -> None:
    assert say_day(MONDAY, MONDAY) == "today"
    assert say_day(date(2026, 11, 24), MONDAY) == "tomorrow"
    assert say_day(date(2026, 11, 27), MONDAY) == "Fri 27 Nov"
    assert say_day(date(2026, 11, 22), MONDAY) == "Sun 22 Nov"
    assert say_day(date(2027, 1, 31), MONDAY) == "Sun 31 Jan 2027"
    assert say_moment(datetime(2026, 11, 27, 9, 5, tzinfo=NEW_YORK), MONDAY) == "Fri 27 Nov 09:05"
    assert say_moment(datetime(2026, 11, 23, 14, 30, tzinfo=NEW_YORK), MONDAY) == "today 14:30"


@given(DAYS, DAYS)
def test_a_day_that_is_said_can_be_typed(day: date, today: date) -> None:
    words = say_day(day, today)
    typed = words.partition(" ")[2] or words
    if day >= today or day.year != today.year:
        assert parse_day(typed, today) == day


@given(DAYS, st.integers(1, 60))
def test_business_days_are_counted_one_by_one(day: date, n: int) -> None:
    found, counted = day, 0
    while counted < n:
        found += timedelta(days=1)
        counted += found.weekday() < 5
    assert business_day_after(day, n) == found


def test_business_days_are_counted_from_one() -> None:
    assert business_day_after(date(2026, 11, 27)) == date(2026, 11, 30)
    with pytest.raises(ValueError, match="counted from 1"):
        business_day_after(MONDAY, 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 dec", "2026-12-31"), ("31 oct", "2026-10-31"), ("yesterday", "2026-11-29"), ("today", "2026-11-30"),
        ("fri", "2026-11-27"), ("thu", "2026-12-03"), ("2025-12-31", "2025-12-31"), ("+10d", "2026-12-10"),
        ("1 jul", "2027-07-01"), ("15th", "2026-11-15"),
    ],
)  # fmt: skip
def test_a_day_that_is_past_or_to_come_is_the_nearest(text: str, day: str) -> None:
    """Nothing before the earliest one that can be."""
    assert str(parse_near_day(text, date(2026, 11, 30), date(2026, 8, 1))) == day
