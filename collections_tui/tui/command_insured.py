"""The commands around insurers and who insures whom: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

INSURED: tuple[Command, ...] = (
    # Insurers
    Command("payers.open", "enter", "edit", "Change the insurer under the cursor.", weight=3),
    Command("payers.add", "+", "new", "Add an insurer.", weight=2, needs="manage payers"),
    Command("payers.terms", "T", "agreed", "See what it has agreed on with the clients.", weight=4),
    Command("payers.refresh", "r", "refresh", "Read the list again.", footer=False),
    Command("payers.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # What an insurer has agreed on
    Command("fees.cancel", "escape", "back", "Go back.", more=("q", "enter"), palette=False),
)  # fmt: skip
