"""Moving accounts to other people, with what would move shown before it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from collections_tui.services.reassign_views import Asked
from collections_tui.services.views import ListQuery
from collections_tui.tui.screens.base import AtDesk, DeskDialog


def open_reassign(
    screen: AtDesk,
    *,
    from_people: Sequence[str] = (),
    accounts: Sequence[int] = (),
    within: ListQuery | None = None,
    about: str = "",
    then: Callable[[], None] | None = None,
) -> None:
    """Show the dialog in front of a screen.

    Args:
        screen: which.
        from_people: whose accounts are to move, by login; the person can change it.
        accounts: these alone: what was marked.
        within: what the filter of this query keeps of its worklist.
        about: which accounts these are, in words.
        then: called when something has moved.
    """


class ReassignDialog(DeskDialog[bool]):
    """Is dismissed with whether anything has moved.

    Args:
        asked: what is asked for so far; whom to, how and until when are typed.
        about: which accounts these are, in words; '' where the person says from whom.
    """

    SCOPE = "reassign"
    TITLE_TEXT = "Reassign"

    def __init__(self, asked: Asked, about: str = "") -> None:
        super().__init__()
        self._asked, self._about = asked, about

    def compose_body(self) -> ComposeResult:
        yield from ()
