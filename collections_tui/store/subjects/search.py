"""Find an account anywhere by part of its name, number or phone."""

from __future__ import annotations

import re
import unicodedata

from collections_tui.domain.records import Found
from collections_tui.store.contract import Sql

_NUMBERISH = re.compile(r"[\d\s()+.\-/]+")
_FOLD = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"})  # as account_words does
_LONGEST = 200  # characters of a question that are looked at

# The index splits text into words by the tables of Unicode 6.1, and a question must be split alike. Letters that are
# younger it takes for letters, but not these; of younger symbols Python cannot tell, so a word is looked for up to the
# first of them. _MARKS are the accents it drops; all other combining signs end a word.
_NO_LETTERS = frozenset("\u1cf2\u1cf3") | frozenset(map(chr, (*range(0x19B0, 0x19C1), 0x19C8, 0x19C9)))
_UNSURE = frozenset("\u1885\u1886")
_MARKS = frozenset(
    map(chr, (*range(0x300, 0x305), *range(0x306, 0x30D), 0x30F, 0x311, 0x31B, *range(0x323, 0x329)))
) | frozenset("\u032d\u032e\u0330\u0331")
_WORD = re.compile(r"(?<![w?])w[wm]*")


def match_query(text: str) -> str:
    """The full-text question for what somebody typed: every word a prefix, all of them wanted; '' when empty.

    A number keeps only its digits, so that every spelling of a telephone number finds it.
    """
    text = text[:_LONGEST].strip()
    together = " AND ".join(f'"{word}"*' for word in _words(text.translate(_FOLD)))
    if not _NUMBERISH.fullmatch(text) or sum(c.isdigit() for c in text) < 2:
        return together
    digits = "".join(c for c in text if c.isdigit())
    return f'"{digits}"* OR ({together})' if set(text) & set("./") else f'"{digits}"*'


def _words(text: str) -> list[str]:
    """The words of a text, split as the index splits them; letter case and marks on letters are the index's matter."""
    shape = "".join(map(_shape, text))
    return [text[found.start() : found.end()] for found in _WORD.finditer(shape)]


def _shape(c: str) -> str:
    """w: part of a word, m: a mark on a letter, blank: between words, ?: either of the two."""
    if c.isascii():
        return "w" if c.isalnum() else " "
    category = unicodedata.category(c)
    if category[0] in "LN" or category == "Co":
        return " " if c in _NO_LETTERS else "w"
    if c in _MARKS:
        return "m"
    return "?" if c in _UNSURE or unicodedata.ucd_3_2_0.category(c) == "Cn" else " "


FIND = """
SELECT a.id, a.number, c.name, l.code,
       coalesce((SELECT p.e164 FROM phone p
                 WHERE p.customer_id = c.id AND p.status = 'good' ORDER BY p.id LIMIT 1), '') AS phone,
       a.currency, a.balance_cents, a.status
FROM account_search
JOIN account a ON a.id = account_search.rowid
JOIN customer c ON c.id = a.customer_id
JOIN client l ON l.id = a.client_id
WHERE account_search MATCH :match
LIMIT :limit
"""


class Search:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def find(self, text: str, limit: int) -> list[Found]:
        """Up to ``limit`` accounts; open ones first among those found."""
        match = match_query(text)
        if not match:
            return []
        found = [Found._make(row) for row in self._sql.all(FIND, {"match": match, "limit": limit})]
        return sorted(found, key=lambda row: row.status == "closed")

    def of_customer(self, customer_id: int, but: int) -> list[Found]:
        """The customer's other accounts."""
        rows = self._sql.all(
            "SELECT a.id, a.number, c.name, l.code, '', a.currency, a.balance_cents, a.status "
            "FROM account a JOIN customer c ON c.id = a.customer_id JOIN client l ON l.id = a.client_id "
            "WHERE a.customer_id = :customer AND a.id <> :but ORDER BY a.status = 'closed', a.id LIMIT 50",
            {"customer": customer_id, "but": but},
        )
        return [Found._make(row) for row in rows]

    def index(self, first_id: int, last_id: int) -> None:
        """Make new accounts, whose ids are in this range, findable."""
        self._sql.run(
            "INSERT INTO account_search (rowid, words) "
            "SELECT id, words FROM account_words WHERE id BETWEEN :first AND :last",
            {"first": first_id, "last": last_id},
        )

    def forget_customer(self, customer_id: int) -> None:
        """Take a customer's accounts out, with the words they have now; call it before those change."""
        self._sql.run(
            "INSERT INTO account_search (account_search, rowid, words) SELECT 'delete', id, words FROM account_words "
            "WHERE id IN (SELECT id FROM account WHERE customer_id = :customer)",
            {"customer": customer_id},
        )

    def index_customer(self, customer_id: int) -> None:
        """Put a customer's accounts back, with their new words."""
        self._sql.run(
            "INSERT INTO account_search (rowid, words) SELECT id, words FROM account_words "
            "WHERE id IN (SELECT id FROM account WHERE customer_id = :customer)",
            {"customer": customer_id},
        )
