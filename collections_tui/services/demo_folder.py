"""The folder in which a demo is made, beside its place: so that an interrupted attempt leaves nothing that counts.

A program that was killed cannot tidy up. The next one does it: whoever makes a demo holds a lock on their folder, which
goes with the process that had it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collections_tui.clock import SystemClock

PREFIX = ".collections-demo-"
_YOUNG_SECONDS = 2  # a folder may be there for a moment before it is locked


@contextmanager
def demo_folder(parent: Path) -> Iterator[Path]:
    """A new folder in ``parent``, which goes with all that is in it when the block ends; those left behind go first.

    Raises:
        OSError: there can be none.
    """
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    lock = _lock(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def sweep(parent: Path) -> None:
    """Remove the folders in ``parent`` whose makers were killed."""
    with suppress(OSError):
        for folder in parent.glob(f"{PREFIX}*"):
            _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError):
        if SystemClock().now().timestamp() - folder.stat().st_mtime < _YOUNG_SECONDS:
            return
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock the folder; None where somebody has it, or where folders cannot be locked."""
    try:
        import fcntl
    except ImportError:
        return None
    found = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(found)
        return None
    return found
