"""Accounts: who owes, what is open, what happened, and the figures kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.domain.records import (
    Account,
    Customer,
    Hold,
    HoldKind,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    Note,
    Phone,
    PhoneKind,
    PhoneStatus,
    Promise,
    PromiseStatus,
    Status,
)
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.queue import SETTLE_AS_GIVEN
from collections_tui.store.values import (
    Ids,
    day_or_none,
    instant,
    instant_or_none,
    to_day,
    to_day_or_none,
    to_instant,
    to_instant_or_none,
)


class Entry(NamedTuple):
    """A ledger entry with the invoice it belongs to and who entered it, as a timeline shows it."""

    entry: LedgerEntry
    invoice: str
    by: str


class AccountCard(NamedTuple):
    """An account with the names around it."""

    account: Account
    client: str
    """Its client's code."""
    customer: str
    strategy: str | None
    """The name of the rules that rank its worklist, or the one it moves to; None where it is on none."""


class TouchFigures(NamedTuple):
    """What an account caches from its calls."""

    last_call_at: datetime | None
    last_outcome: str
    last_contact_at: datetime | None
    call_count: int
    best_hour: int | None


ACCOUNT_COLUMNS = """
    id, number, client_id, customer_id, currency, opened_on, status, closed_reason, balance_cents, oldest_due_on,
    disputed, promise_due_on, last_call_at, last_contact_at, call_count, best_hour, worklist_id, window_id, score,
    scored_at, urgent, next_action_at, next_action, revision, last_outcome, may_call_at,
    serviced_as, promise_until"""
_ACCOUNT = f"SELECT {ACCOUNT_COLUMNS} FROM account"

# The names are looked up one by one, not joined: whoever waited for the lock is given those of the row as it is now.
_CARD = f"""
SELECT {ACCOUNT_COLUMNS},
    (SELECT l.code FROM client l WHERE l.id = account.client_id),
    (SELECT c.name FROM customer c WHERE c.id = account.customer_id),
    (SELECT w.strategy FROM worklist w WHERE w.id = coalesce(account.moves_to, account.worklist_id))
FROM account"""
_NAMES = 3

_CUSTOMER = "(SELECT o.customer_id FROM account o WHERE o.id = :id)"
_PROMISED_FOR = f"""
SELECT id FROM account WHERE customer_id = {_CUSTOMER} AND EXISTS (
    SELECT 1 FROM promise p JOIN account s ON s.id = p.account_id
    WHERE p.everywhere = 1 AND s.customer_id = {_CUSTOMER})
ORDER BY id"""

_PUT = f"""
UPDATE account SET
    status = :status, closed_reason = :closed_reason, next_action_at = :next_action_at, next_action = :next_action,
    urgent = :urgent, may_call_at = :may_call_at, promise_due_on = :promise_due_on,
    promise_until = :promise_until,
    last_call_at = :last_call_at, last_outcome = :last_outcome,
    last_contact_at = :last_contact_at, call_count = :call_count, best_hour = :best_hour, score = :score,
    scored_at = :scored_at, revision = revision + 1, {SETTLE_AS_GIVEN}
WHERE id = :id"""


def account_of(row: Row) -> Account:
    """An account as a row of ``ACCOUNT_COLUMNS`` has it."""
    due, promised = to_day_or_none(row[9]), to_day_or_none(row[11])
    called, reached = to_instant_or_none(row[12]), to_instant_or_none(row[13])
    scored, planned = to_instant(row[19]), to_instant_or_none(row[21])
    head = (*row[:5], to_day(row[5]), *row[6:9], due, bool(row[10]), promised, called, reached)
    may_call, until = to_instant_or_none(row[25]), to_day_or_none(row[27])
    return Account._make((*head, *row[14:19], scored, bool(row[20]), planned, *row[22:25], may_call, row[26], until))


class Accounts:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading ------------------------------------------------------------------------------------------------

    def get(self, account_id: int) -> Account | None:
        """The account. Who reads it in a turn at writing is the only one to change it until that turn is over."""
        row = self._sql.one(f"{_ACCOUNT} WHERE id = :id{self._sql.lock}", {"id": account_id})
        return None if row is None else account_of(row)

    def card(self, account_id: int) -> AccountCard | None:
        """The account with the names around it; read in a turn at writing, it is as much one's own as with ``get``."""
        row = self._sql.one(f"{_CARD} WHERE id = :id{self._sql.lock}", {"id": account_id})
        return None if row is None else AccountCard(account_of(row[:-_NAMES]), *row[-_NAMES:])

    def get_all_of_customer(self, account_id: int) -> None:
        """Be the only one to change what follows from money on an account, in a turn at writing.

        Where something is promised for all accounts of its customer, that is all of them. Whoever gets them first, in
        the order of their ids, never waits for somebody who waits for them.
        """
        if self._sql.lock:
            self._sql.all(f"{_PROMISED_FOR}{self._sql.lock}", {"id": account_id})

    def ids_by_number(self, number: str, client: str | None = None) -> list[int]:
        """The accounts of that number, at any client or at one."""
        rows = self._sql.all(
            "SELECT a.id FROM account a JOIN client l ON l.id = a.client_id "
            "WHERE a.number = :number AND l.code = coalesce(:client, l.code)",
            {"number": number, "client": client},
        )
        return [row[0] for row in rows]

    def customer(self, customer_id: int) -> Customer:
        row = self._sql.one(
            "SELECT id, name, street, city, state, postcode, country, email, language FROM customer WHERE id = :id",
            {"id": customer_id},
        )
        assert row is not None, "accounts always have a customer"
        return Customer._make(row)

    def phones(self, customer_id: int) -> list[Phone]:
        """Good numbers first, in the order in which they became known."""
        rows = self._sql.all(
            "SELECT id, customer_id, e164, kind, status, raw, zones FROM phone WHERE customer_id = :id "
            "ORDER BY status <> 'good', id",
            {"id": customer_id},
        )
        return [Phone._make((*row[:6], tuple(row[6].split(",")) if row[6] else ())) for row in rows]

    def of_customer(self, customer_id: int) -> list[Account]:
        """All accounts of a customer."""
        rows = self._sql.all(f"{_ACCOUNT} WHERE customer_id = :id ORDER BY id{self._sql.lock}", {"id": customer_id})
        return [account_of(row) for row in rows]

    def owing(self, client_id: int, limit: int) -> tuple[list[int], int]:
        """The open accounts of a client on which something is owed, in their order, and how many such are held."""
        owed = "client_id = :client AND status <> 'closed' AND balance_cents > 0"
        rows = self._sql.all(
            f"SELECT id FROM account WHERE {owed} AND status = 'open' ORDER BY id LIMIT :limit",
            {"client": client_id, "limit": limit},
        )
        held: int = self._sql.value(
            f"SELECT count(*) FROM account WHERE {owed} AND status = 'held'", {"client": client_id}
        )
        return [row[0] for row in rows], held

    def invoices(self, account_id: int) -> list[Invoice]:
        """All of them, the oldest due first."""
        rows = self._sql.all(
            "SELECT id, account_id, number, issued_on, due_on, amount_cents, open_cents, disputed, status, "
            "disputed_cents FROM invoice WHERE account_id = :id ORDER BY due_on, id",
            {"id": account_id},
        )
        return [
            Invoice._make((*row[:3], to_day(row[3]), to_day(row[4]), row[5], row[6], bool(row[7]), row[8], row[9]))
            for row in rows
        ]

    def of_invoice(self, invoice_id: int) -> int | None:
        """The account that an invoice is on."""
        found: int | None = self._sql.value("SELECT account_id FROM invoice WHERE id = :id", {"id": invoice_id})
        return found

    def open_items(self, account_id: int) -> list[tuple[date, int]]:
        """Due date and open cents of every invoice that has something open."""
        rows = self._sql.all(
            "SELECT due_on, open_cents FROM invoice WHERE account_id = :id AND open_cents <> 0", {"id": account_id}
        )
        return [(to_day(row[0]), row[1]) for row in rows]

    def lines(self, invoice_id: int) -> list[InvoiceLine]:
        rows = self._sql.all(
            "SELECT id, invoice_id, position, code, description, service_on, quantity_milli, unit_cents, amount_cents "
            "FROM invoice_line WHERE invoice_id = :id ORDER BY position",
            {"id": invoice_id},
        )
        return [InvoiceLine._make((*row[:5], to_day_or_none(row[5]), *row[6:])) for row in rows]

    def entries(self, account_id: int, limit: int) -> list[Entry]:
        """The ledger, newest first."""
        rows = self._sql.all(
            "SELECT e.id, e.account_id, e.invoice_id, e.kind, e.amount_cents, e.entry_on, e.reference, "
            "e.method, e.part_of, e.reverses_id, e.reason, coalesce(i.number, ''), coalesce(p.login, '') "
            "FROM ledger_entry e "
            "LEFT JOIN invoice i ON i.id = e.invoice_id LEFT JOIN collector p ON p.id = e.entered_by "
            "WHERE e.account_id = :id ORDER BY e.entry_on DESC, e.id DESC LIMIT :limit",
            {"id": account_id, "limit": limit},
        )
        return [Entry(LedgerEntry._make((*row[:5], to_day(row[5]), *row[6:11])), row[11], row[12]) for row in rows]

    def holds(self, account_id: int) -> list[Hold]:
        """Those in force."""
        rows = self._sql.all(
            "SELECT id, account_id, kind, note, since, until FROM hold "
            "WHERE account_id = :id AND lifted_at IS NULL ORDER BY since",
            {"id": account_id},
        )
        return [Hold._make((*row[:4], to_instant(row[4]), to_day_or_none(row[5]))) for row in rows]

    def promises(self, account_id: int, today: date) -> list[Promise]:
        """Newest first; an open one past its date reads as broken."""
        rows = self._sql.all(
            "SELECT q.id, q.account_id, q.call_id, q.amount_cents, q.due_on, q.made_at, "
            "CASE WHEN q.status <> 'open' OR q.last_day >= :today THEN q.status "
            "WHEN q.paid_cents > 0 THEN 'part kept' ELSE 'broken' END, "
            "q.last_day, q.paid_cents, q.everywhere, coalesce(p.login, '') "
            "FROM promise q LEFT JOIN collector p ON p.id = q.made_by "
            "WHERE q.account_id = :id ORDER BY q.made_at DESC, q.id DESC",
            {"id": account_id, "today": today.isoformat()},
        )
        return [
            Promise._make(
                (*row[:4], to_day(row[4]), to_instant(row[5]), row[6], to_day(row[7]), row[8], bool(row[9]), row[10])
            )
            for row in rows
        ]

    def notes(self, account_id: int, limit: int) -> list[Note]:
        """What was noted on the account and on its customer (those with an id below zero), newest first."""
        rows = self._sql.all(
            "SELECT n.id, :id, n.at, coalesce(p.login, ''), n.text FROM ("
            "SELECT id, at, collector_id, text FROM note WHERE account_id = :id UNION ALL "
            "SELECT -c.id, c.at, c.collector_id, c.text FROM account a "
            "JOIN customer_note c ON c.customer_id = a.customer_id WHERE a.id = :id) n "
            "LEFT JOIN collector p ON p.id = n.collector_id ORDER BY n.at DESC, n.id DESC LIMIT :limit",
            {"id": account_id, "limit": limit},
        )
        return [Note(row[0], row[1], to_instant(row[2]), row[3], row[4]) for row in rows]

    # -- changing -----------------------------------------------------------------------------------------------

    def put(self, account: Account, now: datetime) -> None:
        """Write what a call may change of an account, as one new revision, and settle the queue by it.

        That is its state, its plan, its score, and what is cached from calls and promises. It must have been read in
        the same turn.
        """
        self._sql.run(
            _PUT,
            {
                "id": account.id,
                "now": instant(now),
                "status": account.status,
                "closed_reason": account.closed_reason,
                "next_action_at": instant_or_none(account.next_action_at),
                "next_action": account.next_action,
                "urgent": int(account.urgent),
                "may_call_at": instant_or_none(account.may_call_at),
                "promise_due_on": day_or_none(account.promise_due_on),
                "promise_until": day_or_none(account.promise_until),
                "last_call_at": instant_or_none(account.last_call_at),
                "last_outcome": account.last_outcome,
                "last_contact_at": instant_or_none(account.last_contact_at),
                "call_count": account.call_count,
                "best_hour": account.best_hour,
                "score": account.score,
                "scored_at": instant(account.scored_at),
            },
        )

    def add_hold(
        self, account_id: int, kind: HoldKind, note: str, since: datetime, until: date | None, call_id: int | None
    ) -> int:
        """Put a hold on an account; its id. Its status is another matter."""
        return self._sql.add(
            "INSERT INTO hold (account_id, kind, note, since, until, call_id) "
            "VALUES (:account, :kind, :note, :since, :until, :call)",
            {
                "account": account_id,
                "kind": kind,
                "note": note,
                "since": instant(since),
                "until": day_or_none(until),
                "call": call_id,
            },
        )

    def lift_hold(self, hold_id: int, now: datetime) -> None:
        """End one hold, if nobody has."""
        self._sql.run(
            "UPDATE hold SET lifted_at = :now WHERE id = :id AND lifted_at IS NULL",
            {"id": hold_id, "now": instant(now)},
        )

    def lift_holds(self, account_id: int, kind: HoldKind, now: datetime) -> None:
        """End the holds of one kind on an account."""
        self._sql.run(
            "UPDATE hold SET lifted_at = :now WHERE account_id = :account AND kind = :kind AND lifted_at IS NULL",
            {"account": account_id, "kind": kind, "now": instant(now)},
        )

    def put_status(self, account_id: int, status: Status) -> None:
        """Open an account or hold it; the queue must be settled afterwards."""
        self._sql.run(
            "UPDATE account SET ready = 0, wake_at = CASE WHEN :status = 'open' THEN '9999-12-31T00:00:00Z' END, "
            "status = :status, revision = revision + 1 WHERE id = :id AND status <> :status",
            {"id": account_id, "status": status},
        )

    def touch(self, account_ids: Iterable[int]) -> None:
        """Count a change of what belongs to accounts, so that an earlier call on them is not undone any more."""
        self._sql.run(
            "UPDATE account SET revision = revision + 1 WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": Ids(account_ids)},
        )

    def lift_holds_of(self, account_id: int, call_id: int, now: datetime) -> None:
        """End the holds that one call had set on its account."""
        self._sql.run(
            "UPDATE hold SET lifted_at = :now WHERE account_id = :account AND call_id = :call AND lifted_at IS NULL",
            {"account": account_id, "call": call_id, "now": instant(now)},
        )

    def set_phone_status(
        self, customer_id: int, e164: str, status: PhoneStatus, *, only_from: PhoneStatus | None = None
    ) -> PhoneStatus | None:
        """Mark a number, if it still is what ``only_from`` says; what it was, or None when there is no such number."""
        key: dict[str, Any] = {"customer": customer_id, "e164": e164, "status": status, "from": only_from}
        before: PhoneStatus | None = self._sql.value(
            "SELECT status FROM phone WHERE customer_id = :customer AND e164 = :e164", key
        )
        self._sql.run(
            "UPDATE phone SET status = :status WHERE customer_id = :customer AND e164 = :e164 "
            "AND status = coalesce(:from, status)",
            key,
        )
        return before

    def add_phone(self, customer_id: int, e164: str, kind: PhoneKind, raw: str, zones: tuple[str, ...]) -> None:
        """A good number that the customer did not have."""
        self._sql.run(
            "INSERT INTO phone (customer_id, e164, kind, raw, zones) VALUES (:customer, :e164, :kind, :raw, :zones)",
            {"customer": customer_id, "e164": e164, "kind": kind, "raw": raw, "zones": ",".join(zones)},
        )

    def set_phone(self, customer_id: int, e164: str, kind: PhoneKind, status: PhoneStatus) -> None:
        """Say of what kind a number is, and whether it is good."""
        self._sql.run(
            "UPDATE phone SET kind = :kind, status = :status WHERE customer_id = :customer AND e164 = :e164",
            {"customer": customer_id, "e164": e164, "kind": kind, "status": status},
        )

    def set_window(self, account_id: int, window_id: int, best_hour: int | None) -> None:
        """Let an account be called in this window; ``best_hour`` is one of its clocks."""
        self._sql.run(
            "UPDATE account SET window_id = :window, best_hour = :hour WHERE id = :account",
            {"account": account_id, "window": window_id, "hour": best_hour},
        )

    def running_promises(self, account_id: int, today: date) -> list[int]:
        """The ids of open promises whose last day has not passed."""
        rows = self._sql.all(
            "SELECT id FROM promise WHERE account_id = :id AND status = 'open' AND last_day >= :today",
            {"id": account_id, "today": today.isoformat()},
        )
        return [row[0] for row in rows]

    def set_promises(self, promise_ids: Iterable[int], status: PromiseStatus) -> None:
        """Cancel promises, or open them again."""
        self._sql.many(
            "UPDATE promise SET status = :status WHERE id = :id",
            [{"id": promise, "status": status} for promise in promise_ids],
        )

    def cancel_promises_of(self, account_id: int, call_id: int) -> None:
        """Take back what was promised in one call about its account."""
        self._sql.run(
            "UPDATE promise SET status = 'cancelled' WHERE account_id = :account AND call_id = :call",
            {"account": account_id, "call": call_id},
        )

    def add_note(self, account_id: int, person_id: int | None, at: datetime, text: str) -> None:
        self._sql.run(
            "INSERT INTO note (account_id, collector_id, at, text) VALUES (:account, :person, :at, :text) "
            "ON CONFLICT (account_id, at, text) DO NOTHING",
            {"account": account_id, "person": person_id, "at": instant(at), "text": text},
        )
