"""Every key that works on the screen behind, from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap

from textual.app import ComposeResult

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import Role
from collections_tui.tui.commands import LIST, Command, bindings_for, of_scope, permitted, shown_key
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.virtual_columns import Column, Tone
from collections_tui.tui.widgets.virtual_list import VirtualList

WIDTH = 46
"""Cells for the sentence about a command; a longer one takes two lines."""

TITLES = {
    "everywhere": "Everywhere",
    LIST: "In every list",
    "outcome": "During a call",
    "contact": "Asking insurers",
    "payers": "On the insurers",
}

NOTES: dict[str, tuple[tuple[str, str], ...]] = {
    "worklist": (
        ("2 Dental (29)", "29 accounts of the second worklist may be called now."),
        (
            "09:05+Central",
            "It is 09:05 or later there: the numbers lie in several time zones, the earliest is Central.",
        ),
        ("opens 08:00", "Too early or too late to call: from 08:00 on, by the clock there."),
        ("with ben", "Ben is working on the account."),
        ("a filter", "n keeps to it. Without one n looks in my other worklists where this one has nobody."),
    ),
    "contact": (
        ("a letter", "How the call ended: the words behind it say so. What needs nothing more is saved at once."),
        ("arrows, enter", "The same, without knowing the letter."),
    ),
    "account": (
        ("✓ may call", "The contact rules allow it, until the hour by the customer's clock."),
        ("! may call", "They allow it and warn: the words in brackets say of what."),
        ("◷ wait until", "They block it now; the time is the customer's."),
        ("✗ never", "They block it, and no waiting changes that. y says which rule does."),
    ),
}
"""What signs on a screen mean, by its scope."""


class HelpLine:
    """One line of the help: a command, or a heading over some."""

    def __init__(self, keys: str, words: str, tooltip: str, *, heading: bool = False) -> None:
        self.keys = keys
        self.words = words
        self.tooltip = tooltip
        self.heading = heading


class HelpDialog(DeskDialog[None]):
    """Shows the keys of these scopes, the screen's own first.

    Args:
        scopes: of the screen behind, and of what is on it.
        outcomes: that are chosen by their keys there.
    """

    SCOPE = "help"
    TITLE_TEXT = "Keys"
    BINDINGS = bindings_for("help")
    AUTO_FOCUS = "VirtualList"

    def __init__(self, scopes: tuple[str, ...], outcomes: Sequence[Outcome] = ()) -> None:
        super().__init__(classes="-with-list")
        self._scopes = scopes
        self._outcomes = outcomes
        self._list: VirtualList[HelpLine] = VirtualList(
            key=id,
            columns=(
                Column("key", 15, lambda row: row.keys, priority=3, tone=_tone),
                Column("", 12, lambda row: row.words, priority=2, tone=_tone),
                Column("", 20, lambda row: row.tooltip, flexible=True, priority=1, tone=_tooltip_tone),
            ),
            id="answers",
        )

    def compose_body(self) -> ComposeResult:
        yield self._list

    def on_mount(self) -> None:
        lines = [*help_lines(self._scopes, self.desk.person.roles), *outcome_lines(self._outcomes)]
        self._list.set_source(FixedRows(lines))


def help_lines(scopes: Sequence[str], roles: tuple[Role, ...] | None = None) -> list[HelpLine]:
    """Return the help for these scopes, each under its name."""
    lines: list[HelpLine] = []
    for scope in scopes:
        commands = [one for one in of_scope(scope) if permitted(one, roles)]
        if commands:
            title = TITLES.get(scope, f"On the {scope.replace('_', ' ')}")
            lines.append(HelpLine(title, "", "", heading=True))
            lines += [line for one in commands for line in _lines(one)]
        if scope in NOTES:
            lines.append(HelpLine("What it shows", "", "", heading=True))
            lines += [line for sign, words in NOTES[scope] for line in _note(sign, words)]
    return lines


def _note(sign: str, words: str) -> list[HelpLine]:
    first, *rest = wrap(words, WIDTH)
    return [HelpLine(f" {sign}", "", first), *(HelpLine("", "", more) for more in rest)]


def outcome_lines(outcomes: Sequence[Outcome]) -> list[HelpLine]:
    """Return the help for the keys of outcomes, under their groups."""
    lines: list[HelpLine] = []
    for group, members in groupby(outcomes, key=lambda one: one.group):
        lines.append(HelpLine("", "", group, heading=True))
        lines += [HelpLine(f" {one.key}", "", one.words) for one in members]
    return lines


def _lines(command: Command) -> list[HelpLine]:
    keys = command.shown if command.numbered else " ".join(shown_key(key) for key in command.keys)
    first, *rest = wrap(command.tooltip, WIDTH)
    return [HelpLine(f" {keys}", command.words, first), *(HelpLine("", "", words) for words in rest)]


def _tone(row: HelpLine) -> Tone:
    return "accent" if row.heading else ""


def _tooltip_tone(row: HelpLine) -> Tone:
    return "accent" if row.heading else "dim"
