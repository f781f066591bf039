"""What a call means for its account next: when it is worked, and in which words."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from collections_tui.clock import whole_second
from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import NEEDS_NUMBER, Outcome, next_action
from collections_tui.domain.records import Account, Call, CallWindow
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry


class Plan(NamedTuple):
    """When the account is worked next, and in which words the person is told."""

    at: datetime | None
    words: str
    urgent: bool


def plan_of(
    desk: Desk,
    entry: CallEntry,
    outcome: Outcome,
    window: CallWindow,
    call: Call,
    account: Account,
    last_day: date | None = None,
) -> Plan:
    """When the account is worked next, by what the outcome says or the person who called.

    ``last_day`` is that of what was promised: until it has passed nobody need ask.

    Raises:
        Refused: a day or a moment that has passed, or a next action where there can be none.
    """
    today = desk.today()
    if entry.promised_on is not None and entry.promised_on < desk.local(call.ended_at).date():
        raise Refused(f"{say_day(entry.promised_on, today)} has passed: a promise is for today or later.")
    if entry.moment is not None and entry.moment <= call.ended_at:
        raise Refused(f"{say_moment(desk.local(entry.moment), today)} has passed: agree on a later time.")
    if entry.next_on is not None and account.status == "closed":
        raise Refused(f"Account {account.number} is closed: it has no next action, so leave --next away.")
    if outcome.effect == "close" or account.status == "closed":
        return Plan(None, "", False)
    if entry.next_on is not None and outcome.hold is None:
        if entry.next_on < desk.local(call.ended_at).date():
            raise Refused(f"{say_day(entry.next_on, today)} has passed: give a later day for the next action.")
        words = outcome.next.words if outcome.next == NEEDS_NUMBER else outcome.words
        return Plan(whole_second(desk.start_of(entry.next_on)), words, False)
    zones = window.zones or ("UTC",)
    at = next_action(outcome, call.ended_at, zones, moment=entry.moment, promised_on=last_day or entry.promised_on)
    if at is None:
        return Plan(None, "", False)
    return Plan(whole_second(at), outcome.next.words or outcome.words, outcome.urgent)


def as_it_is(account: Account, outcome: Outcome, plan: Plan) -> Plan:
    """The account's own plan, which a hold only interrupts; what closes the account ends it."""
    if outcome.effect == "close":
        return plan
    return Plan(account.next_action_at, account.next_action, account.urgent)
