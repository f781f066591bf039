"""Moving accounts from worklist to worklist, so many at a time that nobody waits: forth, and back again.

What is to move is written down first, line by line. Each turn moves some of it and marks the lines in the same
transaction, so that whoever stops in between leaves nothing that is forgotten or done twice: anybody goes on with it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from collections_tui.services.scoring import STAND_BACK_SECONDS, Chunk, NewScores, scorer
from collections_tui.store.subjects.moves import MoveLine, Place, Reassignment
from collections_tui.store.transaction import Transaction

CHUNK = 2_000
"""Accounts moved in one turn: on a slow machine others wait for it a tenth of a second."""
PATIENCE = 20.0
"""Seconds for which a turn is tried again when others are in its way."""
ABANDONED = timedelta(minutes=10)
"""After which a plan that nobody went on with is forgotten: nothing of it has moved."""

Progress = Callable[[int, int], None]
_BACK = {"undoing": "undone", "returning": "returned"}


class Shift(NamedTuple):
    """An account as it is, and the worklist it goes to."""

    place: Place
    there: int | None


class Mover:
    """Knows how worklists are ranked, so that what moves has the score of where it goes."""

    def __init__(self, desk: Desk) -> None:
        self._zone = desk.zone
        self._scores: Callable[[Chunk], NewScores] = scorer(desk.now(), desk)
        with desk.store.read() as tx:
            self._strategies = {one.id: one.strategy for one in tx.worklists.every()}

    def shift(self, tx: Transaction, shifts: Iterable[Shift], now: datetime) -> None:
        """Move accounts in the caller's transaction, in which their places were read.

        What somebody has moves once they are done with it. To and from no worklist everything moves at once: an
        account on none is in nobody's queue, where its claim would end.
        """
        given = list(shifts)
        self._score(tx, given, now)
        at_once, later = defaultdict(list), defaultdict(list)
        for place, there in given:
            if there is not None and place.taken and place.worklist_id is not None:
                later[there].append(place.account_id)
            else:
                at_once[there].append(place.account_id)
        for target, ids in at_once.items():
            tx.moves.put(ids, target, now)
        for target, ids in later.items():
            tx.moves.put_later(ids, target)

    def _score(self, tx: Transaction, shifts: list[Shift], now: datetime) -> None:
        """Where the other worklist is ranked by other rules."""
        ranked = self._strategies.get
        to = {place.account_id: there for place, there in shifts if ranked(there or 0) != ranked(place.bound_for or 0)}
        if not to:
            return
        facts = tx.scores.of(to, self._zone)
        new = self._scores([(to[one.account_id], one) for one in facts])
        new += [(one.account_id, one.revision, 0) for one in facts if to[one.account_id] is None and one.score]
        tx.scores.set_many(new, now)


class Moving:
    """A reassignment under way, in one direction or the other; what fails may be tried again.

    So many accounts have been ``seen``, and so many of them moved.
    """

    def __init__(self, desk: Desk, reassignment_id: int, size: int = CHUNK) -> None:
        self.id = reassignment_id
        self.seen = self.moved = 0
        self.back = False  # whether it is the way back
        self._size = size
        self._after = 0
        self._mover = Mover(desk)

    def step(self, desk: Desk) -> bool:
        """Do the next ones; whether there are none left."""
        now = desk.now()
        with desk.store.write() as tx:
            head = tx.moves.get(self.id)
            if head is None or head.state not in ("moving", *_BACK):
                return True
            self.back = back = head.state in _BACK
            lines = tx.moves.lines(self.id, "moved" if back else "planned", self._after, self._size)
            if not lines:
                _finish(tx, desk, head, now)
                return True
            moved = self._give_back(tx, head, lines, now) if back else self._move(tx, lines, now)
        self._after = lines[-1].account_id
        self.seen, self.moved = self.seen + len(lines), self.moved + moved
        return False

    def finish(self, desk: Desk, total: int, progress: Progress | None = None) -> None:
        """Do all of it, making room for others after each turn."""

        def one() -> bool:
            return self.step(desk)

        with desk.store.bulk():
            while not keep_trying(one, patience=PATIENCE):
                if progress is not None:
                    progress(self.seen, total)
                time.sleep(STAND_BACK_SECONDS)

    def _move(self, tx: Transaction, lines: list[MoveLine], now: datetime) -> int:
        places = tx.moves.places([line.account_id for line in lines], now)
        shifts: list[Shift] = []
        left: list[int] = []
        for line in lines:
            place = places[line.account_id]
            if place.status == "closed" or place.moves_to is not None or place.worklist_id != line.from_id:
                left.append(line.account_id)
            else:
                shifts.append(Shift(place, line.to_id))
        self._mover.shift(tx, shifts, now)
        tx.moves.mark(self.id, [place.account_id for place, _ in shifts], "moved")
        tx.moves.mark(self.id, left, "left")
        return len(shifts)

    def _give_back(self, tx: Transaction, head: Reassignment, lines: list[MoveLine], now: datetime) -> int:
        """To where they came from: those that are still where they went, and taking back, were not worked meanwhile."""
        places = tx.moves.places([line.account_id for line in lines], now)
        worked: set[int] = set()
        if head.state == "undoing":
            claimed = {line.account_id for line in lines if places[line.account_id].claims != line.claims}
            changed = [line.account_id for line in lines if places[line.account_id].revision != line.revision]
            worked = claimed | tx.moves.calls_since(changed, head.last_call)
        shifts: list[Shift] = []
        kept: list[int] = []
        moved_on: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        for line in lines:
            place = places[line.account_id]
            if place.bound_for != line.to_id:
                moved_on[line.to_id, line.from_id].append(line.account_id)
            elif line.account_id not in worked:
                shifts.append(Shift(place, line.from_id))
                continue
            kept.append(line.account_id)
        self._mover.shift(tx, shifts, now)
        tx.moves.mark(self.id, [place.account_id for place, _ in shifts], "back")
        tx.moves.mark(self.id, kept, "kept")
        for (was, home), accounts in moved_on.items():
            tx.moves.come_home_later(accounts, was, home, self.id)
        return len(shifts)


def _finish(tx: Transaction, desk: Desk, head: Reassignment, now: datetime) -> None:
    state = _BACK.get(head.state, "done")
    tx.moves.put_state(head.id, state, None if state == "done" else now, None if state == "done" else desk.person.id)
    if state == "returned":
        desk.note(tx, "reassigned back", details=head.words, about=f"reassignment {head.id}")


def settle_begun(now: datetime, desk: Desk) -> None:
    """Go on with what somebody began and did not finish; a plan that came to nothing is forgotten."""
    with desk.store.read() as tx:
        begun = [tx.moves.get(reassignment_id) for reassignment_id in tx.moves.unfinished()]
    for head in begun:
        if head is None:
            continue
        if head.state != "planned":
            Moving(desk, head.id).finish(desk, head.accounts)
        elif head.at + ABANDONED < now:
            forget(head.id, desk)


def next_begun(today: date, size: int, desk: Desk) -> Moving | None:
    """What is to be gone on with, or to come back as its last day is over; None when there is nothing left."""
    with desk.store.read() as tx:
        heads = [tx.moves.get(reassignment_id) for reassignment_id in tx.moves.unfinished()]
        begun = next((head for head in heads if head is not None and head.state != "planned"), None)
        over = tx.moves.to_return(today)
    if begun is not None:
        return Moving(desk, begun.id, size)
    if not over:
        return None
    with desk.store.write() as tx:
        head = tx.moves.get(over[0])
        if head is not None and head.state == "done":
            tx.moves.put_state(head.id, "returning")
    return Moving(desk, over[0], size)


def forget(reassignment_id: int, desk: Desk) -> None:
    """Take away a plan of which nothing has moved."""
    with desk.store.write() as tx:
        head = tx.moves.get(reassignment_id)
        if head is not None and head.state == "planned":
            tx.moves.forget(reassignment_id)
