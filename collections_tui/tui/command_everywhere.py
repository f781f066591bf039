"""The commands that work on every full screen and in every long list: a part of the one table."""

from __future__ import annotations

from collections_tui.tui.command import Command

EVERYWHERE = "everywhere"
LIST = "list"
"""Keys of every long list. The list widget binds them itself; they stand here for the help and for the tests."""

EVERYWHERE_COMMANDS: tuple[Command, ...] = (
    # Everywhere: every full screen.
    Command("everywhere.help", "?", "help", "Show every key that works here.", weight=0),
    Command(
        "everywhere.next",
        "n",
        "next",
        "Take the next account; among claims the next one.",
        weight=1,
        needs="work",
    ),
    Command("everywhere.find", "/", "find", "Find any account by name, number or phone.", weight=12),
    Command("everywhere.worklist", "w", "worklist", "Go back to my worklists."),
    Command("everywhere.call_log", "l", "calls", "See the calls of a day.", weight=15),
    Command(
        "everywhere.promises", "P", "promises", "See promises and instalments: due today, overdue, coming.", weight=16
    ),
    Command(
        "everywhere.bills",
        "B",
        "bill",
        "Prepare a bill: on an account its own, elsewhere see all that are in the making.",
        weight=53,
    ),
    Command(
        "everywhere.claims",
        "K",
        "claims",
        "See the claims; on an account, its insurance: coverage, and what insurers did.",
        weight=54,
    ),
    Command(
        "everywhere.payers",
        "H",
        "insurers",
        "See the insurers, and what they agreed on.",
        footer=False,
    ),
    Command(
        "everywhere.remittances",
        "=",
        "remittances",
        "See what insurers paid, and take files in.",
        footer=False,
    ),
    Command(
        "everywhere.undo",
        "u",
        "undo",
        "Take back my last call of today (among claims, to an insurer) unless touched since.",
        weight=20,
        needs="work",
    ),
    Command(
        "everywhere.unfinished",
        "b",
        "begun",
        "See what was begun and is not finished.",
        footer=False,
        needs="work",
    ),
    Command(
        "everywhere.unmatched",
        "U",
        "unmatched",
        "Work off payments that fit no account.",
        footer=False,
        needs="match payments",
    ),
    Command(
        "everywhere.team",
        "E",
        "team",
        "See everybody: what they work on, who is in a call, how the day is going.",
        weight=51,
        needs="see the team",
    ),
    Command(
        "everywhere.approvals",
        "Q",
        "approvals",
        "See what waits for a supervisor: arrangements, calls all the same, write-offs.",
        weight=52,
    ),
    Command(
        "everywhere.audit",
        "A",
        "audit",
        "See what everybody did, was refused and looked at.",
        footer=False,
        needs="read the audit",
    ),
    Command("everywhere.reports", "S", "reports", "See the figures: calls, promises, money, aging.", footer=False),
    Command("everywhere.palette", "ctrl+p", "palette", "Do anything by its name.", palette=False),
    Command("everywhere.redraw", "ctrl+l", "redraw", "Draw the whole screen again.", footer=False),
    Command(
        "everywhere.mouse",
        "ctrl+y",
        "mouse",
        "Leave the mouse to the terminal, which copies text with it; or take it back.",
        footer=False,
    ),
    Command(
        "everywhere.lock",
        "ctrl+x",
        "lock",
        "Lock the screen: it is blank until you type your PIN. Works in dialogs too.",
        footer=False,
        first=True,
    ),
    Command("everywhere.quit", "ctrl+q", "quit", "Leave. Whatever was begun is kept.", weight=60, first=True),
    # Every long list.
    Command("list.down", "down", "down", "Next line.", more=("j",), footer=False, palette=False),
    Command("list.up", "up", "up", "Line before.", more=("k",), footer=False, palette=False),
    Command("list.page_down", "pagedown", "page down", "Next page.", footer=False, palette=False),
    Command("list.page_up", "pageup", "page up", "Page before.", footer=False, palette=False),
    Command("list.home", "home", "first", "First line.", more=("g",), footer=False, palette=False),
    Command("list.end", "end", "last", "Last line.", more=("G",), footer=False, palette=False),
)
