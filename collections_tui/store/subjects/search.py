"""Find an account anywhere by part of its name, number or phone."""

from __future__ import annotations

import re
import unicodedata

from collections_tui.domain.records import Found
from collections_tui.store.contract import Sql

_WORD = re.compile(r"[^\W_]+")
_NUMBERISH = re.compile(r"[\d\s()+.\-/]+")
_FOLD = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss"})
_LONGEST = 200  # characters of a question that are looked at


def match_query(text: str) -> str:
    """The full-text question for what somebody typed: every word a prefix, all of them wanted; '' when empty.

    A number keeps only its digits, so that every spelling of a telephone number finds it.
    """
    text = text[:_LONGEST].strip()
    if _NUMBERISH.fullmatch(text) and sum(c.isdigit() for c in text) >= 2:
        text = "".join(c for c in text if c.isdigit())
    plain = unicodedata.normalize("NFKD", text.lower().translate(_FOLD))
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return " AND ".join(f'"{word}"*' for word in words)


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
