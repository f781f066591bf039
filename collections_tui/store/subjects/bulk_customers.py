"""Customers by the chunk: found by the client's number, made, and brought up to date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from collections_tui.domain.records import Customer
from collections_tui.store.contract import Sql
from collections_tui.store.staged import KnownPhone, NewPhone
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.values import Ids, Texts, instant

_IDS = "SELECT value FROM json_each(:ids)"


def _list(values: Iterable[int]) -> dict[str, Ids]:
    return {"ids": Ids(sorted(set(values)))}


class BulkCustomers:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def by_reference(self, client_id: int, references: Iterable[str]) -> dict[str, int]:
        """Who has each of these numbers at the client."""
        rows = self._sql.all(
            "SELECT r.reference, r.customer_id FROM json_each(:references) j "
            "CROSS JOIN customer_reference r WHERE r.client_id = :client AND r.reference = j.value",
            {"client": client_id, "references": Texts(references)},
        )
        return {row[0]: row[1] for row in rows}

    def references(self, client_id: int, customers: Iterable[int]) -> dict[int, str]:
        """The client's number for each of these customers that has one (the first of them, when there are more)."""
        rows = self._sql.all(
            "SELECT r.customer_id, min(r.reference) FROM json_each(:ids) j "
            "CROSS JOIN customer_reference r "
            "WHERE r.customer_id = j.value AND r.client_id = :client GROUP BY r.customer_id",
            {"client": client_id, **_list(customers)},
        )
        return {row[0]: row[1] for row in rows}

    def by_account(self, client_id: int, numbers: Iterable[str]) -> dict[str, int]:
        """Who owes on each of these accounts of the client."""
        rows = self._sql.all(
            "SELECT a.number, a.customer_id FROM json_each(:numbers) j "
            "CROSS JOIN account a WHERE a.number = j.value AND a.client_id = :client",
            {"client": client_id, "numbers": Texts(numbers)},
        )
        return {row[0]: row[1] for row in rows}

    def get(self, customers: Iterable[int]) -> dict[int, Customer]:
        """These customers, by id."""
        rows = self._sql.all(
            "SELECT id, name, street, city, state, postcode, country, email, language "
            f"FROM customer WHERE id IN ({_IDS})",
            _list(customers),
        )
        return {row[0]: Customer._make(row) for row in rows}

    def phones(self, customers: Iterable[int]) -> dict[int, list[KnownPhone]]:
        """What numbers these customers have."""
        rows = self._sql.all(
            f"SELECT customer_id, e164, kind, status FROM phone WHERE customer_id IN ({_IDS}) ORDER BY id",
            _list(customers),
        )
        found: dict[int, list[KnownPhone]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(KnownPhone._make(row))
        return found

    def reserve(self, count: int) -> int:
        """The first of so many ids in a row, for new customers."""
        return self._sql.reserve("customer", count)

    def add(self, customers: Iterable[Customer]) -> int:
        """Store new customers under the ids they have."""
        return self._sql.many(
            "INSERT INTO customer (id, name, street, city, state, postcode, country, email, language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            customers,
        )

    def add_references(self, client_id: int, references: Iterable[tuple[str, int]]) -> None:
        """Let the client's numbers mean these customers."""
        self._sql.many(
            "INSERT INTO customer_reference (client_id, reference, customer_id) VALUES (?, ?, ?)",
            ((client_id, reference, customer) for reference, customer in references),
        )

    def add_phones(self, phones: Iterable[NewPhone]) -> None:
        """Store numbers; one that the customer has already stays as it is."""
        self._sql.many(
            "INSERT INTO phone (customer_id, e164, kind, raw, zones) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (customer_id, e164) DO NOTHING",
            phones,
        )

    def set_phone_kinds(self, kinds: Iterable[tuple[str, int, str]]) -> None:
        """Say what kind numbers are: kind, customer, number."""
        self._sql.many("UPDATE phone SET kind = ? WHERE customer_id = ? AND e164 = ?", kinds)

    def change(self, customers: Iterable[Customer]) -> None:
        """Write customers as they now are."""
        self._sql.many(
            "UPDATE customer SET name = :name, street = :street, city = :city, state = :state, postcode = :postcode, "
            "country = :country, email = :email, language = :language WHERE id = :id",
            (customer._asdict() for customer in customers),
        )

    def add_notes(self, notes: Iterable[tuple[int, int, datetime, str]]) -> int:
        """Note texts on customers that do not have them yet: customer, person, instant, text; how many were new."""
        return self._sql.many(
            "INSERT INTO customer_note (customer_id, collector_id, at, text) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (customer_id, text) DO NOTHING",
            ((customer, person, instant(at), text) for customer, person, at, text in notes),
        )

    # -- what hangs on them ---------------------------------------------------------------------------------------

    def wake(self, customers: Iterable[int], words: str, now: datetime) -> None:
        """Let accounts of these customers be called that rest with those words."""
        theirs = {**_list(customers), "words": words}
        rested = f"customer_id IN ({_IDS}) AND next_action = :words AND status <> 'closed'"
        woken = self._sql.all(f"SELECT id FROM account WHERE {rested}", theirs)
        self._sql.run(
            f"UPDATE account SET next_action_at = NULL, next_action = '', revision = revision + 1 WHERE {rested}",
            theirs,
        )
        ids = {**_list(row[0] for row in woken), "now": instant(now)}
        self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", ids)

    def set_windows(self, windows: Iterable[tuple[int, int]]) -> None:
        """Let all accounts of customers be called in a window: window, customer."""
        self._sql.many(
            "UPDATE account SET window_id = :window WHERE customer_id = :customer AND window_id <> :window",
            ({"window": window, "customer": customer} for window, customer in windows),
        )
