"""Telephone numbers: added and corrected, and what follows for the accounts of whoever has them.

An account without a good number cannot be called. It rests with the words "needs a number" until somebody has one, and
is looked at again after some days, so that it is neither lost nor offered as the best call.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from collections_tui.domain.audit import differing
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import NEEDS_NUMBER, number_wanted_by
from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.places import zones_for
from collections_tui.domain.records import Account, Customer, PhoneKind, PhoneStatus
from collections_tui.domain.text import clean
from collections_tui.services import contact
from collections_tui.services.desk import Desk
from collections_tui.services.queue import refuse_if_taken
from collections_tui.services.scope import account_of
from collections_tui.services.scoring import rescore_account
from collections_tui.store.transaction import Transaction

STATUS_WORDS: dict[PhoneStatus, str] = {"good": "good", "wrong": "wrong number", "disconnected": "disconnected"}
_SHOWN = 40
_RAW = 60


def add(desk: Desk, account_id: int, text: str, kind: PhoneKind | None = None) -> str:
    """Add a number in any spelling to the customer of an account; a sentence that says so. One that was bad is good.

    Raises:
        Refused: no permission, it is no number, the customer has it already, or somebody else has the account.
    """
    return _put(desk, account_id, text, kind, "good", new=True)


def mark(desk: Desk, account_id: int, text: str, status: PhoneStatus, kind: PhoneKind | None = None) -> str:
    """Say whether a number of the customer is good, and of what kind; a sentence that says so.

    Raises:
        Refused: no permission, it is none of the customer's numbers, or somebody else has the account.
    """
    return _put(desk, account_id, text, kind, status, new=False)


def none_left(tx: Transaction, customer_id: int, but: str = "") -> bool:
    """Tell whether a customer can be called on no number, one left out."""
    return not any(one.status == "good" and one.e164 != but for one in tx.accounts.phones(customer_id))


def rest(tx: Transaction, accounts: Iterable[Account], now: datetime) -> list[tuple[int, str]]:
    """Let those accounts rest that are awake though nobody can be called on them; each with what was planned before."""
    rested: list[tuple[int, str]] = []
    for account in accounts:
        if account.status == "open" and (account.next_action_at is None or account.next_action_at <= now):
            window = tx.worklists.window_of(account.window_id)
            at = number_wanted_by(now, window.zones)
            tx.queue.plan(account.id, at, NEEDS_NUMBER.words, urgent=False, now=now)
            rested.append((account.id, account.next_action))
    return rested


def rest_others(tx: Transaction, account: Account, now: datetime) -> list[tuple[int, str]]:
    """``rest`` for the customer's other accounts, once the last good number is gone."""
    if not none_left(tx, account.customer_id):
        return []
    return rest(tx, [one for one in tx.accounts.of_customer(account.customer_id) if one.id != account.id], now)


def wake(tx: Transaction, account_ids: Iterable[int], words: str, now: datetime) -> None:
    """Let those of the accounts that wait for a number be called again, planned as they were before."""
    for account_id in account_ids:
        account = tx.accounts.get(account_id)
        if account is not None and account.next_action == NEEDS_NUMBER.words:
            tx.queue.plan(account_id, None, words, urgent=False, now=now)


def _put(desk: Desk, account_id: int, text: str, kind: PhoneKind | None, status: PhoneStatus, *, new: bool) -> str:
    desk.permit("work")
    now = desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, now)
        customer = tx.accounts.customer(account.customer_id)
        e164 = _read(text, customer)
        known = next((one for one in tx.accounts.phones(customer.id) if one.e164 == e164), None)
        if known is None:
            if not new:
                raise Refused(f"{say_phone(e164)} is no number of {customer.name}: add it first.")
            _add(tx, desk, customer, e164, kind or "other", text)
        elif new and (known.status, known.kind) == (status, kind or known.kind):
            raise Refused(f"{say_phone(e164)} is on account {account.number} already.")
        else:
            tx.accounts.set_phone(customer.id, e164, kind or known.kind, status)
        _follow(tx, desk, customer, now)
        done = "added" if known is None else STATUS_WORDS[status]
        changed = differing(
            {} if known is None else {"kind": known.kind, "status": known.status},
            {"kind": kind or (known.kind if known is not None else "other"), "status": status},
        )
        desk.note(tx, "phone", account_id, f"{e164} {done}", about=e164, **changed._asdict())
    return f"{say_phone(e164)}: {done}."


def _read(text: str, customer: Customer) -> str:
    parsed = parse_phone(clean(text).strip(), customer.country or "US")
    if parsed is None:
        raise Refused(f"“{clean(text)[:_SHOWN]}” is no telephone number: write it with its area code.")
    return parsed.e164


def _add(tx: Transaction, desk: Desk, customer: Customer, e164: str, kind: PhoneKind, text: str) -> None:
    """Store a number, and let its accounts be found by it."""
    nowhere = desk.books.places._replace(unknown=())
    # No country is named, so that a foreign number points somewhere too.
    zones = zones_for(nowhere, [e164], "", "" if e164.startswith("+1") else "-")
    tx.search.forget_customers([customer.id])
    tx.accounts.add_phone(customer.id, e164, kind, clean(text).strip()[:_RAW], zones)
    tx.search.index_customers([customer.id])


def _follow(tx: Transaction, desk: Desk, customer: Customer, now: datetime) -> None:
    """Let the customer's accounts be called where they now may be; wake them, or let them rest, and score them."""
    good = contact.place_customer(tx, desk, customer.id)
    accounts = tx.accounts.of_customer(customer.id)
    if good:
        wake(tx, [account.id for account in accounts], "", now)
    else:
        rest(tx, accounts, now)
    contact.refresh(tx, desk, tx.accounts.of_customer(customer.id), now)
    for account in accounts:
        rescore_account(tx, desk, account.id, now)
