"""The command that makes a demo database, and opens the workstation on it."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from collections_tui.cli.options import PROGRAM, Settings, common, settings
from collections_tui.cli.output import instant, progress_bar, say, say_json
from collections_tui.cli.workstation import need_terminal, open_workstation
from collections_tui.clock import FixedClock, MovedClock
from collections_tui.services.demo import ACCOUNTS, MOST_ACCOUNTS, SEED, DemoReport, demo_instant, make_demo
from collections_tui.services.demo_folder import sweep
from collections_tui.store import shown

_TEMPORARY = "collections-tui-demo-"


@click.command("demo")
@click.option(
    "--accounts", type=click.IntRange(1, MOST_ACCOUNTS), default=ACCOUNTS, show_default=True, help="How many to make."
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another number gives other people.")
@click.option("--no-open", is_flag=True, help="Only make it.")
@common
def demo_command(accounts: int, seed: int, no_open: bool) -> None:
    """Make a fresh demo database and open the workstation on it.

    It goes to a temporary place, or to --db, where a demo that is there is replaced and nothing else ever is. When the
    demo office is closed at this hour, it is half past eleven of its latest business day.

    JSON, with --no-open: {"database", "login", "supervisor", "accounts", "now"}, where "now" is null for the real time.
    """
    said = settings()
    if not no_open:
        need_terminal()
    real = said.real.now()
    at = said.now or demo_instant(real)
    moved = None if at == real else at
    with progress_bar("Making the demo") as progress:
        report = make_demo(_place(said), accounts=accounts, seed=seed, clock=FixedClock(at), progress=progress)
    if no_open:
        _say_made(report, moved)
        return
    clock = MovedClock(at, said.real) if moved else said.real
    try:
        open_workstation(report.where, said.typed_user or report.login, clock, said.config, create=False)
    finally:
        say(f"This demo is kept. To go on with it: {_command(report, moved and clock.now())}")


def _place(said: Settings) -> str:
    """Where the demo goes: to the database that was named, or to a temporary folder of its own."""
    if said.db:
        return said.db
    for before in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
        sweep(before)  # one that was killed while it made its demo
        with suppress(OSError):
            before.rmdir()  # goes only when nothing is in it
    return str(Path(tempfile.mkdtemp(prefix=_TEMPORARY)) / "demo.db")


def _say_made(report: DemoReport, moved: datetime | None) -> None:
    if settings().json:
        made = {field: getattr(report, field) for field in ("login", "supervisor", "accounts")}
        say_json({"database": shown(report.where)} | made | {"now": moved})
        return
    say(f"A demo of {report.accounts:,} accounts is at {shown(report.where)}.")
    say(f"To open it: {_command(report, moved)}")


def _command(report: DemoReport, moved: datetime | None) -> str:
    """The command that opens the demo, as it can be pasted into a shell."""
    words = [*_program(), "--db", shown(report.where), "--as", report.login]
    if moved is not None:
        words += ["--now", str(instant(moved))]
    return shlex.join(words)


def _program() -> list[str]:
    """How this program was started, in words that start it again."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return [sys.executable, "-m", "collections_tui"]
    return [PROGRAM] if shutil.which(PROGRAM) else [str(started)]
