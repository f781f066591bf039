"""One remittance: its balance, and what it says of each claim with the reasons in words."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.containers import Vertical

from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.services import remittances, remittances_by_hand
from collections_tui.services.permissions import allowed
from collections_tui.services.remittance_views import RemittanceView
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.screens.remittance_words import about_waiting, kept_head, kept_items
from collections_tui.tui.text import line
from collections_tui.tui.widgets.lines import LinesView, text_line
from collections_tui.tui.widgets.reading import ItemsView

AT_ONCE = 100
"""Claims that are shown before all of them are laid out."""


class RemittanceScreen(DeskScreen):
    """Shows one after another."""

    SCOPE = "remittance"
    NAME = "Remittance"
    CSS_PATH = "../styles/claim.tcss"
    BINDINGS = bindings_for("remittance", "everywhere")
    AUTO_FOCUS = "ItemsView"

    def __init__(self) -> None:
        super().__init__()
        self._view: RemittanceView | None = None
        self._head = LinesView(id="remittance-head")
        self._body = ItemsView(id="remittance-body")

    def compose_body(self) -> ComposeResult:
        with Vertical(id="remittance"):
            yield self._head
            yield self._body

    async def show_remittance(self, remittance_id: int, *, keep: bool = False) -> None:
        """Show one; with ``keep`` the cursor stays on its claim.

        Raises:
            Refused: no permission, or there is no such remittance.
        """
        self._view = await self.ask(remittances.view, remittance_id)
        await self._lay_out(keep=keep)
        self.show_top_line()

    async def _lay_out(self, *, keep: bool) -> None:
        view, cells = self._view, self._body.size.width - 1
        if view is None or cells < 1:
            return
        book = self.desk.books.codes
        head = [*kept_head(view, cells + 1, book), text_line("─" * (cells + 1), "dim")]
        self._head.styles.height = len(head)
        self._head.show(head)
        today = self.desk.today()
        if not keep and len(view.claims) > AT_ONCE:
            self._body.fill(kept_items(view._replace(claims=view.claims[:AT_ONCE]), cells, book, today), keep=keep)
        # Beside the screen: a day's remittance of a large hospital is about thousands of claims.
        items = await asyncio.to_thread(kept_items, view, cells, book, today)
        if (view, cells) == (self._view, self._body.size.width - 1):  # else others are being laid out
            self._body.fill(items, keep=keep or len(items) > AT_ONCE)

    def on_items_view_resized(self) -> None:
        """Lay it out for the room there is."""
        self.attempt(self._lay_out(keep=True), hold=False)

    def on_items_view_chosen(self) -> None:
        """One was clicked twice."""
        self.action_open()

    def top_words(self) -> str:
        """Whose payment it is."""
        if self._view is None:
            return self.NAME
        one = self._view.remittance
        return line(f"{self.NAME} {one.id} · {one.payer} {one.trace}", 120)

    def action_open(self) -> None:
        """Open the claim under the cursor, or its account."""
        one = self._body.current
        if not isinstance(one, KeptClaim):
            return
        if one.claim_id is not None:
            self.attempt(self.workstation.travel.to_claim(one.claim_id))
        elif one.account_id is not None:
            self.go_account(one.account_id)
        else:
            self.say("It is on no invoice: the second tab of the remittances matches it.")

    def action_void(self) -> None:
        """Take back what was posted for the claim under the cursor; it waits to be matched then."""
        from collections_tui.tui.dialogs.match import DismissDialog

        one = self._body.current
        if not isinstance(one, KeptClaim) or self._view is None:
            return
        if not allowed("match payments", self.desk.person.roles):
            self.say("You may look at remittances, not change them: ask for the role of collector.", "error")
            return
        of = self._view.remittance.id

        async def write(reason: str) -> str:
            done = await self.ask(remittances_by_hand.take_back, one.id, reason)
            await self.show_remittance(of, keep=True)
            return done.sentence

        dialog = DismissDialog(about_waiting(one), write, title="Take it back", hint="why it does not belong there")
        self.open_dialog(dialog)

    def action_leave(self) -> None:
        """Back to where I came from."""
        self.go_back()
