"""On which days nothing falls due, for policies that say so: weekends, and federal holidays of the United States."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


def closed(day: date) -> bool:
    """Whether a day is a Saturday, a Sunday, or a federal holiday (also one that is observed on another day)."""
    return day.weekday() > 4 or day in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    # Imported here: it takes longer than most commands, and most policies let things fall due on any day.
    from holidays import country_holidays

    # New Year's Day may be observed on the last day of the year before.
    return frozenset(country_holidays("US", years=(year, year + 1)))
