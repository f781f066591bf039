"""The commands about one account and how to find it: `account`, `note`, `find`."""

from __future__ import annotations

import click

from collections_tui.cli.account_text import account_lines, invoice_lines
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Found
from collections_tui.services import accounts, find
from collections_tui.services.account_json import account_json


@click.command("account")
@click.argument("number")
@click.option("--invoices", is_flag=True, help="Show what was billed on each invoice, line by line.")
@common
def account_command(number: str, invoices: bool) -> None:
    """Show everything about account NUMBER.

    JSON: everything the account screen shows, lines of invoices and what to say included.
    """
    with settings().desk() as desk:
        view = accounts.view(desk, accounts.by_number(desk, number))
        if settings().json:
            say_json(account_json(desk, view))
            return
        for line in invoice_lines(view, desk) if invoices else account_lines(view, desk):
            click.echo(line)


@click.command("note")
@click.argument("number")
@click.argument("text")
@common
def note_command(number: str, text: str) -> None:
    """Add the note TEXT to account NUMBER.

    JSON: {"account", "at", "by"}.
    """
    with settings().desk() as desk:
        accounts.add_note(desk, accounts.by_number(desk, number), text)
    if settings().json:
        say_json({"account": number, "at": desk.now(), "by": desk.person.login})
        return
    say(f"Noted on account {number}.")


@click.command("find")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most this many.")
@common
def find_command(text: str, limit: int) -> None:
    """Find accounts by customer's name, account number or the digits of a phone.

    JSON: [{"account", "client", "customer", "phone", "balance_cents", "currency", "status"}].
    """
    with settings().desk() as desk:
        found = find.find(desk, text, limit)
    if settings().json:
        say_json([found_json(one) for one in found])
        return
    titles = ("account", "customer", "client", "phone", ">owed", "")
    say_table(titles, map(_found_row, found), empty=f"Nothing found for “{text}”: try part of a name, or four digits.")


def found_json(found: Found) -> dict[str, object]:
    """Return a found account as programs read one."""
    return {
        "account": found.number,
        "client": found.client,
        "customer": found.customer,
        "phone": found.phone,
        "balance_cents": found.balance_cents,
        "currency": found.currency,
        "status": found.status,
    }


def _found_row(found: Found) -> tuple[str, ...]:
    phone = say_phone(found.phone) if found.phone else ""
    owed = format_cents(found.balance_cents, found.currency)
    return found.number, found.customer, found.client, phone, owed, "" if found.status == "open" else found.status
