"""Days of the past, as people say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.tui.dialogs.go_day import read_past_day

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", MONDAY),
        ("yesterday", date(2026, 11, 22)),
        ("-3d", date(2026, 11, 20)),
        ("fri", date(2026, 11, 20)),
        ("monday", date(2026, 11, 16)),
        ("31 oct", date(2026, 10, 31)),
        ("dec 24", date(2025, 12, 24)),
        ("12/24", date(2025, 12, 24)),
        ("23 nov", MONDAY),
        ("15th", date(2026, 11, 15)),
        ("2026-01-02", date(2026, 1, 2)),
        ("1/2/2020", date(2020, 1, 2)),
        ("29 feb", date(2024, 2, 29)),
    ],
)
def test_a_day_is_the_latest_such_day(text: str, day: date) -> None:
    assert read_past_day(text, MONDAY)[0] == day


@pytest.mark.parametrize(
    "text", ["", "5", "may", "tomorrow", "+1d", "eom", "2027-01-01", "31 feb", "-d", "-²d", "x" * 99]
)
def test_what_is_no_day_of_the_past_is_refused_in_a_sentence(text: str) -> None:
    day, words = read_past_day(text, MONDAY)
    assert day is None
    assert words.endswith(".")


@given(st.text(max_size=12), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_nothing_that_is_typed_breaks_it(text: str, today: date) -> None:
    day, words = read_past_day(text, today)
    assert day is None or day <= today
    assert words
