"""What becomes of arrangements by itself: paid in order, kept, paid early, broken, mended by what is entered late.

All of it follows from the payments there are and the day: the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from collections_tui.domain.arrangements.judge import Standing, judge
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, ArrangementStatus, Instalment
from collections_tui.services.arrangement_next import planned
from collections_tui.services.booking import book, take_back
from collections_tui.services.desk import Desk
from collections_tui.services.grace import known_policy
from collections_tui.services.promised import PROMISED
from collections_tui.services.queue import existing
from collections_tui.store.subjects.standing import NOTHING_OWED, Payment, Ran
from collections_tui.store.transaction import Transaction

PAID: tuple[ArrangementStatus, ...] = ("kept", "paid_early")
_OURS = ("arrangement ", "check ", "remind of ", "payment returned", "promise cancelled")


class Judged(NamedTuple):
    """An arrangement that stands otherwise than it did."""

    account_id: int
    arrangement_id: int
    before: ArrangementStatus
    status: ArrangementStatus


class _Case(NamedTuple):
    """An arrangement with its instalments as they are stored, and how it stands now."""

    ran: Ran
    dues: tuple[Instalment, ...]
    standing: Standing
    status: ArrangementStatus
    reason: str

    @property
    def latest(self) -> bool:
        return self.ran.next_made_at is None

    @property
    def changed(self) -> bool:
        return (self.status, self.standing.missed) != (self.ran.status, self.ran.missed)

    @property
    def paid(self) -> dict[int, int]:
        """What was paid of those instalments of which something else is stored."""
        pairs = zip(self.dues, self.standing.paid_cents, strict=True)
        return {due.number: cents for due, cents in pairs if due.paid_cents != cents}

    @property
    def more(self) -> bool:
        """Whether more is paid than was known."""
        return sum(self.standing.paid_cents) > sum(due.paid_cents for due in self.dues)


def rejudge(tx: Transaction, desk: Desk, account_ids: Iterable[int], now: datetime) -> list[Judged]:
    """Make arrangements follow from what was paid, and their accounts from them; those that stand otherwise now.

    What was paid of instalments, the status, what a settlement forgives once it is kept (and that it is owed again when
    a payment comes back), what the account waits for, and when it is worked on next. Balances must be right before it;
    scores are the caller's.
    """
    ids = sorted(set(account_ids))
    cases = [case for case in _cases(tx, desk, ids) if case.changed or case.paid]
    if not cases:
        return []
    for case in cases:
        if case.paid:
            tx.standing.put_paid(case.ran.id, case.paid)
        if case.changed:
            _put_status(tx, desk, case, now)
    touched = sorted({case.ran.account_id for case in cases})
    booked = [case.ran.account_id for case in cases if _forgive_or_not(tx, desk, case, now)]
    if booked:
        tx.bulk.touched.refresh(booked, now, desk.zone)
    tx.promises.await_anew(touched)
    for case in cases:
        if case.latest:
            _replan(tx, desk, case, now)
    return [Judged(case.ran.account_id, case.ran.id, case.ran.status, case.status) for case in cases if case.changed]


def mispaid(tx: Transaction, desk: Desk, account_ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """Instalments of which something else is stored than was paid: arrangement, number, and the cents paid."""
    cases = _cases(tx, desk, sorted(set(account_ids)))
    return [(case.ran.id, number, cents) for case in cases for number, cents in case.paid.items()]


def _cases(tx: Transaction, desk: Desk, ids: Sequence[int]) -> list[_Case]:
    every = tx.standing.ran(ids)
    if not every:
        return []
    dues = tx.arrangements.instalments(ran.id for ran in every)
    payments = tx.standing.payments({ran.account_id for ran in every})
    return [_case(desk, ran, dues[ran.id], payments.get(ran.account_id, ())) for ran in every]


def _case(desk: Desk, ran: Ran, dues: tuple[Instalment, ...], payments: Sequence[Payment]) -> _Case:
    counted = [(one.on, one.cents) for one in payments if _counts(desk, ran, one)]
    grace = dues[0].last_day - dues[0].due_on
    until = None if ran.until is None or not ran.off_cents else ran.until + grace
    standing = judge(dues, counted, desk.today(), until)
    status: ArrangementStatus = standing.status
    if ran.next_made_at is not None:
        # Another has taken its place: it runs no more. It only may turn out not to have been paid after all.
        back = ran.status in PAID and status not in PAID
        status = "broken" if back else ran.status
        standing = standing._replace(missed=standing.missed or standing.next if back else ran.missed)
    elif status == "active" and ran.balance_cents <= 0:
        return _Case(ran, dues, standing, "paid_early", NOTHING_OWED)
    return _Case(ran, dues, standing, status, _reason(ran, dues, standing))


def _counts(desk: Desk, ran: Ran, one: Payment) -> bool:
    """Whether a payment is for this arrangement: of the days since it was made, and entered while it was the latest."""
    if one.entered_at < ran.made_at or one.on < desk.local(ran.made_at).date():
        return False
    return ran.next_made_at is None or one.entered_at < ran.next_made_at


def _reason(ran: Ran, dues: Sequence[Instalment], standing: Standing) -> str:
    """Why it is broken, in words that stay true; '' where it is not."""
    missed = next((due for due in dues if due.number == standing.missed), None)
    if missed is None:
        return ""
    return f"{format_cents(missed.amount_cents, ran.currency)} due {_day(missed.due_on)}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _put_status(tx: Transaction, desk: Desk, case: _Case, now: datetime) -> None:
    on, status = case.standing.on, case.status
    ended: datetime | None = None
    if status == "broken":
        ended = now if on is None else desk.start_of(on + timedelta(days=1))
    elif status in PAID:
        ended = now if on is None else desk.start_of(on)
    tx.standing.put_status(case.ran.id, status, ended, case.reason, case.standing.missed)
    words = "active again" if status == "active" else status.replace("_", " ")
    desk.note(
        tx, f"arrangement {words}", case.ran.account_id, case.reason, about=f"arrangement {case.ran.id}",
        before={"status": case.ran.status}, after={"status": status},
    )  # fmt: skip


# -- what a settlement forgives -------------------------------------------------------------------------------------


def _forgive_or_not(tx: Transaction, desk: Desk, case: _Case, now: datetime) -> bool:
    """Write off what a settlement forgives when it turns out to be kept, take it back when not; whether it was done."""
    is_kept, was_kept = case.status in PAID, case.ran.status in PAID
    if not case.ran.off_cents or is_kept == was_kept or case.reason == NOTHING_OWED:
        return False
    operation, live = _write_off(tx, case.ran.id)
    if was_kept:
        entry = None if live is None else tx.ledger.get(live)
        if entry is None or entry.reversed_by is not None:
            return False
        take_back(
            tx, desk, entry, on=max(desk.today(), entry.entry.on), reason="the settlement is not paid after all",
            operation_id=f"{operation} back", now=now,
        )  # fmt: skip
        return True
    account = existing(tx, case.ran.account_id)
    cents = min(case.ran.off_cents, account.balance_cents)
    if cents <= 0:
        return False
    book(
        tx, desk, account, "write_off", -cents, desk.today(),
        reason="settlement paid", operation_id=operation, now=now,
    )  # fmt: skip
    return True


def _write_off(tx: Transaction, arrangement_id: int) -> tuple[str, int | None]:
    """The operation and the entry of the write-off that stands; or those of the next one, with None for the entry."""
    number = 1
    while True:
        operation = f"settlement {arrangement_id} {number}"
        entry_id = tx.ledger.id_of_operation(operation)
        if entry_id is None:
            return operation, None
        found = tx.ledger.get(entry_id)
        if found is not None and found.reversed_by is None:
            return operation, entry_id
        number += 1


# -- what is next ---------------------------------------------------------------------------------------------------


def _replan(tx: Transaction, desk: Desk, case: _Case, now: datetime) -> None:
    """When the account is worked on next, as far as that follows from the arrangement."""
    account = existing(tx, case.ran.account_id)
    if account.status == "closed" or (account.urgent and account.next_action_at is not None and _soon(desk, account)):
        return  # a call-back that was agreed comes first, and then its caller sees what there is
    if case.status == "broken":
        if case.changed:
            tx.queue.plan(account.id, None, f"arrangement broken: {case.reason}", urgent=False, now=now)
    elif case.status in PAID:
        if case.changed:
            left = format_cents(account.balance_cents, account.currency)
            words = f"arrangement {case.status.replace('_', ' ')}: {left} is still owed"
            tx.queue.plan(account.id, None, words, urgent=False, now=now)
    elif (case.more or (case.changed and not _returned(account))) and not _has_plan(desk, account, now):
        pairs = zip(case.dues, case.standing.paid_cents, strict=True)
        dues = [due._replace(paid_cents=cents) for due, cents in pairs]
        plan = planned(dues, known_policy(tx, desk, account), desk.today(), account.currency)
        if plan is not None:
            tx.queue.plan(account.id, max(desk.start_of(plan.on), now), plan.words, urgent=False, now=now)


def _returned(account: Account) -> bool:
    """Whether a payment came back about which they have to be called before anything else is waited for."""
    return account.next_action_at is None and account.next_action.startswith("payment returned")


def _soon(desk: Desk, account: Account) -> bool:
    at = account.next_action_at
    return at is not None and desk.local(at).date() <= desk.today()


def _has_plan(desk: Desk, account: Account, now: datetime) -> bool:
    """Whether somebody has planned something for a later time: what the program plans by itself gives way."""
    at, words = account.next_action_at, account.next_action
    if at is None or at <= now:
        return False
    outcomes = desk.books.outcomes.outcomes
    by_itself = {PROMISED, *(one.words for one in outcomes), *(one.next.words for one in outcomes)}
    return account.urgent or not (words in by_itself or words.startswith(_OURS))
