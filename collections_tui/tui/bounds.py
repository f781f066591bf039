"""How large a terminal may say it is: whoever draws on all of it would need memory for every cell."""

from __future__ import annotations

from textual import events
from textual.geometry import Size

MOST_COLUMNS, MOST_ROWS = 1_000, 400
"""More than the largest screens have. A terminal that says more gets a picture in its upper left corner."""


def bounded(event: events.Resize) -> events.Resize:
    """The same event with a size that can be drawn on."""
    size = Size(min(event.size.width, MOST_COLUMNS), min(event.size.height, MOST_ROWS))
    return event if size == event.size else events.Resize(size, size)
