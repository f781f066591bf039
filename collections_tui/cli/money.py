"""The commands about money: `pay`, `reverse`, `adjust`, `ledger`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import click

from collections_tui.cli.calls import as_operation
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.dates import parse_past_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import EntryKind
from collections_tui.services import accounts, ledger
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_checks import METHODS
from collections_tui.services.ledger_views import Adjusted, LedgerLine, Paid, PaymentEntry, Reversed

KINDS: dict[str, EntryKind] = {"charge": "charge", "adjustment": "adjustment", "write-off": "write_off"}
_OPERATION = click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice is one entry: makes repeating safe."
)
_ON = click.option("--on", metavar="DATE", help="The day it happened, yesterday or 9 nov; otherwise today.")


@click.command("pay")
@click.argument("number")
@click.option("--amount", required=True, metavar="MONEY", help="What was paid.")
@click.option("--to", "invoices", multiple=True, metavar="INVOICE", help="What it pays first; may be repeated.")
@click.option("--also", multiple=True, metavar="NUMBER", help="Another account of theirs, for what is left over.")
@click.option("--method", type=click.Choice(METHODS), help="How it was paid.")
@click.option("--reference", default="", metavar="TEXT", help="What is written on it; never the number of a card.")
@_ON
@_OPERATION
@common
def pay_command(
    number: str, amount: str, invoices: tuple[str, ...], also: tuple[str, ...], method: str | None, reference: str,
    on: str | None, operation_id: str | None,
) -> None:  # fmt: skip
    """Enter a payment on account NUMBER: on the invoices told, else on what has been due the longest.

    What is left over goes to the accounts told with --also, and the rest is credit. Nothing is put towards a disputed
    invoice unless --to names it.

    JSON: {"entry_id", "account", "currency", "amount_cents", "paid_on", "parts": [{"account", "invoice", "cents"}],
    "balance_cents", "credit_cents"}.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        others = tuple(accounts.by_number(desk, text) for text in also)
        paid = ledger.pay(
            desk,
            PaymentEntry(
                account_id,
                _cents(desk, account_id, amount),
                _day(desk, on),
                operation_id or uuid4().hex,
                method or "",
                reference,
                invoices,
                others,
            ),
        )
    answer(paid)


@click.command("reverse")
@click.argument("entry", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why: returned unpaid, entered twice.")
@_ON
@_OPERATION
@common
def reverse_command(entry: int, reason: str, on: str | None, operation_id: str | None) -> None:
    """Take back the ENTRY of this ID with every part of its payment: what it had paid is owed again.

    `pay` and `ledger` show the IDs. What is no payment may be taken back by who may adjust the ledger.

    JSON: {"entry_id", "account", "currency", "amount_cents", "parts": [{"account", "invoice", "cents"}],
    "balance_cents"}.
    """
    with settings().desk() as desk:
        answer(ledger.reverse(desk, entry, reason, _day(desk, on), operation_id or uuid4().hex))


@click.command("adjust")
@click.argument("number")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--amount", required=True, metavar="MONEY", help="How much; an adjustment of -5.00 lowers what is owed.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--to", "invoice", default="", metavar="INVOICE", help="The invoice it is about.")
@_ON
@_OPERATION
@common
def adjust_command(
    number: str, kind: str, amount: str, reason: str, invoice: str, on: str | None, operation_id: str | None
) -> None:
    """Book a charge, an adjustment or a write-off on account NUMBER; for supervisors and admins.

    JSON: {"entry_id", "account", "currency", "kind", "amount_cents", "parts": [{"account", "invoice", "cents"}],
    "balance_cents"}.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        cents = _cents(desk, account_id, amount)
        answer(
            ledger.adjust(
                desk, account_id, KINDS[kind], cents, _day(desk, on), invoice, reason, operation_id or uuid4().hex
            )
        )


@click.command("ledger")
@click.argument("number")
@click.option("--limit", type=click.IntRange(1, 10_000), default=ledger.SHOWN, help="How many entries to go back.")
@common
def ledger_command(number: str, limit: int) -> None:
    """Show the ledger of account NUMBER, newest first: each entry with its ID.

    JSON: [{"id", "on", "kind", "amount_cents", "invoice", "method", "reference", "reason", "by", "part_of", "reverses",
    "reversed_by"}].
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        lines = ledger.entries(desk, account_id, limit)
        currency = accounts.alone(desk, account_id).currency
    if settings().json:
        say_json([line._asdict() for line in lines])
        return
    titles = (">id", "day", "kind", ">amount", "invoice", "method", "what", "by")
    say_table(titles, (_row(line, currency) for line in lines), empty=f"Nothing has been entered on {number} yet.")


def _row(line: LedgerLine, currency: str) -> tuple[object, ...]:
    marks = [line.reference, line.reason]
    if line.part_of is not None:
        marks.append(f"part of {line.part_of}")
    if line.reverses is not None:
        marks.append(f"takes back {line.reverses}")
    if line.reversed_by is not None:
        marks.append(f"taken back by {line.reversed_by}")
    what = " · ".join(mark for mark in marks if mark)
    kind = line.kind.replace("_", "-")
    amount = format_cents(line.amount_cents, currency)
    return line.id, line.on.isoformat(), kind, amount, line.invoice, line.method, what, line.by or "file"


def answer(done: Paid | Reversed | Adjusted) -> None:
    """Print what became of a payment, or of another entry."""
    if not settings().json:
        say(f"Entry {done.entry_id}: {done.sentence}")
        return
    fields: dict[str, Any] = done._asdict()
    del fields["sentence"]
    say_json(fields | {"parts": [part._asdict() for part in done.parts]})


def _cents(desk: Desk, account_id: int, text: str) -> int:
    try:
        return parse_cents(text, currency=accounts.alone(desk, account_id).currency)
    except ValueError as error:
        raise Refused(f"--amount: {error}") from None


def _day(desk: Desk, text: str | None) -> date:
    if text is None:
        return desk.today()
    try:
        return parse_past_day(text, desk.today())
    except ValueError as error:
        raise Refused(f"--on: {error}") from None
