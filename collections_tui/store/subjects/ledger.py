"""The ledger: entries are added and reversed, never changed. What is kept beside it is made to follow elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.ledger import OpenInvoice, Part
from collections_tui.domain.records import EntryKind, LedgerEntry, Method
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.values import Ids, instant, to_day


class Entered(NamedTuple):
    """An entry with the names around it; ``reversed_by`` is the id of the reversal that took it back.

    ``void`` says that its invoice is void.
    """

    entry: LedgerEntry
    account: str
    currency: str
    invoice: str
    by: str
    reversed_by: int | None
    import_key: str
    void: bool = False


class NewEntries(NamedTuple):
    """What the entries that belong together share."""

    kind: EntryKind
    on: date
    at: datetime
    by: int | None
    operation_id: str | None = None
    method: Method = ""
    reference: str = ""
    reason: str = ""
    import_key: str | None = None


_ENTERED = """
SELECT e.id, e.account_id, e.invoice_id, e.kind, e.amount_cents, e.entry_on, e.reference, e.method, e.part_of,
       e.reverses_id, e.reason, a.number, a.currency, coalesce(i.number, ''), coalesce(p.login, ''), r.id,
       coalesce(e.import_key, ''), coalesce(i.status, '')
FROM ledger_entry e
JOIN account a ON a.id = e.account_id
LEFT JOIN invoice i ON i.id = e.invoice_id
LEFT JOIN collector p ON p.id = e.entered_by
LEFT JOIN ledger_entry r ON r.reverses_id = e.id
"""
_ADD = """
INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, reference, reverses_id, import_key,
                          entered_at, entered_by, method, part_of, operation_id, reason)
VALUES (:account, :invoice, :kind, :cents, :on, :reference, :reverses, :key, :at, :by, :method, :first, :operation,
        :reason)
"""
_LOOSE = """
SELECT a.id, a.balance_cents - coalesce((SELECT sum(i.open_cents) FROM invoice i WHERE i.account_id = a.id), 0)
FROM json_each(:ids) j CROSS JOIN account a WHERE a.id = j.value
"""


def _entered(row: Row) -> Entered:
    entry = LedgerEntry._make((*row[:5], to_day(row[5]), *row[6:11]))
    return Entered._make((entry, *row[11:17], row[17] == "void"))


class Ledger:
    def __init__(self, sql: Sql, counts: Counts) -> None:
        self._sql, self._counts = sql, counts

    # -- reading ------------------------------------------------------------------------------------------------

    def id_of_operation(self, operation_id: str) -> int | None:
        """The entry that an operation made, the first of them."""
        found: int | None = self._sql.value(
            "SELECT id FROM ledger_entry WHERE operation_id = :operation", {"operation": operation_id}
        )
        return found

    def get(self, entry_id: int) -> Entered | None:
        """One entry."""
        row = self._sql.one(f"{_ENTERED} WHERE e.id = :id", {"id": entry_id})
        return None if row is None else _entered(row)

    def together(self, one: Entered) -> list[Entered]:
        """Every part of the payment, or whatever it is, that an entry belongs to, the first one first."""
        first = one.entry.part_of or one.entry.id
        rows = self._sql.all(
            f"{_ENTERED} WHERE e.id IN (SELECT o.id FROM ledger_entry o WHERE o.id = :first "
            "UNION SELECT q.id FROM ledger_entry q WHERE q.part_of = :first "
            # Parts that came from a file share the key of their row.
            "UNION SELECT f.id FROM ledger_entry f "
            "WHERE f.account_id = :account AND f.import_key = :key AND f.kind = :kind) ORDER BY e.id",
            {
                "first": first,
                "account": one.entry.account_id,
                "key": one.import_key or None,
                "kind": one.entry.kind,
            },
        )
        return [_entered(row) for row in rows]

    def of_account(self, account_id: int, limit: int) -> list[Entered]:
        """The ledger of an account, newest first."""
        rows = self._sql.all(
            f"{_ENTERED} WHERE e.account_id = :id ORDER BY e.entry_on DESC, e.id DESC LIMIT :limit",
            {"id": account_id, "limit": limit},
        )
        return [_entered(row) for row in rows]

    def on_invoice(self, account_id: int, invoice_id: int) -> list[Entered]:
        """Everything entered on an invoice of an account, in the order in which it was."""
        # There is no index of the entries of an invoice: they are among the account's.
        rows = self._sql.all(
            f"{_ENTERED} WHERE e.account_id = :account AND e.invoice_id = :invoice ORDER BY e.id",
            {"account": account_id, "invoice": invoice_id},
        )
        return [_entered(row) for row in rows]

    def open_invoices(self, accounts: Iterable[int]) -> list[OpenInvoice]:
        """Every invoice of these accounts on which something is owed, the oldest due first."""
        rows = self._sql.all(
            "SELECT i.id, i.account_id, i.number, i.due_on, i.open_cents, i.disputed, i.disputed_cents "
            "FROM json_each(:ids) j "
            "CROSS JOIN invoice i WHERE i.account_id = j.value AND i.open_cents > 0 "
            "ORDER BY i.account_id, i.due_on, i.id",
            {"ids": Ids(sorted(set(accounts)))},
        )
        return [OpenInvoice._make((*row[:5], bool(row[5]), row[6])) for row in rows]

    def loose(self, accounts: Iterable[int]) -> dict[int, int]:
        """What is owed on each account besides its invoices, in cents; below 0 where there is credit."""
        return {row[0]: row[1] for row in self._sql.all(_LOOSE, {"ids": Ids(sorted(set(accounts)))})}

    # -- adding -------------------------------------------------------------------------------------------------

    def add(self, new: NewEntries, parts: Sequence[Part], sign: int = -1) -> int:
        """Enter an amount in parts, which belong together from then on; the id of the first.

        ``sign`` is -1 for what is taken away from what is owed, 1 for what adds to it.
        """
        rows = [
            _row(new) | {"account": part.account_id, "invoice": part.invoice_id, "cents": sign * part.cents}
            for part in parts
        ]
        return self._add(new, rows)

    def reverse(self, new: NewEntries, entries: Sequence[Entered]) -> int:
        """Take entries back, each by an entry of the opposite amount; the id of the first."""
        rows = [
            _row(new)
            | {
                "account": one.entry.account_id,
                "invoice": one.entry.invoice_id,
                "cents": -one.entry.amount_cents,
                "reverses": one.entry.id,
            }
            for one in entries
        ]
        return self._add(new, rows)

    def move(self, new: NewEntries, account_id: int, cents: int, *, to: int | None, out_of: int | None) -> int:
        """Move what was paid from one invoice of an account to another, or to and from none of them; the first's id.

        Two entries that belong together and come to nothing: what is owed on the account stays as it is.
        """
        rows = [
            _row(new) | {"account": account_id, "invoice": invoice, "cents": signed}
            for invoice, signed in ((out_of, cents), (to, -cents))
        ]
        return self._add(new, rows)

    def _add(self, new: NewEntries, rows: list[dict[str, object]]) -> int:
        first = self._sql.add(_ADD, rows[0] | {"operation": new.operation_id})
        if rows[1:]:
            self._sql.many(_ADD, [row | {"first": first} for row in rows[1:]])
        self._counts.entered(first)
        return first


def _row(new: NewEntries) -> dict[str, object]:
    return {
        "kind": new.kind,
        "on": new.on.isoformat(),
        "at": instant(new.at),
        "by": new.by,
        "reference": new.reference,
        "method": new.method,
        "reason": new.reason,
        "key": new.import_key,
        "reverses": None,
        "first": None,
        "operation": None,
    }
