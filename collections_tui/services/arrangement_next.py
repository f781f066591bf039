"""When an account is worked next that has an arrangement, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.arrangements.records import ArrangementPolicy
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Instalment
from collections_tui.services.call_effects import store
from collections_tui.services.desk import Desk
from collections_tui.services.queue import card_of
from collections_tui.store.transaction import Transaction


class Plan(NamedTuple):
    """The day on which an account is worked next, and what for."""

    on: date
    words: str


def planned(dues: Sequence[Instalment], policy: ArrangementPolicy, today: date, currency: str) -> Plan | None:
    """When to look at an arrangement that is on track: to remind of the first instalment, or once one is late.

    None when all is paid.
    """
    awaited = next((due for due in dues if due.paid_cents < due.amount_cents), None)
    if awaited is None:
        return None
    left = format_cents(awaited.amount_cents - awaited.paid_cents, currency)
    late = Plan(awaited.last_day + timedelta(days=1), f"check {left} due {_short(awaited.due_on)}")
    first = next((due for due in dues if due.number == 1), None)
    if policy.reminder_days and first is not None and first.paid_cents < first.amount_cents:
        on = first.due_on - timedelta(days=policy.reminder_days)
        if today < on < late.on:
            due = format_cents(first.amount_cents - first.paid_cents, currency)
            return Plan(on, f"remind of {due} due {_short(first.due_on)}")
    return late


def _short(day: date) -> str:
    """A day without its year, also where it is another one: ``Fri 15 Jan``."""
    return " ".join(say_day(day, date.min).split()[:3])


def follow(tx: Transaction, desk: Desk, account_id: int, policy: ArrangementPolicy, instead: Plan | None = None) -> str:
    """Let an account be worked as its running arrangement asks, or as ``instead`` has it; in words.

    Also keeps the day of the instalment awaited next beside the account, for its score and its lists.
    """
    card = card_of(tx, account_id)
    account = card.account
    running = tx.arrangements.running(account_id)
    dues = () if running is None else tx.arrangements.instalments([running.id])[running.id]
    plan = instead or planned(dues, policy, desk.today(), account.currency)
    awaited = next((due for due in dues if due.paid_cents < due.amount_cents), None)
    if awaited is None:
        due_on, until = tx.promises.awaited(account_id)
    else:
        due_on, until = awaited.due_on, awaited.last_day
    account = account._replace(promise_due_on=due_on, promise_until=until)
    if plan is not None and account.status != "closed":
        at = max(desk.start_of(plan.on), desk.now()) if plan.on <= desk.today() else desk.start_of(plan.on)
        account = account._replace(next_action_at=at, next_action=plan.words, urgent=False)
    store(tx, desk, card._replace(account=account))
    return "" if plan is None else f"next {say_day(plan.on, desk.today())}: {plan.words}"
