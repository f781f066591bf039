"""The commands about those for whom money is collected: `clients`."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.records import Client
from collections_tui.services import clients

NO_CLIENTS = "No clients yet: add one with collections-tui clients add CODE --name NAME."


_hospital = click.option(
    "--hospital/--no-hospital", default=None,
    help="A hospital that gives financial assistance: docs/financial-assistance.md says what its patients are owed.",
)  # fmt: skip


@click.group("clients", invoke_without_command=True)
@common
@click.pass_context
def clients_group(ctx: click.Context) -> None:
    """List the clients, add or change one."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(clients_list_command)


@clients_group.command("list")
@common
def clients_list_command() -> None:
    """List the clients.

    JSON: [{"code", "name", "party", "sector", "currency", "phone", "policy", "states", "hospital"}].
    """
    with settings().desk() as desk:
        every = clients.every(desk)
    if settings().json:
        say_json([client_json(client) for client in every])
        return
    titles = ("code", "name", "party", "sector", "currency", "phone", "policy", "states", "hospital")
    rows = ((*client[1:8], " ".join(client.states), "yes" if client.hospital else "") for client in every)
    say_table(titles, rows, empty=NO_CLIENTS)


@clients_group.command("add")
@click.argument("code")
@click.option("--name", required=True, help="The name customers know.")
@click.option(
    "--party", type=click.Choice(clients.PARTIES), default="third", show_default=True,
    help="first: it collects its own debts. third: they are collected for it.",
)  # fmt: skip
@click.option("--sector", type=click.Choice(clients.SECTORS), default="other", show_default=True)
@click.option("--currency", default="USD", show_default=True, help="Three letters, as in ISO 4217.")
@click.option("--phone", default="", help="The number customers may call back.")
@click.option("--policy", default="", metavar="NAME", help="Its own contact rules, policies/NAME.toml.")
@click.option(
    "--state", "states", multiple=True, metavar="STATE", help="Where its customers live: NY; may be repeated."
)
@_hospital
@common
def clients_add_command(
    code: str, name: str, party: str, sector: str, currency: str, phone: str, policy: str, states: tuple[str, ...],
    hospital: bool | None,
) -> None:  # fmt: skip
    """Add the company CODE, to which money is owed."""
    clients.check(code, party, sector, currency)
    with settings().desk(create=True) as desk:
        client = clients.add(
            desk, code, name, party=party, sector=sector, currency=currency, phone=phone, policy=policy, states=states,
            hospital=bool(hospital),
        )  # fmt: skip
    if settings().json:
        say_json(client_json(client))
        return
    say(f"Client {client.code}, {client.name}, is ready: bring in its accounts with collections-tui import.")


@clients_group.command("set")
@click.argument("code")
@click.option("--name", help="The name customers know.")
@click.option("--phone", help="The number customers may call back.")
@click.option("--policy", metavar="NAME", help='Its own contact rules, policies/NAME.toml; "" for none.')
@click.option(
    "--state", "states", multiple=True, metavar="STATE", help='All states where its customers live; "" for none.'
)
@_hospital
@common
@click.pass_context
def clients_set_command(
    ctx: click.Context, code: str, name: str | None, phone: str | None, policy: str | None, states: tuple[str, ...],
    hospital: bool | None,
) -> None:  # fmt: skip
    """Change the client CODE; what is not said stays.

    JSON: {"code", "name", "party", "sector", "currency", "phone", "policy", "states", "hospital"}.
    """
    if (name, phone, policy, hospital) == (None, None, None, None) and not states:
        raise click.UsageError("Say what changes: --name, --phone, --policy, --state or --hospital.", ctx)
    with settings().desk() as desk:
        client = clients.change(
            desk, code, name=name, phone=phone, policy=policy, states=states or None, hospital=hospital
        )
    if settings().json:
        say_json(client_json(client))
        return
    say(f"Client {client.code}, {client.name}, is changed.")


def client_json(client: Client) -> dict[str, object]:
    """Return a client as programs read one: everything but the number the database gave it."""
    told = {field: value for field, value in client._asdict().items() if field != "id"}
    return told | {"states": list(client.states)}
