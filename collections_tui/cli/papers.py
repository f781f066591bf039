"""The commands that write documents: `statement`, `letter`, `invoice print`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collections_tui.cli.options import as_path, common, settings
from collections_tui.cli.output import progress_bar, say, say_json
from collections_tui.domain.dates import parse_past_day
from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, documents

if TYPE_CHECKING:
    from collections_tui.files.documents.compose import Document
    from collections_tui.files.documents.records import Kind
    from collections_tui.services.desk import Desk

_TO = click.option(
    "--to", "to", callback=as_path, metavar="FILE", help="Write a file that ends in .pdf, .txt or .html."
)
_PRINTER = click.option("--printer", default="", metavar="NAME", help="Hand it to this printer of CUPS.")
_LETTERS: dict[str, Kind] = {"reminder": "reminder", "validation": "validation"}


@click.command("statement")
@click.argument("number", required=False)
@click.option("--client", default="", metavar="CODE", help="Of every open account of a client that owes something.")
@_TO
@click.option("--each", callback=as_path, metavar="FOLDER", help="With --client: a PDF for each, into this folder.")
@_PRINTER
@click.option("--since", metavar="DATE", help="The day since which it says what was booked; otherwise 90 days ago.")
@common
@click.pass_context
def statement_command(
    ctx: click.Context, /, number: str | None, client: str, to: Path | None, each: Path | None, printer: str,
    since: str | None,
) -> None:  # fmt: skip
    """Write the statement of account NUMBER, or with --client those of all accounts that owe something.

    Without --to and --printer it is printed here. Accounts that are held get none with --client.

    JSON: {"title", "text"}; with --to {"file", "said"}; with --client {"written", "held", "said"}.
    """
    if (number is None) is not bool(client) or (client and (to is None) is (each is None)) or (each and not client):
        raise click.UsageError("Say an account NUMBER, or --client with one of --to and --each.", ctx)
    _one_way(ctx, to or each, printer)
    if client and printer:
        raise click.UsageError("Many statements are written to a file, which is then printed.", ctx)
    with settings().desk() as desk:
        day = _day(desk, since)
        if client:
            from collections_tui.services.document_runs import statements

            with progress_bar("Writing") as progress:
                path = to or each
                assert path is not None
                run = statements(desk, client, path, each=each is not None, since=day, progress=progress)
            _answer({"written": run.written, "held": run.held}, run.sentence)
            return
        account_id = accounts.by_number(desk, number or "")
        if to is not None:
            _answer({"file": str(to)}, documents.write_statement(desk, account_id, to, day))
        elif printer:
            _answer({}, documents.print_to(desk, "statement", account_id, printer))
        else:
            _show(documents.statement(desk, account_id, day))


@click.command("letter")
@click.argument("kind", type=click.Choice(list(_LETTERS)))
@click.argument("number")
@_TO
@_PRINTER
@common
@click.pass_context
def letter_command(ctx: click.Context, /, kind: str, number: str, to: Path | None, printer: str) -> None:
    """Write a letter about account NUMBER: a reminder of what is overdue, or the validation notice.

    Without --to and --printer it is printed here. The letter of an agreement is written by `arrangements --letter`.

    JSON: {"title", "text"}; with --to {"file", "said"}.
    """
    _one_way(ctx, to, printer)
    with settings().desk() as desk:
        _out(desk, _LETTERS[kind], accounts.by_number(desk, number), to, printer)


@click.command("letter")
@click.argument("claim")
@_TO
@_PRINTER
@common
@click.pass_context
def appeal_letter_command(ctx: click.Context, /, claim: str, to: Path | None, printer: str) -> None:
    """Write the letter that contests what an insurer refused of a CLAIM, or paid too little.

    It has the claim's facts, the insurer's reasons, what `claim appeal --because` said, and what to enclose. Without
    --to and --printer it is printed here.

    JSON: {"title", "text"}; with --to {"file", "said"}; with --printer {"said"}.
    """
    from collections_tui.services.claim_queue import find

    _one_way(ctx, to, printer)
    with settings().desk() as desk:
        _out(desk, "appeal", find(desk, claim), to, printer)


@click.command("print")
@click.argument("number")
@_TO
@_PRINTER
@common
@click.pass_context
def print_command(ctx: click.Context, /, number: str, to: Path | None, printer: str) -> None:
    """Write invoice or credit note NUMBER in the client's form: a PDF, text or HTML by the end of the file's name.

    Without --to and --printer it is printed here, as text.

    JSON: {"title", "text"}; with --to {"file", "said"}; with --printer {"said"}.
    """
    from collections_tui.services.invoices import find

    _one_way(ctx, to, printer)
    with settings().desk() as desk:
        _out(desk, "invoice", find(desk, number), to, printer)


def _out(desk: Desk, kind: Kind, of: int, to: Path | None, printer: str) -> None:
    """A document to where it is to go."""
    if to is not None:
        _answer({"file": str(to)}, documents.write(desk, kind, of, to))
    elif printer:
        _answer({}, documents.print_to(desk, kind, of, printer))
    else:
        _show(documents.document(desk, kind, of))


def _show(made: Document) -> None:
    text = documents.in_text(made)
    if settings().json:
        say_json({"title": made.title, "text": text})
        return
    for line in text.splitlines():
        say(line)


def _answer(more: dict[str, object], said: str) -> None:
    if settings().json:
        say_json({**more, "said": said})
    else:
        say(said)


def _one_way(ctx: click.Context, to: Path | None, printer: str) -> None:
    if to is not None and printer:
        raise click.UsageError("Say --to or --printer, not both.", ctx)


def _day(desk: Desk, typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        return parse_past_day(typed, desk.today())
    except ValueError as error:
        raise Refused(str(error)) from None
