"""The commands about insurers: `payer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.billing.records import Payer
from collections_tui.domain.billing.typed import say_rate
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.records import Fee
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.services import payers
from collections_tui.services.payers import PayerDetails, PayerRow

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
        click.option("--address", help="Where appeals go by post; a semicolon ends a line."),
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

    JSON: [{"code", "name", "phone", "hours", "zone", "portal", "filing_days", "appeal_days", "followup_days", "note",
    "address", "answers", "claims", "asked_cents": {CURRENCY: CENTS}}]; "answers" whether somebody answers there now.
    """
    with settings().desk() as desk:
        every = payers.listed(desk)
    if settings().json:
        say_json([_row_json(row) for row in every])
        return
    titles = (
        "id", "name", "phone", "now", "hours", ">filing days", ">appeal days", ">follow up", ">claims", ">asked",
        "note",
    )  # fmt: skip
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


@payer_group.command("fees")
@click.argument("code", metavar="ID")
@click.option("--client", required=True, metavar="CODE", help="What it has agreed on with this client.")
@click.option("--on", metavar="DATE", help="Only what holds on that day; otherwise today.")
@click.option("--all", "every", is_flag=True, help="What held before and will hold too.")
@common
def payer_fees_command(code: str, client: str, on: str | None, every: bool) -> None:
    """List what the insurer ID has agreed on with a client: an amount for a service, or a share of what is charged.

    JSON: [{"code", "modifier", "allowed_cents", "allowed_ppm", "valid_from", "valid_to"}].
    """
    with settings().desk() as desk:
        day = desk.today() if on is None else read_day(desk, on)
        found = payers.fees(desk, code, client, None if every else day)
    if settings().json:
        say_json([_fee_json(one) for one in found.fees])
        return
    rows = [_fee_cells(one, found.client.currency) for one in found.fees]
    say_table(
        ("code", "mod", ">allowed", "from", "to"), rows, empty="Nothing is agreed on: `import fees` takes a file."
    )


def payer_json(payer: Payer) -> dict[str, object]:
    """Return an insurer as programs read one: everything but the number the database gave it."""
    return {field: value for field, value in payer._asdict().items() if field != "id"}


def _answer(payer: Payer, done: str) -> None:
    if settings().json:
        say_json(payer_json(payer))
        return
    say(f"{payer.name} ({payer.code}) is {done}.")


def _row_json(row: PayerRow) -> dict[str, object]:
    return payer_json(row.payer) | {"answers": row.answers, "claims": row.claims, "asked_cents": dict(row.cents)}


def _fee_json(fee: Fee) -> dict[str, object]:
    fields = ("code", "modifier", "allowed_cents", "allowed_ppm", "valid_from", "valid_to")
    return {field: getattr(fee, field) for field in fields}


def _fee_cells(fee: Fee, currency: str) -> tuple[object, ...]:
    share = "" if fee.allowed_ppm is None else say_rate(fee.allowed_ppm)
    allowed = share if fee.allowed_cents is None else format_cents(fee.allowed_cents, currency)
    return fee.code or "everything else", fee.modifier, allowed, fee.valid_from, fee.valid_to or ""


def _cells(row: PayerRow) -> tuple[object, ...]:
    payer = row.payer
    hours = f"{payer.hours} {payer.zone}".strip()
    phone = say_phone(payer.phone) if payer.phone else ""
    now = {True: "open", False: "closed", None: ""}[row.answers]
    days = payer.filing_days or "", payer.appeal_days or "", payer.followup_days
    asked = " ".join(format_cents(cents, currency) for currency, cents in row.cents.items())
    return payer.code, payer.name, phone, now, hours, *days, row.claims or "", asked, payer.note
