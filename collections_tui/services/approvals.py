"""Approvals: what is asked of supervisors, and what they answer. ``docs/approvals.md`` explains all of it.

Arrangements and settlements are made by ``arrangements`` and answered by ``arrangement_answers``; here they stand in
one queue with calls against the contact rules and entries in the ledger that somebody asks for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, Person, Unsaved
from collections_tui.domain.requests import Asked, RequestStatus
from collections_tui.domain.text import clean
from collections_tui.services import arrangement_answers, arrangements
from collections_tui.services.approval_checks import (
    LASTS,
    blocking,
    changed,
    invoice_of,
    refuse_answered,
    refuse_twice,
    refuse_unbookable,
    signed,
)
from collections_tui.services.approval_news import SHOWN_FOR
from collections_tui.services.approval_views import Approval, Change, Wanted
from collections_tui.services.approval_words import KINDS, of_arrangement, of_request, told
from collections_tui.services.booking import book
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.ledger_checks import reason_of
from collections_tui.services.money import settle
from collections_tui.services.permissions import allowed
from collections_tui.services.scope import account_of, sees
from collections_tui.store.subjects.arrangements import NamedArrangement
from collections_tui.store.subjects.requests import NamedRequest, NewRequest
from collections_tui.store.transaction import Transaction

MOST_TOLD = 3


# -- asking ---------------------------------------------------------------------------------------------------------


def ask(desk: Desk, wanted: Wanted, operation_id: str, *, kept: bool = False) -> str:
    """Ask a supervisor for something that is not mine to decide; a sentence that says so.

    Args:
        desk: who asks.
        wanted: what for, and why.
        operation_id: made by the caller: the same operation twice is stored once.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, no such account, no reason; a number that may be called, or that nobody may be allowed
            to call; an amount that cannot be; or the same is asked for already.
    """
    desk.permit("work")
    reason, now = reason_of(checked(wanted.reason), "A request"), desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, wanted.account_id)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("entry", account.id))
        done = tx.requests.id_of_operation(operation_id)
        if done is not None:
            return _asked(tx, desk, done)
        refuse_twice(tx, desk, wanted)
        new = NewRequest(account.id, wanted.kind, now, desk.person.id, reason, operation_id)
        if wanted.kind == "override":
            new = new._replace(e164=wanted.e164, rules=blocking(tx, desk, account, wanted.e164, now))
        else:
            new = new._replace(cents=signed(account, wanted), invoice=invoice_of(tx, account, wanted))
            refuse_unbookable(account, new.kind, new.cents)
        made = tx.requests.add(new)
        desk.note(tx, "request", account.id, f"R{made} {KINDS[wanted.kind]}: {reason}", about=f"request {made}")
        return _asked(tx, desk, made)


def take_back(desk: Desk, ref: str, reason: str = "") -> str:
    """Take back a request of mine that nobody has answered; a sentence that says so.

    Raises:
        Refused: no permission, no such request, it is somebody else's, or it was answered.
    """
    desk.permit("work")
    kind, number = _parse(ref)
    if kind == "A":
        return arrangements.cancel(desk, number, reason)
    reason = checked(reason)[:200]
    with desk.store.write() as tx:
        account, asked = _locked(tx, desk, number)
        if asked.by != desk.person.login:
            raise Refused(f"R{number} was asked for by {asked.by}: only they can take it back.")
        refuse_answered(asked)
        tx.requests.cancel(number, reason)
        details = f"R{number} {reason}".strip()
        desk.note(tx, "request taken back", account.id, details, about=f"request {number}")
    return f"{account.number}: the request R{number} is taken back."


# -- looking --------------------------------------------------------------------------------------------------------


def waiting(desk: Desk) -> list[Approval]:
    """What waits for a supervisor, the oldest first: everybody's for those who see the team, else mine."""
    desk.permit("see")
    mine = _mine(desk)
    with desk.store.read() as tx:
        plans = _proposed(tx)
        if mine is not None:
            plans = [one for one in plans if one.arrangement.by == desk.person.login]
        found = _seen(tx, desk, _together(tx, desk, plans, tx.requests.waiting(mine)))
    return sorted(found, key=lambda one: (one.made_at, one.ref))


def answered(desk: Desk) -> list[Approval]:
    """What was answered within the last week, the latest first: everybody's for those who see the team, else mine."""
    desk.permit("see")
    since, mine = desk.now() - SHOWN_FOR, _mine(desk)
    with desk.store.read() as tx:
        every = _together(tx, desk, tx.arrangements.answered(since, mine), tx.requests.answered(since, mine))
        found = _seen(tx, desk, every)
    return sorted(found, key=lambda one: (one.answered_at or one.made_at, one.ref), reverse=True)


def get(desk: Desk, ref: str) -> Approval:
    """One request, by what it is called: ``A3`` or ``3`` an arrangement, ``R5`` any other.

    Raises:
        Refused: there is none.
    """
    desk.permit("see")
    kind, number = _parse(ref)
    with desk.store.read() as tx:
        if kind == "R":
            request = tx.requests.named(number)
            found = None if request is None else of_request(request, desk.now())
        else:
            plan = tx.arrangements.named(number)
            found = None if plan is None else _together(tx, desk, [plan], [])[0]
        if found is not None:
            account_of(tx, desk, found.account_id)
    if found is None:
        raise _nothing(clean(ref)[:40])
    return found


def told_now(desk: Desk) -> str:
    """What was answered to me within the last week and I was not told of, in a sentence or a few; it is told once.

    ``approval_news.news`` asks first whether there is anything.
    """
    desk.permit("see")
    me, now = desk.person.id, desk.now()
    with desk.store.write() as tx:
        plans, requests = tx.arrangements.untold(me, now - SHOWN_FOR), tx.requests.untold(me, now - SHOWN_FOR)
        found = _together(tx, desk, plans, requests)
        tx.arrangements.tell([one.arrangement.id for one in plans], now)
        tx.requests.tell([one.asked.id for one in requests], now)
    others = [one for one in found if one.answered_by != desk.person.login]
    if len(others) > MOST_TOLD:
        return f"{len(others)} of your requests were answered: Q shows them."
    return " ".join(told(desk, one) for one in others)


# -- answering ------------------------------------------------------------------------------------------------------


def answer(desk: Desk, ref: str, approve: bool, reason: str = "", change: Change | None = None) -> str:
    """Approve a request as it is or with a change, or refuse it; a sentence that says so.

    What is approved of the ledger is booked at once, by whoever approves. A call that is approved may begin once, to
    that number, by who asked, within half an hour or as many minutes as the change says.

    Args:
        desk: the supervisor who answers.
        ref: what the request is called.
        approve: yes or no.
        reason: why; needed to refuse.
        change: what is approved instead.

    Raises:
        Refused: no permission, no such request, no reason, a change that does not fit it, or what is asked for cannot
            be done any more.
    """
    desk.permit("see")
    kind, number = _parse(ref)
    change = change or Change()
    if kind == "A":
        if change.cents is not None or change.minutes is not None:
            desk.permit("approve arrangements")
            raise Refused("An arrangement is changed by other terms, not by another amount or time alone.")
        return arrangement_answers.answer(desk, number, approve, reason, change.terms)
    person, reason = desk.permit("answer requests"), checked(reason)[:200]
    if not approve and not reason:
        raise Refused("Say why it is refused: whoever asked has to know.")
    if not approve and change != Change():
        raise Refused("A request that is refused has no change: approve it with one, or leave it away.")
    with desk.store.write() as tx:
        account, asked = _locked(tx, desk, number)
        refuse_answered(asked)
        tx.unsaved.drop(desk.person.id, Unsaved("decision", number))  # there is no other answer to go on with
        return _answer(tx, desk, account, asked, person, approve, reason, change)


def _answer(
    tx: Transaction, desk: Desk, account: Account, asked: Asked, person: Person, approve: bool, reason: str,
    change: Change,
) -> str:  # fmt: skip
    entry_id, now = None, desk.now()
    given = changed(account, asked, change)
    if not approve:
        how = "refused"
    elif asked.kind == "override":
        how = "approved"
        blocking(tx, desk, account, asked.e164, now, still=False)
        given = given._replace(until=now + timedelta(minutes=change.minutes or LASTS))
    else:
        how = "approved with a change" if given.changed else "approved"
        refuse_unbookable(account, asked.kind, given.cents)
        entry_id = book(
            tx, desk, account, asked.kind, given.cents, desk.today(),
            reason=f"{asked.reason} (asked for by {asked.by})"[:200], operation_id=f"request {asked.id}", now=now,
            invoice=asked.invoice,
        )  # fmt: skip
    status: RequestStatus = "approved" if approve else "refused"
    tx.requests.answer(given, status, person.id, now, reason, entry_id=entry_id)
    if entry_id is not None:
        settle(tx, desk, [account.id], now)
    named = tx.requests.named(asked.id)
    assert named is not None, "it has just been answered"
    one = of_request(named, now)
    because = f": {reason}" if reason else ""
    desk.note(
        tx, f"request {how}", account.id, f"{one.ref} {one.in_full}{because}", about=f"request {asked.id}",
        before={"status": asked.status}, after={"status": status}, by=person,
    )  # fmt: skip
    until = f" until {desk.local(one.until):%H:%M}" if one.until is not None else ""
    return f"{account.number}: {one.ref} is {how}, {one.in_full}{until}."


def allowance(tx: Transaction, desk: Desk, account_id: int, e164: str, rules: set[str], now: datetime) -> Asked | None:
    """What lets whoever sits here call a number although these rules block it: a supervisor approved of it before.

    Nothing where a rule blocks it that was not looked at when it was approved.
    """
    found = tx.requests.usable(account_id, desk.person.id, e164, now)
    return found if found is not None and rules <= {rule.id for rule in found.rules} else None


# -- how it is done -------------------------------------------------------------------------------------------------


def _mine(desk: Desk) -> int | None:
    """Whose requests are seen: None for everybody's."""
    return None if allowed("see the team", desk.person.roles) else desk.person.id


def _proposed(tx: Transaction) -> list[NamedArrangement]:
    found = tx.arrangements.every("proposed")
    while more := tx.arrangements.every("proposed", found[-1].arrangement.id) if found else []:
        found += more
    return found


def _together(
    tx: Transaction, desk: Desk, plans: list[NamedArrangement], requests: list[NamedRequest]
) -> list[Approval]:
    dues = tx.arrangements.instalments(one.arrangement.id for one in plans) if plans else {}
    now = desk.now()
    return [
        *(of_arrangement(one, dues[one.arrangement.id]) for one in plans),
        *(of_request(one, now) for one in requests),
    ]


def _seen(tx: Transaction, desk: Desk, found: list[Approval]) -> list[Approval]:
    """Those on accounts that the person may see: most people see all, and nothing is asked for them."""
    if not desk.person.scope:
        return found
    accounts = ((one, tx.accounts.get(one.account_id)) for one in found)
    return [one for one, account in accounts if account is not None and sees(tx, desk, account)]


def _parse(ref: str) -> tuple[str, int]:
    """The letter and the number of what a request is called; 0 where nothing is called so."""
    text = ref.strip().upper()
    letter, digits = (text[0], text[1:]) if text[:1] in ("A", "R") else ("A", text)
    return letter, int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0


def _nothing(ref: str) -> Refused:
    return Refused(f"There is no request {ref}: `collections-tui approvals` lists them.")


def _locked(tx: Transaction, desk: Desk, request_id: int) -> tuple[Account, Asked]:
    """A request and its account, which nobody else changes until the transaction is over."""
    asked = tx.requests.get(request_id)
    if asked is None:
        raise _nothing(f"R{request_id}")
    account = account_of(tx, desk, asked.account_id)
    again = tx.requests.get(request_id)
    assert again is not None, "requests are never deleted"
    return account, again


def _asked(tx: Transaction, desk: Desk, request_id: int) -> str:
    named = tx.requests.named(request_id)
    assert named is not None, "it has been stored"
    one = of_request(named, desk.now())
    return f"{one.number}: {one.ref}, {one.what}, waits for a supervisor. Q shows the answer."
