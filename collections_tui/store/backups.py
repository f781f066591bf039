"""Backups of a database in a file: made while people work, and put in its place again.

A database on a server has tools of its own for both, which know what else is on that server; docs/backup.md tells them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from collections_tui.domain.audit import Head
from collections_tui.domain.errors import StoreError
from collections_tui.domain.records import Person
from collections_tui.store.contract import ADDRESSES

if TYPE_CHECKING:
    from collections_tui.store.contract import Store

Progress = Callable[[int, int], None]


class Contents(NamedTuple):
    """What a database holds: rows by table, the newest entry of its audit, and its size in bytes."""

    rows: Mapping[str, int]
    head: Head
    size: int


class Taken(Protocol):
    """A backup that was taken out, checked, and lies beside the database whose place it will take."""

    @property
    def store(self) -> Store:
        """What will be the database; what is added here is there as soon as anything of it is."""

    def put(self, now: datetime, *, anyway: bool) -> Path | None:
        """Let it take the place of the database; where the copy of that one is, None if there was none.

        Whenever this is interrupted the database is wholly the old one, or wholly the new one.

        Raises:
            StoreError: others have the database open (unless ``anyway``), or it cannot be written.
        """


def on_a_server(where: str) -> bool:
    """Whether the database is no file of ours."""
    return where.startswith(ADDRESSES)


def back_up(where: str, file: Path, keep: int | None, progress: Progress) -> Contents:
    """Copy the database of one moment into a file, check the copy, and only then let it have its name.

    Nobody waits for it, neither readers nor writers.

    Args:
        where: path of the database.
        file: the backup. With ``keep`` an older one of that name becomes ``file.1`` and so on.
        keep: how many are kept in all, with the new one; None for a file that must not be there yet.
        progress: told how many pages are done and how many there are.

    Raises:
        StoreError: the file is there or cannot be written, or the database is damaged: nothing was changed.
    """
    from collections_tui.store.sqlite.backup import back_up as back_up_sqlite

    return back_up_sqlite(Path(where), file, keep, progress)


def refuse(where: str, file: Path, keep: int | None) -> None:
    """Pass if nothing speaks against a backup of that name.

    Raises:
        StoreError: its folder is not there, it is there already (without ``keep``), or it is something else.
    """
    from collections_tui.store.sqlite.backup import refuse as refuse_sqlite

    refuse_sqlite(Path(where), file, keep)


@contextmanager
def taken_out(file: Path, where: str, progress: Progress) -> Iterator[Taken]:
    """A backup, made ready to take the place of the database at ``where``: checked, and brought up to date.

    Nothing is left of it when it is not ``put`` there.

    Raises:
        StoreError: it is missing, none of ours, damaged or of a newer version; or there is no room for it.
    """
    from collections_tui.store.sqlite.restore import taken_out as taken_out_sqlite

    with taken_out_sqlite(file, Path(where), progress) as taken:
        yield taken


def look_in(where: str, login: str) -> tuple[Person | None, Head]:
    """Who signs in by that login to a file, of whatever version (None: nobody), and the newest entry of its audit.

    Raises:
        StoreError: it cannot be read.
    """
    from collections_tui.store.sqlite.restore import look_in as look_in_sqlite

    return look_in_sqlite(Path(where), login)


def refuse_server(where: str, instead: str) -> None:
    """Pass if the database is a file.

    Raises:
        StoreError: it is on a server; the sentence says with what it is done there.
    """
    if on_a_server(where):
        raise StoreError(f"A PostgreSQL database is {instead}, the server's own tools: docs/backup.md says how.")
