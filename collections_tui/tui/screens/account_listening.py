"""Listening in on the account's screen: what a colleague types is seen as it changes, and nothing is claimed."""

from __future__ import annotations

from collections_tui.services import listening, queue
from collections_tui.services.listening import Heard
from collections_tui.services.views import AccountView
from collections_tui.tui.screens.account_agreeing import AccountAgreeing

FOLLOW = 2.0
"""Seconds between looks at what a colleague types; two small queries, and nothing is drawn where nothing changed."""


class AccountListening(AccountAgreeing):
    """The part of the account's screen that follows a colleague who works on the account in view."""

    listening = False
    """Whether the account is only looked at, and not claimed when the colleague leaves it."""
    _following = False

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(FOLLOW, self.follow)

    def _show(self, view: AccountView) -> None:
        raise NotImplementedError

    async def give_back(self) -> None:
        """Give back the account in view, if it is mine: who listens works on nothing."""
        if self.view is not None and self.view.mine:
            await self.ask(queue.leave, self.view.account.id)

    def follow(self) -> None:
        """See what the colleague does by now, if there is one to be heard; or whether what I asked for was answered."""
        if self.view is None or not self.is_current or self._following:
            return
        if self.view.heard is not None:
            self.attempt(self._follow(self.view, self.view.heard), hold=False)
        elif any(one.status == "waiting" and one.by == self.desk.person.login for one in self.view.requests):
            self.attempt(self._await_answer(), hold=False)

    async def _await_answer(self) -> None:
        self._following = True
        try:
            answered = await self.workstation.tell_news()
        finally:
            self._following = False
        if answered:
            await self.reread()

    async def _follow(self, view: AccountView, was: Heard) -> None:
        self._following = True
        try:
            now = await self.ask(listening.heard, view.account.id)
        finally:
            self._following = False
        if self.view is not view or now == was:
            return  # another account is in view by now, or nothing was typed
        if now is not None and now.login == was.login and (now.call_since or not was.call_since):
            self._show(view._replace(heard=now))
            return
        # A call was logged, or the account left: what became of it stands in its timeline.
        await self.reread()
        self.say(f"{was.login} has left this account." if now is None else f"{was.login} has ended the call.")

    def _may_work(self) -> bool:
        if self.listening and self.view is not None and self.view.heard is None:
            self.say("You only listen: esc goes back, and / opens the account to work on it.", "error")
            return False
        return super()._may_work()
