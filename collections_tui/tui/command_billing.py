"""The commands around bills: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

ACCOUNT: tuple[Command, ...] = (
    Command(
        "account.dispute",
        "D",
        "dispute",
        "Dispute the invoice or the line under the cursor, or settle what is disputed.",
        weight=67,
        needs="work",
    ),
    Command(
        "account.check",
        "V",
        "check",
        "Check the invoice under the cursor, or the disputed one; the answer goes into the timeline.",
        weight=68,
        needs="prepare invoices",
    ),
    Command(
        "account.print",
        ">",
        "print",
        "Print the invoice under the cursor, else a statement: into a file, or on a printer.",
        weight=68,
        needs="send documents",
    ),
    Command(
        "account.send",
        "@",
        "send",
        "Send the invoice or the document under the cursor, once more too; else a statement.",
        weight=69,
        needs="send documents",
    ),
    Command(
        "account.void",
        "Z",
        "void",
        "Void the invoice under the cursor by a credit note, for a reason.",
        footer=False,
        needs="work",
        danger=True,
    ),
)
"""What is done with invoices on the account's screen."""

BILLING: tuple[Command, ...] = (
    # Bills: those in the making, and those that were issued
    Command("bills.open", "enter", "open", "Go on with the bill under the cursor, or open its account.", weight=3),
    Command("bills.add", "+", "new", "Begin a bill: find the customer, or take down a new one.", weight=2,
            needs="prepare invoices"),
    Command("bills.drop", "ctrl+g", "give up", "Give up the bill under the cursor, asked twice.", weight=5,
            needs="prepare invoices", danger=True),
    Command("bills.following", "right", "next list", "Switch to the next list.", more=("tab",), weight=6),
    Command("bills.previous", "left", "list before", "Switch to the list before.", more=("shift+tab",), footer=False),
    Command("bills.tab", "1", "switch", "Switch to the list of this number.", numbered=True, footer=False),
    Command("bills.refresh", "r", "refresh", "Read the lists again.", footer=False),
    Command("bills.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # A bill in the making
    Command("prepare.add", "+", "line", "Type a line.", weight=2, needs="prepare invoices"),
    Command("prepare.open", "enter", "edit", "Change the line under the cursor.", weight=3, needs="prepare invoices"),
    Command("prepare.drop", "ctrl+g", "take out", "Take the line under the cursor out.", weight=8,
            needs="prepare invoices"),
    Command("prepare.terms", "T", "terms", "Say when it is due, what is off, and what insurance or a deposit pay.",
            weight=4, needs="prepare invoices"),
    Command("prepare.check", "V", "check", "See what is wrong with it; once nothing is, it may be issued.", weight=3,
            needs="prepare invoices"),
    Command("prepare.issue", "I", "issue", "Issue it: it gets its number and is owed, and never changes again.",
            weight=4, needs="issue invoices", danger=True),
    Command("prepare.print", ">", "print", "Print what was issued: into a file, or on a printer.", weight=5,
            needs="send documents"),
    Command("prepare.send", "@", "send", "Send what was issued, by mail or by the print run.", weight=5,
            needs="send documents"),
    Command("prepare.leave", "escape", "back", "Go back; what was typed is kept.", palette=False, weight=2),
    # The line that is typed
    Command("line.help_here", "f1", "help", "Show every key, also where text is typed.", weight=0),
    Command("line.save", "enter", "take, add", "Take the price under the cursor; then add the line.", palette=False,
            weight=1),
    Command("line.following", "tab", "next field", "Go to the next field.", palette=False, weight=3),
    Command("line.previous", "shift+tab", "field before", "Go to the field before.", footer=False, palette=False),
    Command("line.step_down", "down", "next price", "Go to the next price that fits.", palette=False),
    Command("line.step_up", "up", "price before", "Go to the price before.", footer=False, palette=False),
    Command("line.clear", "ctrl+r", "clear all", "Empty every field of the line.", palette=False),
    Command("line.back", "escape", "to the lines", "Go to the lines, where V checks and I issues; what is typed stays.",
            palette=False, weight=2),
    # What a bill says besides its lines
    Command("bill_terms.save", "enter", "save", "Save it.", palette=False),
    Command("bill_terms.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("bill_terms.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("bill_terms.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # What is wrong with a bill, and why it is right all the same
    Command("bill_accept.save", "enter", "save", "Save it: the bill is checked.", palette=False),
    Command("bill_accept.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("bill_accept.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("bill_accept.page_down", "pagedown", "page down", "Go on in what is wrong.", palette=False),
    Command("bill_accept.page_up", "pageup", "page up", "Go back in what is wrong.", footer=False, palette=False),
    Command("bill_accept.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False),
    # What the checks said of an invoice
    Command("checks.down", "down", "down", "Next line.", more=("j",), footer=False, palette=False),
    Command("checks.up", "up", "up", "Line before.", more=("k",), footer=False, palette=False),
    Command("checks.page_down", "pagedown", "page down", "Next page.", more=("space",), palette=False),
    Command("checks.page_up", "pageup", "page up", "Page before.", palette=False),
    Command("checks.cancel", "escape", "back", "Go back.", more=("V", "q", "enter"), palette=False),
    # Whose bill it is
    Command("whose.take", "enter", "begin", "Begin a bill on the account under the cursor."),
    Command("whose.new", "ctrl+n", "new customer", "Take down a new customer.", palette=False, first=True),
    Command("whose.down", "down", "down", "Next answer.", palette=False),
    Command("whose.up", "up", "up", "Answer before.", palette=False),
    Command("whose.page_down", "pagedown", "page down", "Next answers.", footer=False, palette=False),
    Command("whose.page_up", "pageup", "page up", "Answers before.", footer=False, palette=False),
    Command("whose.cancel", "escape", "back", "Go back.", palette=False),
    # A new customer
    Command("customer.save", "enter", "save", "Save it, and begin a bill.", palette=False),
    Command("customer.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("customer.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("customer.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # A dispute, and its answer
    Command("dispute.save", "enter", "save", "Save it.", palette=False),
    Command("dispute.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # Why an invoice is voided
    Command("void.save", "enter", "void it", "Void it, for this reason.", palette=False, danger=True),
    Command("void.cancel", "escape", "back", "Go back: it stays as it is.", palette=False),
    # Where a document is printed
    Command("print.save", "enter", "print", "Write the file, or print it.", palette=False),
    Command("print.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("print.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("print.cancel", "escape", "back", "Go back without printing.", palette=False),
    # To whom a document goes
    Command("send.save", "enter", "send", "Send it.", palette=False),
    Command("send.cancel", "escape", "back", "Go back without sending.", palette=False),
    # A document that went out
    Command("document.save", "enter", "write", "Write the document to this file, as it went out.", palette=False),
    Command("document.cancel", "escape", "back", "Go back.", palette=False),
)  # fmt: skip
