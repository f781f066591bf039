"""The timeline of an account as items of a list: calls, money, promises, notes and holds, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.money import format_cents
from collections_tui.services.views import TimelineItem
from collections_tui.tui.here import Here
from collections_tui.tui.text import line as one_line
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run, Tone, ends, text_line, wrapped

MONEY = ("payment", "charge", "adjustment", "write_off", "reversal")
_WHEN = 13
_FEW = 2
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def timeline_items(
    happened: Sequence[TimelineItem], currency: str, here: Here, cells: int, *, full: bool
) -> list[Item]:
    """Return what happened as items ``cells`` wide: a line each and up to two of text, or all of it when ``full``."""
    return [Item((one.kind, one.ref), _lines(one, currency, here, cells, full), one) for one in happened]


def _lines(one: TimelineItem, currency: str, here: Here, cells: int, full: bool) -> list[Line]:
    tone: Tone = "dim" if one.undone else ""
    title = one_line(one.title, 200) + (" (taken back)" if one.undone else "")
    if one.kind in MONEY and one.amount_cents is not None:
        title += f" {format_cents(abs(one.amount_cents), currency)}"
    head: Line = (Run(f"{_when(one, here):<{_WHEN}}", "dim"), Run(title, tone))
    short = " · " + one.text if one.text else ""
    by: Line = (Run(one_line(one.by, 12), "dim"),) if one.by else ()
    room = cells - _WHEN - len(title) - (len(one.by) + 1 if by else 0)
    if short and "\n" not in one.text and len(short) <= room:
        return [ends((*head, Run(short, "dim")), by, cells), *_addenda(one, cells, full)]
    text = wrapped(one.text, cells - _WHEN, None if full else _FEW) if one.text else []
    indent = Run(" " * _WHEN)
    return [ends(head, by, cells), *((indent, Run(part, "dim")) for part in text), *_addenda(one, cells, full)]


def _addenda(one: TimelineItem, cells: int, full: bool) -> list[Line]:
    found: list[Line] = []
    for text in one.addenda:
        for part in wrapped(f"Added: {text}", cells - _WHEN, None if full else 1):
            found.append((Run(" " * _WHEN), Run(part)))
    return found


def _when(one: TimelineItem, here: Here) -> str:
    local = here.local(one.at)
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    if local.year != here.today.year:
        return f"{day} {local.year}"
    if one.kind in MONEY or one.kind == "promise":
        return day
    return f"{day} {local:%H:%M}"


def nothing_yet() -> list[Item]:
    """Return the one line of an empty timeline."""
    return [Item("nothing", [text_line("Nothing has happened on this account yet: c makes the first call.", "dim")])]
