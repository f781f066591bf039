"""Invoices by the chunk, with the accounts and customers they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from collections_tui.store.contract import Sql
from collections_tui.store.staged import AddressRow, FirstIds, Into, KnownBill, StagedBill, ZonesRow
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.subjects.search import Search
from collections_tui.store.values import instant

_TABLES = (
    """CREATE TEMP TABLE IF NOT EXISTS staged_bill (
    slot INTEGER PRIMARY KEY, customer_slot INTEGER, account_slot INTEGER,
    reference TEXT, name TEXT, state TEXT, number TEXT, currency TEXT,
    invoice TEXT, issued_on TEXT, due_on TEXT, opened_on TEXT, cents INTEGER, disputed INTEGER,
    e164 TEXT, kind TEXT, raw TEXT, phone_zones INTEGER,
    words TEXT, zones INTEGER,
    account_id INTEGER, customer_id INTEGER,
    score INTEGER, shared INTEGER, balance INTEGER, oldest_due_on TEXT, contested INTEGER)""",
    """CREATE TEMP TABLE IF NOT EXISTS staged_address (
    slot INTEGER PRIMARY KEY, street TEXT, city TEXT, postcode TEXT, country TEXT, email TEXT, language TEXT)""",
    "CREATE TEMP TABLE IF NOT EXISTS staged_zones (number INTEGER PRIMARY KEY, window_id INTEGER, zones TEXT)",
)
_STAGE = f"INSERT INTO staged_bill VALUES ({', '.join('?' * 27)})"

_KNOWN = """
SELECT s.slot, a.id, a.customer_id, a.currency, r.customer_id,
       i.id, i.account_id, i.amount_cents, i.issued_on, i.due_on, i.disputed,
       CASE WHEN m.invoice_id IS NOT NULL OR i.status = 'void' THEN 1 ELSE 0 END
FROM staged_bill s
LEFT JOIN account a ON a.number = s.number AND a.client_id = :client
LEFT JOIN customer_reference r ON r.client_id = :client
    AND r.reference = CASE s.reference WHEN '' THEN s.number ELSE s.reference END
LEFT JOIN invoice i ON i.client_id = :client AND i.number = CASE s.invoice WHEN '' THEN s.number ELSE s.invoice END
LEFT JOIN invoice_made m ON m.invoice_id = i.id
WHERE a.id IS NOT NULL OR r.customer_id IS NOT NULL OR i.id IS NOT NULL
"""

# A row that begins a customer, or an account, that is not there yet.
_NEW_CUSTOMER = "s.customer_id = 0 AND s.customer_slot = s.slot"
_NEW_ACCOUNT = "s.account_id = 0 AND s.account_slot = s.slot"
_CUSTOMER = "(CASE s.customer_id WHEN 0 THEN :customer + s.customer_slot ELSE s.customer_id END)"
_ACCOUNT = "(CASE s.account_id WHEN 0 THEN :account + s.account_slot ELSE s.account_id END)"
_ISSUED = "(CASE s.issued_on WHEN '' THEN s.due_on ELSE s.issued_on END)"
# What a new account comes to: its one bill, unless several make it.
_BALANCE = "(CASE s.shared WHEN 1 THEN s.balance ELSE s.cents END)"
_OLDEST = "CASE WHEN s.shared = 1 THEN nullif(s.oldest_due_on, '') WHEN s.cents > 0 THEN s.due_on END"
_CONTESTED = "CASE WHEN s.shared = 1 THEN s.contested WHEN s.cents > 0 THEN s.disputed ELSE 0 END"

_INSERTS = (
    f"""INSERT INTO customer (id, name, street, city, state, postcode, country, email, language)
    SELECT :customer + s.slot, s.name, coalesce(d.street, ''), coalesce(d.city, ''), s.state,
           coalesce(d.postcode, ''), coalesce(d.country, 'US'), coalesce(d.email, ''), coalesce(d.language, '')
    FROM staged_bill s LEFT JOIN staged_address d ON d.slot = s.slot WHERE {_NEW_CUSTOMER}""",
    f"""INSERT INTO customer_reference (client_id, reference, customer_id)
    SELECT :client, s.reference, :customer + s.slot
    FROM staged_bill s WHERE s.reference <> '' AND {_NEW_CUSTOMER}""",
    f"""INSERT INTO phone (customer_id, e164, kind, raw, zones)
    SELECT :customer + s.slot, s.e164, CASE s.kind WHEN '' THEN :kind ELSE s.kind END, s.raw, z.zones
    FROM staged_bill s CROSS JOIN staged_zones z
    WHERE z.number = s.phone_zones AND s.e164 <> '' AND {_NEW_CUSTOMER}""",
    f"""INSERT INTO account (id, client_id, customer_id, number, currency, opened_on, status, closed_reason,
        balance_cents, oldest_due_on, disputed, worklist_id, window_id, score, scored_at, ready)
    SELECT :account + s.slot, :client, {_CUSTOMER}, s.number,
           CASE s.currency WHEN '' THEN :currency ELSE s.currency END,
           CASE s.opened_on WHEN '' THEN {_ISSUED} ELSE s.opened_on END,
           CASE WHEN {_BALANCE} > 0 THEN 'open' ELSE 'closed' END, CASE WHEN {_BALANCE} > 0 THEN '' ELSE 'paid' END,
           {_BALANCE}, {_OLDEST}, {_CONTESTED}, :worklist, z.window_id, s.score, :now,
           CASE WHEN {_BALANCE} > 0 THEN 1 ELSE 0 END
    FROM staged_bill s CROSS JOIN staged_zones z
    WHERE z.number = s.zones AND {_NEW_ACCOUNT}""",
    f"""INSERT INTO invoice (id, account_id, client_id, number, issued_on, due_on, amount_cents, open_cents, disputed)
    SELECT :invoice + s.slot, {_ACCOUNT}, :client, CASE s.invoice WHEN '' THEN s.number ELSE s.invoice END, {_ISSUED},
           s.due_on, s.cents, s.cents, s.disputed
    FROM staged_bill s""",
    f"""INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, entered_at, entered_by)
    SELECT {_ACCOUNT}, :invoice + s.slot, 'charge', s.cents, {_ISSUED}, :now, :person FROM staged_bill s""",
)

# The rows of ``ledger_sum`` that the charges come to.
_CHARGED = f"""
SELECT {_ISSUED}, a.client_id, a.currency, s.due_on, CAST(sum(s.cents) AS bigint), CAST(sum(s.cents) AS bigint), 0, 0, 0
FROM staged_bill s JOIN account a ON a.id = {_ACCOUNT} GROUP BY 1, 2, 3, 4"""

# A row with a number has made one for its customer; of the others somebody else may have.
_REST = f"""
UPDATE account SET next_action_at = :at, next_action = :words, ready = 0, wake_at = :at
WHERE ready = 1 AND id IN (SELECT :account + s.slot FROM staged_bill s WHERE s.e164 = '' AND {_NEW_ACCOUNT})
    AND NOT EXISTS (SELECT 1 FROM phone p WHERE p.customer_id = account.customer_id AND p.status = 'good')
"""


class BulkBills:
    def __init__(self, sql: Sql, search: Search, counts: Counts) -> None:
        self._sql, self._search, self._counts = sql, search, counts

    def stage(self, rows: Iterable[StagedBill], addresses: Iterable[AddressRow], zones: Iterable[ZonesRow]) -> None:
        """Put a chunk in the place of the one before."""
        for table in _TABLES:
            self._sql.run(table)
        for name in ("staged_bill", "staged_address", "staged_zones"):
            self._sql.run(f"DELETE FROM {name}")
        self._sql.many(_STAGE, rows)
        self._sql.many(f"INSERT INTO staged_address VALUES ({', '.join('?' * 7)})", addresses)
        self._sql.many("INSERT INTO staged_zones VALUES (?, ?, ?)", zones)

    def known(self, client_id: int) -> list[KnownBill]:
        """The staged rows of which anything is already here."""
        return [KnownBill._make(row) for row in self._sql.all(_KNOWN, {"client": client_id})]

    def insert(self, into: Into) -> FirstIds:
        """Move the staged rows on: customers, accounts, invoices and charges, findable at once."""
        slots = int(self._sql.value("SELECT coalesce(max(slot), 0) + 1 FROM staged_bill"))
        first = FirstIds(*(self._sql.reserve(table, slots) for table in ("customer", "account", "invoice")))
        params: dict[str, Any] = first._asdict() | {
            "client": into.client_id,
            "worklist": into.worklist_id,
            "now": instant(into.now),
            "person": into.person_id,
            "currency": into.currency,
            "kind": into.kind,
        }
        for statement in _INSERTS:
            self._sql.run(statement, params)
        self._counts.entered_as(_CHARGED, params)
        self._search.index_staged(first.account)
        return first

    def rest(self, first_account: int, at: datetime, words: str) -> None:
        """Let those of the staged new accounts rest until then whose customers have no good number."""
        self._sql.run(_REST, {"account": first_account, "at": instant(at), "words": words})

    def last_invoice(self) -> int:
        """The highest id of an invoice."""
        return int(self._sql.value("SELECT coalesce(max(id), 0) FROM invoice"))

    def correct(self, changes: Iterable[tuple[str, str, int, int]]) -> None:
        """Give invoices other dates, or another mark of being disputed: issued on, due on, disputed, invoice id."""
        changes = list(changes)
        if changes:
            self._counts.of_invoices([change[3] for change in changes], -1)
            self._sql.many("UPDATE invoice SET issued_on = ?, due_on = ?, disputed = ? WHERE id = ?", changes)
            self._counts.of_invoices([change[3] for change in changes], 1)

    def open_earlier(self, days: Iterable[tuple[str, int | None]]) -> None:
        """Let accounts be open since a day, unless they are since an earlier one: day, account id."""
        self._sql.many(
            "UPDATE account SET opened_on = :day WHERE id = :account AND opened_on > :day",
            [{"day": day, "account": account} for day, account in days],
        )

    def add_notes(self, notes: Iterable[tuple[int, int, datetime, str]]) -> int:
        """Note texts on accounts that do not have them yet: account, person, instant, text; how many were new."""
        return self._sql.many(
            "INSERT INTO note (account_id, collector_id, at, text) SELECT :account, :person, :at, :text "
            "WHERE NOT EXISTS (SELECT 1 FROM note WHERE account_id = :account AND text = :text)",
            (
                {"account": account, "person": person, "at": instant(at), "text": text}
                for account, person, at, text in notes
            ),
        )
