"""Payments and days, for tests of what follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from collections_tui.services.desk import Desk
from collections_tui.services.imports_scores import refresh
from tests.build import HandClock, Office

_numbers = count(1)


def pay(desk: Desk, account_id: int, cents: int, on: date | None = None, method: str = "") -> int:
    """Enter a payment on no invoice, of today unless said otherwise, with all that follows; the entry's id."""
    now = desk.now()
    with desk.store.write() as tx:
        entry = tx.sql.add(
            "INSERT INTO ledger_entry (account_id, kind, amount_cents, entry_on, entered_at, method, operation_id) "
            "VALUES (:account, 'payment', :cents, :on, :now, :method, :op)",
            {
                "account": account_id,
                "cents": -cents,
                "on": (on or desk.today()).isoformat(),
                "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "method": method,
                "op": f"pay-{next(_numbers)}",
            },
        )
        refresh(tx, desk, [account_id], now)
    return entry


def bounce(desk: Desk, entry_id: int) -> None:
    """Take a payment back, as a bank does, with all that follows."""
    now = desk.now()
    with desk.store.write() as tx:
        row = tx.sql.one("SELECT account_id, amount_cents FROM ledger_entry WHERE id = :id", {"id": entry_id})
        assert row is not None
        tx.sql.run(
            "INSERT INTO ledger_entry (account_id, kind, amount_cents, entry_on, entered_at, reverses_id, reason) "
            "VALUES (:account, 'reversal', :cents, :on, :now, :id, 'NSF')",
            {
                "account": row[0],
                "cents": -row[1],
                "on": desk.today().isoformat(),
                "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "id": entry_id,
            },
        )
        refresh(tx, desk, [row[0]], now)


def later(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))
