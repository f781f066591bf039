"""How an arrangement is agreed on while a call is under way on the account's screen."""

from __future__ import annotations

from textual import on

from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.outcome import CallPanel
from collections_tui.tui.screens.account_dialling import AccountDialling
from collections_tui.tui.screens.draft_keeper import DraftKeeper


class AccountAgreeing(AccountDialling):
    """The part of the account's screen that asks for the terms of a call."""

    _drafts: DraftKeeper

    @on(CallPanel.TermsWanted)
    def _ask_for_terms(self, event: CallPanel.TermsWanted) -> None:
        event.stop()
        if self.view is not None and self._panel.active:
            self.attempt(self._open_terms(self.view))

    async def _open_terms(self, view: AccountView) -> None:
        from collections_tui.tui.dialogs.arrangement_call import CallArrangementDialog, begun_in
        from collections_tui.tui.dialogs.arrangement_form import Agreed

        async def take(agreed: Agreed) -> str:
            self._panel.terms_agreed(agreed)
            return "Agreed on. A note, if there is one; enter saves the call."

        def keep(text: str) -> None:
            self._panel.terms_typed(text)
            self._drafts.keep(view.account.id, self._panel.typed.body())

        from collections_tui.services import arrangements

        try:
            ground = await self.ask(arrangements.ground, view.account.id)
        except BaseException:
            self._panel.terms_left()
            raise
        begun = begun_in(self._panel.typed.terms, ground.currency)
        dialog = CallArrangementDialog(ground, take, keep, begun)
        await self.workstation.travel.show_dialog(dialog, lambda _: self._panel.terms_left())
