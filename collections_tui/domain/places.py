"""Where a customer may be, as the time zones in which a call must be lawful. The table comes in as data.

A phone kept after a move and an address may point to different places; then both count, and the call has to be
lawful in all of them (12 CFR 1006.6(b)(1)(i) asks for the local time at the consumer's location).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from collections_tui.domain.config import Fields
from collections_tui.domain.phones import zones_of


class Places(NamedTuple):
    """Zones by state and by area code, one name for zones that are the same, and the zones when there is no clue."""

    states: Mapping[str, tuple[str, ...]]
    area_codes: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]
    unknown: tuple[str, ...]


def parse_places(raw: Mapping[str, object], source: str = "places") -> Places:
    """Return the table of places from parsed TOML.

    Raises:
        ConfigError: a field is missing, unknown, or not made of zone names.
    """
    fields = Fields(raw, source)
    states = _zones_by_key(fields, "states")
    area_codes = _zones_by_key(fields, "area_codes")
    same = fields.table("same")
    unknown = fields.words("unknown", required=True)
    for name, canonical in same.items():
        if not isinstance(canonical, str) or canonical in same:
            raise fields.wrong("same", f"must give {name} the name of a zone that stands for itself")
    fields.done()
    return Places(states, area_codes, {name: str(canonical) for name, canonical in same.items()}, unknown)


def zones_for(places: Places, e164s: Iterable[str], state: str, country: str = "US") -> tuple[str, ...]:
    """Return the zones a customer may be in, sorted, each under one name.

    Every number and the state of the address count; numbers outside the North American plan only when the customer's
    country is neither the United States nor unsaid. Without any clue it is the four contiguous zones of the country.

    Args:
        places: the table of places.
        e164s: the customer's good numbers.
        state: postal code of the state, in either case; anything else is no clue.
        country: ISO 3166 code; a state counts in the United States only.
    """
    at_home = country in ("US", "")
    found: set[str] = set()
    for e164 in e164s:
        if e164.startswith("+1") or not at_home:
            found.update(_phone_zones(places, e164))
    if at_home:
        found.update(places.states.get(state.strip().upper(), ()))
    same = places.same
    return tuple(sorted({same.get(name, name) for name in found or places.unknown}))


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
