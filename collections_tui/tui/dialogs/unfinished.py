"""Offers the calls that were begun and not finished: before a dropped line, a crash, or a lunch."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from collections_tui.services.views import DraftLine
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList


class UnfinishedDialog(DeskDialog[int]):
    """Is dismissed with the id of the account whose call is to go on.

    Args:
        drafts: the calls, the latest first.
        here: this moment.
    """

    SCOPE = "unfinished"
    TITLE_TEXT = "Calls that were not finished"
    BINDINGS = bindings_for("unfinished")
    AUTO_FOCUS = "VirtualList"

    def __init__(self, drafts: Sequence[DraftLine], here: Here) -> None:
        super().__init__(classes="-with-list")
        self._drafts = drafts
        self._list: VirtualList[DraftLine] = VirtualList(
            key=lambda row: row.draft.account_id,
            columns=(
                Column("begun", 18, lambda row: here.when(row.draft.started_at), priority=2),
                Column("account", 12, lambda row: row.number, priority=2),
                Column("name", 12, lambda row: row.customer, flexible=True, priority=3),
                Column("note", 24, lambda row: row.draft.body.get("note", ""), priority=1, tone=lambda _: "dim"),
            ),
            id="answers",
        )

    def compose_body(self) -> ComposeResult:
        yield self._list

    def on_mount(self) -> None:
        self._list.set_source(FixedRows(self._drafts))

    def action_resume(self) -> None:
        """Go on with the call under the cursor."""
        self._list.action_choose()

    @on(VirtualList.Chosen)
    def _take(self, event: VirtualList.Chosen) -> None:
        self.dismiss(event.row.draft.account_id)
