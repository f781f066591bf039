"""What waits, in words: the answer where nobody may be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from collections_tui.domain.dates import say_day
from collections_tui.domain.records import Account, CallWindow
from collections_tui.domain.windows import local_times, opens_at
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.services.views import NothingNow
from collections_tui.store.subjects.queue import COUNTED
from collections_tui.store.transaction import Transaction

SAID = 3  # reasons why nobody may be called


def nothing(
    tx: Transaction,
    desk: Desk,
    lists: Sequence[int],
    windows: Sequence[CallWindow],
    now: datetime,
    left: Sequence[Account],
) -> NothingNow:
    """Say what waits. No more than will be said is counted, and no further than a limit: it is quick in any queue.

    ``left`` are the accounts just given back that may be called at this moment: they wait for nothing.
    """
    if not lists:
        return NothingNow(_none_yet(desk, "worklist"), None)
    waits = _waiting_for_hours(tx, desk, lists, windows, now)
    instants = [at for at, _, _ in waits]
    if len(waits) < SAID:
        waits += _asleep(tx, desk, lists, now)
    words = ", ".join(f"{_count(count)} {what}" for _, count, what in waits[:SAID])
    instants.append(tx.queue.first_sleeper(lists, now))
    first = min((at for at in instants if at is not None), default=None)
    if left:
        numbers = " and ".join(account.number for account in left)
        only = f"Nobody but {numbers}, which you are leaving, may be called right now"
        return NothingNow(f"{only}: {words}." if words else f"{only}.", first)
    unjudged = list(desk.unjudged(now).values())
    if not waits:
        none = "Nobody may be called right now." if unjudged else _none_yet(desk, "account to call")
        return NothingNow(" ".join((none, *unjudged)), None)
    return NothingNow(" ".join((f"Nobody may be called right now: {words}.", *unjudged)), first)


def _none_yet(desk: Desk, what: str) -> str:
    """What somebody does who has none: only who may not import is sent to somebody else."""
    if allowed("import", desk.person.roles):
        return f"No {what} yet: run `collections-tui import accounts FILE --client CODE`."
    return f"You have no {what}: ask a supervisor to give you one."


def _waiting_for_hours(
    tx: Transaction, desk: Desk, lists: Sequence[int], windows: Sequence[CallWindow], now: datetime
) -> list[tuple[datetime | None, int, str]]:
    """What is ready and waits for its windows to open, the soonest first; no more than will be said is counted."""
    waits: list[tuple[datetime | None, int, str]] = []
    for at, opening, ids in desk.this_minute(("openings", tuple(windows)), now, lambda: _openings(windows, now)):
        if at is not None and at <= now:
            continue  # open: nothing there but what has just been left
        count = sum(count for _, count in tx.queue.ready_by_window(lists, ids))
        if count:
            waits.append((at, count, _opening_words(opening, count)))
        if len(waits) == SAID:
            break
    return waits


def _openings(windows: Sequence[CallWindow], now: datetime) -> list[tuple[datetime | None, str, list[int]]]:
    """When windows open, in words, and which: the soonest first, those that never do last."""
    together: dict[tuple[datetime | None, str], list[int]] = {}
    for window in windows:
        at = opens_at(window, now)
        together.setdefault((at, _opening(window, at)), []).append(window.id)
    far = datetime.max.replace(tzinfo=UTC)
    openings = sorted(together.items(), key=lambda item: item[0][0] or far)
    return [(at, words, ids) for (at, words), ids in openings]


def _opening(window: CallWindow, at: datetime | None) -> str:
    """When the window opens, on the clocks of its westernmost zone: the one that all others wait for; '' for never."""
    if at is None:
        return ""
    place, local = min(local_times(window, at), key=lambda place: place[1].utcoffset() or timedelta())
    return f"{local:%H:%M} {place}"


def _opening_words(opening: str, count: int) -> str:
    if not opening:
        return f"{'has' if count == 1 else 'have'} no hour that is right in all their time zones"
    return f"wait{'s' if count == 1 else ''} for {opening}"


def _asleep(tx: Transaction, desk: Desk, lists: Sequence[int], now: datetime) -> list[tuple[datetime | None, int, str]]:
    by_day: Counter[date] = Counter()
    first: dict[date, datetime] = {}
    for at, count in tx.queue.sleepers(lists, now):
        day = desk.local(at).date()
        by_day[day] += count
        first.setdefault(day, at)
    today = desk.today()
    return [
        (first[day], count, f"wake{'s' if count == 1 else ''} {say_day(day, today)}")
        for day, count in sorted(by_day.items())
    ]


def _count(count: int) -> str:
    return f"over {COUNTED:,}" if count > COUNTED else f"{count:,}"
