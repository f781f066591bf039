"""Who insures a customer, in the order in which they pay, and what the insurer said when it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from collections_tui.domain.audit import differing
from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.payers import payer_named
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

LONGEST = 80
MOST_SAID = 20
LONGEST_SAID = 300
RANKS = ("primary", "secondary", "tertiary")


class NewCoverage(NamedTuple):
    """An insurance as typed. ``payer`` is the insurer's id; ``rank`` who pays first, None for behind all others."""

    payer: str
    member: str
    valid_from: date
    valid_to: date | None = None
    group: str = ""
    rank: int | None = None


def of_account(desk: Desk, account_id: int, on: date | None = None) -> list[Coverage]:
    """Who insures the customer of an account, in the order in which they pay; with a day those who did on that day.

    Raises:
        Refused: no permission, or no such account.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.coverages.of_customer(account_of(tx, desk, account_id).customer_id, on)
    desk.looked(account_id)
    return found


def add(desk: Desk, account_id: int, new: NewCoverage) -> Coverage:
    """Note who insures the customer of an account.

    Raises:
        Refused: no permission, no such account or insurer, days that cannot be, or another one pays at that place then.
    """
    person = desk.permit("manage payers")
    member, group = _word(new.member, "member id"), _word(new.group, "group", needed=False)
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Refused("The last day is before the first: give them the other way round.")
    _refuse_place(new.rank)
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        others = _at_that_time(tx.coverages.of_customer(account.customer_id), new)
        rank = new.rank or max((one.rank for one in others), default=0) + 1
        _refuse_taken(desk, others, min(rank, 9))
        payer = payer_named(tx, new.payer)
        twice = next((one for one in others if (one.payer.id, one.member) == (payer.id, member)), None)
        if twice is not None:
            raise Refused(
                f"{payer.name} insures them with that number already (insurance {twice.id}, {rank_words(twice.rank)} "
                f"since {say_day(twice.valid_from, desk.today())}): change that one."
            )
        coverage = tx.coverages.add(
            Coverage(0, account.customer_id, payer, rank, member, new.valid_from, new.valid_to, group),
            person.id, desk.now(),
        )  # fmt: skip
        _enter(tx, desk, "add coverage", account, coverage, after=_told(coverage))
    return coverage


def end(desk: Desk, account_id: int, coverage_id: int, last: date) -> Coverage:
    """Say until when somebody is insured so: ``last`` is the last day.

    Raises:
        Refused: no permission, no such insurance of this customer, or it begins later.
    """
    return change(desk, account_id, coverage_id, Corrected(valid_to=last))


class Corrected(NamedTuple):
    """What is written anew of an insurance; None for what stays. ``endless``: it has no last day any more."""

    member: str | None = None
    group: str | None = None
    rank: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    endless: bool = False


def change(desk: Desk, account_id: int, coverage_id: int, corrected: Corrected) -> Coverage:
    """Write an insurance anew that was taken down wrongly, or that ends. Its insurer stays.

    Raises:
        Refused: no permission, no such insurance of this customer, days that cannot be, another one pays at that place
            then, or nothing was corrected.
    """
    desk.permit("manage payers")
    if corrected == Corrected():
        raise Refused("Nothing was said: give a number, a place or a day.")
    said = {name: value for name, value in corrected._asdict().items() if value is not None and name != "endless"}
    said |= {} if corrected.member is None else {"member": _word(corrected.member, "member id")}
    said |= {} if corrected.group is None else {"group": _word(corrected.group, "group", needed=False)}
    _refuse_place(corrected.rank)
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        before = _of(tx, account, coverage_id)
        after = before._replace(**({"valid_to": None} if corrected.endless else {}) | said)
        if after.valid_to is not None and after.valid_to < after.valid_from:
            day = say_day(after.valid_from, desk.today())
            raise Refused(f"That insurance begins {day if day == 'today' else f'on {day}'}: it cannot end before.")
        others = [one for one in tx.coverages.of_customer(account.customer_id) if one.id != coverage_id]
        new = NewCoverage(after.payer.code, after.member, after.valid_from, after.valid_to)
        _refuse_taken(desk, _at_that_time(others, new), after.rank)
        tx.coverages.put(after)
        changed = differing(_told(before), _told(after))
        ends = corrected == Corrected(valid_to=corrected.valid_to)
        _enter(tx, desk, "end coverage" if ends else "change coverage", account, after, **changed._asdict())
    return after


def remove(desk: Desk, account_id: int, coverage_id: int, reason: str) -> Coverage:
    """Take out an insurance that never held, of a mistaken insurer say; what it was, which the audit keeps.

    Raises:
        Refused: no permission, no such insurance of this customer, no reason, or a claim was made of it.
    """
    desk.permit("manage payers")
    reason = _word(reason, "reason")
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        found = _of(tx, account, coverage_id)
        asked = tx.coverages.claims(found)
        if asked:
            raise Refused(f"{found.payer.name} was asked by it (C{asked[0]}): say from when to when it held instead.")
        tx.coverages.remove(coverage_id)
        _enter(tx, desk, "remove coverage", account, found, before={**_told(found), "reason": reason})
    return found


def verify(desk: Desk, account_id: int, coverage_id: int, said: Mapping[str, str]) -> Coverage:
    """Keep what an insurer said of an insurance when it was asked: deductible left, copay, coinsurance, who said it.

    It takes the place of what was said before, which the audit keeps.

    Raises:
        Refused: no permission, no such insurance of this customer, or too much of it.
    """
    person = desk.permit("manage payers")
    told = {checked(name): checked(value) for name, value in said.items()}
    if len(told) > MOST_SAID or any(not name or len(name) + len(value) > LONGEST_SAID for name, value in told.items()):
        raise Refused(f"Of an insurance {MOST_SAID} things are kept, each in {LONGEST_SAID} characters: shorten it.")
    now = desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        before = _of(tx, account, coverage_id)
        tx.coverages.verified(coverage_id, now, person.id, told)
        after = before._replace(verified_at=now, verified_by=person.login, said=tuple(told.items()))
        _enter(tx, desk, "verify coverage", account, after, before=dict(before.said), after=told)
    return after


def rank_words(rank: int) -> str:
    """A place among insurers in words: primary, secondary, tertiary, 4th."""
    return RANKS[rank - 1] if rank <= len(RANKS) else f"{rank}th"


def _at_that_time(others: Iterable[Coverage], new: NewCoverage) -> list[Coverage]:
    """Those of the others that hold on any day of the new one."""
    return [
        one
        for one in others
        if (new.valid_to is None or one.valid_from <= new.valid_to)
        and (one.valid_to is None or new.valid_from <= one.valid_to)
    ]


def _refuse_place(rank: int | None) -> None:
    """Pass if there is such a place among insurers."""
    if rank is not None and not 1 <= rank <= 9:
        raise Refused(f"Insurers pay first to ninth: {rank} is no place among them.")


def _refuse_taken(desk: Desk, others: Iterable[Coverage], rank: int) -> None:
    """Pass if nobody else pays at that place."""
    taken = next((one for one in others if one.rank == rank), None)
    if taken is not None:
        raise Refused(
            f"{taken.payer.name} is {rank_words(rank)} since {say_day(taken.valid_from, desk.today())} (insurance "
            f"{taken.id}): end it first, or give another place."
        )


def _of(tx: Transaction, account: Account, coverage_id: int) -> Coverage:
    found = tx.coverages.get(coverage_id)
    if found is None or found.customer_id != account.customer_id:
        shows = f"`collections-tui coverage list {account.number}` shows them"
        raise Refused(f"{coverage_id} is no insurance of that customer: {shows}.")
    return found


def _word(text: str, what: str, *, needed: bool = True) -> str:
    word = checked(text)
    if len(word) > LONGEST or (needed and not word):
        raise Refused(f"The {what} has {'1' if needed else '0'} to {LONGEST} characters: check it.")
    return word


def _told(coverage: Coverage) -> dict[str, object]:
    """A coverage for the audit."""
    fields = ("rank", "member", "group", "valid_from", "valid_to")
    return {"payer": coverage.payer.code} | {field: getattr(coverage, field) for field in fields}


def _enter(
    tx: Transaction,
    desk: Desk,
    action: str,
    account: Account,
    coverage: Coverage,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    words = f"{rank_words(coverage.rank)}: {coverage.payer.name}"
    desk.note(tx, action, account.id, words, about=f"coverage {coverage.id}", before=before, after=after)
