"""The pane beside the worklist: why the account under the cursor ranks where it does, and what happened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.services.views import Preview, TimelineItem
from collections_tui.tui.here import Here
from collections_tui.tui.text import cut
from collections_tui.tui.widgets.aging_bar import aging_bars
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView, Run, fit_line, text_line, wrapped

if TYPE_CHECKING:
    from collections_tui.domain.strategy import Why

TOUCHES = 3
_LINES_OF_TEXT = 3
_LINES_OF_REASON = 2


class PreviewPane(LinesView):
    """Shows one account, or nothing."""

    def __init__(self) -> None:
        super().__init__(id="preview")

    def present(self, preview: Preview | None, here: Here) -> None:
        """Show this account from now on."""
        self.show([] if preview is None else preview_lines(preview, here, self.size.width))


def preview_lines(preview: Preview, here: Here, cells: int) -> list[Line]:
    """Return the pane's lines, the most important first: what has no room at the bottom is not drawn."""
    return [
        text_line(cut(preview.customer, cells), "strong"),
        (Run(preview.number, "dim"),),
        BLANK,
        text_line(f"Ranks here with {preview.score}", "strong"),
        *_why(preview, cells),
        BLANK,
        text_line("Owed by age", "strong"),
        *aging_bars(preview.aging, preview.currency, cells),
        BLANK,
        text_line("What happened last", "strong"),
        *_touches(preview, here, cells),
    ]


def _why(preview: Preview, cells: int) -> list[Line]:
    if not preview.why:
        return [text_line("No rule holds.", "dim")]
    return [line for why in preview.why for line in _reason(why, cells)]


def _reason(why: Why, cells: int) -> list[Line]:
    points = f"{why.points:+4d} "
    first, *rest = wrapped(why.text, cells - len(points), _LINES_OF_REASON) or [""]
    return [(Run(points, "dim"), Run(first)), *((Run(" " * len(points)), Run(words)) for words in rest)]


def _touches(preview: Preview, here: Here, cells: int) -> list[Line]:
    if not preview.touches:
        return [text_line("Nothing yet.", "dim")]
    return [line for touch in preview.touches[:TOUCHES] for line in _touch(touch, preview, here, cells)]


def _touch(touch: TimelineItem, preview: Preview, here: Here, cells: int) -> list[Line]:
    amount = "" if touch.amount_cents is None else f" {format_cents(abs(touch.amount_cents), preview.currency)}"
    # What a day was written on has no time of day.
    when = here.when(touch.at) if touch.kind in ("call", "note") else say_day(here.local(touch.at).date(), here.today)
    words = [text_line(text, "dim") for text in wrapped(touch.text, cells - 2, _LINES_OF_TEXT)] if touch.text else []
    title = f"{touch.title}{amount}"
    if len(when) + 2 + cell_len(title) <= cells:
        head = [fit_line((Run(f"{when}  ", "dim"), Run(title)), cells)]
    else:
        head = [text_line(when, "dim"), fit_line((Run("  "), Run(title)), cells)]
    return [*head, *((Run("  "), *line) for line in words)]
