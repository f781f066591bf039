"""Drives the workstation as a person would: by the commands of the table, seeing nothing but the screen.

async with sitting(work, "ana") as ui:
    await ui.do("everywhere.find")
    await ui.type("rivera")
    ui.sees("A-0007")
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rich.cells import cell_len
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from collections_tui.clock import Clock
from collections_tui.domain.errors import SessionOver
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.tui.app import Workstation
from collections_tui.tui.commands import command
from collections_tui.tui.first import first_look
from collections_tui.tui.screens.base import AtDesk
from collections_tui.tui.thread import DeskThread
from collections_tui.tui.widgets.one_line import MessageLine
from collections_tui.tui.widgets.virtual_list import VirtualList
from tests.build import FLOOR

PATIENCE = 15.0
"""Seconds after which something that should happen has not."""
LOOKS_BEHIND = 200
"""How often it is looked whether a screen behind a dialog is drawn; some of it may wait until the dialog is gone."""


class Place(Protocol):
    """Where people sit down: a database, and the clock on its wall. An `Office` is one."""

    @property
    def where(self) -> str: ...

    @property
    def clock(self) -> Clock: ...


class Driver:
    """One person at one workstation."""

    def __init__(self, app: Workstation, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    # Acting

    async def do(self, command_id: str) -> None:
        """Press the key of a command, and wait for all that follows."""
        await self.press(command(command_id).key)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the one before it is done."""
        for key in keys:
            self.send(key)
            await self.idle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys all at once, as they come in over a line that was stuck."""
        for key in keys:
            self.send(key)
        await self.idle()

    async def leave(self, *keys: str) -> None:
        """Press keys, leave the program while they are still on their way, and wait until it has ended."""
        for key in (*keys, "ctrl+q"):
            self.send(key)
        await self.ended()

    async def ended(self) -> None:
        """Wait until the program has ended."""
        async with asyncio.timeout(PATIENCE):
            while self.app.is_running and not self.app._exit:
                await asyncio.sleep(0.005)

    async def type(self, text: str) -> None:
        """Type a text, as fast as it can be typed."""
        await self.press_at_once(*text)

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        await self.idle()

    async def click(self, text: str) -> None:
        """Click on a text that is on the screen."""
        y, line = next((y, line) for y, line in enumerate(self.screen_lines()) if text in line)
        await self.pilot.click(offset=(cell_len(line[: line.index(text)]) + 1, y))
        await self.idle()

    async def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        await self.pilot.resize_terminal(columns, lines)
        await self.idle()

    async def minute(self) -> None:
        """Let the once-a-minute work happen."""
        self.app.tick()
        await self.idle()

    def send(self, key: str) -> None:
        """Send a key and wait for nothing."""
        name = _character_to_key(key) if len(key) == 1 else key
        character = key if len(key) == 1 else {"enter": "\r", "tab": "\t", "space": " "}.get(key)
        event = events.Key(name, character)
        event.set_sender(self.app)
        self.app.post_message(event)

    # Seeing

    def screen_lines(self) -> list[str]:
        """The screen as text, line by line, without the blanks at the end of each."""
        screen = self.app.screen
        update = screen._compositor.render_update(full=True, screen_stack=self.app._background_screens)
        strips = [list(line) for line in update.strips]  # type: ignore[union-attr]
        return ["".join(strip.text for strip in line).rstrip() for line in strips]

    @property
    def screen_text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.screen_lines())

    def sees(self, *texts: str) -> None:
        """Check that every text is on the screen."""
        for text in texts:
            assert text in self.screen_text, f"{text!r} is not on the screen:\n{self.screen_text}"

    def misses(self, *texts: str) -> None:
        """Check that none of the texts is on the screen."""
        for text in texts:
            assert text not in self.screen_text, f"{text!r} is on the screen:\n{self.screen_text}"

    def line_with(self, text: str) -> str:
        """The first line on the screen that has the text."""
        found = [line for line in self.screen_lines() if text in line]
        assert found, f"{text!r} is not on the screen:\n{self.screen_text}"
        return found[0]

    def cursor_on(self, text: str) -> None:
        """Check that the row under the cursor has the text."""
        assert text in self.line_with("▸"), f"the cursor is not on {text!r}:\n{self.screen_text}"

    @property
    def message(self) -> str:
        """The sentence above the footer, whole where it takes several lines."""
        region = self.app.screen.query_one(MessageLine).region
        return " ".join(line.strip() for line in self.screen_lines()[region.y : region.bottom])

    # Waiting

    async def idle(self) -> None:
        """Wait until every key has had its effect and nothing is on its way."""
        try:
            async with asyncio.timeout(PATIENCE):
                quiet, looks_behind = 0, 0
                while quiet < 2:
                    await self.pilot._wait_for_screen()
                    quiet = quiet + 1 if self._quiet() and not self._hurry() else 0
                    if quiet and looks_behind < LOOKS_BEHIND and self._drawing_behind():
                        quiet, looks_behind = 0, looks_behind + 1
                    await asyncio.sleep(0 if quiet else 0.001)
        except TimeoutError:
            raise AssertionError(f"The screen does not come to rest:\n{self.screen_text}") from None

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened that follows no key."""
        async with asyncio.timeout(PATIENCE):
            while not happened():
                await asyncio.sleep(0.005)
        await self.idle()

    def _quiet(self) -> bool:
        app = self.app
        if app._exception is not None:
            raise app._exception
        working = any(worker.is_running for worker in app.workers)
        busy = any(one.busy for one in app.screen.query(VirtualList))
        return app.gate.idle and not (working or busy or _drawing(app.screen))

    def _drawing_behind(self) -> bool:
        """Whether what is seen behind a dialog is still to be drawn: that happens last, in steps of its own."""
        if not isinstance(self.app.screen, ModalScreen):
            return False
        return any(_drawing(screen) or screen._compositor._dirty_regions for screen in self.app._background_screens)

    def _hurry(self) -> bool:
        """Let what waits for a short pause happen now that nothing else does; whether anything waited.

        Nobody presses a key meanwhile, so it would be the next thing to happen: half a second later, hundreds of times.
        """
        pausing = [screen for screen in self.app.screen_stack if isinstance(screen, AtDesk) and screen.pausing]
        for screen in pausing:
            for timer in list(screen._timers):
                happens = (
                    timer._callback.args[0] if isinstance(timer._callback, partial) else None
                )  # as set_timer has it
                if timer._task is not None and getattr(happens, "__self__", None) is screen:
                    timer.stop()
                    screen.call_next(happens)
        return bool(pausing)


def _drawing(screen: Screen[Any]) -> bool:
    """Whether something of a screen is still to be laid out or drawn.

    A widget that was given other room is told so in a message, and draws itself when it gets it: between the two the
    screen itself has nothing to do.
    """
    return bool(screen._dirty_widgets or screen._layout_required) or any(
        widget._repaint_required or widget._layout_required or widget.message_queue_size
        for widget in screen.walk_children(Widget)
    )


@asynccontextmanager
async def sitting(
    work: Place,
    login: str = "ana",
    *,
    size: tuple[int, int] = (80, 24),
    session: str = "screen",
    make: type[Workstation] = Workstation,
    cut: bool = False,
    config: Path | None = None,
) -> AsyncIterator[Driver]:
    """Sit down at a workstation over the place's database, and get up again at the end.

    With ``cut`` the program is killed in the end: nothing is told to the database. Without it, whoever has not left by
    then has no session any more, and what they had claimed stays so.
    """

    def open_own() -> Desk:
        desk = open_desk(work.where, login, work.clock, session=session, config=config)
        desk.zone = FLOOR
        return desk

    thread = DeskThread(open_own)
    try:
        app = make(thread, thread.submit(first_look).result())
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.idle()
            yield driver
    finally:
        if not cut:
            thread.submit(_get_up)
        thread.close()


def _get_up(desk: Desk) -> None:
    with suppress(SessionOver), desk.store.write() as tx:
        tx.sessions.end(desk.session)
        tx.sessions.forget_place(desk.person.id)
