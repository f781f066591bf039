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


def is_database(where: str) -> bool:
    """Whether there is a database at ``where``; nothing is created or changed.

    Raises:
        StoreError: what is there is none of ours, or none could be made there.
    """
    from collections_tui.store.sqlite.look import look

    path = _path(where)
    return look(path, create=True).exists and path.stat().st_size > 0


def _path(where: str) -> Path:
    try:
        return Path(where).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        raise StoreError(f"Nobody's home is {clean(where)[:80]}: write out where the database is.") from None
