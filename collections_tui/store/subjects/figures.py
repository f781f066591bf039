"""What figures are made of: counts and sums of calls, promises, payments and receivables, grouped by the database.

Calls and money come from counts that are kept current, wherever these tell apart what is asked for; the rest from the
rows themselves.

docs/figures.md says what counts. Calls that were taken back never do. Sums of money are by currency, always. Which day
or hour of the floor an instant belongs to is not decided here: calls come by the hour in UTC, or by the minute where
the floor's clock is no whole hours from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

from collections_tui.store.contract import Params, Sql
from collections_tui.store.subjects.counts import (
    CALL_NUMBERS,
    CALL_SUMS,
    HANDLED,
    STANDS,
    TOGETHER,
    WRAPPED,
    times_each,
)
from collections_tui.store.values import Texts, instant, to_day, to_day_or_none

Key = Literal["", "person", "client", "slot"]
"""What calls are told apart by: nothing, who made them, whose account it was, or the hour (or minute) they began."""
HOUR, MINUTE = 13, 16
"""How many signs of a stored instant tell its hour, and its minute."""


class Span(NamedTuple):
    """An interval of instants; of one person's, when given."""

    first: datetime
    before: datetime
    person_id: int | None = None


class CallCell(NamedTuple):
    """Calls of one person in one hour; ``slot`` begins a stored instant, ``client_id`` is 0 where clients were
    not told apart.

    ``made`` are outbound, ``received`` inbound. What follows tells them apart as well.
    """

    person_id: int
    slot: str
    client_id: int
    made: int
    received: int
    connected: int
    right_party: int
    promised: int
    received_right_party: int
    received_promised: int


class Made(NamedTuple):
    """So many calls were made of one person, hour or client, on accounts in one currency."""

    key: int | str
    currency: str
    calls: int


class Lasted(NamedTuple):
    """So many calls of one person, hour or client that lasted so many seconds, or took them to be stored."""

    key: int | str
    seconds: int
    calls: int


class Stock(NamedTuple):
    """So many accounts of one client on one worklist, 0 for none."""

    client_id: int
    worklist_id: int
    accounts: int


class PromisedCell(NamedTuple):
    """Promises made in one hour."""

    person_id: int | None
    slot: str
    client_id: int
    currency: str
    promises: int
    cents: int


class FallenCell(NamedTuple):
    """Promises that were due on one day and whose last day has passed; of each, what was paid of it in time."""

    due_on: date
    person_id: int | None
    client_id: int
    currency: str
    promises: int
    cents: int
    kept: int
    in_part: int
    paid_cents: int


class PaidCell(NamedTuple):
    """Money of one day, in cents: paid by customers and returned to them, and what insurers paid, less what they took
    back.
    """

    on: date
    person_id: int | None
    client_id: int
    currency: str
    paid_cents: int
    returned_cents: int
    insurer_cents: int


class DayOf(NamedTuple):
    """A day of the floor, from when on a call can have led to what was paid on it, and the instant at which it ends."""

    on: date
    since: datetime
    before: datetime


class Owed(NamedTuple):
    """Cents of one client's accounts in one currency, by the day they were due; None for what is on no invoice."""

    client_id: int
    currency: str
    due_on: date | None
    cents: int


class Entered(NamedTuple):
    """Cents that were entered on one day, in the same way; ``sales`` are the charges among them."""

    client_id: int
    currency: str
    due_on: date | None
    on: date
    cents: int
    sales: int


_IN_SPAN = f"k.started_at >= :first AND k.started_at < :before AND {STANDS}"
_ACCOUNT = "JOIN account a ON a.id = k.account_id"

# By the minute they come from the calls themselves: the counts are by the hour.
_CALLS = f"""
SELECT k.collector_id, substr(k.started_at, 1, {{width}}), {{client}}, {CALL_SUMS}
FROM call k JOIN outcome_code o ON o.code = k.outcome {{join}}
WHERE {{where}} GROUP BY 1, 2, 3"""
# What is left of a call that was taken back is a row of nothing: no hour in which anybody called.
_COUNTED = f"""
SELECT c.collector_id, c.hour, {{client}}, {", ".join(f"CAST(sum(c.{one}) AS bigint)" for one in CALL_NUMBERS)}
FROM call_count c WHERE c.hour >= :first AND c.hour < :before {{whose}} AND c.made + c.received > 0 GROUP BY 1, 2, 3"""
_MADE = f"""
SELECT {{key}}, a.currency, sum(CASE k.direction WHEN 'outbound' THEN 1 ELSE 0 END)
FROM call k {_ACCOUNT} WHERE {{where}} GROUP BY 1, 2"""
_MADE_COUNTED = """
SELECT {key}, c.currency, CAST(sum(c.made) AS bigint)
FROM call_count c WHERE c.hour >= :first AND c.hour < :before {whose} AND c.made + c.received > 0 GROUP BY 1, 2"""
_LASTED = {"handling": ("handled", HANDLED), "wrap-up": ("wrapped", WRAPPED)}
_BY = {
    "": ("0", "0"),
    "person": ("k.collector_id", "c.collector_id"),
    "client": ("a.client_id", "c.client_id"),
    "slot": ("substr(k.started_at, 1, {width})", "c.hour"),
}

# Whose work a payment is put down to: who last reached the right party before it.
_LED_TO = f"""
(SELECT k.collector_id FROM call k JOIN outcome_code o ON o.code = k.outcome
 WHERE k.account_id = p.account_id AND k.started_at >= d.since AND k.started_at < d.until AND o.right_party = 1
   AND {STANDS}
 ORDER BY k.started_at DESC, k.id DESC LIMIT 1)"""
_DAYS = """
(SELECT substr(value, 1, 10) AS day, substr(value, 12, 20) AS since, substr(value, 33, 20) AS until
 FROM json_each(:days)) d"""
# Only what can be put down to somebody; most accounts were reached by nobody. That is asked of the groups: asked of the
# rows, SQLite would look twice for each of them who reached them.
_PAID = """
SELECT c.on_day, c.person, c.client_id, c.currency, CAST(sum(CASE WHEN c.insurer = 0 THEN c.paid ELSE 0 END) AS bigint),
       CAST(sum(CASE WHEN c.insurer = 0 THEN c.returned ELSE 0 END) AS bigint),
       CAST(sum(CASE WHEN c.insurer = 1 THEN c.paid - c.returned ELSE 0 END) AS bigint)
FROM (SELECT p.entry_on AS on_day, a.client_id, a.currency, CASE p.method WHEN 'insurer' THEN 1 ELSE 0 END AS insurer,
             -p.amount_cents AS paid, 0 AS returned, {who} AS person
      FROM {days} CROSS JOIN ledger_entry p CROSS JOIN account a
      WHERE p.entry_on = d.day AND p.kind = 'payment' AND p.entry_on BETWEEN :first AND :last AND a.id = p.account_id
        AND a.last_contact_at >= d.since
      UNION ALL
      SELECT e.entry_on, a.client_id, a.currency, CASE p.method WHEN 'insurer' THEN 1 ELSE 0 END, 0, e.amount_cents,
             {who}
      FROM ledger_entry e CROSS JOIN ledger_entry p CROSS JOIN {days} CROSS JOIN account a
      WHERE e.kind = 'reversal' AND e.entry_on BETWEEN :first AND :last
        AND p.id = e.reverses_id AND p.kind = 'payment' AND d.day = p.entry_on AND a.id = p.account_id
        AND a.last_contact_at >= d.since) c
GROUP BY 1, 2, 3, 4
HAVING c.person IS NOT NULL"""

_LEDGER = """
SELECT client_id, currency, due_on, {day}, CAST(sum(cents) AS bigint), CAST(sum(sales) AS bigint)
FROM ledger_sum WHERE entry_on >= :first GROUP BY 1, 2, 3, 4"""
# What was paid, put down to nobody.
_PAID_IN_ALL = """
SELECT entry_on, NULL, client_id, currency, CAST(sum(paid) AS bigint), CAST(sum(returned) AS bigint),
       CAST(sum(insurers) AS bigint)
FROM ledger_sum WHERE entry_on BETWEEN :first AND :last AND (paid <> 0 OR returned <> 0 OR insurers <> 0)
GROUP BY 1, 3, 4"""


class Figures:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- calls --------------------------------------------------------------------------------------------------

    def calls(self, span: Span, width: int = HOUR, *, by_client: bool = False) -> list[CallCell]:
        """Calls by person, hour (or minute) and, where asked for, client."""
        if width == HOUR:
            whose, params = counted(span)
            sql = _COUNTED.format(client="c.client_id" if by_client else "0", whose=whose)
        else:
            where, params = where_in(span)
            client, join = ("a.client_id", _ACCOUNT) if by_client else ("0", "")
            sql = _CALLS.format(width=width, client=client, join=join, where=where)
        return [CallCell._make(row) for row in self._sql.all(sql, params)]

    def made(self, span: Span, by: Key, width: int = HOUR) -> list[Made]:
        """How many calls were made; 0 where there were only calls received."""
        of_calls, of_counts = _BY[by]
        if width == HOUR:
            whose, params = counted(span)
            sql = _MADE_COUNTED.format(key=of_counts, whose=whose)
        else:
            where, params = where_in(span)
            sql = _MADE.format(key=of_calls.format(width=width), where=where)
        return [Made._make(row) for row in self._sql.all(sql, params)]

    def lasted(
        self,
        what: Literal["handling", "wrap-up"],
        span: Span,
        by: Key,
        width: int = HOUR,
    ) -> list[Lasted]:
        """How many calls took how many seconds."""
        column, seconds = _LASTED[what]
        of_calls, of_counts = _BY[by]
        if width != HOUR:
            where, params = where_in(span)
            rows = self._sql.all(
                f"SELECT {of_calls.format(width=width)}, {seconds} AS seconds, count(*) FROM call k {_ACCOUNT} "
                f"WHERE {where} AND {seconds} IS NOT NULL GROUP BY 1, 2",
                params,
            )
            return [Lasted._make(row) for row in rows]
        whose, params = counted(span)
        together = TOGETHER[self._sql.engine]
        rows = self._sql.all(
            f"SELECT {of_counts}, {together}(c.{column}, '') FROM call_count c "
            f"WHERE c.hour >= :first AND c.hour < :before {whose} AND c.{column} <> '' GROUP BY 1",
            params,
        )
        return [
            Lasted(key, seconds, calls) for key, text in rows for seconds, calls in times_each(text).items() if calls
        ]

    def stock(self, *, closed: bool = False) -> list[Stock]:
        """How many accounts are not closed; or how many there are at all."""
        which = "" if closed else "WHERE status <> 'closed'"
        rows = self._sql.all(
            f"SELECT client_id, coalesce(worklist_id, 0), count(*) FROM account {which} GROUP BY client_id, worklist_id"
        )
        return [Stock._make(row) for row in rows]

    def waiting(self, until: datetime) -> list[tuple[int, str, int]]:
        """Of each worklist its id, its code, and how many accounts may be worked now or wake before ``until``."""
        rows = self._sql.all(
            "SELECT w.id, w.code, coalesce(r.accounts, 0) "
            "+ (SELECT count(*) FROM account a WHERE a.worklist_id = w.id AND a.wake_at < :until) "
            "FROM worklist w LEFT JOIN (SELECT worklist_id, count(*) AS accounts FROM account WHERE ready = 1 "
            "GROUP BY worklist_id) r ON r.worklist_id = w.id ORDER BY w.code",
            {"until": instant(until)},
        )
        return [(row[0], row[1], row[2]) for row in rows]

    # -- promises and money ---------------------------------------------------------------------------------------

    def promised(self, span: Span, width: int = HOUR) -> list[PromisedCell]:
        """Promises made, without those that were cancelled."""
        rows = self._sql.all(
            f"SELECT p.made_by, substr(p.made_at, 1, {int(width)}), p.client_id, p.currency, count(*), "
            "CAST(sum(p.amount_cents) AS bigint) FROM promise p "
            "WHERE p.made_at >= :first AND p.made_at < :before AND p.status <> 'cancelled' GROUP BY 1, 2, 3, 4",
            {"first": instant(span.first), "before": instant(span.before)},
        )
        return [PromisedCell._make(row) for row in rows if span.person_id in (None, row[0])]

    def fallen_due(self, first: date, last: date, today: date, person_id: int | None) -> list[FallenCell]:
        """Promises that were due in these days and whose last day is before ``today``, without cancelled ones."""
        rows = self._sql.all(
            "SELECT p.due_on, p.made_by, p.client_id, p.currency, count(*), CAST(sum(p.amount_cents) AS bigint), "
            "sum(CASE p.status WHEN 'kept' THEN 1 ELSE 0 END), "
            "sum(CASE WHEN p.status <> 'kept' AND p.paid_cents > 0 THEN 1 ELSE 0 END), "
            "CAST(sum(CASE p.status WHEN 'kept' THEN p.amount_cents ELSE p.paid_cents END) AS bigint) "
            "FROM promise p WHERE p.due_on BETWEEN :first AND :last AND p.last_day < :today "
            "AND p.status <> 'cancelled' GROUP BY 1, 2, 3, 4",
            {"first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat()},
        )
        return [FallenCell._make((to_day(row[0]), *row[1:])) for row in rows if person_id in (None, row[1])]

    def days_of_returned(self, first: date, last: date) -> list[date]:
        """The days of the payments that came back in these days."""
        rows = self._sql.all(
            "SELECT DISTINCT p.entry_on FROM ledger_entry e "
            "JOIN ledger_entry p ON p.id = e.reverses_id AND p.kind = 'payment' "
            "WHERE e.kind = 'reversal' AND e.entry_on BETWEEN :first AND :last",
            {"first": first.isoformat(), "last": last.isoformat()},
        )
        return [to_day(row[0]) for row in rows]

    def paid(self, first: date, last: date) -> list[PaidCell]:
        """Money paid and returned in these days, put down to nobody."""
        rows = self._sql.all(_PAID_IN_ALL, {"first": first.isoformat(), "last": last.isoformat()})
        return [PaidCell._make((to_day(row[0]), *row[1:])) for row in rows]

    def paid_by_person(self, first: date, last: date, days: Iterable[DayOf]) -> list[PaidCell]:
        """Money paid and returned in these days, put down to who last reached the right party; the rest to nobody.

        Args:
            first: the first of them.
            last: and the last.
            days: all of them, and those of the payments that were returned in them.
        """
        told = Texts(f"{one.on.isoformat()}|{instant(one.since)}|{instant(one.before)}" for one in days)
        sql = _PAID.format(who=_LED_TO, days=_DAYS)
        rows = self._sql.all(sql, {"days": told, "first": first.isoformat(), "last": last.isoformat()})
        led_to = [PaidCell._make((to_day(row[0]), *row[1:])) for row in rows]
        left = {(one.on, one.client_id, one.currency): list(one[4:]) for one in self.paid(first, last)}
        for one in led_to:
            of = left.setdefault((one.on, one.client_id, one.currency), [0, 0, 0])
            of[:] = [whole - part for whole, part in zip(of, one[4:], strict=True)]
        nobodys = [PaidCell(on, None, client, currency, *of) for (on, client, currency), of in left.items() if any(of)]
        return led_to + nobodys

    # -- receivables ------------------------------------------------------------------------------------------------

    def owed(self) -> list[Owed]:
        """What is owed now, by client, currency and the day it was due; what is on no invoice has no day."""
        rows = self._sql.all(_LEDGER.format(day="''"), {"first": ""})
        return [Owed(row[0], row[1], to_day_or_none(row[2] or None), row[4]) for row in rows]

    def entered_since(self, first: date) -> list[Entered]:
        """What was entered on each day from ``first`` on: with it, what was owed then follows from what is owed now."""
        rows = self._sql.all(_LEDGER.format(day="entry_on"), {"first": first.isoformat()})
        return [Entered(row[0], row[1], to_day_or_none(row[2] or None), to_day(row[3]), row[4], row[5]) for row in rows]


def counted(span: Span) -> tuple[str, Params]:
    """Whose counts, and the parameters of a span of full hours."""
    params = {"first": instant(span.first)[:HOUR], "before": instant(span.before)[:HOUR]}
    if span.person_id is None:
        return "", params
    return "AND c.collector_id = :person", {**params, "person": span.person_id}


def where_in(span: Span) -> tuple[str, Params]:
    """The conditions of a span and their parameters: only those asked for, so that the index that fits is used."""
    params = {"first": instant(span.first), "before": instant(span.before)}
    if span.person_id is None:
        return _IN_SPAN, params
    return f"{_IN_SPAN} AND k.collector_id = :person", {**params, "person": span.person_id}
