"""Which claim is worked first: points for a deadline that is near, for the amount and for age, each said in words.

The store adds the same points up in SQL from the tables here, and a test holds both against each other.
"""

from __future__ import annotations

from datetime import date, timedelta

from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.claims import deadline, outstanding, underpaid
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.money import format_cents
from collections_tui.domain.strategy import Why

# At most so many days, dollars (in cents) or days, and the points for it; the first that fits counts.
DEADLINES: tuple[tuple[int, int], ...] = ((3, 60), (7, 45), (14, 30), (30, 15))
AMOUNTS: tuple[tuple[int, int], ...] = ((5_000_00, 30), (1_000_00, 20), (250_00, 10), (50_00, 5))
AGES: tuple[tuple[int, int], ...] = ((180, 15), (120, 12), (90, 9), (60, 6), (30, 3))


def amount_of(claim: Claim) -> int:
    """Return what there is to be had for a claim: what is asked of the payer, or was paid too little."""
    return outstanding(claim) or underpaid(claim)


def why(claim: Claim, today: date, currency: str = "USD") -> tuple[Why, ...]:
    """Return the reasons a claim ranks where it does, the largest first."""
    last, amount, age = deadline(claim), amount_of(claim), (today - claim.service_to).days
    found = []
    if last is not None and last >= today:
        left = (last - today).days
        words = "file" if claim.status == "to file" else "contest"
        when = "today is the last day" if left == 0 else f"{left} {'day is' if left == 1 else 'days are'} left"
        found.append(Why("deadline", _at_most(DEADLINES, left), f"{when} to {words} it"))
    found.append(Why("amount", _at_least(AMOUNTS, amount), f"{format_cents(amount, currency)} at stake"))
    found.append(Why("age", _at_least(AGES, age), f"{age:,} days since the service"))
    return tuple(sorted((one for one in found if one.points), key=lambda one: -one.points))


def score(claim: Claim, today: date) -> int:
    """Return the sum of its points."""
    return sum(one.points for one in why(claim, today))


def bounds(today: date) -> dict[str, str | int]:
    """Return the parameters of the store's own sum: the days that bound each step of deadlines and ages."""
    found: dict[str, str | int] = {"today": today.isoformat()}
    found |= {f"within{n}": (today + timedelta(days=days)).isoformat() for n, (days, _) in enumerate(DEADLINES)}
    return found | {f"since{n}": (today - timedelta(days=days)).isoformat() for n, (days, _) in enumerate(AGES)}


def when_words(day: date | None, today: date) -> str:
    """Return by when something is to be done: ``by Fri 4 Dec, 3 days left``."""
    if day is None:
        return ""
    left = (day - today).days
    if left < 0:
        return f"by {say_day(day, today)}: too late by {-left:,} day{'' if left == -1 else 's'}"
    if left == 0:
        return "by today"
    return f"by {say_day(day, today)}, {left:,} day{'' if left == 1 else 's'} left"


def _at_most(steps: tuple[tuple[int, int], ...], value: int) -> int:
    return next((points for bound, points in steps if value <= bound), 0)


def _at_least(steps: tuple[tuple[int, int], ...], value: int) -> int:
    return next((points for bound, points in steps if value >= bound), 0)
