"""Find an account from anywhere."""

from __future__ import annotations

from collections_tui.domain.records import Found
from collections_tui.services.desk import Desk
from collections_tui.services.scope import seen_by


def find(desk: Desk, text: str, limit: int = 50) -> list[Found]:
    """Accounts whose name, number or phone has words that begin like those typed; none for an empty text.

    The one whose number was typed in full comes first: “H-2” is found in many a telephone number, too.
    Accounts that I may not see are left out.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.search.find(text, limit, seen_by(tx, desk))
    whole = text.strip().casefold()
    return sorted(found, key=lambda one: one.number.casefold() != whole)
