"""What stands around a SQLite file: who may read it, and how much room there is."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from collections_tui import __version__
from collections_tui.domain.text import clean
from collections_tui.store.contract import Around
from collections_tui.store.sqlite.backup import beside, is_ours
from collections_tui.store.sqlite.gate import LONG, in_the_way

_OTHERS = stat.S_IRWXO
_LOOK = 0.02  # seconds between two looks


def around(connection: sqlite3.Connection, path: Path) -> Around:
    """What ``Store.around`` promises, of a file."""
    pages, size, schema = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size", "user_version")
    )
    disk = os.statvfs(path) if hasattr(os, "statvfs") else None
    return Around(
        versions=f"collections-tui {__version__}, SQLite {sqlite3.sqlite_version}",
        schema=schema,
        size=pages * size,
        free=None if disk is None else disk.f_frsize * disk.f_bavail,
        exposed=tuple(clean(str(one)) for one in _exposed(path.resolve())),
        stuck=_stuck(path),
    )


def _stuck(path: Path) -> int | None:
    """Who has the gate whenever one looks, for longer than anybody's turn takes, while others wait."""
    first, until = in_the_way(path), time.monotonic() + LONG
    while first is not None and time.monotonic() < until:
        time.sleep(_LOOK)
        if in_the_way(path) != first:
            return None
    return first


def _exposed(path: Path) -> Iterator[Path]:
    folder = path.parent
    if any(not _mode(one) & stat.S_IXOTH for one in (folder, *folder.parents)):
        return  # nobody else gets as far as the files
    if _mode(folder) & stat.S_IWOTH and not _mode(folder) & stat.S_ISVTX:
        yield folder
    copies = [one for kind in ("schema", "before-restore") for one in folder.glob(f"*.{kind}-*") if is_ours(one)]
    for one in (path, *beside(path), *copies):
        if _mode(one) & _OTHERS:
            yield one


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0
