"""Flags of a row that put its accounts on hold: somebody has died, is bankrupt, has an attorney, wants no more calls.

Refuses to wave through what it does not understand: whatever does not say no is a flag, and is kept in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from collections_tui.domain.records import HoldKind
from collections_tui.files.amounts import says_no
from collections_tui.files.fields import FLAG_FIELDS


class Flag(NamedTuple):
    """One of the ``FLAG_FIELDS``, and what the file says of it: ``Column: text``."""

    kind: HoldKind
    words: str


Flags = tuple[Flag, ...]
NO_FLAGS: Flags = ()


def flags_of(texts: Sequence[str], labels: Mapping[str, str]) -> Flags:
    """Return the flags of a row, whose texts are those of the ``FLAG_FIELDS``."""
    told = zip(FLAG_FIELDS, texts, strict=True)
    return tuple(Flag(field, f"{labels[field]}: {text}") for field, text in told if not says_no(text))


def flag_column(columns: Sequence[Sequence[str]], labels: Mapping[str, str]) -> list[Flags]:
    """Return the flags of many rows, whose texts are columns of the ``FLAG_FIELDS``."""
    if not any(map(any, columns)):
        return [NO_FLAGS] * len(columns[0])
    return [flags_of(texts, labels) for texts in zip(*columns, strict=True)]
