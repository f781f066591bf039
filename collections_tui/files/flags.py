"""Flags of a row: somebody has died, is bankrupt, has an attorney, wants no more calls, or none at some times.

Refuses to wave through what it does not understand: whatever does not say no is a flag, and is kept in words. Consent
is no flag of a file: it counts only when it is given to us (12 CFR 1006.14(b)(3)(i)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from collections_tui.domain.records import HoldKind
from collections_tui.files.amounts import says_no
from collections_tui.files.fields import DEBT_FIELDS, FLAG_FIELDS, WISH_FIELDS

WishKind = Literal["times", "do_not_call", "notice", "time_barred"]
CUSTOMER_FLAGS = (*FLAG_FIELDS, *WISH_FIELDS)
"""The fields of flags that a customers file may have."""
BILL_FLAGS = (*CUSTOMER_FLAGS, *DEBT_FIELDS)
"""The fields of flags that a file of accounts may have."""

_KINDS: Mapping[str, HoldKind | WishKind] = {
    **{field: field for field in FLAG_FIELDS},
    "inconvenient_times": "times",
    "do_not_call": "do_not_call",
    "validation_notice_on": "notice",
    "time_barred": "time_barred",
}


class Flag(NamedTuple):
    """What a file says of one thing: ``words`` are ``Column: text``, ``text`` is the text alone.

    A kind of hold puts accounts on hold; any other is something that the contact rules look at.
    """

    kind: HoldKind | WishKind
    words: str
    text: str = ""


Flags = tuple[Flag, ...]
NO_FLAGS: Flags = ()


def flags_of(texts: Sequence[str], labels: Mapping[str, str], fields: Sequence[str] = CUSTOMER_FLAGS) -> Flags:
    """Return the flags of a row, whose texts are those of ``fields``."""
    told = zip(fields, texts, strict=True)
    return tuple(Flag(_KINDS[field], f"{labels[field]}: {text}", text) for field, text in told if not says_no(text))


def flag_column(
    columns: Sequence[Sequence[str]], labels: Mapping[str, str], fields: Sequence[str] = BILL_FLAGS
) -> list[Flags]:
    """Return the flags of many rows, whose texts are columns of ``fields``."""
    if not any(map(any, columns)):
        return [NO_FLAGS] * len(columns[0])
    return [flags_of(texts, labels, fields) for texts in zip(*columns, strict=True)]
