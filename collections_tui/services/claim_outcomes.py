"""What a contact with an insurer can end in, for whoever chooses one."""

from __future__ import annotations

from collections_tui.domain.insurance.outcomes import ClaimOutcome
from collections_tui.services.desk import Desk


def every(desk: Desk) -> tuple[ClaimOutcome, ...]:
    """All of them, in the order in which they are shown.

    Raises:
        Refused: no permission.
        ConfigError: their file is wrong.
    """
    desk.permit("see")
    return desk.books.claim_outcomes.outcomes
