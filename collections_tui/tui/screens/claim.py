"""One claim: whom to ask and by when, what was asked, paid and refused, what was said; and what is done about it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from collections_tui.services import claim_queue
from collections_tui.services.claim_views import ClaimView
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.claim_lines import body_lines, head_lines
from collections_tui.tui.screens.claim_work import ClaimWork
from collections_tui.tui.text import line
from collections_tui.tui.widgets.lines import LinesView
from collections_tui.tui.widgets.reading import ItemsView


class ClaimScreen(ClaimWork):
    """Shows one claim after another. The one in view is the person's while they may work on it."""

    SCOPE = "claim"
    NAME = "Claim"
    CSS_PATH = "../styles/claim.tcss"
    BINDINGS = bindings_for("claim", "everywhere")
    AUTO_FOCUS = "ItemsView"

    def __init__(self) -> None:
        super().__init__()
        self._diagnoses = False
        self._head = LinesView(id="claim-head")
        self._body = ItemsView(reading=True, id="claim-body")

    def compose_body(self) -> ComposeResult:
        with Vertical(id="claim"):
            yield self._head
            yield self._body

    @property
    def _here(self) -> Here:
        return here_at(self.desk)

    # The claim in view

    async def show_claim(self, claim_id: int, *, taken: bool = False, follows: bool = False) -> None:
        """Show a claim, which is mine from then on if nobody else has it.

        Args:
            claim_id: which.
            taken: it is mine already.
            follows: it came as the next one, and the next one comes after it.

        Raises:
            Refused: no permission, or there is no such claim.
        """
        if not taken:  # who takes the next one gives back what they had
            await self.give_back(but=claim_id)
        view = await self.ask(claim_queue.view if taken else claim_queue.take, claim_id)
        self._diagnoses, self.follows = False, follows
        self._show(view)

    async def reread(self) -> None:
        """Show the claim as it is now."""
        if self.view is not None:
            self._show(await self.ask(claim_queue.view, self.view.claim.id, diagnoses=self._diagnoses), keep=True)

    async def give_back(self, *, but: int = 0) -> str:
        """Let others have the claim in view; the sentence that says so, '' where it was not mine."""
        view = self.view
        if view is None or view.claim.id == but:
            return ""
        self.view = None
        if not allowed("work claims", self.desk.person.roles):
            return ""
        said = await self.ask(claim_queue.leave, view.claim.id)
        return said if self.follows else ""

    def _show(self, view: ClaimView, *, keep: bool = False) -> None:
        self.view = view
        self._lay_out(keep=keep)
        self.show_top_line()

    def _lay_out(self, *, keep: bool) -> None:
        view, cells = self.view, self._body.size.width - 1
        if view is None or cells < 1:
            return
        here = self._here
        words = {one.code: one.words for one in self.desk.books.claim_outcomes.outcomes}
        head = head_lines(view, here, self._head.size.width, self.desk.person.login)
        self._head.styles.height = len(head)
        self._head.show(head)
        self._body.read(body_lines(view, here, cells, words), keep=keep)

    def on_items_view_resized(self) -> None:
        """Lay it out for the room there is."""
        self._lay_out(keep=True)

    def top_words(self) -> str:
        """Which claim, and of whom."""
        if self.view is None:
            return self.NAME
        return line(f"{self.NAME} {self.view.claim.name} · {self.view.customer.name}", 120)

    async def tick(self) -> None:
        """Keep it mine, and show whether somebody answers by now."""
        view = self.view
        if view is None:
            return
        if view.claim.taken_by == self.desk.person.login and allowed("work claims", self.desk.person.roles):
            await self.ask(claim_queue.renew, view.claim.id)
        await self.reread()

    # What is looked at

    def action_view(self) -> None:
        """With its diagnoses, or without."""
        self.attempt(self._toggle_diagnoses())

    async def _toggle_diagnoses(self) -> None:
        if self.view is None:
            return
        wanted = not self._diagnoses
        view = await self.ask(claim_queue.view, self.view.claim.id, diagnoses=wanted)
        self._diagnoses = wanted
        self._show(view)

    def action_open(self) -> None:
        """Open its account."""
        if self.view is not None:
            self.go_account(self.view.claim.account_id)

    def action_leave(self) -> None:
        """Back to where I came from; others may have the claim."""
        self.attempt(self._leave())

    async def _leave(self) -> None:
        said = await self.give_back()
        travel = self.workstation.travel
        await travel.back()
        if travel.account is not None and travel.account is self.app.screen:
            await travel.account.reread()  # what is asked of the patient may be another by now
        if said:
            self.workstation.say(said)
