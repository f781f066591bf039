"""The commands around claims, a part of the one table: the worklist, one claim, what is done with it."""

from __future__ import annotations

from collections_tui.tui.command import Command

CLAIMS: tuple[Command, ...] = (
    # The worklist of claims
    Command("claims.open", "enter", "open", "Open the claim under the cursor.", weight=2),
    Command("claims.filter", "f", "filter", "Show some claims only, or find one by its number.", weight=4),
    Command("claims.following", "right", "next list", "Switch to the next list.", more=("tab",), weight=6),
    Command("claims.previous", "left", "list before", "Switch to the list before.", more=("shift+tab",), footer=False),
    Command("claims.tab", "1", "switch", "Switch to the list of this number.", numbered=True, footer=False),
    Command("claims.refresh", "r", "refresh", "Read the lists again.", footer=False),
    Command("claims.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # One claim
    Command("claim.call", "c", "call", "Call the insurer, and take down what it says.", weight=0, needs="work claims"),
    Command("claim.file", "@", "file", "Say that it was filed: the day, and the numbers it got.", weight=3,
            needs="work claims"),
    Command("claim.dispute", "D", "contest", "Say that what was refused was contested, and why.", weight=3,
            needs="work claims"),
    Command("claim.letter", "L", "letter", "Write or print the letter that contests it.", weight=5,
            needs="send documents"),
    Command("claim.void", "Z", "close", "Do nothing more about it; of one that is closed, work on it again.", weight=4,
            needs="work claims", danger=True),
    Command("claim.view", "v", "diagnoses", "Show it with its diagnoses, or without.", weight=30,
            needs="see diagnoses"),
    Command("claim.open", "enter", "account", "Open its account.", weight=6),
    Command("claim.leave", "escape", "back", "Leave the claim as it is; others may have it.", palette=False, weight=2),
    # What an insurer says of a claim
    Command("contact.help", "?", "help", "Show every key that works here.", weight=0, where="keys"),
    Command("contact.help_here", "f1", "help", "Show every key, also where text is typed.", weight=0, where="typing"),
    Command("contact.save", "enter", "save", "Save it, and go on.", palette=False, weight=1, where="typing"),
    Command("contact.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False, weight=3,
            where="typing"),
    Command("contact.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("contact.drop", "ctrl+g", "drop", "Forget what was typed.", danger=True, weight=4),
    Command("contact.cancel", "escape", "back", "Go back to the outcomes, then to the claim; what was typed is kept.",
            palette=False, weight=2),
    # A form
    Command("form.save", "enter", "save", "Save it.", palette=False),
    Command("form.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("form.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("form.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
)  # fmt: skip
