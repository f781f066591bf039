"""Weeks of work over a change of clocks: no call outside the rules, and nobody left asleep who may be called."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.services.month import Month

HOURS = (11, 14, 16, 19, 22, 25, 28)  # of a day in UTC: from the morning in Puerto Rico to the evening in Hawaii
AUTUMN, SPRING = datetime(2026, 10, 28, 9, tzinfo=UTC), datetime(2027, 3, 11, 9, tzinfo=UTC)


def work(month: Month, days: int, steps: int, checks: int) -> None:
    first = month.clock.now().replace(hour=0)
    for day in range(days):
        for position, hour in enumerate(HOURS):
            at = first + timedelta(days=day, hours=hour, minutes=month.random.choice((0, 29, 30, 59)))
            month.clock.at = max(month.clock.at, at)
            if (position + day) % checks == 0:  # at another hour every day
                month.check()
            month.session(steps)
        month.night()
    month.check()


@pytest.mark.parametrize("start", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_nobody_is_dialled_outside_the_rules_and_nobody_is_left_asleep(tmp_path: Path, start: datetime) -> None:
    month = Month(tmp_path, people=3, customers=70, start=start, seed=start.year)
    with month.work:
        work(month, days=5, steps=3, checks=3)
    assert month.seen["called"] > 60, month.seen
    assert month.seen["may"] > 60, month.seen
    assert month.seen["may not"] > 200, month.seen


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what differs by engine is in the shorter one
@pytest.mark.parametrize(
    ("start", "days"), [(datetime(2026, 10, 20, 9, tzinfo=UTC), 31), (datetime(2027, 3, 8, 9, tzinfo=UTC), 14)]
)
def test_a_month_of_twenty_collectors(tmp_path: Path, start: datetime, days: int) -> None:
    began = time.perf_counter()
    month = Month(tmp_path, people=20, customers=5_000, start=start, seed=1)
    with month.work:
        work(month, days=days, steps=8, checks=len(HOURS))
    print(f"{days} days from {start:%d %b %Y} in {time.perf_counter() - began:.0f} s: {month.seen}")
    assert month.seen["called"] > 5_000, month.seen
    assert month.seen["may"] > 30_000, month.seen
    assert month.seen["may not"] > 20_000, month.seen
