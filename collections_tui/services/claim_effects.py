"""What follows from claims for their accounts: how much waits for insurers, and the hold where nothing else is owed.

Part of whatever changes money or claims: it asks nobody's permission. While an insurer has not answered for good, the
patient is not asked for what it was asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from collections_tui.domain.money import format_cents
from collections_tui.store.subjects.claims import Waiting
from collections_tui.store.transaction import Transaction


def pending_of(tx: Transaction, account_id: int) -> int:
    """How much of what is owed on an account waits for insurers, and is not asked of the patient."""
    return sum(one.pending_cents for one in tx.claims.waiting([account_id]))


def follow(tx: Transaction, account_ids: Collection[int], now: datetime) -> None:
    """Hold accounts of which nothing is owed but what waits for insurers, and let the others be worked again.

    Whoever owes something once an insurer has answered enters the queue at once, with the reason.
    """
    for one in tx.claims.waiting(account_ids) if account_ids else ():
        waits = is_held_for_claims(one)
        if waits and one.hold_id is None:
            _hold(tx, one, now)
        elif not waits and one.hold_id is not None:
            _let_go(tx, one, now)


def is_held_for_claims(one: Waiting) -> bool:
    """Whether an account is to be on hold for its claims: nothing is owed on it but what waits for insurers."""
    return one.pending_cents > 0 and _asked(one) <= 0 and one.status != "closed"


def tell(tx: Transaction, account_id: int, now: datetime) -> None:
    """Let an account that is worked anyway come up with the news that an insurer has answered.

    What was agreed with the customer stays: a call-back at its moment, a promise, an arrangement.
    """
    account = tx.accounts.get(account_id)
    if account is None or account.status != "open" or account.urgent or account.promise_due_on is not None:
        return
    waiting = next(iter(tx.claims.waiting([account_id])), None)
    asked = account.balance_cents if waiting is None else _asked(waiting)
    if asked > 0:
        tx.queue.plan(account_id, now, _words(asked, account.currency), urgent=False, now=now)


def _asked(one: Waiting) -> int:
    return one.balance_cents - one.disputed_cents - one.pending_cents


def _hold(tx: Transaction, one: Waiting, now: datetime) -> None:
    names = ", ".join(f"C{claim}" for claim in one.claims)
    tx.claims.hold(one.account_id, one.claims, f"{names}: the insurer is asked", now)
    tx.accounts.touch([one.account_id])  # nobody undoes a call from before it
    tx.accounts.put_status(one.account_id, "held")
    tx.queue.settle(one.account_id, now)


def _let_go(tx: Transaction, one: Waiting, now: datetime) -> None:
    assert one.hold_id is not None
    tx.claims.lift(one.hold_id, now)
    tx.accounts.touch([one.account_id])
    account = tx.accounts.get(one.account_id)
    if account is None or account.status != "held" or tx.accounts.holds(one.account_id):
        return
    tx.accounts.put_status(one.account_id, "open")
    if one.pending_cents > 0:  # no insurer has answered: something else is owed on it by now
        tx.queue.settle(one.account_id, now)
        return
    words = _words(_asked(one), account.currency) if _asked(one) > 0 else account.next_action
    tx.queue.plan(one.account_id, now, words, urgent=False, now=now)


def _words(asked: int, currency: str) -> str:
    return f"insurance settled: {format_cents(asked, currency)} is the patient's"
