"""Locks the screen when nobody has touched it for a while or somebody asks for it, and shows the banner of the host.

What is said meanwhile is told afterwards: it might name a customer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import events

from collections_tui.tui.widgets.one_line import Level

if TYPE_CHECKING:
    from collections_tui.tui.app import Workstation
    from collections_tui.tui.dialogs.locked import LockedDialog

TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class Lock:
    """The lock of one workstation."""

    def __init__(self, app: Workstation) -> None:
        self._app = app
        self._touched = app.desk.now()
        self._dialog: LockedDialog | None = None
        self._unsaid: tuple[str, Level] | None = None
        self._entered = False  # whether the person has read the banner, if there is one
        self._begin: Callable[[], object] | None = None

    @property
    def on(self) -> bool:
        """Whether the screen is locked."""
        return self._dialog is not None

    @property
    def veiled(self) -> bool:
        """Whether something stands in front of everything, so that nothing is to be said there."""
        return self.on or not self._entered

    def touch(self, event: events.Event) -> None:
        """Take note that somebody is there."""
        if isinstance(event, TOUCHES):
            self._touched = self._app.desk.now()

    async def show_banner(self) -> None:
        """Let the words of the host be read first, where it has any."""
        text = self._app.desk.books.site.banner.strip()
        if not text:
            self._enter()
            return
        from collections_tui.tui.dialogs.locked import BannerDialog

        await self._app.travel.show_dialog(BannerDialog(text), lambda _: self._enter())

    def begin(self, work: Callable[[], object]) -> None:
        """Do what the first screen begins with, once the person has come to it."""
        if self._entered:
            work()
        else:
            self._begin = work

    def _enter(self) -> None:
        self._entered = True
        if self._begin is not None:
            self._begin()

    async def look(self) -> None:
        """Lock where nobody has touched anything for as long as the host allows; called once a minute."""
        after = self._app.desk.books.site.lock_after
        idle = self._app.desk.now() - self._touched
        if after and not self.veiled and not timedelta() <= idle < timedelta(minutes=after):
            await self.lock()

    async def ask(self) -> None:
        """Lock because the person wants it; not where they could not open it again."""
        if self.veiled:
            return
        from collections_tui.services.authority import has_pin

        if await self._app.thread.call(has_pin):
            await self.lock()
        else:
            self._app.say("You have no PIN to open the screen with: `collections-tui users pin` sets one.")

    async def lock(self) -> None:
        """Put the lock in front of everything."""
        from collections_tui.tui.dialogs.locked import LockedDialog

        self._dialog = LockedDialog()
        await self._app.travel.show_dialog(self._dialog, lambda _: self._opened())

    def keep_in_front(self, *_: object) -> None:
        """Lock again where work that was under way has brought another screen to the front."""
        if self._dialog is not None and self._app.screen is not self._dialog:
            self._app.attempt(self.lock(), hold=False)

    def hush(self, text: str, level: Level) -> bool:
        """Whether a sentence has to wait until the screen is open again; it is said then."""
        if self.veiled and text:
            self._unsaid = (text, level)
        return self.veiled

    def _opened(self) -> None:
        self._dialog = None
        unsaid, self._unsaid = self._unsaid, None
        if unsaid is not None:
            self._app.call_later(self._app.say, *unsaid)
