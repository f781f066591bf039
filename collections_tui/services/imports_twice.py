"""Recognising a row that comes again, where nothing in it is a number of its own.

A payment, or a call, is known by what it says and by how often its file has said just that before: the second of two
payments alike is another payment, and the same file read again brings neither of them twice. A corrected row of a file
of rejects is known by the row it was, too: it may say the same as a row that was taken, and is another one still.
Should its source be corrected as well, that file says it once more than before, and brings nothing new either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import NamedTuple

from collections_tui.store.transaction import Transaction

_BYTES = 12  # of a content's mark: among a billion rows, two different contents meet once in 100,000 years of imports


class Key(NamedTuple):
    """``text`` is stored with the row. ``mark`` stands for what it says, and is how ``text`` begins; the row is the
    ``times``-th of its file that says just that, 0 for a corrected one."""

    text: str
    mark: str
    times: int


def numbered(tx: Transaction, contents: Sequence[str], first_marks: Sequence[str]) -> list[Key]:
    """Return a key for every row.

    Args:
        tx: the transaction.
        contents: what makes each row this row.
        first_marks: what marked it when it was rejected; '' where it comes for the first time.
    """
    marks = [blake2b(content.encode(), digest_size=_BYTES).hexdigest() for content in contents]
    counted = [f"{mark}-r{first}" if first else mark for mark, first in zip(marks, first_marks, strict=True)]
    times = Counter(tx.bulk.count_again(set(counted)))
    keys: list[Key] = []
    for mark, one, first in zip(marks, counted, first_marks, strict=True):
        times[one] += 1
        keys.append(Key(f"{one}-{times[one]}", mark, 0 if first else times[one]))
    tx.bulk.keep_counts(times.items())
    return keys


def is_here(key: Key, stored: Collection[str]) -> bool:
    """Return whether a row is one of those stored, whose keys begin with the same mark."""
    return key.text in stored or 0 < key.times <= len(stored)
