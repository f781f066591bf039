"""The sentence of a ranking rule, filled in with the account it holds for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from collections_tui.domain.aging import days_past_due
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import decimals_of, format_cents
from collections_tui.domain.records import Facts
from collections_tui.domain.templates import fill

if TYPE_CHECKING:
    from collections_tui.domain.strategy import Rule

_ANYWHERE = ("balance", "client", "calls")

# The blanks each kind of rule may use. ``over`` is the tier or bucket that was reached, in the kind's own unit;
# ``what`` is promise or arrangement.
BLANKS = {
    "days_past_due": (*_ANYWHERE, "days", "over"),
    "aging_bucket": (*_ANYWHERE, "days", "over"),
    "balance": (*_ANYWHERE, "days", "over"),
    "promise_broken": (*_ANYWHERE, "day", "what"),
    "days_since_contact": (*_ANYWHERE, "days", "over"),
    "never_contacted": _ANYWHERE,
    "disputed": _ANYWHERE,
    "client": _ANYWHERE,
    "best_hour": (*_ANYWHERE, "hour"),
}


def sentence(rule: Rule, facts: Facts, today: date) -> str:
    """Return why a rule that holds for an account does, in words: plain text, never markup."""
    days = days_past_due(facts.oldest_due_on, today)
    if rule.kind == "days_since_contact" and facts.last_contact_on is not None:
        days = (today - facts.last_contact_on).days
    values = {
        "balance": _short_money(facts.balance_cents, facts.currency),
        "client": facts.client,
        "calls": str(facts.call_count),
        "days": str(days),
        "over": _over(rule, facts, days),
        "day": say_day(facts.promise_due_on, today) if facts.promise_due_on else "",
        "what": "arrangement" if facts.arranged else "promise",
        "hour": f"{facts.best_hour:02d}:00" if facts.best_hour is not None else "",
    }
    return fill(_singular(rule.text, values), values)


def _over(rule: Rule, facts: Facts, days: int) -> str:
    if rule.kind == "aging_bucket":
        # 31 to 60 days are "over 30 days".
        return str(max(0, min(90, (days - 1) // 30 * 30)))
    amount = facts.balance_cents if rule.kind == "balance" else days
    reached = max((least for least, _ in rule.params.tiers if amount >= least), default=0)
    return _short_money(reached, facts.currency) if rule.kind == "balance" else str(reached)


def _short_money(cents: int, currency: str) -> str:
    # From a hundred on without decimals: a reason to call is about size, and the exact figure stands beside it.
    text = format_cents(cents, currency)
    return text.partition(".")[0] if abs(cents) >= 100 * 10 ** decimals_of(currency) else text


def _singular(text: str, values: dict[str, str]) -> str:
    for name in ("days", "calls"):
        if values[name] == "1":
            text = text.replace(f"{{{name}}} {name}", f"{{{name}}} {name[:-1]}")
    return text
