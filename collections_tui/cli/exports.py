"""The command `export`: what somebody who comes over SSH has written on the host, and the way it gets home."""

from __future__ import annotations

import sys

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import instant, is_terminal, say, say_json, say_table
from collections_tui.domain.errors import Refused
from collections_tui.services import exports

NOTHING = "Your folder is empty: what you write over SSH is kept there."


@click.command("export")
@click.argument("name", required=False)
@click.option("--remove", is_flag=True, help="Remove the file NAME.")
@common
@click.pass_context
def export_command(ctx: click.Context, name: str | None, remove: bool) -> None:
    """List the files that I have written over SSH, or print the file NAME: ssh HOST export NAME > NAME.

    JSON: [{"name", "bytes", "written_at"}] of the list, {"name", "removed"} of what is removed.
    """
    if remove and name is None:
        raise click.UsageError("Say which file is to be removed.", ctx)
    if name is None:
        _list()
        return
    with settings().desk() as desk:
        if remove:
            done = exports.remove(desk, name)
        else:
            # A file may hold whatever a terminal takes for a command.
            if is_terminal(sys.stdout):
                raise Refused(f"A file is not for the screen: send it into one, with > {name}.")
            content = exports.fetch(desk, name)
    if not remove:
        click.echo(content, nl=False)
    elif settings().json:
        say_json({"name": name, "removed": True})
    else:
        say(done)


def _list() -> None:
    with settings().desk() as desk:
        kept = exports.kept(desk)
        rows = [(one.name, f"{one.size:,}", f"{desk.local(one.at):%Y-%m-%d %H:%M}") for one in kept]
    if settings().json:
        say_json([{"name": one.name, "bytes": one.size, "written_at": instant(one.at)} for one in kept])
    else:
        say_table(("file", ">bytes", "written"), rows, empty=NOTHING)
