"""The only room that speaks SQL. ``open_store`` is the one place that chooses an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean
from collections_tui.store.contract import ADDRESSES

if TYPE_CHECKING:
    from collections_tui.store.contract import Store


def open_store(where: str, *, create: bool = False) -> Store:
    """The database at ``where`` (a path, or the address of a PostgreSQL database), brought up to date and ready.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    if where.startswith(ADDRESSES):
        return _open_postgres(where, create=create)
    from collections_tui.store.sqlite.engine import open_sqlite

    try:
        path = Path(where).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        raise StoreError(f"Nobody's home is {clean(where)[:80]}: write out where the database is.") from None
    return open_sqlite(path, create=create)


def shown(where: str) -> str:
    """Where a database is, as people may see it: without a password, and safe for a terminal."""
    if where.startswith(ADDRESSES):
        from collections_tui.store.postgres.url import shown as without_password

        return without_password(where)
    return clean(where)


def _open_postgres(where: str, *, create: bool) -> Store:
    try:
        import psycopg
    except ImportError:
        raise StoreError("PostgreSQL needs one part more: pip install 'collections-tui[postgres]'.") from None
    del psycopg
    from collections_tui.store.postgres.engine import open_postgres

    return open_postgres(where, create=create)
