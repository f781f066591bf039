"""Calls: begun as a draft, stored once with their outcome, taken back or added to, never changed."""

from __future__ import annotations

from datetime import datetime

from collections_tui.clock import whole_second
from collections_tui.domain.audit import differing
from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import ANOTHER_CALL, without_number
from collections_tui.domain.records import Call, Draft, Unsaved
from collections_tui.domain.text import clean
from collections_tui.services import numbers
from collections_tui.services.accounts import window_of
from collections_tui.services.call_answer import answer, answer_again, stored_call
from collections_tui.services.call_checks import LONGEST_NOTE as LONGEST_NOTE
from collections_tui.services.call_checks import number_called, others_of, outcome_of, settle_draft
from collections_tui.services.call_drafts import end_of, redraft, said_of
from collections_tui.services.call_effects import (
    end_what_it_ends,
    follow_up,
    put_back,
    state_of,
    store,
    worked,
)
from collections_tui.services.call_plan import as_it_is, plan_of
from collections_tui.services.choosing import fitting
from collections_tui.services.contact import known_of, moved, refresh_others, rested
from collections_tui.services.desk import Desk
from collections_tui.services.dialling import judged
from collections_tui.services.flags import in_brief, set_by_call, tells_of_customer
from collections_tui.services.free_text import checked, hidden
from collections_tui.services.grace import last_day_of
from collections_tui.services.queue import card_of, claim, existing, has_claimed, refuse_if_taken, wake_some
from collections_tui.services.scope import account_of, refuse_unseen
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
from collections_tui.store.transaction import Transaction

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
        account_of(tx, desk, account_id)
        tx.drafts.save(desk.person.id, account_id, hidden(body), now, paused_seconds)
        tx.queue.renew(account_id, desk.person.id, desk.session, now, now + desk.claims_last)


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
        answer = claim(tx, desk, choice, now, leave=None, fit=fit)
    has_claimed(desk, answer)
    return logged, answer


def _log(tx: Transaction, desk: Desk, entry: CallEntry) -> Logged:
    now = desk.now()
    card = card_of(tx, entry.account_id)
    account = card.account
    done = tx.calls.id_of_operation(entry.operation_id)
    if done is not None:
        return answer_again(tx, desk, entry, done)
    refuse_unseen(tx, desk, account)
    outcome = outcome_of(desk, entry)
    refuse_if_taken(tx, desk, account, now)
    draft = settle_draft(tx, desk, entry, account)
    call = _call(desk, entry, draft, now)
    call = call._replace(phone=number_called(tx, outcome, account, call.phone))
    window, standing = window_of(tx, account), tx.calls.standing(account.id)
    lost = call.phone if outcome.effect.startswith("phone:") else ""
    stranded = outcome.next.kind in ANOTHER_CALL and numbers.none_left(tx, account.customer_id, but=lost)
    last_day = last_day_of(tx, desk, account, entry.promised_on) if entry.promised_on is not None else None
    meant = without_number(outcome) if stranded else outcome
    asks = False
    if entry.terms is None:
        plan = plan_of(desk, entry, meant, window, call, account, last_day)
    else:
        from collections_tui.services import call_terms

        plan, asks = call_terms.plan_for(tx, desk, account, entry)
    call = call._replace(next_action_at=plan.at)
    if standing and call.started_at < standing[0][0] and entry.next_on is None:
        # It was logged late: what was agreed in newer calls holds.
        call, plan = call._replace(next_action_at=None), as_it_is(account, outcome, plan)
    # Read once: what the call itself adds is known without asking.
    known = known_of(tx, account, call.started_at)
    call = judged(tx, desk, account, known, call, draft, entry.override)
    was = state_of(account)
    before = was | {"said": said_of(entry)}
    before |= end_what_it_ends(tx, desk, account, outcome, call, entry, asks=asks)
    marked = bool(before.get("phone"))  # of the number of a call that came in, too
    if marked:
        known = known_of(tx, account, call.started_at)
    # The account is stored once, after everything that its place in the queue follows from: this is its next revision.
    call_id = tx.calls.add(
        call, desk.person.id, before, account.revision + 1, entry.operation_id, now, entry.outcome_at
    )
    arranged = follow_up(tx, desk, account, outcome, entry, call, call_id)
    flag = set_by_call(tx, desk, account, outcome, call, call_id)
    others = others_of(tx, desk, account, entry)
    tx.contact.about(call_id, others)
    if marked:
        account = moved(tx, desk, account)
    account = worked(account, outcome, call, plan, standing, window_of(tx, account))
    account = rested(tx, desk, account, now, known.with_call(call, outcome, others, flag))
    if outcome.promises:
        due_on, until = tx.promises.awaited(account.id)
        account = account._replace(promise_due_on=due_on, promise_until=until)
    if draft is not None:
        tx.drafts.drop(desk.person.id, account.id)
    tx.queue.end_lease(account.id)
    store(tx, desk, card._replace(account=account))
    # A call of theirs may be waiting for a reply, which may be about any of their accounts.
    if entry.about or tells_of_customer(outcome) or call.direction == "inbound":
        refresh_others(tx, desk, account, now)
    changed = differing(was, state_of(account))
    desk.note(tx, "call", account.id, outcome.code, about=f"call {call_id}", **changed._asdict())
    said = "" if flag is None else in_brief(desk, flag)
    return answer(tx, desk, call._replace(id=call_id), account, said)._replace(arranged=arranged)


def _call(desk: Desk, entry: CallEntry, draft: Draft | None, now: datetime) -> Call:
    """The call as it will be stored, but for the number and what comes next."""
    # What was begun by a clock that has been set back since began now: nobody can say otherwise.
    started = entry.started_at or (min(draft.started_at, now) if draft is not None else now)
    ended = entry.ended_at or entry.started_at or min(end_of(draft, now), now)
    if started > now or ended > now:
        raise Refused(f"{say_moment(desk.local(max(started, ended)), desk.today())} is still to come: check --at.")
    if ended < started:
        raise Refused("The call ended before it started: check its times.")
    return Call(
        0,
        entry.account_id,
        desk.person.login,
        entry.direction,
        whole_second(started),
        whole_second(ended),
        clean(entry.phone),
        checked(entry.spoke_with),
        entry.outcome,
        checked(entry.note, lines=True),
        None,
    )


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
        card = card_of(tx, last.account_id)
        account = card.account
        logged_on = desk.local(last.logged_at).date()
        if logged_on != desk.today():
            day = say_day(logged_on, desk.today())
            raise Refused(f"Your last call was {day}, not today: add an addendum in the call log.")
        refuse_if_taken(tx, desk, account, now)
        if account.revision != last.revision:
            raise Refused(f"{account.number} has been worked on since your call: add to it in the call log (l, +).")
        logged = answer(tx, desk, stored_call(tx, last.call_id), account)
        tx.calls.correct(last.call_id, "undo", "", now, desk.person.id)
        put_back(tx, desk, card, last.call_id, last.before)
        redraft(tx, desk, account, logged.call, last.before.get("said", {}))
        for other in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.queue.release(other, now)
        tx.queue.lease(account.id, desk.person.id, desk.session, now, now + desk.claims_last)
        changed = differing(state_of(account), {name: last.before[name] for name in state_of(account)})
        about = f"call {last.call_id}"
        desk.note(tx, "undo call", account.id, logged.call.outcome, about=about, **changed._asdict())
    return logged._replace(next_words="taken back", flag_words="")


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
    text = checked(text, lines=True)
    if not text:
        raise Refused("The addendum is empty: type what is to be added.")
    now = desk.now()
    with desk.store.write() as tx:
        call = stored_call(tx, call_id)
        by = desk.person
        if call.by != desk.person.login:
            account_of(tx, desk, call.account_id)
            by = desk.permit("correct any call")
        tx.calls.correct(call_id, "addendum", text, now, desk.person.id)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("addendum", call_id))
        desk.note(tx, "addendum", call.account_id, about=f"call {call_id}", after={"text": text}, by=by)


def get(desk: Desk, call_id: int) -> tuple[CallLine, Call]:
    """One call, whoever made it: its line in the log, and everything about it. An account shows all of its calls.

    Raises:
        Refused: there is none.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        call = stored_call(tx, call_id)
        if call.by != desk.person.login:
            account_of(tx, desk, call.account_id)
        line = tx.calls.log_line(call_id)
        assert line is not None, "it exists"
    desk.looked(call.account_id)
    return CallLine._make(line), call
