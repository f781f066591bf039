"""My worklists in one line, each with its number and how many accounts may be called now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from collections_tui.tui.text import cut
from collections_tui.tui.widgets.one_line import OneLine

GAP = "  "
WIDEST = 24
MORE = "…"


class Tab(NamedTuple):
    """One worklist. ``callable_now`` is None while it is not known."""

    words: str
    callable_now: int | None


class Placed(NamedTuple):
    """A tab's text and the cells it takes in the line."""

    at: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """The first cell behind it."""
        return self.start + cell_len(self.text)


class Tabs(OneLine):
    """The line of tabs; a click on one asks for it."""

    class Asked(Message):
        """The tab of this index was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._tabs: list[Tab] = []
        self._current = 0
        self._placed: list[Placed] = []

    def offer(self, tabs: Sequence[Tab], current: int) -> None:
        """Show these, the current one marked."""
        self._tabs, self._current = list(tabs), current
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Ask for the tab under the mouse."""
        offset = event.get_content_offset(self)
        for tab in self._placed:
            if offset is not None and tab.start <= offset.x < tab.end:
                self.post_message(self.Asked(tab.at))

    def _lay_out(self) -> None:
        self._placed = place_tabs(self._tabs, self._current, self.size.width)
        parts: list[str | tuple[str, str]] = []
        at = 0
        for tab in self._placed:
            parts.append(" " * (tab.start - at))
            parts.append((tab.text, "bold reverse" if tab.at == self._current else ""))
            at = tab.end
        if self._placed and self._placed[-1].at < len(self._tabs) - 1:
            parts.append(f" {MORE}")
        self.show(Content.assemble(*parts))


def place_tabs(tabs: Sequence[Tab], current: int, width: int) -> list[Placed]:
    """Return the tabs that fit into ``width`` cells in their order; the current one is always among them."""
    texts = [_text(number, tab) for number, tab in enumerate(tabs, 1)]
    first = 0
    while True:
        placed = _place(texts, first, width - len(MORE) - 1)
        if not texts or first >= current or any(tab.at == current for tab in placed):
            return placed
        first += 1


def _place(texts: Sequence[str], first: int, width: int) -> list[Placed]:
    placed: list[Placed] = []
    at = 0
    for number in range(first, len(texts)):
        tab = Placed(number, at, texts[number])
        if tab.end > width and placed:
            break
        placed.append(tab)
        at = tab.end + len(GAP)
    return placed


def _text(number: int, tab: Tab) -> str:
    count = "" if tab.callable_now is None else f" ({tab.callable_now:,})"
    key = f"{number} " if number <= 9 else ""
    return f" {key}{cut(tab.words, WIDEST)}{count} "
