"""The commands that keep a database in a file, and put one in its place again."""

from __future__ import annotations

import click

from collections_tui.cli.options import PROGRAM, SESSION, common, settings
from collections_tui.cli.output import progress_bar, say, say_json


@click.command("backup")
@click.argument("file", metavar="FILE")
@click.option("--keep", type=int, metavar="N", help="Keep so many, this one among them, as FILE, FILE.1 and so on.")
@common
def backup_command(file: str, keep: int | None) -> None:
    """Copy the database into a file while everybody works, and check the copy.

    FILE has its name only once the copy is known to be good; an older one is never lost before that. Without --keep
    there must be no such file yet.

    JSON: {"file", "bytes", "accounts", "rows", "head"}; "head" is that of the audit.
    """
    from collections_tui.services import backup

    with settings().desk() as desk, progress_bar("Copying") as progress:
        made = backup.make(desk, file, keep, progress)
    rows, accounts = sum(made.rows.values()), made.rows.get("account", 0)
    if settings().json:
        say_json({"file": file, "bytes": made.size, "accounts": accounts, "rows": rows, "head": str(made.head)})
        return
    say(
        f"{file} has {accounts:,} accounts ({rows:,} rows, {made.size / 1e6:,.1f} MB) and is checked; "
        f"`{PROGRAM} restore {file}` brings them back. The newest entry of its audit is {made.head.id}."
    )


@click.command("restore")
@click.argument("file", metavar="FILE")
@click.option("--anyway", is_flag=True, help="Also while others work, or though the audit in it was changed.")
@common
def restore_command(file: str, anyway: bool) -> None:
    """Let a backup take the place of the database, of which a copy is kept beside it.

    The backup is checked before anything is changed. Nobody should work meanwhile; with --anyway those who do find
    themselves in the restored one.

    JSON: {"accounts", "head", "kept"}; "kept" is the copy of what was there, null where nothing was.
    """
    from collections_tui.services import backup

    said = settings()
    with progress_bar("Reading") as progress:
        done = backup.restore(
            said.db, said.user, said.clock(), file, anyway=anyway, program=SESSION, progress=progress
        )  # fmt: skip
    if said.json:
        say_json({"accounts": done.accounts, "head": str(done.head), "kept": done.kept or None})
        return
    say(f"Restored {done.accounts:,} accounts; the audit in {file} ended with entry {done.head.id}.")
    if done.kept:
        say(f"What was there before is in {done.kept}.")
