"""What protects a hospital's patient: when the first statement went out, applications for assistance, estimates."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collections_tui.domain.audit import differing
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.assistance import (
    Assistance,
    Happened,
    Notice,
    action_from,
    apply_until,
    notices,
    with_told,
)
from collections_tui.domain.records import Account, Client
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

HELD = "above the good-faith estimate, and disputed (45 CFR 149.620(c))"


class AssistanceView(NamedTuple):
    """What is known of an account, what follows from it on this day, and what is to be heeded.

    ``sent``: the day of the first statement is that of a document that went out from here. ``action_from`` is the first
    day of an extraordinary collection action, ``apply_until`` the last one to ask for assistance; None where nobody
    knows.
    """

    known: Assistance
    sent: bool
    action_from: date | None
    apply_until: date | None
    notices: tuple[Notice, ...]


def view(desk: Desk, account_id: int) -> AssistanceView:
    """What protects the patient of an account; that somebody looks is in the audit.

    Raises:
        Refused: no permission, no such account, or its client is no such hospital.
        NotPermitted: it is none that they may see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        _refuse_other(tx.clients.get(account.client_id), account)
        found = _view(tx, desk, account)
    desk.looked(account_id)
    return found


def take_down(desk: Desk, account_id: int, told: Happened) -> AssistanceView:
    """Take down what happened; a new application takes the place of one that was decided.

    While a bill is disputed as far above its estimate the account is on hold: nothing of it may be collected
    (45 CFR 149.620(c)).

    Raises:
        Refused: no permission, no such account, its client is no such hospital, or days that cannot be.
        NotPermitted: it is none that they may see.
    """
    desk.permit("work")
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        _refuse_other(tx.clients.get(account.client_id), account)
        enter(tx, desk, account, told)
        return _view(tx, desk, account)


def enter(tx: Transaction, desk: Desk, account: Account, told: Happened) -> bool:
    """Take down what happened on an account that may be worked, in a transaction; whether that changes anything.

    Raises:
        Refused: it cannot be.
    """
    now = desk.now()
    before = tx.assistance.get(account.id) or Assistance(account.id)
    after = with_told(before, told, desk.today())
    if after == before:
        return False
    if after.disputing and after.hold_id is None:  # one that is closed may be opened again by what comes back
        hold = tx.accounts.add_hold(account.id, "dispute", HELD, now, None, None)
        if account.status != "closed":
            tx.accounts.put_status(account.id, "held")
        after = after._replace(hold_id=hold)
    elif not after.disputing and after.hold_id is not None:
        tx.accounts.lift_hold(after.hold_id, now)
        after = after._replace(hold_id=None)
        if account.status == "held" and not tx.accounts.holds(account.id):
            tx.accounts.put_status(account.id, "open")
    tx.assistance.put(after)
    if after.hold_id != before.hold_id:
        tx.accounts.touch([account.id])  # nobody undoes a call from before it
        tx.queue.settle(account.id, now)
        settle(tx, desk, [account.id], now)
    changed = differing(before._asdict(), after._asdict())
    desk.note(tx, "take assistance down", account.id, about=f"account {account.id}", **changed._asdict())
    return True


def notices_of(tx: Transaction, desk: Desk, account: Account, client: Client) -> tuple[Notice, ...]:
    """What is to be heeded of an account today; nothing where its client is no such hospital."""
    return _view(tx, desk, account).notices if client.hospital else ()


def protected(tx: Transaction, account_id: int) -> bool:
    """Whether a patient is protected from balance billing: what an insurer refuses is not theirs."""
    found = tx.assistance.get(account_id)
    return found is not None and found.protected


def _view(tx: Transaction, desk: Desk, account: Account) -> AssistanceView:
    known, sent = tx.assistance.get(account.id) or Assistance(account.id), False
    if known.statement_on is None:
        at = tx.assistance.first_sent(account.id)
        if at is not None:
            known, sent = known._replace(statement_on=desk.local(at).date()), True
    found = notices(known, tx.assistance.billed(account.id), desk.today(), account.currency)
    return AssistanceView(known, sent, action_from(known), apply_until(known), found)


def _refuse_other(client: Client, account: Account) -> None:
    if not client.hospital:
        raise Refused(
            f"{account.number} is of {client.code}, which is no hospital that gives assistance: "
            f"`collections-tui clients set {client.code} --hospital` says that it is."
        )
