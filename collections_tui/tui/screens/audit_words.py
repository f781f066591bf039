"""The audit in words: the columns of its list, one entry in lines, and what is chosen of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC

from collections_tui.domain.audit import Entry
from collections_tui.domain.audit_check import Checked
from collections_tui.domain.dates import say_day
from collections_tui.services.audit import AuditFilter
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.lines import BLANK, Line, Run, text_line, wrapped
from collections_tui.tui.widgets.virtual_columns import Column, Tone

EMPTY = "Nothing in the audit is like it. f changes what is shown."
_LABEL = 10


def audit_columns(here: Callable[[], Here]) -> list[Column[Entry]]:
    """Return the columns of the list."""
    return [
        Column("entry", 8, lambda row: f"{row.id:,}", align="right", tone=lambda _: "dim", priority=3),
        Column("when", 16, lambda row: here().when(row.at), tone=_tone, priority=9),
        Column("who", 8, lambda row: row.by or "–", tone=_tone, priority=8),
        Column("what", 18, lambda row: row.action, tone=_tone, priority=9),
        Column("account", 10, lambda row: row.account, tone=_tone, priority=7),
        Column("more", 16, _more, tone=_tone, priority=6, flexible=True),
        Column("from", 24, lambda row: row.place, tone=lambda _: "dim", priority=2),
    ]


def _tone(row: Entry) -> Tone:
    return "accent" if row.action in ("refused", "override") else ""


def _more(row: Entry) -> str:
    """What was said of it; else what was changed, else which record it is about."""
    changes = ", ".join(f"{name} {_change(name, row)}" for name in _names(row))
    return row.details or changes or row.about


def entry_lines(entry: Entry, here: Here, cells: int) -> list[Line]:
    """Return an entry in lines: who did what when and from where, on which record, what it was before and is now."""
    seconds = f"{here.local(entry.at):%H:%M:%S}"
    lines = [
        text_line(f"{entry.id:,}  {entry.action}", "strong"),
        *_field("When", f"{say_day(here.local(entry.at).date(), here.today)} {seconds} ({_utc(entry)})", cells),
        *_field("By", entry.by or "the program", cells),
        *_field("From", entry.place, cells),
        *_field("Account", entry.account, cells),
        *_field("About", entry.about, cells),
        *_field("Details", entry.details, cells),
    ]
    names = _names(entry)
    if names:
        lines.append(BLANK)
    for name in names:
        lines += [text_line(name.replace("_", " "), "dim")]
        if name in entry.before:
            lines += _part("− ", entry.before[name], cells)
        if name in entry.after:
            lines += _part("+ ", entry.after[name], cells)
    return [*lines, BLANK, *_field("Digest", entry.digest, cells)]


def audit_words(chosen: AuditFilter, account: str, here: Here) -> str:
    """Return what is shown of the audit."""
    day = "" if chosen.day is None else say_day(chosen.day, here.today)
    return " · ".join(filter(None, ("Audit", chosen.person, chosen.kind, account, day)))


def checked_words(found: Checked) -> str:
    """Return in one sentence whether everything is as it was written."""
    if found.bad is not None:
        return found.bad.sentence
    return f"All {found.good:,} entries are as they were written."


def _utc(entry: Entry) -> str:
    return f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _names(entry: Entry) -> list[str]:
    return list(dict.fromkeys((*entry.before, *entry.after)))


def _change(name: str, entry: Entry) -> str:
    return " → ".join(_said(side[name]) for side in (entry.before, entry.after) if name in side)


def _said(value: object) -> str:
    if isinstance(value, str):
        return value or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    return "nothing" if value is None else json.dumps(value)


def _field(label: str, text: str, cells: int) -> list[Line]:
    """A label and its text, as many lines as that takes; nothing for nothing."""
    if not text:
        return []
    parts = wrapped(text, max(8, cells - _LABEL)) or [""]
    first: Line = (Run(f"{label:<{_LABEL}}", "dim"), Run(parts[0]))
    return [first, *((Run(" " * _LABEL), Run(part)) for part in parts[1:])]


def _part(sign: str, value: object, cells: int) -> list[Line]:
    parts = wrapped(_said(value), max(8, cells - len(sign))) or [""]
    return [(Run(sign if not number else " " * len(sign), "dim"), Run(part)) for number, part in enumerate(parts)]
