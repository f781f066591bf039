"""The policy in force: numbers and hours that the rules use, by law of the place and by the client's own file.

Comes in as data (``data/policies/*.toml``); every entry has its source. The strictest of what applies wins, because
each limit is a finding of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Literal, NamedTuple

from collections_tui.domain.records import PhoneKind

Per = Literal["debt", "person"]
Counted = Literal["reached", "all", "conversations"]


class Hours(NamedTuple):
    """When calls may be made, by the customer's clocks: ``opens <= local time < closes``, on these weekdays (0 Monday)."""

    id: str
    source: str
    opens: time
    closes: time
    weekdays: frozenset[int] = frozenset(range(7))
    overridable: bool = False


class Limit(NamedTuple):
    """How often: at most ``most`` calls of a kind within ``days`` consecutive days.

    ``counts``: ``reached`` calls that got through, ``all`` attempts, or ``conversations``, after each of which so many
    days pass (the day of it the first). ``kinds`` are the kinds of number it counts and applies to, empty for all.
    """

    id: str
    source: str
    most: int
    days: int
    per: Per
    counts: Counted
    words: str
    kinds: frozenset[PhoneKind] = frozenset()
    overridable: bool = True


class Policy(NamedTuple):
    """What is in force for one client and one customer. ``rules`` switches single rules off by id, with the reason."""

    name: str
    hours: tuple[Hours, ...]
    limits: tuple[Limit, ...]
    off: Mapping[str, str] = {}
