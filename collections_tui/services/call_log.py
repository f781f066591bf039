"""The call log: my calls of a day, everybody's for those who may."""

from __future__ import annotations

from datetime import timedelta

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.scope import seen_by
from collections_tui.services.views import CallFilter, CallLine, CallTotals
from collections_tui.store.subjects.calls import CallSpan
from collections_tui.store.transaction import Transaction


def page(
    desk: Desk, chosen: CallFilter, *, after: CallLine | None = None, before: CallLine | None = None, limit: int = 50
) -> list[CallLine]:
    """The calls just below ``after``, or just above ``before``, newest first; without either, the newest.

    Raises:
        Refused: the calls of others, without permission to see them.
    """
    _permit(desk, chosen)
    with desk.store.read() as tx:
        span = _span(tx, desk, chosen)
        if before is not None:
            rows = tx.calls.log_before(span, (before.started_at, before.call_id), limit)
        else:
            rows = tx.calls.log_after(span, after and (after.started_at, after.call_id), limit)
        return [CallLine._make(row) for row in rows]


def last_page(desk: Desk, chosen: CallFilter, limit: int = 50) -> list[CallLine]:
    """The oldest calls of the log, newest of them first."""
    _permit(desk, chosen)
    with desk.store.read() as tx:
        return [CallLine._make(row) for row in tx.calls.log_before(_span(tx, desk, chosen), None, limit)]


def totals(desk: Desk, chosen: CallFilter) -> CallTotals:
    """Calls, right-party contacts, promises and time of the calls that still stand."""
    _permit(desk, chosen)
    with desk.store.read() as tx:
        span = _span(tx, desk, chosen)
        calls, right_party, seconds = tx.calls.log_totals(span)
        promised = tx.calls.log_promised(span)
    return CallTotals(
        calls,
        right_party,
        sum(count for _, count, _ in promised),
        tuple((currency, cents) for currency, _, cents in promised),
        seconds,
    )


def count(desk: Desk, chosen: CallFilter) -> int:
    """How many lines the log has."""
    _permit(desk, chosen)
    with desk.store.read() as tx:
        return tx.calls.log_count(_span(tx, desk, chosen))


def _permit(desk: Desk, chosen: CallFilter) -> None:
    desk.permit("see")
    if chosen.by != desk.person.login:
        desk.permit("see everybody's calls")


def _span(tx: Transaction, desk: Desk, chosen: CallFilter) -> CallSpan:
    """The calls that are meant: of others those on accounts that I may see."""
    person = None
    if chosen.by is not None:
        found = tx.people.by_login(chosen.by)
        if found is None:
            raise Refused(f"Nobody signs in as {clean(chosen.by)[:64]}: see `collections-tui users list`.")
        person = found.id
    return CallSpan(
        desk.start_of(chosen.first_day),
        desk.start_of(chosen.last_day + timedelta(days=1)),
        person,
        chosen.outcome,
        chosen.client,
        None if chosen.by == desk.person.login else seen_by(tx, desk),
    )
