"""Where the customers of a file may be, worked out once for each kind of customer and not once for each."""

from __future__ import annotations

from collections.abc import Iterable

from collections_tui.domain.places import Places, zones_for
from collections_tui.store.transaction import Transaction

_MOST = 100_000  # answers remembered; a file of foreign numbers would otherwise grow without end


class Zones:
    """Numbers every set of time zones it meets; ``sets[number]`` is the set."""

    def __init__(self, places: Places) -> None:
        self.sets: list[tuple[str, ...]] = []
        self._places, self._clueless = places, places._replace(unknown=())
        self._numbers: dict[tuple[str, ...], int] = {}
        self._of: dict[tuple[str, ...], int] = {}
        self._of_phone: dict[str, str] = {}
        self._windows: dict[int, int] = {}

    def of(self, e164s: Iterable[str], state: str, country: str) -> int:
        """Return the number of the set of zones in which a customer with these good numbers and this address may be."""
        key = (state, country, *map(_area, e164s))
        found = self._of.get(key)
        if found is None:
            if len(self._of) > _MOST:
                self._of.clear()
            zones = zones_for(self._places, e164s, state, country)
            found = self._of[key] = self._numbers.setdefault(zones, len(self._numbers))
            if found == len(self.sets):
                self.sets.append(zones)
        return found

    def of_phone(self, e164: str) -> str:
        """Return the zones that a number points to, joined by commas; '' when to none."""
        key = _area(e164)
        found = self._of_phone.get(key)
        if found is None:
            if len(self._of_phone) > _MOST:
                self._of_phone.clear()
            # No country is named, so that a foreign number points somewhere too.
            country = "" if e164.startswith("+1") else "-"
            found = self._of_phone[key] = ",".join(zones_for(self._clueless, (e164,), "", country))
        return found

    def window(self, tx: Transaction, number: int) -> int:
        """Return the id of the call window of a set of zones, made when it is new."""
        found = self._windows.get(number)
        if found is None:
            found = self._windows[number] = tx.worklists.window(self.sets[number])
        return found


def _area(e164: str) -> str:
    """What of a number tells its place: in North America the area code."""
    return e164[:5] if e164.startswith("+1") else e164
