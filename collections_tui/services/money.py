"""What follows when money or bills of accounts have changed: every figure that is kept beside them, and the score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from collections_tui.domain.strategy import compile_score
from collections_tui.services.arrangement_life import rejudge
from collections_tui.services.claim_effects import follow
from collections_tui.services.desk import Desk
from collections_tui.services.scoring import local_hour
from collections_tui.store.transaction import Transaction


def settle(tx: Transaction, desk: Desk, account_ids: Iterable[int], now: datetime) -> None:
    """Make every cached figure of accounts follow from their invoices and ledger, and score them again.

    What is open and owed, what is disputed, what waits for an insurer, which promises and arrangements were kept, and
    whether an account is closed: all of it is worked out anew, so that the same again changes nothing but revisions.
    """
    touched = sorted(set(account_ids))
    if touched:
        # What was promised for all accounts of a customer is kept by a payment on any of them.
        refreshed = tx.bulk.touched.refresh(touched, now, desk.zone)
        rejudge(tx, desk, touched, now)
        follow(tx, refreshed.claimed, now)
        rescore(tx, desk, {*touched, *refreshed.promised}, now)


def rescore(tx: Transaction, desk: Desk, account_ids: Iterable[int], now: datetime) -> None:
    """Score accounts again by the strategies of their worklists."""
    hours = {window.id: local_hour(window, now) for window in tx.worklists.windows() if window.zones}
    strategies = {one.id: desk.books.strategy(one.strategy) for one in tx.worklists.every()}
    scorers = {key: compile_score(strategy, desk.today(), hours) for key, strategy in strategies.items()}
    new = [
        (facts.account_id, facts.revision, scorers[worklist](facts))
        for worklist, facts in tx.bulk.touched.facts(account_ids, desk.zone)
        if worklist is not None
    ]
    tx.scores.set_many(new, now)
