"""Dates, times and durations as files write them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.files.when import EARLIEST, LATEST, Dates, date_pattern, moment, seconds, time_of_day

NEW_YORK = ZoneInfo("America/New_York")
FORMS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
    "YYYYMMDD": "%Y%m%d",
    "D MON YYYY": "%d %b %Y",
    "MON D, YYYY": "%B %d, %Y",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(EARLIEST, LATEST))
def test_a_date_written_in_a_form_is_read_by_it(form: str, day: date) -> None:
    assert Dates([form]).iso(day.strftime(FORMS[form])) == day.isoformat()


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [
        ("MM/DD/YYYY", "1/2/2013", "2013-01-02"),
        ("DD/MM/YYYY", "1/2/2013", "2013-02-01"),
        ("MM/DD/YY", "1/2/69", "2069-01-02"),
        ("MM/DD/YY", "1/2/70", "1970-01-02"),
        ("DD MON YYYY", "3 Sept 2026", "2026-09-03"),
        ("DD MON YYYY", "3 september 2026", "2026-09-03"),
        ("YYYY-MM-DD", " 2026-09-03 ", "2026-09-03"),
        ("YYYY-MM-DD", "2026-09-03 00:00:00", "2026-09-03"),
        ("YYYY-MM-DD", "2026-09-03T00:00:00.000Z", "2026-09-03"),
        ("MM/DD/YYYY", "9/3/2026 12:00 AM", "2026-09-03"),
    ],
)
def test_people_write_dates_in_many_ways(form: str, text: str, iso: str) -> None:
    assert Dates([form]).iso(text) == iso


@pytest.mark.parametrize(
    "text", ["", "5", "may", "13/45/2012", "2/30/2013", "1/2/0013", "1/2/13", "2013-01-02", "x" * 500]
)
def test_what_is_not_in_the_form_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no date|outside"):
        Dates(["MM/DD/YYYY"]).iso(text)


def test_the_first_of_several_forms_that_fits_is_taken() -> None:
    dates = Dates(["YYYY-MM-DD", "MM/DD/YYYY"])
    assert (dates.iso("2026-01-31"), dates.iso("1/31/2026")) == ("2026-01-31", "2026-01-31")


def test_the_reason_shows_the_text_and_the_forms() -> None:
    with pytest.raises(ValueError, match=r"“31\.1\.2026” is not a date of the form MM/DD/YYYY or YYYY-MM-DD"):
        Dates(["MM/DD/YYYY", "YYYY-MM-DD"]).iso("31.1.2026")


@pytest.mark.parametrize("form", ["", "MM/DD", "YYYY-MM", "MM/MM/YYYY", "%m/%d/%Y", "DD MON YYYY HH", "YYYY-MM-DD x"])
def test_a_form_that_is_none_is_known(form: str) -> None:
    assert date_pattern(form) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-31 14:05", datetime(2026, 1, 31, 19, 5, tzinfo=UTC)),
        ("2026-07-31 2:05 pm", datetime(2026, 7, 31, 18, 5, tzinfo=UTC)),
        ("2026-01-31T14:05:30Z", datetime(2026, 1, 31, 14, 5, 30, tzinfo=UTC)),
        ("2026-01-31T14:05:30.250+02:00", datetime(2026, 1, 31, 12, 5, 30, tzinfo=UTC)),
        ("2026-01-31 14:05 -0800", datetime(2026, 1, 31, 22, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_is_an_instant(text: str, utc: datetime) -> None:
    assert moment(text, Dates(["YYYY-MM-DD"]), NEW_YORK) == utc


def test_a_moment_may_have_a_date_of_words() -> None:
    assert moment("3 Sep 2026 9:15 AM", Dates(["D MON YYYY"]), NEW_YORK) == datetime(2026, 9, 3, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "14:05", "2026-01-31", "2026-01-31 25:00", "2026-01-31 14:05+99:00", "x 14:05", "\n"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"“|empty|distance"):
        moment(text, Dates(["YYYY-MM-DD"]), NEW_YORK)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("0:00", time(0)),
        ("23:59:59", time(23, 59, 59)),
        ("12:00 AM", time(0)),
        ("12:30 p.m.", time(12, 30)),
        ("9:05am", time(9, 5)),
    ],
)
def test_times_of_day(text: str, at: time) -> None:
    assert time_of_day(text) == at


@pytest.mark.parametrize("text", ["24:00", "9", "13:00 PM", "0:30 AM", "9:5", "noon"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        time_of_day(text)


@pytest.mark.parametrize(
    ("text", "total"), [("0", 0), ("95", 95), ("1:35", 95), ("0:01:35", 95), ("90:00", 5400), ("12.7", 12)]
)
def test_durations(text: str, total: int) -> None:
    assert seconds(text) == total


@pytest.mark.parametrize("text", ["", "-5", "1:2:3:4", "86400", "a while", "24:00:00"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        seconds(text)
