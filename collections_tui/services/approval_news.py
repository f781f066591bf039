"""Whether something that I asked a supervisor for was answered. Asked every minute, it loads next to nothing."""

from __future__ import annotations

from datetime import timedelta

from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed

SHOWN_FOR = timedelta(days=7)
"""How long an answer stands in the list of those that were given, and is worth telling."""


def news(desk: Desk) -> str:
    """What was answered to me and I was not told of yet, in a sentence or a few; '' for nothing. It is told once."""
    desk.permit("see")
    if not allowed("work", desk.person.roles):
        return ""
    with desk.store.read() as tx:
        if not tx.requests.any_untold(desk.person.id, desk.now() - SHOWN_FOR):
            return ""
    from collections_tui.services.approvals import told_now

    return told_now(desk)
