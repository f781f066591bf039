"""Moving accounts from one person to another: for good, or until a day. ``docs/worklists.md`` says how."""

from __future__ import annotations

from collections.abc import Callable

from collections_tui.services.desk import Desk
from collections_tui.services.reassign_views import Asked, Done, Past, Plan


def preview(desk: Desk, asked: Asked) -> Plan:
    """What would move from whom to whom, and what everybody has before and after. Nothing is stored.

    Raises:
        Refused: no permission, nobody of that name, nothing to move.
    """
    raise NotImplementedError


def do(desk: Desk, asked: Asked, operation_id: str, progress: Callable[[int, int], None] | None = None) -> Done:
    """Move them. The same operation twice is done once; one that was interrupted is gone on with."""
    raise NotImplementedError


def undo(desk: Desk, reassignment_id: int, progress: Callable[[int, int], None] | None = None) -> Done:
    """Give everything back, if nobody has claimed or called one of the accounts since.

    Raises:
        Refused: no permission, no such reassignment, or somebody has: the sentence says who, and which.
    """
    raise NotImplementedError


def every(desk: Desk, limit: int = 50) -> list[Past]:
    """The latest reassignments, the newest first."""
    raise NotImplementedError
