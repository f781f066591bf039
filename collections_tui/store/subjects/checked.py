"""What checks of bills look at: invoices with what was charged, drafts, and what is known around them.

Read customer by customer, some thousand at a time, so that a million invoices take the memory of a few, and every
question is asked once for all of them. Refuses to change anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from collections_tui.domain.billing.check_records import Billed
from collections_tui.domain.billing.price_words import folded
from collections_tui.domain.billing.records import BillLine, Coverage, Payer, Price, TaxSum
from collections_tui.domain.contact.deaths import Death, death_of
from collections_tui.domain.contact.records import Flag
from collections_tui.domain.records import Customer
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.bill_drafts import accepted_of
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.subjects.spans import spans
from collections_tui.store.values import Texts, to_day, to_day_or_none, to_instant


class Which(NamedTuple):
    """Which bills are looked at: of the customers of a span, of one client or account, those that somebody may see.

    With ``invoice_id`` only that invoice, open or not.
    """

    first: int
    last: int
    client_id: int | None = None
    account_id: int | None = None
    invoice_id: int | None = None
    who: Seen | None = None


class OfAccount(NamedTuple):
    """An account as far as its bills are concerned. ``loose_cents`` was paid on none of its invoices: above 0."""

    id: int
    number: str
    client_id: int
    customer_id: int
    currency: str
    opened_on: date
    loose_cents: int


class Issued(NamedTuple):
    """An invoice as it says itself; ``made`` tells whether it was made here."""

    id: int
    account_id: int
    number: str
    issued_on: date
    total_cents: int
    open_cents: int
    disputed_cents: int
    """How much of what is open is disputed."""
    made: bool
    discount_cents: int
    insurance_cents: int
    deposit_cents: int
    accepted: tuple[tuple[str, str], ...] = ()
    """The warnings with which it was issued, each with why."""


class Booked(NamedTuple):
    """What the ledger says of an invoice: what was charged for it, without what was charged later with a reason of its
    own; and what insurers have paid of it.
    """

    charged_cents: int
    insurer_cents: int


class Served(NamedTuple):
    """A line of an invoice that has a day of service, with whose it is."""

    invoice_id: int
    account_id: int
    customer_id: int
    client_id: int
    billed: Billed


# CROSS JOIN says to SQLite in which order it is asked: by the customers' accounts, of which the span is small.
_SPAN = "a.customer_id BETWEEN :first AND :last"
_OPEN = "i.open_cents > 0 AND i.status <> 'void'"
# Neither what was voided nor what voids it stands for a service any more.
_STANDS = (
    "i.status <> 'void' AND NOT EXISTS (SELECT 1 FROM invoice_made c WHERE c.invoice_id = i.id AND c.kind <> 'invoice')"
)
_LINE = """
    l.position, l.description, l.unit_cents, l.amount_cents, l.code, l.system, l.modifier, l.service_on,
    l.quantity_milli, l.unit, l.list_cents, l.price_reason, l.discount_cents, l.tax"""
_DAY = 7  # where the day of service is among them
_PRICE = """
    p.id, p.client_id, p.code, p.description, p.cents, p.valid_from, p.valid_to, p.system, p.modifier, p.unit,
    p.least_milli, p.most_milli, p.tax"""


class Checked:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def spans(self, size: int) -> Iterator[tuple[int, int]]:
        """The ids of all customers, so many at a time: from and to."""
        return spans(self._sql, "customer", size)

    def customers(self) -> int:
        """How many there are."""
        return int(self._sql.value("SELECT count(*) FROM customer"))

    # -- bills ----------------------------------------------------------------------------------------------------

    def accounts(self, which: Which) -> dict[int, OfAccount]:
        """The accounts by their ids."""
        where, params = _where(which)
        rows = self._sql.all(
            "SELECT a.id, a.number, a.client_id, a.customer_id, a.currency, a.opened_on, a.balance_cents - "
            "coalesce((SELECT sum(n.open_cents) FROM invoice n WHERE n.account_id = a.id), 0) "
            f"FROM account a WHERE {where}",
            params,
        )
        return {row[0]: OfAccount._make((*row[:5], to_day(row[5]), max(0, -row[6]))) for row in rows}

    def issued(self, which: Which) -> list[Issued]:
        """The invoices that are open, or the one that is named, in the order of their ids."""
        where, params = _where(which)
        rows = self._sql.all(
            "SELECT i.id, i.account_id, i.number, i.issued_on, i.amount_cents, i.open_cents, "
            "CASE WHEN i.open_cents <= 0 THEN 0 WHEN i.disputed = 1 OR i.disputed_cents > i.open_cents "
            "THEN i.open_cents ELSE i.disputed_cents END, m.invoice_id IS NOT NULL, coalesce(m.discount_cents, 0), "
            "coalesce(m.insurance_cents, 0), coalesce(m.deposit_cents, 0), coalesce(m.accepted, '') "
            "FROM account a CROSS JOIN invoice i LEFT JOIN invoice_made m ON m.invoice_id = i.id "
            f"WHERE {where} AND {_of(which)} ORDER BY i.id",
            params,
        )
        return [
            Issued._make((*row[:3], to_day(row[3]), *row[4:7], bool(row[7]), *row[8:11], accepted_of(row[11])))
            for row in rows
        ]

    def lines(self, which: Which) -> dict[int, list[BillLine]]:
        """The lines of those invoices, by the ids of these."""
        where, params = _where(which)
        found: dict[int, list[BillLine]] = {}
        for row in self._sql.stream(
            f"SELECT i.id, {_LINE} FROM account a CROSS JOIN invoice i CROSS JOIN invoice_line l "
            f"WHERE {where} AND {_of(which)} AND l.invoice_id = i.id ORDER BY i.id, l.position",
            params,
        ):
            found.setdefault(row[0], []).append(_line(row[1:]))
        return found

    def taxes(self, which: Which) -> dict[int, list[TaxSum]]:
        """What each tax came to on those invoices."""
        where, params = _where(which)
        found: dict[int, list[TaxSum]] = {}
        for row in self._sql.stream(
            "SELECT i.id, t.name, t.ppm, t.base_cents, t.tax_cents FROM account a "
            "CROSS JOIN invoice i CROSS JOIN invoice_tax t "
            f"WHERE {where} AND {_of(which)} AND t.invoice_id = i.id ORDER BY i.id, t.name",
            params,
        ):
            found.setdefault(row[0], []).append(TaxSum._make(row[1:]))
        return found

    def booked(self, which: Which) -> dict[int, Booked]:
        """What the ledger says of those invoices."""
        where, params = _where(which)
        # What takes an entry back counts as that entry does.
        kind, method, reason = (f"coalesce(r.{name}, e.{name})" for name in ("kind", "method", "reason"))
        rows = self._sql.stream(
            f"SELECT i.id, CAST(sum(CASE WHEN {kind} = 'charge' AND {reason} = '' THEN e.amount_cents ELSE 0 END) "
            f"AS bigint), CAST(sum(CASE WHEN {method} = 'insurer' THEN -e.amount_cents ELSE 0 END) AS bigint) "
            "FROM account a CROSS JOIN invoice i "
            "CROSS JOIN ledger_entry e "
            f"LEFT JOIN ledger_entry r ON r.id = e.reverses_id WHERE {where} AND {_of(which)} "
            "AND e.account_id = a.id AND e.invoice_id = i.id GROUP BY i.id",
            params,
        )
        return {row[0]: Booked(row[1], row[2]) for row in rows}

    def served(self, which: Which, days: Iterable[date] | None = None) -> list[Served]:
        """What was done for the customers by all their invoices that stand, open or not; with days only on those."""
        where, params = _where(which._replace(account_id=None, who=None))
        then = ""
        if days is not None:
            then = " AND l.service_on IN (SELECT value FROM json_each(:days))"
            params |= {"days": Texts(sorted({day.isoformat() for day in days}))}
        rows = self._sql.stream(
            "SELECT i.id, a.id, a.customer_id, a.client_id, i.number, l.code, l.modifier, l.description, l.service_on "
            "FROM account a CROSS JOIN invoice i CROSS JOIN invoice_line l "
            f"WHERE {where} AND i.account_id = a.id AND l.invoice_id = i.id AND l.service_on IS NOT NULL "
            f"AND {_STANDS}{then} ORDER BY i.id, l.position",
            params,
        )
        return [
            Served(invoice, account, customer, client, Billed(number, code, modifier, words, to_day(day)))
            for invoice, account, customer, client, number, code, modifier, words, day in rows
        ]

    def drafts(self, client_id: int | None, who: Seen | None) -> dict[int, list[int]]:
        """The ids of the drafts that are neither issued nor given up, by their customers'."""
        also, params = seen(who)
        of = "" if client_id is None else " AND d.client_id = :client"
        found: dict[int, list[int]] = {}
        for row in self._sql.all(
            "SELECT a.customer_id, d.id FROM invoice_draft d JOIN account a ON a.id = d.account_id "
            f"WHERE d.invoice_id IS NULL AND d.dropped_at IS NULL{of}{also} ORDER BY d.id",
            {"client": client_id} | params,
        ):
            found.setdefault(row[0], []).append(row[1])
        return found

    # -- around them ----------------------------------------------------------------------------------------------

    def who(self, which: Which) -> dict[int, Customer]:
        """The customers by their ids."""
        rows = self._sql.all(
            "SELECT id, name, street, city, state, postcode, country, email, language FROM customer "
            "WHERE id BETWEEN :first AND :last",
            {"first": which.first, "last": which.last},
        )
        return {row[0]: Customer._make(row) for row in rows}

    def deaths(self, which: Which) -> dict[int, Death]:
        """Of customers who have died what is known of it, from flags, and from holds that came without one."""
        params = {"first": which.first, "last": which.last}
        flags: dict[int, list[Flag]] = {}
        for row in self._sql.all(
            "SELECT customer_id, since, details FROM flag WHERE customer_id BETWEEN :first AND :last "
            "AND kind = 'deceased' AND lifted_at IS NULL ORDER BY id",
            params,
        ):
            flags.setdefault(row[0], []).append(Flag("deceased", to_instant(row[1]), details=json.loads(row[2])))
        notes: dict[int, list[tuple[str, date]]] = {}
        for row in self._sql.all(
            "SELECT a.customer_id, h.note, h.since FROM account a CROSS JOIN hold h "
            f"WHERE {_SPAN} AND h.account_id = a.id AND h.kind = 'deceased' AND h.lifted_at IS NULL ORDER BY h.id",
            params,
        ):
            notes.setdefault(row[0], []).append((row[1], to_instant(row[2]).date()))
        return {one: death_of(flags.get(one, ()), notes.get(one, ())) for one in flags.keys() | notes.keys()}

    def coverages(self, which: Which) -> dict[int, list[Coverage]]:
        """Who insures the customers, in the order in which they pay."""
        found: dict[int, list[Coverage]] = {}
        for row in self._sql.all(
            "SELECT g.id, g.customer_id, y.id, y.code, y.name, g.rank, g.member, g.valid_from, g.valid_to "
            "FROM coverage g JOIN payer y ON y.id = g.payer_id WHERE g.customer_id BETWEEN :first AND :last "
            "ORDER BY g.customer_id, g.rank, g.id",
            {"first": which.first, "last": which.last},
        ):
            payer, valid = Payer(row[2], row[3], row[4]), (to_day(row[7]), to_day_or_none(row[8]))
            found.setdefault(row[1], []).append(Coverage(row[0], row[1], payer, row[5], row[6], *valid))
        return found

    def has_prices(self, client_id: int) -> bool:
        """Whether a client has a price list."""
        return self._sql.one("SELECT 1 FROM price WHERE client_id = :client LIMIT 1", {"client": client_id}) is not None

    def prices(self, client_id: int, codes: Iterable[str] | None = None) -> dict[str, tuple[Price, ...]]:
        """What the client's list has ever said of some codes, of all of them without; by the folded code."""
        of, params = "", dict[str, Any](client=client_id)
        if codes is not None:
            spelt = {
                form for code in codes for form in (code, code.strip(), code.strip().upper(), code.strip().lower())
            }
            of, params = (
                " AND p.code IN (SELECT value FROM json_each(:codes))",
                params | {"codes": Texts(sorted(spelt))},
            )
        found: dict[str, list[Price]] = {}
        for row in self._sql.stream(
            f"SELECT {_PRICE} FROM price p WHERE p.client_id = :client{of} ORDER BY p.code, p.modifier, p.valid_from",
            params,
        ):
            price = Price._make((*row[:5], to_day(row[5]), to_day_or_none(row[6]), *row[7:]))
            found.setdefault(folded(price.code), []).append(price)
        return {code: tuple(prices) for code, prices in found.items()}


def _where(which: Which) -> tuple[str, dict[str, Any]]:
    """What makes an account ``a`` one of those, and the parameters."""
    also, params = seen(which.who)
    # The + keeps the index of clients out of it: it would read all accounts of the client for every span.
    of = "" if which.client_id is None else " AND +a.client_id = :client"
    of += "" if which.account_id is None else " AND a.id = :account"
    return f"{_SPAN}{of}{also}", params | which._replace(who=None)._asdict() | {
        "client": which.client_id,
        "account": which.account_id,
        "invoice": which.invoice_id,
    }


def _of(which: Which) -> str:
    """What makes an invoice ``i`` of such an account one that is looked at."""
    return f"i.account_id = a.id AND {_OPEN if which.invoice_id is None else 'i.id = :invoice'}"


def _line(row: Row) -> BillLine:
    return BillLine._make((*row[:_DAY], to_day_or_none(row[_DAY]), *row[_DAY + 1 :]))
