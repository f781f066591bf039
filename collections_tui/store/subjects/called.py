"""Which accounts were called, and which there are to be called: sets of them, for how much of the stock was called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collections_tui.domain.idset import IdSet
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.counts import TOGETHER
from collections_tui.store.subjects.figures import HOUR, Span, counted, where_in
from collections_tui.store.values import Ids

# By the minute they come from the calls themselves: the counts are by the hour.
_COUNTED = """
SELECT c.client_id, {together}(c.accounts, '') FROM call_count c
WHERE c.hour >= :first AND c.hour < :before {whose} AND c.accounts <> '' GROUP BY 1"""
_CALLED = """
SELECT a.client_id, {together}(' ' || CAST(k.account_id AS TEXT), '')
FROM call k JOIN account a ON a.id = k.account_id WHERE {where} AND k.direction = 'outbound' GROUP BY 1"""
_STOCK = """
SELECT client_id, coalesce(worklist_id, 0), {together}(' ' || CAST(id AS TEXT), '')
FROM account WHERE status <> 'closed' GROUP BY client_id, worklist_id"""
_OF_THESE = """
SELECT a.client_id, coalesce(a.worklist_id, 0), {together}(' ' || CAST(a.id AS TEXT), '')
FROM json_each(:ids) j JOIN account a ON a.id = j.value WHERE a.status <> 'closed' GROUP BY 1, 2"""


class Part(NamedTuple):
    """Accounts of one client that are not closed, on one worklist; 0 for none."""

    client_id: int
    worklist_id: int
    accounts: IdSet


class Called:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def by_client(self, span: Span, width: int = HOUR) -> Iterator[tuple[int, IdSet]]:
        """The clients whose accounts one person called, each with those accounts. ``span`` says who."""
        if width == HOUR:
            whose, params = counted(span)
            sql = _COUNTED.format(together=TOGETHER[self._sql.engine], whose=whose)
        else:
            where, params = where_in(span)
            sql = _CALLED.format(together=TOGETHER[self._sql.engine], where=where)
        for client, text in self._sql.all(sql, params):
            yield client, IdSet.of_text(text)

    def stock(self, among: Iterable[int] | None = None) -> list[Part]:
        """The accounts that are not closed, by client and worklist; of all, or only those among some ids."""
        sql = (_STOCK if among is None else _OF_THESE).format(together=TOGETHER[self._sql.engine])
        rows = self._sql.all(sql, {} if among is None else {"ids": Ids(among)})
        return [Part(client, worklist, IdSet.of_text(text)) for client, worklist, text in rows]
