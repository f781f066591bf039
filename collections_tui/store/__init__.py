"""The only room that speaks SQL. ``open_store`` is the one place that chooses an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean

if TYPE_CHECKING:
    from collections_tui.store.contract import Store


def open_store(where: str, *, create: bool = False) -> Store:
    """The database at ``where`` (a path), brought up to date and ready.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    from collections_tui.store.sqlite.engine import open_sqlite

    return open_sqlite(_path(where), create=create)


def is_new(where: str) -> bool:
    """Whether ``open_store`` would make a database at ``where``. Nothing is changed.

    Raises:
        StoreError: it could not; or what is there is not ours.
    """
    from collections_tui.store.sqlite.look import look

    return look(_path(where), create=True).empty


def take_back(where: str) -> None:
    """Remove a database that was made for nothing, unless somebody else has it open."""
    from collections_tui.store.sqlite.seed import take_back as take_back_sqlite

    take_back_sqlite(_path(where))


def _path(where: str) -> Path:
    try:
        return Path(where).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        raise StoreError(f"Nobody's home is {clean(where)[:80]}: write out where the database is.") from None
