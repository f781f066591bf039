"""Entries of the audit, and the chain that they are links of.

Each entry has a number, one more than the one before it, and a digest of everything in it together with the digest of
the one before it. Whoever changes, leaves out or exchanges entries would have to make every later digest anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
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
    return hashlib.sha256(f"{previous}{number}{entry}".encode("ascii")).hexdigest()


def as_json(values: Mapping[str, object]) -> str:
    """Values by name as they are kept; '' for none. Days and instants as people write them."""
    return json.dumps(dict(values), default=str, ensure_ascii=False) if values else ""


def of_json(text: str) -> dict[str, object]:
    """Values by name, as they were kept."""
    found: dict[str, object] = json.loads(text) if text else {}
    return found


def changed(before: NamedTuple, after: NamedTuple) -> tuple[dict[str, object], dict[str, object]]:
    """What differs between two records of a kind, by name: as it was, and as it is."""
    old, new = before._asdict(), after._asdict()
    names = [name for name in old if old[name] != new[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}
