"""What leaves the program in a file or for one: each export is an entry of the audit, made before anything is out.

Whoever sits at the machine says where a file goes. Whoever comes over SSH has a folder of their own there, and no file
outside of it is read or written for them.
"""

from __future__ import annotations

from pathlib import Path

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.text import clean
from collections_tui.files.places import Anywhere, Kept, OwnFolder, Place
from collections_tui.services.desk import Desk
from collections_tui.store.contract import ADDRESSES


def exported(desk: Desk, what: str, details: str = "") -> None:
    """Enter in the audit that something is exported. Whoever exports calls this first, and then writes.

    Args:
        desk: who exports.
        what: the thing, in a word: ``report``, ``calls``.
        details: which of it, and where to.

    Raises:
        Refused: no permission.
        StoreError: it cannot be entered, so that nothing may go out.
    """
    desk.permit("see")
    with desk.store.write() as tx:
        desk.note(tx, f"export {clean(what)}", details=clean(details))


def place_for(desk: Desk, typed: Path) -> Place:
    """Where a file goes whose name somebody typed; whatever writes one asks this.

    Raises:
        Refused: no permission, or they come over SSH and it is no plain name.
    """
    desk.permit("see")
    return own_folder(desk).file(typed) if desk.from_afar else Anywhere(typed)


def own_folder(desk: Desk) -> OwnFolder:
    """The folder on this host into which somebody writes who comes over SSH.

    Raises:
        Refused: no permission, or their login cannot be the name of a folder.
        ConfigError: site.toml does not say in full where it is.
    """
    desk.permit("see")
    return OwnFolder(base_of(desk.store.where, desk.books.site.exports), desk.person.login)


def kept(desk: Desk) -> list[Kept]:
    """The files in my folder, by name.

    Raises:
        Refused: no permission, or it cannot be opened.
    """
    desk.permit("see")
    return own_folder(desk).names()


def fetch(desk: Desk, name: str) -> bytes:
    """All of a file in my folder.

    Raises:
        Refused: no permission, or there is none.
    """
    desk.permit("see")
    content = own_folder(desk).read(name)
    exported(desk, "file", f"{name}, {len(content):,} bytes")
    return content


def remove(desk: Desk, name: str) -> str:
    """Remove a file from my folder; a sentence that says so.

    Raises:
        Refused: no permission, or there is none.
    """
    desk.permit("see")
    own_folder(desk).remove(name)
    return f"{name} is removed from your folder."


def base_of(where: str, said: str) -> Path:
    """The folder in which each person has theirs: as site.toml says, else beside the database.

    Raises:
        ConfigError: site.toml does not say in full where it is.
    """
    if said:
        if not Path(said).is_absolute():
            raise ConfigError("site.toml: exports must be a whole path, as /srv/exports.")
        return Path(said)
    if where.startswith(ADDRESSES):
        from collections_tui.services.sign_in import default_database

        return default_database().parent / "exports"
    return Path(where).absolute().parent / "exports"
