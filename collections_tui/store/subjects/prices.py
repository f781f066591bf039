"""Price lists: what a client charges for a service on a day, and finding it by part of its code or of a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from collections_tui.domain.billing.price_words import folded, modifier_of, price_words, single_words, words_of
from collections_tui.domain.billing.records import Price
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, Texts, day_or_none, to_day, to_day_or_none

_COLUMNS = (
    "p.id, p.client_id, p.code, p.description, p.cents, p.valid_from, p.valid_to, p.system, p.modifier, p.unit, "
    "p.least_milli, p.most_milli, p.tax"
)
_ON = "p.valid_from <= :on AND (p.valid_to IS NULL OR p.valid_to >= :on)"
_BEHIND = "\U0010ffff"  # comes behind whatever a word goes on with

_BY_CODE = f"""
SELECT {_COLUMNS} FROM price p
WHERE p.client_id = :client AND p.words >= :first AND p.words < :behind AND {_ON}
ORDER BY p.words LIMIT :limit"""

# Some at a time: what else is asked of them is looked up for few where most fit, and a server plans no more than that.
_WITH_WORD = """
SELECT w.word, w.price_id FROM price_word w
WHERE w.client_id = :client AND (w.word, w.price_id) > (:word, :id) AND w.word < :behind
ORDER BY w.word, w.price_id LIMIT :limit"""
_AT_ONCE = 300

_THESE = f"""
SELECT {_COLUMNS} FROM json_each(:ids) j CROSS JOIN price p WHERE p.id = j.value AND {_ON}{{others}}"""

# The words are in the index, and rows are fetched only of what fits.
_ANYWHERE = f"""
SELECT {_COLUMNS} FROM price p
WHERE p.id IN (SELECT q.id FROM price q WHERE q.client_id = :client{{others}}) AND {_ON}
ORDER BY p.words LIMIT :limit"""

_HOW_MANY = """
SELECT count(*) FROM (
    SELECT 1 FROM price_word w WHERE w.client_id = :client AND w.word >= :first AND w.word < :behind LIMIT :most) n"""
_ENOUGH = 500  # prices with a word, from which on it is no rare one

_PUT_WORD = "INSERT INTO price_word (client_id, word, price_id) VALUES (?, ?, ?)"
_FIELDS = (
    "id, client_id, code, system, modifier, description, unit, cents, valid_from, valid_to, least_milli, most_milli, "
    "tax, words"
)


def _price(row: Row) -> Price:
    return Price._make((*row[:5], to_day(row[5]), to_day_or_none(row[6]), *row[7:]))


class Prices:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading ------------------------------------------------------------------------------------------------

    def at(self, client_id: int, code: str, modifier: str, on: date) -> Price | None:
        """What a client charges on a day for a code with this modifier, else without any; None where it has no such
        price. Capital and small letters make no difference where no code is written just so.
        """
        modifier = modifier_of(modifier)
        exact = self._sql.all(
            f"SELECT {_COLUMNS} FROM price p WHERE p.client_id = :client AND p.code = :code "
            f"AND p.modifier IN ('', :modifier) AND {_ON} ORDER BY p.modifier DESC, p.valid_from DESC LIMIT 1",
            {"client": client_id, "code": code, "modifier": modifier, "on": on.isoformat()},
        )
        if exact:
            return _price(exact[0])
        meant = folded(code)
        rows = self._begin_with(client_id, f"{meant} ", on, limit=50) if meant else []
        fit = [one for one in rows if folded(one.code) == meant and one.modifier in ("", modifier)]
        return max(fit, key=lambda one: (one.modifier, one.valid_from), default=None)

    def find(self, client_id: int, text: str, on: date, limit: int) -> list[Price]:
        """The prices of a day that somebody looks for, up to so many: those whose code begins so first, in the order of
        the codes, then those with words that begin so. Only where there are none, those that have it anywhere.
        """
        meant, words = folded(text)[:200], words_of(text[:200])
        if not words:
            return []
        found = self._begin_with(client_id, meant, on, limit)
        if len(found) < limit:
            found += self._with_words(client_id, words, on, limit)
        return list({one.id: one for one in found or self._anywhere(client_id, words, on, limit)}.values())[:limit]

    def listed(self, client_id: int, on: date | None, after: tuple[str, str, date] | None, limit: int) -> list[Price]:
        """The prices of a client by code, modifier and first day, behind one of them; with a day those it is in."""
        code, modifier, first = after or ("", "", date.min)
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM price p WHERE p.client_id = :client "
            "AND (p.code, p.modifier, p.valid_from) > (:code, :modifier, :first) "
            f"{'' if on is None else f'AND {_ON} '}ORDER BY p.code, p.modifier, p.valid_from LIMIT :limit",
            {
                "client": client_id,
                "code": code,
                "modifier": modifier,
                "first": first.isoformat(),
                "on": day_or_none(on),
                "limit": limit,
            },
        )
        return [_price(row) for row in rows]

    def of_code(self, client_id: int, code: str) -> list[Price]:
        """Every price that a code has had or will have, by modifier and first day."""
        return self.of_codes(client_id, (code,))

    def of_codes(self, client_id: int, codes: Iterable[str]) -> list[Price]:
        """The same of several codes."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM json_each(:codes) j CROSS JOIN price p "
            "WHERE p.client_id = :client AND p.code = j.value ORDER BY p.code, p.modifier, p.valid_from",
            {"client": client_id, "codes": Texts(dict.fromkeys(codes))},
        )
        return [_price(row) for row in rows]

    def count(self, client_id: int, on: date) -> int:
        """How many prices a client has on a day."""
        sql = f"SELECT count(*) FROM price p WHERE p.client_id = :client AND {_ON}"
        return int(self._sql.value(sql, {"client": client_id, "on": on.isoformat()}))

    def _begin_with(self, client_id: int, first: str, on: date, limit: int) -> list[Price]:
        asked = {"client": client_id, "first": first, "behind": first + _BEHIND, "on": on.isoformat(), "limit": limit}
        return [_price(row) for row in self._sql.all(_BY_CODE, asked)]

    def _with_words(self, client_id: int, words: Sequence[str], on: date, limit: int) -> list[Price]:
        """Those that have a word for each of these, beginning with it; found by the one that fewest have."""
        rare = words[0] if len(words) == 1 else min(words, key=lambda word: (self._how_many(client_id, word), word))
        others, asked = _likes([word for word in words if word != rare], "% {}%")
        found: dict[int, Price] = {}
        for ids in self._with_word(client_id, rare, _AT_ONCE if others else 2 * limit):
            rows = self._sql.all(_THESE.format(others=others), asked | {"ids": Ids(ids), "on": on.isoformat()})
            fit = {row[0]: _price(row) for row in rows}
            found |= {one: fit[one] for one in ids if one in fit}
            if len(found) >= limit:
                break
        return list(found.values())

    def _with_word(self, client_id: int, first: str, at_once: int) -> Iterator[list[int]]:
        """The ids of prices with a word that begins so, by the word, some at a time; one with two such words twice."""
        asked = {"client": client_id, "word": first, "id": 0, "behind": first + _BEHIND, "limit": at_once}
        while rows := self._sql.all(_WITH_WORD, asked):
            yield [row[1] for row in rows]
            if len(rows) < at_once:
                return
            asked |= {"word": rows[-1][0], "id": rows[-1][1]}

    def _how_many(self, client_id: int, word: str) -> int:
        asked = {"client": client_id, "first": word, "behind": word + _BEHIND, "most": _ENOUGH}
        return int(self._sql.value(_HOW_MANY, asked))

    def _anywhere(self, client_id: int, words: Sequence[str], on: date, limit: int) -> list[Price]:
        others, asked = _likes(words, "%{}%", "q")
        asked |= {"client": client_id, "on": on.isoformat(), "limit": limit}
        return [_price(row) for row in self._sql.all(_ANYWHERE.format(others=others), asked)]

    # -- changing -----------------------------------------------------------------------------------------------

    def add(self, prices: Sequence[Price]) -> None:
        """Store new prices; their ids are ignored."""
        if not prices:
            return
        first = self._sql.reserve("price", len(prices))
        rows = [
            (price._replace(id=number), price_words(price.code, price.description))
            for number, price in enumerate(prices, start=first)
        ]
        self._sql.many(f"INSERT INTO price ({_FIELDS}) VALUES ({', '.join('?' * 14)})", (_row(*one) for one in rows))
        self._index(rows)

    def change(self, prices: Sequence[Price]) -> None:
        """Write prices as they now are: everything but whose they are, their codes and their first days."""
        rows = [(price, price_words(price.code, price.description)) for price in prices]
        self._forget_words([price.id for price in prices])
        self._sql.many(
            "UPDATE price SET system = :system, description = :description, unit = :unit, cents = :cents, "
            "valid_to = :to, least_milli = :least_milli, most_milli = :most_milli, tax = :tax, words = :words "
            "WHERE id = :id",
            [one._asdict() | {"to": day_or_none(one.valid_to), "words": words} for one, words in rows],
        )
        self._index(rows)

    def end(self, ends: Iterable[tuple[date, int]]) -> None:
        """Let prices hold until a day, their last: day, price."""
        self._sql.many("UPDATE price SET valid_to = ? WHERE id = ?", [(day.isoformat(), one) for day, one in ends])

    # -- the words ----------------------------------------------------------------------------------------------

    def misworded(self) -> list[tuple[str, str, str]]:
        """Prices that are not found by just the words that they should be: code, those kept, and those it should be."""
        sums: dict[int, int] = {}
        for number, word in self._sql.stream("SELECT price_id, word FROM price_word"):
            sums[number] = sums.get(number, 0) ^ hash(word)
        wrong = []
        for number, code, description, kept in self._sql.stream("SELECT id, code, description, words FROM price"):
            words = price_words(code, description)
            if kept != words or sums.pop(number, 0) != _sum(single_words(code, words)):
                wrong.append((code, kept, words))
        return wrong

    def reword(self) -> None:
        """Let every price be found by its own words again."""
        self._sql.run("DELETE FROM price_word")
        rows = self._sql.all("SELECT id, client_id, code, description FROM price")
        told = [(number, client, code, price_words(code, description)) for number, client, code, description in rows]
        self._sql.many("UPDATE price SET words = ? WHERE id = ?", ((words, number) for number, _, _, words in told))
        self._sql.many(
            _PUT_WORD,
            ((client, word, number) for number, client, code, words in told for word in single_words(code, words)),
        )

    def _forget_words(self, price_ids: Iterable[int]) -> None:
        rows = self._sql.all(
            "SELECT client_id, id, code, words FROM price WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": Ids(price_ids)},
        )
        self._sql.many(
            "DELETE FROM price_word WHERE client_id = ? AND word = ? AND price_id = ?",
            [(client, word, one) for client, one, code, words in rows for word in single_words(code, words)],
        )

    def _index(self, rows: Iterable[tuple[Price, str]]) -> None:
        self._sql.many(
            _PUT_WORD,
            ((one.client_id, word, one.id) for one, words in rows for word in single_words(one.code, words)),
        )


def _sum(words: Iterable[str]) -> int:
    """One number for a set of words, in which order they may come."""
    found = 0
    for word in words:
        found ^= hash(word)
    return found


def _likes(words: Sequence[str], form: str, price: str = "p") -> tuple[str, dict[str, object]]:
    """A condition for every word, and their parameters. A word is nothing but letters and digits."""
    names = [f"like{number}" for number in range(len(words))]
    conditions = "".join(f" AND {price}.words LIKE :{name}" for name in names)
    return conditions, {name: form.format(word) for name, word in zip(names, words, strict=True)}


def _row(price: Price, words: str) -> tuple[object, ...]:
    return (
        *(price.id, price.client_id, price.code, price.system, price.modifier, price.description, price.unit),
        *(price.cents, price.valid_from.isoformat(), day_or_none(price.valid_to), price.least_milli, price.most_milli),
        *(price.tax, words),
    )
