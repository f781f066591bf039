"""The commands that work on claims: `claim next`, `make`, `file`, `contact`, `appeal`, `close`, `leave`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast
from uuid import uuid4

import click

from collections_tui.cli.claim_text import recorded_json, view_json, view_lines
from collections_tui.cli.options import as_operation, common, read_day, read_near_day, read_past_day, settings
from collections_tui.cli.output import say, say_json
from collections_tui.services import claim_queue, claim_undo, claims, invoices
from collections_tui.services.claim_views import ContactEntry, Left, NewClaim, NoClaim, Recorded
from collections_tui.services.desk import Desk

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])
NONE_NOW = 1


def _operation(command: AnyCommand) -> AnyCommand:
    """Let a command be repeated safely."""
    words = "The same ID twice does it once: makes repeating safe."
    return click.option("--operation-id", callback=as_operation, metavar="ID", help=words)(command)


@click.command("next")
@click.option("--client", default="", metavar="CODE", help="Only those of one client.")
@click.option("--payer", default="", metavar="ID", help="Only those of one insurer.")
@click.option("--skip", metavar="CLAIM", help="Give this one back, and take another.")
@common
def next_command(client: str, payer: str, skip: str | None) -> None:
    """Take the next claim that is due: the one with the nearest deadline, the most money, the greatest age.

    Nobody else is given it as long as you work on it. Exit code 1 when there is none now.

    JSON: as of `claim show`; {"claim": null, "reason", "next_on"} when there is none.
    """
    with settings().desk() as desk:
        leave = claim_queue.find(desk, skip) if skip else 0
        found, today = claim_queue.next_claim(desk, client=client, payer=payer, leave=leave), desk.today()
    if settings().json:
        say_json(view_json(found))
    elif isinstance(found, NoClaim):
        say(found.reason + (f" The next one is due on {found.next_on}." if found.next_on else ""))
    else:
        for line in view_lines(found, today):
            click.echo(line)
    if isinstance(found, NoClaim):
        click.get_current_context().exit(NONE_NOW)


@click.command("make")
@click.argument("invoice")
@click.option("--payer", default="", metavar="ID", help="For this insurer; otherwise whoever pays next.")
@click.option("--line", "lines", type=int, multiple=True, help="Only this line of it; more than once for more.")
@click.option("--diagnosis", "diagnoses", multiple=True, metavar="CODE", help="Of ICD-10; more than once for more.")
@click.option("--control", default="", metavar="NO", help="The number that the insurer gets; otherwise the invoice's.")
@_operation
@common
def make_command(
    invoice: str, payer: str, lines: tuple[int, ...], diagnoses: tuple[str, ...], control: str,
    operation_id: str | None,
) -> None:  # fmt: skip
    """Make a claim of an INVOICE for whoever insures its customer: the primary, or the next once that has answered.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        new = NewClaim(invoices.find(desk, invoice), payer, control, diagnoses, lines)
        _answer(claims.make(desk, new, operation_id or str(uuid4())))


@click.command("file")
@click.argument("claim")
@click.option("--on", "day", metavar="DATE", help="When it was filed; otherwise today.")
@click.option("--reference", default="", help="Of the batch or the portal.")
@click.option("--number", default="", help="The insurer's number of the claim.")
@click.option("--note", default="", help="How, and what was corrected.")
@_operation
@common
def file_command(claim: str, day: str | None, reference: str, number: str, note: str, operation_id: str | None) -> None:
    """Say that a CLAIM was filed. It comes up again after the days that the insurer usually takes.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        done = claims.file(
            desk, claim_queue.find(desk, claim), operation_id or str(uuid4()),
            on=_past(desk, day), reference=reference, number=number, note=note,
        )  # fmt: skip
        _answer(done)


@click.command("contact")
@click.argument("claim")
@click.option("--outcome", required=True, metavar="CODE", help="What came of it; `claim outcomes` lists them.")
@click.option("--with", "spoke_with", default="", metavar="NAME", help="Whom you spoke with.")
@click.option("--reference", default="", help="The reference number of the call.")
@click.option("--note", default="", help="What was said.")
@click.option("--day", metavar="DATE", help="The day that was said: of the payment, of the refusal.")
@click.option("--code", "codes", multiple=True, metavar="CARC", help="A reason of a refusal; more than once for more.")
@click.option("--number", default="", help="The insurer's number of the claim.")
@click.option("--next", "next_on", metavar="DATE", help="When to act next; otherwise when the outcome says.")
@_operation
@common
def contact_command(
    claim: str, outcome: str, spoke_with: str, reference: str, note: str, day: str | None, codes: tuple[str, ...],
    number: str, next_on: str | None, operation_id: str | None,
) -> None:  # fmt: skip
    """Record what the insurer said of a CLAIM.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        found = desk.books.claim_outcomes.by_code.get(outcome)
        read = read_past_day if found is not None and found.status == "denied" else read_near_day
        said = read(desk, day) if day else None
        then = read_day(desk, next_on) if next_on else None
        entry = ContactEntry(outcome, spoke_with, reference, note, said, codes, number, then)
        _answer(claims.contact(desk, claim_queue.find(desk, claim), entry, operation_id or str(uuid4())))


@click.command("undo")
@_operation
@common
def undo_command(operation_id: str | None) -> None:
    """Take back what I recorded last of an insurer, today, if nobody has worked on the claim since.

    It is mine then, and what was typed is there again. What was written off when it was closed is owed again.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        _answer(claim_undo.undo_last(desk, operation_id or str(uuid4())))


@click.command("appeal")
@click.argument("claim")
@click.option("--because", required=True, metavar="WORDS", help="Why, and what was sent.")
@click.option("--on", "day", metavar="DATE", help="When it was sent; otherwise today.")
@click.option("--reference", default="", help="Of the letter or the portal.")
@_operation
@common
def appeal_command(claim: str, because: str, day: str | None, reference: str, operation_id: str | None) -> None:
    """Say that what an insurer refused of a CLAIM, or paid too little, was contested.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        done = claims.appeal(
            desk, claim_queue.find(desk, claim), because, operation_id or str(uuid4()),
            on=_past(desk, day), reference=reference,
        )  # fmt: skip
        _answer(done)


@click.command("close")
@click.argument("claim")
@click.option("--because", required=True, metavar="WORDS", help="Why.")
@click.option("--patient", "left", flag_value="patient", help="What the insurer does not pay is the patient's.")
@click.option("--write-off", "left", flag_value="write off", help="It is written off, by who may adjust the ledger.")
@_operation
@common
def close_command(claim: str, because: str, left: str | None, operation_id: str | None) -> None:
    """Do nothing more about a CLAIM, and say what becomes of what the insurer does not pay.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        done = claims.close(
            desk, claim_queue.find(desk, claim), because, operation_id or str(uuid4()), left=cast(Left, left or "")
        )
        _answer(done)


@click.command("reopen")
@click.argument("claim")
@click.option("--because", required=True, metavar="WORDS", help="Why.")
@_operation
@common
def reopen_command(claim: str, because: str, operation_id: str | None) -> None:
    """Work again on a CLAIM that was closed: it is as it was before.

    What was written off when it was closed is owed again, for which it takes who may adjust the ledger.

    JSON: the claim, as of `claim list`, and "sentence".
    """
    with settings().desk() as desk:
        _answer(claim_undo.reopen(desk, claim_queue.find(desk, claim), because, operation_id or str(uuid4())))


@click.command("leave")
@click.argument("claim")
@common
def leave_command(claim: str) -> None:
    """Give a CLAIM back that I have, for others to take.

    JSON: {"sentence"}.
    """
    with settings().desk() as desk:
        sentence = claim_queue.leave(desk, claim_queue.find(desk, claim))
    if settings().json:
        say_json({"sentence": sentence})
    else:
        say(sentence)


@click.command("take")
@click.argument("claim")
@common
def take_command(claim: str) -> None:
    """Take a CLAIM, C12 or a number of it, to work on it: nobody else is given it meanwhile, and it is shown.

    JSON: as of `claim show`; "taken_by" says who has it, where that is somebody else.
    """
    with settings().desk() as desk:
        found = claim_queue.take(desk, claim_queue.find(desk, claim))
        me, today = desk.person.login, desk.today()
    if settings().json:
        say_json(view_json(found))
        return
    for line in view_lines(found, today):
        click.echo(line)
    if found.claim.taken_by not in ("", me):
        say(f"{found.claim.taken_by} has it.")


def _past(desk: Desk, text: str | None) -> date | None:
    return read_past_day(desk, text) if text else None


def _answer(done: Recorded) -> None:
    if settings().json:
        say_json(recorded_json(done))
    else:
        say(done.sentence)
