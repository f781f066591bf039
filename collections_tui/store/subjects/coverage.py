"""Insurers, and whom they insure."""

from __future__ import annotations

import json
from datetime import date, datetime

from collections_tui.domain.billing.records import Coverage, Payer
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import day_or_none, instant, to_day, to_day_or_none, to_instant_or_none

PAYER = ", ".join(f"y.{name}" for name in Payer._fields)
_COVERAGE = f"""
SELECT {PAYER}, g.id, g.customer_id, g.rank, g.member, g.valid_from, g.valid_to, g.group_number, g.verified_at,
       coalesce(p.login, ''), g.said
FROM coverage g JOIN payer y ON y.id = g.payer_id LEFT JOIN collector p ON p.id = g.verified_by"""
_OF_PAYER = len(Payer._fields)


def _coverage(row: Row) -> Coverage:
    payer = Payer._make(row[:_OF_PAYER])
    number, customer, rank, member, first, last, group, at, by, said = row[_OF_PAYER:]
    told = tuple((str(name), str(value)) for name, value in json.loads(said).items()) if said else ()
    valid = to_day(first), to_day_or_none(last)
    return Coverage(number, customer, payer, rank, member, *valid, group, to_instant_or_none(at), by, told)


class Payers:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, payer: Payer) -> Payer:
        """Store it; its ``id`` is ignored and the stored one comes back."""
        new = self._sql.add(
            "INSERT INTO payer (code, name, phone, hours, zone, portal, filing_days, appeal_days, followup_days, note, "
            "address) VALUES (:code, :name, :phone, :hours, :zone, :portal, :filing_days, :appeal_days, "
            ":followup_days, :note, :address)",
            payer._asdict(),
        )
        return payer._replace(id=new)

    def put(self, payer: Payer) -> None:
        """Write an insurer as it now is; its code stays."""
        self._sql.run(
            "UPDATE payer SET name = :name, phone = :phone, hours = :hours, zone = :zone, portal = :portal, "
            "filing_days = :filing_days, appeal_days = :appeal_days, followup_days = :followup_days, note = :note, "
            "address = :address WHERE id = :id",
            payer._asdict(),
        )

    def by_code(self, code: str) -> Payer | None:
        """The insurer of that code, which nobody else changes until this turn at writing is over."""
        row = self._sql.one(f"SELECT {PAYER} FROM payer y WHERE y.code = :code{self._sql.lock}", {"code": code})
        return None if row is None else Payer._make(row)

    def every(self) -> list[Payer]:
        """All of them, by name."""
        return [Payer._make(row) for row in self._sql.all(f"SELECT {PAYER} FROM payer y ORDER BY y.name, y.code")]


class Coverages:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def count(self, customer_id: int) -> int:
        """How many are known of a customer, those that ended too."""
        found: int = self._sql.value("SELECT count(*) FROM coverage WHERE customer_id = :id", {"id": customer_id})
        return found

    def of_customer(self, customer_id: int, on: date | None = None) -> list[Coverage]:
        """Who insures a customer, in the order in which they pay; with a day those who did on that day."""
        then = "" if on is None else " AND g.valid_from <= :on AND (g.valid_to IS NULL OR g.valid_to >= :on)"
        rows = self._sql.all(
            f"{_COVERAGE} WHERE g.customer_id = :customer{then} ORDER BY g.rank, g.valid_from, g.id",
            {"customer": customer_id, "on": day_or_none(on)},
        )
        return [_coverage(row) for row in rows]

    def get(self, coverage_id: int) -> Coverage | None:
        """One of them."""
        row = self._sql.one(f"{_COVERAGE} WHERE g.id = :id", {"id": coverage_id})
        return None if row is None else _coverage(row)

    def add(self, coverage: Coverage, by: int | None, now: datetime) -> Coverage:
        """Store it; its ``id`` is ignored and the stored one comes back."""
        new = self._sql.add(
            "INSERT INTO coverage "
            "(customer_id, payer_id, rank, member, group_number, valid_from, valid_to, entered_at, entered_by) "
            "VALUES (:customer, :payer, :rank, :member, :group, :first, :last, :now, :by)",
            {
                "customer": coverage.customer_id,
                "payer": coverage.payer.id,
                "rank": coverage.rank,
                "member": coverage.member,
                "group": coverage.group,
                "first": coverage.valid_from.isoformat(),
                "last": day_or_none(coverage.valid_to),
                "now": instant(now),
                "by": by,
            },
        )
        return coverage._replace(id=new)

    def put(self, one: Coverage) -> None:
        """Write what a customer's card says: place, numbers and days; the insurer stays."""
        self._sql.run(
            "UPDATE coverage SET rank = :rank, member = :member, group_number = :group, valid_from = :first, "
            "valid_to = :last WHERE id = :id",
            {
                "id": one.id,
                "rank": one.rank,
                "member": one.member,
                "group": one.group,
                "first": one.valid_from.isoformat(),
                "last": day_or_none(one.valid_to),
            },
        )

    def claims(self, one: Coverage) -> list[int]:
        """The claims that were made of it."""
        rows = self._sql.all(
            "SELECT c.id FROM account a JOIN claim c ON c.account_id = a.id "
            "WHERE a.customer_id = :customer AND c.coverage_id = :id ORDER BY c.id",
            {"customer": one.customer_id, "id": one.id},
        )
        return [row[0] for row in rows]

    def remove(self, coverage_id: int) -> None:
        """Forget one of which no claim was made."""
        self._sql.run("DELETE FROM coverage WHERE id = :id", {"id": coverage_id})

    def verified(self, coverage_id: int, at: datetime, by: int, said: dict[str, str]) -> None:
        """Keep what the insurer said of it, instead of what was said before."""
        self._sql.run(
            "UPDATE coverage SET verified_at = :at, verified_by = :by, said = :said WHERE id = :id",
            {"id": coverage_id, "at": instant(at), "by": by, "said": json.dumps(said, ensure_ascii=False)},
        )
