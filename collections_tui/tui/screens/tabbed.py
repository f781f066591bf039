"""What screens with a line of tabs share: going on to the next, back, and to one by its number or by the mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.widget import Widget

from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.screens.listing import ListScreen
from collections_tui.tui.widgets.tabs import Tabs


class TabbedScreen(DeskScreen):
    """A subclass says which tab it shows, of how many, and shows another with ``_choose``."""

    ONE: ClassVar[str] = "list"
    """What there is one of behind each tab, in a word."""

    def _shown_tab(self) -> tuple[int, int]:
        """The index of the tab that is shown, and how many there are."""
        raise NotImplementedError

    def _choose(self, at: int) -> None:
        """Show another; behind the last one comes the first."""
        raise NotImplementedError

    def action_following(self) -> None:
        """The next one."""
        self._choose(self._shown_tab()[0] + 1)

    def action_previous(self) -> None:
        """The one before."""
        self._choose(self._shown_tab()[0] - 1)

    def action_tab(self, digit: int) -> None:
        """The one of this number."""
        if int(digit) <= self._shown_tab()[1]:
            self._choose(int(digit) - 1)
        else:
            self.say(f"There is no {self.ONE} {digit}.")

    @on(Tabs.Asked)
    def _tab_clicked(self, event: Tabs.Asked) -> None:
        self._choose(event.index)


class TabbedList(ListScreen, TabbedScreen):
    """A list behind each tab, which a subclass reads with ``_read``: anew each time the screen comes to the front."""

    def __init__(self) -> None:
        super().__init__()
        self._tabs = Tabs()

    def above(self) -> list[Widget]:
        """The lists, in a line."""
        return [self._tabs]

    async def _read(self) -> None:
        """Show the list as it is now."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Show it as it is now."""
        self.attempt(self._read(), hold=False)

    def action_refresh(self) -> None:
        """Read it again."""
        self.attempt(self._read())
