"""The options every command understands, before and after its name, and the desk they lead to.

Click reads them from the command line first, then from the environment (COLLECTIONS_DB, COLLECTIONS_USER,
COLLECTIONS_NOW, COLLECTIONS_CONFIG). What is said after the command's name wins over what is said before it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from collections_tui.clock import Clock, FixedClock, MovedClock, SystemClock, whole_second
from collections_tui.domain.text import clean

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])

NOON = time(12, tzinfo=UTC)
"""What a day without a time of day means: noon in UTC is the same day nearly everywhere people work."""


class Settings:
    """Where, who, when and in which form: one for each run of the command line."""

    def __init__(self) -> None:
        # The one place where the machine's clock enters the program; everything else is given a clock.
        self.real: Clock = SystemClock()
        self.database: str | None = None
        self.login: str | None = None
        self.instant: datetime | None = None
        self.config: Path | None = None
        self.json = False

    def where(self) -> str:
        """Return the path of the database: the one named, or the one in this person's data folder."""
        if self.database:
            return self.database
        from collections_tui.services.sign_in import default_database

        return str(default_database())

    def who(self) -> str:
        """Return the login named, or the operating system's user."""
        return self.login or _system_user()

    def clock(self) -> Clock:
        """Return the clock of one command: it stands still at --now, if that was given."""
        return FixedClock(self.instant) if self.instant else self.real

    def running_clock(self) -> Clock:
        """Return the clock of the workstation: it starts at --now, if that was given, and runs on."""
        return MovedClock(self.instant, self.real) if self.instant else self.real

    @contextmanager
    def desk(self, *, create: bool = False) -> Iterator[Desk]:
        """Sign in for one command and let go of the database afterwards.

        Raises:
            Trouble: there is no such database and `create` is off, it cannot be used, or the login is unknown.
        """
        desk = self.open(self.clock(), create=create)
        try:
            yield desk
        finally:
            desk.store.close()

    def open(self, clock: Clock, *, create: bool) -> Desk:
        """Sign in under the given clock; the caller closes the desk's store."""
        from collections_tui.services.sign_in import open_desk

        return open_desk(
            self.where(), self.who(), clock, create=create, ask_name=ask_name, session=_SESSION, config=self.config
        )


_SESSION = "command line"
"""Two commands of one person are one window: what `next` claimed, `log-call` may record."""


def ask_name(login: str) -> str:
    """Ask the first person of a new database for their name; without a terminal the login has to do."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return login
    question = f"This is a new database, and you ({clean(login)}) are its first user. Your name"
    answer: str = click.prompt(question, default=login, err=True)
    return answer.strip() or login


def settings() -> Settings:
    """Return the settings of the command that is running."""
    return click.get_current_context().ensure_object(Settings)


def common(command: AnyCommand) -> AnyCommand:
    """Let a command take --json, --db, --as, --now and --config after its name too."""
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
            f"“{clean(text)}” is no instant: write 2014-01-31, 2014-01-31T15:30 (local time) or 2014-01-31T15:30Z."
        ) from None
    if len(text.strip()) <= len("2014-01-31"):
        return datetime.combine(instant.date(), NOON)
    return whole_second(instant if instant.tzinfo else instant.astimezone())


class Instant(click.ParamType):
    """An option whose value is an instant."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant, or fail as a mistake in usage."""
        if isinstance(value, datetime):
            return value
        try:
            return read_instant(str(value))
        except (ValueError, OverflowError) as error:
            self.fail(str(error), param, ctx)


def _shared(*, hidden: bool) -> list[Callable[[AnyCommand], AnyCommand]]:
    """The shared options; `hidden` is their form after a command's name, where --help would only repeat them."""

    def option(
        name: str, field: str, words: str, variable: str | None = None, **more: Any
    ) -> Callable[[AnyCommand], AnyCommand]:
        kept = {"callback": _keep(field), "expose_value": False, "help": words, "hidden": hidden} | more
        return click.option(name, f"common_{field}", envvar=None if hidden else variable, show_envvar=True, **kept)

    folder = click.Path(path_type=Path)
    return [
        option("--db", "database", "The database file.", "COLLECTIONS_DB", metavar="PATH"),
        option("--as", "login", "Who is working; otherwise you.", "COLLECTIONS_USER", metavar="LOGIN"),
        option("--now", "instant", "Work as of this instant.", "COLLECTIONS_NOW", type=Instant(), metavar="INSTANT"),
        option("--config", "config", "A folder of your own books.", "COLLECTIONS_CONFIG", type=folder, metavar="DIR"),
        option("--json", "json", "Print JSON, for programs.", is_flag=True, default=None, hidden=False),
    ]


def _keep(field: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Store a value among the settings, unless nothing was said."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        # Always asked for, so that every context below shares the one that the outermost made.
        kept = ctx.ensure_object(Settings)
        if value is not None:
            setattr(kept, field, value)
        return value

    return keep


def _system_user() -> str:
    """The operating system's name for whoever runs this: of the process, not of a variable anybody can set."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # no such list on this system, or a user id without a name, as in containers
        return os.environ.get("USER") or os.environ.get("USERNAME") or "admin"
