"""What clients and payers have agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from collections_tui.domain.insurance.records import Fee
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Texts, day_or_none, to_day, to_day_or_none

_COLUMNS = "f.id, f.client_id, f.payer_id, f.code, f.valid_from, f.modifier, f.allowed_cents, f.allowed_ppm, f.valid_to"
_ADD = """
INSERT INTO fee (client_id, payer_id, code, modifier, allowed_cents, allowed_ppm, valid_from, valid_to)
VALUES (:client_id, :payer_id, :code, :modifier, :allowed_cents, :allowed_ppm, :valid_from, :valid_to)"""
_PUT = """
UPDATE fee SET allowed_cents = :allowed_cents, allowed_ppm = :allowed_ppm, valid_to = :valid_to WHERE id = :id"""


def _fee(row: Row) -> Fee:
    return Fee._make((*row[:4], to_day(row[4]), *row[5:8], to_day_or_none(row[8])))


def _params(fee: Fee) -> dict[str, object]:
    return fee._asdict() | {"valid_from": fee.valid_from.isoformat(), "valid_to": day_or_none(fee.valid_to)}


class Fees:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def of_codes(self, client_id: int, payer_id: int, codes: Iterable[str]) -> list[Fee]:
        """What is and was agreed on for some codes, and for everything that has no line of its own."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM json_each(:codes) j CROSS JOIN fee f WHERE f.client_id = :client "
            "AND f.payer_id = :payer AND f.code = j.value ORDER BY f.code, f.modifier, f.valid_from",
            {"client": client_id, "payer": payer_id, "codes": Texts(sorted({*codes, ""}))},
        )
        return [_fee(row) for row in rows]

    def payers(self) -> set[int]:
        """The insurers with which something is or was agreed on."""
        return {
            row[0]
            for row in self._sql.all(
                "SELECT y.id FROM payer y WHERE EXISTS "
                "(SELECT 1 FROM client c JOIN fee f ON f.client_id = c.id AND f.payer_id = y.id)"
            )
        }

    def listed(self, client_id: int, payer_id: int, on: date | None, limit: int) -> list[Fee]:
        """What is agreed on, by code; with a day what holds on it."""
        then = "" if on is None else " AND f.valid_from <= :on AND (f.valid_to IS NULL OR f.valid_to >= :on)"
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM fee f WHERE f.client_id = :client AND f.payer_id = :payer{then} "
            "ORDER BY f.code, f.modifier, f.valid_from LIMIT :limit",
            {"client": client_id, "payer": payer_id, "on": day_or_none(on), "limit": limit},
        )
        return [_fee(row) for row in rows]

    def add(self, fees: Iterable[Fee]) -> None:
        """Store what is new; their ids are ignored."""
        self._sql.many(_ADD, [_params(one) for one in fees])

    def put(self, fees: Iterable[Fee]) -> None:
        """Write what was stored before as it is now."""
        self._sql.many(_PUT, [_params(one) for one in fees])
