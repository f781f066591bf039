"""Who is working, and on which database."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collections_tui.clock import Clock
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Person, Role
from collections_tui.domain.text import clean
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.store import is_database as database_at
from collections_tui.store import open_store

if TYPE_CHECKING:
    from collections_tui.store.contract import Store

FIRST_ROLES: tuple[Role, ...] = ("admin", "supervisor")
LONGEST_LOGIN = 64


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


def open_desk(
    where: str | None,
    login: str | None,
    clock: Clock,
    *,
    create: bool = False,
    ask_name: Callable[[str], str] | None = None,
    session: str | None = None,
    config: Path | None = None,
) -> Desk:
    """Open the database and sign in.

    Args:
        where: path of the database; None for the person's own.
        login: who signs in; None for the operating system's user.
        create: make the database when it is missing. Its first user is then whoever opened it.
        ask_name: asked once for the first user's full name; without it the login serves.
        session: names this window of the person; two windows of one person hold different accounts.
        config: a folder whose outcomes, strategies and scripts go before those that ship.

    Raises:
        StoreError: the database cannot be opened.
        Refused: nobody signs in by that login.
    """
    login = check_login(login or system_login())
    store = open_store(_path(where, create=create), create=create)
    try:
        person = _person(store, login, clock, ask_name, create=create)
        books = Books(config)
        _sync_outcomes(store, books)
        return Desk(store, person, clock, books, session or uuid.uuid4().hex, floor_zone())
    except BaseException:
        store.close()
        raise


def is_database(where: str | None) -> bool:
    """Whether there is a database at ``where`` (None: the person's own), which may be made if there is none.

    Raises:
        StoreError: what is there is none of ours, or none could be made there.
    """
    return database_at(where) if where is not None else default_database().exists()


def check_login(login: str) -> str:
    """The login, if it can be one: letters, digits, dot, dash, underscore, at sign.

    Raises:
        Refused: it cannot.
    """
    if not 0 < len(login) <= LONGEST_LOGIN or not all(c.isalnum() or c in "._-@" for c in login):
        raise Refused(f"“{clean(login)[:80]}” cannot be a login: use letters, digits, dots and dashes, up to 64.")
    return login


def _path(where: str | None, *, create: bool) -> str:
    if where is not None:
        return where
    path = default_database()
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def _person(store: Store, login: str, clock: Clock, ask_name: Callable[[str], str] | None, *, create: bool) -> Person:
    with store.read() as tx:
        person = tx.people.by_login(login)
        anybody = person is not None or tx.people.any()
    if person is None and not anybody and create:
        name = clean(ask_name(login)).strip() if ask_name else login
        return _first_person(store, login, name or login, clock)
    if person is None:
        raise Refused(
            f"Nobody here signs in as {login}: an admin adds them with "
            f"`collections-tui users add {login} --name NAME --role collector`."
        )
    if person.disabled:
        raise Refused(f"{login} has been disabled: ask an admin.")
    return person


def _first_person(store: Store, login: str, name: str, clock: Clock) -> Person:
    with store.write() as tx:
        known = tx.people.by_login(login)
        if known is not None:  # another window of the same person was first
            return known
        if tx.people.any():  # somebody else was first while we asked
            raise Refused(f"Somebody else has just set this database up: ask them to add {login}.")
        person = tx.people.add(login, name, FIRST_ROLES)
        tx.audit.add(clock.now(), person.id, "first user", details=login)
    return person


def _sync_outcomes(store: Store, books: Books) -> None:
    """Bring the outcome table in step when the file has changed since the last time."""
    mark = books.outcomes_mark()
    with store.read() as tx:
        if tx.settings.get("outcomes") == mark:
            return
    book = books.outcomes
    with store.write() as tx:
        tx.calls.sync_outcomes((o.code, o.words, o.connected, o.right_party, o.promises) for o in book.outcomes)
        tx.settings.set("outcomes", mark)
