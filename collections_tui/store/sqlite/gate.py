"""A fair queue for writers.

SQLite's own waiting is unfair: under load one process may wait seconds while another writes a thousand times. A file
lock taken before each writing transaction is granted in order of arrival. The lock is on a file beside the database,
never on the database itself, and vanishes with the process that holds it.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean
from collections_tui.store.sqlite.look import full

try:
    import fcntl

    HAVE_LOCKS = True
except ImportError:  # a system without flock: SQLite's busy timeout alone decides
    HAVE_LOCKS = False


LONG = 2.0
"""Seconds: longer than anybody's turn takes."""


@contextmanager
def _told_after(seconds: float, tell: Callable[[], None]) -> Iterator[None]:
    """Call that if what is within takes longer; never once it is over."""
    over, one_at_a_time = False, threading.Lock()

    def late() -> None:
        with one_at_a_time:
            if not over:
                tell()

    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with one_at_a_time:
            over = True


def in_the_way(database: Path) -> int | None:
    """The process that has the gate of a database while others wait at it, as far as the system tells."""
    try:
        inode = f":{Path(f'{database}-gate').stat().st_ino} "
        lines = Path("/proc/locks").read_text("ascii").splitlines()
    except OSError:
        return None
    mine = [line for line in lines if "FLOCK" in line and inode in line]
    inside = [line.split() for line in mine if "->" not in line]
    return int(inside[0][4]) if inside and len(mine) > len(inside) else None


class Gate:
    """``with gate:`` waits for a turn. One gate per connection; not for use by two threads at once.

    ``tell`` is called, in a thread of its own, when that takes long.

    Raises (on entering):
        StoreError: the file beside the database can be neither found nor made.
    """

    def __init__(self, database: Path, tell: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._tell = tell
        self._path = Path(f"{database}-gate")
        self._file: int | None = None
        self._made = False

    def __enter__(self) -> Gate:
        if HAVE_LOCKS:
            try:
                self._wait()
            except PermissionError as error:
                if not os.access(self._database, os.W_OK):
                    raise StoreError(self._sentence(error)) from error
                # The file is another's, who has not opened it since the database was shared: SQLite waits by itself.
            except OSError as error:
                raise StoreError(self._sentence(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def pass_on(self) -> None:
        """Let whoever is next have a turn, and queue again at the end. Call it while inside."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._wait()

    def _wait(self) -> None:
        while True:
            if self._file is None:
                self._file = self._open()
            self._queue(self._file)
            if self._is_the_one(self._file):
                return
            self.close()  # somebody has tidied the file away: all must queue at the new one

    def _queue(self, file: int) -> None:
        """Wait for the lock. Whoever waits long is told: one that stands still inside keeps all others waiting."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with _told_after(LONG, self._tell):
                fcntl.flock(file, fcntl.LOCK_EX)

    def _is_the_one(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False

    def _open(self) -> int:
        try:
            file = self._open_existing()
        except FileNotFoundError:
            file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC | os.O_CREAT, 0o600)
            self._made = True
        self._share(file)
        return file

    def _open_existing(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except PermissionError:
            return os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)  # enough to queue

    def share(self) -> None:
        """Let everybody queue who may write the database: it has just been made. Call it while inside."""
        if self._file is not None:
            self._share(self._file)

    def _share(self, file: int) -> None:
        """Give the file the database's mode and group, as SQLite does with those it puts beside it; if it is ours.

        Not only when it is made: the database may have been shared with others since.
        """
        try:
            wanted = self._database.stat()
        except FileNotFoundError:
            return
        have, me = os.fstat(file), os.geteuid()
        if me not in (0, have.st_uid):
            return
        if have.st_gid != wanted.st_gid or (me == 0 and have.st_uid != wanted.st_uid):
            with suppress(PermissionError):  # a group that its owner is not in
                os.fchown(file, wanted.st_uid if me == 0 else -1, wanted.st_gid)
        if stat.S_IMODE(have.st_mode) != wanted.st_mode & 0o666:
            os.fchmod(file, wanted.st_mode & 0o666)

    def _sentence(self, error: OSError) -> str:
        name = clean(str(self._database))
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return full(name)
        reason = (error.strerror or "unknown error").lower()
        return f"{name} cannot be written ({reason}): check the permissions of its folder."

    def take_away(self) -> None:
        """Remove the file if it was made here: for a database that came to nothing. Call it while inside."""
        if self._made:
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
