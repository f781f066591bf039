"""The validation period: 30 days after receipt, receipt five business days after sending (12 CFR 1006.34(b)(5))."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact.validation import assumed_receipt, last_day, legal_holidays


def test_the_legal_public_holidays_of_a_year() -> None:
    """5 U.S.C. 6103(a), as the calendar of 2026 has them."""
    assert sorted(legal_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_juneteenth_began_in_2021() -> None:
    assert date(2020, 6, 19) not in legal_holidays(2020)
    assert date(2021, 6, 19) in legal_holidays(2021)


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (date(2026, 3, 2), date(2026, 3, 9)),  # a Monday: Tue Wed Thu Fri Mon
        (date(2026, 3, 7), date(2026, 3, 13)),  # a Saturday
        (date(2026, 11, 9), date(2026, 11, 17)),  # over Veterans Day
        (date(2026, 11, 23), date(2026, 12, 1)),  # over Thanksgiving
        (date(2026, 12, 23), date(2026, 12, 31)),  # over Christmas
        (date(2026, 12, 28), date(2027, 1, 5)),  # over New Year's Day, in the next year
        (date(2026, 7, 1), date(2026, 7, 8)),  # 4 July is a Saturday: the Friday before is a day like any other
    ],
)
def test_receipt_is_assumed_five_business_days_after_sending(sent: date, received: date) -> None:
    assert assumed_receipt(sent) == received


@pytest.mark.parametrize(
    ("details", "end"),
    [
        ({"sent_on": "2026-03-02", "how": "mail"}, date(2026, 4, 8)),
        ({"sent_on": "2026-03-02", "how": "email"}, date(2026, 4, 8)),
        ({"sent_on": "2026-03-02", "how": "mail", "received_on": "2026-03-05"}, date(2026, 4, 4)),
        ({"sent_on": "2026-03-02", "how": "spoken"}, date(2026, 4, 1)),
        ({"sent_on": "2026-03-02", "how": "hand"}, date(2026, 4, 1)),
        ({}, date(2026, 4, 8)),
        ({"sent_on": "some day"}, date(2026, 4, 8)),
    ],
)
def test_the_period_ends_thirty_days_after_receipt(details: dict[str, str], end: date) -> None:
    assert last_day(details, date(2026, 3, 2)) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_receipt_is_a_business_day_with_five_in_between(sent: date) -> None:
    got = assumed_receipt(sent)
    days = [sent + timedelta(days=n) for n in range(1, (got - sent).days + 1)]
    business = [day for day in days if day.isoweekday() < 6 and day not in legal_holidays(day.year)]
    assert len(business) == 5
    assert business[-1] == got
