"""Bars drawn in letters, without colours: what tells them apart is what they are drawn with.

The only place that imports plotext, and only the screen of reports imports this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual_plotext import PlotextPlot

from collections_tui.tui.text import plain

MARKS = ("█", "░", "▒")
MOST_NAMES = 8


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
        self.plt.clear_figure()
        self.plt.theme("clear")
        self.plt.title(plain(bars.title).plain)
        if bars.names and bars.series:
            names = thinned([plain(name).plain for name in bars.names])
            heights = [list(values) for _, values in bars.series]
            marks = list(MARKS[: len(heights)])
            if len(heights) == 1:
                self.plt.bar(names, heights[0], marker=marks[0], width=0.7)
            else:
                labels = [label for label, _ in bars.series]
                several: Any = self.plt.multiple_bar  # its types know neither of several marks nor of labels
                several(names, heights, labels=labels, marker=marks, width=0.7)
            steps = ticks(max(map(max, heights)))
            self.plt.yticks(steps, [f"{one:,.{0 if steps[1] >= 1 else 1}f}" for one in steps])
        self.refresh()


def ticks(highest: float) -> list[float]:
    """Return round numbers from 0 up to at most so high, some five of them."""
    step = 0.1
    while step * 5 < highest:
        step *= 2.5 if str(step).lstrip("0.")[:1] == "2" else 2
    return [step * at for at in range(int(highest / step) + 1)] if highest > step else [0.0, step]


def thinned(names: Sequence[str]) -> list[str]:
    """Leave out names where there are too many to stand side by side. (No two are the same: each has its bar.)"""
    every = -(-len(names) // MOST_NAMES)
    return [name if not at % every else " " * (at + 1) for at, name in enumerate(names)]
