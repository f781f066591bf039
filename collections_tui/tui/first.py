"""What the first screen shows, read in one go while Textual is still being imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.records import CallWindow, ListRow, Worklist
from collections_tui.services.views import ListQuery

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

FIRST_ROWS = 100


class FirstLook(NamedTuple):
    """My worklists, the first rows of the first of them, and where its customers are."""

    worklists: list[Worklist]
    windows: dict[int, CallWindow]
    query: ListQuery | None
    rows: list[ListRow]


def first_look(desk: Desk) -> FirstLook:
    """Read it. Nothing is counted or woken: on a large database that takes longer than everything else."""
    from collections_tui.services import lists, worklists

    mine = worklists.mine(desk)
    query = ListQuery(mine[0].id) if mine else None
    rows = lists.page(desk, query, limit=FIRST_ROWS) if query else []
    return FirstLook(mine, lists.windows(desk), query, rows)
