"""Offers what was begun and not finished, calls and claims: before a dropped line, a crash, or a lunch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult

from collections_tui.services import begun
from collections_tui.services.begun import Begun, BegunClaim
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList


class UnfinishedDialog(DeskDialog[Begun]):
    """Is dismissed with what is to go on.

    Args:
        found: calls and claims.
        here: this moment.
    """

    SCOPE = "unfinished"
    TITLE_TEXT = "Begun and not finished"
    BINDINGS = bindings_for("unfinished")
    AUTO_FOCUS = "VirtualList"

    def __init__(self, found: Sequence[Begun], here: Here) -> None:
        super().__init__(classes="-with-list")
        self._begun = list(found)
        self._sure: tuple[str, int] | None = None
        self._list: VirtualList[Begun] = VirtualList(
            key=_key,
            columns=(
                Column("begun", 18, lambda row: here.when(_begun_at(row)), priority=2),
                Column("account", 12, lambda row: row.name if isinstance(row, BegunClaim) else row.number, priority=2),
                Column("name", 12, lambda row: row.customer, flexible=True, priority=3),
                Column("note", 24, _note, priority=1, tone=lambda _: "dim"),
            ),
            id="answers",
        )

    def compose_body(self) -> ComposeResult:
        yield self._list

    def on_mount(self) -> None:
        self._list.set_source(FixedRows(self._begun))

    def action_resume(self) -> None:
        """Go on with what is under the cursor."""
        self._list.action_choose()

    def action_drop(self) -> None:
        """Forget what is under the cursor, asked twice."""
        row = self._list.cursor_row
        if row is None:
            return
        if self._sure != _key(row):
            self._sure = _key(row)
            self.say("ctrl+g again forgets this one.")
        else:
            self.attempt(self._drop(row))

    async def _drop(self, row: Begun) -> None:
        await self.ask(begun.drop, row)
        self._begun.remove(row)
        if self._begun:
            self._list.set_source(FixedRows(self._begun))
            self.say("It is forgotten.")
        else:
            await self.dismiss(None)
            self.workstation.say("It is forgotten, and nothing else of yours is unfinished.")

    @on(VirtualList.Chosen)
    def _take(self, event: VirtualList.Chosen) -> None:
        self.dismiss(event.row)


def _key(row: Begun) -> tuple[str, int]:
    return (row.kind, row.claim_id) if isinstance(row, BegunClaim) else ("call", row.draft.account_id)


def _begun_at(row: Begun) -> datetime:
    return row.begun_at if isinstance(row, BegunClaim) else row.draft.started_at


def _note(row: Begun) -> str:
    if isinstance(row, BegunClaim):
        return " · ".join(filter(None, (row.payer, row.note)))
    return row.draft.body.get("note", "")
