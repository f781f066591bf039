"""What SQLite means to do for everything that a method of the store asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from collections_tui.store.contract import Params, Row, Sql
from collections_tui.store.transaction import Transaction

_NONE: dict[str, Any] = {}


class Listener:
    """A ``Sql`` that remembers what it was asked."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.engine, self.lock = sql.engine, sql.lock
        self.asked: list[tuple[str, Params]] = []

    def all(self, sql: str, params: Params = _NONE) -> list[Row]:
        self.asked.append((sql, params))
        return self._sql.all(sql, params)

    def stream(self, sql: str, params: Params = _NONE) -> Iterator[Row]:
        self.asked.append((sql, params))
        return self._sql.stream(sql, params)

    def one(self, sql: str, params: Params = _NONE) -> Row | None:
        self.asked.append((sql, params))
        return self._sql.one(sql, params)

    def value(self, sql: str, params: Params = _NONE) -> Any:
        self.asked.append((sql, params))
        return self._sql.value(sql, params)

    def run(self, sql: str, params: Params = _NONE) -> int:
        self.asked.append((sql, params))
        return self._sql.run(sql, params)

    def add(self, sql: str, params: Params = _NONE) -> int:
        self.asked.append((sql, params))
        return self._sql.add(sql, params)

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._sql.fill(table, columns, rows)

    def columns(self, table: str) -> list[str]:
        return self._sql.columns(table)

    def reserve(self, table: str, count: int) -> int:
        return self._sql.reserve(table, count)

    def go_on_from(self, table: str) -> None:
        self._sql.go_on_from(table)

    def many(self, sql: str, rows: Iterable[Params] | Iterable[Sequence[Any]]) -> int:
        return self._sql.many(sql, rows)


def plan(tx: Transaction, act: Callable[[Transaction], object]) -> list[str]:
    """Every step of every query that the act makes, in SQLite's own words (https://www.sqlite.org/eqp.html)."""
    listener = Listener(tx.sql)
    act(Transaction(listener))
    return [str(row[3]) for sql, params in listener.asked for row in tx.sql.all(f"EXPLAIN QUERY PLAN {sql}", params)]
