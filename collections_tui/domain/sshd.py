"""What sshd has to be told so that people come to the workstation and nowhere else, and what it was told instead.

Everything is as OpenSSH 9.2 names it. docs/security.md tells what each setting shuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

Effective = Mapping[str, Sequence[str]]
"""What ``sshd -T`` prints for one account: settings in small letters, with the values of each line."""

ACCEPTED = ("LANG", "LC_*", "COLORTERM")
"""Variables that a terminal needs. All others stay outside."""
_HARMLESS = {*ACCEPTED, "LANGUAGE", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME"}

# What must be so, what for, and what stands in the block.
_MUST = (
    ("authenticationmethods", "AuthenticationMethods", "publickey", "keys are the only way in"),
    ("disableforwarding", "DisableForwarding", "yes", "no port, agent, socket or screen is forwarded"),
    ("gssapiauthentication", "GSSAPIAuthentication", "no", "no ticket lets anybody in"),
    ("hostbasedauthentication", "HostbasedAuthentication", "no", "no other host vouches for anybody"),
    ("kbdinteractiveauthentication", "KbdInteractiveAuthentication", "no", "no password by another name"),
    ("passwordauthentication", "PasswordAuthentication", "no", "no password lets anybody in"),
    ("permittty", "PermitTTY", "yes", "the workstation gets a terminal"),
    ("permittunnel", "PermitTunnel", "no", "no network is tunnelled"),
    ("permituserrc", "PermitUserRC", "no", "no file of the account is run at sign-in"),
    ("trustedusercakeys", "TrustedUserCAKeys", "none", "no certificate goes past the keys"),
    ("x11forwarding", "X11Forwarding", "no", "no screen is forwarded"),
)
_EVERYWHERE = (
    ("permituserenvironment", "PermitUserEnvironment", "no", "no file of the account sets variables"),
    ("strictmodes", "StrictModes", "yes", "files that others can write are not believed"),
)
"""Only for the whole of sshd, as a Match block does not take them."""
ALIVE_SECONDS, ALIVE_TIMES = 15, 4
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")


class Finding(NamedTuple):
    """One thing that was looked at: what it is, whether it is as it should be, and what to do where it is not."""

    what: str
    ok: bool
    advice: str = ""


def block(account: str, ask: Sequence[str] | None, file: str = ".ssh/authorized_keys") -> str:
    """The part of sshd's configuration for the account by which people come in.

    Args:
        account: on the host.
        ask: the words of ``… ssh keys``, by which sshd asks for a key; None where keys are read from a file.
        file: that file, as ``AuthorizedKeysFile`` takes it.
    """
    lines = [f"    {name} {value}" for _, name, value, _ in _MUST]
    if ask is None:
        lines += [f"    AuthorizedKeysFile {_quoted(file)}", "    AuthorizedKeysCommand none"]
    else:
        lines += ["    AuthorizedKeysFile none", f"    AuthorizedKeysCommand {_asking(ask)}"]
        lines += [f"    AuthorizedKeysCommandUser {account}"]
    lines += [
        f"    AcceptEnv {' '.join(ACCEPTED)}",
        f"    ClientAliveInterval {ALIVE_SECONDS}",
        f"    ClientAliveCountMax {ALIVE_TIMES}",
    ]
    everywhere = [f"{name} {value}" for _, name, value, _ in _EVERYWHERE]
    head = "# Written by `collections-tui ssh sshd-config`: people who come to work over SSH."
    return "\n".join((head, *everywhere, f"Match User {account}", *sorted(lines), "Match all", ""))


def read_effective(printed: str) -> dict[str, list[str]]:
    """What ``sshd -T`` printed, by setting."""
    found: dict[str, list[str]] = {}
    for line in printed.splitlines():
        name, _, value = line.strip().partition(" ")
        if name:
            found.setdefault(name.lower(), []).append(value)
    return found


def judge(told: Effective, ask: Sequence[str]) -> Iterator[Finding]:
    """Hold what sshd does for the account against what it should do; ``ask`` are the words of ``… ssh keys``."""
    for key, name, value, what in (*_MUST, *_EVERYWHERE):
        is_so = told.get(key, ["?"])[0] == value
        yield Finding(what, is_so, f"sshd has {name} {told.get(key, ['?'])[0]}: set it to {value}.")
    yield _environment(told)
    yield _source(told, ask)
    forced = told.get("forcecommand", ["none"])[0]
    yield Finding(
        "each key runs its own command", forced == "none", f"ForceCommand {forced} goes before it: remove it."
    )
    alive = told.get("clientaliveinterval", ["0"])[0]
    yield Finding(
        "a dead line is noticed", alive != "0", f"sshd waits for ever: set ClientAliveInterval to {ALIVE_SECONDS}."
    )


def key_files(told: Effective, account: str, home: str) -> list[str]:
    """The paths of the files from which sshd reads keys of the account."""
    found = []
    for name in told.get("authorizedkeysfile", [".ssh/authorized_keys"])[0].split():
        if name == "none":
            continue
        path = name.replace("%h", home).replace("%u", account).replace("%%", "%")
        found.append(path if path.startswith("/") else f"{home}/{path}")
    return found


def _environment(told: Effective) -> Finding:
    names = [name for line in told.get("acceptenv", []) for name in line.split()]
    strange = [name for name in names if name not in _HARMLESS]
    return Finding(
        "no variable comes in but those of a terminal", not strange,
        f"sshd accepts {' '.join(strange)}: leave them out of AcceptEnv.",
    )  # fmt: skip


def _source(told: Effective, ask: Sequence[str]) -> Finding:
    command = told.get("authorizedkeyscommand", ["none"])[0]
    ours = command in ("none", _asking(ask))
    user = told.get("authorizedkeyscommanduser", ["none"])[0]
    if ours and command != "none" and user == "root":
        return Finding("who asks for keys is not root", False, "Set AuthorizedKeysCommandUser to the account itself.")
    return Finding(
        "keys come from the database", ours, f"sshd asks {command}: set AuthorizedKeysCommand as sshd-config prints it."
    )


def _asking(ask: Sequence[str]) -> str:
    """How sshd is told to ask for the keys of an account: by its name and the fingerprint of what is shown."""
    return " ".join(map(_quoted, ask)).replace("%", "%%") + " %u %f"


def _quoted(word: str) -> str:
    """A word as sshd reads it in its configuration."""
    return word if _PLAIN.fullmatch(word) else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
