"""Arrangements: what a customer agrees to pay in parts, from the first look at some terms to their end.

Those that a supervisor has to approve are answered in ``arrangement_answers``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from collections_tui.domain.arrangements.records import ArrangementPolicy, Due, Terms
from collections_tui.domain.arrangements.schedule import terms_json
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Arrangement, ArrangementStatus, Unsaved
from collections_tui.services.arrangement_layout import (
    agreed,
    asked_json,
    instalments,
    lay_out,
    views,
)
from collections_tui.services.arrangement_moves import check_move, to_move
from collections_tui.services.arrangement_next import Plan, follow
from collections_tui.services.arrangement_views import Arranged, ArrangementView, Ground, Preview, Request
from collections_tui.services.arrangement_words import say_status
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.grace import policy_of
from collections_tui.services.promised import judge_anew
from collections_tui.services.queue import refuse_if_taken
from collections_tui.services.scope import account_of, seen_by
from collections_tui.store.subjects.arrangements import NewArrangement
from collections_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Worksheet

ENDED = ("kept", "paid_early", "broken", "cancelled", "refused", "superseded")
LONGEST_REASON = 200


# -- looking --------------------------------------------------------------------------------------------------------


def ground(desk: Desk, account_id: int) -> Ground:
    """What an arrangement on an account begins with.

    Raises:
        Refused: no permission, or no such account.
        ConfigError: the client's policy is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        customer = tx.accounts.customer(account.customer_id)
        found = {one.arrangement.status: one for one in views(tx, _open(tx, account_id))}
        return Ground(
            account_id,
            account.number,
            customer.name,
            account.balance_cents,
            account.currency,
            policy_of(tx, desk, account),
            found.get("active"),
            found.get("proposed"),
            tx.arrangements.broken(account_id),
            customer.state,
        )


def preview(
    desk: Desk, account_id: int, terms: Terms, means: Worksheet | None = None, *, request_id: int | None = None
) -> Preview:
    """What terms come to on an account and what the policy says to them; nothing is stored.

    With 0 owed the terms are about all that is owed now; with a ``request_id`` they are other terms for that request,
    about what was owed when it was made.

    Raises:
        Refused: no permission, no such account or request, or the terms cannot be met.
        ConfigError: the client's policy is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        owed = None if request_id is None else existing(tx, request_id).owed_cents
        return lay_out(tx, desk, account, terms, means, owed_cents=owed)


def of_account(desk: Desk, account_id: int) -> list[ArrangementView]:
    """All arrangements of an account, the newest first."""
    desk.permit("see")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        found = views(tx, tx.arrangements.of_account(account_id))
    desk.looked(account_id)
    return found


def get(desk: Desk, arrangement_id: int) -> ArrangementView:
    """One arrangement.

    Raises:
        Refused: there is none.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        one = existing(tx, arrangement_id)
        account_of(tx, desk, one.account_id)
        found = views(tx, [one])[0]
    desk.looked(one.account_id)
    return found


def requests(desk: Desk) -> list[Request]:
    """The arrangements that wait for a supervisor, all of them, the oldest first."""
    desk.permit("see")
    found = every(desk, "proposed")
    while more := every(desk, "proposed", found[-1].view.arrangement.id) if found else []:
        found += more
    return found


def every(desk: Desk, status: ArrangementStatus = "active", after: int = 0, limit: int = 500) -> list[Request]:
    """The arrangements of all accounts that have a status, the oldest first, from behind an id."""
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.arrangements.every(status, after, limit, seen_by(tx, desk))
        seen = views(tx, [one.arrangement for one in found])
        return [Request(view, *one[1:]) for view, one in zip(seen, found, strict=True)]


# -- agreeing -------------------------------------------------------------------------------------------------------


def arrange(
    desk: Desk,
    account_id: int,
    terms: Terms,
    operation_id: str,
    *,
    means: Worksheet | None = None,
    call_id: int | None = None,
    instead_of: int | None = None,
    kept: bool = False,
) -> Arranged:
    """Make an arrangement: active at once within the policy, else a request that a supervisor answers.

    Args:
        desk: who takes it down.
        account_id: the account.
        terms: what is agreed; with 0 owed about all that is owed now.
        operation_id: made by the caller: the same operation twice is stored once.
        means: the worksheet of the customer's means.
        call_id: the call in which it was agreed.
        instead_of: the arrangement or request of the account that it takes the place of.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, no such account, one that is closed or that somebody else has, terms that cannot be met,
            or there is an arrangement already.
        ConfigError: the client's policy is wrong.
    """
    desk.permit("work")
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, desk.now())
        arranged = agree(tx, desk, account, terms, operation_id, means=means, call_id=call_id, instead_of=instead_of)
        policy = policy_of(tx, desk, account)
        waiting = _waiting(desk, policy) if arranged.status == "proposed" else None
        words = follow(tx, desk, account_id, policy, waiting)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("arrangement", account_id))
    return arranged._replace(words=f"{arranged.words}; {words}" if words else arranged.words)


def agree(
    tx: Transaction,
    desk: Desk,
    account: Account,
    terms: Terms,
    operation_id: str,
    *,
    means: Worksheet | None = None,
    call_id: int | None = None,
    instead_of: int | None = None,
) -> Arranged:
    """``arrange`` inside the caller's transaction, who has got the account in it and sees to its next action.

    Raises:
        Refused: as ``arrange``.
    """
    done = tx.arrangements.id_of_operation(operation_id)
    if done is not None:
        return _again(tx, desk, account, done)
    if account.status == "closed":
        raise Refused(f"Account {account.number} is closed: there is nothing to arrange.")
    replaced = _replaced(tx, account, instead_of)
    laid = lay_out(tx, desk, account, terms, means)
    policy = policy_of(tx, desk, account)
    status: ArrangementStatus = "proposed" if laid.needs_approval else "active"
    for one in _open(tx, account.id) if status == "active" else filter(None, [replaced]):
        if status == "active" or one.status == "proposed":  # the active one goes on until the request is approved
            # A request has never run, and nothing that runs may be taken for what came before it.
            over: ArrangementStatus = "superseded" if one.status == "active" else "cancelled"
            tx.arrangements.set_status(one.id, over, desk.now(), "another took its place")
    made = tx.arrangements.add(
        NewArrangement(
            account.id,
            call_id,
            desk.person.id,
            desk.now(),
            status,
            terms_json(laid.terms),
            laid.terms.owed_cents,
            laid.total_cents,
            None if laid.terms.settlement is None else laid.terms.settlement.until,
            policy.name,
            asked_json(laid.lines),
            _means_json(means, laid),
            None if replaced is None else replaced.id,
            operation_id,
        ),
        instalments(laid.dues, policy),
    )
    if status == "active":
        end_promises(tx, desk, account.id)
    desk.note(
        tx, f"arrangement {status}", account.id, _briefly(laid), about=f"arrangement {made}",
        before=None if replaced is None else {"arrangement": replaced.id, "status": replaced.status},
        after=agreed(laid, status),
    )  # fmt: skip
    return Arranged(made, account.number, status, laid, _words(account, made, status, laid))


# -- changing, ending -----------------------------------------------------------------------------------------------


def move(desk: Desk, arrangement_id: int, number: int, day: date) -> str:
    """Let one instalment be due a few days later or earlier, within the policy; a sentence that says so.

    Raises:
        Refused: no permission, an arrangement that is not active, no such instalment or one that is paid, a day that
            has passed, is too far away, or is not between the payments around it, or too many were moved already.
    """
    desk.permit("work")
    with desk.store.write() as tx:
        account, arrangement = locked(tx, desk, arrangement_id)
        refuse_if_taken(tx, desk, account, desk.now())
        if arrangement.status != "active":
            raise Refused(
                f"Arrangement {arrangement.id} is {say_status(arrangement.status)}: only an active one is changed."
            )
        policy = policy_of(tx, desk, account)
        view = views(tx, [arrangement])[0]
        due = to_move(view, number)
        check_move(desk, policy, view, due, day)
        was = due.moved_from or due.due_on
        tx.arrangements.move(arrangement.id, number, day, day + timedelta(days=policy.grace_days), was)
        words = follow(tx, desk, account.id, policy)
        desk.note(
            tx, "move instalment", account.id, about=f"arrangement {arrangement.id}, instalment {number}",
            before={"due_on": due.due_on}, after={"due_on": day},
        )  # fmt: skip
    return f"{account.number}: instalment {number} is due {say_day(day, desk.today())}; {words}."


def cancel(desk: Desk, arrangement_id: int, reason: str) -> str:
    """End an arrangement, or take back a request; a sentence that says so. The account comes back at once.

    Raises:
        Refused: no permission, no reason, or it is over already.
    """
    desk.permit("work")
    reason, now = reason_of(reason), desk.now()
    if not reason:
        raise Refused("Say why it is cancelled: whoever calls next has to know.")
    with desk.store.write() as tx:
        account, arrangement = locked(tx, desk, arrangement_id)
        refuse_if_taken(tx, desk, account, now)
        if arrangement.status in ENDED:
            raise Refused(f"Arrangement {arrangement.id} is over already: it is {say_status(arrangement.status)}.")
        tx.arrangements.set_status(arrangement.id, "cancelled", now, reason)
        policy = policy_of(tx, desk, account)
        running = tx.arrangements.running(account.id)
        back = None if running is not None else Plan(desk.today(), f"arrangement cancelled: {reason}")
        follow(tx, desk, account.id, policy, back)
        desk.note(
            tx, "cancel arrangement", account.id, reason, about=f"arrangement {arrangement.id}",
            before={"status": arrangement.status}, after={"status": "cancelled"},
        )  # fmt: skip
    return f"{account.number}: arrangement {arrangement.id} is cancelled."


# -- how it is done -------------------------------------------------------------------------------------------------


def _open(tx: Transaction, account_id: int) -> list[Arrangement]:
    return [one for one in (tx.arrangements.running(account_id), tx.arrangements.asked(account_id)) if one is not None]


def existing(tx: Transaction, arrangement_id: int) -> Arrangement:
    """An arrangement by its id.

    Raises:
        Refused: there is none.
    """
    found = tx.arrangements.get(arrangement_id)
    if found is None:
        raise Refused(f"There is no arrangement {arrangement_id}: `collections-tui arrangements` lists them.")
    return found


def locked(tx: Transaction, desk: Desk, arrangement_id: int) -> tuple[Account, Arrangement]:
    """An arrangement and its account, which nobody else changes until the transaction is over."""
    account = account_of(tx, desk, existing(tx, arrangement_id).account_id)
    return account, existing(tx, arrangement_id)


def _again(tx: Transaction, desk: Desk, account: Account, arrangement_id: int) -> Arranged:
    """What was answered when the operation was done the first time."""
    view = views(tx, [existing(tx, arrangement_id)])[0]
    made = view.arrangement
    if made.account_id != account.id:
        raise Refused("That operation has made an arrangement on another account: give it an ID of its own.")
    dues = tuple(Due(due.number, due.due_on, due.amount_cents) for due in view.dues)
    laid = Preview(view.terms, dues, view.asked, made.total_cents, bool(view.asked), account.currency)
    return Arranged(made.id, account.number, made.status, laid, _words(account, made.id, made.status, laid))


def _replaced(tx: Transaction, account: Account, instead_of: int | None) -> Arrangement | None:
    """The arrangement that another one takes the place of; there is at most one of each kind.

    Raises:
        Refused: there is one that nobody has named, or none of the name.
    """
    there = _open(tx, account.id)
    named = next((one for one in there if one.id == instead_of), None)
    if instead_of is not None and named is None:
        raise Refused(f"{account.number} has no arrangement {instead_of} that is active or waits for an answer.")
    for one in there:
        if one is named or (named is not None and one.status == "active"):
            continue
        what = "an arrangement" if one.status == "active" else "a request"
        raise Refused(
            f"{account.number} has {what} already ({one.id}): put this one in its place (--instead {one.id}), "
            "or cancel it."
        )
    return named


def _means_json(sheet: Worksheet | None, laid: Preview) -> str:
    if sheet is None or laid.means is None:
        return ""
    from collections_tui.domain.arrangements.means import means_json

    return means_json(sheet, laid.means)


def end_promises(tx: Transaction, desk: Desk, account_id: int) -> None:
    """What was promised before is part of the arrangement now."""
    running = tx.accounts.running_promises(account_id, desk.today())
    tx.accounts.set_promises(running, "cancelled")
    if running:
        judge_anew(tx, desk, account_id)


def _waiting(desk: Desk, policy: ArrangementPolicy) -> Plan:
    return Plan(desk.today() + timedelta(days=max(1, policy.approval_days)), "arrangement waits for a supervisor")


def reason_of(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refused: it is too long, or holds the number of a payment card.
    """
    text = checked(text)
    if len(text) > LONGEST_REASON:
        raise Refused(f"A reason has at most {LONGEST_REASON} characters: put the rest into a note.")
    return text


def _briefly(laid: Preview) -> str:
    """An arrangement in a few words: ``6 instalments, $600.00 in all``."""
    plain = [due for due in laid.dues if due.number]
    down = f"{format_cents(laid.dues[0].amount_cents, laid.currency)} down, " if not laid.dues[0].number else ""
    count = f"{len(plain)} instalment{'' if len(plain) == 1 else 's'}"
    return f"{down}{count}, {format_cents(laid.total_cents, laid.currency)} in all"


def _words(account: Account, made: int, status: ArrangementStatus, laid: Preview) -> str:
    if status == "proposed":
        return f"{account.number}: request {made} waits for a supervisor ({_briefly(laid)})"
    return f"{account.number}: arrangement {made}, {_briefly(laid)}"
