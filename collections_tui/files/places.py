"""Where a file goes whose name somebody typed: anywhere on this machine, or into a folder of their own and no further.

Files are written whole or not at all, and no link is followed to where one is written. In a person's own folder nothing
is opened but a plain file of ours with one name: names are looked up in the folder that was opened, never by a path
that could lead elsewhere a moment later.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

LONGEST_NAME = 120  # letters
MOST_FILES = 500
MOST_BYTES = 512 << 20
"""What one person may keep: a host is not filled up by one of sixty."""
_SIGNS = "._-@+,="
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Place(Protocol):
    """Where one file goes. As text it is what people are told of it, behind "is in"."""

    suffix: str
    """The end of its name, as ``.pdf``, in small letters."""

    def check(self) -> None:
        """Pass if a file could be written there.

        Raises:
            Refused: it could not.
        """

    def write(self, content: bytes) -> None:
        """Write all of a file, or nothing, in place of what is there.

        Raises:
            Refused: it cannot be written.
        """


class Anywhere:
    """A path on this machine, for somebody who sits at it."""

    def __init__(self, typed: Path) -> None:
        try:
            self._path = typed.expanduser()
        except RuntimeError:  # ~somebody, whom the system does not know
            raise Refused(f"Nobody's home is {clean(str(typed))[:80]}: write out where the file goes.") from None
        self.suffix = typed.suffix.lower()

    def __str__(self) -> str:
        return clean(str(self._path))

    def check(self) -> None:
        """As ``Place`` says."""
        if self._path.is_dir():
            raise Refused(f"{self} is a folder: name a file.")
        if not self._path.parent.is_dir():
            raise Refused(f"There is no folder {clean(str(self._path.parent))}: make it, or name another.")

    def write(self, content: bytes) -> None:
        """As ``Place`` says."""
        if self._path.is_dir():
            raise Refused(f"{self} is a folder: name a file.")
        half = self._path.with_name(_half(self._path.name))
        try:
            with open(os.open(half, _NEW, 0o666), "wb") as file:  # noqa: PTH123
                file.write(content)
            half.replace(self._path)
        except (OSError, ValueError) as error:
            raise Refused(f"{self} cannot be written: {_why(error)}.") from None
        finally:
            with suppress(OSError, ValueError):
                half.unlink(missing_ok=True)


class Kept(NamedTuple):
    """A file in somebody's own folder, its size in bytes, and when it was written."""

    name: str
    size: int
    at: datetime


class OwnFolder:
    """The folder of one person, under a folder for all of them. It is made when something is written into it.

    Args:
        base: of all; only whoever runs the host says which.
        login: whose; it has no slash, and begins with no dot.
    """

    def __init__(self, base: Path, login: str) -> None:
        self._base, self._login = base, login
        _check_name(login)

    def file(self, typed: Path) -> InFolder:
        """The place for a file of that name.

        Raises:
            Refused: it is no plain name.
        """
        return InFolder(self, _check_name(str(typed)))

    def names(self) -> list[Kept]:
        """What is in it, by name."""
        with self.opened(make=False) as folder:
            return [] if folder is None else list(_kept(folder))

    def read(self, name: str) -> bytes:
        """All of a file.

        Raises:
            Refused: there is none, or what is there is no plain file of ours.
        """
        _check_name(name)
        with self.opened(make=False) as folder:
            try:
                file = os.open(name, _OLD, dir_fd=folder) if folder is not None else -1
            except OSError:
                file = -1
            if file < 0:
                raise Refused(f"There is no file {clean(name)} in your folder: export lists what there is.")
            if not _is_ours(os.fstat(file)):
                os.close(file)
                raise Refused(f"{clean(name)} is no plain file: ask whoever runs the host.")
            with open(file, "rb") as content:  # noqa: PTH123
                return content.read()

    def remove(self, name: str) -> None:
        """Take a file out of it.

        Raises:
            Refused: there is none, or it cannot be removed.
        """
        _check_name(name)
        with self.opened(make=False) as folder:
            try:
                if folder is None:
                    raise FileNotFoundError
                os.unlink(name, dir_fd=folder)
            except FileNotFoundError:
                raise Refused(f"There is no file {clean(name)} in your folder: export lists what there is.") from None
            except OSError as error:
                raise Refused(f"{clean(name)} cannot be removed: {_why(error)}.") from None

    @contextmanager
    def opened(self, *, make: bool) -> Iterator[int | None]:
        """The folder itself, open, so that what is looked up in it is in it; None when it is not there, unless made.

        Raises:
            Refused: it cannot be opened, or is not ours alone.
        """
        base = folder = -1
        try:
            try:
                if make:
                    self._base.mkdir(mode=0o700, exist_ok=True)
                base = os.open(self._base, _FOLDER)
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(self._login, 0o700, dir_fd=base)
                folder = os.open(self._login, _FOLDER | os.O_NOFOLLOW, dir_fd=base)
            except FileNotFoundError as error:
                if make:
                    raise self._cannot(error) from None
            except OSError as error:
                raise self._cannot(error) from None
            if folder >= 0:
                found = os.fstat(folder)
                if found.st_uid != os.geteuid() or found.st_mode & 0o022:
                    raise Refused("Your folder can be written to by others: ask whoever runs the host.")
            yield folder if folder >= 0 else None
        finally:
            for one in (base, folder):
                if one >= 0:
                    os.close(one)

    def _cannot(self, error: OSError) -> Refused:
        return Refused(f"Your folder cannot be opened ({_why(error)}): ask whoever runs the host.")


class InFolder:
    """A file in somebody's own folder."""

    def __init__(self, folder: OwnFolder, name: str) -> None:
        self._folder, self._name = folder, name
        self.suffix = Path(name).suffix.lower()

    def __str__(self) -> str:
        return f"your folder on the host: ssh HOST export {self._name} > {self._name}"

    def check(self) -> None:
        """As ``Place`` says."""
        with self._folder.opened(make=True) as folder:
            assert folder is not None
            _check_room(folder, self._name, 0)

    def write(self, content: bytes) -> None:
        """As ``Place`` says."""
        half = _half(self._name)
        with self._folder.opened(make=True) as folder:
            assert folder is not None
            _check_room(folder, self._name, len(content))
            try:
                with open(os.open(half, _NEW, 0o600, dir_fd=folder), "wb") as file:  # noqa: PTH123
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(half, self._name, src_dir_fd=folder, dst_dir_fd=folder)
            except OSError as error:
                raise Refused(f"{self._name} cannot be written: {_why(error)}.") from None
            finally:
                with suppress(OSError):
                    os.unlink(half, dir_fd=folder)


def _check_name(typed: str) -> str:
    """The name, if it is one and nothing else: no folder, no dot in front, only signs that no shell takes for its own.

    Raises:
        Refused: it is not.
    """
    plain = all(sign.isalnum() or sign in _SIGNS for sign in typed)
    if not 0 < len(typed) <= LONGEST_NAME or typed[0] in ".-" or not plain:
        raise Refused(
            f"“{clean(typed)[:80]}” cannot be a file in your folder: type a name of letters, digits, dots and dashes, "
            "without a folder."
        )
    return typed


def _kept(folder: int) -> Iterator[Kept]:
    for name in sorted(os.listdir(folder)):
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:  # removed meanwhile
            continue
        if not name.startswith(".") and _is_ours(found):
            yield Kept(name, found.st_size, datetime.fromtimestamp(int(found.st_mtime), UTC))


def _check_room(folder: int, name: str, size: int) -> None:
    others = [one for one in _kept(folder) if one.name != name]
    if len(others) >= MOST_FILES or sum(one.size for one in others) + size > MOST_BYTES:
        raise Refused("Your folder is full: remove what you have fetched, with export NAME --remove.")


def _is_ours(found: os.stat_result) -> bool:
    """Whether it is a plain file with one name only: a second name could be that of any file on the disk."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_uid == os.geteuid()


def _half(name: str) -> str:
    """A name for what is not yet whole, which nobody can have put there before."""
    return f".{name[:LONGEST_NAME]}.{secrets.token_hex(6)}"


def _why(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or "unknown error").lower()
