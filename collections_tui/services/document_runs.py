"""Statements of many accounts at once: one file of them all, or one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services import document_papers as papers
from collections_tui.services.desk import Desk
from collections_tui.services.document_files import composed, file_for, say_lost
from collections_tui.services.exports import place_for
from collections_tui.services.scope import refuse_client

if TYPE_CHECKING:
    from collections_tui.domain.records import Client
    from collections_tui.files.documents.compose import Document

MOST = 20_000
"""Statements in one run: their pages are in memory until the file is whole."""
_PAGE = 500
_IN_ONE = ("pdf", "txt")
Progress = Callable[[int, int], None]


class Run(NamedTuple):
    """How many statements were written, how many accounts were left out because they are held, and a sentence."""

    written: int
    held: int
    sentence: str


def statements(
    desk: Desk,
    client: str,
    path: Path,
    *,
    each: bool = False,
    since: date | None = None,
    progress: Progress | None = None,
) -> Run:
    """Write the statements of every open account of a client on which something is owed.

    Accounts that are held get none: somebody has asked not to be written to, or disputes it, or has died.

    Args:
        desk: who writes.
        client: its code.
        path: one PDF or text of them all; with ``each`` a folder, into which each goes as a PDF of its own.
        each: whether they are files of their own; nobody writes those from afar.
        since: the day since which they say what was booked; otherwise 90 days ago.
        progress: is told how many are done, of how many.

    Raises:
        Refused: no permission, no such client, nothing to write, too much, or it cannot be written.
        ConfigError: the client's file, its template or its logo is wrong; nothing is written then.
    """
    desk.permit("send documents")
    with desk.store.read() as tx:
        found = tx.clients.by_code(client)
        if found is None:
            raise Refused(f"There is no client {clean(client)[:40]}: `collections-tui clients` lists them.")
        refuse_client(desk, found.id, found.code)
        ids, held = tx.accounts.owing(found.id, MOST + 1)
    if not ids:
        raise Refused(f"Nothing is owed on any open account of {found.code}: there is nothing to write.")
    if len(ids) > MOST:
        raise Refused(
            f"{found.code} has more than {MOST:,} accounts to write to: `statement NUMBER` writes one at a time."
        )
    made = _documents(desk, found, ids, since, progress or (lambda done, of: None))
    write = _each if each else _one
    said = write(desk, found, made, path, len(ids))
    left = f" {held:,} held accounts were left out." if held else ""
    return Run(len(ids), held, said + left)


def _documents(
    desk: Desk, client: Client, ids: list[int], since: date | None, progress: Progress
) -> Iterator[Document]:
    for at in range(0, len(ids), _PAGE):
        with desk.store.read() as tx:
            gathered = []
            for account_id in ids[at : at + _PAGE]:
                whole = papers.around(tx, desk, account_id)
                gathered.append(papers.Gathered(papers.statement_of(tx, desk, whole, since), client, account_id))
        for place, one in enumerate(gathered, start=at + 1):
            yield composed(one, desk)
            progress(place, len(ids))


def _one(desk: Desk, client: Client, made: Iterator[Document], path: Path, many: int) -> str:
    from collections_tui.files.documents.render import together

    place, form = file_for(path, desk)
    if form not in _IN_ONE:
        raise Refused("HTML is for one document: let the file's name end in .pdf or .txt.")
    done = together(made, f"Statements of {client.name}", form)
    _enter(desk, client, many, str(place))
    place.write(done.body)
    return f"{many:,} statements of {client.code} are in {place}.{say_lost(done)}"


def _each(desk: Desk, client: Client, made: Iterator[Document], folder: Path, many: int) -> str:
    """One file each. The first is made before anything is written: what is wrong with one is wrong with all."""
    from collections_tui.files.documents.render import rendered

    desk.refuse_from_afar("write a folder of files")
    if not folder.is_dir():
        raise Refused(f"There is no folder {clean(str(folder))}: make it, or name another.")
    entered, taken, lost = False, set[str](), ""
    for document in made:
        done = rendered(document, "pdf")
        name = done.name if done.name not in taken else f"{document.name}-{len(taken) + 1}.pdf"
        taken.add(name)
        place = place_for(desk, folder / name)
        if not entered:
            place.check()
            _enter(desk, client, many, clean(str(folder)))
            entered = True
        place.write(done.body)
        lost = lost or say_lost(done)
    return f"{many:,} statements of {client.code} are in {clean(str(folder))}, one file each.{lost}"


def _enter(desk: Desk, client: Client, many: int, where: str) -> None:
    with desk.store.write() as tx:
        desk.note(tx, "export statements", None, f"{many:,} of {client.code}: {where}")
