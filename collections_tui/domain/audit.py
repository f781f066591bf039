"""Entries of the audit, and the chain that they are links of.

Each entry has a number, one more than the one before it, and a digest of everything in it together with the digest of
the one before it. Whoever changes, leaves out or exchanges entries would have to make every later digest anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

BEGINNING = "0" * 64
"""What stands for the digest of the entry before the first."""


class Entry(NamedTuple):
    """One thing that somebody did, or was refused, or looked at.

    ``by`` is a login, '' where it was the program itself; ``place`` is from where: the system's user, the computer or
    the address, and the program. ``before`` and ``after`` are what was changed, by name.
    """

    id: int
    at: datetime
    by: str
    place: str
    action: str
    account_id: int | None
    account: str
    about: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    details: str
    digest: str


class Head(NamedTuple):
    """The newest entry: its number and its digest. Who keeps both elsewhere can tell whether all is as it was."""

    id: int
    digest: str

    def __str__(self) -> str:
        return f"{self.id}:{self.digest}"


class Link(NamedTuple):
    """An entry as it is found: its number, all that is in it (``canonical``), and the digest that stands with it."""

    id: int
    entry: str
    digest: str


def canonical(
    at: str,
    person_id: int | None,
    place: str,
    action: str,
    account_id: int | None,
    about: str,
    before: str,
    after: str,
    details: str,
) -> str:
    """All that is in an entry but its number, in the one form in which it is digested: JSON in plain letters."""
    return json.dumps([at, person_id, place, action, account_id, about, before, after, details], separators=(",", ":"))


def digest(previous: str, number: int, entry: str) -> str:
    """The digest of an entry (``canonical``) behind the one whose digest is ``previous``: SHA-256, as 64 hex digits.

    The digest before is as long as any other, and the entry begins with a bracket: no two entries are the same text.
    """
    import hashlib  # takes longer to load than most of what a start needs

    return hashlib.sha256(f"{previous}{number}{entry}".encode("utf-8", "surrogatepass")).hexdigest()


def as_json(values: Mapping[str, object]) -> str:
    """Values by name as they are kept; '' for none. Days and instants are written as the database has them."""
    return json.dumps(dict(values), default=_plain, ensure_ascii=False) if values else ""


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return dict(value) if isinstance(value, Mapping) else str(value)


def of_json(text: str) -> dict[str, object]:
    """Values by name, as they were kept."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"?": text}  # somebody has been at it: shown as it is


class Change(NamedTuple):
    """What was changed, by name: as it was, and as it is."""

    before: Mapping[str, object]
    after: Mapping[str, object]


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> Change:
    """What differs between what was and what is; what only one of them has is left out of the other."""
    differs = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Change(
        {name: before[name] for name in differs if name in before},
        {name: after[name] for name in differs if name in after},
    )
