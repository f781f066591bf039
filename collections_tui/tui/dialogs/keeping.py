"""What dialogs share that people type into: what is typed is kept in the database until it is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from collections_tui.domain.records import Unsaved
from collections_tui.services import unsaved
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.draft_keeper import Body, DraftKeeper

TYPED_BEFORE = "This was typed before and is not saved yet."


class KeepingDialog(DeskDialog[bool]):
    """Is dismissed with whether something is left unsaved.

    A subclass says what is in its fields (``body``), tells of every change (``keep_typed``) and saves with ``save``.

    Args:
        of: what the text belongs to.
        begun: what was typed before and not saved, as ``body`` gave it.
    """

    def __init__(self, of: Unsaved, begun: Body) -> None:
        super().__init__()
        self._of = of
        self._asked = begun  # what was last given to be kept
        self._kept = begun  # what is known to be in the database
        self._keeper = DraftKeeper(self._keep, lambda work: self.attempt(work, hold=False))

    def on_mount(self) -> None:
        if self._kept:
            self.say(TYPED_BEFORE)

    @property
    def kind(self) -> str:
        """What it is that is being typed."""
        return self._of.kind

    @property
    def body(self) -> Body:
        """What is in the fields; empty when nothing is."""
        raise NotImplementedError

    def keep_typed(self) -> None:
        """Keep what is in the fields now."""
        body = self.body
        if body != self._asked:
            self._asked = body
            self._keeper.keep(self._of.about, body)

    async def _keep(self, about: int, body: Body) -> None:
        await self.ask(unsaved.keep, self._of, body)
        self._kept = body

    async def settle(self) -> None:
        """Wait until what was typed is in the database."""
        self.keep_typed()
        await self._keeper.settled()

    async def save(self, write: Callable[[], Awaitable[str]]) -> None:
        """Have it saved and close with the sentence that says so; stay open with everything when that fails."""
        await self.settle()
        said = await write()
        await self.dismiss(False)
        self.workstation.say(said)

    def action_cancel(self) -> None:
        """Go back without saving; what was typed is kept."""
        self.attempt(self._put_away())

    async def _put_away(self) -> None:
        """Close once all of it is kept; stay open when it cannot be."""
        await self.settle()
        if self._kept != self._asked:
            await self._keep(self._of.about, self._asked)
        self.dismiss(bool(self._kept))
