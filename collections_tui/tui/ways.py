"""How a screen comes to the front: in one piece, made when it is first wanted, in place of what stood before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from collections_tui.services.permissions import Permission
    from collections_tui.tui.app import Workstation


class Ways:
    """What everybody who goes somewhere needs.

    Args:
        app: whose screens they are.
    """

    def __init__(self, app: Workstation) -> None:
        self._app = app

    async def _permit(self, permission: Permission) -> None:
        """Pass if the person may; in the desk's thread, because a refusal is written."""
        from collections_tui.services.desk import Desk

        await self._app.thread.call(Desk.permit, permission)

    async def _show_in_front(self, screen: Screen[None], fill: Callable[[], Awaitable[None]]) -> None:
        """Fill a screen and put it in front: filled while it is still behind, so that it comes there in one piece."""
        if screen.is_running:
            await fill()
            await self._bring(screen)
        else:
            await self._bring_first_time(screen, fill)

    async def _bring_first_time(self, screen: Screen[None], fill: Callable[[], Awaitable[None]]) -> None:
        with self._app.batch_update():
            await self._app.push_screen(screen)
            try:
                await fill()
            except BaseException:
                self._app.pop_screen()
                raise

    async def _bring_kept(self, name: str, make: Callable[[], Screen[None]]) -> None:
        """Put the screen of this name in front, which is made when it is first wanted."""
        if not self._app.is_screen_installed(name):
            self._app.install_screen(make(), name)
        await self._bring(self._app.get_screen(name))

    async def _bring(self, screen: Screen[None]) -> None:
        """Put a screen in front: what is in front of it goes, or it comes on top of everything."""
        app = self._app
        if screen not in app.screen_stack:
            await app.push_screen(screen)
            return
        while app.screen is not screen:
            app.pop_screen()
