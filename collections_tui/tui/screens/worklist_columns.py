"""The worklist's columns: what each row shows, in few words. Plain functions; nothing here draws or asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from collections_tui.domain.aging import days_past_due
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import CallWindow, ListRow
from collections_tui.domain.windows import local_times, opens_at
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.virtual_columns import Column, Tone

LAST_TOUCH = "last touch"

PREVIEW = 31
"""Cells of the preview beside the list, its border and margins among them."""
BESIDE = 120
"""Columns of a window from which on the preview has room: every column but the last touch, which it tells itself."""
ALL_BESIDE = 138
"""Columns of a window in which the last touch has room beside the preview, too."""
_TOLD = {
    "arrangement approved": "request approved",
    "arrangement refused": "request refused",
    "arrangement waits": "asked, no answer",
    "arrangement broken": "missed payment",
    "arrangement cancelled": "arrangement over",
    "remind of": "reminder call",
    "payment returned": "payment returned",
}
"""Words for what an account is worked on for next, by how the services begin to say it."""


def worklist_columns(
    here: Callable[[], Here], windows: Callable[[], Mapping[int, CallWindow]], outcome_words: Callable[[str], str]
) -> list[Column[ListRow]]:
    """Return the columns, in the order in which they stand.

    Args:
        here: this moment; asked whenever a row is drawn.
        windows: where customers are, by window id.
        outcome_words: the words for an outcome's code.
    """
    closed = ClosedNow(windows)

    def why(row: ListRow) -> str:
        return why_now(row, here(), closed.words(row.window_id, here().now))

    def tone(row: ListRow) -> Tone:
        return tone_of(row, here(), closed.words(row.window_id, here().now))

    # As narrow as they can be: everything but client and last touch fits into 80 columns.
    return [
        Column("score", 5, lambda row: str(row.score), "right", priority=5),
        Column("account", 10, lambda row: row.number, priority=8),
        Column("name", 13, lambda row: row.customer, priority=10, flexible=True),
        Column("owed", 10, lambda row: format_cents(row.balance_cents, row.currency), "right", priority=9),
        Column("late", 4, lambda row: days_late(row, here().today), "right", priority=7),
        Column("client", 8, lambda row: row.client, priority=2, tone=_dim),
        Column("there", 14, lambda row: time_there(row, windows(), here().now), priority=4, tone=_dim),
        Column(LAST_TOUCH, 17, lambda row: last_touch(row, here(), outcome_words), priority=1, tone=_dim),
        Column("why now", 16, why, priority=6, tone=tone),
    ]


def columns_for(columns: Sequence[Column[ListRow]], width: int, *, preview: bool) -> list[Column[ListRow]]:
    """Return the columns to offer in a window of this width.

    With the preview the last touch waits until it has room beside it, also where the preview itself has none yet: a
    wider window never shows fewer columns.
    """
    return [column for column in columns if column.name != LAST_TOUCH or not preview or width >= ALL_BESIDE]


class ClosedNow:
    """Says of call windows that are closed when they open; found out once a minute for each.

    Args:
        windows: where customers are, by window id.
    """

    def __init__(self, windows: Callable[[], Mapping[int, CallWindow]]) -> None:
        self._windows = windows
        self._minute: datetime | None = None
        self._said: dict[int, str] = {}

    def words(self, window_id: int, now: datetime) -> str:
        """Return ``opens 08:00``, as the clocks in the column *there* will show it; nothing while it is open."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._said = minute, {}
        window = self._windows().get(window_id)
        if window is None:
            return ""
        if window_id not in self._said:
            self._said[window_id] = _opening(window, now)
        return self._said[window_id]


def _opening(window: CallWindow, now: datetime) -> str:
    at = opens_at(window, now)
    if at is None:
        return "hours unknown"
    return "" if at <= now else f"opens {local_times(window, at)[0][1]:%H:%M}"


def _dim(row: ListRow) -> Tone:
    return "dim"


def days_late(row: ListRow, today: date) -> str:
    """Return how late the oldest open bill is, in days: ``93d``; nothing where nothing is late."""
    days = days_past_due(row.oldest_due_on, today)
    return f"{days}d" if days else ""


def time_there(row: ListRow, windows: Mapping[int, CallWindow], now: datetime) -> str:
    """Return the customer's local time: ``14:02 Pacific``; ``14:02+Pacific`` where it may be later elsewhere."""
    window = windows.get(row.window_id)
    times = local_times(window, now) if window is not None else []
    if not times:
        return "unknown"
    label, local = times[0]
    return f"{local:%H:%M}{' ' if len(times) == 1 else '+'}{label}"


def last_touch(row: ListRow, here: Here, outcome_words: Callable[[str], str]) -> str:
    """Return when the account was last called and what came of it: ``3d no answer``."""
    if row.last_call_at is None:
        return "never called"
    days = (here.today - here.local(row.last_call_at).date()).days
    ago = here.hour(row.last_call_at) if days <= 0 else f"{days}d"
    return f"{ago} {outcome_words(row.last_outcome)}"


def why_now(row: ListRow, here: Here, closed: str = "") -> str:
    """Return in two or three words why the account is worked now, or why it is not.

    Args:
        row: the account.
        here: this moment.
        closed: when the hours in which it may be called begin; nothing where that is now.
    """
    if row.status != "open":
        return "closed" if row.status == "closed" else "on hold"
    if _taken(row, here):
        return f"with {row.taken_by}"
    if row.next_action_at is not None and row.next_action_at > here.now:
        return f"sleeps to {_short(row.next_action_at, here)}"
    if closed:
        return closed
    if row.urgent:
        return "call-back due"
    if words := _told(row):
        return words
    if row.promise_until is not None and row.promise_until < here.today:
        return "promise broken"
    if row.promise_due_on == here.today:
        return "promise due"
    if row.disputed:
        return "disputed"
    if row.last_call_at is None:
        return "never called"
    days = days_past_due(row.oldest_due_on, here.today)
    return f"{days} days late" if days else "not due yet"


def tone_of(row: ListRow, here: Here, closed: str = "") -> Tone:
    """Return how the reason is drawn: with the accent what was agreed or broken, dimmed what does not matter now."""
    waits = row.next_action_at is not None and row.next_action_at > here.now
    if row.status != "open" or waits or closed or _taken(row, here):
        return "dim"
    promised = row.promise_due_on is not None and row.promise_due_on <= here.today
    return "accent" if row.urgent or promised or _told(row) else ""


def _told(row: ListRow) -> str:
    """What has become of an arrangement, where the account is back for it; '' else."""
    return next((words for begin, words in _TOLD.items() if row.next_action.startswith(begin)), "")


def _taken(row: ListRow, here: Here) -> bool:
    return row.taken_until is not None and row.taken_until > here.now


def _short(instant: datetime, here: Here) -> str:
    local = here.local(instant)
    days = (local.date() - here.today).days
    if days <= 0:
        return f"{local:%H:%M}"
    return f"{local:%a}" if days < 7 else say_day(local.date(), here.today)[4:]
