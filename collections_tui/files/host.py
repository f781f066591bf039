"""Looks at the host: what sshd does for an account, and who besides its owner may read or write a file.

Refuses to change anything.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.sshd import read_effective
from collections_tui.domain.text import clean

_WAIT = 30.0  # seconds
_NO_SHELL = ("nologin", "false")


class Account(NamedTuple):
    """An account of the host."""

    name: str
    uid: int
    home: str
    has_shell: bool


def account_of(name: str) -> Account | None:
    """The account of that name; None when there is none."""
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, found.pw_uid, found.pw_dir, Path(found.pw_shell or "/bin/sh").name not in _NO_SHELL)


def ask_sshd(account: str, program: str | None = None, config: Path | None = None) -> dict[str, list[str]]:
    """What sshd does for whoever comes in by an account, from another machine.

    Args:
        account: of the host.
        program: sshd; None for the one that is installed.
        config: its configuration; None for its own.

    Raises:
        Refused: it is not there, or does not tell.
    """
    found = program or shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Refused("sshd is not installed here: apt-get install openssh-server, or name it with --sshd.")
    which = ["-f", str(config)] if config is not None else []
    try:
        done = subprocess.run(
            [found, "-T", *which, "-C", f"user={account},host=afar.example,addr=192.0.2.1"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False, timeout=_WAIT,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        raise Refused(f"{clean(found)} cannot be run: name sshd with --sshd.") from None
    if done.returncode:
        why = clean((done.stderr.strip().splitlines() or ["it does not say why"])[-1])[:200]
        raise Refused(f"sshd does not tell what it does ({why}): run this as root, with sshd as it is started.")
    return read_effective(done.stdout)


def others_may(path: Path, *, write: bool, but: int = -1) -> Path | None:
    """The file, or the folder above it, by which others than root and the account ``but`` may read or write a file.

    None when nobody may. Whoever may write a folder may put another file in the place of one; a folder that nobody
    else may enter hides all that is in it from readers.

    Raises:
        OSError: there is no such file, or it cannot be looked at.
    """
    path = path.absolute()
    above = [path, *path.parents]
    if write:
        return next((one for one in above if _writable(one.stat(), but)), None)
    mode = path.stat().st_mode
    hidden = any(not folder.stat().st_mode & (stat.S_IXOTH | stat.S_IXGRP) for folder in path.parents)
    return None if hidden or not mode & (stat.S_IROTH | stat.S_IRGRP) else path


def _writable(found: os.stat_result, but: int) -> bool:
    if found.st_uid not in (0, but):
        return True
    sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX  # there only owners replace what is theirs
    by_group = found.st_mode & stat.S_IWGRP and found.st_gid != 0
    return bool((found.st_mode & stat.S_IWOTH or by_group) and not sticky)
