"""The only room that speaks SQL. ``open_store`` is the one place that chooses an engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean
from collections_tui.store.contract import ADDRESSES

if TYPE_CHECKING:
    from collections_tui.store.contract import Store


def seven() -> int:
    """How many backups of an older schema are kept where nobody says."""
    return 7


def open_store(where: str, *, create: bool = False, keep: Callable[[], int] = seven) -> Store:
    """The database at ``where`` (a path, or the address of a PostgreSQL database), brought up to date and ready.

    Before the schema of a file changes a backup of it is made beside it, as ``work.db.schema-1``; so many of these are
    kept as ``keep`` says, which is asked only then.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    if where.startswith(ADDRESSES):
        return _open_postgres(where, create=create)
    from collections_tui.store.sqlite.engine import open_sqlite

    return open_sqlite(_path(where), create=create, keep=keep)


def is_new(where: str) -> bool:
    """Whether ``open_store`` would make a database at ``where``. Nothing is changed.

    Raises:
        StoreError: it could not; or what is there is not ours.
    """
    if where.startswith(ADDRESSES):
        _postgres_is_here()
        from collections_tui.store.postgres.engine import is_new as is_new_there

        return is_new_there(where)
    from collections_tui.store.sqlite.look import look

    return look(_path(where), create=True).empty


def take_back(where: str) -> None:
    """Remove a database that was made for nothing, unless somebody else has it open."""
    if where.startswith(ADDRESSES):
        from collections_tui.store.postgres.engine import make_anew

        make_anew(where).close()
        return
    from collections_tui.store.sqlite.seed import take_back as take_back_sqlite

    take_back_sqlite(_path(where))


def _path(where: str) -> Path:
    try:
        return Path(where).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        raise StoreError(f"Nobody's home is {clean(where)[:80]}: write out where the database is.") from None


def shown(where: str) -> str:
    """Where a database is, as people may see it: without a password, and safe for a terminal."""
    if where.startswith(ADDRESSES):
        from collections_tui.store.postgres.url import shown as without_password

        return without_password(where)
    return clean(where)


def _postgres_is_here() -> None:
    try:
        import psycopg
    except ImportError:
        raise StoreError("PostgreSQL needs one part more: pip install 'collections-tui[postgres]'.") from None
    del psycopg


def _open_postgres(where: str, *, create: bool) -> Store:
    _postgres_is_here()
    from collections_tui.store.postgres.engine import open_postgres

    return open_postgres(where, create=create)
