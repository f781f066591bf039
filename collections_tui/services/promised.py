"""What a promise may be, and what it means for the other accounts of a customer: shared by calls and promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from collections_tui.domain.records import Account
from collections_tui.services.claim_effects import pending_of
from collections_tui.services.desk import Desk
from collections_tui.services.scope import those_seen
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant, to_instant_or_none

LONGEST_PROMISE = timedelta(days=366)
PROMISED = "day after the date promised"
MOST_OTHERS = 50
"""Of a customer with more accounts only so many rest: nobody works through all of a company's in one evening."""

Rested = list[tuple[int, str | None, str, bool]]
"""Other accounts with the plan they had: id, instant, words, urgent; as JSON keeps it."""


def owed_on(tx: Transaction, desk: Desk, account: Account, *, everywhere: bool) -> int:
    """What is owed on an account in cents, or on all accounts of its customer in its currency that may be seen."""
    if not everywhere:
        return account.balance_cents
    theirs = those_seen(tx, desk, account, tx.accounts.of_customer(account.customer_id))
    return sum(max(0, one.balance_cents) for one in theirs if one.currency == account.currency)


def asked_on(tx: Transaction, desk: Desk, account: Account, *, everywhere: bool) -> int:
    """What is promised where no amount is said, in cents: what is asked for, without what is disputed or waits for an
    insurer; where nothing is left of it, or it is about all accounts, everything that is owed.
    """
    owed = owed_on(tx, desk, account, everywhere=everywhere)
    if everywhere:
        return owed
    disputed = sum(one.argued_cents for one in tx.accounts.invoices(account.id))
    asked = owed - disputed - pending_of(tx, account.id)
    return asked if asked > 0 else owed


def rest_others(tx: Transaction, desk: Desk, account: Account, until: datetime) -> Rested:
    """Let the customer's other open accounts rest as long as one about which everything was promised; what they had.

    Those are meant that whoever took the promise down may see: of others nothing was said. One stays as it is that
    rests longer anyway, is called back at a moment agreed, or is being worked on.
    """
    rested, now = Rested(), desk.now()
    for one in those_seen(tx, desk, account, tx.accounts.of_customer(account.customer_id)):
        if len(rested) == MOST_OTHERS:
            break
        longer = one.next_action_at is not None and one.next_action_at >= until
        if one.id == account.id or one.status != "open" or one.urgent or longer or tx.queue.holder(one.id, now):
            continue
        had = one.next_action_at
        rested.append((one.id, None if had is None else instant(had), one.next_action, one.urgent))
        tx.queue.plan(one.id, until, PROMISED, urgent=False, now=now)
    return rested


def judge_anew(tx: Transaction, desk: Desk, account_id: int) -> None:
    """Judge promises of which one has come or gone: what was paid for it may keep another one of the customer.

    The account's own score is the caller's.
    """
    others = tx.promises.judge([account_id], desk.zone) - {account_id}
    if others:
        from collections_tui.services.money import rescore

        rescore(tx, desk, others, desk.now())


def wake_others(tx: Transaction, rested: Rested, until: datetime | None, now: datetime) -> None:
    """Give those accounts back the plans they had, unless somebody has planned otherwise since."""
    for account_id, at, words, urgent in rested:
        one = tx.accounts.get(account_id)
        if one is not None and one.status == "open" and (one.next_action_at, one.next_action) == (until, PROMISED):
            tx.queue.plan(account_id, to_instant_or_none(at), words, urgent=urgent, now=now)
