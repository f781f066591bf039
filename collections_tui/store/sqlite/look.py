"""A look at a file before it is touched: whether it can be a database of ours at all.

Only the file's first bytes are read. Nothing is created or changed, neither the file nor anything beside it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean
from collections_tui.store.sqlite.migrations import APPLICATION_ID, VERSION

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100  # bytes; https://www.sqlite.org/fileformat.html#the_database_header
_WAL = 2
_INDEX = 32_768  # bytes; https://www.sqlite.org/walformat.html#the_wal_index_file_format


class Look(NamedTuple):
    """What was found.

    ``empty``: nothing yet, or a file without content. ``ready``: a database of ours, up to date, in which readers and
    writers let each other by.
    """

    empty: bool
    ready: bool


def look(path: Path, *, create: bool) -> Look:
    """What is at ``path``.

    Raises:
        StoreError: it is missing or empty (and ``create`` is false), not ours, newer than this program, or cannot be
            read or written; or its disk is full.
    """
    name = clean(str(path))
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return _missing(path, name, create=create)
    except (OSError, ValueError) as error:
        raise StoreError(f"{name} cannot be opened ({_reason(error)}): check --db.") from error
    _check_writable(path, name, status.st_mode)
    header = _header(path, name)
    if not header:
        if not create:
            raise StoreError(f"{name} is empty: start collections-tui once to make a database of it, or check --db.")
        return Look(empty=True, ready=False)
    found = Look(empty=False, ready=_understood(header, name))
    _check_room(path, name)
    return found


def _missing(path: Path, name: str, *, create: bool) -> Look:
    folder = clean(str(path.parent))
    if not path.parent.is_dir():
        raise StoreError(f"The folder {folder} does not exist: make it, or name another file with --db.")
    if not create:
        raise StoreError(f"There is no database at {name}: start collections-tui once to make it, or check --db.")
    if not os.access(path.parent, os.W_OK):
        raise StoreError(f"The folder {folder} cannot be written: choose another with --db.")
    return Look(empty=True, ready=False)


def _check_writable(path: Path, name: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise StoreError(f"{name} is a folder: name a file in it with --db.")
    if not stat.S_ISREG(mode):
        raise StoreError(f"{name} is not a file: check --db.")
    # The mark counts even for an administrator, whom the system would let through.
    if mode & 0o222 == 0 or not os.access(path, os.W_OK):
        raise StoreError(f"{name} is read-only: make it writable, or name another file with --db.")


def _check_room(path: Path, name: str) -> None:
    """Pass if SQLite can make the index of the write-ahead log beside the database, without which nobody may read it.

    It would leave its beginnings there, and speak of an error of the disk.
    """
    if hasattr(os, "statvfs") and not os.access(f"{path}-shm", os.F_OK):
        disk = os.statvfs(path)
        if disk.f_frsize * (disk.f_bavail if os.geteuid() else disk.f_bfree) < _INDEX:
            raise StoreError(full(name))


def full(name: object) -> str:
    """The sentence for a disk without room."""
    return f"The disk that holds {name} is full; nothing was saved: free some space and try again."


def _header(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except OSError as error:
        raise StoreError(f"{name} cannot be read ({_reason(error)}): check its permissions.") from error


def _understood(header: bytes, name: str) -> bool:
    """Whether the database can be used as it is; it is ours, but may be older or in another journal mode."""
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise StoreError(f"{name} is not a collections-tui database: check --db.")
    if int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise StoreError(f"{name} is a database of another program: check --db.")
    version = int.from_bytes(header[60:64])
    refuse_newer(version, name)
    return version == VERSION and header[18] == _WAL


def refuse_newer(version: int, name: str) -> None:
    """Pass if this program knows the schema.

    Raises:
        StoreError: it was written by a newer one.
    """
    if version > VERSION:
        raise StoreError(
            f"{name} was written by a newer version of collections-tui (schema {version}, this one knows {VERSION}): "
            "install the newer version."
        )


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or "unknown error").lower() if isinstance(error, OSError) else "no such name is possible"
