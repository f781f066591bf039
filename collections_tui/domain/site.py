"""How a host lets people work: when the screen is locked, what it says first, and what may be done from afar.

A host's own ``site.toml`` says so. docs/remote.md describes it field by field.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain.config import Fields

Windows = Literal["one", "several", "refuse"]
"""What becomes of the window that a person has open when they sign in again: it is taken over, it stays beside the new
one, or it stays and the new one is refused."""

LONGEST_IDLE = 24 * 60
SHORTEST_CLAIM, LONGEST_CLAIM = 3, 240
"""In minutes. An open workstation renews its claim once a minute: a shorter one could end under somebody at work."""
_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}")  # as useradd takes it
MOST_BACKUPS = 1_000


class Site(NamedTuple):
    """What ``site.toml`` says.

    ``claim_minutes`` is how long an account stays somebody's of whom nothing is heard; ``lock_after`` are idle minutes
    until the screen is locked, 0 for never; ``banner`` is read before the first screen; ``account`` is the host's
    account that everybody comes in by over SSH; ``commands`` are those that may be run so without a terminal;
    ``exports`` is the folder into whose folders people who come over SSH write, '' for one beside the database;
    ``keep`` is how many backups of a changing schema are kept.
    """

    claim_minutes: int
    lock_after: int
    banner: str
    windows: Windows
    account: str
    commands: tuple[str, ...]
    exports: str
    keep: int


def parse_site(raw: object, source: str) -> Site:
    """What a parsed file says; what it leaves out is as in the file that ships.

    Raises:
        ConfigError: something in it is wrong.
    """
    whole = Fields(raw, source)
    work, screen, remote, backup = (
        Fields(whole.table(name), source, table=name) for name in ("work", "screen", "remote", "backup")
    )
    site = Site(
        claim_minutes=work.whole("claim_minutes", 15, least=SHORTEST_CLAIM, most=LONGEST_CLAIM),
        lock_after=screen.whole("lock_after_minutes", 0, least=0, most=LONGEST_IDLE),
        banner=screen.text("banner", "", longest=1_000),
        windows=cast(Windows, screen.choice("windows", get_args(Windows), "one")),
        account=remote.text("account", "collections", longest=32),
        commands=remote.words("commands"),
        exports=remote.text("exports", "", longest=1_000),
        keep=backup.whole("keep", 7, least=1, most=MOST_BACKUPS),
    )
    if not _ACCOUNT.fullmatch(site.account):
        raise remote.wrong("account", "must be the name of an account: small letters, digits, _ and -")
    if not all(name.split() for name in site.commands):
        raise remote.wrong("commands", "must have the names of commands")
    for part in (work, screen, remote, backup, whole):
        part.done()
    return site
