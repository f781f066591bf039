"""Every use of a name that Textual keeps to itself stands here, so that raising its version is one file's work."""

from __future__ import annotations

import os
import select
import selectors
import termios
import threading
import tty
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import constants
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from collections_tui.tui.incoming import ESCAPE, Incoming, Part, as_typed
from collections_tui.tui.wire import Piece, Wire

if TYPE_CHECKING:
    _AnyScreen = Screen[Any]
else:
    _AnyScreen = object

Answer = TypeVar("Answer")

ASK, HERE = "\x1b[5n", "\x1b[0n"
"""The question to a terminal how it is, and its answer that it is well (ECMA-48 8.3.35, DSR)."""

STUCK = 3.0
"""Seconds after which a program that has nothing more to save ends although its terminal takes nothing any more."""

REST = 0.25
"""Seconds that the rest of a sequence may take once more than its first sign is there."""


class PromptDriver(LinuxDriver):
    """Reads the keyboard.

    Knows an escape key by what does not follow it as soon as that is sure, where Textual's own looks every 0.1 s; never
    takes escape and a letter for another key; and tells the app when the line is gone, where Textual's own goes on
    reading nothing.
    """

    _typed_before = b""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._woken, self._wake = os.pipe()  # wakes the keyboard's thread when the program is ending

    def start_application_mode(self) -> None:
        """Take the terminal over, with what was typed into it until now."""
        before = self._take_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:
            # A line that takes nothing any more must not hold up what has to be saved: all that waits for it is kept.
            self._writer_thread._queue.maxsize = 0
        if before is not None:
            self.attrs_before = before

    def _take_over(self) -> list[Any] | None:
        """Have keys come in one by one; how the terminal was set until now, None when it is none.

        Until now the kernel has gathered lines for whoever had the terminal, and written enter as the end of a line,
        which is another key to us. What lies there is read apart, with enter as enter.
        """
        try:
            before, ours = termios.tcgetattr(self.fileno), termios.tcgetattr(self.fileno)
            ours[tty.IFLAG] = self._patch_iflag(ours[tty.IFLAG])
            ours[tty.LFLAG] = self._patch_lflag(ours[tty.LFLAG])
            ours[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, ours)
        except termios.error:
            return None
        waits = before[tty.IFLAG] & termios.ICRNL and select.select([self.fileno], [], [], 0)[0]
        self._typed_before = self._read().replace(b"\n", b"\r") if waits else b""
        return before

    def disable_input(self) -> None:
        """Read no more."""
        os.write(self._wake, b"!")
        super().disable_input()
        os.read(self._woken, 1)

    def close(self) -> None:
        """Let go of everything."""
        super().close()
        os.close(self._woken)
        os.close(self._wake)

    def run_input_thread(self) -> None:
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        selector.register(self._woken, selectors.EVENT_READ)
        incoming, parser = Incoming(), XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        parts = incoming.feed(decode(self._typed_before))
        with selector:
            while not self.exit_event.is_set():
                for part in parts:
                    if part.text == HERE:
                        self._app.call_later(self._quiet_app.terminal_answered)
                        continue
                    for message in _messages(part, parser):
                        self.process_message(message)
                ready = selector.select(_patience(incoming.undecided))
                if any(key.fd == self.fileno for key, _ in ready):
                    data = self._read()
                    if not data:
                        self._app.call_later(self._quiet_app.hang_up)
                        return
                    parts = incoming.feed(decode(data))
                else:
                    parts = [] if ready else incoming.give_up()

    @property
    def _quiet_app(self) -> QuietApp[Any]:
        assert isinstance(self._app, QuietApp), "the only one that uses this driver"
        return self._app

    def _read(self) -> bytes:
        """What was typed; nothing when there is nobody any more."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""


def _patience(undecided: str) -> float | None:
    """Seconds to wait for more; None for ever: whoever looks now and then keeps sixty others from the processor."""
    if not undecided:
        return None
    return constants.ESCAPE_DELAY if undecided == ESCAPE else REST


def _messages(part: Part, parser: XTermParser) -> Iterator[Message]:
    """What a part means to the app; nothing when nobody knows."""
    if part.kind == "paste":
        yield Paste(part.text)
    elif part.kind == "escape":
        yield Key("escape", ESCAPE)
    else:
        yield from parser.feed(part.text)
        if parser._timeout_time is not None:
            # It waits for more of a sequence that is over: what it would make of it when the time is up is not wanted.
            parser._timeout_time = 0
            deque(parser.tick(), maxlen=0)
            for key in as_typed(part.text):
                yield from _messages(key, parser)


class SteadySize(_AnyScreen):
    """For screens: whatever size was on its way, the terminal's size of now is the one to draw for.

    Textual's own draws for the size that a message tells, and tells itself that its size changed. Two sizes on their
    way at once, as when a window is made smaller while the program starts, would follow each other for ever.
    """

    def _screen_resized(self, size: Size) -> None:
        super()._screen_resized(self.app.size)


class SharedStyles(Stylesheet):
    """Styles of which every piece is read once in a process, whatever screen or app comes to need it again.

    Textual's own reads all of them anew for each app, and once more when a screen comes with some of its own.
    """

    _known: ClassVar[dict[frozenset[tuple[str, str]], dict[tuple[object, ...], list[RuleSet]]]] = {}
    """What was read, by the variables in force and by what Textual knows a piece by."""

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        known = self._known.setdefault(frozenset(self._variables.items()), {})
        key = (css, read_from, is_default_rules, tie_breaker, scope)
        if key not in known:
            known[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return known[key]

    def reparse(self) -> None:
        """Read all of it for the variables that are in force now."""
        self.parse()


class QuietApp(App[Answer]):
    """An app that sends no cell twice, and shows no traceback when it fails: it ends, and ``failure`` has the error."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.stylesheet = SharedStyles(variables=self.stylesheet._variables)

    _wire: Wire | None = None
    _mouse_taken = True

    @property
    def failure(self) -> Exception | None:
        """The first error that nobody handled."""
        return self._exception

    def hang_up(self) -> None:
        """The terminal has gone: end."""
        self.exit()

    def ask_terminal(self) -> None:
        """Ask the terminal whether it is there."""
        if isinstance(self._driver, LinuxDriver):
            self._driver.write(ASK)
            self._driver.flush()

    def terminal_answered(self) -> None:
        """The terminal is there."""

    def exit_soon(self) -> None:
        """End; a little later the process ends too, come what may: nothing is left to save, and a terminal that takes
        nothing any more would be waited for by whoever writes to it."""
        if not self.is_headless:
            timer = threading.Timer(STUCK, os._exit, (1,))
            timer.daemon = True
            timer.start()
        self.exit()

    def leave_out_colours(self) -> None:
        """Do without colours where NO_COLOR asks for it, as our themes need it.

        Textual chooses how before it knows the theme, and would make black on black of the terminal's own colours.
        """
        self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]

    def redraw(self) -> None:
        """Send the whole screen again: something else may have written on the terminal."""
        if self._wire is not None:
            self._wire.forget()
        self.screen.refresh()

    def toggle_mouse(self) -> bool:
        """Take the mouse, or leave it to the terminal; whether it is ours now."""
        self._mouse_taken = taken = not self._mouse_taken
        driver = self._driver
        if isinstance(driver, LinuxDriver):
            # It does neither while it believes that there is no mouse.
            driver._mouse = True
            driver._enable_mouse_support() if taken else driver._disable_mouse_support()
            driver._mouse = taken
        return taken

    def read_styles(self, screen: Screen[None]) -> None:
        """Read the styles of a screen before it is shown for the first time."""
        self._load_screen_css(screen)

    def _fatal_error(self) -> None:
        # Textual's own draws the traceback, with all variables in it, which may hold what a customer said.
        self._close_messages_no_wait()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        driver = self._driver
        if not isinstance(renderable, (LayoutUpdate, ChopsUpdate)) or driver is None or driver.is_inline:
            super()._display(screen, renderable)
            return
        if self._batch_count or not self._running or self._closed or self.is_headless:
            self.post_display_hook()
            return
        if self._wire is None:
            self._wire = Wire(self.console._color_system or ColorSystem.TRUECOLOR)
        sequence = self._wire.write(self.size.width, self.size.height, _pieces(renderable))
        if sequence:
            x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
            self._begin_update()
            driver.write(f"{sequence}\x1b[{y + 1};{x + 1}H")
            self._end_update()
            driver.flush()
        self.post_display_hook()


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[Piece]:
    """What an update draws, strip by strip."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, left, right in update.spans:
        for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            # What lies outside the span was not drawn for it, and something else may be in front of it there.
            if chop is not None and x < right and end > left:
                first, last = max(x, left), min(end, right)
                yield y, first, chop.crop(first - x, last - x)
