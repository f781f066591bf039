"""Scores: kept current with every change, and afresh for all accounts when the day or a strategy has changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from collections_tui.domain.records import CallWindow, Facts
from collections_tui.domain.strategy import Why, compile_score, explain
from collections_tui.domain.windows import zone
from collections_tui.services.desk import Desk
from collections_tui.store.subjects.accounts import AccountCard
from collections_tui.store.transaction import Transaction

CHUNK = 2_500
# A bulk writer makes room for collectors on purpose, because the gate alone is not enough: so long it stays away after
# each turn. It reads and scores its next accounts meanwhile, which mostly takes as long.
STAND_BACK_SECONDS = 0.01

Chunk = list[tuple[int | None, Facts]]
NewScores = list[tuple[int, int, int]]


class Scored(NamedTuple):
    """A score, and the reasons that add up to it."""

    score: int
    why: tuple[Why, ...]


def rescore(desk: Desk, progress: Callable[[int], None] | None = None) -> int:
    """Score every account that is not closed, as of now; how many scores changed.

    Works in short transactions beside people who work: facts are read and scored from a snapshot, and only scores that
    differ are written, and only if the account has not changed since.
    """
    desk.permit("rescore")
    work = Rescoring(desk)
    with desk.store.bulk():
        while not work.step(desk):
            if progress is not None:
                progress(work.seen)
    with desk.store.write() as tx:
        tx.settings.set("rescored_at", work.at.isoformat())
        desk.note(tx, "rescore", details=f"{work.changed} of {work.seen} changed")
    return work.changed


class Rescoring:
    """Scoring everything, so many accounts at a time. ``changed`` of those ``seen`` so far score otherwise."""

    def __init__(self, desk: Desk, size: int | None = None) -> None:
        self._size = size or CHUNK
        self.at = desk.now()
        self.seen = self.changed = 0
        self._after = 0
        self._free_from = 0.0
        self._new_scores = scorer(self.at, desk)

    def step(self, desk: Desk) -> bool:
        """Score the next ones; whether there are none left. What fails may be tried again."""
        chunk = _read(desk, self._after, self._size)
        if not chunk:
            return True
        new = self._new_scores(chunk)
        if new:
            time.sleep(max(0.0, self._free_from - time.monotonic()))
            self.changed += _write(desk, new, self.at)
            self._free_from = time.monotonic() + STAND_BACK_SECONDS
        self.seen += len(chunk)
        self._after = chunk[-1][1].account_id
        return False


def unknown_clients(desk: Desk) -> list[str]:
    """A sentence for every client that a rule of a strategy in use speaks of and that there is not."""
    desk.permit("see")
    with desk.store.read() as tx:
        codes = {client.code for client in tx.clients.every()}
        used = sorted({one.strategy for one in tx.worklists.every()})
    return [
        f"Strategy {name}: its rule {rule.id} speaks of a client {code}, and there is none of that code."
        for name in used
        for rule in desk.books.strategy(name).rules
        if rule.kind == "client"
        for code in rule.params.names
        if code not in codes
    ]


def scorer(now: datetime, desk: Desk) -> Callable[[Chunk], NewScores]:
    """Gives id, revision and new score of those accounts whose score is another now."""
    with desk.store.read() as tx:
        windows = tx.worklists.windows()
        strategies = {one.id: one.strategy for one in tx.worklists.every()}
    hours = {window.id: local_hour(window, now) for window in windows}
    today = desk.today()
    scorers = {name: compile_score(desk.books.strategy(name), today, hours) for name in set(strategies.values())}
    by_list = {worklist: scorers[name] for worklist, name in strategies.items()}

    def new_scores(chunk: Chunk) -> NewScores:
        return [
            (facts.account_id, facts.revision, score)
            for worklist, facts in chunk
            # Whatever has come since we began was scored as it came.
            if worklist in by_list and facts.window_id in hours and (score := by_list[worklist](facts)) != facts.score
        ]

    return new_scores


def _read(desk: Desk, after: int, size: int) -> Chunk:
    with desk.store.read() as tx:
        return tx.scores.chunk(after, size, desk.zone)


def _write(desk: Desk, scores: NewScores, now: datetime) -> int:
    with desk.store.write() as tx:
        return tx.scores.set_many(scores, now)


def rescore_account(tx: Transaction, desk: Desk, account_id: int, now: datetime) -> None:
    """Score one account in the caller's transaction."""
    tx.scores.set(account_id, explained(tx, desk, account_id, now)[0], now)


def explained(tx: Transaction, desk: Desk, account_id: int, at: datetime) -> Scored:
    """What the account scores at an instant, and why. Nothing is stored."""
    card = tx.accounts.card(account_id)
    return Scored(0, ()) if card is None else score_of(tx, desk, card, at)


def score_of(tx: Transaction, desk: Desk, card: AccountCard, at: datetime) -> Scored:
    """``explained`` for an account as the caller has it, who may be about to store it like that."""
    if card.strategy is None:
        return Scored(0, ())
    hour = local_hour(tx.worklists.window_of(card.account.window_id), at)
    facts, today = facts_of(desk, card), desk.local(at).date()
    if facts.promise_until is not None and facts.promise_until < today:
        facts = facts._replace(arranged=tx.promises.arrangement_broken(card.account.id))
    why = explain(desk.books.strategy(card.strategy), facts, desk.local(at), hour)
    return Scored(sum(reason.points for reason in why), tuple(why))


def facts_of(desk: Desk, card: AccountCard) -> Facts:
    """What the rules may look at: as ``tx.scores`` reads it for many, with days of the floor."""
    account = card.account
    contact, call = account.last_contact_at, account.last_call_at
    return Facts(
        account.id,
        account.revision,
        card.client,
        account.balance_cents,
        account.oldest_due_on,
        account.disputed,
        account.promise_due_on,
        desk.local(contact).date() if contact else None,
        desk.local(call).date() if call else None,
        account.call_count,
        account.best_hour,
        account.window_id,
        account.score,
        account.currency,
        account.promise_until,
    )


def clocks(window: CallWindow) -> tzinfo:
    """The clocks of the window's first zone; UTC where nobody knows the place."""
    return zone(window.zones[0]) if window.zones else UTC


def local_hour(window: CallWindow, at: datetime) -> int:
    """The hour on the window's clocks."""
    return at.astimezone(clocks(window)).hour
