"""A supervisor's answer to an arrangement that was asked for: as it is, with other terms, or refused."""

from __future__ import annotations

from collections_tui.domain.arrangements.check import may_approve
from collections_tui.domain.arrangements.records import ArrangementPolicy, Terms
from collections_tui.domain.arrangements.schedule import terms_json
from collections_tui.domain.audit import differing
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, Arrangement, Person, Unsaved
from collections_tui.services.arrangement_layout import asked_for_json, asked_json, instalments, lay_out, stands, views
from collections_tui.services.arrangement_next import Plan, follow
from collections_tui.services.arrangement_words import say_status
from collections_tui.services.arrangements import end_promises, existing, locked, reason_of
from collections_tui.services.desk import Desk
from collections_tui.services.grace import policy_of
from collections_tui.store.transaction import Transaction


def answer(desk: Desk, arrangement_id: int, approve: bool, reason: str = "", terms: Terms | None = None) -> str:
    """Approve a request as it is or with other terms, or refuse it; a sentence that says so.

    Args:
        desk: the supervisor who answers.
        arrangement_id: the request.
        approve: yes or no.
        reason: why; needed to refuse.
        terms: instead of those that were asked for; they are about what was owed then, or with 0 owed about it too.

    Raises:
        Refused: no permission, no such request, no reason, more forgiven than the supervisor may, terms that cannot be
            met, nothing that is owed any more, or a first payment whose day has passed meanwhile.
    """
    by = desk.permit("approve arrangements")
    reason, now = reason_of(reason), desk.now()
    if not approve and not reason:
        raise Refused("Say why it is refused: the collector has to tell the customer.")
    if not approve and terms is not None:
        raise Refused("A request that is refused has no other terms: approve it with them, or leave them away.")
    with desk.store.write() as tx:
        account, request = locked(tx, desk, arrangement_id)
        if request.status != "proposed":
            raise Refused(f"Arrangement {request.id} waits for no answer: it is {say_status(request.status)}.")
        policy = policy_of(tx, desk, account)
        tx.unsaved.drop(desk.person.id, Unsaved("answer", arrangement_id))  # there is no other answer to go on with
        if not approve:
            return _refuse(tx, desk, by, account, request, policy, reason)
        if account.balance_cents <= 0:
            raise Refused(f"Nothing is owed on {account.number} any more: refuse the request, and say so.")
        was = stands(request)
        is_changed = terms is not None and _change(tx, desk, account, request, policy, terms)
        if is_changed:
            request = existing(tx, arrangement_id)
        view = views(tx, [request])[0]
        not_allowed = may_approve(policy, view.terms, by.roles)
        if not_allowed:
            desk.refused(not_allowed, account.id, about=f"arrangement {request.id}")
            raise Refused(not_allowed)
        if view.dues[0].last_day < desk.today():
            day = say_day(view.dues[0].due_on, desk.today())
            raise Refused(f"The first payment was due {day}: approve it with a later first date.")
        running = tx.arrangements.running(account.id)
        if running is not None:
            tx.arrangements.set_status(running.id, "superseded", now, "another took its place")
        tx.arrangements.answer(request.id, by.id, now, reason)
        tx.arrangements.set_status(request.id, "active")
        end_promises(tx, desk, account.id)
        how = "approved with a change" if is_changed else "approved"
        # Who asked has to tell the customer what was changed; what was approved as it was agreed needs no call.
        tell = Plan(desk.today(), f"arrangement {how}: tell them{_because(reason)}") if is_changed else None
        words = follow(tx, desk, account.id, policy, tell)
        changed = differing(was, stands(request) | {"status": "active"})
        about = f"arrangement {request.id}"
        desk.note(tx, f"arrangement {how}", account.id, reason, about=about, by=by, **changed._asdict())
    return f"{account.number}: arrangement {request.id} is {how}; {words}."


def _change(
    tx: Transaction, desk: Desk, account: Account, request: Arrangement, policy: ArrangementPolicy, terms: Terms
) -> bool:
    """Give a request other terms, and keep what was asked for; False where they are the same."""
    from collections_tui.domain.arrangements.means import worksheet_from

    sheet = worksheet_from(request.means)
    laid = lay_out(tx, desk, account, terms, sheet, owed_cents=request.owed_cents)
    if terms_json(laid.terms) == request.terms:
        return False
    until = None if laid.terms.settlement is None else laid.terms.settlement.until
    asked_for = asked_for_json(request.terms, tx.arrangements.instalments([request.id])[request.id])
    tx.arrangements.put_terms(
        request.id, terms_json(laid.terms), laid.total_cents, until, asked_json(laid.lines), asked_for,
        instalments(laid.dues, policy),
    )  # fmt: skip
    return True


def _refuse(
    tx: Transaction, desk: Desk, by: Person, account: Account, request: Arrangement, policy: ArrangementPolicy,
    reason: str,
) -> str:  # fmt: skip
    now = desk.now()
    tx.arrangements.answer(request.id, by.id, now, reason)
    tx.arrangements.set_status(request.id, "refused", now, reason)
    follow(tx, desk, account.id, policy, Plan(desk.today(), f"arrangement refused: {reason}"))
    desk.note(
        tx, "arrangement refused", account.id, reason, about=f"arrangement {request.id}",
        before={"status": request.status}, after={"status": "refused"}, by=by,
    )  # fmt: skip
    return f"{account.number}: arrangement {request.id} is refused."


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
