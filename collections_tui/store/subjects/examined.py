"""Every figure that is kept beside what it follows from, held against it: what the doctor looks at.

Accounts are looked at so many at a time, in the order of their ids, so that it takes the same memory for a million of
them. Calls are counted a day at a time, and the ledger is read once, side by side with its sums. Refuses to change
anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from collections_tui.store.contract import Params, Row, Sql
from collections_tui.store.subjects.bulk_touched import ALL_ARGUED, ARGUED, BALANCE, DISPUTED, OLDEST
from collections_tui.store.subjects.counts import (
    ALL_ENTRIES,
    CALL_KEY,
    CALL_NUMBERS,
    CALL_TEXTS,
    LEDGER_KEY,
    LEDGER_NUMBERS,
    STANDS,
    call_cells,
    times_each,
)
from collections_tui.store.subjects.promises import AWAITED
from collections_tui.store.subjects.spans import spans
from collections_tui.store.values import instant

_ACCOUNTS = "account.id BETWEEN :first AND :last"
_SAME = {"sqlite": "IS NOT", "postgres": "IS DISTINCT FROM"}
_WAITED_FOR = AWAITED.replace(
    "SELECT s.due_on, s.last_day FROM", "SELECT s.due_on || ' to ' || s.last_day FROM", 1
).format(account="account.id")
_CALLS_OF = f"FROM call k WHERE k.account_id = account.id AND {STANDS}"
_REACHED = (
    "SELECT max(k.started_at) FROM call k JOIN outcome_code o ON o.code = k.outcome "
    f"WHERE k.account_id = account.id AND o.right_party = 1 AND {STANDS}"
)

# Of accounts: what is stored, and what it should be.
OF_ACCOUNTS = {
    "balances": ("balance_cents", BALANCE),
    "oldest due days": ("oldest_due_on", OLDEST),
    "disputes": ("disputed", DISPUTED),
    "what is waited for": ("promise_due_on || ' to ' || promise_until", f"({_WAITED_FOR})"),
    "numbers of calls": ("call_count", f"(SELECT count(*) {_CALLS_OF})"),
    "last calls": ("last_call_at", f"(SELECT max(k.started_at) {_CALLS_OF})"),
    "last outcomes": (
        "last_outcome",
        f"coalesce((SELECT k.outcome {_CALLS_OF} ORDER BY k.started_at DESC, k.id DESC LIMIT 1), '')",
    ),
    "last contacts": ("last_contact_at", f"({_REACHED})"),
}
_HELD = "EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)"
_LEASED = "EXISTS (SELECT 1 FROM lease l WHERE l.account_id = account.id AND l.expires_at > :now)"
# What must never be, of an account in the queue.
OF_THE_QUEUE = {
    "lost": "status = 'open' AND worklist_id IS NOT NULL AND ready = 0 AND wake_at IS NULL",
    "ready though not open": "ready = 1 AND status <> 'open'",
    "ready though in hand": f"ready = 1 AND {_LEASED}",
    "ready before its time": "ready = 1 AND (next_action_at > :now OR may_call_at > :now)",
    "asleep for nothing": "status = 'open' AND ready = 0 AND wake_at > :now AND (next_action_at IS NULL "
    f"OR next_action_at < wake_at) AND (may_call_at IS NULL OR may_call_at < wake_at) AND NOT {_LEASED}",
    "open though held": f"status = 'open' AND {_HELD}",
    "held without a hold": f"status = 'held' AND NOT {_HELD}",
}


class Wrong(NamedTuple):
    """A figure that is kept otherwise than it should be; ``account_id`` is whose it is, None where it is nobody's."""

    where: str
    kept: Any
    found: Any
    account_id: int | None = None


class Examined:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def spans(self, size: int) -> Iterator[tuple[int, int]]:
        """The ids of all accounts, so many at a time: from and to."""
        return spans(self._sql, "account", size)

    def of_accounts(self, name: str, first: int, last: int) -> list[Wrong]:
        """The accounts of a span on which a figure of ``OF_ACCOUNTS`` is wrong."""
        kept, found = OF_ACCOUNTS[name]
        rows = self._sql.all(
            f"SELECT a.id, a.number, a.kept, a.found FROM (SELECT account.id, account.number, {kept} AS kept, "
            f"{found} AS found FROM account WHERE {_ACCOUNTS}) a WHERE a.kept {_SAME[self._sql.engine]} a.found",
            {"first": first, "last": last},
        )
        return [Wrong(row[1], row[2], row[3], row[0]) for row in rows]

    def of_the_queue(self, now: datetime, first: int, last: int) -> list[Wrong]:
        """What is wrong with the places of accounts in the queue."""
        cases = " ".join(f"WHEN {condition} THEN '{words}'" for words, condition in OF_THE_QUEUE.items())
        rows = self._sql.all(
            f"SELECT a.id, a.number, a.found FROM (SELECT account.id, account.number, CASE {cases} END AS found "
            f"FROM account WHERE {_ACCOUNTS}) a WHERE a.found IS NOT NULL",
            {"first": first, "last": last, "now": instant(now)},
        )
        return [Wrong(row[1], row[2], "", row[0]) for row in rows]

    def of_invoices(self, first: int, last: int) -> list[Wrong]:
        """The invoices of a span of accounts of which something else is open than the ledger says."""
        rows = self._sql.all(
            "SELECT i.account_id, i.number, i.open_cents, i.found FROM (SELECT n.account_id, n.number, n.open_cents, "
            "coalesce((SELECT sum(e.amount_cents) FROM ledger_entry e WHERE e.account_id = n.account_id "
            "AND e.invoice_id = n.id), 0) AS found FROM invoice n WHERE n.account_id BETWEEN :first AND :last) i "
            "WHERE i.open_cents <> i.found",
            {"first": first, "last": last},
        )
        return [Wrong(row[1], row[2], row[3], row[0]) for row in rows]

    def argued(self, first: int, last: int) -> list[Wrong]:
        """The invoices of a span of accounts of which something else is disputed than was said, and not answered."""
        argued, everything = ARGUED.format(invoice="n.id"), ALL_ARGUED.format(invoice="n.id")
        rows = self._sql.all(
            "SELECT i.account_id, i.number, i.disputed_cents, i.disputed, i.found, i.everything FROM ("
            "SELECT n.account_id, n.number, n.disputed_cents, n.disputed, CAST(CASE WHEN n.open_cents <= 0 THEN 0 "
            f"WHEN {argued} < n.open_cents THEN {argued} ELSE n.open_cents END AS bigint) AS found, "
            f"{everything} AS everything FROM invoice n WHERE n.account_id BETWEEN :first AND :last) i "
            "WHERE i.disputed_cents <> i.found OR i.disputed < i.everything",
            {"first": first, "last": last},
        )
        return [Wrong(row[1], f"{row[2]}, all: {row[3]}", f"{row[4]}, all: {row[5]}", row[0]) for row in rows]

    def bills(self) -> Iterator[Wrong]:
        """What was issued here and does not come to its lines, discount and taxes, or to its charge."""
        rows = self._sql.all(
            "SELECT b.number, b.amount_cents, b.found, b.charged, b.account_id FROM ("
            "SELECT i.number, i.account_id, i.amount_cents, m.kind, CAST(coalesce((SELECT sum(l.amount_cents) "
            "FROM invoice_line l WHERE l.invoice_id = i.id), 0) - m.discount_cents + coalesce((SELECT sum(t.tax_cents) "
            "FROM invoice_tax t WHERE t.invoice_id = i.id), 0) AS bigint) AS found, CASE m.kind WHEN 'invoice' THEN "
            "(SELECT e.amount_cents FROM ledger_entry e WHERE e.id = (SELECT min(c.id) FROM ledger_entry c "
            "WHERE c.account_id = i.account_id AND c.invoice_id = i.id AND c.kind = 'charge')) "
            "ELSE -(SELECT v.amount_cents FROM invoice v WHERE v.id = m.credits_id) END AS charged "
            "FROM invoice_made m CROSS JOIN invoice i WHERE i.id = m.invoice_id) b "
            "WHERE b.amount_cents <> b.found OR b.charged IS NULL OR b.amount_cents <> b.charged"
        )
        return (Wrong(row[0], row[1], f"lines {row[2]}, ledger {row[3]}") for row in rows)

    def draft_lines(self) -> Iterator[Wrong]:
        """The lines of drafts that do not come to quantity times price less discount; halves go up."""
        rows = self._sql.all(
            "SELECT n.draft_id, n.position, n.amount_cents, n.found FROM (SELECT draft_id, position, amount_cents, "
            "(2 * quantity_milli * unit_cents + 1000) / 2000 - discount_cents AS found FROM invoice_draft_line) n "
            "WHERE n.amount_cents <> n.found"
        )
        return (Wrong(f"D{row[0]}, line {row[1]}", row[2], row[3]) for row in rows)

    def series(self) -> Iterator[Wrong]:
        """The series of numbers that have given out more or fewer than there are: there is a gap, or one twice."""
        rows = self._sql.all(
            "SELECT l.code, x.kind, CAST(sum(x.kept) AS bigint), CAST(sum(x.found) AS bigint) FROM ("
            "SELECT client_id, kind, last AS kept, 0 AS found FROM number_series WHERE kind <> 'account' UNION ALL "
            "SELECT i.client_id, m.kind, 0, 1 FROM invoice_made m CROSS JOIN invoice i WHERE i.id = m.invoice_id) x "
            "JOIN client l ON l.id = x.client_id GROUP BY l.code, x.kind HAVING sum(x.kept) <> sum(x.found) "
            "ORDER BY l.code, x.kind"
        )
        return (Wrong(f"{row[0]}, numbers of {row[1].replace('_', ' ')}s", row[2], row[3]) for row in rows)

    def remittances(self) -> Iterator[Wrong]:
        """The remittances that do not balance, or have a claim whose shares do not come to its charge."""
        rows = self._sql.all(
            "SELECT x.id, x.trace, x.paid_cents, x.found, x.odd FROM (SELECT r.id, r.trace, r.paid_cents, "
            "CAST(coalesce((SELECT sum(c.paid_cents) FROM remittance_claim c WHERE c.remittance_id = r.id), 0) "
            "- r.provider_cents AS bigint) AS found, (SELECT count(*) FROM remittance_claim o "
            "WHERE o.remittance_id = r.id AND o.charge_cents <> o.paid_cents + o.patient_cents + o.written_cents "
            "+ o.refused_cents + o.other_cents) AS odd FROM remittance r) x "
            "WHERE x.paid_cents <> x.found OR x.odd > 0 ORDER BY x.id"
        )
        return (Wrong(f"remittance {row[0]} ({row[1]})", row[2], f"claims {row[3]}, {row[4]} odd") for row in rows)

    def promised(self, first: int, last: int) -> list[int]:
        """The accounts of a span that have promises."""
        return self._ids("promise", first, last)

    def arranged(self, first: int, last: int) -> list[int]:
        """The accounts of a span that have arrangements."""
        return self._ids("arrangement", first, last)

    def _ids(self, table: str, first: int, last: int) -> list[int]:
        rows = self._sql.all(
            f"SELECT DISTINCT account_id FROM {table} WHERE account_id BETWEEN :first AND :last",
            {"first": first, "last": last},
        )
        return [row[0] for row in rows]

    def contacts(self, first: int, last: int) -> list[tuple[int, str, int, int | None, str]]:
        """Of each account of a span with a contact its id, number, window and best hour, and when a contact was."""
        rows = self._sql.all(
            "SELECT account.id, account.number, account.window_id, account.best_hour, k.started_at "
            "FROM account JOIN call k ON k.account_id = account.id JOIN outcome_code o ON o.code = k.outcome "
            f"WHERE {_ACCOUNTS} AND o.right_party = 1 AND {STANDS} ORDER BY account.id",
            {"first": first, "last": last},
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def never_reached(self, first: int, last: int) -> list[Wrong]:
        """The accounts of a span that have a best hour though nobody was ever reached."""
        rows = self._sql.all(
            f"SELECT account.id, account.number, account.best_hour FROM account WHERE {_ACCOUNTS} "
            "AND best_hour IS NOT NULL AND last_contact_at IS NULL",
            {"first": first, "last": last},
        )
        return [Wrong(row[1], row[2], None, row[0]) for row in rows]

    # -- the counts of reports ------------------------------------------------------------------------------------

    def calls(self) -> Iterator[Wrong]:
        """The counts of calls that are wrong, day by day."""
        found = self._sql.one("SELECT min(started_at), max(started_at) FROM call")
        kept = self._sql.one("SELECT min(hour), max(hour) FROM call_count")
        ends = [end[:10] for row in (found, kept) if row is not None and row[0] is not None for end in row]
        if not ends:
            return
        day, last = date.fromisoformat(min(ends)), date.fromisoformat(max(ends))
        while day <= last:
            yield from self._calls_of(day)
            day += timedelta(days=1)

    def _calls_of(self, day: date) -> Iterator[Wrong]:
        params = {"first": day.isoformat(), "before": (day + timedelta(days=1)).isoformat()}
        where = f"k.started_at >= :first AND k.started_at < :before AND {STANDS}"
        names = ", ".join((CALL_KEY, *CALL_NUMBERS, *CALL_TEXTS))
        kept = self._sql.all(f"SELECT {names} FROM call_count WHERE hour >= :first AND hour < :before", params)
        found = self._sql.all(call_cells(self._sql.engine, "call k", where), params)
        yield from _apart(map(_call_row, kept), map(_call_row, found))

    def ledger(self) -> Iterator[Wrong]:
        """The sums of the ledger that are wrong. Both are read in one order, row by row."""
        names, order = ", ".join((LEDGER_KEY, *LEDGER_NUMBERS)), " ORDER BY 1, 2, 3, 4"
        kept = self._stream(f"SELECT {names} FROM ledger_sum{order}")
        yield from _side_by_side(kept, self._stream(ALL_ENTRIES + order))

    def _stream(self, sql: str, params: Params | None = None) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        for row in self._sql.stream(sql, params or {}):
            if any(row[4:]):
                yield row[:4], row[4:]


def _call_row(row: Row) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    first = -len(CALL_TEXTS)
    lists = (times_each(text) for text in row[first:])
    return row[:4], (*row[4:first], *(sorted((one, n) for one, n in of.items() if n) for of in lists))


def _apart(kept: Iterator[Any] | map[Any], found: Iterator[Any] | map[Any]) -> Iterator[Wrong]:
    yield from _side_by_side(iter(sorted(filter(_holds, kept))), iter(sorted(filter(_holds, found))))


def _holds(row: tuple[tuple[Any, ...], tuple[Any, ...]]) -> bool:
    """Whether there is anything in it: what is left of a call that was taken back is nothing."""
    return any(row[1])


def _side_by_side(kept: Iterator[Any], found: Iterator[Any]) -> Iterator[Wrong]:
    """The rows, of two in the order of their keys, that are only in one or not the same in both."""
    end = (None, ())
    here, there = next(kept, end), next(found, end)
    while here[0] is not None or there[0] is not None:
        if there[0] is None or (here[0] is not None and here[0] < there[0]):
            yield Wrong(_words(here[0]), here[1], None)
            here = next(kept, end)
        elif here[0] is None or there[0] < here[0]:
            yield Wrong(_words(there[0]), None, there[1])
            there = next(found, end)
        else:
            if here[1] != there[1]:
                yield Wrong(_words(here[0]), here[1], there[1])
            here, there = next(kept, end), next(found, end)


def _words(key: Any) -> str:
    return " ".join(map(str, key))
