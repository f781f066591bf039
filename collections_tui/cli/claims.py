"""The command `claim` and what it finds by itself; each of its commands is imported when it runs, and no other."""

from __future__ import annotations

import click

from collections_tui.cli.parts import Part, Parts

PARTS = {
    "next": Part("claim_work", "next_command", "Take the next claim that is due."),
    "make": Part("claim_work", "make_command", "Make a claim of an invoice for whoever insures the customer."),
    "file": Part("claim_work", "file_command", "Say that a claim was filed."),
    "contact": Part("claim_work", "contact_command", "Record what the insurer said of a claim."),
    "undo": Part("claim_work", "undo_command", "Take back what I recorded last of an insurer."),
    "appeal": Part("claim_work", "appeal_command", "Say that a refusal, or too little, was contested."),
    "letter": Part("papers", "appeal_letter_command", "Write the letter that contests a refusal."),
    "close": Part("claim_work", "close_command", "Do nothing more about a claim."),
    "reopen": Part("claim_work", "reopen_command", "Work again on a claim that was closed."),
    "take": Part("claim_work", "take_command", "Take a claim, so that nobody else is given it."),
    "leave": Part("claim_work", "leave_command", "Give a claim back that I have."),
    "show": Part("claim_show", "show_command", "Show a claim: lines, deadlines, what was said."),
    "list": Part("claim_show", "list_command", "List claims, those that are due as they rank."),
    "explain": Part("claim_show", "explain_command", "Say in plain words what insurers did, for the patient."),
    "outcomes": Part("claim_show", "outcomes_command", "List what a contact about a claim can end in."),
}


class ClaimParts(Parts):
    """The commands under `claim`."""

    TABLE = PARTS


@click.command("claim", cls=ClaimParts)
def claim_group() -> None:
    """Ask insurers: make claims, file them, ask about them, contest what they refuse.

    A claim is called C12, or by the control number that the insurer got; else by the number that it gave back, or the
    reference number of a call. Every command answers programs with --json, and its own help tells how.
    """
