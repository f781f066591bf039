"""What the service about the team hands back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.floor import Did, Having, Head, Size
from collections_tui.domain.records import Role

Money = tuple[tuple[str, int], ...]
"""Cents by currency, in the order of the currencies; nothing where there are none."""


class Seat(NamedTuple):
    """Somebody who may sign in, what they have to work on, and what they have done today.

    ``size`` is of all worklists from which they take accounts, shared ones too; those are in ``worklists`` by code.
    ``worked`` counts accounts, ``right_party`` calls of both directions.
    """

    person_id: int
    login: str
    name: str
    team: str
    roles: tuple[Role, ...]
    worklists: tuple[str, ...]
    size: Size
    having: Having | None
    did: Did | None
    worked: int
    calls: int
    right_party: int
    promised: Money
    collected: Money


class Ownerless(NamedTuple):
    """A worklist that nobody works any more: whoever was told to has gone."""

    worklist_id: int
    code: str
    name: str
    size: Size


class Team(NamedTuple):
    """The floor at a moment. ``counted_at`` is when the worklists were counted, ``head`` tells whether it changed."""

    at: datetime
    counted_at: datetime
    head: Head
    seats: tuple[Seat, ...]
    ownerless: tuple[Ownerless, ...]
    sizes: dict[int, Size]
