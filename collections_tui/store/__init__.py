"""The only room that speaks SQL. ``open_store`` is the one place that chooses an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections_tui.store.contract import Store


def open_store(where: str, *, create: bool = False) -> Store:
    """The database at ``where`` (a path), brought up to date and ready.

    Raises:
        StoreError: it is missing (and ``create`` is false), not ours, newer than this program, or cannot be written.
    """
    from collections_tui.store.sqlite.engine import open_sqlite

    return open_sqlite(Path(where).expanduser(), create=create)
