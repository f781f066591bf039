"""What became of an arrangement, by what was paid and when.

Refuses to remember: the same payments give the same answer in whatever order they became known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from collections_tui.domain.records import Instalment


class Standing(NamedTuple):
    """How an arrangement stands.

    ``paid_cents`` has what was paid of each instalment, in the order in which they were given. ``next`` is the number
    of the first that is not wholly paid, ``missed`` of the one whose last day passed without its money. ``on`` is the
    day on which it was wholly paid, or the last day that passed without the money.
    """

    status: Literal["active", "kept", "paid_early", "broken"]
    paid_cents: tuple[int, ...]
    next: int | None
    missed: int | None
    on: date | None


def judge(
    dues: Sequence[Instalment], payments: Iterable[tuple[date, int]], today: date, until: date | None
) -> Standing:
    """Return how an arrangement stands on the morning of ``today``.

    Payments fill the instalments in the order of their days. It is broken when the last day of an instalment has passed
    and what was paid by then is less than what was due by then; what is paid later does not mend it, since a broken
    word was broken. A settlement is broken as well when ``until`` has passed and not all of it was paid by then.

    Args:
        dues: the instalments, one or more, with the last days on which they may be paid.
        payments: the day and the cents, more than 0, of every payment that counts for it and was not reversed.
        today: nothing is broken before its last day has passed.
        until: of a settlement, the last day on which all of it may be paid, with its days of grace.
    """
    paid = sorted(payments)
    order = sorted(dues, key=lambda due: (due.last_day, due.due_on, due.number))
    filled = _filled(order, sum(cents for _, cents in paid))
    amounts = tuple(filled[due.number] for due in dues)
    missing = next((due.number for due in order if filled[due.number] < due.amount_cents), None)
    for last_day, owed, number in _deadlines(order, until):
        in_time = sum(cents for on, cents in paid if on <= last_day)
        if last_day < today and in_time < owed:
            late = number if number is not None else _first_short(order, in_time)
            return Standing("broken", amounts, missing, late, last_day)
    if missing is not None:
        return Standing("active", amounts, missing, None, None)
    done_on = _reached(paid, sum(due.amount_cents for due in dues))
    early = done_on < max(due.due_on for due in dues)
    return Standing("paid_early" if early else "kept", amounts, None, None, done_on)


def _filled(order: Sequence[Instalment], cents: int) -> dict[int, int]:
    """What was paid of each instalment, by its number."""
    found: dict[int, int] = {}
    for due in order:
        found[due.number] = min(cents, due.amount_cents)
        cents -= found[due.number]
    return found


def _deadlines(order: Sequence[Instalment], until: date | None) -> list[tuple[date, int, int | None]]:
    """Each last day, what must be paid by then in all, and the instalment it is the last day of."""
    found: list[tuple[date, int, int | None]] = []
    owed = 0
    for due in order:
        owed += due.amount_cents
        found.append((due.last_day, owed, due.number))
    if until is not None:
        found.append((until, owed, None))
    return sorted(found, key=lambda deadline: (deadline[0], deadline[1]))


def _first_short(order: Sequence[Instalment], cents: int) -> int:
    """The first instalment that so much does not pay wholly."""
    filled = _filled(order, cents)
    return next(due.number for due in order if filled[due.number] < due.amount_cents)


def _reached(paid: Sequence[tuple[date, int]], total: int) -> date:
    """The day on which payments, the earliest first, came to the total."""
    for on, cents in paid:
        total -= cents
        if total <= 0:
            return on
    raise AssertionError("all of it was paid")
