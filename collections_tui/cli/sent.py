"""The commands about what went out: `documents`, `document` and `print-run`."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import click

from collections_tui.cli.options import as_operation, as_path, common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.services import accounts, mail
from collections_tui.services.mail import Sent
from collections_tui.services.mail_queue import Queued
from collections_tui.services.post_words import outcome
from collections_tui.services.print_run import Printed, print_on, print_run


@click.command("documents")
@click.argument("number")
@common
def documents_command(number: str) -> None:
    """List the documents that went out about account NUMBER, and what became of each.

    JSON: [{"id", "kind", "invoice_id", "title", "name", "media", "bytes", "sha256", "made_at", "by", "deliveries":
    [{"id", "way", "address", "state", "said", "queued_at", "ended_at"}]}].
    """
    with settings().desk() as desk:
        found = mail.documents_of(desk, accounts.by_number(desk, number))
        rows = [
            (one.document.id, f"{desk.local(one.document.made_at):%Y-%m-%d %H:%M}", one.document.title,
             "; ".join(map(outcome, one.deliveries)), one.document.by)
            for one in found
        ]  # fmt: skip
    if settings().json:
        say_json([_document_json(one) for one in found])
        return
    say_table((">id", "made", "document", "what became of it", "by"), rows, empty="Nothing has gone out about it yet.")


@click.group("document")
def document_group() -> None:
    """Open a document exactly as it went out, or let it go out once more. Its commands answer programs with --json."""


@document_group.command("open")
@click.argument("document", type=int)
@click.option("--to", "file", required=True, metavar="FILE", callback=as_path, help="The file to write it into.")
@common
def open_command(document: int, file: Path) -> None:
    """Write the DOCUMENT of this ID into a file, exactly as it went out.

    JSON: {"id", "file"}.
    """
    with settings().desk() as desk:
        said = mail.write_document(desk, document, file)
    if settings().json:
        say_json({"id": document, "file": str(file)})
    else:
        say(said)


@document_group.command("send")
@click.argument("document", type=int)
@click.option("--to", "address", metavar="ADDRESS", help="Another address than the customer's.")
@click.option("--print", "printed", is_flag=True, help="By the print run, whatever address there is.")
@click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice sends once: makes repeating safe."
)
@common
def send_command(document: int, address: str | None, printed: bool, operation_id: str | None) -> None:
    """Let the DOCUMENT of this ID go out once more, exactly as it did.

    JSON: {"delivery", "document", "way", "address", "why"}.
    """
    with settings().desk() as desk:
        done = mail.send_again(
            desk, document, address=address, printed=printed, operation_id=operation_id or uuid4().hex
        )
    if settings().json:
        say_json(queued_json(done))
    else:
        say(done.sentence)


@click.command("print-run")
@click.option("--to", "file", metavar="FILE", callback=as_path, help="A PDF for all, or a folder.")
@click.option("--printer", default="", metavar="NAME", help="Hand it to this printer of CUPS.")
@click.option("--client", default="", metavar="CODE", help="Only what is of this client.")
@common
@click.pass_context
def print_run_command(ctx: click.Context, /, file: Path | None, printer: str, client: str) -> None:
    """Print what cannot be mailed: into one PDF, a folder with a PDF each, or on a printer. Then it waits no more.

    JSON: {"printed": [{"delivery", "document", "account", "title", "why"}], "more"}.
    """
    if (file is None) is not bool(printer):
        raise click.UsageError("Say where to: --to FILE or --printer NAME.", ctx)
    with settings().desk() as desk:
        done = print_on(desk, printer, client) if file is None else print_run(desk, file, client)
    if settings().json:
        say_json(printed_json(done))
    else:
        say(printed_words(done))


def queued_json(done: Queued) -> dict[str, object]:
    """Return what was put into the queue as programs read it."""
    return {
        "delivery": done.delivery_id, "document": done.document_id, "way": done.way, "address": done.address,
        "why": done.why,
    }  # fmt: skip


def printed_json(done: Printed) -> dict[str, object]:
    """Return what a run printed as programs read it."""
    return {
        "printed": [
            {"delivery": one.id, "document": one.document_id, "account": one.account, "title": one.title,
             "why": one.said}
            for one in done.deliveries
        ],
        "more": done.more,
    }  # fmt: skip


def printed_words(done: Printed) -> str:
    """Return what a run printed, in a sentence."""
    number = len(done.deliveries)
    if not number:
        return "Nothing waits to be printed."
    more = " More wait: do it again." if done.more else ""
    return f"{number} {'document is' if number == 1 else 'documents are'} {done.where}.{more}"


def _document_json(one: Sent) -> dict[str, object]:
    document = one.document
    kept = ("id", "kind", "invoice_id", "title", "name", "media", "made_at", "by")
    ways = ("id", "way", "address", "state", "said", "queued_at", "ended_at")
    return {field: getattr(document, field) for field in kept} | {
        "bytes": document.size,
        "sha256": document.hash,
        "deliveries": [{field: getattr(way, field) for field in ways} for way in one.deliveries],
    }
