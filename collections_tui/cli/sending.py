"""The commands that send: `invoice send`, and `mail send` for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import click

from collections_tui.cli.options import as_operation, common, settings
from collections_tui.cli.output import progress_bar, say, say_json
from collections_tui.cli.sent import queued_json
from collections_tui.services import accounts, invoices, mail
from collections_tui.services.mail_queue import Queued

if TYPE_CHECKING:
    from collections_tui.files.documents.records import Kind
    from collections_tui.services.desk import Desk

_KINDS: dict[str, Kind] = {"statement": "statement", "reminder": "reminder", "validation": "validation"}
_ADDRESS = click.option("--to", "address", metavar="ADDRESS", help="Another address than the customer's.")
_PRINT = click.option("--print", "printed", is_flag=True, help="By the print run, whatever address there is.")
_OPERATION = click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice sends once: makes repeating safe."
)


@click.command("send")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@_ADDRESS
@_PRINT
@_OPERATION
@common
def send_command(numbers: tuple[str, ...], address: str | None, printed: bool, operation_id: str | None) -> None:
    """Send invoices or credit notes by NUMBER: by e-mail with the PDF attached, else by the print run.

    Each is kept as it goes out and waits in the queue, for `mail deliver` or for `print-run`; once it has gone out the
    invoice is "sent". Where one of several is refused, those before it are in the queue.

    JSON: [{"number", "delivery", "document", "way", "address", "why"}].
    """
    operation = operation_id or uuid4().hex
    done: list[tuple[str, Queued]] = []
    with settings().desk() as desk:
        found = [(number, invoices.find(desk, number)) for number in numbers]
        for number, invoice_id in found:
            queued = mail.send(
                desk, "invoice", invoice_id, address=address, printed=printed, operation_id=f"{operation} {invoice_id}"
            )
            done.append((number, queued))
            if not settings().json:
                say(queued.sentence)
    if settings().json:
        say_json([{"number": number, **queued_json(one)} for number, one in done])


@click.command("send")
@click.argument("kind", type=click.Choice(["statement", "reminder", "validation", "agreement"]))
@click.argument("number", required=False)
@click.option(
    "--client", default="", metavar="CODE", help="A statement of every open account of it that owes something."
)
@_ADDRESS
@_PRINT
@_OPERATION
@common
@click.pass_context
def send_letter_command(
    ctx: click.Context, /, kind: str, number: str | None, client: str, address: str | None, printed: bool,
    operation_id: str | None,
) -> None:  # fmt: skip
    """Send a letter about account NUMBER: a statement, a reminder, the validation notice; or that of an agreement.

    Of an agreement NUMBER is the arrangement's. Invoices go with `invoice send`.

    JSON: {"delivery", "document", "way", "address", "why"}; with --client {"mailed", "printed", "held"}.
    """
    if (number is None) is not bool(client) or (client and (kind != "statement" or address or printed)):
        raise click.UsageError("Say a NUMBER, or `statement` with --client and nothing else.", ctx)
    operation = operation_id or uuid4().hex
    with settings().desk() as desk:
        if client:
            _statements(desk, client, operation)
            return
        assert number is not None
        if kind == "agreement":
            if not number.isdecimal():
                raise click.UsageError("Of an agreement NUMBER is the arrangement's ID.", ctx)
            queued = mail.send(
                desk, "agreement", int(number), address=address, printed=printed, operation_id=operation
            )  # fmt: skip
        else:
            account_id = accounts.by_number(desk, number)
            queued = mail.send(desk, _KINDS[kind], account_id, address=address, printed=printed, operation_id=operation)
    if settings().json:
        say_json(queued_json(queued))
    else:
        say(queued.sentence)


def _statements(desk: Desk, client: str, operation: str) -> None:
    with progress_bar("Sending") as progress:
        run = mail.send_statements(desk, client, operation, progress)
    if settings().json:
        say_json({"mailed": run.mailed, "printed": run.printed, "held": run.held})
        return
    left = f" {run.held:,} held accounts get none." if run.held else ""
    say(f"{run.mailed:,} statements wait to be mailed, {run.printed:,} for the print run.{left}")
