"""Bars drawn in letters, without colours: what tells them apart is what they are drawn with.

The only place that imports plotext, and only the screen of reports imports this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual.app import RenderResult
from textual_plotext import PlotextPlot

from collections_tui.tui.text import plain

MARKS = ("█", "░", "▒")
WIDTH = 0.7  # of a bar, of the room it has


class Bars(NamedTuple):
    """What is drawn: a title, the names of the bars from left to right, and one or more heights of each."""

    title: str
    names: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


NOTHING = Bars("", (), ())


class Plot(PlotextPlot):
    """Shows bars with the room there is."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(PlotextPlot.theme, "clear")
        self.bars = NOTHING

    def show(self, bars: Bars) -> None:
        """Draw these."""
        self.bars = bars
        self.refresh()

    def render(self) -> RenderResult:
        """Draw them as wide and as high as it is now."""
        self._draw()
        return super().render()

    def _draw(self) -> None:
        bars, plot = self.bars, self.plt
        plot.clear_figure()
        plot.theme("clear")
        plot.title(plain(bars.title).plain)
        if not (bars.names and bars.series):
            return
        heights = [list(values) for _, values in bars.series]
        steps = ticks(max(map(max, heights)))
        shown = [f"{one:,.{0 if steps[1] >= 1 else 1}f}" for one in steps]
        cells = self.size.width - max(map(len, shown)) - 2
        names = [plain(name).plain for name in bars.names]
        every = room(names, cells)
        places: list[Any] = list(range(1, len(names) + 1))
        if len(heights) == 1:
            plot.bar(places, heights[0], marker=MARKS[0], width=WIDTH)
        else:
            several: Any = plot.multiple_bar  # its types know neither of several marks nor of labels
            labels = [label for label, _ in bars.series]
            several(places, heights, labels=labels, marker=list(MARKS[: len(heights)]), width=WIDTH)
        plot.yticks(steps, shown)
        plot.xticks(places[::every], names[::every])


def ticks(highest: float) -> list[float]:
    """Return round numbers from 0 up to at most so high, some five of them."""
    step = 0.1
    while step * 5 < highest:
        step *= 2.5 if str(step).lstrip("0.")[:1] == "2" else 2
    return [step * at for at in range(int(highest / step) + 1)] if highest > step else [0.0, step]


def room(names: Sequence[str], cells: int) -> int:
    """Return of how many names one can be shown, for them to stand side by side."""
    longest = max(map(len, names)) + 2
    return max(1, -(-longest * len(names) // max(cells, 1)))
