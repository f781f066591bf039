"""The command `invoice` and what it finds by itself; each of its commands is imported when it runs, and no other."""

from __future__ import annotations

import click

from collections_tui.cli.parts import Part, Parts

PARTS = {
    "new": Part("invoice_drafts", "new_command", "Begin a bill for an account."),
    "add-line": Part("invoice_drafts", "add_line_command", "Add a line to a draft."),
    "change-line": Part("invoice_drafts", "change_line_command", "Change a line of a draft."),
    "drop-line": Part("invoice_drafts", "drop_line_command", "Take a line out of a draft."),
    "set": Part("invoice_drafts", "set_command", "Set due day, discount, insurance, deposit or note of a draft."),
    "drop": Part("invoice_drafts", "drop_command", "Give a draft up."),
    "verify": Part("invoice_checks", "verify_command", "Check bills: a draft, an invoice, or everything that is open."),
    "accept": Part("invoice_checks", "accept_command", "Accept warnings of a draft, each with a word why."),
    "issue": Part("invoice_issue", "issue_command", "Issue a draft: it gets its number, and is owed."),
    "void": Part("invoice_issue", "void_command", "Void an invoice by a credit note."),
    "dispute": Part("invoice_disputes", "dispute_command", "Keep that an invoice, or a line of it, is disputed."),
    "settle": Part("invoice_disputes", "settle_command", "Settle a dispute with an answer."),
    "show": Part("invoice_issue", "show_command", "Show an invoice or a draft with its lines."),
    "print": Part("papers", "print_command", "Write an invoice as PDF, text or HTML, or print it."),
    "send": Part("sending", "send_command", "Send invoices by e-mail, else by the print run."),
    "list": Part("invoice_issue", "list_command", "List invoices and drafts."),
}


class InvoiceParts(Parts):
    """The commands under `invoice`."""

    TABLE = PARTS


@click.command("invoice", cls=InvoiceParts)
def invoice_group() -> None:
    """Prepare bills, verify and issue them, look at invoices.

    A bill begins as a draft, which is called D12 by its number. Issued it gets its number, and is owed. Every command
    answers programs with --json, and its own help tells how.
    """
