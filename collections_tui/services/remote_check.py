"""Whether the host lets people come in as it should: what sshd does, and who may read and write which file.

Nobody sits at a desk for it: it asks the host, as whoever may ask sshd, which is root.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collections_tui.domain.site import Site
from collections_tui.domain.ssh_keys import strange_line
from collections_tui.domain.sshd import Finding, judge, key_files
from collections_tui.files.host import Account, account_of, ask_sshd, others_may
from collections_tui.services.exports import base_of
from collections_tui.services.remote import NEVER, Start
from collections_tui.store.contract import ADDRESSES

__all__ = ["Finding", "look"]


def look(start: Start, site: Site, sshd: str | None = None, config: Path | None = None) -> list[Finding]:
    """Everything that was looked at, as it is.

    Args:
        start: how the program is started here.
        site: the account by which people come in, what may be run from afar, and where files are kept.
        sshd: the program; None for the one that is installed.
        config: its configuration; None for its own.

    Raises:
        Refused: sshd does not tell what it does.
    """
    account, found = site.account, account_of(site.account)
    if found is None:
        return [Finding(f"the account {account} is there", False, "Make it, or name another one in site.toml.")]
    told = ask_sshd(account, sshd, config)
    return [
        *judge(told, start.words("ssh", "keys")),
        *_account(found),
        *(one for path in key_files(told, account, found.home) for one in _keys(Path(path), found)),
        *_files(start, found),
        *_exports(base_of(start.db, site.exports), found),
        _commands(site.commands),
    ]  # fmt: skip


def _account(account: Account) -> Iterator[Finding]:
    yield Finding("the account is not root", account.uid != 0, "Make an account of its own, and name it in site.toml.")
    yield Finding(
        "the account can run a command", account.has_shell, f"Give it a shell: usermod --shell /bin/sh {account.name}."
    )
    for name in ("rc", "environment"):
        path = Path(account.home, ".ssh", name)
        yield Finding(f"there is no {path}", not _is_there(path), f"Remove it: {path}.")


def _keys(path: Path, account: Account) -> Iterator[Finding]:
    """What one file of keys lets in."""
    if not _is_there(path):
        return
    try:
        strange = strange_line(path.read_text("utf-8", "replace"))
    except OSError:
        yield Finding(f"{path} can be read", False, "Run this as root.")
        return
    yield Finding(
        f"{path} has our keys alone", not strange,
        f"Its line {strange} opens more than the workstation: move it to another account.",
    )  # fmt: skip
    yield _nobody_else("writes", path, account, write=True)


def _files(start: Start, account: Account) -> Iterator[Finding]:
    yield _nobody_else("writes", Path(start.program[0]), account, write=True)
    if start.config:
        yield _nobody_else("writes", Path(start.config), account, write=True)
    if not start.db.startswith(ADDRESSES):
        yield _nobody_else("writes", Path(start.db), account, write=True)
        yield _nobody_else("reads", Path(start.db), account, write=False)


def _exports(base: Path, account: Account) -> Iterator[Finding]:
    if _is_there(base):
        yield _nobody_else("writes", base, account, write=True)
        yield _nobody_else("reads", base, account, write=False)


def _commands(allowed: tuple[str, ...]) -> Finding:
    strange = sorted(NEVER.intersection(name.split()[0] for name in allowed))
    advice = f"Take out of site.toml what is never run from afar: {', '.join(strange)}."
    return Finding("nothing may be run from afar that is for the host", not strange, advice)


def _nobody_else(does: str, path: Path, account: Account, *, write: bool) -> Finding:
    what = f"nobody else {does} {path}"
    try:
        by = others_may(path, write=write, but=account.uid)
    except OSError:
        return Finding(what, False, "It is not there, or cannot be looked at: run this as root.")
    rights = "go-w" if write else "go-rwx"
    return Finding(what, by is None, f"Others may, by {by}: chmod {rights} it, and let {account.name} or root own it.")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
