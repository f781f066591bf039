"""The customers of the demo set: people and companies, where they live, and what numbers they can be rung on."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from typing import NamedTuple

from collections_tui.domain.records import CallWindow
from collections_tui.services.demo_world import Cities, City, DemoClient, NamePool, World
from collections_tui.store.seed import Batch, PhoneRow

Random = Callable[[], float]

MOVED = 0.055  # customers who kept a number from where they lived before
TWIN = 0.045  # accounts of somebody who has one at another client already
REMEMBERED = 60  # the latest customers, among whom such somebody is looked for
_DOMAINS = ("example.com", "example.net", "example.org")
_APARTMENT = 0.25
_SECOND_PHONE = 0.33


class DemoPhone:
    """A number of a demo customer; ``status`` changes when calls find it wrong or dead."""

    __slots__ = ("e164", "kind", "raw", "status")

    def __init__(self, e164: str, kind: str, raw: str) -> None:
        self.e164 = e164
        self.kind = kind
        self.raw = raw
        self.status = "good"


class Made(NamedTuple):
    """A call with a customer, as later calls have to mind it. Days are offsets from today."""

    offset: int
    account: int
    phone: DemoPhone
    counts: bool
    spoke: bool
    agreed: bool


class DemoCustomer:
    """Somebody who owes, as far as the making of accounts and calls wants to know."""

    __slots__ = (
        "client",
        "company",
        "id",
        "made",
        "moved",
        "name",
        "phones",
        "state",
        "stopped_at",
        "stopped_on",
        "window",
    )

    def __init__(self, id_: int, name: str, client: int, company: bool, city: City, moved: bool) -> None:
        self.id = id_
        self.name = name
        self.client = client  # 0 once they have two accounts
        self.company = company
        self.state = city.state
        self.moved = moved
        self.window: CallWindow
        self.phones: list[DemoPhone] = []
        self.made: list[Made] = []
        self.stopped_on: int | None = None  # the day on which they said that nobody may call them any more
        self.stopped_at = ""

    def phone_to_call(self, random: Random) -> DemoPhone | None:
        """Return one of the good numbers, mostly the first; None when there is none."""
        phones = self.phones
        if len(phones) == 2 and phones[1].status == "good" and (phones[0].status != "good" or random() < 0.3):
            return phones[1]
        return phones[0] if phones[0].status == "good" else None

    def phone_rows(self) -> list[PhoneRow]:
        """Return the rows of all numbers, as they turned out to be."""
        return [(self.id, one.e164, one.kind, one.status, one.raw) for one in self.phones]


class People:
    """Makes customers, numbered from 1."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._next_customer = 1
        self._batch: list[DemoCustomer] = []

    def finish(self, batch: Batch) -> None:
        """Write the telephone numbers of this batch's customers, as they turned out to be, and start the next."""
        for customer in self._batch:
            batch.phones += customer.phone_rows()
        self._batch = []

    def customer(self, client: DemoClient, random: Random, batch: Batch) -> DemoCustomer:
        """Return who owes the next account: mostly somebody new, sometimes one who owes another client already."""
        if random() < TWIN:
            for known in self._batch[-REMEMBERED:]:
                if known.client not in (0, client.id):
                    known.client = 0
                    return known
        made = self._new(client, random, batch)
        self._batch.append(made)
        return made

    def _new(self, client: DemoClient, random: Random, batch: Batch) -> DemoCustomer:
        world = self._world
        home = client.home if random() < client.home_share else world.anywhere
        city = _city(home, random())
        company = random() < client.company_share
        if company:
            name, email, language = self._company(random)
        else:
            name, email, language = self._person(world.pools[bisect(world.pool_weights, random())], random)
        moved = world.moved_from[int(random() * len(world.moved_from))] if random() < MOVED and not company else ""
        customer = DemoCustomer(self._next_customer, name, client.id, company, city, moved != "")
        customer.window = world.windows[world.window_of[city.postcode, moved] - 1]
        self._next_customer += 1
        row = (customer.id, name, self._street(random), city.name, city.state, city.postcode, "US", email, language)
        batch.customers.append(row)
        self._phones(customer, city, moved, random)
        return customer

    def _person(self, pool: NamePool, random: Random) -> tuple[str, str, str]:
        given = pool.given[int(random() * len(pool.given))]
        family = pool.family[int(random() * len(pool.family))]
        number = int(random() * 1000)
        if pool.family_first:
            name = f"{family.written}{pool.joiner}{given.written}"
        elif number < 120 and family.plain:
            name = f"{given.written} {_INITIALS[number % 20]}. {family.written}"
        else:
            name = f"{given.written}{pool.joiner}{family.written}"
        email = ""
        if number > 300 and given.plain and family.plain:
            email = f"{given.plain}.{family.plain}{number % 90 or ''}@{_DOMAINS[number % 3]}"
        return name, email, pool.language

    def _company(self, random: Random) -> tuple[str, str, str]:
        first, second, form = (parts[int(random() * len(parts))] for parts in self._world.companies)
        return f"{first} {second} {form}", "", "en"

    def _street(self, random: Random) -> str:
        names, kinds, units = self._world.streets
        street = f"{names[int(random() * len(names))]} {kinds[int(random() * len(kinds))]}"
        number = 1 + int(random() * random() * 9800)
        if random() < _APARTMENT:
            return f"{number} {street}, {units[int(random() * len(units))]}"
        return f"{number} {street}"

    def _phones(self, customer: DemoCustomer, city: City, moved: str, random: Random) -> None:
        areas = city.area_codes
        if customer.company:
            self._phone(customer, areas[0], "work", random)
            return
        self._phone(customer, moved or areas[int(random() * len(areas))], "mobile", random)
        if moved or random() < _SECOND_PHONE:
            self._phone(customer, areas[0], "home" if random() < 0.7 else "work", random)

    def _phone(self, customer: DemoCustomer, area: str, kind: str, random: Random) -> None:
        number = int(random() * 100)
        e164 = f"+1{area}55501{number:02d}"
        if customer.phones and customer.phones[0].e164 == e164:
            return
        spelling = _SPELLINGS[number % 4].format(area, number)
        customer.phones.append(DemoPhone(e164, kind, spelling))


# How client systems spell the same number.
_SPELLINGS = ("({}) 555-01{:02d}", "{}-555-01{:02d}", "{}55501{:02d}", "+1 {} 555 01{:02d}")
_INITIALS = "ABCDEFGHJKLMNPRSTVWY"


def _city(cities: Cities, share: float) -> City:
    return cities.cities[bisect(cities.weights, share)]
