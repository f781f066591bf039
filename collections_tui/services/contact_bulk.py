"""When many accounts may be called: after an import of calls, and after a client's rules have changed.

The same cases as ``services/contact.py`` makes, read for many customers at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from collections_tui.domain.contact.records import Case
from collections_tui.domain.places import locate
from collections_tui.domain.records import Account, Client
from collections_tui.services.contact import HISTORY, Known, case_from, may_call
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction

CHUNK = 500
"""Accounts, or customers, looked at in one turn at writing beside people who work."""
STAND_BACK_SECONDS = 0.02


def refresh_customers(tx: Transaction, desk: Desk, customers: Iterable[int], now: datetime) -> None:
    """Let all accounts of these customers be called where and when the rules let them, and settle them."""
    refresh_all(tx, desk, tx.bulk.contact.accounts_of(customers), now)


def refresh_all(
    tx: Transaction, desk: Desk, accounts: Sequence[Account], now: datetime, *, known_only: bool = False
) -> None:
    """The same for these accounts; with ``known_only`` none where the client's own rules are not known here."""
    windows: dict[tuple[str, ...], int] = {}
    changed = []
    for account, case in _cases(tx, desk, accounts, now):
        if known_only and case.policy.unknown:
            continue
        zones = case.zones
        if zones not in windows:
            windows[zones] = tx.worklists.window(zones)
        at = may_call(case, now)
        rest = at if at > now else None
        if (rest, windows[zones]) != (account.may_call_at, account.window_id):
            changed.append((account.id, rest, windows[zones]))
    if changed:
        tx.bulk.contact.rest(changed, now)


def refresh_client(desk: Desk, before: Client, after: Client) -> int:
    """Let the accounts of a client be called as its changed policy and states say; how many were looked at.

    Those that rest may be called earlier now, those of customers of whom nothing is known at other hours. All others
    are judged when they are offered, as every account is. Short turns beside people who work.
    """
    now, last, count = desk.now(), 0, 0
    while True:
        with desk.store.write() as tx:
            window = tx.worklists.window(_anywhere(desk, before)) if before.states != after.states else 0
            accounts = tx.bulk.contact.asleep(after.id, window, last, CHUNK)
            refresh_all(tx, desk, accounts, now)
        count += len(accounts)
        if len(accounts) < CHUNK:
            return count
        last = accounts[-1].id
        time.sleep(STAND_BACK_SECONDS)


def _anywhere(desk: Desk, client: Client) -> tuple[str, ...]:
    """The time zones of a customer of whom nothing is known."""
    return locate(desk.books.places, (), "", client_states=client.states).zones


def _cases(tx: Transaction, desk: Desk, accounts: Sequence[Account], now: datetime) -> Iterator[tuple[Account, Case]]:
    contact = tx.bulk.contact
    customers = {account.customer_id for account in accounts}
    grounds = contact.grounds(account.id for account in accounts)
    flags, calls = contact.flags(customers), contact.calls(customers, now - HISTORY)
    holds = contact.holds(account.id for account in accounts if account.status == "held")
    for account in accounts:
        ground = grounds[account.id]
        known = Known(
            ground,
            ground.numbers,
            tx.contact.same_debt(account.id) if account.serviced_as else frozenset((account.id,)),
            flags.get(account.customer_id, ()),
            holds.get(account.id, ()),
            tuple(calls.get(account.customer_id, ())),
        )
        yield account, case_from(desk, account, known, now)
