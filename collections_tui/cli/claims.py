"""The command `claim` and what it finds by itself; each of its commands is imported when it runs, and no other."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Part(NamedTuple):
    """Where a command under `claim` is."""

    module: str
    function: str
    summary: str


PARTS = {
    "next": Part("claim_work", "next_command", "Take the next claim that is due."),
    "make": Part("claim_work", "make_command", "Make a claim of an invoice for whoever insures the customer."),
    "file": Part("claim_work", "file_command", "Say that a claim was filed."),
    "contact": Part("claim_work", "contact_command", "Record what the insurer said of a claim."),
    "appeal": Part("claim_work", "appeal_command", "Say that a refusal, or too little, was contested."),
    "letter": Part("papers", "appeal_letter_command", "Write the letter that contests a refusal."),
    "close": Part("claim_work", "close_command", "Do nothing more about a claim."),
    "leave": Part("claim_work", "leave_command", "Give a claim back that I have."),
    "show": Part("claim_show", "show_command", "Show a claim: lines, deadlines, what was said."),
    "list": Part("claim_show", "list_command", "List claims, those that are due as they rank."),
    "explain": Part("claim_show", "explain_command", "Say in plain words what insurers did, for the patient."),
    "outcomes": Part("claim_show", "outcomes_command", "List what a contact about a claim can end in."),
}


class Parts(click.Group):
    """The commands under `claim`."""

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


@click.command("claim", cls=Parts)
def claim_group() -> None:
    """Ask insurers: make claims, file them, ask about them, contest what they refuse.

    A claim is called C12 by its number, or by the control number that the insurer got. Every command answers programs
    with --json, and its own help tells how.
    """
