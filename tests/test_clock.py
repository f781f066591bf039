"""The three clocks, and that the machine's own is read in one place only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import collections_tui
from collections_tui.clock import FixedClock, MovedClock, SystemClock, is_real, whole_second

PACKAGE = Path(collections_tui.__file__).parent
NOON = datetime(2014, 1, 31, 12, tzinfo=UTC)
# Written apart, so that this file is not among those it finds.
READS_THE_CLOCK = ("datetime." + "now(", "date." + "today(", "datetime." + "utcnow(", "time." + "time(")


def test_the_system_clock_tells_utc_in_whole_seconds() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert before - timedelta(seconds=1) <= now <= datetime.now(UTC)


def test_a_fixed_clock_stands_still_and_speaks_utc() -> None:
    clock = FixedClock(datetime.fromisoformat("2014-01-31T07:00:00.9-05:00"))
    assert clock.now() == NOON
    assert clock.now() == clock.now()


def test_a_moved_clock_runs_on_from_its_start() -> None:
    class Stepping:
        at = datetime(2030, 6, 1, tzinfo=UTC)

        def now(self) -> datetime:
            return self.at

    real = Stepping()
    clock = MovedClock(NOON, real)
    assert clock.now() == NOON
    real.at += timedelta(minutes=7)
    assert clock.now() == NOON + timedelta(minutes=7)


def test_only_the_system_clock_is_real() -> None:
    assert is_real(SystemClock())
    assert not is_real(FixedClock(NOON))
    assert not is_real(MovedClock(NOON, SystemClock()))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        whole_second(datetime(2014, 1, 31, 12))


def test_the_machine_clock_is_read_in_one_place() -> None:
    readers = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if any(call in file.read_text("utf-8") for call in READS_THE_CLOCK)
    }
    assert readers == {"clock.py"}
