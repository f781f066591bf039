"""What a call changes: its account, which is stored once with everything in it, a number, promises, a hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import Account, Call, CallWindow, PhoneStatus
from collections_tui.domain.strategy import best_hour
from collections_tui.services import numbers
from collections_tui.services.accounts import window_of
from collections_tui.services.call_checks import promised_cents
from collections_tui.services.call_plan import Plan
from collections_tui.services.contact import moved, refresh_others, rested
from collections_tui.services.desk import Desk
from collections_tui.services.grace import last_day_of
from collections_tui.services.promised import judge_anew, rest_others, wake_others
from collections_tui.services.scoring import local_hour, score_of
from collections_tui.services.views import CallEntry
from collections_tui.store.subjects.accounts import AccountCard, TouchFigures
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant, instant_or_none, to_instant, to_instant_or_none

Before = dict[str, Any]
"""What an undo must know, as JSON."""
Standing = list[tuple[datetime, str, bool]]
"""Start, outcome code and right party of calls that stand."""


def state_of(account: Account) -> Before:
    """What an undo puts back of the account itself."""
    return {
        "status": account.status,
        "closed_reason": account.closed_reason,
        "next_action_at": instant_or_none(account.next_action_at),
        "next_action": account.next_action,
        "urgent": account.urgent,
    }


def end_what_it_ends(
    tx: Transaction, desk: Desk, account: Account, outcome: Outcome, call: Call, entry: CallEntry, *, asks: bool
) -> Before:
    """Mark the number that was bad, cancel the promises that a new one replaces, and let the customer's other accounts
    rest where it is for all of them; what an undo must know of it, and of what an arrangement takes the place of.

    With ``asks`` an arrangement has to be approved first: until then what was promised stands.
    """
    before: Before = {}
    if outcome.effect.startswith("phone:") and call.phone:
        mark: PhoneStatus = "wrong" if outcome.effect == "phone:wrong" else "disconnected"
        was = tx.accounts.set_phone_status(account.customer_id, call.phone, mark)
        before["phone"] = [call.phone, was, mark] if was is not None else None
        before["rested"] = numbers.rest_others(tx, account, desk.now())
    if entry.terms is not None:
        from collections_tui.services import call_terms

        replaced = call_terms.replaced(tx, account.id, asks=asks, instead_of=entry.instead_of)
        before["arrangements"] = replaced
    if outcome.promises and not asks:
        made = tx.accounts.promises(account.id, desk.today())
        before["promises"] = [one.id for one in made if one.status == "open" and one.made_at <= call.ended_at]
        tx.accounts.set_promises(before["promises"], "cancelled")
        if before["promises"]:
            judge_anew(tx, desk, account.id)
    if entry.everywhere and call.next_action_at is not None:
        others = rest_others(tx, desk, account, call.next_action_at)
        before["others"] = [instant(call.next_action_at), others]
    return before


def worked(
    account: Account, outcome: Outcome, call: Call, plan: Plan, standing: Standing, window: CallWindow
) -> Account:
    """The account as the call leaves it; nothing is stored yet."""
    figures = _figures([(call.started_at, call.outcome, outcome.right_party), *standing], window)
    account = account._replace(next_action_at=plan.at, next_action=plan.words, urgent=plan.urgent, **figures._asdict())
    if outcome.effect == "close":
        return account._replace(status="closed", closed_reason=outcome.words)
    if outcome.hold is not None and account.status != "closed":
        return account._replace(status="held")
    return account


def follow_up(
    tx: Transaction, desk: Desk, account: Account, outcome: Outcome, entry: CallEntry, call: Call, call_id: int
) -> str:
    """What points at the call: a hold, a promise, or an arrangement, which comes back in words."""
    if outcome.hold is not None:
        until = desk.local(call.ended_at).date() + timedelta(days=outcome.hold_days) if outcome.hold_days else None
        tx.accounts.add_hold(account.id, outcome.hold, call.note or outcome.words, call.ended_at, until, call_id)
    if entry.terms is not None:
        from collections_tui.services import call_terms

        return call_terms.agree_in(tx, desk, account, entry, call_id)
    if outcome.promises:
        assert entry.promised_on is not None, "the outcome requires it"
        cents = promised_cents(tx, desk, entry, account, call)
        newer = [one for one in tx.accounts.promises(account.id, desk.today()) if one.made_at > call.ended_at]
        last_day = last_day_of(tx, desk, account, entry.promised_on)
        tx.promises.add(
            account.id, call_id, desk.person.id, cents, entry.promised_on, last_day, call.ended_at,
            everywhere=entry.everywhere,
        )  # fmt: skip
        if any(one.status != "cancelled" and desk.local(one.made_at).date() <= entry.promised_on for one in newer):
            tx.accounts.cancel_promises_of(account.id, call_id)  # logged late: another has taken its place
        if call.ended_at < desk.now():
            judge_anew(tx, desk, account.id)  # what was paid since may have kept it
    return ""


def put_back(tx: Transaction, desk: Desk, card: AccountCard, call_id: int, before: Before) -> None:
    """Take back all that a call has changed; it is no call that stands any more."""
    account, now = card.account, desk.now()
    if before.get("phone"):
        e164, status, mark = before["phone"]
        tx.accounts.set_phone_status(account.customer_id, e164, status, only_from=mark)
        for other, words in before.get("rested", []):
            numbers.wake(tx, [other], words, now)
        account = moved(tx, desk, account)
    tx.contact.lift(tx.contact.of_call(call_id), desk.person.id, now)
    tx.accounts.lift_holds_of(account.id, call_id, now)
    tx.accounts.cancel_promises_of(account.id, call_id)
    tx.accounts.set_promises(before.get("promises", []), "open")
    judge_anew(tx, desk, account.id)
    if "arrangements" in before:
        from collections_tui.services import call_terms

        call_terms.put_back(tx, desk, account.id, call_id, before["arrangements"])
    if before.get("others"):
        rested_until, others = before["others"]
        wake_others(tx, others, to_instant(rested_until), now)
    due_on, until = tx.promises.awaited(account.id)
    was = account._replace(
        status=before["status"],
        closed_reason=before["closed_reason"],
        next_action_at=to_instant_or_none(before["next_action_at"]),
        next_action=before["next_action"],
        urgent=before["urgent"],
        promise_due_on=due_on,
        promise_until=until,
        **_figures(tx.calls.standing(account.id), window_of(tx, account))._asdict(),
    )
    store(tx, desk, card._replace(account=rested(tx, desk, was, now)))
    refresh_others(tx, desk, account, now)


def store(tx: Transaction, desk: Desk, card: AccountCard) -> None:
    """Store the account as it is on the card, scored as of now and with its place in the queue."""
    now = desk.now()
    score = score_of(tx, desk, card, now).score
    tx.accounts.put(card.account._replace(score=score, scored_at=now), now)


def _figures(standing: Standing, window: CallWindow) -> TouchFigures:
    """What an account caches from the calls that stand."""
    standing = sorted(standing, key=lambda call: call[0], reverse=True)
    contacts = [at for at, _, right_party in standing if right_party]
    last_at, last_outcome = (standing[0][0], standing[0][1]) if standing else (None, "")
    hours = [local_hour(window, at) for at in contacts]
    return TouchFigures(last_at, last_outcome, max(contacts, default=None), len(standing), best_hour(hours))
