"""Worklists as people see them: pages in order, fetched by key from the nearer end, never by offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from collections_tui.domain.records import ListRow
from collections_tui.store.contract import Engine, Row, Sql
from collections_tui.store.subjects.search import Search
from collections_tui.store.values import Ids, instant, to_day_or_none, to_instant_or_none

Sort = Literal["rank", "balance", "days", "name", "touched"]


class ListSpec(NamedTuple):
    """Which accounts of a worklist, in which order. ``windows``: only ready accounts of these call windows."""

    worklist_id: int
    sort: Sort = "rank"
    windows: Sequence[int] | None = None
    with_closed: bool = False
    client: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    at_least_cents: int | None = None
    at_most_cents: int | None = None
    state: str | None = None
    text: str | None = None
    but_clients: Sequence[int] | None = None
    """None of theirs."""
    only_clients: Sequence[int] | None = None
    """Of theirs alone."""

    @property
    def filtered(self) -> bool:
        """Whether anything but the worklist and what may be called decides what is in the list."""
        return any(value is not None for value in self[4:])


class Order(NamedTuple):
    """A sort as SQL: key expressions (the id is always the last) and their common direction."""

    keys: tuple[str, ...]
    down: bool


# Written as the index on it is, or the index is not used.
_OPEN = "(CASE a.status WHEN 'closed' THEN 0 ELSE 1 END)"

ORDERS: dict[Sort, Order] = {
    "rank": Order(("a.urgent", "a.score"), True),
    "balance": Order(("a.balance_cents",), True),
    "days": Order(("coalesce(a.oldest_due_on, '9999-12-31')",), False),
    "name": Order(("lower(c.name)",), False),
    "touched": Order(("coalesce(a.last_call_at, '')",), False),
}

_COLUMNS = """
SELECT a.id, a.number, c.name, l.code, a.currency, a.balance_cents, a.oldest_due_on, a.score, a.urgent, a.status,
       a.window_id, c.state, a.last_call_at, a.last_outcome, a.next_action_at, a.promise_due_on, a.disputed, a.ready,
       a.promise_until, a.next_action,"""

_JOINS = """
CROSS JOIN account a JOIN customer c ON c.id = a.customer_id JOIN client l ON l.id = a.client_id"""

# What the database makes of a name with lower(): letters beyond ASCII stay as they are, on both engines.
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

# Who has it: one look by key at each row that is shown. Nobody has a ready account, so lists of those do not look.
_NOBODY = " NULL, NULL"
_TAKEN = " o.login, t.expires_at"
_TAKEN_JOINS = "LEFT JOIN lease t ON t.account_id = a.id LEFT JOIN collector o ON o.id = t.collector_id"


def _row(row: Row) -> ListRow:
    due, promised = to_day_or_none(row[6]), to_day_or_none(row[15])
    called, planned = to_instant_or_none(row[12]), to_instant_or_none(row[14])
    head = (*row[:6], due, row[7], bool(row[8]), *row[9:12], called, row[13], planned, promised)
    return ListRow._make(
        (
            *head,
            bool(row[16]),
            bool(row[17]),
            row[20] or "",
            to_instant_or_none(row[21]),
            to_day_or_none(row[18]),
            row[19],
        )
    )


def _closed_last(spec: ListSpec) -> bool:
    """Whether closed accounts come after all others: in the ranked list that has them."""
    return spec.with_closed and spec.windows is None and spec.sort == "rank"


def _key_values(spec: ListSpec, row: ListRow) -> tuple[Any, ...]:
    """The values of the sort's keys in a row, as the database has them."""
    last_call = "" if row.last_call_at is None else instant(row.last_call_at)
    due = "9999-12-31" if row.oldest_due_on is None else row.oldest_due_on.isoformat()
    keys: dict[Sort, tuple[Any, ...]] = {
        "rank": (int(row.urgent), row.score),
        "balance": (row.balance_cents,),
        "days": (due,),
        "name": (row.customer.translate(_LOWER),),
        "touched": (last_call,),
    }
    first = (int(row.status != "closed"),) if _closed_last(spec) else ()
    return (*first, *keys[spec.sort], row.account_id)


class Lists:
    def __init__(self, sql: Sql, search: Search) -> None:
        self._sql, self._search = sql, search

    def after(self, spec: ListSpec, row: ListRow | None, limit: int) -> list[ListRow]:
        """The next rows below ``row``, or the first ones."""
        return self._page(spec, row, limit, backward=False)

    def before(self, spec: ListSpec, row: ListRow | None, limit: int) -> list[ListRow]:
        """The rows just above ``row``, or the last ones, in list order."""
        return self._page(spec, row, limit, backward=True)[::-1]

    def _page(self, spec: ListSpec, row: ListRow | None, limit: int, *, backward: bool) -> list[ListRow]:
        order = ORDERS[spec.sort]
        down = order.down != backward
        keys = (*((_OPEN,) if _closed_last(spec) else ()), *order.keys, "a.id")
        where, params = _where(spec, self._search)
        legs = [("", _ordering(keys, down))]
        if row is not None:
            params |= {f"k{number}": value for number, value in enumerate(_key_values(spec, row))}
            legs = _legs(keys, down) if spec.sort == "rank" else [(_beyond(keys, down), _ordering(keys, down))]
        found: list[ListRow] = []
        for condition, ordering in legs:
            sql = _page_sql(self._sql.engine, spec, where + condition, ordering)
            found += map(_row, self._sql.all(sql, params | {"limit": limit - len(found)}))
            if len(found) == limit:
                break
        return found

    def row(self, spec: ListSpec, account_id: int) -> ListRow | None:
        """An account of the worklist as a row, to go to the place where it stands or would; None for any other."""
        of_it = "(SELECT 1) p" + _JOINS
        sql = f"{_COLUMNS}{_NOBODY} FROM {of_it} WHERE a.id = :id AND a.worklist_id = :worklist"
        row = self._sql.one(sql, {"id": account_id, "worklist": spec.worklist_id})
        return None if row is None else _row(row)

    def count(self, spec: ListSpec, at_most: int) -> int | None:
        """How many rows, or None when there are more than ``at_most``."""
        where, params = _where(spec, self._search)
        sql = f"SELECT count(*) FROM (SELECT 1 {_from(spec)} WHERE {where} {_in_windows(spec)} LIMIT :enough)"
        found = int(self._sql.value(sql, params | {"enough": at_most + 1}))
        return None if found > at_most else found

    def kept(self, spec: ListSpec) -> tuple[str, dict[str, Any]]:
        """Which accounts (``a``) a spec keeps, as what stands from FROM on in a query, with its parameters."""
        where, params = _where(spec, self._search)
        return f"{_from(spec)} WHERE {where} {_in_windows(spec)}", params

    def facets(self) -> tuple[list[str], list[str]]:
        """The clients and the states there are to filter by."""
        clients = self._sql.all("SELECT code FROM client ORDER BY code")
        states = self._sql.all("SELECT DISTINCT state FROM customer WHERE state <> '' ORDER BY state LIMIT 500")
        return [row[0] for row in clients], [row[0] for row in states]


def _ordering(keys: Sequence[str], down: bool) -> str:
    return ", ".join(f"{key} {'DESC' if down else 'ASC'}" for key in keys)


def _beyond(keys: Sequence[str], down: bool) -> str:
    """The rows that come after the key, as one condition."""
    names = ", ".join(f":k{number}" for number in range(len(keys)))
    return f" AND ({', '.join(keys)}) {'<' if down else '>'} ({names})"


def _legs(keys: Sequence[str], down: bool) -> list[tuple[str, str]]:
    """The same as several conditions, nearest rows first (equal in all keys but the last, …), each with its order.

    Each is one seek in the index. In one condition SQLite would not use the id, and read thousands of equal scores.
    """
    same = [f" AND {key} = :k{number}" for number, key in enumerate(keys)]
    after = [f" AND {key} {'<' if down else '>'} :k{number}" for number, key in enumerate(keys)]
    return [
        ("".join(same[:number]) + after[number], _ordering(keys[number:], down))
        for number in reversed(range(len(keys)))
    ]


def _page_sql(engine: Engine, spec: ListSpec, where: str, ordering: str) -> str:
    """One ordered page: which accounts first, then what is shown of them."""
    if spec.windows is not None and spec.sort == "rank":
        # Ready accounts are read window by window, each in the order of the index, and merged.
        of_window = f"{_from(spec)} WHERE {where} AND a.window_id = z.value ORDER BY {ordering} LIMIT :limit"
        merged: dict[Engine, str] = {
            "sqlite": f"CROSS JOIN account a WHERE a.id IN (SELECT a.id {of_window})",
            "postgres": f"CROSS JOIN LATERAL (SELECT a.* {of_window}) a",
        }
        chosen = f"SELECT a.id AS id FROM json_each(:windows) z {merged[engine]} ORDER BY {ordering} LIMIT :limit"
    else:
        chosen = f"SELECT a.id AS id {_from(spec)} WHERE {where} {_in_windows(spec)} ORDER BY {ordering} LIMIT :limit"
    taken, joins = (_TAKEN, f"{_JOINS} {_TAKEN_JOINS}") if spec.windows is None else (_NOBODY, _JOINS)
    return f"{_COLUMNS}{taken} FROM ({chosen}) p {joins} WHERE a.id = p.id ORDER BY {ordering}"


def _from(spec: ListSpec) -> str:
    """The customer is read only where the order or the filter asks for it."""
    with_customer = spec.sort == "name" or spec.state is not None
    return "FROM account a JOIN customer c ON c.id = a.customer_id" if with_customer else "FROM account a"


def _in_windows(spec: ListSpec) -> str:
    return "" if spec.windows is None else "AND a.window_id IN (SELECT value FROM json_each(:windows))"


def _where(spec: ListSpec, search: Search) -> tuple[str, dict[str, Any]]:
    conditions = ["a.worklist_id = :worklist"]
    params: dict[str, Any] = {"worklist": spec.worklist_id}
    if spec.windows is not None:
        conditions.append("a.ready = 1")
        params["windows"] = Ids(spec.windows)
    elif not spec.with_closed:
        conditions.append(f"{_OPEN} = 1")
    optional: list[tuple[str, str, Any]] = [
        ("a.client_id = (SELECT id FROM client WHERE code = :client)", "client", spec.client),
        ("a.oldest_due_on >= :due_from", "due_from", spec.due_from and spec.due_from.isoformat()),
        ("a.oldest_due_on <= :due_to", "due_to", spec.due_to and spec.due_to.isoformat()),
        ("a.balance_cents >= :least", "least", spec.at_least_cents),
        ("a.balance_cents <= :most", "most", spec.at_most_cents),
        ("c.state = :state", "state", spec.state),
    ]
    for condition, name, value in optional:
        if value is not None:
            conditions.append(condition)
            params[name] = value
    if spec.but_clients:
        conditions.append("a.client_id NOT IN (SELECT value FROM json_each(:but))")
        params["but"] = Ids(spec.but_clients)
    if spec.only_clients is not None:
        conditions.append("+a.client_id IN (SELECT value FROM json_each(:only))")
        params["only"] = Ids(spec.only_clients)
    if spec.text is not None:
        condition, words = search.condition(spec.text)
        conditions.append(condition)
        params |= words
    return " AND ".join(conditions), params
