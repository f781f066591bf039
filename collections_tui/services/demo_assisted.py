"""What protects the patients of the demo's hospital: first statements, and one who asked for assistance."""

from __future__ import annotations

from datetime import timedelta

from collections_tui.domain.insurance.assistance import DISPUTE_DAYS, EXCESS_CENTS, Happened
from collections_tui.services.assistance import enter
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_insured import LOOKED_AT, supervising
from collections_tui.services.demo_world import World
from collections_tui.store.seed import Seed

_APPLIED_DAYS = 8
_ESTIMATE = 2 * EXCESS_CENTS


def assist_some(new: Seed, world: World, calendar: Calendar) -> None:
    """Let every patient's first statement be known; one has asked for assistance, one was billed above an estimate."""
    new.first_statements()
    desk = supervising(new, world, calendar)
    today = desk.today()
    told = [Happened(applied_on=today - timedelta(days=_APPLIED_DAYS)), Happened(estimate_cents=_ESTIMATE)]
    with desk.store.write() as tx:
        for account_id in range(1, LOOKED_AT + 1):
            account, known = tx.accounts.get(account_id), tx.assistance.get(account_id)
            if not told or account is None or account.status != "open" or known is None or known.statement_on is None:
                continue
            recent = (today - known.statement_on).days < DISPUTE_DAYS
            if recent and tx.assistance.billed(account_id) >= _ESTIMATE + EXCESS_CENTS:
                enter(tx, desk, account, told.pop())
