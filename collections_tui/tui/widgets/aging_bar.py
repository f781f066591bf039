"""What is owed by its age, as bars: plain lines, so that screens can put them where they have room."""

from __future__ import annotations

from collections_tui.domain.aging import Aging
from collections_tui.domain.money import format_cents
from collections_tui.tui.widgets.lines import Line, Run

AGES = ("not due", "1–30", "31–60", "61–90", "over 90")
"""The buckets in words, in the order of `Aging`."""

_BAR = "▇"
_NAME = 8
_AMOUNT = 14


def aging_bars(aging: Aging, currency: str, cells: int) -> list[Line]:
    """Return a line for each age: its name, the amount, and a bar as long as its share of the largest."""
    most = max(aging)
    room = max(0, cells - _NAME - _AMOUNT - 1)
    lines: list[Line] = []
    for name, cents in zip(AGES, aging, strict=True):
        amount = format_cents(cents, currency) if cents else "–"
        length = max(1, cents * room // most) if cents > 0 and room else 0
        bar = Run(_BAR * length, "accent" if name == AGES[-1] else "dim")
        lines.append((Run(f"{name:<{_NAME}}", "dim"), Run(f"{amount:>{_AMOUNT}} "), bar))
    return lines
