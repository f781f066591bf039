"""The command that starts workstations for others: one process, from which each of theirs is forked."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from collections_tui import handover
from collections_tui.cli.options import PROGRAM, as_path, common, settings
from collections_tui.cli.output import say_json
from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean


@click.command("server")
@click.option(
    "--socket", "place", metavar="PATH", callback=as_path, help="Where to listen; otherwise where it is looked for."
)
@click.option(
    "--systemd", "unit", type=click.Choice(["socket", "service"]), help="Print what systemd has to be told instead."
)
@common
def server_command(place: Path | None, unit: str | None) -> None:
    """Start workstations for whoever opens one on this computer, in a fraction of the time.

    It serves its own user alone, holds no database, and stays until it is told to end; workstations that are open then
    stay open. Whoever finds no server, or one of another version, opens the workstation in the ordinary way.

    JSON, with --systemd: {"unit", "text"}.
    """
    if unit is not None:
        _print_unit(unit)
        return
    if not hasattr(socket, "SO_PEERCRED"):
        raise Refused("This system does not tell who asks: workstations start in the ordinary way here.")
    from collections_tui.cli.guest import host
    from collections_tui.cli.main import main
    from collections_tui.cli.preload import preload
    from collections_tui.cli.serving import Ended, check_place, handed_over, listen_at, serve

    path, handed = place or Path(handover.own_folder(), handover.NAME), handed_over()
    if handed is None:
        check_place(path)
    preload()
    listening = handed or listen_at(path)
    try:
        _say_ready(listening.path)
        line = serve(listening.line)
    except Ended:
        listening.let_go()
        return
    host(line, main)


def _print_unit(unit: str) -> None:
    """Print a unit of systemd for this program and whoever asks."""
    from collections_tui.resources import data_path
    from collections_tui.services.sign_in import system_login

    program = Path(sys.executable).with_name(PROGRAM)
    template = data_path("systemd", f"{PROGRAM}.{unit}").read_text("utf-8")
    text = template.replace("{user}", system_login()).replace("{program}", str(program))
    if settings().json:
        say_json({"unit": f"{PROGRAM}.{unit}", "text": text})
    else:
        click.echo(text, nl=False)


def _say_ready(path: Path | None) -> None:
    """Tell whoever started it that it listens: a person, or systemd (sd_notify(3))."""
    if path is not None:
        print(f"Listening at {clean(str(path))}. Workstations that are open stay when this ends.", file=sys.stderr)
    told = os.environ.pop("NOTIFY_SOCKET", "")
    if told:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(b"READY=1", told.replace("@", "\0", 1) if told.startswith("@") else told)
