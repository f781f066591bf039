"""How calls of the demo set can end: the outcomes that ship, with what people say and do in each, ready to be drawn."""

from __future__ import annotations

from bisect import bisect
from typing import Any, Literal, NamedTuple

from collections_tui.domain.outcomes import Outcome, OutcomeBook
from collections_tui.services.demo_bills import Random
from collections_tui.services.demo_world import running

INBOUND = 0.02
_TRIED_AGAIN = ("busy", "call_dropped")

Kind = Literal["plain", "promise", "hold", "call_back"]


class Ending(NamedTuple):
    """One outcome, and what is said and done in it.

    Such a call lasts ``least`` seconds and up to so many ``more``; ``pause`` is the business days until the next.
    """

    outcome: Outcome
    kind: Kind
    code: str
    direction: str
    right_party: bool
    least: int
    more: int
    texts: tuple[str, ...]
    who: tuple[str, ...]
    phone: Literal["", "wrong", "disconnected"]
    tried_again: bool
    pause: int


class Weighted(NamedTuple):
    """Endings and their running weights."""

    endings: tuple[Ending, ...]
    weights: tuple[float, ...]

    def draw(self, random: Random) -> Ending:
        return self.endings[bisect(self.weights, random())]


class Endings:
    """All endings, and how likely each is by the customer's hour of day."""

    def __init__(self, words: dict[str, Any], book: OutcomeBook) -> None:
        self.by_code = {outcome.code: _ending(outcome, words) for outcome in book.outcomes}
        self._not_reached, self._reached, self._inbound = (
            Weighted(tuple(self.by_code[code] for code in words[name]), running(words[name].values()))
            for name in ("not_reached", "reached", "inbound")
        )
        self._reach = _by_hour(words["reach"])

    def draw(self, local_hour: int, random: Random) -> Ending:
        """Return how a call made in that hour of the customer's day ends, or what a customer calls us about."""
        chance = random()
        if chance < INBOUND:
            return self._inbound.draw(random)
        reached = chance - INBOUND < self._reach[local_hour]
        return (self._reached if reached else self._not_reached).draw(random)


def _ending(outcome: Outcome, words: dict[str, Any]) -> Ending:
    plain = outcome.code.removeprefix("inbound_")
    least, most = words["seconds"].get(plain) or words["seconds"]["other"]
    texts = words["call"].get(outcome.code) or words["call"].get(plain) or [""]
    who = ["{name}"] if outcome.right_party else words["who"].get(plain, [""])
    phone: Literal["", "wrong", "disconnected"] = ""
    if outcome.effect.startswith("phone:"):
        phone = "wrong" if outcome.effect == "phone:wrong" else "disconnected"
    return Ending(
        outcome,
        _kind(outcome),
        outcome.code,
        outcome.direction,
        outcome.right_party,
        least,
        most - least,
        tuple(texts),
        tuple(who),
        phone,
        outcome.code in _TRIED_AGAIN,
        outcome.next.amount if outcome.next.kind == "business_days" else 1,
    )


def _kind(outcome: Outcome) -> Kind:
    if outcome.promises:
        return "promise"
    if outcome.hold is not None:
        return "hold"
    return "call_back" if outcome.next.kind == "moment" else "plain"


def _by_hour(steps: dict[str, float]) -> list[float]:
    """Return the chance for every hour of the day from a table of hours from which on it holds."""
    chances, chance = [], 0.0
    for hour in range(24):
        chance = steps.get(str(hour), chance)
        chances.append(chance)
    return chances
