"""What protects a hospital's patient, one row for an account of which something is known."""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.insurance.assistance import Assistance
from collections_tui.store.contract import Sql
from collections_tui.store.values import day_or_none, to_day_or_none, to_instant_or_none

_DAYS = ("statement_on", "notice_on", "applied_on", "decided_on", "disputed_on", "settled_on")
_COLUMNS = ", ".join(Assistance._fields)
_PUT = f"""
INSERT INTO assistance ({_COLUMNS}) VALUES ({", ".join(f":{name}" for name in Assistance._fields)})
ON CONFLICT (account_id) DO UPDATE SET
{", ".join(f"{name} = excluded.{name}" for name in Assistance._fields if name != "account_id")}"""
# What was sent of an account and had to be paid: its first invoice or statement that left by mail or by the print run.
_FIRST_SENT = """
SELECT min(d.ended_at) FROM delivery d JOIN document o ON o.id = d.document_id
WHERE d.account_id = :id AND d.state IN ('sent', 'printed') AND o.kind IN ('invoice', 'statement')"""


class AssistanceKept:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, account_id: int) -> Assistance | None:
        """What is known of an account; None for nothing."""
        row = self._sql.one(f"SELECT {_COLUMNS} FROM assistance WHERE account_id = :id", {"id": account_id})
        if row is None:
            return None
        told = dict(zip(Assistance._fields, row, strict=True))
        told |= {name: to_day_or_none(told[name]) for name in _DAYS} | {"protected": bool(told["protected"])}
        return Assistance(**told)

    def put(self, one: Assistance) -> None:
        """Write what is known of an account by now."""
        days = {name: day_or_none(getattr(one, name)) for name in _DAYS}
        self._sql.run(_PUT, one._asdict() | days | {"protected": int(one.protected)})

    def billed(self, account_id: int) -> int:
        """What was billed on an account in all, what was voided left out, in cents."""
        found: int = self._sql.value(
            "SELECT coalesce(sum(amount_cents), 0) FROM invoice WHERE account_id = :id AND status <> 'void' "
            "AND amount_cents > 0",
            {"id": account_id},
        )
        return int(found)

    def first_sent(self, account_id: int) -> datetime | None:
        """When the first invoice or statement of an account went out from here."""
        return to_instant_or_none(self._sql.value(_FIRST_SENT, {"id": account_id}))
