"""The commands about payments that fit no account: `unmatched`."""

from __future__ import annotations

import click

from collections_tui.cli.money import answer
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.ledger import Unmatched
from collections_tui.domain.money import format_cents
from collections_tui.services import accounts, unmatched


@click.group("unmatched", invoke_without_command=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=unmatched.PAGE, help="How many to show.")
@common
@click.pass_context
def unmatched_group(ctx: click.Context, limit: int) -> None:
    """List the payments from files that fit no account; match one to its account, or dismiss it.

    JSON: [{"id", "client", "paid_on", "amount_cents", "currency", "account", "invoice", "reference", "method",
    "reason", "entered_at"}].
    """
    if ctx.invoked_subcommand is not None:
        return
    with settings().desk() as desk:
        waiting = unmatched.page(desk, limit=limit)
    if settings().json:
        say_json([unmatched_json(one) for one in waiting])
        return
    titles = (">id", "client", "day", ">amount", "account", "invoice", "reference", "why it fits none")
    say_table(titles, map(_row, waiting), empty="Every payment has its account: nothing waits.")


@unmatched_group.command("match")
@click.argument("payment", type=int)
@click.argument("number", required=False)
@click.option("--to", "invoice", default="", metavar="INVOICE", help="The invoice it pays first.")
@common
@click.pass_context
def match_command(ctx: click.Context, payment: int, number: str | None, invoice: str) -> None:
    """Enter the unmatched PAYMENT of this ID on account NUMBER, or on the account of the invoice told.

    JSON: what `pay` answers.
    """
    if number is None and not invoice:
        raise click.UsageError("Say where it belongs: the NUMBER of an account, or --to INVOICE.", ctx)
    with settings().desk() as desk:
        account_id = None if number is None else accounts.by_number(desk, number)
        answer(unmatched.match(desk, payment, account_id, invoice))


@unmatched_group.command("dismiss")
@click.argument("payment", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why it belongs to no account here.")
@common
def dismiss_command(payment: int, reason: str) -> None:
    """Take the unmatched PAYMENT of this ID off the list without entering it anywhere.

    JSON: {"id", "dismissed"}.
    """
    with settings().desk() as desk:
        said = unmatched.dismiss(desk, payment, reason)
    if settings().json:
        say_json({"id": payment, "dismissed": reason.strip()})
        return
    say(said)


def unmatched_json(one: Unmatched) -> dict[str, object]:
    """Return an unmatched payment as programs read one."""
    kept = ("id", "client", "paid_on", "currency", "account", "invoice", "reference", "method", "reason", "entered_at")
    return {field: getattr(one, field) for field in kept} | {"amount_cents": one.cents}


def _row(one: Unmatched) -> tuple[object, ...]:
    amount = format_cents(one.cents, one.currency)
    return (
        one.id, one.client, one.paid_on.isoformat(), amount, one.account, one.invoice, one.reference, one.reason,
    )  # fmt: skip
