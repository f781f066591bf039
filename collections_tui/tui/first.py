"""What the first screen shows, read in one go while Textual is still being imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.records import CallWindow, ListRow, Worklist
from collections_tui.services.views import ListQuery

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk
    from collections_tui.services.sessions import Back

FIRST_ROWS = 100


class FirstLook(NamedTuple):
    """My worklists, the first rows of the first of them or of where I was, and where its customers are."""

    worklists: list[Worklist]
    windows: dict[int, CallWindow]
    query: ListQuery | None
    rows: list[ListRow]
    back: Back


def first_look(desk: Desk) -> FirstLook:
    """Sign the workstation in, and read it. Nothing is counted or woken: on a large database that takes longer than
    everything else.

    Raises:
        Refused: another workstation of the person is open, and stays.
    """
    from collections_tui.services import lists, sessions, worklists

    back = sessions.begin(desk)
    mine = worklists.mine(desk)
    query = ListQuery(mine[0].id) if mine else None
    if back.listing is not None and back.listing.worklist_id in [one.id for one in mine]:
        query = back.listing
    else:
        back = back._replace(listing=None, row=None)
    rows = lists.page(desk, query, limit=FIRST_ROWS) if query else []
    return FirstLook(mine, lists.windows(desk), query, rows, back)
