"""Scores: kept current with every change, and afresh for all accounts when the day or a strategy has changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from collections_tui.domain.records import CallWindow, Facts
from collections_tui.domain.strategy import Strategy, Why, compile_score, explain
from collections_tui.domain.windows import zone
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction

CHUNK = 2_500
# A bulk writer makes room for collectors on purpose, because the gate alone is not enough: so long it stays away after
# each turn. It reads and scores its next accounts meanwhile, which mostly takes as long.
STAND_BACK_SECONDS = 0.01

_Scored = list[tuple[int | None, Facts]]
_New = list[tuple[int, int, int]]


def rescore(desk: Desk, progress: Callable[[int], None] | None = None) -> int:
    """Score every account that is not closed, as of now; how many scores changed.

    Works in short transactions beside people who work: facts are read and scored from a snapshot, and only scores that
    differ are written, and only if the account has not changed since.
    """
    desk.permit("rescore")
    now = desk.now()
    new_scores = _scorer(desk, now)
    changed = seen = after = 0
    free_from = 0.0
    with desk.store.bulk():
        while chunk := _read(desk, after):
            after = chunk[-1][1].account_id
            new = new_scores(chunk)
            if new:
                time.sleep(max(0.0, free_from - time.monotonic()))
                changed += _write(desk, new, now)
                free_from = time.monotonic() + STAND_BACK_SECONDS
            seen += len(chunk)
            if progress is not None:
                progress(seen)
    with desk.store.write() as tx:
        tx.settings.set("rescored_at", now.isoformat())
        tx.audit.add(now, desk.person.id, "rescore", details=f"{changed} of {seen} changed")
    return changed


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


def _scorer(desk: Desk, now: datetime) -> Callable[[_Scored], _New]:
    """Gives id, revision and new score of those accounts whose score is another now."""
    with desk.store.read() as tx:
        windows = tx.worklists.windows()
        strategies = {one.id: one.strategy for one in tx.worklists.every()}
    hours = {window.id: local_hour(window, now) for window in windows}
    today = desk.today()
    scorers = {name: compile_score(desk.books.strategy(name), today, hours) for name in set(strategies.values())}
    by_list = {worklist: scorers[name] for worklist, name in strategies.items()}

    def new_scores(chunk: _Scored) -> _New:
        return [
            (facts.account_id, facts.revision, score)
            for worklist, facts in chunk
            # Whatever has come since we began was scored as it came.
            if worklist in by_list and facts.window_id in hours and (score := by_list[worklist](facts)) != facts.score
        ]

    return new_scores


def _read(desk: Desk, after: int) -> _Scored:
    with desk.store.read() as tx:
        return tx.scores.chunk(after, CHUNK, desk.zone)


def _write(desk: Desk, scores: _New, now: datetime) -> int:
    with desk.store.write() as tx:
        return tx.scores.set_many(scores, now)


def rescore_account(tx: Transaction, desk: Desk, account_id: int, now: datetime) -> tuple[int, tuple[Why, ...]]:
    """Score one account in the caller's transaction; the score, and the reasons that add up to it."""
    score, why = explained(tx, desk, account_id, now)
    tx.scores.set(account_id, score, now)
    return score, why


def explained(tx: Transaction, desk: Desk, account_id: int, at: datetime) -> tuple[int, tuple[Why, ...]]:
    """What the account scores at an instant, and why. Nothing is stored."""
    account = tx.accounts.get(account_id)
    if account is None or account.worklist_id is None:
        return 0, ()
    strategy = desk.books.strategy(tx.worklists.get(account.worklist_id).strategy)
    window = tx.worklists.window_of(account.window_id)
    why = tuple(explain_facts(desk, strategy, tx, account_id, at, window))
    return sum(reason.points for reason in why), why


def explain_facts(
    desk: Desk, strategy: Strategy, tx: Transaction, account_id: int, at: datetime, window: CallWindow
) -> list[Why]:
    """The reasons for one account under one strategy, largest first."""
    facts = tx.scores.facts(account_id, desk.zone)
    return explain(strategy, facts, desk.local(at), local_hour(window, at))


def clocks(window: CallWindow) -> tzinfo:
    """The clocks of the window's first zone; UTC where nobody knows the place."""
    return zone(window.zones[0]) if window.zones else UTC


def local_hour(window: CallWindow, at: datetime) -> int:
    """The hour on the window's clocks."""
    return at.astimezone(clocks(window)).hour
