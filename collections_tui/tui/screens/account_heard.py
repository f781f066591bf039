"""What a colleague does on an account, in words: for whoever listens in."""

from __future__ import annotations

from collections_tui.domain.floor import say_minutes
from collections_tui.services.views import AccountView
from collections_tui.tui.here import Here
from collections_tui.tui.text import line
from collections_tui.tui.widgets.lines import Line, Run, fit_line, text_line, wrapped

MOST_HEARD = 4
"""Lines of one note that are shown while it is typed."""


def heard_lines(view: AccountView, here: Here, cells: int) -> list[Line]:
    """Return what a colleague does here, and what they have typed of their call; nothing where nobody is heard."""
    heard = view.heard
    if heard is None:
        return []
    since = here.since(heard.call_since or heard.since)
    doing = "in a call" if heard.call_since is not None else "working on this account"
    lasted = f" ({say_minutes(heard.call_since, here.now)})" if heard.call_since is not None else ""
    lines = [fit_line((Run("▸ ", "accent"), Run(f"{heard.login} is {doing} since {since}{lasted}", "accent")), cells)]
    said = " · ".join(f"{label} {text}".strip() for label, text in heard.typed if label != "note")
    notes = [f"“{line(text)}”" for label, text in heard.typed if label == "note"]
    parts = [part for text in filter(None, (said, *notes)) for part in wrapped(text, cells - 2, MOST_HEARD)]
    return [*lines, *[text_line(f"  {part}") for part in parts]]
