"""The command about telephone numbers: `phone`."""

from __future__ import annotations

from typing import get_args

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json
from collections_tui.domain.records import PhoneKind, PhoneStatus
from collections_tui.services import accounts, numbers

ACTIONS = ("add", *get_args(PhoneStatus))


@click.command("phone")
@click.argument("number")
@click.argument("what", type=click.Choice(ACTIONS))
@click.argument("phone")
@click.option("--kind", type=click.Choice(get_args(PhoneKind)), help="What kind of number it is.")
@common
def phone_command(number: str, what: str, phone: str, kind: PhoneKind | None) -> None:
    """Add the number PHONE, in any spelling, to the customer of account NUMBER; or say whether it is good.

    JSON: [{"phone", "kind", "status"}], all numbers of the customer.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        if what == "add":
            said = numbers.add(desk, account_id, phone, kind)
        else:
            said = numbers.mark(desk, account_id, phone, as_status(what), kind)
        view = accounts.view(desk, account_id)
    if settings().json:
        say_json([{"phone": one.phone.e164, "kind": one.phone.kind, "status": one.phone.status} for one in view.phones])
        return
    say(said)


def as_status(what: str) -> PhoneStatus:
    """Return the state of a number that somebody typed."""
    return next(status for status in get_args(PhoneStatus) if status == what)
