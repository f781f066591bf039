"""How the workstation ends: its person leaves, their line dropped, or it is signed in no more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from collections_tui.domain.errors import Trouble

if TYPE_CHECKING:
    from collections_tui.tui.app import Workstation

LAST_LOOK, LAST_LOOKS, QUIET_LOOKS = 0.05, 20, 3
"""Seconds between looks whether the last keys before the line dropped have come in and had their effect; how many looks
at most, and how many in a row that find nothing."""


class Ending:
    """The end of one workstation."""

    def __init__(self, app: Workstation) -> None:
        self._app = app
        self.begun = False
        self.words = ""
        """Why the program has ended by itself, for whoever stands before it."""

    async def hang_up(self) -> None:
        """The line dropped: what was begun is kept, with the letters that came in last."""
        quiet = 0
        for _ in range(LAST_LOOKS):
            await asyncio.sleep(LAST_LOOK)
            quiet = quiet + 1 if self._app.gate.idle else 0
            if quiet == QUIET_LOOKS:
                break
        self.leave(dropped=True)

    def leave(self, *, dropped: bool) -> None:
        """Write what must not be lost, give back the account that is open, then end.

        One whose line ``dropped`` keeps the account, and is found again where it was.
        """
        self.begun = True
        self._app.attempt(self._leave(dropped))

    async def _leave(self, dropped: bool) -> None:
        from collections_tui.services import sessions
        from collections_tui.tui.screens.base import AtDesk

        app = self._app
        try:
            for screen in reversed(app.screen_stack):
                if isinstance(screen, AtDesk):
                    await screen.settle()
            if dropped:
                await app.thread.call(sessions.drop, app.travel.whereabouts)
            else:
                await app.thread.call(sessions.end)
        finally:
            app.exit_soon() if dropped else app.exit()

    async def over(self) -> None:
        """Another window of the person has taken over, or they were disabled: end, and write nothing more."""
        from collections_tui.services.sessions import why_over

        if not self.begun:
            self.begun = True
            try:
                self.words = await self._app.thread.call(why_over)
            except Trouble as trouble:
                self.words = str(trouble)
            self._app.exit_soon()
