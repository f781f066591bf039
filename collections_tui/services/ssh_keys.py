"""Keys become people: who comes in by which key, and what sshd is told about it."""

from __future__ import annotations

from pathlib import Path

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Person
from collections_tui.domain.ssh_keys import line_of, parse_key
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.people import somebody
from collections_tui.services.remote import Start, shown_key
from collections_tui.store import open_store, shown
from collections_tui.store.contract import ADDRESSES
from collections_tui.store.subjects.ssh_keys import SshKey

__all__ = ["SshKey", "add", "authorized", "every", "install", "revoke", "serve"]

_NAME = "SHA256:"
HEAD = "# Written by `collections-tui ssh authorized-keys --write`, which writes it anew: change nothing here.\n"


def add(desk: Desk, login: str, text: str) -> SshKey:
    """Let somebody come in by a key; ``text`` is that of the ``.pub`` file they sent.

    Raises:
        Refused: no permission, nobody of that login, or the key is none, weak, malformed or somebody's already.
    """
    desk.permit("manage keys")
    key = parse_key(text)
    with desk.store.write() as tx:
        person = somebody(tx, login)
        check_remote_login(person.login)
        known = tx.ssh_keys.get(key.fingerprint)
        if known is not None:
            raise Refused(_already(known, person))
        now = desk.now()
        added = tx.ssh_keys.add(person.id, key.fingerprint, key.kind, key.body, key.comment, now, desk.person.id)
        words = f"{person.login}: {key.kind} {key.comment}".rstrip()
        after = {"login": person.login, "fingerprint": key.fingerprint}
        desk.note(tx, "add ssh key", details=words, about=shown_key(key.fingerprint), after=after)
    return added


def every(desk: Desk) -> list[SshKey]:
    """All keys, by login, with those that were revoked."""
    desk.permit("manage keys")
    with desk.store.read() as tx:
        return tx.ssh_keys.every()


def revoke(desk: Desk, login: str, fingerprint: str = "") -> list[SshKey]:
    """Let a key of somebody open nothing any more, or all of theirs; those that did until now.

    What they have open is signed out, as nobody knows which key opened it: with another key they go on where they were.

    Args:
        desk: who revokes it.
        login: whose.
        fingerprint: of the key, or as much of its beginning as tells it from their others; '' for all.

    Raises:
        Refused: no permission, nobody of that login, or no such key of theirs.
    """
    desk.permit("manage keys")
    with desk.store.write() as tx:
        person, now = somebody(tx, login), desk.now()
        theirs = [key for key in tx.ssh_keys.every() if key.person_id == person.id and key.revoked_at is None]
        chosen = [key for key in theirs if _begins(key.fingerprint, fingerprint)]
        if fingerprint and len(chosen) > 1:
            raise Refused(f"{len(chosen)} keys of {person.login} begin like that: write more of the fingerprint.")
        if not chosen:
            which = f"key {clean(fingerprint)[:60]}" if fingerprint else "key"
            raise Refused(f"{person.login} has no {which} that is good: see `collections-tui ssh list`.")
        tx.sessions.end_all(person.id)
        for key in chosen:
            tx.ssh_keys.revoke(key.fingerprint, now)
            before = {"login": person.login, "fingerprint": key.fingerprint}
            desk.note(tx, "revoke ssh key", details=person.login, about=shown_key(key.fingerprint), before=before)
    return chosen


def authorized(desk: Desk, start: Start) -> list[str]:
    """The lines of ``authorized_keys`` for everybody who may come in.

    Raises:
        Refused: no permission, or the command line of sshd is no place for the address of the database.
    """
    desk.permit("manage keys")
    check_start(start)
    with desk.store.read() as tx:
        return [_line(key, start) for key in tx.ssh_keys.every() if key.good]


def install(desk: Desk, start: Start, path: Path) -> int:
    """Write those lines into a file, whole or not at all and for nobody else to read; how many there are.

    Raises:
        Refused: as ``authorized``, or the file cannot be written, or has lines of somebody else's.
    """
    desk.permit("manage keys")
    from collections_tui.files.key_files import write_keys

    lines = authorized(desk, start)
    with desk.store.write() as tx:
        desk.note(tx, "export ssh keys", details=f"{len(lines)} into {clean(str(path))}")
    write_keys(path, HEAD, lines)
    return len(lines)


def serve(start: Start, account: str, user: str, fingerprint: str) -> str:
    """What sshd's AuthorizedKeysCommand gets for a key that somebody shows; '' when it opens nothing.

    Nobody is at a desk yet: sshd asks for whoever knocks.

    Args:
        start: how the program is started.
        account: the account that people come in by.
        user: the account that is knocked at, sshd's ``%u``: for any other there is no key.
        fingerprint: of the key, sshd's ``%f``.

    Raises:
        StoreError: the database cannot be opened.
    """
    check_start(start)
    if user != account:
        return ""
    store = open_store(start.db)
    try:
        with store.read() as tx:
            key = tx.ssh_keys.get(fingerprint)
        return _line(key, start) + "\n" if key is not None and key.good else ""
    finally:
        store.close()


def check_start(start: Start) -> None:
    """Pass if everybody on the host may read how the program is started: what runs is shown by ``ps``.

    Raises:
        Refused: they may not.
    """
    if start.db.startswith(ADDRESSES) and shown(start.db) != clean(start.db):
        raise Refused("The address of the database has a password, which everybody would see: put it into ~/.pgpass.")
    if any(not word.isprintable() for word in start.words()):
        raise Refused("The path of the program, the database or the books has signs that sshd cannot read: rename it.")


def check_remote_login(login: str) -> None:
    """Pass if a login can be a folder's name and stand on a command line.

    Raises:
        Refused: it cannot.
    """
    if login.startswith((".", "-")) or not login.isprintable():
        raise Refused(f"{clean(login)} begins with a dot or a dash: somebody who comes over SSH needs another login.")


def _line(key: SshKey, start: Start) -> str:
    return line_of(start.session(key.login, key.fingerprint), key.kind, key.body, key.login)


def _begins(fingerprint: str, typed: str) -> bool:
    """Whether a fingerprint begins as somebody typed it, with or without its name, and the dots of a list behind it."""
    return fingerprint.removeprefix(_NAME).startswith(typed.removesuffix("…").removeprefix(_NAME))


def _already(known: SshKey, person: Person) -> str:
    if known.revoked_at is not None:
        return f"That key was revoked on {known.revoked_at:%Y-%m-%d}: a new one has to be made."
    if known.person_id == person.id:
        return f"{person.login} has that key already."
    return f"That is a key of {known.login}: a key is one person, so {person.login} needs one of their own."
