"""Find an account anywhere by part of its name, number or phone: what was asked, whichever engine answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from collections_tui.domain.records import Found
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.seen import Seen, seen

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


class Wanted(NamedTuple):
    """What somebody looks for: the beginnings of words, all of them wanted; or, instead, a telephone number."""

    words: tuple[str, ...]
    digits: str


def wanted(text: str) -> Wanted:
    """What somebody typed asks for.

    A number keeps only its digits, so that every spelling of a telephone number finds it.
    """
    text = text[:_LONGEST].strip()
    together = tuple(_words(text.translate(_FOLD)))
    if not _NUMBERISH.fullmatch(text) or sum(c.isdigit() for c in text) < 2:
        return Wanted(together, "")
    digits = "".join(c for c in text if c.isdigit())
    return Wanted(together if set(text) & set("./") else (), digits)


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


class Search(Protocol):
    """Finding accounts; each engine has its own index of words."""

    def find(self, text: str, limit: int, who: Seen | None = None) -> list[Found]:
        """Up to ``limit`` accounts, the oldest that match and that they see; open ones first among those found."""

    def condition(self, text: str) -> tuple[str, dict[str, str]]:
        """What makes an account ``a`` one that the text finds, and its parameters."""

    def of_customer(self, customer_id: int, but: int, who: Seen | None = None) -> list[Found]:
        """The customer's other accounts, of those that they see."""

    def index(self, first_id: int, last_id: int) -> None:
        """Make new accounts, whose ids are in this range, findable."""

    def index_missing(self, most: int) -> bool:
        """Make accounts findable behind the last one that is, up to so many; whether there are more."""

    def index_all(self) -> None:
        """Make all accounts findable anew."""

    def whole(self) -> bool:
        """Whether every account is findable, as far as the engine can tell; on SQLite nobody writes meanwhile."""

    def index_accounts(self, accounts: Sequence[int]) -> None:
        """Make new accounts findable."""

    def index_staged(self, first_account: int) -> None:
        """Make the new accounts among the staged bills findable, by the words staged with them."""

    def forget_customers(self, customers: Iterable[int]) -> None:
        """Take the accounts of customers out, with the words they have now; call it before those change."""

    def index_customers(self, customers: Iterable[int]) -> None:
        """Put the accounts of customers back, with their new words."""


FOUND = """
SELECT a.id, a.number, c.name, l.code,
       coalesce((SELECT p.e164 FROM phone p
                 WHERE p.customer_id = c.id AND p.status = 'good' ORDER BY p.id LIMIT 1), '') AS phone,
       a.currency, a.balance_cents, a.status
FROM account a
JOIN customer c ON c.id = a.customer_id
JOIN client l ON l.id = a.client_id"""


# Of a new account that its bill's words are staged with.
STAGED_WORDS = """
SELECT :account + s.slot, s.words FROM staged_bill s
WHERE s.words <> '' AND s.account_id = 0 AND s.account_slot = s.slot"""


def open_first(rows: Iterable[Row]) -> list[Found]:
    """What was found, closed accounts last."""
    return sorted(map(Found._make, rows), key=lambda row: row.status == "closed")


def others_of(sql: Sql, customer_id: int, but: int, who: Seen | None) -> list[Found]:
    """The customer's other accounts, open ones first."""
    condition, params = seen(who)
    rows = sql.all(
        "SELECT a.id, a.number, c.name, l.code, '', a.currency, a.balance_cents, a.status "
        "FROM account a JOIN customer c ON c.id = a.customer_id JOIN client l ON l.id = a.client_id "
        f"WHERE a.customer_id = :customer AND a.id <> :but{condition} ORDER BY a.status = 'closed', a.id LIMIT 50",
        {"customer": customer_id, "but": but} | params,
    )
    return [Found._make(row) for row in rows]
