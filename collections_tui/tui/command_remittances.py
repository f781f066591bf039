"""The commands around remittances: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

REMITTANCES: tuple[Command, ...] = (
    # What insurers paid, and what of it fits no invoice
    Command("remittances.open", "enter", "open", "Open the remittance, or find the invoice of the claim.", weight=3),
    Command("remittances.add", "+", "new", "Take a file in (X12 835): its balance is shown before.", weight=2,
            needs="import payments"),
    Command("remittances.drop", "ctrl+g", "set aside", "Take a claim off the list that belongs nowhere here.",
            weight=4, needs="match payments"),
    Command("remittances.following", "right", "next list", "Switch to the other list.", more=("tab",), weight=6),
    Command("remittances.previous", "left", "list before", "Switch to the list before.", more=("shift+tab",),
            footer=False),
    Command("remittances.tab", "1", "switch", "Switch to the list of this number.", numbered=True, footer=False),
    Command("remittances.refresh", "r", "refresh", "Read the lists again.", footer=False),
    Command("remittances.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # One remittance
    Command("remittance.open", "enter", "open", "Open the claim under the cursor, or its account.", weight=3),
    Command("remittance.void", "Z", "take back", "Take back what was posted for the claim; it waits again.", weight=4,
            needs="match payments", danger=True),
    Command("remittance.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # A file that is taken in
    Command("remittance_import.save", "enter", "look, take in", "Look it through; then take it in.", palette=False,
            weight=1),
    Command("remittance_import.anyway", "ctrl+o", "all the same",
            "Take it though its numbers were used before: the payer says that both hold.", weight=20, danger=True),
    Command("remittance_import.following", "tab", "next field", "Go to the next field.", palette=False,
            weight=10),
    Command("remittance_import.previous", "shift+tab", "field before", "Go to the field before.", footer=False),
    Command("remittance_import.page_down", "pagedown", "page down", "Go on in what it comes to.", palette=False,
            weight=30),
    Command("remittance_import.page_up", "pageup", "page up", "Go back in it.", footer=False, palette=False),
    Command("remittance_import.cancel", "escape", "back", "Go back; nothing is stored.", palette=False, weight=1),
    # Where a claim of a remittance belongs
    Command("remittance_match.take", "enter", "post", "Post it on the invoice under the cursor.", palette=False),
    Command("remittance_match.down", "down", "down", "Next invoice.", palette=False),
    Command("remittance_match.up", "up", "up", "Invoice before.", palette=False),
    Command("remittance_match.page_down", "pagedown", "page down", "Next invoices.", footer=False, palette=False),
    Command("remittance_match.page_up", "pageup", "page up", "Invoices before.", footer=False, palette=False),
    Command("remittance_match.cancel", "escape", "back", "Go back: it waits.", palette=False),
)  # fmt: skip
