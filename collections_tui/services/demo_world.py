"""What the demo set is made from: the office, the names, the places, the price lists, read once from data/demo.

Everything that can be worked out before the first account is, so that a million accounts are quick: names with the
spelling their e-mail has, ready-made bills, call windows with their ids. Refuses to make anything random of its own.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from collections_tui.domain.records import CallWindow
from collections_tui.resources import data_path
from collections_tui.store.seed import BillRow

# Large enough for any clinic, small enough to be ready at once.
BILLS_PER_CLIENT, BILLS_PER_COMPANY = 240, 40
COMPANY_SIZE = 5  # what companies use more than people
_METERED = 20  # of what comes more often than that a meter counts
_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "'": "", "ʻ": "", ".": "", " ": ""})

BillLine = tuple[str, str, int, int, int]
"""Code, words, quantity in thousandths, unit price and amount in cents."""


class DemoPrice(NamedTuple):
    """What a client of the demo charges for a service, and how many of it are usual: 0 where a meter counts it."""

    code: str
    words: str
    unit: str
    cents: int
    most: int


class Bill(NamedTuple):
    """A ready-made bill: its number, its lines and their total in cents."""

    id: int
    lines: tuple[BillLine, ...]
    total: int


class DemoClient(NamedTuple):
    """A company the demo office collects for, with its customers' whereabouts and its bills."""

    id: int
    code: str
    name: str
    party: str
    sector: str
    phone: str
    prefix: str
    start: int
    due_days: int
    customer_number: str
    home_share: float
    home: Cities
    bills: tuple[Bill, ...]
    company_bills: tuple[Bill, ...]
    company_share: float
    prices: tuple[DemoPrice, ...]


class DemoPerson(NamedTuple):
    """Somebody of the demo office and the office hours in which they call: from the first to before the last."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    hours: tuple[int, int]


class DemoList(NamedTuple):
    """A worklist of the demo office; ``logins`` are its owner, or its members."""

    id: int
    code: str
    name: str
    strategy: str
    owner: int | None
    people: tuple[int, ...]


class Spelling(NamedTuple):
    """A part of a name as it is written, and as it stands in an e-mail address; empty when it cannot."""

    written: str
    plain: str


class NamePool(NamedTuple):
    """Given and family names that go together."""

    language: str
    given: tuple[Spelling, ...]
    family: tuple[Spelling, ...]
    family_first: bool
    joiner: str


class City(NamedTuple):
    """A place with its first area code, and every area code in use there."""

    name: str
    state: str
    postcode: str
    area_codes: tuple[str, ...]


class Cities(NamedTuple):
    """Places to draw from, with their running weights."""

    cities: tuple[City, ...]
    weights: tuple[float, ...]


class World(NamedTuple):
    """Everything the demo set draws from."""

    clients: tuple[DemoClient, ...]
    client_weights: tuple[float, ...]
    people: tuple[DemoPerson, ...]
    login: str
    supervisor: str
    lists: tuple[DemoList, ...]
    own: dict[int, tuple[int, ...]]
    shared: tuple[tuple[int, int | None, int | None], ...]
    pools: tuple[NamePool, ...]
    pool_weights: tuple[float, ...]
    companies: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    streets: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    anywhere: Cities
    moved_from: tuple[str, ...]
    windows: tuple[CallWindow, ...]
    window_of: dict[tuple[str, str], int]
    words: dict[str, Any]

    def bill_lines(self) -> Iterator[BillRow]:
        """Every line of every ready-made bill, with the bill's number and its position on it."""
        for client in self.clients:
            for bill in (*client.bills, *client.company_bills):
                for position, line in enumerate(bill.lines, 1):
                    yield (bill.id, position, *line)


def load_world(seed: int) -> World:
    """Return the world of data/demo; the same for the same seed."""
    folder = data_path("demo")
    names, places, team = _toml(folder / "names.toml"), _toml(folder / "places.toml"), _toml(folder / "team.toml")
    services, words = _toml(folder / "services.toml"), _toml(folder / "words.toml")
    cities = [(City(name, state, zip_, tuple(areas)), weight) for name, state, zip_, areas, weight in places["cities"]]
    moved_from = tuple(city.area_codes[0] for city, weight in cities if weight >= 4)
    windows, window_of = _windows([city for city, _ in cities], moved_from)
    clients = tuple(_client(number, one, services, cities, names, seed) for number, one in enumerate(team["client"], 1))
    people = tuple(
        DemoPerson(number, one["login"], one["name"], tuple(one["roles"]), (one["hours"][0], one["hours"][1]))
        for number, one in enumerate(team["person"], 1)
    )
    lists, own, shared = _lists(team, clients, people)
    companies, streets = names["companies"], names["streets"]
    return World(
        clients=clients,
        client_weights=running(one["share"] for one in team["client"]),
        people=people,
        login=team["demo"]["login"],
        supervisor=team["demo"]["supervisor"],
        lists=lists,
        own=own,
        shared=shared,
        pools=tuple(_pool(one) for one in names["pool"]),
        pool_weights=running(one["weight"] for one in names["pool"]),
        companies=(tuple(companies["first"]), tuple(companies["second"]), tuple(companies["form"])),
        streets=(tuple(streets["names"]), tuple(streets["kinds"]), tuple(streets["units"])),
        anywhere=_cities(cities),
        moved_from=moved_from,
        windows=windows,
        window_of=window_of,
        words=words,
    )


def running(weights: Any) -> tuple[float, ...]:
    """Return the running sums of some weights as shares of 1, for ``bisect`` with a random number."""
    sums = list(accumulate(float(weight) for weight in weights))
    return tuple(value / sums[-1] for value in sums)


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _cities(cities: Sequence[tuple[City, float]]) -> Cities:
    return Cities(tuple(city for city, _ in cities), running(weight for _, weight in cities))


def _client(
    number: int,
    one: dict[str, Any],
    services: dict[str, Any],
    cities: Sequence[tuple[City, float]],
    names: dict[str, Any],
    seed: int,
) -> DemoClient:
    code, rng = one["code"], Random(f"bills of {one['code']}, {seed}")
    visits, weights = services[code], running(visit["weight"] for visit in services[code])
    prices = _prices(code, visits, seed)
    sizes = [1] * BILLS_PER_CLIENT + [COMPANY_SIZE] * BILLS_PER_COMPANY
    bills = [
        _bill(1000 * number + serial, rng.choices(visits, cum_weights=weights)[0], prices, rng, size)
        for serial, size in enumerate(sizes, 1)
    ]
    return DemoClient(
        number,
        code,
        one["name"],
        one["party"],
        one["sector"],
        one["phone"],
        one["prefix"],
        one["start"],
        one["due_days"],
        one["customer_number"],
        one["home_share"],
        _cities([(city, weight) for city, weight in cities if city.state in one["home"]]),
        tuple(bills[:BILLS_PER_CLIENT]),
        tuple(bills[BILLS_PER_CLIENT:]),
        names["companies"]["share"][code],
        tuple(prices.values()),
    )


def _prices(client: str, visits: Sequence[dict[str, Any]], seed: int) -> dict[str, DemoPrice]:
    """Return the price list of a client: every bill is made from it."""
    found: dict[str, DemoPrice] = {}
    for code, words, least, most, units in (item for visit in visits for item in visit["always"] + visit["maybe"]):
        cents = Random(f"price of {code} at {client}, {seed}").randint(least, most)
        cents -= cents % 50 if cents > 1000 else 0
        known = found.get(
            code, DemoPrice(code, words, words.rpartition(", per ")[2] if ", per " in words else "", cents, 0)
        )
        found[code] = known._replace(most=0 if units > _METERED else max(known.most, units))
    return found


def _bill(number: int, visit: dict[str, Any], prices: dict[str, DemoPrice], rng: Random, size: int) -> Bill:
    items = visit["always"] + [item for item in visit["maybe"] if rng.random() < 0.5]
    lines = tuple(_bill_line(item, prices, rng, size) for item in items)
    return Bill(number, lines, sum(line[4] for line in lines))


def _bill_line(item: list[Any], prices: dict[str, DemoPrice], rng: Random, size: int) -> BillLine:
    code, words, _, _, units = item
    # What a meter counts has no usual number; anything else comes once or a few times.
    quantity = rng.randint(units // 4, units) * size if units > _METERED else 1 + int(rng.random() ** 2 * units)
    unit = prices[code].cents
    return code, words, quantity * 1000, unit, quantity * unit


def _pool(one: dict[str, Any]) -> NamePool:
    given, family = (tuple(Spelling(name, _plain(name)) for name in one[part]) for part in ("given", "family"))
    return NamePool(one["language"], given, family, one.get("family_first", False), one.get("joiner", " "))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(_UNFOLDED))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain if plain.isascii() else ""


def _windows(
    cities: Sequence[City], moved_from: Sequence[str]
) -> tuple[tuple[CallWindow, ...], dict[tuple[str, str], int]]:
    """Number every set of zones a customer can have: by ZIP code, and by the area code of a number kept from before."""
    from collections_tui.domain.places import zip3_of, zones_for
    from collections_tui.services.books import load_places

    places = load_places(data_path("places", "us.toml"))
    ids: dict[tuple[str, ...], int] = {}
    window_of = {}
    for city in cities:
        for moved in ("", *moved_from):
            numbers = [f"+1{area}5550100" for area in sorted({*city.area_codes, moved} - {""})]
            zones = zones_for(places, numbers, city.state, zip3=zip3_of(city.postcode))
            window_of[city.postcode, moved] = ids.setdefault(zones, len(ids) + 1)
    return tuple(CallWindow(number, zones) for zones, number in ids.items()), window_of


def _lists(
    team: dict[str, Any], clients: Sequence[DemoClient], people: Sequence[DemoPerson]
) -> tuple[tuple[DemoList, ...], dict[int, tuple[int, ...]], tuple[tuple[int, int | None, int | None], ...]]:
    """Return all worklists, those of each client that somebody owns, and the shared ones with their limits."""
    client_ids, logins = {one.code: one.id for one in clients}, {one.login: one for one in people}
    lists: list[DemoList] = []
    own: dict[int, tuple[int, ...]] = {}
    for group in team["own"]:
        for login in group["logins"]:
            person = logins[login]
            code, name = f"{login}-{group['client'].lower()}", f"{group['name']} · {person.name.split()[0]}"
            lists.append(DemoList(len(lists) + 1, code, name, "balanced", person.id, (person.id,)))
        own[client_ids[group["client"]]] = tuple(one.id for one in lists[-len(group["logins"]) :])
    shared = []
    for group in team["shared"]:
        members = tuple(logins[login].id for login in group["logins"])
        lists.append(DemoList(len(lists) + 1, group["code"], group["name"], group["strategy"], None, members))
        shared.append((lists[-1].id, group.get("at_least_cents"), group.get("at_most_days")))
    return tuple(lists), own, tuple(shared)
