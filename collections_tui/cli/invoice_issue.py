"""The commands that issue a bill and look at any: `invoice issue`, `show`, `list`."""

from __future__ import annotations

from typing import cast, get_args
from uuid import uuid4

import click

from collections_tui.cli.invoice_drafts import read_draft, show
from collections_tui.cli.invoice_text import invoice_json, invoice_lines, issued_json, row_cells, row_json, voided_json
from collections_tui.cli.options import as_operation, common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.billing.records import BillStatus
from collections_tui.domain.billing.typed import draft_id
from collections_tui.services import accounts, invoices
from collections_tui.services.invoice_views import InvoiceQuery


@click.command("issue")
@click.argument("draft")
@click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice issues once: makes repeating safe."
)
@click.option("--revision", type=int, metavar="N", help="Only if it still is as it was seen: what --json said.")
@common
def issue_command(draft: str, operation_id: str | None, revision: int | None) -> None:
    """Issue DRAFT: it gets the next number, and what it comes to is owed.

    JSON: {"number", "draft", "account", "currency", "total_cents", "due_cents", "due", "balance_cents"}.
    """
    with settings().desk() as desk:
        issued = invoices.issue(desk, read_draft(draft), operation_id or uuid4().hex, revision=revision)
    if settings().json:
        say_json(issued_json(issued))
        return
    say(issued.sentence)


@click.command("void")
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help="Why: printed on the credit note.")
@click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice voids once: makes repeating safe."
)
@common
def void_command(number: str, reason: str, operation_id: str | None) -> None:
    """Void the invoice NUMBER by a credit note: it is owed no more, and what was paid on it is credit of its account.

    JSON: {"credit_note", "invoice", "account", "currency", "amount_cents", "credit_cents", "balance_cents"}.
    """
    with settings().desk() as desk:
        voided = invoices.void(desk, invoices.find(desk, number), reason, operation_id or uuid4().hex)
    if settings().json:
        say_json(voided_json(voided))
        return
    say(voided.sentence)


@click.command("show")
@click.argument("number")
@common
def show_command(number: str) -> None:
    """Show the invoice NUMBER, or a draft such as D12, with its lines and what was paid on it.

    JSON of a draft: what `invoice new` answers. Of an invoice: {"number", "kind", "account", "client", "customer",
    "status", "currency", "issued_on", "due", "lines", "totals", "total_cents", "open_cents", "disputed_cents",
    "asked_cents", "applied": [{"entry_id", "on", "kind", "method", "cents", "reference", "reason", "reverses"}],
    "disputes": [{"id", "position", "cents", "at", "by", "reason", "settled_at", "settled_by", "answer"}], "made_by",
    "verified_by", "note", "credit_note", "credits", "reason"}.
    """
    with settings().desk() as desk:
        draft = draft_id(number)
        if draft is not None:
            show(desk, draft)
            return
        view = invoices.view(desk, invoices.find(desk, number))
    if settings().json:
        say_json(invoice_json(view))
        return
    for line in invoice_lines(view):
        click.echo(line)


@click.command("list")
@click.option("--account", "account", metavar="NUMBER", help="Of this account.")
@click.option("--client", default="", metavar="CODE", help="Of this client.")
@click.option("--status", type=click.Choice(get_args(BillStatus)), help="Only these.")
@click.option("--here", is_flag=True, help="Only those that were issued here, and drafts.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="At most this many.")
@common
def list_command(account: str | None, client: str, status: str | None, limit: int, *, here: bool) -> None:
    """List drafts, invoices and credit notes, the newest first.

    JSON: [{"number", "kind", "account", "client", "customer", "status", "currency", "issued_on", "due", "total_cents",
    "open_cents", "disputed_cents"}].
    """
    with settings().desk() as desk:
        account_id = None if account is None else accounts.by_number(desk, account)
        query = InvoiceQuery(account_id, client, cast(BillStatus, status or ""), limit, here=here)
        rows = invoices.listed(desk, query)
    if settings().json:
        say_json([row_json(row) for row in rows])
        return
    titles = ("number", "account", "customer", "status", "issued", "due", ">total", ">open", "")
    say_table(titles, map(row_cells, rows), empty="No invoices: `collections-tui invoice new ACCOUNT` begins one.")
