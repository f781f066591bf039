"""Payments and days, for tests of what follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from collections_tui.services import ledger
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import HandClock, Office

_numbers = count(1)


def pay(desk: Desk, account_id: int, cents: int, on: date | None = None, method: str = "") -> int:
    """Enter a payment, of today unless said otherwise; the entry's id."""
    operation = f"pay-{next(_numbers)}"
    return ledger.pay(desk, PaymentEntry(account_id, cents, on or desk.today(), operation, method)).entry_id


def bounce(desk: Desk, entry_id: int) -> None:
    """Take a payment back, as a bank does."""
    ledger.reverse(desk, entry_id, "returned unpaid (NSF)", None, f"back-{next(_numbers)}")


def later(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))
