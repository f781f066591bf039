"""Reads a public key that somebody sent, and writes the file from which sshd reads who may come in.

Refuses to write over keys that are not ours: an administrator's own may be among them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from collections_tui.domain.errors import Refused
from collections_tui.domain.ssh_keys import LONGEST_FILE, strange_line
from collections_tui.domain.text import clean


def read_key(path: Path) -> str:
    """The text of a file that holds a public key.

    Raises:
        Refused: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_FILE + 1).decode("utf-8")
    except UnicodeError:
        raise Refused(f"{clean(str(path))} is no public key: send the file ending in .pub.") from None
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise Refused(f"{clean(str(path))} cannot be read: {why}.") from None


def write_keys(path: Path, head: str, lines: Iterable[str]) -> None:
    """Write a file of keys in place of what is there: whole or not at all, mode 0600, its folder made where missing.

    Args:
        path: of the file.
        head: a comment for its first line, with the line end.
        lines: the keys.

    Raises:
        Refused: it cannot be written, or what is there has a line that is none of ours.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _check_ours(path)
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700)
            _give(path.parent, path.parent.parent.stat().st_uid)
        file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(file, "w", encoding="utf-8") as out:  # noqa: PTH123
            out.write(head)
            out.writelines(f"{line}\n" for line in lines)
            out.flush()
            os.fsync(out.fileno())
        _give(half, path.parent.stat().st_uid)
        half.replace(path)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise Refused(f"{clean(str(path))} cannot be written: {why}.") from None
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _check_ours(path: Path) -> None:
    if path.is_symlink():
        raise Refused(f"{clean(str(path))} is a link: name the file itself.")
    try:
        before = path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return
    strange = strange_line(before)
    if strange:
        raise Refused(
            f"{clean(str(path))} has a key in line {strange} that is none of ours: move it away, or name another file."
        )


def _give(path: Path, owner: int) -> None:
    """Let a file that root wrote belong to whoever owns its folder: sshd reads it as them."""
    if os.geteuid() == 0 != owner:
        os.chown(path, owner, -1, follow_symlinks=False)
