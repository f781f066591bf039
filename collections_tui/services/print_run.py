"""The print run: everything that cannot be mailed, as one file for a printer and envelopes, or a file each."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Delivery
from collections_tui.domain.text import clean
from collections_tui.files.pdf_join import joined
from collections_tui.files.places import Place
from collections_tui.services.desk import Desk
from collections_tui.services.exports import place_for
from collections_tui.services.sender import SILENCE
from collections_tui.store.subjects.documents import digest

AT_ONCE = 500
"""Documents of one run: they are all in memory, and a tray holds no more."""
LOST = timedelta(minutes=15)
"""After which what was being printed, and of which nothing was heard, is given up for unsure."""
SAFE = "._-"


class Printed(NamedTuple):
    """What a run printed, the first to be put into an envelope first; ``where`` it is, and whether more waits."""

    deliveries: tuple[Delivery, ...]
    where: str
    more: bool


def print_run(desk: Desk, path: Path, client: str = "") -> Printed:
    """Write what waits to be printed into a PDF, or into a folder as a PDF each, and take it out of the queue.

    Nothing is taken out that was not written. Somebody else who does the same at the same moment gets other documents.

    Args:
        desk: who prints.
        path: a file, or a folder that is there.
        client: the code of a client; '' for all that the person may see.

    Raises:
        Refused: no permission, no such client, or it cannot be written: everything waits as before.
    """
    desk.permit("send documents")
    each = not desk.from_afar and path.is_dir()
    place = None if each else place_for(desk, path)
    if place is not None:
        place.check()
    return _run(desk, client, clean(str(path)), lambda found: _written(desk, found, path, place))


def print_on(desk: Desk, printer: str, client: str = "") -> Printed:
    """Hand what waits to be printed to a printer of CUPS, and take it out of the queue; otherwise as ``print_run``.

    Raises:
        Refused: no permission, no such client; there is no `lp` here, or it takes nothing: everything waits as before.
    """
    from collections_tui.files.printer import Printer

    desk.permit("send documents")
    to = Printer(printer)

    def hand_over(found: _Found) -> str:
        to.send("Print run", _joined(found))
        return f"with the printer {to}"

    return _run(desk, client, f"printer {to}", hand_over)


_Found = list[tuple[Delivery, str, bytes]]


def _run(desk: Desk, client: str, where: str, write: Callable[[_Found], str]) -> Printed:
    me = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(6)}"
    found = _taken(desk, me, client, where)
    if not found:
        return Printed((), "", False)
    try:
        told = write(found)
    except BaseException:
        with desk.store.write() as tx:
            for one, _, _ in found:
                tx.deliveries.put_back(one.id, me, desk.now(), one.said, tried=False)
        raise
    with desk.store.write() as tx:
        for one, _, _ in found:
            if tx.deliveries.end(one.id, me, "printed", one.said, desk.now()) and one.invoice_id is not None:
                tx.deliveries.mark_sent(one.invoice_id)
            desk.note(tx, "print", one.account_id, f"{one.title}, {told}", about=f"delivery {one.id}")
    return Printed(tuple(one for one, _, _ in found), told, len(found) == AT_ONCE)


def _taken(desk: Desk, me: str, client: str, where: str) -> _Found:
    """Take what waits in hand, and enter that it leaves the program."""
    with desk.store.write() as tx:
        clients = _clients(desk, [(one.id, one.code) for one in tx.clients.every()], client)
        tx.deliveries.give_up_lost(desk.now(), SILENCE)
        ids = tx.deliveries.claim_prints(me, clients, desk.now() + LOST, AT_ONCE)
        if not ids:
            return []
        ways = [one for number in ids if (one := tx.deliveries.get(number)) is not None]
        bodies = tx.documents.bodies([one.document_id for one in ways])
        found = []
        for one in ways:
            document = tx.documents.get(one.document_id)
            assert document is not None, "a delivery has a document"
            if digest(bodies[document.id]) != document.hash:
                raise Refused(
                    f"Document {document.id} is not what it was: somebody has changed it past the program; cancel "
                    f"delivery {one.id} and send it anew."
                )
            found.append((one, document.name, bodies[document.id]))
        desk.note(tx, "export print run", details=f"{len(found)} into {where}")
    return found


def _clients(desk: Desk, every: list[tuple[int, str]], client: str) -> list[int]:
    """The ids of the clients whose documents are printed; none for all."""
    if not client:
        return list(desk.person.scope)
    chosen = [number for number, code in every if code == client]
    if not chosen or (desk.person.scope and chosen[0] not in desk.person.scope):
        raise Refused(f"There is no client {clean(client)[:40]}: see `collections-tui clients`.")
    return chosen


def _written(desk: Desk, found: _Found, path: Path, place: Place | None) -> str:
    if place is not None:
        place.write(_joined(found))
        return f"in {place}"
    for number, (one, name, body) in enumerate(found, start=1):
        safe = "".join(sign if sign.isalnum() or sign in SAFE else "_" for sign in name)[-80:].lstrip(".")
        place_for(desk, path / f"{number:04}-{one.id}-{safe}").write(body)
    return f"in {clean(str(path))}"


def _joined(found: _Found) -> bytes:
    try:
        return joined(body for _, _, body in found)
    except ValueError as error:
        raise Refused(f"They cannot be printed as one file ({error}): name a folder, for a file each.") from None
