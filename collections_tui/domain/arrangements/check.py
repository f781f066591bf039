"""What a policy says to some terms, line by line: what it keeps, and what only a supervisor can allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from math import ceil

from collections_tui.domain.arrangements.records import (
    ArrangementPolicy,
    Band,
    Due,
    Every,
    History,
    PolicyLine,
    Terms,
)
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Role

ASKS = ": needs a supervisor"
_DAYS_A_MONTH = 365.25 / 12

Say = Callable[[int], str]
"""An amount in words."""


def check(
    policy: ArrangementPolicy, terms: Terms, dues: Sequence[Due], history: History, currency: str = "USD"
) -> tuple[PolicyLine, ...]:
    """Return what the policy says to the terms: a line for each of its rules that has something to say.

    Args:
        policy: of the client.
        terms: what is to be agreed; ``owed_cents`` decides about the band.
        dues: the schedule that follows from them.
        history: what else it looks at.
        currency: of the amounts.
    """

    def say(cents: int) -> str:
        return _money(cents, currency)

    lines = [] if policy.allowed else [PolicyLine("allowed", False, f"{policy.refusal}: no arrangements")]
    lines += _length(policy, terms, dues, say)
    lines += _down(policy, terms, say)
    lines += _first(policy, dues, history)
    lines += _settled(policy, terms, history)
    lines += _broken(policy, history)
    lines += _means(policy, terms, dues, history, say)
    return tuple(lines)


def needs_approval(lines: Sequence[PolicyLine]) -> bool:
    """Whether a supervisor has to approve: something is not kept that is no mere advice."""
    return any(not line.ok and not line.advice for line in lines)


def may_approve(policy: ArrangementPolicy, terms: Terms, roles: Sequence[Role]) -> str:
    """Return why somebody with these roles may not approve the terms, in a sentence; '' where they may.

    Whoever approves has a limit of their own for what may be forgiven, not none.
    """
    if terms.settlement is None:
        return ""
    most, off = largest_discount(policy, roles), _percent(terms)
    if off <= most:
        return ""
    limit = f"at most {most}%" if most else "nothing"
    return f"You may forgive {limit} by the policy {policy.name}, and this takes {_shown(off)}% off: take less off."


def largest_discount(policy: ArrangementPolicy, roles: Sequence[Role]) -> int:
    """Return the largest share, in percent, that somebody with these roles may forgive."""
    return max((most for role, most in policy.settlement_percent if role in roles), default=0)


def band_of(policy: ArrangementPolicy, owed_cents: int) -> Band | None:
    """Return the band of a balance; None above the last one, or where there are none."""
    return next((one for one in policy.bands if one.up_to_cents is None or owed_cents <= one.up_to_cents), None)


def months_of(every: Every, number: int) -> int:
    """Return how many months so many instalments take, begun ones counted as whole ones."""
    if every.unit == "half months":
        return ceil(number / 2)
    if every.unit in ("months", "month ends"):
        return number
    return max(1, ceil(number * _step_days(every) / _DAYS_A_MONTH))


def monthly_cents(every: Every, cents: int) -> int:
    """Return what an instalment is a month, rounded to the nearest cent."""
    if every.unit in ("months", "month ends"):
        return cents
    if every.unit == "half months":
        return 2 * cents
    return round(cents * _DAYS_A_MONTH / _step_days(every))


def _step_days(every: Every) -> int:
    return every.step * (7 if every.unit == "weeks" else 1)


def _length(policy: ArrangementPolicy, terms: Terms, dues: Sequence[Due], say: Say) -> Iterator[PolicyLine]:
    """The band of the balance: how small an instalment, how many months; and a larger last one."""
    plain = [due.amount_cents for due in dues if due.number]
    band = band_of(policy, terms.owed_cents)
    if band is not None:
        smallest = min(plain[:-1], default=plain[-1])
        # What is paid with one instalment is never too little.
        ok = len(plain) == 1 or smallest >= band.least_cents
        if band.least_cents:
            asked = f"minimum {say(band.least_cents)}"
            yield PolicyLine("minimum", ok, f"{asked} – ok" if ok else f"{say(smallest)} – {asked}{ASKS}")
        months = months_of(terms.every, len(plain))
        ok = months <= band.months
        asked = "– ok" if ok else f"– the policy allows {band.months}{ASKS}"
        yield PolicyLine("months", ok, f"{_count(months, 'month')} {asked}")
    elif policy.bands:
        yield PolicyLine("band", False, f"{say(terms.owed_cents)} is more than the policy has months for{ASKS}")
    if terms.number is not None and terms.each_cents is not None and plain[-1] > terms.each_cents:
        words = f"the last of {say(plain[-1])} is larger than the others"
        yield PolicyLine("last", policy.larger_last, f"{words}{' – ok' if policy.larger_last else ASKS}")


def _down(policy: ArrangementPolicy, terms: Terms, say: Say) -> Iterator[PolicyLine]:
    least = min(max(policy.down_cents, -(-terms.total_cents * policy.down_percent // 100)), terms.total_cents)
    if least <= 0:
        return
    ok = terms.down_cents >= least
    given = f"{say(terms.down_cents)} down" if terms.down_cents else "no down payment"
    yield PolicyLine("down", ok, f"{given} – ok" if ok else f"{given} – the policy asks {say(least)}{ASKS}")


def _first(policy: ArrangementPolicy, dues: Sequence[Due], history: History) -> Iterator[PolicyLine]:
    if not policy.first_within_days:
        return
    first = dues[0].due_on
    ok = first <= history.today + timedelta(days=policy.first_within_days)
    words = f"first payment {say_day(first, history.today)}"
    asked = f"– the policy allows {_count(policy.first_within_days, 'day')}{ASKS}"
    yield PolicyLine("first", ok, f"{words} {'– ok' if ok else asked}")


def _settled(policy: ArrangementPolicy, terms: Terms, history: History) -> Iterator[PolicyLine]:
    if terms.settlement is None:
        return
    off, most = _percent(terms), largest_discount(policy, history.roles)
    limit = f"you may give {most}%" if most else "you may give none"
    ok = off <= most
    yield PolicyLine("settlement", ok, f"{_shown(off)}% off – {'ok' if ok else limit + ASKS}")
    if policy.settlement_days:
        ok = terms.settlement.until <= history.today + timedelta(days=policy.settlement_days)
        words = f"settlement open until {say_day(terms.settlement.until, history.today)}"
        asked = f"– the policy allows {_count(policy.settlement_days, 'day')}{ASKS}"
        yield PolicyLine("until", ok, f"{words} {'– ok' if ok else asked}")


def _broken(policy: ArrangementPolicy, history: History) -> Iterator[PolicyLine]:
    if policy.broken_before_approval and history.broken:
        ok = history.broken < policy.broken_before_approval
        yield PolicyLine(
            "broken", ok, f"{_count(history.broken, 'arrangement')} broken before{' – ok' if ok else ASKS}"
        )


def _means(
    policy: ArrangementPolicy, terms: Terms, dues: Sequence[Due], history: History, say: Say
) -> Iterator[PolicyLine]:
    """What the worksheet of their means says; never more than advice."""
    if history.affordable_cents is not None:
        plain = [due.amount_cents for due in dues if due.number]
        # A larger last one is a sum of its own, which they do not pay every month.
        asked = monthly_cents(terms.every, max(plain[:-1] or plain))
        ok = asked <= history.affordable_cents
        suggests = f"the worksheet suggests {say(history.affordable_cents)}"
        yield PolicyLine("affordable", ok, f"{say(asked)} a month – {'ok' if ok else suggests}", advice=True)
    elif policy.means_from_cents and terms.owed_cents >= policy.means_from_cents and not history.means:
        words = f"from {say(policy.means_from_cents)} on a worksheet of their means is wanted"
        yield PolicyLine("means", False, words, advice=True)


def _percent(terms: Terms) -> float:
    assert terms.settlement is not None
    return terms.settlement.off_cents * 100 / terms.owed_cents


def _shown(percent: float) -> str:
    return f"{ceil(percent * 10) / 10:g}"


def _money(cents: int, currency: str) -> str:
    """An amount without cents that are none: ``$50``."""
    return format_cents(cents, currency).removesuffix(".00")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
