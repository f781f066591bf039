"""The commands about what is said to be wrong with an invoice: `invoice dispute`, `settle`."""

from __future__ import annotations

import click

from collections_tui.cli.invoice_text import disputed_json
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json
from collections_tui.services import disputes, invoices
from collections_tui.services.invoice_views import Disputed


@click.command("dispute")
@click.argument("number")
@click.option("--line", "position", type=int, metavar="N", help="The line that is disputed; otherwise all of it.")
@click.option("--reason", required=True, metavar="TEXT", help="What is said to be wrong.")
@common
def dispute_command(number: str, position: int | None, reason: str) -> None:
    """Keep that the invoice NUMBER is disputed: what is disputed is asked for no more until it is settled.

    JSON: {"dispute": {"id", "position", "cents", "at", "by", "reason", "settled_at", "settled_by", "answer"},
    "invoice", "account", "currency", "open_cents", "disputed_cents"}.
    """
    with settings().desk() as desk:
        _answer(disputes.open(desk, invoices.find(desk, number), position, reason))


@click.command("settle")
@click.argument("dispute", type=int)
@click.option("--answer", required=True, metavar="TEXT", help="What was found.")
@common
def settle_command(dispute: int, answer: str) -> None:
    """Settle the DISPUTE of this ID, which `invoice dispute` and `invoice show` tell: it is asked for again.

    JSON: what `invoice dispute` answers.
    """
    with settings().desk() as desk:
        _answer(disputes.settle(desk, dispute, answer))


def _answer(done: Disputed) -> None:
    if settings().json:
        say_json(disputed_json(done))
        return
    say(f"Dispute {done.dispute.id}: {done.sentence}")
