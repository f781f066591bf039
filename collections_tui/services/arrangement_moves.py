"""Whether one instalment of an arrangement may be moved to another day without a new arrangement."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from collections_tui.domain.arrangements.records import ArrangementPolicy
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Instalment
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed


def to_move(view: ArrangementView, number: int) -> Instalment:
    """The instalment of that number.

    Raises:
        Refused: there is none, or it is paid.
    """
    due = next((one for one in view.dues if one.number == number), None)
    if due is None:
        last = view.dues[-1].number
        raise Refused(f"Arrangement {view.arrangement.id} has no instalment {number}: its last one is {last}.")
    if due.paid_cents >= due.amount_cents:
        raise Refused(f"Instalment {number} is paid: there is nothing to move.")
    return due


def check_move(desk: Desk, policy: ArrangementPolicy, view: ArrangementView, due: Instalment, day: date) -> None:
    """Pass if an instalment may be moved to a day.

    Raises:
        Refused: it may not.
    """
    today, was = desk.today(), due.moved_from or due.due_on
    if day < today:
        _not_moved(f"{say_day(day, today)} has passed: give today or a later day.")
    before = [one.due_on for one in view.dues if one.number < due.number]
    after = [one.due_on for one in view.dues if one.number > due.number]
    if (before and day <= before[-1]) or (after and day >= after[0]):
        _not_moved(f"{say_day(day, today)} is not between the payments before and after it: give a day that is.")
    until = view.arrangement.until
    if until is not None and day > until:
        _not_moved(f"The settlement ends {say_day(until, today)}: give a day before.")
    if allowed("approve arrangements", desk.person.roles):
        return
    days = abs((day - was).days)
    if days > policy.move_days:
        allows = f"allows {policy.move_days}" if policy.move_days else "lets none be moved"
        _not_moved(f"That is {days} days from {say_day(was, today)}, and the policy {allows}: ask a supervisor.")
    moved = sum(one.moved_from is not None for one in view.dues if one.number != due.number)
    if moved >= policy.moves:
        _not_moved(f"{moved} of its instalments were moved already, which is what the policy allows: ask a supervisor.")


def _not_moved(sentence: str) -> NoReturn:
    raise Refused(sentence)
