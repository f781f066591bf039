"""The figures: a table and a plot side by side, month by month; on a narrow screen one at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from collections_tui.services import figures
from collections_tui.services.figures_views import By, Line, Report
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.reports_words import (
    SHOWN,
    Shown,
    another_month,
    bars_of,
    columns_of,
    days_of,
    more_words,
)
from collections_tui.tui.screens.tabbed import TabbedScreen
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.one_line import OneLine
from collections_tui.tui.widgets.plot import Plot
from collections_tui.tui.widgets.tabs import Tab, Tabs
from collections_tui.tui.widgets.virtual_list import VirtualList

EMPTY = "Nothing to report of these days."
WIDE = 100
"""Columns from which table and plot have room side by side."""


class ReportsScreen(TabbedScreen):
    """Begins with this month's calls by the hour; each time it comes to the front it counts again."""

    SCOPE = "reports"
    NAME = "Reports"
    ONE = "report"
    CSS_PATH = "../styles/reports.tcss"
    BINDINGS = bindings_for("reports", "everywhere")
    AUTO_FOCUS = "VirtualList"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (WIDE, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._by: dict[str, By] = {shown.name: shown.by for shown in SHOWN}
        self._month: date | None = None
        self._made: Report | None = None
        self._tabs = Tabs()
        self._list: VirtualList[Line] = VirtualList(key=lambda line: line.key, columns=[], id="figures")
        self._plot = Plot(id="plot")
        self._words = OneLine(id="words")
        self._more = OneLine(id="more")

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield self._tabs
            with Horizontal(id="both"):
                yield self._list
                yield self._plot
            yield self._words
            yield self._more

    @property
    def _offered(self) -> list[Shown]:
        """The reports that the person may see."""
        everybodys = allowed("see everybody's figures", self.desk.person.roles)
        return [shown for shown in SHOWN if everybodys or figures.KINDS[shown.name].of_people]

    @property
    def _shown(self) -> Shown:
        return self._offered[self._at]

    def top_words(self) -> str:
        """Which report, by what, of which days."""
        made = self._made
        if made is None:
            return self.NAME
        by = f" by {made.by}" if made.by else ""
        return f"{self.NAME} · {made.name}{by} · {made.days}"

    def on_screen_resume(self) -> None:
        """Show it as it is now."""
        self.attempt(self._read(), hold=False)

    async def _read(self) -> None:
        shown, today = self._shown, self.desk.today()
        of_now = figures.KINDS[shown.name].of_now
        first, last = (None, None) if of_now else days_of(shown, self._month or today, today)
        made = await self.ask(figures.report, shown.name, self._by[shown.name], first, last)
        self._made = made
        self._tabs.offer([Tab(one.name, None) for one in self._offered], self._at)
        self._list.set_source(FixedRows(made.lines), columns=columns_of(made), empty_text=EMPTY)
        self._plot.show(bars_of(made, shown))
        self._words.show(plain(figures.KINDS[made.name].words))
        self.show_top_line()

    # Which figures

    def _shown_tab(self) -> tuple[int, int]:
        return self._at, len(self._offered)

    def _choose(self, at: int) -> None:
        self._at = at % len(self._offered)
        self.attempt(self._read())

    def action_view(self) -> None:
        """By something else."""
        name = self._shown.name
        choices = figures.KINDS[name].by
        if len(choices) == 1:
            self.say(f"The report {name} has lines of its own.")
            return
        self._by[name] = choices[(choices.index(self._by[name]) + 1) % len(choices)]
        self.attempt(self._read())

    def action_earlier(self) -> None:
        """The month before."""
        if self._only_now():
            return
        self._month = another_month(self._month or self.desk.today(), -1)
        self.attempt(self._read())

    def action_later(self) -> None:
        """The month after, up to this one."""
        if self._only_now():
            return
        today = self.desk.today()
        month = another_month(self._month or today, 1)
        if month > today:
            self.say("That month is still to come.")
            return
        self._month = None if month == today.replace(day=1) else month
        self.attempt(self._read())

    def _only_now(self) -> bool:
        """Whether the report has no other months, which is said then."""
        name = self._shown.name
        if of_now := figures.KINDS[name].of_now:
            self.say(f"The report {name} is of now: there are no other months of it.")
        return of_now

    def action_preview(self) -> None:
        """The plot, or more of the table."""
        self.toggle_class("-turned")
        self.call_after_refresh(self._tell_what_has_no_room)

    def action_refresh(self) -> None:
        """Count again."""
        self.attempt(self._read())

    async def tick(self) -> None:
        """Figures of another minute are asked for with a key: what is being read stays as it is."""
        self.show_top_line()

    # What leaves

    def action_export(self) -> None:
        """Write what is shown into a file."""
        from collections_tui.tui.dialogs.export import ExportDialog

        made = self._made
        if made is None:
            return
        by = f"-by-{made.by}" if made.by else ""

        async def write(path: Path) -> str:
            return await self.ask(figures.export, made, path)

        self.open_dialog(ExportDialog(self.top_words(), f"{made.name}{by}-{made.days.replace(' to ', '-')}.csv", write))

    def action_leave(self) -> None:
        """Back to where I came from."""
        self.attempt(self.workstation.travel.back())

    @on(VirtualList.Fitted)
    def _tell_what_has_no_room(self) -> None:
        """Under the table; nothing while the plot stands in its place."""
        words = more_words(self._list.left_out, plot=self._plot.display) if self._list.display else ""
        self._more.show(plain(words))
        self._more.display = bool(words)

    @on(VirtualList.Failed)
    def _tell_failure(self, event: VirtualList.Failed) -> None:
        self.attempt(_raise(event.error), hold=False)


async def _raise(error: Exception) -> None:
    raise error
