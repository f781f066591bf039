"""Splitting a text into the words it is found by, just as the index of the other engine does.

What a person finds must not depend on the engine. SQLite's tokenizer is part of Python, so it does the work itself
here, in memory, wherever a text is more than plain ASCII.
"""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache

_PLAIN = re.compile(r"[0-9a-z]+")
_LONGEST = 250  # characters of a word that count; PostgreSQL takes 2,046 bytes


class _Tokenizer:
    """FTS5's ``unicode61 remove_diacritics 2``, asked for one text at a time."""

    def __init__(self) -> None:
        self._sql = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._sql.execute("CREATE VIRTUAL TABLE t USING fts5(w, tokenize = 'unicode61 remove_diacritics 2')")
        self._sql.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")

    def words(self, text: str) -> list[str]:
        self._sql.execute("INSERT INTO t (rowid, w) VALUES (1, ?)", (text,))
        try:
            return [row[0] for row in self._sql.execute("SELECT term FROM v ORDER BY offset")]
        finally:
            self._sql.execute("DELETE FROM t")


@lru_cache(maxsize=1)
def _tokenizer() -> _Tokenizer:
    return _Tokenizer()


def words_of(text: str) -> list[str]:
    """The words of a text, folded to lower case and without marks on letters, in their order."""
    found = _PLAIN.findall(text.lower()) if text.isascii() else _tokenizer().words(text)
    return [word[:_LONGEST] for word in found]


def vector(text: str) -> str:
    """A text's words as a ``tsvector`` is written."""
    return " ".join(f"'{word}'" for word in sorted(set(words_of(text))))
