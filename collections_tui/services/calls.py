"""Calls: begun as a draft, stored once with their outcome, taken back or added to, never changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import ANOTHER_CALL, NEEDS_NUMBER, Outcome, next_action, without_number
from collections_tui.domain.records import Account, Call, CallWindow, PhoneStatus, Status, Unsaved
from collections_tui.domain.strategy import best_hour
from collections_tui.domain.text import clean
from collections_tui.services import numbers
from collections_tui.services.accounts import window_of
from collections_tui.services.call_checks import LONGEST_NOTE as LONGEST_NOTE
from collections_tui.services.call_checks import number_called, outcome_of, promised_cents, settle_draft
from collections_tui.services.call_drafts import end_of, redraft, said_of
from collections_tui.services.choosing import fitting
from collections_tui.services.desk import Desk
from collections_tui.services.queue import LEASE, claim, existing, refuse_if_taken, start_of, wake_some
from collections_tui.services.scoring import clocks, local_hour, rescore_account
from collections_tui.services.views import (
    CallEntry,
    CallLine,
    Choice,
    Claimed,
    DraftLine,
    ListQuery,
    Logged,
    NothingNow,
)
from collections_tui.store.subjects.accounts import AccountState, TouchFigures
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant_or_none, to_instant_or_none

# -- drafts -------------------------------------------------------------------------------------------------------


def save_draft(desk: Desk, account_id: int, body: dict[str, str], paused_seconds: int = 0) -> None:
    """Keep a call in progress as typed so far; the first save fixes when it started.

    Args:
        account_id: whose call it is.
        body: what was typed.
        paused_seconds: how long the call has lain aside since it began.
    """
    desk.permit("work")
    now = desk.now()
    with desk.store.write() as tx:
        existing(tx, account_id)
        tx.drafts.save(desk.person.id, account_id, body, now, paused_seconds)
        tx.queue.renew(account_id, desk.person.id, desk.session, now, now + LEASE)


def drop_draft(desk: Desk, account_id: int) -> None:
    """Forget a call that was begun by mistake."""
    desk.permit("work")
    with desk.store.write() as tx:
        tx.drafts.drop(desk.person.id, account_id)


def drafts(desk: Desk) -> list[DraftLine]:
    """My calls that were begun and not finished, the latest first."""
    desk.permit("see")
    with desk.store.read() as tx:
        lines = []
        for draft in tx.drafts.of(desk.person.id):
            account = existing(tx, draft.account_id)
            lines.append(DraftLine(draft, account.number, tx.accounts.customer(account.customer_id).name))
        return lines


# -- logging ------------------------------------------------------------------------------------------------------


def log_call(desk: Desk, entry: CallEntry) -> Logged:
    """Store a call with its outcome and do what the outcome means: next action, hold, promise, phone, score.

    The same ``operation_id`` again changes nothing and gives the same answer.

    Raises:
        Refused: no permission, an unknown outcome, something missing that the outcome requires, a time in the future,
            or somebody else has the account.
    """
    desk.permit("work")
    with desk.store.write() as tx:
        return _log(tx, desk, entry)


def log_and_next(
    desk: Desk,
    entry: CallEntry,
    worklist: str | None = None,
    *,
    within: ListQuery | None = None,
    elsewhere: bool = False,
) -> tuple[Logged, Claimed | NothingNow]:
    """``log_call`` and the next account, chosen as ``next_account`` does, in one turn at the database.

    The same ``operation_id`` again, because the first answer was lost, gives the same next account.
    """
    desk.permit("work")
    now = desk.now()
    wake_some(desk, now)
    choice = Choice(worklist, within, elsewhere)
    fit = fitting(desk, choice)
    with desk.store.write() as tx:
        logged = _log(tx, desk, entry)
        return logged, claim(tx, desk, choice, now, leave=None, fit=fit)


class _Plan(NamedTuple):
    """When the account is worked next, and in which words the person is told."""

    at: datetime | None
    words: str
    urgent: bool


def _log(tx: Transaction, desk: Desk, entry: CallEntry) -> Logged:
    now = desk.now()
    account = existing(tx, entry.account_id)
    done = tx.calls.id_of_operation(entry.operation_id)
    if done is not None:
        return _logged_before(tx, desk, entry, done)
    outcome = outcome_of(desk, entry)
    refuse_if_taken(tx, desk, account, now)
    settle_draft(tx, desk, entry, account)
    call = _call(tx, desk, entry, account, now)
    call = call._replace(phone=number_called(tx, outcome, account, call.phone))
    window, standing = window_of(tx, account), tx.calls.standing(account.id)
    lost = call.phone if outcome.effect.startswith("phone:") else ""
    stranded = outcome.next.kind in ANOTHER_CALL and numbers.none_left(tx, account.customer_id, but=lost)
    plan = _plan(desk, entry, without_number(outcome) if stranded else outcome, window, call, account)
    call = call._replace(next_action_at=plan.at)
    if standing and call.started_at < standing[0][0] and entry.next_on is None:
        # It was logged late: what was agreed in newer calls holds.
        call, plan = call._replace(next_action_at=None), _as_it_is(account, outcome, plan)
    before = _before(tx, account.id) | {"said": said_of(entry)}
    _change_account(tx, desk, account, outcome, call, plan, before, standing)
    revision = tx.accounts.revision(account.id) + int(outcome.promises)
    call_id = tx.calls.add(call, desk.person.id, before, revision, entry.operation_id, now)
    _follow_up(tx, desk, account, outcome, entry, call, call_id)
    tx.drafts.drop(desk.person.id, account.id)
    tx.queue.release(account.id, now)
    rescore_account(tx, desk, account.id, now)
    tx.audit.add(now, desk.person.id, "call", account.id, outcome.code)
    return _logged(tx, desk, call_id)


def _call(tx: Transaction, desk: Desk, entry: CallEntry, account: Account, now: datetime) -> Call:
    draft = tx.drafts.get(desk.person.id, account.id)
    started = entry.started_at or (draft.started_at if draft is not None else now)
    ended = entry.ended_at or entry.started_at or end_of(draft, now)
    if started > now or ended > now:
        raise Refused(f"{say_moment(desk.local(max(started, ended)), desk.today())} is still to come: check --at.")
    if ended < started:
        raise Refused("The call ended before it started: check its times.")
    return Call(
        0,
        account.id,
        desk.person.login,
        entry.direction,
        started,
        ended,
        clean(entry.phone),
        clean(entry.spoke_with).strip(),
        entry.outcome,
        clean(entry.note, lines=True).strip(),
        None,
    )


def _plan(desk: Desk, entry: CallEntry, outcome: Outcome, window: CallWindow, call: Call, account: Account) -> _Plan:
    today = desk.today()
    if entry.promised_on is not None and entry.promised_on < desk.local(call.ended_at).date():
        raise Refused(f"{say_day(entry.promised_on, today)} has passed: a promise is for today or later.")
    if entry.moment is not None and entry.moment <= call.ended_at:
        raise Refused(f"{say_moment(desk.local(entry.moment), today)} has passed: agree on a later time.")
    if entry.next_on is not None and account.status == "closed":
        raise Refused(f"Account {account.number} is closed: it has no next action, so leave --next away.")
    if outcome.effect == "close" or account.status == "closed":
        return _Plan(None, "", False)
    if entry.next_on is not None and outcome.hold is None:
        if entry.next_on < desk.local(call.ended_at).date():
            raise Refused(f"{say_day(entry.next_on, today)} has passed: give a later day for the next action.")
        words = outcome.next.words if outcome.next == NEEDS_NUMBER else outcome.words
        return _Plan(start_of(desk, entry.next_on), words, False)
    zones = window.zones or ("UTC",)
    at = next_action(outcome, call.ended_at, zones, moment=entry.moment, promised_on=entry.promised_on)
    if at is None:
        return _Plan(None, "", False)
    return _Plan(at, outcome.next.words or outcome.words, outcome.urgent)


def _as_it_is(account: Account, outcome: Outcome, plan: _Plan) -> _Plan:
    """The account's own plan, which a hold only interrupts; what closes the account ends it."""
    if outcome.effect == "close":
        return plan
    return _Plan(account.next_action_at, account.next_action, account.urgent)


def _before(tx: Transaction, account_id: int) -> dict[str, Any]:
    """What an undo puts back."""
    state = tx.accounts.state(account_id)
    return state._asdict() | {"next_action_at": instant_or_none(state.next_action_at)}


def _change_account(
    tx: Transaction,
    desk: Desk,
    account: Account,
    outcome: Outcome,
    call: Call,
    plan: _Plan,
    before: dict[str, Any],
    standing: list[tuple[datetime, str, bool]],
) -> None:
    """Everything a call changes that needs no call id. ``before`` gains what an undo must know."""
    now = desk.now()
    status: Status = account.status
    reason = account.closed_reason
    if outcome.effect == "close":
        status, reason = "closed", outcome.words
    elif outcome.hold is not None and status != "closed":
        status = "held"
    tx.accounts.restore(account.id, AccountState(status, reason, plan.at, plan.words, plan.urgent))
    if outcome.effect.startswith("phone:") and call.phone:
        mark: PhoneStatus = "wrong" if outcome.effect == "phone:wrong" else "disconnected"
        was = tx.accounts.set_phone_status(account.customer_id, call.phone, mark)
        before["phone"] = [call.phone, was, mark] if was is not None else None
        before["rested"] = numbers.rest_others(tx, account, now)
    if outcome.promises:
        running = tx.accounts.running_promises(account.id, desk.today())
        older = {one.id for one in tx.accounts.promises(account.id, desk.today()) if one.made_at <= call.ended_at}
        before["promises"] = [promise for promise in running if promise in older]
        tx.accounts.set_promises(before["promises"], "cancelled")
    standing = [(call.started_at, call.outcome, outcome.right_party), *standing]
    tx.accounts.touched(account.id, _figures(standing, window_of(tx, account)))
    tx.queue.settle(account.id, now)


def _follow_up(
    tx: Transaction, desk: Desk, account: Account, outcome: Outcome, entry: CallEntry, call: Call, call_id: int
) -> None:
    """What points at the call: a hold, a promise."""
    if outcome.hold is not None:
        until = desk.local(call.ended_at).date() + timedelta(days=outcome.hold_days) if outcome.hold_days else None
        tx.accounts.add_hold(account.id, outcome.hold, call.note or outcome.words, call.ended_at, until, call_id)
    if outcome.promises:
        assert entry.promised_on is not None, "the outcome requires it"
        cents = promised_cents(tx, desk, entry, account, call)
        newer = [one for one in tx.accounts.promises(account.id, desk.today()) if one.made_at > call.ended_at]
        tx.accounts.add_promise(account.id, call_id, cents, entry.promised_on, call.ended_at)
        if any(one.status != "cancelled" and desk.local(one.made_at).date() <= entry.promised_on for one in newer):
            tx.accounts.cancel_promises_of(account.id, call_id)  # logged late: another has taken its place
        if desk.local(call.ended_at).date() < desk.today():
            tx.promises.judge([account.id], desk.zone)  # what was paid since may have kept it
        tx.accounts.refresh_promise(account.id)


def _figures(standing: list[tuple[datetime, str, bool]], window: CallWindow) -> TouchFigures:
    """What an account caches from the calls that stand."""
    standing = sorted(standing, key=lambda call: call[0], reverse=True)
    contacts = [at for at, _, right_party in standing if right_party]
    last_at, last_outcome = (standing[0][0], standing[0][1]) if standing else (None, "")
    hours = [local_hour(window, at) for at in contacts]
    return TouchFigures(last_at, last_outcome, max(contacts, default=None), len(standing), best_hour(hours))


def _logged_before(tx: Transaction, desk: Desk, entry: CallEntry, call_id: int) -> Logged:
    """The answer to a call that comes again.

    Raises:
        Refused: its ``operation_id`` is that of another call, which this one would be lost behind.
    """
    call = _existing_call(tx, call_id)
    if (call.account_id, call.by, call.outcome) != (entry.account_id, desk.person.login, entry.outcome):
        raise Refused("Another call has that operation ID already, so nothing was stored: give each call its own.")
    return _logged(tx, desk, call_id)


def _logged(tx: Transaction, desk: Desk, call_id: int) -> Logged:
    call = tx.calls.get(call_id)
    assert call is not None, "it has just been stored"
    account = existing(tx, call.account_id)
    outcome = desk.books.outcomes.by_code.get(call.outcome)
    began = desk.local(call.started_at).date()
    day = "" if began == desk.today() else f"on {say_day(began, desk.today())}"
    words = outcome.words if outcome else call.outcome
    return Logged(call, account.number, words, _next_words(desk, tx, account), day)


def _next_words(desk: Desk, tx: Transaction, account: Account) -> str:
    """What happens to the account now, in words and in the customer's time."""
    if account.status == "closed":
        return f"closed: {account.closed_reason}"
    if account.status == "held":
        return f"on hold: {', '.join(hold.kind for hold in tx.accounts.holds(account.id))}"
    if account.next_action_at is None or account.next_action_at <= desk.now():
        return "next try now"
    there = account.next_action_at.astimezone(clocks(window_of(tx, account)))
    their_today = desk.now().astimezone(there.tzinfo).date()
    if account.next_action == NEEDS_NUMBER.words:
        return f"{NEEDS_NUMBER.words} by {say_day(there.date(), their_today)}"
    return f"next try {say_moment(there, their_today)} their time"


# -- taking back and adding -----------------------------------------------------------------------------------------


def undo_last(desk: Desk) -> Logged:
    """Take back my latest call, as if it had not been logged; the account is mine again, with the call as a draft.

    Raises:
        Refused: there is none of today, or somebody has touched the account since.
    """
    desk.permit("work")
    now = desk.now()
    with desk.store.write() as tx:
        last = tx.calls.last_of(desk.person.id)
        if last is None:
            raise Refused("You have no call to take back.")
        account = existing(tx, last.account_id)
        logged_on = desk.local(last.logged_at).date()
        if logged_on != desk.today():
            day = say_day(logged_on, desk.today())
            raise Refused(f"Your last call was {day}, not today: add an addendum in the call log.")
        refuse_if_taken(tx, desk, account, now)
        if account.revision != last.revision:
            raise Refused(f"{account.number} has been worked on since your call: add to it in the call log (l, a).")
        logged = _logged(tx, desk, last.call_id)
        tx.calls.correct(last.call_id, "undo", "", now, desk.person.id)
        _put_back(tx, account, last.call_id, last.before, now)
        redraft(tx, desk, account, logged.call, last.before.get("said", {}))
        for other in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.queue.release(other, now)
        tx.queue.lease(account.id, desk.person.id, desk.session, now, now + LEASE)
        rescore_account(tx, desk, account.id, now)
        tx.audit.add(now, desk.person.id, "undo call", account.id, logged.call.outcome)
    return logged._replace(next_words="taken back")


def _put_back(tx: Transaction, account: Account, call_id: int, before: dict[str, Any], now: datetime) -> None:
    tx.accounts.restore(
        account.id,
        AccountState(
            before["status"],
            before["closed_reason"],
            to_instant_or_none(before["next_action_at"]),
            before["next_action"],
            before["urgent"],
        ),
    )
    if before.get("phone"):
        e164, status, mark = before["phone"]
        tx.accounts.set_phone_status(account.customer_id, e164, status, only_from=mark)
        for other, words in before.get("rested", []):
            numbers.wake(tx, [other], words, now)
    tx.accounts.lift_holds_of(account.id, call_id, now)
    tx.accounts.cancel_promises_of(account.id, call_id)
    tx.accounts.set_promises(before.get("promises", []), "open")
    tx.accounts.refresh_promise(account.id)
    tx.accounts.touched(account.id, _figures(tx.calls.standing(account.id), window_of(tx, account)))
    tx.queue.settle(account.id, now)


def add_addendum(desk: Desk, call_id: int, text: str, *, kept: bool = False) -> None:
    """Add to a call what was forgotten or wrong; the call itself stays as it was written.

    Args:
        call_id: which.
        text: what is added.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, no such call, nothing to add, or a call of somebody else.
    """
    desk.permit("work")
    text = clean(text, lines=True).strip()
    if not text:
        raise Refused("The addendum is empty: type what is to be added.")
    now = desk.now()
    with desk.store.write() as tx:
        call = _existing_call(tx, call_id)
        if call.by != desk.person.login:
            desk.permit("correct any call")
        tx.calls.correct(call_id, "addendum", text, now, desk.person.id)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("addendum", call_id))
        tx.audit.add(now, desk.person.id, "addendum", call.account_id)


def get(desk: Desk, call_id: int) -> tuple[CallLine, Call]:
    """One call, whoever made it: its line in the log, and everything about it. An account shows all of its calls.

    Raises:
        Refused: there is none.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        call = _existing_call(tx, call_id)
        line = tx.calls.log_line(call_id)
        assert line is not None, "it exists"
        return CallLine._make(line), call


def _existing_call(tx: Transaction, call_id: int) -> Call:
    call = tx.calls.get(call_id)
    if call is None:
        raise Refused("That call does not exist: look it up in the call log.")
    return call
