"""Worklists that are filled by a rule: which accounts come to them, and go again when they fit no longer."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from collections_tui.domain.filters import from_json
from collections_tui.services.desk import Desk
from collections_tui.services.lists import due_days
from collections_tui.services.moving import PATIENCE, Mover, Shift
from collections_tui.services.patience import keep_trying
from collections_tui.services.scoring import STAND_BACK_SECONDS
from collections_tui.store.subjects.moves import Place
from collections_tui.store.subjects.rules import Stray, Wish, WorklistSetting

LOOKED_AT = 20_000
"""Accounts looked at in one go: a hundredth of a second."""
MOVED = 1_000
"""Accounts moved in one turn."""


class _Way(NamedTuple):
    there: int | None
    came_from: int | None


class Filling:
    """Bringing every account to the first worklist whose rule it fits. ``moved`` have another one now.

    They come from worklists that nobody owns, from no worklist, and from others with a rule; what somebody has at this
    moment, or has only until a day, stays. What fits no rule any more goes back where a rule took it from.
    """

    def __init__(self, desk: Desk, size: int = MOVED) -> None:
        self.moved = 0
        self._size = size
        self._mover = Mover(desk)
        with desk.store.read() as tx:
            settings = tx.rules.settings()
            self._last = tx.rules.last_account()
        self._ruled = {one.id for one in settings if one.rule}
        ranked = sorted((one for one in settings if one.rule), key=lambda one: (one.place, one.id))
        self._wishes = [_wish(one, desk.today()) for one in ranked]
        self._after = 0
        self._strays: list[Stray] = []

    def step(self, desk: Desk) -> bool:
        """Look at the next accounts, or move some that were found; whether there are none left."""
        if self._strays:
            some = self._strays[: self._size]
            moved = self._move(desk, some)
            self._strays, self.moved = self._strays[self._size :], self.moved + moved
            return False
        if self._after >= self._last or not self._wishes:
            return True
        up_to = self._after + LOOKED_AT
        with desk.store.read() as tx:
            self._strays = tx.rules.strays(self._wishes, self._after, up_to)
        self._after = up_to
        return False

    def _move(self, desk: Desk, strays: list[Stray]) -> int:
        now = desk.now()
        ids = [one.account_id for one in strays]
        with desk.store.write() as tx:
            places = tx.moves.places(ids, now)
            away = tx.moves.away(ids)
            ways: dict[_Way, list[int]] = defaultdict(list)
            shifts: list[Shift] = []
            for stray in strays:
                place = places[stray.account_id]
                if stray.account_id not in away and self._may_move(place, stray):
                    way = self._way(stray)
                    shifts.append(Shift(place, way.there))
                    ways[way].append(stray.account_id)
            self._mover.shift(tx, shifts, now)
            for way, accounts in ways.items():
                tx.rules.put_origin(accounts, way.came_from)
        return len(shifts)

    def _way(self, stray: Stray) -> _Way:
        if stray.target is None:
            return _Way(stray.came_from, None)
        from_rule = stray.worklist_id in self._ruled
        return _Way(stray.target, stray.came_from if from_rule else stray.worklist_id)

    @staticmethod
    def _may_move(place: Place, stray: Stray) -> bool:
        unchanged = place.worklist_id == stray.worklist_id and place.moves_to is None
        return unchanged and not place.taken and place.status != "closed"


def _wish(setting: WorklistSetting, today: date) -> Wish:
    asked = from_json(setting.rule)
    due_from, due_to = due_days(asked.age, today)
    return Wish(
        setting.id, asked.client, asked.at_least_cents, asked.at_most_cents, due_from, due_to, asked.state
    )  # fmt: skip


def refresh(desk: Desk) -> int:
    """Bring every account to the worklist whose rule it fits, beside everybody's work; how many have moved.

    Raises:
        Refused: no permission.
    """
    desk.permit("manage worklists")
    filling = Filling(desk)
    with desk.store.bulk():
        while not keep_trying(lambda: filling.step(desk), patience=PATIENCE):
            time.sleep(STAND_BACK_SECONDS)
    if filling.moved:
        with desk.store.write() as tx:
            desk.note(tx, "fill worklists", details=f"{filling.moved:,} accounts")
    return filling.moved
