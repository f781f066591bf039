"""The command `invoice` and what it finds by itself; each of its commands is imported when it runs, and no other."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Part(NamedTuple):
    """Where a command under `invoice` is."""

    module: str
    function: str
    summary: str


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


class Parts(click.Group):
    """The commands under `invoice`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names in the order of the help."""
        return list(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one; None when there is none of that name."""
        part = PARTS.get(cmd_name)
        if part is None:
            return None
        command = getattr(import_module(f"collections_tui.cli.{part.module}"), part.function)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, part.summary) for name, part in PARTS.items()])


@click.command("invoice", cls=Parts)
def invoice_group() -> None:
    """Prepare bills, verify and issue them, look at invoices.

    A bill begins as a draft, which is called D12 by its number. Issued it gets its number, and is owed. Every command
    answers programs with --json, and its own help tells how.
    """
