"""Places: every clue to where a customer is counts, and no clue means the narrowest hours."""

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.phones import zones_of
from collections_tui.domain.places import Location, Places, locate, parse_places, said_zones, zip3_of, zones_for
from collections_tui.domain.windows import zone_label
from collections_tui.resources import data_path
from collections_tui.services.bookshelf import Books

RAW: dict[str, Any] = tomllib.loads(data_path("places", "us.toml").read_text("utf-8"))
NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"
PHOENIX, LOS_ANGELES = "America/Phoenix", "America/Los_Angeles"
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
        (
            {"country": "US"},
            "places: country is not a field here; the fields are area_codes, nowhere, same, states, unknown, "
            "zip_zones, zips, zone_codes",
        ),
        ({"zips": {"NY": ["100"]}}, "places: zips must give the ZIP codes of one of the states as text, not NY"),
        ({"zone_codes": {"America/Chicago": "31"}}, "places: zone_codes must give America/Chicago"),
        ({"zips": {"XX": "100"}}, "places: zips must give the ZIP codes of one of the states as text, not XX"),
        ({"zips": {"NY": "100 10"}}, "places: zips must have the first three digits of ZIP codes"),
        ({"zip_zones": {"32x": ["America/New_York"]}}, "places: zips must have the first three digits of ZIP codes"),
    ],
)
def test_a_wrong_table_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        parse_places(RAW | change)


@pytest.mark.parametrize(
    ("state", "postcode", "zones"),
    [
        ("FL", "32502", [CHICAGO]),  # Pensacola
        ("FL", "32502-1234", [CHICAGO]),
        ("FL", "33130", [NEW_YORK]),  # Miami
        ("FL", "32456", [CHICAGO, NEW_YORK]),  # Port Saint Joe, on both sides
        ("FL", "", [CHICAGO, NEW_YORK]),
        ("FL", "2502", [CHICAGO, NEW_YORK]),  # a zero or a digit is missing: nobody knows which
        ("", "32502", [CHICAGO]),
        ("", "32456", [CHICAGO, NEW_YORK]),
        ("", "80202", [DENVER]),
        # The ZIP code is of another state than the address: both count.
        ("FL", "35203", [CHICAGO, NEW_YORK]),
        ("NY", "32502", [CHICAGO, NEW_YORK]),
        ("CA", "10001", [LOS_ANGELES, NEW_YORK]),
        ("TX", "79901", [DENVER]),  # El Paso
        ("TX", "79821", [CHICAGO, DENVER]),
        ("TN", "37203", [CHICAGO]),
        ("ID", "83814", [LOS_ANGELES]),
        ("ID", "83522", [DENVER, LOS_ANGELES]),
        ("AZ", "85004", [PHOENIX]),
        ("AZ", "86001", [DENVER, PHOENIX]),
        ("NY", "09012", [NEW_YORK]),  # a military address tells nothing
    ],
)
def test_a_zip_code_is_finer_than_its_state(state: str, postcode: str, zones: list[str]) -> None:
    assert zones_for(PLACES, [], state, zip3=zip3_of(postcode)) == tuple(zones)


@pytest.mark.parametrize("postcode", ["325", "3250", "325021", "32502 12", "٣٢٥٠٢", "AB123", "D-80331", ""])
def test_what_is_no_zip_code_tells_nothing(postcode: str) -> None:
    assert zip3_of(postcode) == ""


def test_abroad_a_zip_code_tells_nothing() -> None:
    assert zones_for(PLACES, [], "", "DE", zip3_of("32502")) == CONTIGUOUS


@given(st.integers(0, 999), st.sampled_from(["", *PLACES.states]))
def test_a_zip_code_only_ever_leaves_zones_away_within_its_own_state(number: int, state: str) -> None:
    zip3 = f"{number:03}"
    with_it, without = zones_for(PLACES, [], state, zip3=zip3), zones_for(PLACES, [], state)
    if state in PLACES.zips.get(zip3, frozenset()):
        assert set(with_it) <= set(without)
    elif state:
        assert set(without) <= set(with_it)


def test_every_zip_code_lies_in_its_state() -> None:
    assert set(PLACES.zip_zones) <= set(PLACES.zips)
    for zip3, zones in PLACES.zip_zones.items():
        of_states = {zone for state in PLACES.zips[zip3] for zone in PLACES.states[state]}
        assert set(zones) <= of_states, zip3
    states = {state for members in PLACES.zips.values() for state in members}
    assert set(PLACES.states) - states == {"GU", "MP"}


def test_what_the_customer_said_is_one_more_clue_and_takes_none_away() -> None:
    assert locate(PLACES, ["+12125550160"], "NY", said="Pacific").zones == (LOS_ANGELES, NEW_YORK)
    assert locate(PLACES, ["+12125550160"], "NY", said="America/Los_Angeles").zones == (LOS_ANGELES, NEW_YORK)
    assert locate(PLACES, [], "", said="WA, eastern").zones == (LOS_ANGELES, NEW_YORK)
    assert locate(PLACES, [], "", said="az") == ((DENVER, PHOENIX), True)
    assert locate(PLACES, [], "", said="on the moon") == (CONTIGUOUS, False)
    assert said_zones(PLACES, "america/detroit") == (NEW_YORK,)


def test_without_any_clue_it_is_everywhere_the_client_has_customers() -> None:
    assert locate(PLACES, ["+18005551234"], "", client_states=["wa", "ID"]) == ((DENVER, LOS_ANGELES), False)
    assert locate(PLACES, [], "", client_states=["??"]) == (CONTIGUOUS, False)
    assert locate(PLACES, [], "", client_states=[]) == (CONTIGUOUS, False)
    assert locate(PLACES, ["+12125550160"], "", client_states=["WA"]) == ((NEW_YORK,), True)


def test_the_codes_of_one_zone_are_those_that_the_telephone_library_has() -> None:
    places = Books().places
    listed = {code: zones for code, zones in places.area_codes.items() if len(zones) == 1}
    known = {code: {places.same.get(name, name) for name in zones_of(f"+1{code}5550100")} for code in listed}
    apart = {code for code, zones in listed.items() if known[code] != set(zones)}
    assert len(listed) > 300
    assert apart <= {"689"}, "the library is wrong about Orlando; docs of the table say so"


def test_a_toll_free_number_points_nowhere() -> None:
    places = Books().places
    assert locate(places, ["+18005550100"], "") == Location(tuple(sorted(places.unknown)), False)
