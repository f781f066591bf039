"""A fair queue for writers.

SQLite's own waiting is unfair: under load one process may wait seconds while another writes a thousand times. A file
lock taken before each writing transaction is granted in order of arrival. The lock is on a file beside the database,
never on the database itself, and vanishes with the process that holds it.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

try:
    import fcntl

    HAVE_LOCKS = True
except ImportError:  # a system without flock: SQLite's busy timeout alone decides
    HAVE_LOCKS = False


class Gate:
    """``with gate:`` waits for a turn. One gate per connection; not for use by two threads at once."""

    def __init__(self, database: Path) -> None:
        self._path = Path(f"{database}-gate")
        self._file: int | None = None

    def __enter__(self) -> Gate:
        if HAVE_LOCKS:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
