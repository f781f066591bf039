"""Call windows: open in the hours allowed in every zone at once, over every change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.records import CallWindow
from collections_tui.domain.windows import is_open, local_times, opens_at, zone_label

NEW_YORK, CHICAGO, DENVER, PHOENIX = "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"
LOS_ANGELES, HONOLULU, GUAM, SAMOA = "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Guam", "Pacific/Pago_Pago"
PUERTO_RICO, ADAK, ST_JOHNS = "America/Puerto_Rico", "America/Adak", "America/St_Johns"
US_ZONES = [NEW_YORK, CHICAGO, DENVER, PHOENIX, LOS_ANGELES, HONOLULU, GUAM, SAMOA, PUERTO_RICO, ADAK]
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
HOURS = [(time(8), time(21)), (time(2, 30), time(3, 30)), (time(1, 15), time(1, 45)), (time(0), time(2))]


def window(*zones: str) -> CallWindow:
    return CallWindow(1, zones)


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def open_by_hand(zones: tuple[str, ...], instant: datetime, start: time, end: time) -> bool:
    walls = [instant.astimezone(ZoneInfo(zone)).time() for zone in zones]
    return all(start <= wall < end for wall in walls)


@pytest.mark.parametrize(
    ("wall", "expected"), [("07:59:59", False), ("08:00:00", True), ("20:59:59", True), ("21:00:00", False)]
)
def test_the_edges_of_the_day(wall: str, expected: bool) -> None:
    assert is_open(window(CHICAGO), at(f"2026-11-23T{wall}", CHICAGO)) is expected


def test_every_zone_has_to_be_open() -> None:
    coast_to_coast = window(LOS_ANGELES, NEW_YORK)
    assert not is_open(coast_to_coast, at("2026-11-23T10:59", NEW_YORK))
    assert is_open(coast_to_coast, at("2026-11-23T11:00", NEW_YORK))
    assert not is_open(coast_to_coast, at("2026-11-23T21:00", NEW_YORK))


def test_nobody_knows_the_time_without_a_zone() -> None:
    noon = datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert not is_open(window(), noon)
    assert opens_at(window(), noon) is None


def test_an_unknown_zone_is_an_error_not_an_open_window() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        is_open(window("America/Nowhere"), datetime(2026, 11, 23, tzinfo=UTC))


def test_an_open_window_opens_now_and_a_closed_one_in_the_morning() -> None:
    noon = at("2026-11-23T12:00", CHICAGO)
    assert opens_at(window(CHICAGO), noon) == noon
    assert opens_at(window(CHICAGO), at("2026-11-23T21:00", CHICAGO)) == at("2026-11-24T08:00", CHICAGO)
    assert opens_at(window(LOS_ANGELES, NEW_YORK), at("2026-11-23T09:00", NEW_YORK)) == at(
        "2026-11-23T08:00", LOS_ANGELES
    )


def test_places_without_a_common_hour_never_open() -> None:
    around_the_world = window("Europe/Moscow", NEW_YORK, "Australia/Sydney")
    assert opens_at(around_the_world, datetime(2026, 11, 23, tzinfo=UTC)) is None


@given(st.lists(st.sampled_from(US_ZONES), min_size=1, max_size=4, unique=True), INSTANTS)
def test_a_window_opens_at_the_first_open_minute(zones: list[str], now: datetime) -> None:
    here = window(*zones)
    opens = opens_at(here, now)
    minutes = [now + timedelta(minutes=step) for step in range(2 * 24 * 60)]
    by_hand = next((m for m in minutes if open_by_hand(here.zones, m, time(8), time(21))), None)
    if opens is None or by_hand is None:
        assert opens is by_hand
    else:
        # Minutes are counted from now, whatever its second; the window opens within the minute before the one found.
        assert timedelta(0) <= by_hand - opens < timedelta(minutes=1)
        assert open_by_hand(here.zones, opens, time(8), time(21))
        assert opens == now or not open_by_hand(here.zones, opens - timedelta(seconds=1), time(8), time(21))


@pytest.mark.parametrize("changed_on", [date(2027, 3, 14), date(2027, 11, 7)], ids=["spring", "autumn"])
@pytest.mark.parametrize("zones", [(NEW_YORK,), (PHOENIX, DENVER), (CHICAGO, LOS_ANGELES), (ST_JOHNS, ADAK)], ids=str)
@pytest.mark.parametrize(("start", "end"), HOURS, ids=str)
def test_minute_by_minute_around_a_change_of_clocks(
    changed_on: date, zones: tuple[str, ...], start: time, end: time
) -> None:
    first = datetime.combine(changed_on, time(), tzinfo=UTC) - timedelta(hours=12)
    minutes = [first + timedelta(minutes=step) for step in range(72 * 60)]
    by_hand = [open_by_hand(zones, minute, start, end) for minute in minutes]
    here = window(*zones)
    assert [is_open(here, minute, start, end) for minute in minutes] == by_hand
    upcoming: datetime | None = None
    for index in range(len(minutes) - 1, -1, -1):
        upcoming = minutes[index] if by_hand[index] else upcoming
        if index < 36 * 60 and index % 7 == 0 and upcoming is not None:
            assert opens_at(here, minutes[index], start, end) == upcoming


@pytest.mark.parametrize("month", [1, 7])
def test_all_of_america_at_once_has_a_common_hour(month: int) -> None:
    assert opens_at(window(*US_ZONES), datetime(2027, month, 15, 12, tzinfo=UTC)) is not None


def test_local_times_are_labelled_and_the_earliest_comes_first() -> None:
    times = local_times(window(CHICAGO, LOS_ANGELES, NEW_YORK), at("2026-11-23T12:00", NEW_YORK))
    assert [(label, f"{when:%H:%M}") for label, when in times] == [
        ("Pacific", "09:00"),
        ("Central", "11:00"),
        ("Eastern", "12:00"),
    ]


def test_zones_in_everyday_words() -> None:
    assert zone_label(LOS_ANGELES) == "Pacific"
    assert zone_label(PHOENIX) == "Arizona"
    assert zone_label("America/St_Johns") == "St Johns"
    assert zone_label("Europe/London") == "London"
