"""What protects a hospital's patient: when the first statement went out, applications for assistance, estimates."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collections_tui.domain.audit import differing
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.assistance import (
    DECISIONS,
    Assistance,
    Decision,
    Notice,
    action_from,
    apply_until,
    notices,
)
from collections_tui.domain.records import Account, Client
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

HELD = "above the good-faith estimate, and disputed (45 CFR 149.620(c))"


class Happened(NamedTuple):
    """What is taken down of an account; None is what nobody says. ``decision`` is one of ``DECISIONS``."""

    statement_on: date | None = None
    notice_on: date | None = None
    applied_on: date | None = None
    decided_on: date | None = None
    decision: Decision | None = None
    estimate_cents: int | None = None
    disputed_on: date | None = None
    settled_on: date | None = None
    protected: bool | None = None


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
    now, today = desk.now(), desk.today()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        _refuse_other(tx.clients.get(account.client_id), account)
        before = tx.assistance.get(account_id) or Assistance(account_id)
        after = _with(before, told, today)
        if after.disputing and after.hold_id is None and account.status != "closed":
            hold = tx.accounts.add_hold(account_id, "dispute", HELD, now, None, None)
            tx.accounts.put_status(account_id, "held")
            after = after._replace(hold_id=hold)
        elif not after.disputing and after.hold_id is not None:
            tx.accounts.lift_hold(after.hold_id, now)
            after = after._replace(hold_id=None)
            if account.status == "held" and not tx.accounts.holds(account_id):
                tx.accounts.put_status(account_id, "open")
        tx.assistance.put(after)
        if after.hold_id != before.hold_id:
            tx.accounts.touch([account_id])  # nobody undoes a call from before it
            tx.queue.settle(account_id, now)
            settle(tx, desk, [account_id], now)
        changed = differing(before._asdict(), after._asdict())
        desk.note(tx, "take assistance down", account_id, about=f"account {account_id}", **changed._asdict())
        return _view(tx, desk, account)


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


def _with(before: Assistance, told: Happened, today: date) -> Assistance:
    """What is known with what was told.

    Raises:
        Refused: it cannot be.
    """
    said = {name: value for name, value in told._asdict().items() if value is not None}
    if not said:
        raise Refused("Nothing was said: give a day, an estimate, or another fact.")
    for name, value in said.items():
        if isinstance(value, date) and value > today:
            raise Refused(f"{say_day(value, today)} is still to come: take it down once it has happened.")
        if name == "estimate_cents" and value < 0:
            raise Refused("An estimate is not below nothing: type the amount that was estimated.")
    if told.applied_on is not None and before.decided_on is not None and told.decided_on is None:
        before = before._replace(decided_on=None, decision="")  # they ask once more
    if told.disputed_on is not None and before.settled_on is not None and told.settled_on is None:
        before = before._replace(settled_on=None)
    after = before._replace(**said)
    if after.decided_on is not None and after.decision not in DECISIONS:
        raise Refused(f"Say what was decided: {', '.join(DECISIONS)}.")
    if after.decision and after.decided_on is None:
        after = after._replace(decided_on=today)
    for first, then, words in (
        (after.applied_on, after.decided_on, "decided before anybody asked"),
        (after.disputed_on, after.settled_on, "settled before it was disputed"),
    ):
        if then is not None and (first is None or then < first):
            raise Refused(f"That would be {words}: check the days.")
    if after.disputed_on is not None and after.estimate_cents is None:
        raise Refused("A dispute is about an estimate: say what was estimated.")
    return after
