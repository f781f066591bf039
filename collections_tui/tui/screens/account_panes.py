"""The parts of an account that stand in its pane, with their keys and names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from collections_tui.tui.widgets.lines import Line, Run, line_cells

Pane = Literal["timeline", "invoices", "script", "others", "terms", "insurance"]
PANES: dict[Pane, tuple[str, str]] = {
    "timeline": ("t", "Timeline"),
    "invoices": ("i", "Invoices"),
    "script": ("x", "What to say"),
    "others": ("o", "Others"),
    "terms": ("T", "Terms"),
    "insurance": ("K", "Insurance"),
}
_IF_ANY: frozenset[Pane] = frozenset({"terms", "insurance"})
"""Parts that most accounts do not have: they are named only where there is something in them."""
_SHORT: dict[Pane, str] = {"script": "Say", "insurance": "Ins."}
"""Names where there is no room for all of them."""


def pane_names(shown: Pane, counts: Mapping[Pane, int], cells: int) -> Line:
    """Return the keys and names of the parts, with how many there are in each; the one in view is marked."""
    names = _names(shown, counts, {})
    return names if line_cells(names) <= cells else _names(shown, counts, _SHORT)


def _names(shown: Pane, counts: Mapping[Pane, int], short: Mapping[Pane, str]) -> Line:
    runs = [Run(" ")]
    for pane, (key, words) in PANES.items():
        count = counts.get(pane, 0)
        if pane in _IF_ANY and not count and pane != shown:
            continue
        name = short.get(pane, words)
        name = f"{name} {count}" if count else name
        runs += [Run(f"{key} ", "dim"), Run(f"[{name}]", "accent") if pane == shown else Run(f" {name} ", "dim")]
        runs.append(Run(" "))
    return tuple(runs)
