"""What others do with an account, in words: a colleague who works on it, supervisors who are asked for something."""

from __future__ import annotations

from collections_tui.domain.floor import say_minutes
from collections_tui.services.approval_views import Approval
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


def asked_lines(view: AccountView, here: Here, cells: int) -> list[Line]:
    """Return what waits for a supervisor besides arrangements, and what was answered today."""
    return [
        fit_line(
            (Run("▸ ", "accent"), Run(_asked_words(one, here), "accent" if one.status != "refused" else "")), cells
        )
        for one in view.requests
    ]


def _asked_words(one: Approval, here: Here) -> str:
    because = f": {line(one.answer)}" if one.answer else ""
    what = one.in_full[:1].upper() + one.in_full[1:]
    match one.status:
        case "waiting":
            return f"{what} – {one.by} asked a supervisor, {here.since(one.made_at)} ({one.ref})"
        case "refused":
            return f"{what} – {one.answered_by} refused{because}"
        case "used" | "run out":
            return f"{what} – {one.answered_by} let {one.by} once: {one.status}"
    until = f" until {here.hour(one.until)}" if one.until is not None else ""
    return f"{what} – {one.answered_by} approved{until}{because}"
