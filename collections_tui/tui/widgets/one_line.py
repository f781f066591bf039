"""The lines around every screen: who and when on top, what happened above the footer, the keys at the bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from collections_tui.tui.commands import Command
from collections_tui.tui.text import cut, line, plain
from collections_tui.tui.widgets.lines import wrapped

Level = Literal["info", "error"]

GAP = "  "
_KEY = re.compile(r"(?<=· )(\S{1,6}) (?=\S)")
"""A key at the end of a sentence, which stays on one line with what it does: ``· ! calls all the same``."""


class OneLine(Widget):
    """One line of content, cut at the right edge (or a few, if it says so). It is drawn again only when it changes."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown = Content("")

    def show(self, content: Content) -> None:
        """Show this from now on."""
        if content != self._shown or content.spans != self._shown.spans:
            self._shown = content
            self.refresh()

    def render(self) -> Content:
        return self._shown


class TopLine(OneLine):
    """What the screen is, on the left; who works here, and training time if it is that, on the right."""

    def __init__(self) -> None:
        super().__init__(id="top-line")
        self._left = self._right = ""

    def say(self, left: str, right: str) -> None:
        """Show both; where there is no room for both the left one gives way."""
        self._left, self._right = left, right
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.size.width
        if not width:
            return
        right = cut(self._right, width // 2)
        left = cut(self._left, max(0, width - cell_len(right) - len(GAP)))
        padding = " " * max(0, width - cell_len(left) - cell_len(right))
        self.show(Content.assemble((left, "bold"), padding, right))


class MessageLine(OneLine):
    """The last thing that happened, in one sentence. An error begins with a mark, so that colour is not needed.

    A sentence that does not fit takes more lines, up to ``MOST``: what to do usually stands at its end.
    """

    MOST = 3

    def __init__(self) -> None:
        super().__init__(id="message-line")
        self._said = ""
        self._lines = 1

    def say(self, text: str, level: Level = "info") -> None:
        """Show a sentence; the empty one clears the line."""
        self.set_class(level == "error", "-error")
        self._said = f"! {text}" if level == "error" and text else text
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        cells = self.size.width
        if not cells:
            return
        glued = _KEY.sub("\\1\N{NO-BREAK SPACE}", line(self._said))
        lines = [text.replace("\N{NO-BREAK SPACE}", " ") for text in wrapped(glued, cells, self.MOST)]
        # Another height is a new layout of the whole screen, so it is asked for only where it is needed.
        if max(1, len(lines)) != self._lines:
            self._lines = max(1, len(lines))
            self.styles.height = self._lines
        self.show(plain("\n".join(lines), lines=True))

    def says(self, text: str) -> bool:
        """Whether this is the sentence in view."""
        return self._shown.plain == text


class Footer(OneLine):
    """The keys that work here, the most important first. What has no room is left out whole; help has everything."""

    DEFAULT_CSS = """
    Footer { height: 1; }
    """

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__(id="footer")
        self._commands = list(commands)
        self._places: list[tuple[int, int, Command]] = []

    def offer(self, commands: Sequence[Command]) -> None:
        """Show other commands from now on."""
        self._commands = list(commands)
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    async def on_click(self, event: events.Click) -> None:
        """Do the command under the mouse, as its key would."""
        offset = event.get_content_offset(self)
        for start, end, command in self._places:
            if offset is not None and start <= offset.x < end and not command.numbered:
                await self.screen.run_action(command.verb)

    def _lay_out(self) -> None:
        parts, self._places = footer_parts(self._commands, self.size.width)
        self.show(Content.assemble(*parts))


def footer_parts(
    commands: Sequence[Command], width: int
) -> tuple[list[str | tuple[str, str]], list[tuple[int, int, Command]]]:
    """Return the footer as styled parts, and where each command begins and ends in it; whole commands only."""
    parts: list[str | tuple[str, str]] = []
    places: list[tuple[int, int, Command]] = []
    at = 0
    for command in _fitting(commands, width):
        if places:
            parts.append(GAP)
            at += len(GAP)
        parts += [(command.shown, "bold"), f" {command.words}"]
        places.append((at, at + _cells(command), command))
        at += _cells(command)
    return parts, places


def _fitting(commands: Sequence[Command], width: int) -> list[Command]:
    """The commands there is room for, the lightest chosen first, in the order given."""
    room = width + len(GAP)
    chosen: set[str] = set()
    for command in sorted(commands, key=lambda one: one.weight):
        needed = _cells(command) + len(GAP)
        if needed <= room:
            chosen.add(command.id)
            room -= needed
    return [command for command in commands if command.id in chosen]


def _cells(command: Command) -> int:
    return cell_len(command.shown) + 1 + cell_len(command.words)
