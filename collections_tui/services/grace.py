"""What an account's client allows its customers: days of grace, and what else its policy says about paying."""

from __future__ import annotations

from datetime import date, timedelta

from collections_tui.domain.arrangements.records import ArrangementPolicy
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.records import Account
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction


def policy_of(tx: Transaction, desk: Desk, account: Account) -> ArrangementPolicy:
    """The policy on arrangements of the account's client, as it is now.

    Raises:
        Trouble: the client's own file is missing or wrong.
    """
    return desk.books.arrangement_policy(tx.clients.get(account.client_id))


def known_policy(tx: Transaction, desk: Desk, account: Account) -> ArrangementPolicy:
    """The same of a client looked up once a minute, and one that asks for nothing where its own file is not here.

    What has happened is written down all the same: a call that was made, a payment that came.
    """
    client = desk.this_minute(("client", account.client_id), desk.now(), lambda: tx.clients.get(account.client_id))
    try:
        return desk.books.arrangement_policy(client)
    except (Refused, ConfigError):
        return ArrangementPolicy("", "")


def last_day_of(tx: Transaction, desk: Desk, account: Account, due_on: date) -> date:
    """The last day on which a promise for a day may be kept."""
    return due_on + timedelta(days=known_policy(tx, desk, account).promise_grace_days)
