"""What a new day changes by itself, done by the first workstation of the day while its person works."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections_tui.tui.app import Workstation

STEP = 0.03
"""Seconds that the desk is busy with it before whatever else was asked has its turn."""
PAUSE = 0.05


class MorningKeeper:
    """Looks whether the day has begun, once a minute and only until it has; and sees to it where nobody else does."""

    def __init__(self, app: Workstation) -> None:
        self._app = app
        self._seen: date | None = None
        self._busy = False

    def look(self) -> None:
        """Look, where that is needed; whatever is to be done is done beside everything else."""
        if not self._busy and self._seen != self._app.desk.today():
            self._busy = True
            self._app.attempt(self._begin(), hold=False)

    async def _begin(self) -> None:
        from collections_tui.services import day

        call = self._app.thread.call
        try:
            today = self._app.desk.today()
            morning = await call(day.begin)
            if morning == "under way":
                return
            if not isinstance(morning, str):
                while not await call(day.go_on, morning, STEP):
                    await asyncio.sleep(PAUSE)
                await self._show()
            self._seen = today
        finally:
            self._busy = False

    async def _show(self) -> None:
        """Show what has come back and who waits no longer: whoever was first today looks at a list of yesterday."""
        from collections_tui.tui.screens.base import DeskScreen

        screen = self._app.screen
        if isinstance(screen, DeskScreen):
            await screen.tick()
