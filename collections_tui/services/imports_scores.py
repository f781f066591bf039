"""Scores of new imported accounts, before they are stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from collections_tui.domain.records import Facts
from collections_tui.domain.strategy import compile_score
from collections_tui.services.desk import Desk


def new_scorer(desk: Desk, strategy: str, client: str) -> Callable[[int, str | None, int, str], int]:
    """Return what scores an account that nobody has called yet: by balance, oldest due day, dispute and currency."""
    score = compile_score(desk.books.strategy(strategy), desk.today(), {})
    days: dict[str | None, date | None] = {None: None}

    def scored(cents: int, oldest_due_on: str | None, disputed: int, currency: str) -> int:
        day = days.get(oldest_due_on)
        if day is None and oldest_due_on is not None:
            day = days[oldest_due_on] = date.fromisoformat(oldest_due_on)
        return score(Facts(0, 0, client, cents, day, disputed == 1, None, None, None, 0, None, 0, 0, currency))

    return scored
