"""Find by tsvector: the words of each account in a table of their own, under a GIN index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collections_tui.domain.records import Found
from collections_tui.store.contract import Row, Sql
from collections_tui.store.postgres.words import vector, words_of
from collections_tui.store.subjects.search import FOUND, STAGED_WORDS, open_first, others_of, wanted
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids

FIND = f"""{FOUND} JOIN account_search s ON s.account_id = a.id
WHERE s.words @@ CAST(:match AS tsquery){{seen}}
ORDER BY a.id LIMIT :limit
"""

_WORDS = "SELECT w.id, w.words FROM account_words w WHERE w.id"
_THEIRS = "IN (SELECT a.id FROM account a WHERE a.customer_id IN (SELECT value FROM json_each(:ids)))"


def match_query(text: str) -> str:
    """The ``tsquery`` for what somebody typed; '' when it asks for nothing."""
    asked, digits = wanted(text)
    together = " & ".join(f"'{word}':*" for part in asked for word in words_of(part))
    if not digits:
        return together
    return f"'{digits}':* | ({together})" if together else f"'{digits}':*"


_CHUNK = 10_000


class PostgresSearch:
    """The ``Search`` of a PostgreSQL database."""

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
        found = "SELECT s.account_id FROM account_search s WHERE s.words @@ CAST(:match AS tsquery)"
        return f"a.id IN ({found})", {"match": match}

    def of_customer(self, customer_id: int, but: int, who: Seen | None = None) -> list[Found]:
        """The customer's other accounts, of those that they see."""
        return others_of(self._sql, customer_id, but, who)

    def index(self, first_id: int, last_id: int) -> None:
        """Make new accounts, whose ids are in this range, findable."""
        self._put(self._sql.all(f"{_WORDS} BETWEEN :first AND :last", {"first": first_id, "last": last_id}))

    def index_missing(self, most: int) -> bool:
        """Make accounts findable behind the last one that is, up to so many; whether there are more."""
        last = "(SELECT coalesce(max(account_id), 0) FROM account_search)"
        rows = self._sql.all(f"{_WORDS} > {last} ORDER BY w.id LIMIT :most", {"most": most})
        self._sql.fill("account_search", ("account_id", "words"), [(row[0], vector(row[1])) for row in rows])
        return len(rows) == most

    def index_all(self) -> None:
        """Make all accounts findable anew."""
        self._sql.run("DELETE FROM account_search")
        while self.index_missing(_CHUNK):
            pass

    def whole(self) -> bool:
        """Whether every account is found at all; whether by the right words, is not known here."""
        missing = "SELECT 1 FROM account a WHERE NOT EXISTS (SELECT 1 FROM account_search s WHERE s.account_id = a.id)"
        return self._sql.one(f"{missing} LIMIT 1") is None

    def index_accounts(self, accounts: Sequence[int]) -> None:
        """Make new accounts findable."""
        self._put(self._sql.all(f"{_WORDS} IN (SELECT value FROM json_each(:ids))", {"ids": Ids(accounts)}))

    def index_staged(self, first_account: int) -> None:
        """Make the new accounts among the staged bills findable, by the words staged with them."""
        self._put(self._sql.all(STAGED_WORDS, {"account": first_account}))

    def forget_customers(self, customers: Iterable[int]) -> None:
        """Take the accounts of customers out: nothing to do here, their new words take the place of the old ones."""

    def index_customers(self, customers: Iterable[int]) -> None:
        """Put the accounts of customers back, with their new words."""
        self._put(self._sql.all(f"{_WORDS} {_THEIRS}", {"ids": Ids(customers)}))

    def _put(self, rows: Iterable[Row]) -> None:
        self._sql.many(
            "INSERT INTO account_search (account_id, words) VALUES (:id, CAST(:words AS tsvector)) "
            "ON CONFLICT (account_id) DO UPDATE SET words = excluded.words",
            [{"id": account, "words": vector(words)} for account, words in rows],
        )
