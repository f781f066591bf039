"""The commands about insurers: `payer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.billing.records import Payer
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import say_phone
from collections_tui.services import payers
from collections_tui.services.payers import PayerDetails

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])


def _details(command: AnyCommand) -> AnyCommand:
    """Let a command take all that is known of an insurer."""
    options = (
        click.option("--name", help="As its letters have it."),
        click.option("--phone", help="Where claims are asked about."),
        click.option("--hours", help='When somebody answers: "weekdays 8 am-5 pm".'),
        click.option("--zone", metavar="ZONE", help="By which clocks: America/New_York."),
        click.option("--portal", help="Where it can be looked up."),
        click.option("--filing-days", type=int, help="Days after the service within which a claim must be filed."),
        click.option("--appeal-days", type=int, help="Days after a refusal within which it must be contested."),
        click.option("--followup-days", type=int, help="Days after which a claim is asked about; otherwise 30."),
        click.option("--note", help="Whom to ask, and what for."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("payer", invoke_without_command=True)
@common
@click.pass_context
def payer_group(ctx: click.Context) -> None:
    """List the insurers, add or change one."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(payer_list_command)


@payer_group.command("list")
@common
def payer_list_command() -> None:
    """List the insurers.

    JSON: [{"code", "name", "phone", "hours", "zone", "portal", "filing_days", "appeal_days", "followup_days", "note"}].
    """
    with settings().desk() as desk:
        every = payers.every(desk)
    if settings().json:
        say_json([payer_json(payer) for payer in every])
        return
    titles = ("id", "name", "phone", "hours", ">filing days", ">appeal days", ">follow up", "note")
    say_table(
        titles, map(_cells, every), empty="No insurers yet: add one with collections-tui payer add ID --name NAME."
    )


@payer_group.command("add")
@click.argument("code", metavar="ID")
@_details
@common
def payer_add_command(code: str, **details: Any) -> None:
    """Add the insurer that has this ID on claims.

    JSON: as one of `payer list`.
    """
    with settings().desk() as desk:
        payer = payers.add(desk, code, PayerDetails(**details))
    _answer(payer, "added")


@payer_group.command("change")
@click.argument("code", metavar="ID")
@_details
@common
def payer_change_command(code: str, **details: Any) -> None:
    """Change what is known of the insurer ID; what is not said stays, "" takes it away.

    JSON: as one of `payer list`.
    """
    said = PayerDetails(**details)
    if not any(value is not None for value in said):
        raise Refused("Nothing is said that changes: give --name, --phone, --hours or another detail.")
    with settings().desk() as desk:
        payer = payers.change(desk, code, said)
    _answer(payer, "changed")


def payer_json(payer: Payer) -> dict[str, object]:
    """Return an insurer as programs read one: everything but the number the database gave it."""
    return {field: value for field, value in payer._asdict().items() if field != "id"}


def _answer(payer: Payer, done: str) -> None:
    if settings().json:
        say_json(payer_json(payer))
        return
    say(f"{payer.name} ({payer.code}) is {done}.")


def _cells(payer: Payer) -> tuple[object, ...]:
    hours = f"{payer.hours} {payer.zone}".strip()
    phone = say_phone(payer.phone) if payer.phone else ""
    days = payer.filing_days or "", payer.appeal_days or "", payer.followup_days
    return payer.code, payer.name, phone, hours, *days, payer.note
