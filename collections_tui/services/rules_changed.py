"""When the files with the contact rules have changed: accounts that rest by the old ones are judged anew.

Which rules accounts rest by is marked in the database, for every workstation. Whoever first wakes sleepers with other
files begins, whoever comes after goes on where the last one stopped, a few accounts at a time beside people who work.
Workstations with different files do not undo each other's work over and over: each mark has one turn a week. Whatever
the files say, an account is judged before anybody gets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from collections_tui.domain.errors import ConfigError
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant, to_instant

SETTING = "contact_rules"
AGAIN = timedelta(days=7)
"""How soon the same rules have a turn again after others had one: no account rests longer without a look."""
CHUNK = 50  # whoever waits for a turn at writing waits no longer than for some claims
_REMEMBERED = 8


class Turn(NamedTuple):
    """One set of rules by which accounts were judged. ``done_to`` is the last account's id, None once all are done."""

    mark: str
    at: str
    done_to: int | None


def catch_up(desk: Desk, now: datetime) -> Iterator[int]:
    """Judge accounts anew that rest by other rules than those of this desk; how many, a few in each step.

    A desk reads its files once, so it looks once.
    """
    mark = "" if desk.caught_up else desk.books.rules_mark()
    while not desk.caught_up:
        with desk.store.read() as tx:
            turns = _turns(tx)
            after = _to_do(turns, mark, now)
            # A new database: whoever put accounts to sleep in it had the same rules.
            ids = tx.contact.resting(after, CHUNK) if after is not None and turns else []
        if after is None or not _readable(desk):
            desk.caught_up = True
            return
        from collections_tui.services.contact_bulk import refresh_all

        done = False
        with desk.store.write() as tx:
            turns = _turns(tx)
            if _to_do(turns, mark, now) == after:  # else somebody was quicker: look again
                refresh_all(tx, desk, tx.bulk.contact.accounts(ids), now, known_only=True)
                done = len(ids) < CHUNK
                _keep(tx, turns, mark, now, None if done else ids[-1])
        desk.caught_up = done
        yield len(ids)


def _to_do(turns: list[Turn], mark: str, now: datetime) -> int | None:
    """The id after which accounts are to be judged by the rules of a mark; None where nothing is to be done."""
    mine = next((turn for turn in turns if turn.mark == mark), None)
    if mine is not None and mine.done_to is not None:
        return mine.done_to
    latest = turns[0].mark == mark if turns else False
    if latest or (mine is not None and now < to_instant(mine.at) + AGAIN):
        return None
    return 0


def _keep(tx: Transaction, turns: list[Turn], mark: str, now: datetime, done_to: int | None) -> None:
    begun = next((turn.at for turn in turns if turn.mark == mark and turn.done_to is not None), instant(now))
    kept = [Turn(mark, begun, done_to), *(turn for turn in turns if turn.mark != mark)]
    tx.settings.set(SETTING, json.dumps(kept[:_REMEMBERED]))


def _turns(tx: Transaction) -> list[Turn]:
    """The latest first."""
    return [Turn(*one) for one in json.loads(tx.settings.get(SETTING) or "[]")]


def _readable(desk: Desk) -> bool:
    """Whether the law can be read here; whoever wants an account is told what is wrong with it."""
    try:
        return bool(desk.books.policies and desk.books.places)
    except ConfigError:
        return False
