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
    """When calls may be made, by the customer's clocks: ``opens <= local time < closes``, on weekdays (0 Monday)."""

    id: str
    source: str
    opens: time
    closes: time
    weekdays: frozenset[int] = frozenset(range(7))
    overridable: bool = False


class Limit(NamedTuple):
    """How often: at most ``most`` calls of a kind within ``days`` consecutive days, or within ``minutes``.

    Days are the calendar's where the customer is. ``counts``: calls made that were ``reached`` (that got through),
    ``all`` calls made, or ``conversations`` of either side's making, after each of which so many days pass (the day of
    it the first; ``most`` means nothing then). ``kinds`` are the kinds of number it applies to and counts, empty for
    all. ``words`` are what it counts, in the plural: "3 of 7 calls since …". ``consent``: calls made with direct prior
    consent are beyond it (12 CFR 1006.14(b)(3)(i)). ``warns``: going beyond it is a warning only.
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
    minutes: int = 0
    consent: bool = False
    warns: bool = False


class Policy(NamedTuple):
    """What is in force for one client and one customer. ``off`` are the ids of rules switched off, with the reason.

    What is off stays in ``hours`` and ``limits``, so that it can be named as not applied. ``unknown`` says why the
    client's own rules are not known, and what to do: then nobody can say that a call is allowed. '' where they are.
    """

    name: str
    hours: tuple[Hours, ...]
    limits: tuple[Limit, ...]
    off: Mapping[str, str] = {}
    unknown: str = ""
