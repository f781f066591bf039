"""The command `day`: what a new day changes by itself, said in one line."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json
from collections_tui.services import day


@click.command("day")
@common
def day_command() -> None:
    """Judge promises and arrangements, lift holds that ended, wake accounts, bring scores to this day.

    It may be done any number of times, and while people work; the first workstation of the day does it too.

    Accounts that were reassigned until yesterday come back, and worklists with a rule are filled.

    JSON: {"day", "broken", "part_kept", "arrangements", "holds", "claims", "woken", "scores", "returned", "filled"}.
    """
    with settings().desk() as desk:
        done = day.run(desk)
    if settings().json:
        say_json(done._asdict())
        return
    say(done.words)
