"""The morning: what a new day changes by itself, once, by whoever comes first.

Promises and arrangements are judged, holds that ended lifted, claims that ran out forgotten, accounts whose time has
come woken, scores brought to the new day. Each part is short, may be done again, and changes nothing the second time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from collections_tui.domain.dates import say_day
from collections_tui.services import queue
from collections_tui.services.arrangement_life import rejudge
from collections_tui.services.desk import Desk
from collections_tui.services.money import rescore
from collections_tui.services.moving import Moving, next_begun
from collections_tui.services.permissions import allowed
from collections_tui.services.scoring import STAND_BACK_SECONDS, Rescoring
from collections_tui.services.worklist_rules import Filling

DONE, BEGUN = "day_done", "day_begun"
LOOKED_BACK = timedelta(days=31)
"""How far back a floor is judged that never did it, or not for long."""
TAKEN_OVER = timedelta(minutes=10)
"""After which a morning that somebody began and did not finish is begun by somebody else."""
CHUNK, ARRANGEMENTS, SCORED, MOVED = 100, 5, 250, 250
"""How many holds, claims and promises, arrangements, scores, and moves are gone through in one go."""
WAKING = 0.03  # seconds


class DayDone(NamedTuple):
    """What a morning did. ``part_kept`` are promises too; ``scores`` is how many changed.

    ``returned`` are accounts that came back as their days elsewhere were over, ``filled`` those that rules moved.
    """

    day: date
    broken: int = 0
    part_kept: int = 0
    arrangements: int = 0
    holds: int = 0
    claims: int = 0
    woken: int = 0
    scores: int = 0
    returned: int = 0
    filled: int = 0

    @property
    def words(self) -> str:
        """All of it in one line."""
        said = (
            (self.broken, "promise{} broken"),
            (self.part_kept, "promise{} kept in part"),
            (self.arrangements, "arrangement{} broken"),
            (self.holds, "hold{} ended"),
            (self.claims, "claim{} ran out"),
            (self.woken, "account{} woken"),
            (self.scores, "score{} changed"),
            (self.returned, "account{} came back"),
            (self.filled, "account{} moved by rules"),
        )
        parts = [f"{count:,} {what.format('' if count == 1 else 's')}" for count, what in said if count]
        return f"{say_day(self.day, date.min)}: {', '.join(parts) or 'nothing had changed'}."


_Task = Callable[[Desk], bool]


class Morning:
    """The work of one morning, in short parts. What fails is still to be done, and may be tried again."""

    def __init__(self, desk: Desk) -> None:
        self.done = DayDone(desk.today())
        self._todo: deque[_Task] = deque(
            [
                self._promises,
                self._arrangements,
                self._holds,
                self._claims,
                self._wake,
                self._reassigned,
                self._rules,
            ]
        )
        self._scoring: Rescoring | None = None
        self._moving: Moving | None = None
        self._filling: Filling | None = None
        with desk.store.read() as tx:
            since, rescored = tx.settings.get(DONE), tx.settings.get("rescored_at")
        yesterday = self.done.day - timedelta(days=1)
        last = date.fromisoformat(since) if since else yesterday - LOOKED_BACK
        self._since = max(last, yesterday - LOOKED_BACK)
        self._pledged: list[int] | None = None
        self._arranged: list[int] | None = None
        if rescored is None or desk.local(datetime.fromisoformat(rescored)).date() < self.done.day:
            self._todo.append(self._scores)
        self._todo.append(self._write_down)

    @property
    def over(self) -> bool:
        """Whether everything is done."""
        return not self._todo

    def step(self, desk: Desk) -> None:
        """Do one part."""
        if self._todo[0](desk):
            self._todo.popleft()

    # Each does a little, and returns whether nothing is left of it.

    def _promises(self, desk: Desk) -> bool:
        yesterday = self.done.day - timedelta(days=1)
        if self._pledged is None:
            with desk.store.read() as tx:
                self._pledged = tx.promises.run_out(self._since, yesterday)
        if some := self._pledged[:CHUNK]:
            with desk.store.write() as tx:
                tx.promises.judge(some, desk.zone)
            self._pledged = self._pledged[CHUNK:]
            return False
        with desk.store.read() as tx:
            broken, part_kept = tx.morning.broken(self._since, yesterday)
        self.done = self.done._replace(broken=broken, part_kept=part_kept)
        return True

    def _arrangements(self, desk: Desk) -> bool:
        if self._arranged is None:
            with desk.store.read() as tx:
                self._arranged = tx.standing.run_out(self.done.day)
        if not (some := self._arranged[:ARRANGEMENTS]):
            return True
        now = desk.now()
        with desk.store.write() as tx:
            judged = rejudge(tx, desk, some, now)
            rescore(tx, desk, {one.account_id for one in judged}, now)
        self._arranged = self._arranged[ARRANGEMENTS:]
        broken = sum(one.status == "broken" for one in judged)
        self.done = self.done._replace(arrangements=self.done.arrangements + broken)
        return False

    def _holds(self, desk: Desk) -> bool:
        with desk.store.write() as tx:
            lifted = tx.morning.lift_ended(self.done.day, desk.now(), CHUNK)
        self.done = self.done._replace(holds=self.done.holds + lifted)
        return not lifted

    def _claims(self, desk: Desk) -> bool:
        with desk.store.write() as tx:
            ended = tx.morning.end_claims(desk.now(), CHUNK)
        self.done = self.done._replace(claims=self.done.claims + ended)
        return not ended

    def _wake(self, desk: Desk) -> bool:
        woken = queue.wake_due(desk, WAKING)
        self.done = self.done._replace(woken=self.done.woken + woken)
        with desk.store.read() as tx:
            return not tx.queue.due(desk.now())

    def _reassigned(self, desk: Desk) -> bool:
        """Bring back what was elsewhere until yesterday, and finish what somebody began to move."""
        if self._moving is None:
            self._moving = next_begun(self.done.day, MOVED, desk)
            return self._moving is None
        if self._moving.step(desk):
            came_back = self._moving.moved if self._moving.back else 0
            self.done = self.done._replace(returned=self.done.returned + came_back)
            self._moving = None
        return False

    def _rules(self, desk: Desk) -> bool:
        if self._filling is None:
            self._filling = Filling(desk, MOVED)
        over = self._filling.step(desk)
        self.done = self.done._replace(filled=self._filling.moved)
        return over

    def _scores(self, desk: Desk) -> bool:
        if self._scoring is None:
            self._scoring = Rescoring(desk, SCORED)
        over = self._scoring.step(desk)
        self.done = self.done._replace(scores=self._scoring.changed)
        return over

    def _write_down(self, desk: Desk) -> bool:
        with desk.store.write() as tx:
            tx.settings.set(DONE, self.done.day.isoformat())
            tx.settings.forget(BEGUN)
            if self._scoring is not None:
                tx.settings.set("rescored_at", desk.now().isoformat())
            desk.note(tx, "day", details=self.done.words)
        return True


def run(desk: Desk) -> DayDone:
    """Do all that a new day changes, however often it is done; what it was.

    Raises:
        Refused: no permission.
    """
    desk.permit("begin the day")
    morning = Morning(desk)
    with desk.store.bulk():
        while not morning.over:
            morning.step(desk)
            time.sleep(STAND_BACK_SECONDS)
    return morning.done


def begin(desk: Desk) -> Morning | Literal["done", "under way"]:
    """The work of this morning, for the first who asks and may; whoever comes later is told how far it is.

    Begun and not finished within ten minutes, it is begun again: every part of it may be done twice.
    """
    desk.permit("see")
    today, now = desk.today().isoformat(), desk.now()
    with desk.store.read() as tx:
        done, begun = tx.settings.get(DONE), tx.settings.get(BEGUN)
    if done == today or not allowed("begin the day", desk.person.roles):
        return "done"
    if _under_way(begun, now):
        return "under way"
    with desk.store.write() as tx:
        if _under_way(tx.settings.get(BEGUN), now):
            return "under way"
        tx.settings.set(BEGUN, now.isoformat())
    return Morning(desk)


def _under_way(begun: str | None, now: datetime) -> bool:
    return begun is not None and now - TAKEN_OVER < datetime.fromisoformat(begun) <= now


def go_on(desk: Desk, morning: Morning, seconds: float) -> bool:
    """Go on with the morning's work for about so long; whether all of it is done."""
    desk.permit("begin the day")
    until = time.monotonic() + seconds
    while not morning.over and time.monotonic() < until:
        morning.step(desk)
    return morning.over
