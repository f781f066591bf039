"""The doctor: every figure that the database keeps is worked out once more, and held against what is kept; and it looks
at the database as a whole (``house``).

It reads one moment of the database, however long it takes, and never keeps anybody from working. What it repairs is
worked out as the program does it all day; scores are left out, being of the day on which they were made (`rescore`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from collections_tui.domain.records import CallWindow
from collections_tui.domain.strategy import best_hour
from collections_tui.services import house
from collections_tui.services.arrangement_life import mispaid
from collections_tui.services.claim_effects import is_held_for_claims
from collections_tui.services.desk import Desk
from collections_tui.services.house import Check
from collections_tui.services.money import settle
from collections_tui.services.scoring import local_hour
from collections_tui.store.subjects.accounts import TouchFigures
from collections_tui.store.subjects.examined import OF_ACCOUNTS, Wrong
from collections_tui.store.subjects.recount import count_calls, sum_ledger
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import to_instant

SPAN = 10_000
SHOWN = 20
"""So many of what is wrong of a kind are told one by one."""
_REPAIRED_AT_ONCE = 500
_BY_CALLS = ("numbers of calls", "last calls", "last outcomes", "last contacts", "best hours")
_COUNTS = ("counts of calls", "sums of the ledger")
_WORDS = "words of prices"
# What was issued or came in is never changed, by anybody: of these the doctor only tells.
BILLS = ("bills", "lines of drafts", "numbers of bills", "remittances")
Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One kind of figure: how many are wrong, some of those, and how many could be put right."""

    name: str
    wrong: int
    examples: tuple[Wrong, ...]
    repaired: int = 0


class _Tally:
    """What is wrong of one kind: how much, the first of it, and on which accounts. All of it may be very much."""

    def __init__(self) -> None:
        self.number = 0
        self.examples: list[Wrong] = []
        self.accounts: set[int] = set()

    def add(self, wrong: Iterable[Wrong]) -> None:
        for one in wrong:
            self.number += 1
            if len(self.examples) < SHOWN:
                self.examples.append(one)
            if one.account_id is not None:
                self.accounts.add(one.account_id)

    def told(self, name: str, left: int | None = None) -> Finding:
        """In the report; ``left`` is how much is still wrong once it was put right."""
        repaired = 0 if left is None else max(0, self.number - left)
        return Finding(name, self.number, tuple(self.examples), repaired)


class Report(NamedTuple):
    """What the doctor found, kind by kind."""

    accounts: int
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()
    """Of the database as a whole, and of what stands around it."""

    @property
    def wrong(self) -> int:
        """How many figures and other things are wrong, and were not put right."""
        return sum(one.wrong - one.repaired for one in self.findings) + sum(one.wrong for one in self.checks)


def examine(desk: Desk, repair: bool = False, progress: Progress | None = None) -> Report:
    """Look at the database and what stands around it, and hold every kept figure against what it follows from.

    What is wrong comes back, kind by kind.

    Args:
        desk: whose database it is.
        repair: put right what is wrong. Everything that follows from the ledger, the calls and the promises is made to
            follow again; it is looked at once more afterwards, and what is still wrong is told.
        progress: told how many accounts are done and how many there are.

    Raises:
        Refused: no permission.
    """
    desk.permit("repair the database" if repair else "check the database")
    checks = _around(desk, repair)
    if house.beyond_repair(checks):
        return Report(0, (), checks)
    found, accounts = _look(desk, progress or _quiet)
    if not repair or not (any(tally.number for tally in found.values()) or any(one.number for one in checks)):
        return Report(accounts, tuple(tally.told(name) for name, tally in found.items()), checks)
    house.mend(checks, desk)
    _repair(desk, found)
    left, _ = _look(desk, _quiet)
    findings = tuple(tally.told(name, left[name].number) for name, tally in found.items())
    report = Report(accounts, findings, house.mended(checks, _around(desk, repair)))
    did = [f"{one.name}: {one.repaired}" for one in findings if one.repaired]
    did += [f"{one.name}: {one.mended}" for one in report.checks if one.mended]
    if did:
        with desk.store.write() as tx:
            desk.note(tx, "repair", details="; ".join(did))
    return report


def _around(desk: Desk, repair: bool) -> tuple[Check, ...]:
    around = desk.store.around()
    with desk.store.read() as tx:
        checks = house.look_around(tx, desk, around)
    if repair and not house.beyond_repair(checks):  # in a quiet hour, for others wait meanwhile
        with desk.store.write() as tx:
            return house.with_words(checks, tx.search.whole())
    return checks


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


# -- looking ----------------------------------------------------------------------------------------------------------


def _look(desk: Desk, progress: Progress) -> tuple[dict[str, _Tally], int]:
    found = {
        name: _Tally()
        for name in (
            *OF_ACCOUNTS,
            "best hours",
            "open invoices",
            "disputed amounts",
            "promises",
            "instalments",
            "queue",
            "holds for claims",
            "charges of claims",
            "answers to claims",
            *_COUNTS,
            _WORDS,
            *BILLS,
        )
    }
    with desk.store.read() as tx:
        total = sum(one.accounts for one in tx.figures.stock(closed=True))
        windows, done = {one.id: one for one in tx.worklists.windows()}, 0
        for first, last in tx.examined.spans(SPAN):
            for name in OF_ACCOUNTS:
                found[name].add(tx.examined.of_accounts(name, first, last))
            found["best hours"].add(_best_hours(tx, windows, first, last))
            found["open invoices"].add(tx.examined.of_invoices(first, last))
            found["disputed amounts"].add(tx.examined.argued(first, last))
            found["promises"].add(_promises(tx, desk, first, last))
            found["instalments"].add(_instalments(tx, desk, first, last))
            found["queue"].add(tx.examined.of_the_queue(desk.now(), first, last))
            found["holds for claims"].add(_claim_holds(tx, first, last))
            done = min(done + SPAN, total)
            progress(done, total)
        found["charges of claims"].add(Wrong(*one) for one in tx.claim_figures.misadded())
        found["answers to claims"].add(Wrong(*one) for one in tx.claim_figures.misanswered())
        found["counts of calls"].add(tx.examined.calls())
        found["sums of the ledger"].add(tx.examined.ledger())
        found["bills"].add(tx.examined.bills())
        found["lines of drafts"].add(tx.examined.draft_lines())
        found["numbers of bills"].add(tx.examined.series())
        found["remittances"].add(tx.examined.remittances())
        found[_WORDS].add(Wrong(f"price of {code}", kept, words) for code, kept, words in tx.prices.misworded())
    return found, total


def _best_hours(tx: Transaction, windows: dict[int, CallWindow], first: int, last: int) -> Iterator[Wrong]:
    for (account, number, window, kept), contacts in groupby(tx.examined.contacts(first, last), lambda one: one[:4]):
        found = best_hour(local_hour(windows[window], to_instant(one[4])) for one in contacts)
        if kept != found:
            yield Wrong(number, kept, found, account)
    yield from tx.examined.never_reached(first, last)


def _claim_holds(tx: Transaction, first: int, last: int) -> Iterator[Wrong]:
    for one in tx.claims.waiting(tx.claims.concerned(first, last)):
        wanted, kept = is_held_for_claims(one), one.hold_id is not None
        if wanted is not kept:
            yield Wrong(one.number, "held" if kept else "not held", "held" if wanted else "not held", one.account_id)


def _promises(tx: Transaction, desk: Desk, first: int, last: int) -> Iterator[Wrong]:
    accounts = tx.examined.promised(first, last)
    for promise, status, paid in tx.promises.misjudged(accounts, desk.zone) if accounts else ():
        account = tx.promises.account_of(promise)
        if account is not None and first <= account <= last:
            yield Wrong(f"promise {promise}", None, f"{status}, {paid} paid", account)


def _instalments(tx: Transaction, desk: Desk, first: int, last: int) -> Iterator[Wrong]:
    accounts = tx.examined.arranged(first, last)
    for arrangement, number, paid in mispaid(tx, desk, accounts) if accounts else ():
        account = tx.arrangements.get(arrangement)
        yield Wrong(f"arrangement {arrangement}, {number}", None, paid, None if account is None else account.account_id)


# -- putting right -----------------------------------------------------------------------------------------------------


def _repair(desk: Desk, found: dict[str, _Tally]) -> None:
    """Let everything follow again, a few hundred accounts at a time."""
    held = found["queue"].accounts
    by_calls = set[int]().union(*(found[name].accounts for name in _BY_CALLS))
    others = set[int]().union(*(tally.accounts for tally in found.values()))
    every = sorted(others)
    for start in range(0, len(every), _REPAIRED_AT_ONCE):
        some = every[start : start + _REPAIRED_AT_ONCE]
        with desk.store.write() as tx:
            for account in some:
                tx.accounts.get(account)  # nobody else changes it meanwhile
            tx.bulk.calls.set_figures(_figures(tx, [account for account in some if account in by_calls]))
            tx.health.let_status_follow(held.intersection(some), desk.now())
            settle(tx, desk, some, desk.now())
    with desk.store.write() as tx:
        if found["counts of calls"].number:
            count_calls(tx.sql)
        if found["sums of the ledger"].number:
            sum_ledger(tx.sql)
        if found[_WORDS].number:
            tx.prices.reword()


def _figures(tx: Transaction, accounts: list[int]) -> list[tuple[int, TouchFigures]]:
    windows = {one.id: one for one in tx.worklists.windows()}
    standing = {
        account: list(calls)
        for account, calls in groupby(tx.bulk.calls.standing(accounts), key=lambda one: one.account_id)
    }
    figures = []
    for account in accounts:
        calls = standing.get(account, [])
        contacts = [one for one in calls if one.right_party]
        hours = [local_hour(windows[one.window_id], one.started_at) for one in contacts]
        last, outcome = (calls[0].started_at, calls[0].outcome) if calls else (None, "")
        reached = contacts[0].started_at if contacts else None
        figures.append((account, TouchFigures(last, outcome, reached, len(calls), best_hour(hours))))
    return figures
