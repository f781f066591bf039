"""The ways to the screens around insurance: claims, one claim, the next claim."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.screen import Screen

from collections_tui.domain.dates import say_day
from collections_tui.tui.ways import Ways

if TYPE_CHECKING:
    from collections_tui.tui.screens.claim import ClaimScreen
    from collections_tui.tui.screens.claims import ClaimsScreen

CLAIMS = "claims"
CLAIM = "claim"
PAYERS = "payers"
REMITTANCES = "remittances"
REMITTANCE = "remittance"


class InsuranceTravel(Ways):
    """A part of all ways (`collections_tui.tui.travel`)."""

    async def to_claims(self) -> None:
        """Show the worklist of claims in front; of a claim that was opened otherwise it takes the place."""
        app, claim, claims = self._app, self.claim, self._claims_screen()
        if claim is None or claims in app.screen_stack:
            await self._bring(claims)
            return
        with app.batch_update():
            await self._bring(claim)
            await app.switch_screen(claims)
        await self._left_claim()

    @property
    def claim(self) -> ClaimScreen | None:
        """The screen of a claim while it is open, in front or behind something."""
        if not self._app.is_screen_installed(CLAIM):
            return None
        screen = self._claim_screen()
        return screen if screen in self._app.screen_stack else None

    async def to_claim(self, claim_id: int, *, doing: str = "") -> None:
        """Open a claim in front; with what was being typed about it, by its kind."""
        screen = self._claim_screen()
        await self._show_in_front(screen, lambda: screen.show_claim(claim_id))
        if doing:
            screen.go_on_typing(doing)

    async def to_next_claim(self, said: str = "") -> None:
        """Take the claim that ranks first and open it; where there is none, say why and show the worklist of claims.

        Args:
            said: what was done before, to be told with it.
        """
        from collections_tui.services.claim_queue import next_claim
        from collections_tui.services.claim_views import NoClaim

        app, screen, claims = self._app, self._claim_screen(), self._claims_screen()
        client, payer = claims.chosen
        leaving = 0 if screen.view is None or said else screen.view.claim.id
        answer = await app.thread.call(next_claim, client=client, payer=payer, leave=leaving)
        if isinstance(answer, NoClaim):
            await screen.give_back()
            await self._bring(claims)
            later = "" if answer.next_on is None else f"The next is due {say_day(answer.next_on, app.desk.today())}."
            app.say(" ".join(filter(None, (said, answer.reason, later))))
            return
        claim_id = answer.claim.id
        await self._show_in_front(screen, lambda: screen.show_claim(claim_id, taken=True, follows=True))
        if said:
            app.say(said)

    async def undo_claim(self) -> None:
        """Take back what I recorded last of an insurer, and open its claim again."""
        from collections_tui.services.claim_undo import undo_last

        done = await self._app.thread.call(undo_last, uuid4().hex)
        screen = self._claim_screen()
        show = partial(screen.show_claim, done.claim.id, taken=True, follows=screen.follows)
        await self._show_in_front(screen, show)
        self._app.say(f"{done.sentence} Record what is right.")

    async def to_payers(self) -> None:
        """Show the insurers in front."""
        from collections_tui.tui.screens.payers import PayersScreen

        await self._bring_kept(PAYERS, PayersScreen)

    async def to_remittances(self) -> None:
        """Show what insurers paid in front."""
        from collections_tui.tui.screens.remittances import RemittancesScreen

        await self._bring_kept(REMITTANCES, RemittancesScreen)

    async def to_remittance(self, remittance_id: int) -> None:
        """Show one remittance in front."""
        from collections_tui.tui.screens.remittance import RemittanceScreen

        if not self._app.is_screen_installed(REMITTANCE):
            self._app.install_screen(RemittanceScreen(), REMITTANCE)
        screen = self._app.get_screen(REMITTANCE)
        assert isinstance(screen, RemittanceScreen)
        await self._show_in_front(screen, lambda: screen.show_remittance(remittance_id))

    async def _left_claim(self) -> None:
        """Let others have the claim whose screen is no more in front nor behind something."""
        if self._app.is_screen_installed(CLAIM):
            screen = self._claim_screen()
            if screen not in self._app.screen_stack:
                await screen.give_back()

    async def _bring(self, screen: Screen[None]) -> None:
        await super()._bring(screen)
        await self._left_claim()

    def _claims_screen(self) -> ClaimsScreen:
        from collections_tui.tui.screens.claims import ClaimsScreen

        if not self._app.is_screen_installed(CLAIMS):
            self._app.install_screen(ClaimsScreen(), CLAIMS)
        screen = self._app.get_screen(CLAIMS)
        assert isinstance(screen, ClaimsScreen)
        return screen

    def _claim_screen(self) -> ClaimScreen:
        from collections_tui.tui.screens.claim import ClaimScreen

        if not self._app.is_screen_installed(CLAIM):
            self._app.install_screen(ClaimScreen(), CLAIM)
        screen = self._app.get_screen(CLAIM)
        assert isinstance(screen, ClaimScreen)
        return screen
