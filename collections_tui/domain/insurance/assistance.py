"""What protects a hospital's patient: financial assistance (26 CFR 1.501(r)-6) and the No Surprises Act. Pure.

An extraordinary collection action is a sale of the debt, a report to a credit bureau, a lawsuit, and care that is
refused for an old debt (26 CFR 1.501(r)-6(b)). Calls, letters and statements are none. No rule here is advice:
docs/financial-assistance.md says what is covered and what is not.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents

Decision = Literal["", "granted", "partly granted", "refused"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)[1:]

NO_ACTION_DAYS = 120
"""Days from the first statement without any extraordinary collection action (26 CFR 1.501(r)-6(c)(3))."""
APPLY_DAYS = 240
"""Days from the first statement within which an application is taken (26 CFR 1.501(r)-1(b)(3))."""
NOTICE_DAYS = 30
"""Days that a written notice goes before such an action (26 CFR 1.501(r)-6(c)(4))."""
EXCESS_CENTS = 400_00
"""How far above a good-faith estimate a bill may be disputed, from this amount on (45 CFR 149.620(a)(2)(ii))."""
DISPUTE_DAYS = 120
"""Days from the first bill within which it may be (45 CFR 149.620(c))."""


class Assistance(NamedTuple):
    """What is known of an account. ``statement_on`` is when its first statement, or the first one of its latest
    episode of care, went out; ``notice_on`` when a written notice of an extraordinary action did.

    ``protected``: the service was an emergency, or by somebody outside the network in a hospital inside it: nothing
    above the share within the network is the patient's (45 CFR 149.410, 149.420).
    """

    account_id: int
    statement_on: date | None = None
    notice_on: date | None = None
    applied_on: date | None = None
    decided_on: date | None = None
    decision: Decision = ""
    estimate_cents: int | None = None
    disputed_on: date | None = None
    settled_on: date | None = None
    protected: bool = False
    hold_id: int | None = None
    """What keeps the account from being worked while an estimate is disputed."""

    @property
    def applying(self) -> bool:
        """Whether an application is open."""
        return self.applied_on is not None and self.decided_on is None

    @property
    def disputing(self) -> bool:
        """Whether a bill above its estimate is disputed."""
        return self.disputed_on is not None and self.settled_on is None


class Happened(NamedTuple):
    """What is taken down of an account at once; None is what nobody says. ``decision`` is one of ``DECISIONS``."""

    statement_on: date | None = None
    notice_on: date | None = None
    applied_on: date | None = None
    decided_on: date | None = None
    decision: Decision | None = None
    estimate_cents: int | None = None
    disputed_on: date | None = None
    settled_on: date | None = None
    protected: bool | None = None


class Notice(NamedTuple):
    """What is to be heeded: the rule's id, its source, a sentence, and the day from which it no longer holds."""

    rule: str
    source: str
    words: str
    until: date | None = None


def action_from(one: Assistance) -> date | None:
    """Return the first day of an extraordinary collection action, None where nobody knows.

    None too without the written notice, of which there has to be one; an application that is open is not looked at.
    """
    if one.statement_on is None or one.notice_on is None:
        return None
    return max(one.statement_on + timedelta(days=NO_ACTION_DAYS), one.notice_on + timedelta(days=NOTICE_DAYS))


def apply_until(one: Assistance) -> date | None:
    """Return the last day of the application period, None where nobody knows when it began."""
    if one.statement_on is None:
        return None
    last = one.statement_on + timedelta(days=APPLY_DAYS)
    return last if one.notice_on is None else max(last, one.notice_on + timedelta(days=NOTICE_DAYS))


def dispute_until(one: Assistance, billed_cents: int) -> date | None:
    """Return until when the patient may dispute a bill that is far above its estimate, None where they may not."""
    if one.estimate_cents is None or billed_cents - one.estimate_cents < EXCESS_CENTS or one.statement_on is None:
        return None
    return one.statement_on + timedelta(days=DISPUTE_DAYS)


def notices(one: Assistance, billed_cents: int, today: date, currency: str = "USD") -> tuple[Notice, ...]:
    """Return what is to be heeded on a day, the gravest first.

    Args:
        one: what is known of the account.
        billed_cents: what was billed in all.
        today: the day.
        currency: of the amounts.
    """
    found = [_disputed(one, today), _protected(one), _action(one, today), _applying(one, today), _period(one, today)]
    return tuple(each for each in (*found, _estimate(one, billed_cents, today, currency)) if each is not None)


def _disputed(one: Assistance, today: date) -> Notice | None:
    if not one.disputing or one.disputed_on is None:
        return None
    words = f"Disputed since {say_day(one.disputed_on, today)} as far above the estimate: collect nothing of it"
    return Notice("estimate_disputed", "45 CFR 149.620(c)", words)


def _protected(one: Assistance) -> Notice | None:
    if not one.protected:
        return None
    return Notice(
        "protected",
        "45 CFR 149.410, 149.420",
        "Protected from balance billing: ask only for the share the insurer told",
    )


def _action(one: Assistance, today: date) -> Notice | None:
    """Why no extraordinary collection action may be taken."""
    source, no = "26 CFR 1.501(r)-6(c)(3)", "No extraordinary collection action"
    if one.applying and one.applied_on is not None:
        since = say_day(one.applied_on, today)
        return Notice("application_open", "26 CFR 1.501(r)-6(c)(8)", f"{no}: asked for assistance {since}, not decided")
    if one.statement_on is None:
        return Notice(
            "statement_unknown", source, "No extraordinary action: nobody knows when the first statement went out"
        )
    first = one.statement_on + timedelta(days=NO_ACTION_DAYS)
    if today < first:
        return Notice("no_action", source, f"{no} before {say_day(first, today)}", first)
    if one.notice_on is None:
        return Notice("no_notice", "26 CFR 1.501(r)-6(c)(4)", f"{no} without {NOTICE_DAYS} days' written notice")
    begins = action_from(one)
    if begins is not None and today < begins:
        words = f"{no} before {say_day(begins, today)}: the notice went out {say_day(one.notice_on, today)}"
        return Notice("no_action", "26 CFR 1.501(r)-6(c)(4)", words, begins)
    return None


def _applying(one: Assistance, today: date) -> Notice | None:
    """What was decided."""
    if one.decided_on is None or one.decision not in ("granted", "partly granted"):
        return None
    words = f"Assistance was {one.decision} {say_day(one.decided_on, today)}: ask for no more than it leaves"
    return Notice("granted", "26 CFR 1.501(r)-5", words)


def _period(one: Assistance, today: date) -> Notice | None:
    last = apply_until(one)
    if last is None or today > last or one.applied_on is not None:
        return None
    words = f"They may ask for financial assistance until {say_day(last, today)}: say so"
    return Notice("may_apply", "26 CFR 1.501(r)-1(b)(3)", words, last + timedelta(days=1))


def _estimate(one: Assistance, billed_cents: int, today: date, currency: str) -> Notice | None:
    last = dispute_until(one, billed_cents)
    if last is None or today > last or one.disputed_on is not None or one.estimate_cents is None:
        return None
    over = format_cents(billed_cents - one.estimate_cents, currency)
    words = f"{over} above the good-faith estimate: they may dispute it until {say_day(last, today)}"
    return Notice("above_estimate", "45 CFR 149.620(c)", words, last + timedelta(days=1))


def with_told(before: Assistance, told: Happened, today: date) -> Assistance:
    """Return what is known once something was told; a new application takes the place of one that was decided.

    Raises:
        Refused: it cannot be.
    """
    said = {name: value for name, value in told._asdict().items() if value is not None}
    if not said:
        raise Refused("Nothing was said: give a day, an estimate, or another fact.")
    for name, value in said.items():
        if isinstance(value, date) and value > today:
            raise Refused(f"{say_day(value, today)} is still to come: take it down once it has happened.")
        if name == "estimate_cents" and value < 0:
            raise Refused("An estimate is not below nothing: type the amount that was estimated.")
    if told.applied_on is not None and before.decided_on is not None and told.decided_on is None:
        before = before._replace(decided_on=None, decision="")  # they ask once more
    if told.disputed_on is not None and before.settled_on is not None and told.settled_on is None:
        before = before._replace(settled_on=None)
    after = before._replace(**said)
    if after.decided_on is not None and after.decision not in DECISIONS:
        raise Refused(f"Say what was decided: {', '.join(DECISIONS)}.")
    if after.decision and after.decided_on is None:
        after = after._replace(decided_on=today)
    for first, then, words in (
        (after.applied_on, after.decided_on, "decided before anybody asked"),
        (after.disputed_on, after.settled_on, "settled before it was disputed"),
    ):
        if then is not None and (first is None or then < first):
            raise Refused(f"That would be {words}: check the days.")
    if after.disputed_on is not None and after.estimate_cents is None:
        raise Refused("A dispute is about an estimate: say what was estimated.")
    return after
