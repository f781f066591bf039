"""What reports are made of, kept current: calls by the hour, and money by the day, written with what they count.

What a transaction adds to them is remembered, and written at its end, just before it commits: several people change
the same row, and each keeps it from the others for a moment only. Rows are written in the order of their keys, so that
two who want the same rows never wait for each other. All that is written adds to what is there, in whichever order.
docs/figures.md says what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from collections_tui.store.contract import Params, Row, Sql
from collections_tui.store.values import Ids

LONGEST_WRAP_UP = 900
"""Seconds, those of a lease: what is stored later was caught up on, and is no wrap-up."""

CALL_KEY = "hour, collector_id, client_id, currency"
CALL_NUMBERS = ("made", "received", "connected", "right_party", "promised", "received_right_party", "received_promised")
CALL_TEXTS = ("handled", "wrapped", "accounts")
LEDGER_KEY = "entry_on, client_id, currency, due_on"
LEDGER_NUMBERS = ("cents", "sales", "paid", "returned", "insurers")

STANDS = "NOT EXISTS (SELECT 1 FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'undo')"
_OUT = "CASE k.direction WHEN 'outbound' THEN 1 ELSE 0 END"
_IN = "CASE k.direction WHEN 'inbound' THEN 1 ELSE 0 END"
# How long the line was busy and the outcome was typed, of calls that were logged here.
HANDLED = "CASE WHEN k.logged_at IS NOT NULL THEN unixepoch(k.ended_at) - unixepoch(k.started_at) END"
# From the choice of the outcome until the call was stored; without that, from its end, where somebody said when it was.
_BEGUN = "coalesce(k.outcome_at, CASE WHEN k.ended_at < k.logged_at THEN k.ended_at END)"
_AFTER = f"unixepoch(k.logged_at) - unixepoch({_BEGUN})"
WRAPPED = f"CASE WHEN {_AFTER} BETWEEN 0 AND {LONGEST_WRAP_UP} THEN {_AFTER} END"
_CALLED = "CASE k.direction WHEN 'outbound' THEN k.account_id END"
TOGETHER = {"sqlite": "group_concat", "postgres": "string_agg"}
_COUNTED = (
    _OUT,
    _IN,
    *(f"o.{flag} * {_OUT}" for flag in ("connected", "right_party", "promise")),
    *(f"o.{flag} * {_IN}" for flag in ("right_party", "promise")),
)
CALL_SUMS = ", ".join(f"sum({one})" for one in _COUNTED)
"""The numbers of calls ``k`` with outcomes ``o``, in the order of ``CALL_NUMBERS``."""
_FROM_CALLS = "JOIN account a ON a.id = k.account_id JOIN outcome_code o ON o.code = k.outcome"

_ENTRY_CELLS = """
SELECT e.entry_on, a.client_id, a.currency, coalesce(i.due_on, ''), CAST(sum(e.amount_cents) AS bigint),
       CAST(sum(CASE WHEN e.kind = 'charge' OR c.kind = 'charge' THEN e.amount_cents ELSE 0 END) AS bigint),
       CAST(sum(CASE WHEN e.kind = 'payment' AND e.method <> 'insurer' THEN -e.amount_cents ELSE 0 END) AS bigint),
       CAST(sum(CASE WHEN c.kind = 'payment' AND c.method <> 'insurer' THEN e.amount_cents ELSE 0 END) AS bigint),
       CAST(sum(CASE WHEN e.kind = 'payment' AND e.method = 'insurer' OR c.kind = 'payment' AND c.method = 'insurer'
                THEN -e.amount_cents ELSE 0 END) AS bigint)
FROM {entries} JOIN account a ON a.id = e.account_id
LEFT JOIN invoice i ON i.id = e.invoice_id LEFT JOIN ledger_entry c ON c.id = e.reverses_id
WHERE {where} GROUP BY 1, 2, 3, 4"""

ALL_ENTRIES = _ENTRY_CELLS.format(entries="ledger_entry e", where="1 = 1")
_ENTERED = _ENTRY_CELLS.format(
    entries="json_each(:ids) j CROSS JOIN ledger_entry e", where="e.id = j.value OR e.part_of = j.value"
)
_ENTERED_IN_A_ROW = _ENTRY_CELLS.format(entries="ledger_entry e", where="e.id BETWEEN :first AND :last")
_OF_INVOICES = _ENTRY_CELLS.format(
    entries="json_each(:ids) j CROSS JOIN invoice n JOIN ledger_entry e ON e.account_id = n.account_id",
    where="n.id = j.value AND e.invoice_id = n.id",
)


def call_cells(engine: str, calls: str, where: str, sign: int = 1) -> str:
    """A question for calls as the rows of ``call_count`` that they come to, or with -1 that they no longer come to."""
    minus = "" if sign > 0 else "-"
    sums = ", ".join(f"{minus}sum({one})" for one in _COUNTED)
    texts = ", ".join(
        f"coalesce({TOGETHER[engine]}(' {minus}' || CAST({one} AS TEXT), ''), '')"
        for one in (HANDLED, WRAPPED, _CALLED)
    )
    return (
        f"SELECT substr(k.started_at, 1, 13), k.collector_id, a.client_id, a.currency, {sums}, {texts} "
        f"FROM {calls} {_FROM_CALLS} WHERE {where} GROUP BY 1, 2, 3, 4"
    )


def times_each(text: str) -> Counter[int]:
    """How often each number stands in what is kept of calls, such as seconds; what was taken away again is left out."""
    found = Counter[int]()
    for seconds, times in Counter(text.split()).items():
        found[int(seconds.lstrip("-"))] += -times if seconds.startswith("-") else times
    return found


def into_calls(cells: str) -> str:
    """The statement that adds such rows to those that are there."""
    return _into("call_count", CALL_KEY, CALL_NUMBERS, CALL_TEXTS, cells)


def into_ledger(cells: str) -> str:
    """Likewise, for entries of the ledger."""
    return _into("ledger_sum", LEDGER_KEY, LEDGER_NUMBERS, (), cells)


def _into(table: str, key: str, numbers: Collection[str], texts: Collection[str], cells: str) -> str:
    more = [f"{one} = {table}.{one} + excluded.{one}" for one in numbers]
    more += [f"{one} = {table}.{one} || excluded.{one}" for one in texts]
    names = ", ".join((key, *numbers, *texts))
    return f"INSERT INTO {table} ({names}) {cells} ON CONFLICT ({key}) DO UPDATE SET {', '.join(more)}"


_IN_ORDER = " ORDER BY 1, 2, 3, 4"
_GIVEN = into_ledger("VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")


class Counts:
    """What one transaction adds to the counts."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._begin()

    def _begin(self) -> None:
        self._logged: list[int] = []
        self._undone: list[int] = []
        self._entered: list[int] = []
        self._ledger: list[tuple[str, dict[str, Any]]] = []
        self._given: dict[tuple[Any, ...], Counter[str]] = {}

    # -- what has changed -----------------------------------------------------------------------------------------

    def logged(self, calls: Iterable[int]) -> None:
        """Calls have been stored: their ids."""
        self._logged += calls

    def undone(self, call_id: int) -> None:
        """A call was taken back."""
        self._undone.append(call_id)

    def entered(self, first: int) -> None:
        """An entry of the ledger has been stored, and those that are parts of it: its id."""
        self._entered.append(first)

    def entered_in_a_row(self, first: int, last: int) -> None:
        """Entries whose ids follow each other."""
        self._ledger.append((_ENTERED_IN_A_ROW, {"first": first, "last": last}))

    def entered_as(self, cells: str, params: Params) -> None:
        """Entries of which this question gives the rows of ``ledger_sum``; it is asked at once."""
        self._add(self._sql.all(cells, params), 1)

    def of_invoices(self, invoices: Iterable[int], sign: int) -> None:
        """Take the entries of invoices out before their days change (-1), and in again afterwards (1)."""
        if sign < 0:
            self.write()  # an entry of this transaction that is not in yet could not be taken out
        self._add(self._sql.all(_OF_INVOICES, {"ids": Ids(invoices)}), sign)

    def _add(self, rows: Iterable[Row], sign: int) -> None:
        for *key, cents, sales, paid, returned, insurers in rows:
            of = self._given.setdefault(tuple(key), Counter())
            for name, number in zip(LEDGER_NUMBERS, (cents, sales, paid, returned, insurers), strict=True):
                of[name] += sign * number

    # -- at the end -------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write it all; whoever ends the transaction does this."""
        for sign, calls in ((1, self._logged), (-1, self._undone)):
            if calls:
                found = call_cells(self._sql.engine, "json_each(:ids) j CROSS JOIN call k", "k.id = j.value", sign)
                self._sql.run(into_calls(found + _IN_ORDER), {"ids": Ids(calls)})
        if self._entered:
            self._sql.run(into_ledger(_ENTERED + _IN_ORDER), {"ids": Ids(self._entered)})
        for cells, params in self._ledger:
            self._sql.run(into_ledger(cells + _IN_ORDER), params)
        given = [(*key, *(of[name] for name in LEDGER_NUMBERS)) for key, of in sorted(self._given.items())]
        if any(any(row[4:]) for row in given):
            self._sql.many(_GIVEN, [row for row in given if any(row[4:])])
        self._begin()
