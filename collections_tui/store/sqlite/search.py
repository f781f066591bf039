"""Find by FTS5: an index of words with short beginnings, beside the account's rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from collections_tui.domain.records import Found
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.search import FOUND, STAGED_WORDS, open_first, others_of, wanted
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids

FIND = (
    f"{FOUND.replace('FROM account a', 'FROM account_search JOIN account a ON a.id = account_search.rowid')}"
    """
WHERE account_search MATCH :match{seen}
LIMIT :limit
"""
)

_PUT = "INSERT INTO account_search (rowid, words) SELECT w.id, w.words FROM account_words w"
_TAKE = "INSERT INTO account_search (account_search, rowid, words) SELECT 'delete', w.id, w.words"
_THEIRS = (
    "FROM account a JOIN account_words w ON w.id = a.id WHERE a.customer_id IN (SELECT value FROM json_each(:ids))"
)


def match_query(text: str) -> str:
    """The full-text question for what somebody typed; '' when it asks for nothing."""
    words, digits = wanted(text)
    together = " AND ".join(f'"{word}"*' for word in words)
    if not digits:
        return together
    return f'"{digits}"* OR ({together})' if together else f'"{digits}"*'


class SqliteSearch:
    """The ``Search`` of a SQLite file."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def find(self, text: str, limit: int, who: Seen | None = None) -> list[Found]:
        """Up to ``limit`` accounts, the oldest that match and that they see; open ones first among those found."""
        match = match_query(text)
        condition, params = seen(who)
        params |= {"match": match, "limit": limit}
        return open_first(self._sql.all(FIND.format(seen=condition), params)) if match else []

    def condition(self, text: str) -> tuple[str, dict[str, str]]:
        """What makes an account ``a`` one that the text finds, and its parameters."""
        match = match_query(text)
        if not match:
            return "1 = 0", {}
        return "a.id IN (SELECT rowid FROM account_search WHERE account_search MATCH :match)", {"match": match}

    def of_customer(self, customer_id: int, but: int, who: Seen | None = None) -> list[Found]:
        """The customer's other accounts, of those that they see."""
        return others_of(self._sql, customer_id, but, who)

    def index(self, first_id: int, last_id: int) -> None:
        """Make new accounts, whose ids are in this range, findable."""
        self._sql.run(f"{_PUT} WHERE w.id BETWEEN :first AND :last", {"first": first_id, "last": last_id})

    def index_missing(self, most: int) -> bool:
        """Make all accounts findable anew: which of them are this index cannot tell."""
        self._sql.run("INSERT INTO account_search (account_search) VALUES ('rebuild')")
        return False

    def index_all(self) -> None:
        """Make all accounts findable anew."""
        self.index_missing(0)

    def whole(self) -> bool:
        """Whether every account is found by its words, and by no others. It keeps others from writing meanwhile."""
        try:
            self._sql.run("INSERT INTO account_search (account_search, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if "malformed" not in str(error):
                raise
            return False
        return True

    def index_accounts(self, accounts: Sequence[int]) -> None:
        """Make new accounts findable."""
        self._sql.run(f"{_PUT} WHERE w.id IN (SELECT value FROM json_each(:ids))", {"ids": Ids(accounts)})

    def index_staged(self, first_account: int) -> None:
        """Make the new accounts among the staged bills findable, by the words staged with them."""
        self._sql.run(f"INSERT INTO account_search (rowid, words) {STAGED_WORDS}", {"account": first_account})

    def forget_customers(self, customers: Iterable[int]) -> None:
        """Take the accounts of customers out, with the words they have now; call it before those change."""
        self._sql.run(f"{_TAKE} {_THEIRS}", {"ids": Ids(customers)})

    def index_customers(self, customers: Iterable[int]) -> None:
        """Put the accounts of customers back, with their new words."""
        self._sql.run(
            f"INSERT INTO account_search (rowid, words) SELECT w.id, w.words {_THEIRS}", {"ids": Ids(customers)}
        )
