"""The workstation: wiring only. It owns the desk's thread, the gate for keys, and what happens once a minute."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker

from collections_tui.clock import is_real
from collections_tui.domain.errors import SessionOver, StoreFault, Trouble
from collections_tui.tui.bounds import bounded
from collections_tui.tui.ending import Ending
from collections_tui.tui.keys import Follower, GateOpened, KeyGate
from collections_tui.tui.lock import Lock
from collections_tui.tui.morning import MorningKeeper
from collections_tui.tui.private import PromptDriver, QuietApp
from collections_tui.tui.pulse import Pulse
from collections_tui.tui.text import line
from collections_tui.tui.theme import THEMES, choose_theme
from collections_tui.tui.travel import Travel
from collections_tui.tui.widgets.one_line import Level, MessageLine

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk
    from collections_tui.tui.first import FirstLook
    from collections_tui.tui.thread import DeskThread

MINUTE = 60.0
WAKE_STEP = 0.05
"""Seconds that the desk is busy with waking before whatever else was asked has its turn."""
SETTLED = 0.3
"""Seconds after the first screen until there is time for what will be needed next."""
MORNING = 3.0
"""Seconds after which a new day is begun, if nobody has: nobody waits for it."""


class Workstation(QuietApp[None]):
    """The program on the screen.

    Args:
        thread: with an open desk; whoever made it closes it.
        first: what the first screen shows, asked for while the program was still starting.
    """

    TITLE = "collections-tui"
    CSS_PATH = ["styles/app.tcss", "styles/worklist.tcss"]
    ENABLE_COMMAND_PALETTE = False
    # Of those of a dialog that are the same, the dialog's go first.
    BINDINGS = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("ctrl+x", "lock", "lock", show=False, priority=True),
    ]

    def __init__(self, thread: DeskThread, first: FirstLook) -> None:
        super().__init__(driver_class=PromptDriver)
        self.thread = thread
        self.desk: Desk = thread.wait()
        self.first = first
        self.gate = KeyGate(self, super().on_event)
        self.travel = Travel(self)
        self.morning = MorningKeeper(self)
        self.lock = Lock(self)
        self.ending = Ending(self)
        self.pulse = Pulse(self.ask_terminal, self.hang_up)
        self.worklist_code: str | None = None
        """The worklist in view, from which the next account comes."""
        self._turn = asyncio.Lock()
        self._lost = False
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = choose_theme(os.environ)
        self.leave_out_colours()

    def get_default_screen(self) -> Screen[None]:
        """The screen at the bottom of the stack."""
        from collections_tui.tui.screens.worklist import WorklistScreen

        return WorklistScreen(self.first)

    async def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self.gate.wake)
        self.screen_change_signal.subscribe(self, self.lock.keep_in_front)
        await self.lock.show_banner()
        loop = asyncio.get_running_loop()

        def tell(lost: bool) -> None:  # from the desk's thread
            loop.call_soon_threadsafe(self._show_lost, lost)

        self.thread.lost = tell
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())
        self.set_timer(MINUTE - self.desk.now().second % MINUTE, self._first_minute)
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.hang_up)

    def on_ready(self) -> None:
        # What was made while starting stays for good: the collector need not look at it again and again.
        gc.freeze()
        gc.enable()
        self.set_timer(SETTLED, self.travel.prepare)
        self.set_timer(MORNING, self.morning.look)

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes through the gate; everything else goes its way."""
        self.lock.touch(event)
        if isinstance(event, events.InputEvent):
            self.pulse.heard()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.gate.take(event)
        elif isinstance(event, events.Resize):
            await super().on_event(bounded(event))
        else:
            await super().on_event(event)

    async def on_follower(self, message: Follower) -> None:
        await self.gate.follower(message)

    async def on_gate_opened(self, message: GateOpened) -> None:
        await self.gate.advance()

    # Work

    def attempt(self, work: Coroutine[Any, Any, object], *, hold: bool = True) -> Worker[None]:
        """Do some work in a worker of the app; what goes wrong becomes a sentence in the message line.

        Work that holds is what a person asked for: it is done in order, and keys wait for it.
        """
        if hold:
            self.gate.hold()
        return self.run_worker(self._guarded(work, hold), exit_on_error=False)

    async def _guarded(self, work: Coroutine[Any, Any, object], hold: bool) -> None:
        try:
            if hold:
                async with self._turn:
                    self.say("")
                    await work
            else:
                await work
        except SessionOver:
            await self.ending.over()
        except Exception as error:
            self.say(self._told(error), "error")
        finally:
            work.close()
            if hold:
                self.gate.release()

    def _told(self, error: Exception) -> str:
        """What a person is told of an error; the details of one that nobody foresaw go to the log."""
        if isinstance(error, Trouble) and not isinstance(error, StoreFault):
            return str(error)
        from collections_tui.crash import log_crash

        return log_crash(error, self.desk.now(), told=str(error) if isinstance(error, StoreFault) else "")

    def say(self, text: str, level: Level = "info") -> None:
        """Show a sentence in the message line of whatever is in front; of a screen that is locked, once it is open."""
        if self.lock.hush(text, level):
            return
        for message_line in self.screen.query(MessageLine):
            message_line.say(text, level)

    def who_and_when(self) -> str:
        """Who works here; and the time, when it is not the real one."""
        if self._lost:
            return "waiting for the database: all is kept"
        name = line(self.desk.person.name, 40)
        if is_real(self.desk.clock):
            return name
        now = self.desk.local(self.desk.now())
        return f"training {now.day} {now:%b %Y %H:%M} · {name}"

    def _show_lost(self, lost: bool) -> None:
        """Say in the line on top that the database is out of reach, or no more."""
        self._lost = lost
        self._show_top_lines()

    def _show_top_lines(self) -> None:
        from collections_tui.tui.screens.base import DeskScreen

        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.show_top_line()

    # Once a minute

    def _first_minute(self) -> None:
        self.set_interval(MINUTE, self.tick)
        self.tick()

    def tick(self) -> None:
        """Wake accounts whose time has come, keep the claim on the open account, show the new time."""
        self.pulse.beat()
        self.attempt(self._tick(), hold=False)

    async def _tick(self) -> None:
        from collections_tui.services.queue import renew
        from collections_tui.services.sessions import seen
        from collections_tui.tui.screens.base import DeskScreen

        self.morning.look()
        await self.lock.look()
        await self.wake_due()
        await self.thread.call(seen, self.travel.whereabouts)
        account = self.travel.account
        if account is not None and account.account_id is not None and not account.listening:
            await self.thread.call(renew, account.account_id)
        self._show_top_lines()
        if isinstance(self.screen, DeskScreen):
            await self.screen.tick()
        if not self.lock.veiled:
            await self.tell_news()

    async def tell_news(self) -> bool:
        """Say what was answered to the person's requests since they were last told; tell whether there was anything."""
        from collections_tui.services.approval_news import news

        found = await self.thread.call(news)
        if found:
            self.say(found)
        return bool(found)

    async def wake_due(self) -> int:
        """Wake the accounts whose time has come, in steps that let the person's own work through; how many."""
        from collections_tui.services import queue

        woken = 0
        while some := await self.thread.call(queue.wake_due, WAKE_STEP):
            woken += some
        return woken

    def terminal_answered(self) -> None:
        """The terminal is there."""
        self.pulse.answered()

    # The end

    def action_help_quit(self) -> None:
        """Ctrl+c does not end the program by accident."""
        self.say("ctrl+q leaves. Whatever was begun is kept.")

    def action_lock(self) -> None:
        """Lock the screen, wherever the person is."""
        self.attempt(self.lock.ask())

    async def action_quit(self) -> None:
        """Leave the program once everything is written; asked a second time, at once.

        Whoever leaves a locked screen has not left of their own accord: they find everything where it was.
        """
        if self.ending.begun:
            self.exit()
        else:
            self.ending.leave(dropped=self.lock.on)

    def hang_up(self) -> None:
        """The line dropped: what was begun is kept, and found again."""
        self.run_worker(self.ending.hang_up(), exit_on_error=False)
