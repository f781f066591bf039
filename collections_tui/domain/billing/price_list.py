"""Where a price goes among those that the same code has had and will have: no day has two.

A newer price ends the one before on the day before its first. What is dated before a later price holds until that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Generic, Literal, NamedTuple, TypeVar

from collections_tui.domain.billing.records import Price
from collections_tui.domain.insurance.records import Fee

_DAY = timedelta(days=1)


T = TypeVar("T", Price, Fee)
"""A price, or what was agreed with an insurer: both hold from a day until another, their last."""


class Placed(NamedTuple, Generic[T]):
    """What became of a price: the prices as they now are, by their first days, and whether that is anything new."""

    prices: list[T]
    what: Literal["added", "changed", "unchanged"]


def price_on(prices: Sequence[T], on: date) -> T | None:
    """Return the price of a day, of those of one code and modifier."""
    return next((one for one in prices if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)), None)


def placed(prices: Sequence[T], new: T, *, dated: bool) -> Placed[T]:
    """Return the prices of one code and modifier with another among them.

    Args:
        prices: by their first days; no day has two.
        new: the other; ``valid_to`` is None where nobody said until when.
        dated: whether its own row says since when. Otherwise ``valid_from`` is the day from which the list holds, and a
            price that says just that already is the same one.
    """
    later = next((one.valid_from - _DAY for one in prices if one.valid_from > new.valid_from), None)
    last = min(filter(None, (new.valid_to, later)), default=None)
    there = price_on(prices, new.valid_from)
    if there is not None and (there.valid_from == new.valid_from or (not dated and _says(there) == _says(new))):
        now = new._replace(id=there.id, valid_from=there.valid_from, valid_to=last)
        return Placed([now if one is there else one for one in prices], "unchanged" if now == there else "changed")
    ended: list[T] = [one._replace(valid_to=new.valid_from - _DAY) if one is there else one for one in prices]
    ended.append(new._replace(valid_to=last))
    return Placed(sorted(ended, key=lambda one: one.valid_from), "added")


def _says(price: T) -> T:
    """What a price says, but for its days."""
    return price._replace(id=0, valid_from=date.min, valid_to=None)
