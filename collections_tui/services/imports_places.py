"""Where the customers of a file may be, worked out once for each kind of customer and not once for each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from collections_tui.domain.places import Places, zip3_of, zones_for
from collections_tui.files.who import Address
from collections_tui.store.transaction import Transaction

_MOST = 100_000  # answers remembered; a file of foreign numbers would otherwise grow without end
_FOREIGN = "-"  # a country that is not at home: the numbers of any count

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Zones:
    """Numbers every set of time zones it meets; ``sets[number]`` is the set.

    What tells a customer's place is their *clue*: state, country, start of the ZIP code, and what of each number tells
    its place.
    """

    def __init__(self, places: Places) -> None:
        self.sets: list[tuple[str, ...]] = []
        self._places, self._clueless = places, places._replace(unknown=())
        self._numbers: dict[tuple[str, ...], int] = {}
        self._by_clue: _Answers[tuple[str, ...], int] = _Answers(self._number)
        self._by_area: _Answers[str, int] = _Answers(self._number_of_area)
        self._windows: dict[int, int] = {}

    def of(self, e164s: Iterable[str], state: str, country: str, postcode: str) -> int:
        """Return the number of the set of zones in which a customer with these good numbers and this address may be."""
        return self._by_clue[state, country, zip3_of(postcode), *map(_area, e164s)]

    def column(self, e164s: Sequence[str], addresses: Sequence[Address] | None) -> list[int]:
        """Return the same for many customers with one number each, or none ('')."""
        areas, find = map(_area, e164s), self._by_clue.__getitem__
        if addresses is None:
            return [find(("", "", "", area) if area else ("", "", "")) for area in areas]
        return [
            find(
                (address[2], address[4], zip3_of(address[3]), area)
                if area
                else (address[2], address[4], zip3_of(address[3]))
            )
            for address, area in zip(addresses, areas, strict=True)
        ]

    def of_phone(self, e164: str) -> str:
        """Return the zones that a number points to, joined by commas; '' when to none."""
        return self.words(self._by_area[_area(e164)])

    def of_phones(self, e164s: Sequence[str]) -> list[int]:
        """Return the number of the set of zones that each of many numbers points to."""
        return list(map(self._by_area.__getitem__, map(_area, e164s)))

    def words(self, number: int) -> str:
        """Return the zones of a set, joined by commas."""
        return ",".join(self.sets[number])

    def window(self, tx: Transaction, number: int) -> int:
        """Return the id of the call window of a set of zones, made when it is new."""
        found = self._windows.get(number)
        if found is None:
            found = self._windows[number] = tx.worklists.window(self.sets[number])
        return found

    def _number(self, clue: tuple[str, ...]) -> int:
        state, country, zip3, *areas = clue
        return self._number_of(zones_for(self._places, map(_example, areas), state, country, zip3))

    def _number_of(self, zones: tuple[str, ...]) -> int:
        number = self._numbers.setdefault(zones, len(self.sets))
        if number == len(self.sets):
            self.sets.append(zones)
        return number

    def _number_of_area(self, area: str) -> int:
        # No country is named, so that a foreign number points somewhere too.
        country = "" if area.startswith("+1") else _FOREIGN
        return self._number_of(zones_for(self._clueless, (_example(area),) if area else (), "", country))


class _Answers(dict[K, V]):
    """Remembers the answers of a function, up to a point."""

    def __init__(self, answer: Callable[[K], V]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, key: K) -> V:
        if len(self) >= _MOST:
            self.clear()
        found = self[key] = self._answer(key)
        return found


def _area(e164: str) -> str:
    """What of a number tells its place: in North America the area code."""
    return e164[:5] if e164[:2] == "+1" else e164


def _example(area: str) -> str:
    """A number of this area."""
    return f"{area}5550100" if len(area) == 5 and area[:2] == "+1" else area
