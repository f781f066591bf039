"""Scores of imported accounts: of new ones before they are stored, of touched ones afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from collections_tui.domain.records import Facts
from collections_tui.domain.strategy import compile_score
from collections_tui.services.desk import Desk
from collections_tui.services.scoring import local_hour
from collections_tui.store.transaction import Transaction


def new_scorer(desk: Desk, strategy: str, client: str) -> Callable[[int, str | None, int, str], int]:
    """Return what scores an account that nobody has called yet: by balance, oldest due day, dispute and currency."""
    score = compile_score(desk.books.strategy(strategy), desk.today(), {})
    days: dict[str | None, date | None] = {None: None}

    def scored(cents: int, oldest_due_on: str | None, disputed: int, currency: str) -> int:
        day = days.get(oldest_due_on)
        if day is None and oldest_due_on is not None:
            day = days[oldest_due_on] = date.fromisoformat(oldest_due_on)
        return score(Facts(0, 0, client, cents, day, disputed == 1, None, None, None, 0, None, 0, 0, currency))

    return scored


def rescore(tx: Transaction, desk: Desk, accounts: Iterable[int], now: datetime) -> None:
    """Score accounts again by the strategies of their worklists."""
    hours = {window.id: local_hour(window, now) for window in tx.worklists.windows() if window.zones}
    strategies = {one.id: desk.books.strategy(one.strategy) for one in tx.worklists.every()}
    scorers = {key: compile_score(strategy, desk.today(), hours) for key, strategy in strategies.items()}
    new = [
        (facts.account_id, facts.revision, scorers[worklist](facts))
        for worklist, facts in tx.bulk.touched.facts(accounts, desk.zone)
        if worklist is not None
    ]
    tx.scores.set_many(new, now)


def refresh(tx: Transaction, desk: Desk, accounts: Iterable[int], now: datetime) -> None:
    """Make every cached figure of accounts follow from their invoices and ledger, and score them again."""
    touched = sorted(set(accounts))
    if touched:
        tx.bulk.touched.refresh(touched, now, desk.zone)
        rescore(tx, desk, touched, now)
