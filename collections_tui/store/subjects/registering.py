"""Customers and accounts that people register, one at a time; those that come in files are stored by the chunk."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.records import Customer
from collections_tui.store.contract import Sql
from collections_tui.store.values import instant, instant_or_none


class NewAccount(NamedTuple):
    """An account on which nothing has been billed: it is closed until something is."""

    client_id: int
    customer_id: int
    number: str
    currency: str
    opened_on: date
    closed_reason: str
    worklist_id: int
    window_id: int
    now: datetime
    next_action_at: datetime | None = None
    next_action: str = ""


class Registering:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def next_number(self, client_id: int) -> int:
        """The next in the series of a client's account numbers, which nobody else is given."""
        rows = self._sql.all(
            "INSERT INTO number_series (client_id, kind, year, last) VALUES (:client, 'account', 0, 1) "
            "ON CONFLICT (client_id, kind, year) DO UPDATE SET last = number_series.last + 1 RETURNING last",
            {"client": client_id},
        )
        return int(rows[0][0])

    def add_customer(self, customer: Customer) -> Customer:
        """Store it; its ``id`` is ignored and the stored one comes back."""
        new = self._sql.add(
            "INSERT INTO customer (name, street, city, state, postcode, country, email, language) "
            "VALUES (:name, :street, :city, :state, :postcode, :country, :email, :language)",
            customer._asdict(),
        )
        return customer._replace(id=new)

    def add_account(self, new: NewAccount) -> int:
        """Store it; its id."""
        return self._sql.add(
            "INSERT INTO account (client_id, customer_id, number, currency, opened_on, status, closed_reason, "
            "worklist_id, window_id, scored_at, next_action_at, next_action) VALUES (:client_id, :customer_id, "
            ":number, :currency, :opened, 'closed', :closed_reason, :worklist_id, :window_id, :now, :next, "
            ":next_action)",
            new._asdict()
            | {
                "opened": new.opened_on.isoformat(),
                "now": instant(new.now),
                "next": instant_or_none(new.next_action_at),
            },
        )
