"""Days on which nothing falls due: weekends and federal holidays, also where they are observed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.services.closed_days import closed

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

# Of 2026, as the Office of Personnel Management has them; the Fourth is a Saturday, and observed on Friday.
HOLIDAYS = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]


def test_the_holidays_of_a_year() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [f"{day:%m-%d}" for day in days if day.weekday() < 5 and closed(day)] == HOLIDAYS
    assert all(closed(day) for day in days if day.weekday() > 4)


def test_a_new_years_day_is_observed_in_the_year_before() -> None:
    assert closed(date(2027, 12, 31))
    assert not closed(date(2026, 12, 31))
