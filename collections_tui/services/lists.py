"""Pages of a worklist, in any of its orders, filtered."""

from __future__ import annotations

from datetime import date, timedelta

from collections_tui.domain.records import CallWindow, ListRow
from collections_tui.services.desk import Desk
from collections_tui.services.scope import seen_by
from collections_tui.services.views import ListQuery
from collections_tui.store.subjects.lists import ListSpec
from collections_tui.store.transaction import Transaction

COUNT_AT_MOST = 10_000  # filtered: accounts have to be looked at one by one
COUNT_ALL = 1_000_000  # unfiltered: an index alone answers

# Days past due, from and to, by aging bucket; None is open-ended.
_BUCKET_DAYS: dict[str, tuple[int | None, int | None]] = {
    "current": (None, 0),
    "1_30": (1, 30),
    "31_60": (31, 60),
    "61_90": (61, 90),
    "over_90": (91, None),
}


def page(
    desk: Desk, query: ListQuery, *, after: ListRow | None = None, before: ListRow | None = None, limit: int = 50
) -> list[ListRow]:
    """The rows just below ``after`` or just above ``before``, in list order; without either, the first."""
    desk.permit("see")
    with desk.store.read() as tx:
        spec = spec_of(tx, desk, query)
        if before is not None:
            return tx.lists.before(spec, before, limit)
        return tx.lists.after(spec, after, limit)


def last_page(desk: Desk, query: ListQuery, limit: int = 50) -> list[ListRow]:
    """The end of the list."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.lists.before(spec_of(tx, desk, query), None, limit)


def count(desk: Desk, query: ListQuery) -> int | None:
    """How many rows, or None when there are more than are worth counting."""
    desk.permit("see")
    with desk.store.read() as tx:
        spec = spec_of(tx, desk, query)
        at_most = COUNT_AT_MOST if spec.filtered else COUNT_ALL
        return tx.lists.count(spec, at_most)


def facets(desk: Desk) -> tuple[list[str], list[str]]:
    """The client codes and the states there are to filter by."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.lists.facets()


def windows(desk: Desk) -> dict[int, CallWindow]:
    """Where customers are, by the id that the rows carry: for the local time of each."""
    desk.permit("see")
    with desk.store.read() as tx:
        return {window.id: window for window in tx.worklists.windows()}


def spec_of(tx: Transaction, desk: Desk, query: ListQuery) -> ListSpec:
    """What a query asks of the store at this minute, in the caller's transaction."""
    windows = None
    if query.show == "now":
        windows = desk.open_windows(tx.worklists.windows(), desk.now())
    due_from, due_to = due_days(query.bucket, desk.today())
    return ListSpec(
        query.worklist_id,
        query.sort,
        windows,
        query.show == "all",
        query.client,
        due_from,
        due_to,
        query.at_least_cents,
        query.at_most_cents,
        query.state,
        query.text,
        only_clients=_scope(tx, desk, query.worklist_id),
    )


def _scope(tx: Transaction, desk: Desk, worklist_id: int) -> tuple[int, ...] | None:
    """The clients of whom alone a worklist is shown; None where it is the person's own, or they see everything."""
    who = seen_by(tx, desk)
    return None if who is None or worklist_id in who.worklists else who.clients


def due_days(bucket: str | None, today: date) -> tuple[date | None, date | None]:
    """The due dates, from and to, whose age falls in the bucket."""
    if bucket is None:
        return None, None
    least, most = _BUCKET_DAYS[bucket]
    due_from = None if most is None else today - timedelta(days=most)
    due_to = None if least is None else today - timedelta(days=least)
    return due_from, due_to
