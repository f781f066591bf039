"""Coming in from afar: what sshd starts for a key, what may be asked for without a terminal, and nothing besides.

Whoever comes over SSH has no say in who they are, on which database they work, by which books and which clock: all of
that is in the command that sshd starts for their key. docs/security.md goes through what they could try.
"""

from __future__ import annotations

import os
import resource
import shlex
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.store.contract import ADDRESSES

ORIGINAL = "SSH_ORIGINAL_COMMAND"
"""Where sshd puts what was typed behind ``ssh HOST``."""
LONGEST = 2_000
MOST_MEMORY = 2 << 30  # bytes
SHOWN = 200  # letters of a command in a sentence and in the audit

FIXED = ("--db", "--as", "--now", "--config", "--authority")
"""What nobody may say for themselves."""

NEVER = frozenset({"ssh", "demo", "copy", "import", "backup", "restore", "server"})
"""Commands that are the host's alone, whatever its site.toml says: they take any path, or make sessions and keys."""

_KEPT = frozenset({
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "LANG", "LANGUAGE", "TZ",
    "TMPDIR", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", ORIGINAL,
})  # fmt: skip
_KEPT_PREFIXES = ("LC_", "XDG_")


class Start(NamedTuple):
    """How the program is started on this host: the words of the program, the database and the folder of books."""

    program: tuple[str, ...]
    db: str
    config: str

    def words(self, *more: str) -> tuple[str, ...]:
        """Everything on the command line, where ``more`` is the command."""
        config = ("--config", self.config) if self.config else ()
        return (*self.program, *more, "--db", self.db, *config)

    def session(self, login: str, fingerprint: str) -> str:
        """What sshd starts for a key, as a shell reads it; who it is stands last."""
        return shlex.join((*self.words("ssh", "session"), "--key", fingerprint, "--as", login))


def keep_what_is_ours(environment: MutableMapping[str, str]) -> None:
    """Leave in the environment only what a terminal and the system need to know, none of the program's own settings.

    sshd lets through nothing else as ``sshd-config`` sets it up; this holds also where somebody changed that.
    """
    for name in [*environment]:
        if name not in _KEPT and not name.startswith(_KEPT_PREFIXES):
            del environment[name]


def keep_within_bounds() -> None:
    """Let this process write files for nobody else, leave no image of itself, and take no more memory than it may.

    An image would hold names and amounts; and one of sixty people must not take what the others need.
    """
    os.umask(0o077)
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, MOST_MEMORY)):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def start_of(program: tuple[str, ...], where: str, config: Path | None) -> Start:
    """How the program is started from any folder: ``where`` and ``config`` written out in full."""
    db = where if where.startswith(ADDRESSES) else str(Path(where).expanduser().absolute())
    return Start(program, db, "" if config is None else str(config.expanduser().absolute()))


def parse_command(typed: str, allowed: Iterable[str]) -> list[str]:
    """The words of the command that was typed behind ``ssh HOST``; none for the workstation.

    They are taken apart as a shell would, and no shell ever sees them.

    Raises:
        Refused: it is not on the list, says what it may not, or cannot be read.
    """
    if not typed.strip():
        return []
    if len(typed) > LONGEST:
        raise Refused(f"The command is too long: {LONGEST:,} letters are the most.")
    try:
        words = shlex.split(typed)
    except ValueError:
        raise Refused("The command cannot be read: close every quotation mark.") from None
    may = [name for name in allowed if name.split()[0] not in NEVER]
    if not any(words[: len(name.split())] == name.split() for name in may):
        have = f"what may be run from here is {', '.join(may)}" if may else "nothing may be run from here"
        first = clean(words[0] if words else "")[:40]
        raise Refused(f"“{first}” cannot be run from afar: {have}; without a command the workstation opens.")
    for word in words:
        name = word.partition("=")[0]
        if name in FIXED:
            raise Refused(f"{name} cannot be said from afar: leave it out.")
    return words


def come_in(desk: Desk, fingerprint: str, typed: str) -> list[str]:
    """Let somebody in by their key; the words of the command that they may run, none for the workstation.

    The audit has an entry of it before anything is run, and one of what is refused.

    Args:
        desk: of whom the key is said to be.
        fingerprint: of the key.
        typed: what stood behind ``ssh HOST``.

    Raises:
        Refused: the key was revoked or is none of theirs, or the command may not be run.
    """
    desk.permit("see")
    about = shown_key(fingerprint)
    with desk.store.read() as tx:
        key = tx.ssh_keys.get(fingerprint)
    try:
        if key is None or key.person_id != desk.person.id or not key.good:
            raise Refused(f"This key opens nothing for {desk.person.login} any more: ask an admin about another.")
        words = parse_command(typed, desk.books.site.commands)
    except Refused as sentence:
        shown = f"{sentence} ({clean(typed)[:SHOWN]})" if typed.strip() else str(sentence)
        desk.refused(shown, about=about)
        raise
    with desk.store.write() as tx:
        if words:
            desk.note(tx, "remote command", details=clean(shlex.join(words))[:SHOWN], about=about)
        else:
            desk.note(tx, "come in", about=about)
    return words


def shown_key(fingerprint: str) -> str:
    """A key as the audit names it."""
    return f"key {clean(fingerprint)[:60]}"
