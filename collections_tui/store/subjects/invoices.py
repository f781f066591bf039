"""Invoices: those that were made here with all that is known of them, their numbers, and lists of any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from collections_tui.domain.billing.records import BillKind, BillLine, Made, TaxSum, Totals
from collections_tui.domain.records import Invoice, InvoiceStatus
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.bill_drafts import (
    LINE_COLUMNS,
    LINE_VALUES,
    accepted_json,
    accepted_of,
    line_of,
    line_params,
)
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import instant, to_day, to_instant


class NamedInvoice(NamedTuple):
    """An invoice with the names around it."""

    invoice: Invoice
    kind: BillKind
    account: str
    client: str
    """Its client's code."""
    customer: str
    currency: str


class NewInvoice(NamedTuple):
    """An invoice to be stored, or a credit note: ``credits`` is the id of the one that it voids."""

    account_id: int
    client_id: int
    number: str
    kind: BillKind
    issued_on: date
    due_on: date
    made_at: datetime
    by: int
    operation_id: str
    totals: Totals
    lines: tuple[BillLine, ...]
    open_cents: int = 0
    credits: int | None = None
    verified_by: int | None = None
    accepted: tuple[tuple[str, str], ...] = ()
    discount_reason: str = ""
    insurance_reference: str = ""
    note: str = ""
    reason: str = ""


_COLUMNS = """
    i.id, i.account_id, i.number, i.issued_on, i.due_on, i.amount_cents, i.open_cents, i.disputed, i.status,
    i.disputed_cents"""
_LISTED = f"""
SELECT {_COLUMNS}, coalesce(m.kind, 'invoice'), a.number, l.code, c.name, a.currency
FROM invoice i JOIN account a ON a.id = i.account_id JOIN client l ON l.id = i.client_id
JOIN customer c ON c.id = a.customer_id LEFT JOIN invoice_made m ON m.invoice_id = i.id
"""
# Crossed, so that what was issued here is where it begins.
_LISTED_HERE = f"""
SELECT {_COLUMNS}, m.kind, a.number, l.code, c.name, a.currency
FROM invoice_made m CROSS JOIN invoice i JOIN account a ON a.id = i.account_id JOIN client l ON l.id = i.client_id
JOIN customer c ON c.id = a.customer_id
WHERE i.id = m.invoice_id AND"""
# Written out, so that an engine sees which of them are in the index of the few.
_OF_STATUS = {status: f"AND i.status = '{status}' " for status in get_args(InvoiceStatus)}
_BEYOND = 2**62  # any id there is
_ADD_MADE = """
INSERT INTO invoice_made (invoice_id, kind, credits_id, made_at, made_by, verified_by, accepted, discount_cents,
    discount_reason, tax_cents, insurance_cents, insurance_reference, deposit_cents, note, reason, operation_id)
VALUES (:id, :kind, :credits, :at, :by, :verified_by, :accepted, :discount_cents, :discount_reason, :tax_cents,
    :insurance_cents, :insurance_reference, :deposit_cents, :note, :reason, :operation_id)
"""
_MADE = """
SELECT m.invoice_id, m.kind, m.credits_id, m.made_at, coalesce(b.login, ''), coalesce(v.login, ''), m.accepted,
       m.discount_cents, m.discount_reason, m.insurance_cents, m.insurance_reference, m.deposit_cents, m.note, m.reason
FROM invoice_made m LEFT JOIN collector b ON b.id = m.made_by LEFT JOIN collector v ON v.id = m.verified_by
"""


def _invoice(row: Row) -> Invoice:
    return Invoice._make((*row[:3], to_day(row[3]), to_day(row[4]), row[5], row[6], bool(row[7]), row[8], row[9]))


class Invoices:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading --------------------------------------------------------------------------------------------------

    def get(self, invoice_id: int) -> Invoice | None:
        """An invoice of any origin."""
        row = self._sql.one(f"SELECT {_COLUMNS} FROM invoice i WHERE i.id = :id", {"id": invoice_id})
        return None if row is None else _invoice(row)

    def ids_by_number(self, number: str, client: str | None = None) -> list[int]:
        """The invoices of that number, of any client or of one."""
        rows = self._sql.all(
            # Crossed, so that the few clients are where it begins: the index of numbers is one of each.
            "SELECT i.id FROM client c CROSS JOIN invoice i WHERE i.client_id = c.id AND i.number = :number "
            "AND c.code = coalesce(:client, c.code) ORDER BY i.id",
            {"number": number, "client": client},
        )
        return [row[0] for row in rows]

    def lines(self, invoice_id: int) -> list[BillLine]:
        """What was billed, in order."""
        rows = self._sql.all(
            f"SELECT {LINE_COLUMNS} FROM invoice_line WHERE invoice_id = :id ORDER BY position", {"id": invoice_id}
        )
        return [line_of(row) for row in rows]

    def made(self, invoice_id: int) -> Made | None:
        """What is known of an invoice that was made here; None of one from a file."""
        row = self._sql.one(f"{_MADE} WHERE m.invoice_id = :id", {"id": invoice_id})
        return (
            None
            if row is None
            else Made._make((*row[:3], to_instant(row[3]), *row[4:6], accepted_of(row[6]), *row[7:]))
        )

    def id_of_operation(self, operation_id: str) -> int | None:
        """The invoice that an operation made."""
        found: int | None = self._sql.value(
            "SELECT invoice_id FROM invoice_made WHERE operation_id = :op", {"op": operation_id}
        )
        return found

    def credit_note(self, invoice_id: int) -> int | None:
        """The credit note that voids an invoice."""
        found: int | None = self._sql.value(
            "SELECT invoice_id FROM invoice_made WHERE credits_id = :id", {"id": invoice_id}
        )
        return found

    def charge_of(self, invoice_id: int) -> int | None:
        """The entry by which issuing charged an invoice; None of one from a file."""
        found: int | None = self._sql.value(
            "SELECT min(e.id) FROM invoice_made m JOIN invoice i ON i.id = m.invoice_id "
            "JOIN ledger_entry e ON e.account_id = i.account_id AND e.invoice_id = i.id AND e.kind = 'charge' "
            "WHERE m.invoice_id = :id",
            {"id": invoice_id},
        )
        return found

    def taxes(self, invoice_id: int) -> tuple[TaxSum, ...]:
        """What each tax came to."""
        rows = self._sql.all(
            "SELECT name, ppm, base_cents, tax_cents FROM invoice_tax WHERE invoice_id = :id ORDER BY name",
            {"id": invoice_id},
        )
        return tuple(TaxSum._make(row) for row in rows)

    def listed(
        self,
        who: Seen | None,
        *,
        account_id: int | None = None,
        client_id: int | None = None,
        status: InvoiceStatus | Literal[""] = "",
        before: int | None = None,
        limit: int,
        here: bool = False,
    ) -> list[NamedInvoice]:
        """Invoices and credit notes, the newest first; ``before`` goes on behind an id.

        With ``here`` only those that were issued here, found from what is known of them: there may be few of them.
        """
        also, params = seen(who)
        wanted = "" if account_id is None else "AND i.account_id = :account "
        # The signs keep an engine from sorting all that a client has, for it goes back from the newest; and to the
        # index of the few that are void.
        few = "+" if status == "void" else ""
        wanted += "" if client_id is None else "AND +i.client_id = :client "
        wanted += _OF_STATUS[status] if status else ""
        found, by = (_LISTED_HERE, "m.invoice_id") if here else (f"{_LISTED} WHERE", f"{few}i.id")
        rows = self._sql.all(
            f"{found} {by} < :before {wanted}{also} ORDER BY {by} DESC LIMIT :limit",
            {"account": account_id, "client": client_id, "before": before or _BEYOND, "limit": limit} | params,
        )
        return [NamedInvoice(_invoice(row[:10]), *row[10:]) for row in rows]

    # -- making ---------------------------------------------------------------------------------------------------

    def next_number(self, client_id: int, kind: BillKind, year: int) -> int:
        """The next in a series, which nobody else is given; it is used if this transaction is.

        Whoever comes meanwhile waits for the end of this transaction: so there is no gap, and none twice.
        """
        rows = self._sql.all(
            "INSERT INTO number_series (client_id, kind, year, last) VALUES (:client, :kind, :year, 1) "
            "ON CONFLICT (client_id, kind, year) DO UPDATE SET last = number_series.last + 1 RETURNING last",
            {"client": client_id, "kind": kind, "year": year},
        )
        return int(rows[0][0])

    def add(self, new: NewInvoice) -> int:
        """Store an invoice with its lines, taxes and what is known of it; its id."""
        invoice = self._sql.add(
            "INSERT INTO invoice (account_id, client_id, number, issued_on, due_on, amount_cents, open_cents) "
            "VALUES (:account, :client, :number, :issued, :due, :cents, :open)",
            {
                "account": new.account_id,
                "client": new.client_id,
                "number": new.number,
                "issued": new.issued_on.isoformat(),
                "due": new.due_on.isoformat(),
                "cents": new.totals.total_cents,
                "open": new.open_cents,
            },
        )
        self._sql.run(_ADD_MADE, _made_params(new) | {"id": invoice})
        self._add_lines(invoice, new.lines)
        if new.totals.taxes:
            self._sql.many(
                "INSERT INTO invoice_tax (invoice_id, name, ppm, base_cents, tax_cents) "
                "VALUES (:invoice, :name, :ppm, :base_cents, :tax_cents)",
                [one._asdict() | {"invoice": invoice} for one in new.totals.taxes],
            )
        return invoice

    def put_number(self, invoice_id: int, number: str) -> None:
        """Give an invoice its number."""
        self._sql.run("UPDATE invoice SET number = :number WHERE id = :id", {"id": invoice_id, "number": number})

    def void(self, invoice_id: int) -> None:
        """Keep that it is void."""
        self._sql.run("UPDATE invoice SET status = 'void', disputed = 0 WHERE id = :id", {"id": invoice_id})

    def _add_lines(self, invoice: int, lines: Iterable[BillLine]) -> None:
        self._sql.many(
            f"INSERT INTO invoice_line (invoice_id, {LINE_COLUMNS}) VALUES (:invoice, {LINE_VALUES})",
            [line_params(line) | {"invoice": invoice} for line in lines],
        )


def _made_params(new: NewInvoice) -> dict[str, object]:
    totals = new.totals
    return {
        "kind": new.kind,
        "credits": new.credits,
        "at": instant(new.made_at),
        "by": new.by,
        "verified_by": new.verified_by,
        "accepted": accepted_json(new.accepted),
        "discount_cents": totals.discount_cents,
        "discount_reason": new.discount_reason,
        "tax_cents": totals.tax_cents,
        "insurance_cents": totals.insurance_cents,
        "insurance_reference": new.insurance_reference,
        "deposit_cents": totals.deposit_cents,
        "note": new.note,
        "reason": new.reason,
        "operation_id": new.operation_id,
    }
