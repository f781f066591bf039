"""Money that is expected: open promises, and instalments of arrangements, by the day on which they are due."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple

from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import to_day

Kind = Literal["promise", "instalment"]
_KINDS: tuple[Kind, ...] = ("promise", "instalment")


class ExpectedRow(NamedTuple):
    """One payment that somebody has agreed to make. ``id`` is the promise's or the arrangement's.

    ``number`` is that of the instalment, and ``of`` how many there are; both are 0 for a promise. ``by`` is who took it
    down, '' where nobody knows.
    """

    due_on: date
    kind: Kind
    id: int
    number: int
    of: int
    account_id: int
    account: str
    customer: str
    client: str
    currency: str
    last_day: date
    amount_cents: int
    paid_cents: int
    everywhere: bool
    by: str

    @property
    def key(self) -> Key:
        """Its place in the order."""
        return self.due_on, self.kind, self.id, self.number


Key = tuple[date, Kind, int, int]


class Span(NamedTuple):
    """Which: due from one day to another, of everybody or of one person; of the accounts that ``who`` sees.

    What is broken is left out where it is old news: where the account waits for something else by now, or is closed.
    """

    first: date
    last: date
    today: date
    person_id: int | None = None
    who: Seen | None = None


# An account remembers what it waits for last. That tells what is broken and stands from what is broken and forgotten.
_PROMISES = """
FROM promise q JOIN account a ON a.id = q.account_id
WHERE q.status = 'open' AND q.due_on BETWEEN :first AND :last AND a.status <> 'closed'
  AND (q.last_day >= :today OR (a.promise_due_on = q.due_on AND a.promise_until = q.last_day))"""
_INSTALMENTS = """
FROM instalment i JOIN arrangement q ON q.id = i.arrangement_id JOIN account a ON a.id = q.account_id
WHERE i.paid_cents < i.amount_cents AND i.due_on BETWEEN :first AND :last AND a.status <> 'closed'
  AND (q.status = 'active' OR (q.status = 'broken' AND q.missed = i.number
       AND a.promise_due_on = i.due_on AND a.promise_until = i.last_day))"""
_MINE = " AND q.made_by = :person"

_AROUND = """
    a.id, a.number, (SELECT c.name FROM customer c WHERE c.id = a.customer_id),
    (SELECT l.code FROM client l WHERE l.id = a.client_id), a.currency"""
_BY = "coalesce((SELECT p.login FROM collector p WHERE p.id = q.made_by), '')"
_COUNT = "(SELECT max(n.number) FROM instalment n WHERE n.arrangement_id = q.id)"


def _page(more: str, way: str, *, beyond: bool) -> str:
    """Both kinds, each read in the order of its index and no further than the page, then put together."""
    compare = "<" if way else ">"
    beyond_promise = f" AND (q.due_on, 0, q.id, 0) {compare} (:d, :k, :i, :n)" if beyond else ""
    beyond_instalment = f" AND (i.due_on, 1, q.id, i.number) {compare} (:d, :k, :i, :n)" if beyond else ""
    return f"""
SELECT * FROM (
    SELECT * FROM (
        SELECT q.due_on, 0, q.id, 0, 0, {_AROUND},
               q.last_day, q.amount_cents, q.paid_cents, q.everywhere, {_BY}
        {_PROMISES}{more}{beyond_promise}
        ORDER BY q.due_on {way}, q.id {way} LIMIT :limit) p
    UNION ALL
    SELECT * FROM (
        SELECT i.due_on, 1, q.id, i.number, {_COUNT}, {_AROUND},
               i.last_day, i.amount_cents, i.paid_cents, 0, {_BY}
        {_INSTALMENTS}{more}{beyond_instalment}
        ORDER BY i.due_on {way}, i.arrangement_id {way}, i.number {way} LIMIT :limit) r) s
ORDER BY 1 {way}, 2 {way}, 3 {way}, 4 {way} LIMIT :limit"""


def _sums(more: str) -> str:
    return f"""
SELECT part, currency, count(*), sum(cents) FROM (
    SELECT CASE WHEN q.due_on < :today THEN 0 WHEN q.due_on = :today THEN 1 ELSE 2 END AS part, a.currency AS currency,
           q.amount_cents - q.paid_cents AS cents {_PROMISES}{more}
    UNION ALL
    SELECT CASE WHEN i.due_on < :today THEN 0 WHEN i.due_on = :today THEN 1 ELSE 2 END, a.currency,
           i.amount_cents - i.paid_cents {_INSTALMENTS}{more}) s
GROUP BY part, currency ORDER BY part, currency"""


class Expected:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def page(self, span: Span, beyond: Key | None, limit: int, *, back: bool = False) -> list[ExpectedRow]:
        """The next ones by day behind ``beyond``, or with ``back`` those before it, the nearest first."""
        way, params = "DESC" if back else "", _params(span) | {"limit": limit}
        if beyond is not None:
            params |= {"d": beyond[0].isoformat(), "k": _KINDS.index(beyond[1]), "i": beyond[2], "n": beyond[3]}
            side, edge = ("last", min) if back else ("first", max)
            params[side] = edge(params[side], params["d"])
        return [_row(row) for row in self._sql.all(_page(_more(span), way, beyond=beyond is not None), params)]

    def sums(self, span: Span) -> list[tuple[int, str, int, int]]:
        """Before (0), on (1) and after (2) the day: by currency how many there are, and the cents still to come."""
        return [(row[0], row[1], row[2], int(row[3])) for row in self._sql.all(_sums(_more(span)), _params(span))]


def _more(span: Span) -> str:
    return (_MINE if span.person_id is not None else "") + seen(span.who)[0]


def _params(span: Span) -> dict[str, Any]:
    days: dict[str, Any] = {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "today": span.today.isoformat(),
    }
    days |= seen(span.who)[1]
    return days if span.person_id is None else days | {"person": span.person_id}


def _row(row: Row) -> ExpectedRow:
    return ExpectedRow._make(
        (to_day(row[0]), _KINDS[row[1]], *row[2:10], to_day(row[10]), row[11], row[12], row[13] == 1, row[14])
    )
