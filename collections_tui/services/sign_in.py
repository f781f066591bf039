"""Who is working, and on which database."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collections_tui.clock import Clock, is_real
from collections_tui.domain.errors import Refused, StoreError, Trouble
from collections_tui.domain.records import Person, Role
from collections_tui.domain.text import clean
from collections_tui.services import outcomes
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.store import is_new, open_store, take_back
from collections_tui.store.subjects.audit import fields

if TYPE_CHECKING:
    from collections_tui.store.contract import Store

FIRST_ROLES: tuple[Role, ...] = ("admin", "supervisor")
LONGEST_LOGIN = 64
LONGEST_PLACE = 200


def default_database() -> Path:
    """Where a person's database is when they do not say."""
    from platformdirs import user_data_path

    return user_data_path("collections-tui", appauthor=False) / "collections.db"


def system_login() -> str:
    """The operating system's name for whoever runs the program."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user{os.getuid()}"


def floor_zone() -> ZoneInfo | None:
    """The time zone of the floor: that of TZ or of this computer, by name, so that it knows its clock changes.

    None when it has no name that can be told; instants are then shown with the offset of the moment.
    """
    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def place_of(program: str, clock: Clock) -> str:
    """From where somebody works, as the audit tells it: the system's user at an address or a computer, and the program.

    The address is the one that ssh tells. All of it is what the computer at hand says of itself.
    """
    address = (os.environ.get("SSH_CONNECTION", "").split() or [os.uname().nodename])[0]
    # Whoever says --now says in which year their entries are made: that must be seen.
    told = (f"{system_login()} at {address}", program, "" if is_real(clock) else "by a clock that was set")
    return clean(", ".join(part for part in told if part))[:LONGEST_PLACE]


def open_desk(
    where: str | None,
    login: str | None,
    clock: Clock,
    *,
    create: bool = False,
    ask_name: Callable[[str], str] | None = None,
    session: str | None = None,
    config: Path | None = None,
    program: str = "",
    from_afar: bool = False,
) -> Desk:
    """Open the database and sign in.

    Args:
        where: path of the database; None for the person's own.
        login: who signs in; None for the operating system's user.
        create: make the database when it is missing. Its first user is then whoever opened it.
        ask_name: asked once for the first user's full name, before anything is made; without it the login serves.
        session: names this window of the person; two windows of one person hold different accounts.
        config: a folder whose outcomes, strategies and scripts go before those that ship.
        program: what they sit at, for the audit: the screen or the command line.
        from_afar: whether they come over SSH, and so read and write no file but those in their own folder.

    Raises:
        StoreError: the database cannot be opened.
        Refused: nobody signs in by that login; or the outcomes of ``config`` are not those of the floor.
    """
    login = check_login(login or system_login())
    where = _path(where, create=create)
    new, books = create and is_new(where), Books(config)
    first_name = cache(lambda: _first_name(login, ask_name))
    if new:
        _ = books.outcomes  # what is wrong with them is said before anybody is asked, and before anything is made
        first_name()
    store = open_store(where, create=create, keep=lambda: books.site.keep)
    try:
        place = place_of(program, clock)
        person, first = _person(store, login, clock, first_name, place, create=create)
        desk = Desk(store, person, clock, books, session or uuid.uuid4().hex, floor_zone(), place)
        desk.from_afar = from_afar
        outcomes.bring_in_step(desk)
        desk.first = first
        return desk
    except BaseException as error:
        store.close()
        if new and isinstance(error, Trouble):
            _take_back(where)
        raise


def abandon(desk: Desk) -> None:
    """Leave the desk because what it was opened for was refused: a database made for that alone goes again."""
    where = desk.store.where
    desk.close()
    if desk.first:
        _take_back(where)


def _take_back(where: str) -> None:
    """Remove a database that was just made here, unless somebody has begun to use it."""
    with suppress(Trouble):
        with closing(open_store(where)) as store, store.read() as tx:
            used = len(tx.people.everyone()) > 1 or bool(tx.clients.every())
        if not used:
            take_back(where)


def is_database(where: str | None) -> bool:
    """Whether there is a database at ``where`` (None: the person's own), which may be made if there is none.

    Raises:
        StoreError: what is there is none of ours, or none could be made there.
    """
    return not is_new(where) if where is not None else default_database().exists()


def check_login(login: str) -> str:
    """The login, if it can be one: letters, digits, dot, dash, underscore, at sign.

    Raises:
        Refused: it cannot.
    """
    if not 0 < len(login) <= LONGEST_LOGIN or not all(c.isalnum() or c in "._-@" for c in login):
        raise Refused(f"“{clean(login)[:80]}” cannot be a login: use letters, digits, dots and dashes, up to 64.")
    return login


def database_path(where: str | None, *, create: bool = False) -> str:
    """Where the database is; None is the person's own, in a folder that ``create`` makes.

    Raises:
        StoreError: there is none yet, or its folder cannot be made.
    """
    return _path(where, create=create)


def _path(where: str | None, *, create: bool) -> str:
    if where is not None:
        return where
    path = default_database()
    folder = clean(str(path.parent))
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise StoreError(f"The folder {folder} cannot be made ({why}): name a database with --db.") from error
    elif not os.access(path.parent, os.F_OK):
        raise StoreError(f"There is no database yet in {folder}: start collections-tui once to make it, or use --db.")
    return str(path)


def _person(
    store: Store, login: str, clock: Clock, first_name: Callable[[], str], place: str, *, create: bool
) -> tuple[Person, bool]:
    """Who signs in, and whether they are the first ever."""
    with store.read() as tx:
        person = tx.people.by_login(login)
        anybody = person is not None or tx.people.any()
    if not anybody:
        if not create:
            raise Refused(f"Nobody works in {clean(store.name)} yet: start collections-tui once to be its first user.")
        return _first_person(store, login, first_name(), clock, place)
    if person is None:
        raise _not_let_in(
            f"Nobody here signs in as {login}: an admin adds them with "
            f"`collections-tui users add {login} --name NAME --role collector`.",
            store, clock, place,
        )  # fmt: skip
    if person.disabled:
        raise _not_let_in(f"{login} has been disabled: ask an admin.", store, clock, place)
    return person, False


def _not_let_in(sentence: str, store: Store, clock: Clock, place: str) -> Refused:
    """The refusal, once it is in the audit: nobody is at the desk yet."""
    store.enter(fields(clock.now(), None, "refused", None, sentence, place=place, about="sign in"))
    return Refused(sentence)


def _first_name(login: str, ask_name: Callable[[str], str] | None) -> str:
    return (clean(ask_name(login)).strip() if ask_name else "") or login


def _first_person(store: Store, login: str, name: str, clock: Clock, place: str) -> tuple[Person, bool]:
    with store.write() as tx:
        known = tx.people.by_login(login)
        if known is not None:  # another window of the same person was first
            return known, False
        if tx.people.any():  # somebody else was first while we asked
            raise Refused(f"Somebody else has just set this database up: ask them to add {login}.")
        person = tx.people.add(login, name, FIRST_ROLES)
        tx.audit.add(clock.now(), person.id, "first user", details=login, place=place)
    return person, True
