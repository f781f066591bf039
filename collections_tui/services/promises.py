"""Promises: one amount by one date; and all the money that is expected, by the day on which it is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from collections_tui.clock import whole_second
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Promise, Unsaved
from collections_tui.services.call_effects import store
from collections_tui.services.contact import rested
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.grace import last_day_of
from collections_tui.services.ledger_checks import short
from collections_tui.services.promised import LONGEST_PROMISE, PROMISED, judge_anew, owed_on, rest_others
from collections_tui.services.queue import refuse_if_taken
from collections_tui.services.scope import card_of, seen_by
from collections_tui.store.subjects.accounts import AccountCard
from collections_tui.store.subjects.expected import ExpectedRow, Key, Span
from collections_tui.store.transaction import Transaction

Which = Literal["overdue", "today", "coming"]
LOOKED_BACK = timedelta(days=31)
"""Money that was due longer ago is no more expected: its account is in the queue, with the reason."""
LOOKED_AHEAD = timedelta(days=31)


class Made(NamedTuple):
    """A promise as it was stored, with the number of its account, and what happens next in words."""

    promise: Promise
    number: str
    currency: str
    next_words: str


class Expected(NamedTuple):
    """One payment that somebody has agreed to make, and how it stands today.

    ``late``: its day has passed, its days of grace have not. ``part kept`` and ``broken``: they have.
    """

    row: ExpectedRow
    status: Literal["open", "late", "part kept", "broken"]

    @property
    def left_cents(self) -> int:
        """What is still to come of it."""
        return self.row.amount_cents - self.row.paid_cents


class Sum(NamedTuple):
    """How many payments are expected in one of the lists, and how much by currency."""

    which: Which
    number: int
    cents: tuple[tuple[str, int], ...]


# -- making and taking back -----------------------------------------------------------------------------------------


def make(
    desk: Desk,
    account_id: int,
    cents: int,
    due_on: date,
    operation_id: str,
    *,
    everywhere: bool = False,
    kept: bool = False,
) -> Made:
    """Store that somebody promises an amount by a day, and let the account rest until its last day has passed.

    What was promised before and is still running is replaced by it. The same ``operation_id`` again changes nothing and
    gives the same answer.

    Args:
        desk: who takes it down.
        account_id: on which account.
        cents: how much.
        due_on: by which day.
        operation_id: made by the caller.
        everywhere: it is for all accounts of the customer, and payments on any of them keep it.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission; an amount that is nothing or more than is owed; a day that has passed or is more than a
            year ahead; or somebody else has the account.
    """
    desk.permit("work")
    now, today = desk.now(), desk.today()
    with desk.store.write() as tx:
        card = card_of(tx, desk, account_id)
        done = tx.promises.of_operation(operation_id)
        if done is not None:
            return _again(tx, desk, card, done, (cents, due_on))
        account = card.account
        refuse_if_taken(tx, desk, account, now)
        _check(tx, desk, account, cents, due_on, everywhere=everywhere)
        replaced = tx.accounts.running_promises(account.id, today)
        tx.accounts.set_promises(replaced, "cancelled")
        last_day = last_day_of(tx, desk, account, due_on)
        promise_id = tx.promises.add(
            account.id, None, desk.person.id, cents, due_on, last_day, now,
            everywhere=everywhere, operation_id=operation_id,
        )  # fmt: skip
        if replaced:
            judge_anew(tx, desk, account.id)
        at = whole_second(desk.start_of(last_day + timedelta(days=1)))
        _replan(tx, desk, card, at, PROMISED, urgent=False)
        if everywhere:
            rest_others(tx, desk, account, at)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("promise", account.id))
        what = f"{format_cents(cents, account.currency)} by {due_on.isoformat()}"
        desk.note(
            tx, "promise", account.id, what, about=f"promise {promise_id}",
            before={"promises": replaced} if replaced else None,
            after={"amount_cents": cents, "due_on": due_on, "last_day": last_day, "everywhere": everywhere},
        )  # fmt: skip
        return _made(tx, desk, card, promise_id)


def cancel(desk: Desk, promise_id: int, reason: str) -> Made:
    """Take back a promise that is still running; its account is worked on again. What is broken stays broken.

    Raises:
        Refused: no permission, no reason, one that is too long, no such promise, it is not running, or somebody else
            has the account.
    """
    desk.permit("work")
    now, reason = desk.now(), short(checked(reason), "reason")
    if not reason:
        raise Refused("A promise is cancelled for a reason: say which.")
    with desk.store.write() as tx:
        account_id = tx.promises.account_of(promise_id)
        if account_id is None:
            raise Refused("That promise does not exist: look it up among the promises.")
        card = card_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, card.account, now)
        promise = _promise(tx, desk, account_id, promise_id)
        if promise.status != "open":
            raise Refused(f"That promise is {promise.status} already: only one that is running can be cancelled.")
        tx.accounts.set_promises([promise_id], "cancelled")
        judge_anew(tx, desk, account_id)
        _replan(tx, desk, card, None, f"promise cancelled: {reason}", urgent=False)
        desk.note(
            tx, "cancel promise", account_id, reason, about=f"promise {promise_id}",
            before={"status": promise.status}, after={"status": "cancelled"},
        )  # fmt: skip
        return _made(tx, desk, card, promise_id)


# -- money expected -------------------------------------------------------------------------------------------------


def expected(
    desk: Desk,
    which: Which,
    *,
    mine: bool = True,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 50,
) -> list[Expected]:
    """What is due: open promises, and instalments of arrangements that run, by day; of broken ones what was missed.

    Args:
        desk: who asks.
        which: due ``today``; ``overdue``, of the last 31 days, as long as nothing else was agreed since; or
            ``coming`` in the next 31 days.
        mine: only what I took down.
        after: go on behind the one of this key.
        before: the last ones before the one of this key instead.
        limit: at most so many.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        span = _span(tx, desk, which, mine=mine)
        if before is not None:
            rows = tx.expected.page(span, before, limit, back=True)[::-1]
        else:
            rows = tx.expected.page(span, after, limit)
        return [_expected(row, span.today) for row in rows]


def last_expected(desk: Desk, which: Which, *, mine: bool = True, limit: int = 50) -> list[Expected]:
    """The end of the same list."""
    desk.permit("see")
    with desk.store.read() as tx:
        span = _span(tx, desk, which, mine=mine)
        return [_expected(row, span.today) for row in tx.expected.page(span, None, limit, back=True)[::-1]]


def sums(desk: Desk, *, mine: bool = True) -> tuple[Sum, Sum, Sum]:
    """How much is overdue, due today and coming: all that ``expected`` lists."""
    desk.permit("see")
    today = desk.today()
    with desk.store.read() as tx:
        who = None if mine else seen_by(tx, desk)
        span = Span(today - LOOKED_BACK, today + LOOKED_AHEAD, today, desk.person.id if mine else None, who)
        found = tx.expected.sums(span)
    lists: tuple[Which, Which, Which] = ("overdue", "today", "coming")

    def of(part: int) -> Sum:
        rows = [row for row in found if row[0] == part]
        return Sum(lists[part], sum(row[2] for row in rows), tuple((row[1], row[3]) for row in rows))

    return of(0), of(1), of(2)


def _span(tx: Transaction, desk: Desk, which: Which, *, mine: bool) -> Span:
    today, one = desk.today(), timedelta(days=1)
    person = desk.person.id if mine else None
    first, last = {
        "overdue": (today - LOOKED_BACK, today - one),
        "today": (today, today),
        "coming": (today + one, today + LOOKED_AHEAD),
    }[which]
    return Span(first, last, today, person, None if mine else seen_by(tx, desk))


def _expected(row: ExpectedRow, today: date) -> Expected:
    if row.last_day < today:
        return Expected(row, "part kept" if row.paid_cents else "broken")
    return Expected(row, "late" if row.due_on < today else "open")


# -- inside a transaction -------------------------------------------------------------------------------------------


def _check(tx: Transaction, desk: Desk, account: Account, cents: int, due_on: date, *, everywhere: bool) -> None:
    today = desk.today()
    if cents <= 0:
        raise Refused("The amount promised must be more than nothing.")
    if due_on < today:
        raise Refused(f"{say_day(due_on, today)} has passed: a promise is for today or later.")
    if due_on > today + LONGEST_PROMISE:
        raise Refused(f"{say_day(due_on, today)} is more than a year ahead: agree on an earlier day.")
    owed = owed_on(tx, desk, account, everywhere=everywhere)
    where = f"{account.number} and the customer's other accounts" if everywhere else account.number
    if owed <= 0:
        raise Refused(f"Nothing is owed on {where}: there is nothing to promise.")
    if cents > owed:
        said, whole = format_cents(cents, account.currency), format_cents(owed, account.currency)
        raise Refused(f"{said} is more than the {whole} owed on {where}: check the amount.")


def _replan(tx: Transaction, desk: Desk, card: AccountCard, at: datetime | None, words: str, *, urgent: bool) -> None:
    """Store the account with what is next, what it waits for, and its score. One that is closed has no plan."""
    account = card.account
    due_on, until = tx.promises.awaited(account.id)
    account = account._replace(promise_due_on=due_on, promise_until=until)
    if account.status != "closed":
        account = account._replace(next_action_at=at, next_action=words, urgent=urgent)
    store(tx, desk, card._replace(account=rested(tx, desk, account, desk.now())))


def _promise(tx: Transaction, desk: Desk, account_id: int, promise_id: int) -> Promise:
    return next(one for one in tx.accounts.promises(account_id, desk.today()) if one.id == promise_id)


def _again(tx: Transaction, desk: Desk, card: AccountCard, promise_id: int, said: tuple[int, date]) -> Made:
    """The answer to a promise that comes again.

    Raises:
        Refused: its ``operation_id`` is that of another promise, which this one would be lost behind.
    """
    account_id = tx.promises.account_of(promise_id)
    if account_id == card.account.id:
        promise = _promise(tx, desk, account_id, promise_id)
        if (promise.amount_cents, promise.due_on) == said:
            return _made(tx, desk, card, promise_id)
    raise Refused("Another promise has that operation ID already, so nothing was stored: give each its own.")


def _made(tx: Transaction, desk: Desk, card: AccountCard, promise_id: int) -> Made:
    account = tx.accounts.get(card.account.id)
    assert account is not None, "the caller has looked it up"
    promise = _promise(tx, desk, account.id, promise_id)
    at = account.next_action_at
    if account.status != "open":
        words = "closed" if account.status == "closed" else "on hold"
    elif at is None or at <= desk.now():
        words = "next try now"
    else:
        words = f"rests until {say_day(desk.local(at).date(), desk.today())}"
    return Made(promise, account.number, account.currency, words)
