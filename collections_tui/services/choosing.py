"""Which account is next: the best of a worklist, or of what a filter keeps of it; else the best of my other worklists.

Nothing is claimed here. ``docs/queue.md`` says why each way is quick.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from collections_tui.domain.records import Worklist
from collections_tui.services.desk import Desk
from collections_tui.services.lists import spec_of
from collections_tui.services.views import Choice, ListQuery
from collections_tui.store.transaction import Transaction

FITTING = 20
"""Accounts looked up before the turn at writing: so many may be taken by others before the claim has to look again."""


class Chosen(NamedTuple):
    """The account to claim, or None; and the worklists in which it was looked for."""

    account_id: int | None
    lists: list[Worklist]
    instead_of: Worklist | None = None
    """The worklist that was asked, where it has nobody now and all of mine were looked through."""


def fitting(desk: Desk, choice: Choice) -> list[int]:
    """The best accounts that the filter keeps and that may be called now, best first; none without a filter.

    A filter that keeps few accounts is a long walk down a long list. Nobody waits for it: it is done before the turn at
    writing, in which the claim has only to see which of these are still there.
    """
    if choice.within is None:
        return []
    with desk.store.read() as tx:
        return _kept(tx, desk, choice.within, desk.unjudged(desk.now()))


def choose(
    tx: Transaction,
    desk: Desk,
    choice: Choice,
    every: list[Worklist],
    lists: list[Worklist],
    windows: Sequence[int],
    fit: Sequence[int],
    but: Collection[int] = (),
) -> Chosen:
    """The best account at this moment.

    Args:
        tx: the turn in which it will be claimed.
        desk: whose worklists they are.
        choice: from what it is taken.
        every: all of my worklists.
        lists: those of them that the choice names.
        windows: those that are open.
        fit: what ``fitting`` found.
        but: clients of whom nobody is chosen.
    """
    if choice.within is not None:
        return Chosen(_choose_fitting(tx, desk, choice.within, lists, windows, fit, but), lists)
    found = tx.queue.pick([one.id for one in lists], windows, but)
    if found is None and choice.elsewhere and choice.worklist is not None:
        return Chosen(tx.queue.pick([one.id for one in every], windows, but), every, lists[0])
    return Chosen(found, lists)


def _choose_fitting(
    tx: Transaction,
    desk: Desk,
    query: ListQuery,
    lists: Sequence[Worklist],
    windows: Sequence[int],
    fit: Sequence[int],
    but: Collection[int],
) -> int | None:
    mine = [one.id for one in lists]
    if not fit or query.worklist_id not in mine:
        return None
    found = tx.queue.pick_of(fit, query.worklist_id, windows, but)
    if found is not None:
        return found
    # Others took every one of them since they were looked up, or they may not be called: rare enough to look again in
    # the turn itself.
    return tx.queue.pick_of(_kept(tx, desk, query, but), query.worklist_id, windows, but)


def _kept(tx: Transaction, desk: Desk, query: ListQuery, but: Collection[int]) -> list[int]:
    spec = spec_of(tx, desk, query._replace(show="now", sort="rank"))
    return [row.account_id for row in tx.lists.after(spec._replace(but_clients=tuple(but)), None, FITTING)]
