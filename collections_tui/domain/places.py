"""Where a customer may be, as the time zones in which a call must be lawful. The table comes in as data.

A phone kept after a move and an address may point to different places; then both count, and the call has to be
lawful in all of them (12 CFR 1006.6(b)(1)(i) asks for the local time at the consumer's location; comment
6(b)(1)(i)-2 for a time convenient in every place the information points to). What the customer says about where they
are is one more such piece, and takes none away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from collections_tui.domain.config import Fields
from collections_tui.domain.phones import zones_of
from collections_tui.domain.windows import zone_label


class Places(NamedTuple):
    """Zones by state and by area code, one name for zones that are the same, and the zones when there is no clue.

    ``zips`` are the states of the first three digits of a ZIP code, ``zip_zones`` the zones of those that are known to
    lie in fewer than their state.
    """

    states: Mapping[str, tuple[str, ...]]
    area_codes: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]
    unknown: tuple[str, ...]
    zips: Mapping[str, frozenset[str]] = {}
    zip_zones: Mapping[str, tuple[str, ...]] = {}


class Location(NamedTuple):
    """Where a customer may be: zones, sorted, never empty. ``located`` is whether anything at all told it."""

    zones: tuple[str, ...]
    located: bool


def parse_places(raw: Mapping[str, object], source: str = "places") -> Places:
    """Return the table of places from parsed TOML.

    Raises:
        ConfigError: a field is missing, unknown, or not made of zone names.
    """
    fields = Fields(raw, source)
    states = _zones_by_key(fields, "states")
    area_codes = _codes(fields)
    same = fields.table("same")
    unknown = fields.words("unknown", required=True)
    zips = _zip_states(fields, states)
    zip_zones = {
        zip3: zones for key, zones in _zones_by_key(fields, "zip_zones").items() for zip3 in _zips(fields, key)
    }
    for name, canonical in same.items():
        if not isinstance(canonical, str) or canonical in same:
            raise fields.wrong("same", f"must give {name} the name of a zone that stands for itself")
    fields.done()
    return Places(
        states, area_codes, {name: str(canonical) for name, canonical in same.items()}, unknown, zips, zip_zones
    )


def locate(
    places: Places,
    e164s: Iterable[str],
    state: str,
    country: str = "US",
    zip3: str = "",
    said: str = "",
    client_states: Iterable[str] = (),
) -> Location:
    """Return where a customer may be, by everything that points somewhere.

    Every number, the state and ZIP code of the address and what the customer said count; numbers outside the North
    American plan only when the customer's country is neither the United States nor unsaid. A ZIP code makes its state
    finer; one of another state is one more clue. Without any clue it is all zones of the client's states, or the four
    contiguous zones of the country.

    Args:
        places: the table of places.
        e164s: the customer's good numbers.
        state: postal code of the state, in either case; anything else is no clue.
        country: ISO 3166 code; a state and a ZIP code count in the United States only.
        zip3: the first digits of the ZIP code, from ``zip3_of``.
        said: what the customer said: a state, a zone (America/Chicago) or its word (Central), several with commas;
            anything else is no clue.
        client_states: postal codes of the states in which the client has customers.
    """
    at_home = country in ("US", "")
    found: set[str] = set()
    for e164 in e164s:
        if e164.startswith("+1") or not at_home:
            found.update(_phone_zones(places, e164))
    if at_home:
        found.update(_address_zones(places, state.strip().upper(), zip3))
    for one in said.split(","):
        found.update(said_zones(places, one))
    same = places.same
    if found:
        return Location(tuple(sorted({same.get(name, name) for name in found})), True)
    anywhere = {name for one in client_states for name in places.states.get(one.strip().upper(), ())}
    return Location(tuple(sorted({same.get(name, name) for name in anywhere or places.unknown})), False)


def zones_for(places: Places, e164s: Iterable[str], state: str, country: str = "US", zip3: str = "") -> tuple[str, ...]:
    """Return the zones a customer may be in, sorted, each under one name; see ``locate``."""
    return locate(places, e164s, state, country, zip3).zones


def zip3_of(postcode: str) -> str:
    """Return the first three digits of a ZIP or ZIP+4 code, which name a sorting centre; '' of anything else."""
    return postcode[:3] if len(postcode) in (5, 9, 10) and postcode[:5].isdecimal() and postcode.isascii() else ""


def said_zones(places: Places, said: str) -> tuple[str, ...]:
    """Return the zones of a state, a zone's name or its everyday word, in either case; empty for anything else."""
    words = said.strip()
    if words.upper() in places.states:
        return places.states[words.upper()]
    return _zones_by_word(_Ways(places)).get(words.lower(), ())


class _Ways:
    """A table of places as the key of what is remembered of it: itself, since it cannot be hashed."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def __hash__(self) -> int:
        return id(self.places.states)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ways) and self.places.states is other.places.states


@lru_cache(maxsize=8)
def _zones_by_word(ways: _Ways) -> dict[str, tuple[str, ...]]:
    places = ways.places
    named = {name for zones in (*places.states.values(), *places.area_codes.values()) for name in zones}
    by_word: dict[str, tuple[str, ...]] = {name.lower(): (name,) for name in named}
    by_word |= {other.lower(): (name,) for other, name in places.same.items()}
    for zones in places.states.values():
        by_word |= {zone_label(name).lower(): (name,) for name in zones}
    return by_word


def _address_zones(places: Places, state: str, zip3: str) -> Iterable[str]:
    of_state = places.states.get(state, ())
    zip_states = places.zips.get(zip3)
    if zip_states is None:
        return of_state
    of_zip = places.zip_zones.get(zip3)
    if of_zip is None:
        if state in zip_states:
            return of_state
        of_zip = tuple(name for one in zip_states for name in places.states[one])
    return of_zip if state in zip_states else (*of_zip, *of_state)


def _phone_zones(places: Places, e164: str) -> Iterable[str]:
    listed = places.area_codes.get(e164[2:5]) if e164.startswith("+1") else None
    return zones_of(e164) if listed is None else listed


def _zones_by_key(fields: Fields, name: str) -> dict[str, tuple[str, ...]]:
    table = {}
    for key, value in fields.table(name).items():
        if not isinstance(value, list) or not value or not all(isinstance(zone, str) and "/" in zone for zone in value):
            raise fields.wrong(name, f"must give {key} a list of time zones such as America/Chicago")
        table[key] = tuple(value)
    return table


def _codes(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Read the zones of area codes: those of one zone by zone, others by code, and those that point nowhere."""
    found: dict[str, tuple[str, ...]] = {}
    for name, codes in fields.table("zone_codes").items():
        if not isinstance(codes, str) or "/" not in name or not all(re.fullmatch("[0-9]{3}", c) for c in codes.split()):
            raise fields.wrong("zone_codes", f"must give {name}, a time zone, area codes with blanks between")
        found.update(dict.fromkeys(codes.split(), (name,)))
    found.update(dict.fromkeys(fields.words("nowhere"), ()))
    return found | _zones_by_key(fields, "area_codes")


def _zip_states(fields: Fields, states: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for state, ranges in fields.table("zips").items():
        if state not in states or not isinstance(ranges, str):
            raise fields.wrong("zips", f"must give the ZIP codes of one of the states as text, not {state}")
        for words in ranges.split():
            for zip3 in _zips(fields, words):
                found.setdefault(zip3, set()).add(state)
    return {zip3: frozenset(members) for zip3, members in found.items()}


def _zips(fields: Fields, words: str) -> list[str]:
    match = re.fullmatch(r"([0-9]{3})(?:-([0-9]{3}))?", words)
    if match is None:
        raise fields.wrong("zips", f"must have the first three digits of ZIP codes, as in 320 or 320-329, not {words}")
    return [f"{number:03}" for number in range(int(match[1]), int(match[2] or match[1]) + 1)]
