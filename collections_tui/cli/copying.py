"""The command that moves everything from one database to another."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import progress_bar, say, say_json


@click.command("copy")
@click.option("--from", "source", metavar="DB", help="The database to copy; otherwise --db.")
@click.option("--to", "target", metavar="DB", required=True, help="The new one: a file, or postgresql://…")
@common
def copy_command(source: str | None, target: str) -> None:
    """Copy everything into a new database, on another engine or another machine.

    Nobody should work meanwhile: in the end every row of both is compared, and what has changed is told. A copy that
    was interrupted goes on when it is begun again.

    JSON: {"tables": {name: {"rows", "digest"}}}.
    """
    from collections_tui.services.copying import copy_everything

    if source is not None:
        settings().db = source
    with settings().desk() as desk, progress_bar("Copying") as progress:
        held = copy_everything(desk, target, progress)
    if settings().json:
        say_json({"tables": {name: told._asdict() for name, told in held.items()}})
        return
    rows = sum(told.rows for told in held.values())
    say(f"Copied {held['account'].rows:,} accounts ({rows:,} rows in {len(held)} tables), and compared every row.")
