"""The options every command understands, before and after its name, and the desk they lead to.

Click reads them from the command line first, then from the environment (COLLECTIONS_DB, COLLECTIONS_USER,
COLLECTIONS_NOW, COLLECTIONS_CONFIG). What is said after the command's name wins over what is said before it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from collections_tui.cli.output import is_terminal
from collections_tui.clock import Clock, FixedClock, MovedClock, SystemClock, whole_second
from collections_tui.domain.errors import Refused, Trouble
from collections_tui.domain.text import clean

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])

PROGRAM = "collections-tui"
NOON = time(12, tzinfo=UTC)
"""What a day without a time of day means: noon in UTC is the same day nearly everywhere people work."""
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Years that an instant may be in: near the ends of the calendar there is no tomorrow, and no yesterday."""


class Settings:
    """Where, who, when and in which form: one for each run of the command line."""

    def __init__(self) -> None:
        # The one place where the machine's clock enters the program; everything else is given a clock.
        self.real: Clock = SystemClock()
        self.db: str | None = None
        self.user: str | None = None
        self.typed_user: str | None = None  # not from the environment, which speaks of a person's daily work
        self.now: datetime | None = None
        self.config: Path | None = None
        self.authority: str | None = None
        self.json = False
        self.fixed = False  # whether none of it but the form may be said: for people who come in over SSH

    def clock(self) -> Clock:
        """Return the clock of one command: it stands still at --now, if that was given."""
        return FixedClock(self.now) if self.now else self.real

    def running_clock(self) -> Clock:
        """Return the clock of the workstation: it starts at --now, if that was given, and runs on."""
        return MovedClock(self.now, self.real) if self.now else self.real

    @contextmanager
    def desk(self, *, create: bool = False, name: Callable[[str], str] | None = None) -> Iterator[Desk]:
        """Sign in for one command and let go of the database afterwards.

        With `create` a missing database is made; its first user is asked their name, unless `name` tells it. Nothing
        is left of it when the command is then refused.

        Raises:
            Trouble: there is no such database and `create` is off, it cannot be used, or the login is unknown.
        """
        from collections_tui.services.sign_in import abandon, open_desk

        desk = open_desk(
            self.db, self.user, self.clock(),
            create=create, ask_name=name or ask_name, session=SESSION, config=self.config,
            program=SESSION, from_afar=self.fixed,
        )  # fmt: skip
        desk.when_waiting(_tell)
        try:
            if self.authority:
                from collections_tui.services.authority import lend

                lend(desk, self.authority, ask_pin(clean(self.authority)[:64]))
            yield desk
        except Trouble:
            abandon(desk)
            raise
        finally:
            desk.close()


def _tell(waits: bool) -> None:
    """Say to a person at a terminal why nothing happens at this moment."""
    if waits and is_terminal(sys.stderr):
        click.echo("Waiting for the database …", err=True)


SESSION = "command line"
"""All commands of one person are one window: `next` gives the same account again until a call is logged or it skips."""


def ask_name(login: str) -> str:
    """Ask the first person of a new database for their name; without a terminal the login has to do."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return login
    question = f"This is a new database, and you ({clean(login)}) are its first user. Your name"
    answer: str = click.prompt(question, default=login, err=True)
    return answer.strip() or login


@cache
def ask_pin(login: str) -> str:
    """Ask whoever lends their authority for their PIN, which is shown nowhere; once, however often it is tried again.

    It is taken from nowhere else: what stands on a command line or in a variable is there for others to read.
    """
    answer: str = click.prompt(f"PIN of {login}", hide_input=True, err=True)
    return answer.strip()


def settings() -> Settings:
    """Return the settings of the command that is running."""
    return click.get_current_context().ensure_object(Settings)


def common(command: AnyCommand) -> AnyCommand:
    """Let a command take --json, --db, --as, --now, --config and --authority after its name too."""
    for option in reversed(_shared(hidden=True)):
        command = option(command)
    return command


def common_first(group: AnyCommand) -> AnyCommand:
    """Give the program itself the shared options, read from the environment where they are not said."""
    for option in reversed(_shared(hidden=False)):
        group = option(group)
    return group


def read_instant(text: str) -> datetime:
    """Return the instant a person means: ISO 8601, in local time unless it names a zone; a bare day is 12:00 UTC.

    Raises:
        ValueError: it is none, in one sentence that shows what would be.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"“{clean(text)[:40]}” is no instant: write 2014-01-31, 2014-01-31T15:30 (local time) or 2014-01-31T15:30Z."
        ) from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"“{clean(text)}” is no year to work in: write one from {FIRST_YEAR} to {LAST_YEAR}.")
    if len(text.strip()) <= len("2014-01-31"):
        return datetime.combine(instant.date(), NOON)
    return whole_second(instant if instant.tzinfo else instant.astimezone())


def read_day(desk: Desk, text: str) -> date:
    """Return the day a person means, seen from the desk's today.

    Raises:
        Refused: it is none; the sentence shows what would be.
    """
    from collections_tui.domain.dates import parse_day

    return _understood(parse_day, text, desk.today())


def read_past_day(desk: Desk, text: str) -> date:
    """Return the day a person means of something that has happened: ``20 nov`` is the last one.

    Raises:
        Refused: it is none; the sentence shows what would be.
    """
    from collections_tui.domain.dates import parse_past_day

    return _understood(parse_past_day, text, desk.today())


def read_near_day(desk: Desk, text: str, *earliest: date) -> date:
    """Return the day a person means of what may be past or to come: the nearest one that is not before ``earliest``.

    Raises:
        Refused: it is none; the sentence shows what would be.
    """
    from collections_tui.domain.dates import parse_near_day

    return _understood(parse_near_day, text, desk.today(), *earliest)


def _understood(parse: Callable[..., date], text: str, *days: date) -> date:
    try:
        return parse(text, *days)
    except ValueError as error:
        raise Refused(str(error)) from None


def as_instant(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Return an option's value as an instant; click calls this, and reports a mistake as one in usage."""
    if value is None:
        return None
    try:
        return read_instant(value)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(str(error), ctx, param) from None


def as_operation(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the ID of an operation; an empty one, of a variable that was never set, would make all of them one."""
    if value is not None and not value.strip():
        raise click.BadParameter("The ID is empty: give each one of its own, or leave the option away.", ctx, param)
    return value


def as_path(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Return an option's value as a path, which need not exist but could; click calls this."""
    if value is None:
        return None
    _check_path(ctx, param, value)
    return Path(value)


def as_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Return an option's value as a folder that is there: a misspelt one would go unnoticed."""
    path = as_path(ctx, param, value)
    if path is not None and not path.is_dir():
        raise click.BadParameter(f"There is no folder {clean(str(path))[:200]}.", ctx, param)
    return path


def _check_path(ctx: click.Context, param: click.Parameter, text: str) -> None:
    """Refuse a path that this system could not even look for: one with a NUL in it, or too long a name."""
    try:
        Path(text).stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # whoever opens it says so, and what to do
    except (OSError, ValueError):
        raise click.BadParameter(f"“{clean(text)[:80]}” cannot be the name of a file.", ctx, param) from None


def _shared(*, hidden: bool) -> list[Callable[[AnyCommand], AnyCommand]]:
    """The shared options; `hidden` is their form after a command's name, where --help would only repeat them."""

    def option(name: str, field: str, words: str, metavar: str, **more: Any) -> Callable[[AnyCommand], AnyCommand]:
        variable = None if hidden or field == "authority" else f"COLLECTIONS_{field.upper()}"
        return click.option(
            name, f"common_{field}", callback=_keep(field), expose_value=False, help=words, metavar=metavar,
            envvar=variable, show_envvar=variable is not None, hidden=hidden, **more,
        )  # fmt: skip

    flag = click.option(
        "--json", "common_json", callback=_keep("json"), expose_value=False, is_flag=True, default=None,
        help="Print JSON, for programs.",
    )  # fmt: skip
    return [
        option("--db", "db", "The database file.", "PATH"),
        option("--as", "user", "Who is working; otherwise you.", "LOGIN"),
        option("--now", "now", "Work as of this instant.", "INSTANT"),
        option("--config", "config", "A folder of your own books.", "DIR"),
        option("--authority", "authority", "The supervisor whose PIN allows it; it is asked for.", "LOGIN"),
        flag,
    ]


READERS: dict[str, Callable[[click.Context, click.Parameter, str], object]] = {"now": as_instant, "config": as_folder}


def _keep(field: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Store a value among the settings, unless nothing was said."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        # Always asked for, so that every context below shares the one that the outermost made.
        kept = ctx.ensure_object(Settings)
        if value is not None and kept.fixed and field != "json":
            raise Refused(f"--{'as' if field == 'user' else field} cannot be said from afar: leave it out.")
        if value is not None:
            setattr(kept, field, READERS[field](ctx, param, value) if field in READERS else value)
            if field == "user" and param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
                kept.typed_user = value
        return value

    return keep
