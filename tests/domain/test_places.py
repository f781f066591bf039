"""Places: every clue to where a customer is counts, and no clue means the narrowest hours."""

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.places import Places, parse_places, zones_for
from collections_tui.domain.windows import zone_label
from collections_tui.resources import data_path

RAW: dict[str, Any] = tomllib.loads(data_path("places", "us.toml").read_text("utf-8"))
PLACES: Places = parse_places(RAW, "places/us.toml")
CONTIGUOUS = ("America/Chicago", "America/Denver", "America/Los_Angeles", "America/New_York")
NUMBERS = st.integers(200, 999).map(lambda area: f"+1{area}5550100")


@pytest.mark.parametrize(
    ("e164s", "state", "zones"),
    [
        (["+12125550160"], "NY", ["America/New_York"]),
        (["+12125550160"], "CA", ["America/Los_Angeles", "America/New_York"]),
        (["+17875550149", "+12125550160"], "", ["America/New_York", "America/Puerto_Rico"]),
        ([], "tx ", ["America/Chicago", "America/Denver"]),
        ([], "AZ", ["America/Denver", "America/Phoenix"]),
        (["+16025550100"], "", ["America/Phoenix"]),
        (["+13135550100"], "", ["America/New_York"]),
        (["+19075550100"], "", ["America/Adak", "America/Anchorage"]),
        (["+18005551234"], "WA", ["America/Los_Angeles"]),
        (["+442079460018"], "OH", ["America/New_York"]),
        (["+442079460018"], "", list(CONTIGUOUS)),
        (["+18005551234"], "", list(CONTIGUOUS)),
        ([], "??", list(CONTIGUOUS)),
        ([], "", list(CONTIGUOUS)),
    ],
)
def test_every_clue_counts(e164s: list[str], state: str, zones: list[str]) -> None:
    assert zones_for(PLACES, e164s, state) == tuple(zones)


@pytest.mark.parametrize(
    ("area", "zones"),
    [
        ("219", {"America/Chicago", "America/New_York"}),
        ("423", {"America/Chicago", "America/New_York"}),
        ("689", {"America/New_York"}),
        ("850", {"America/Chicago", "America/New_York"}),
        ("541", {"America/Denver", "America/Los_Angeles"}),
        ("208", {"America/Denver", "America/Los_Angeles"}),
    ],
)
def test_area_codes_that_the_library_knows_wrongly(area: str, zones: set[str]) -> None:
    assert set(zones_for(PLACES, [f"+1{area}5550100"], "")) == zones


def test_abroad_the_numbers_are_the_clue_and_a_state_is_none() -> None:
    assert zones_for(PLACES, ["+442079460018"], "WA", "GB") == ("Europe/London",)
    assert zones_for(PLACES, ["+14165550100"], "ON", "CA") == ("America/Toronto",)
    assert zones_for(PLACES, [], "CA", "CA") == CONTIGUOUS


@given(st.lists(NUMBERS, max_size=3), st.sampled_from(["", *PLACES.states]))
def test_another_clue_never_widens_the_window(e164s: list[str], state: str) -> None:
    both, phones = zones_for(PLACES, e164s, state), zones_for(PLACES, e164s, "")
    address = zones_for(PLACES, [], state)
    assert both == tuple(sorted(set(both)))
    if state:
        assert set(address) <= set(both)
    if phones != CONTIGUOUS:
        assert set(phones) <= set(both)


def test_the_fifty_states_and_the_territories_are_there() -> None:
    assert len(PLACES.states) == 56
    assert all(len(code) == 2 and code.isupper() for code in PLACES.states)
    assert all(len(code) == 3 and code.isdigit() for code in PLACES.area_codes)


def test_every_zone_named_exists_and_stands_for_itself() -> None:
    named = {zone for table in (PLACES.states, PLACES.area_codes) for zones in table.values() for zone in zones}
    for zone in named | set(PLACES.same) | set(PLACES.unknown):
        ZoneInfo(zone)
    assert not named & set(PLACES.same)


@pytest.mark.parametrize("name", sorted(PLACES.same))
def test_zones_under_one_name_show_the_same_time_all_year(name: str) -> None:
    one, other = ZoneInfo(name), ZoneInfo(PLACES.same[name])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=step) for step in range(3 * 365 * 24)]
    differ = [hour for hour in hours if hour.astimezone(one).utcoffset() != hour.astimezone(other).utcoffset()]
    assert differ == []


def test_all_american_zones_come_down_to_few_with_a_word_each() -> None:
    canonical = {PLACES.same.get(zone, zone) for zones in PLACES.states.values() for zone in zones}
    assert len(canonical) == 11
    assert len({zone_label(zone) for zone in canonical}) == 11


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"states": {"NY": []}}, "places: states must give NY a list of time zones"),
        ({"states": {"NY": ["Eastern"]}}, "places: states must give NY a list of time zones"),
        ({"states": 3}, r"places: states must be a table, written as \[states\]"),
        ({"area_codes": {"212": "America/New_York"}}, "places: area_codes must give 212 a list"),
        (
            {"same": {"A/B": "A/C", "A/C": "A/D"}},
            "places: same must give A/B the name of a zone that stands for itself",
        ),
        ({"unknown": []}, "places: unknown must not be empty"),
        ({"country": "US"}, "places: country is not a field here; the fields are area_codes, same, states, unknown"),
    ],
)
def test_a_wrong_table_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        parse_places(RAW | change)
