"""Sending documents: each is kept as it goes out, and waits to be mailed, or to be printed where it cannot be mailed.

Refuses to talk to a mail server: the sender does (``sender``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Delivery, Document, DocumentKind, Outgoing
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.exports import place_for
from collections_tui.services.mail_queue import Queued, document_of, queue, told
from collections_tui.services.scope import account_of, refuse_client
from collections_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from collections_tui.files.documents.records import Kind

LISTED = 500
MOST = 20_000
"""Statements of one run: as many as are written into files at once."""
Progress = Callable[[int, int], None]


class Run(NamedTuple):
    """What became of statements that were sent together: how many are mailed and printed, and how many accounts are
    held, of which none is sent.
    """

    mailed: int
    printed: int
    held: int


class Sent(NamedTuple):
    """A document of an account, and its ways to somebody, the newest first."""

    document: Document
    deliveries: tuple[Delivery, ...]


def send(
    desk: Desk, kind: Kind, of: int, *, address: str | None = None, printed: bool = False, operation_id: str
) -> Queued:
    """Write a document as it is now, keep it, and let it wait to be mailed with its PDF attached, or to be printed.

    Args:
        desk: who sends it.
        kind: what it is; ``invoice`` for a credit note too.
        of: the id of the invoice, of the arrangement (``agreement``), or of the account.
        address: where to; None for the customer's own.
        printed: let it be printed, whatever address there is.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, there is none, it is void, or nothing may be sent there.
        ConfigError: the client's template, logo or mail.toml is wrong.
    """
    desk.permit("send documents")
    from collections_tui.services import documents

    with desk.store.read() as tx:
        done = tx.deliveries.of_operation(operation_id)
        if done is not None:
            return told(tx, done)
    return _send(desk, documents.outgoing(desk, kind, of), kind, of, address, printed, operation_id)


def send_statements(desk: Desk, client: str, operation_id: str, progress: Progress | None = None) -> Run:
    """Send a statement of every open account of a client on which something is owed; what became of them.

    Accounts that are held get none. If it is interrupted, the same operation goes on where it was.

    Args:
        desk: who sends them.
        client: its code.
        operation_id: made by the caller; the same again sends each once.
        progress: is told how many are done, of how many.

    Raises:
        Refused: no permission, no such client, or far too many.
        ConfigError: as ``send``.
    """
    desk.permit("send documents")
    with desk.store.read() as tx:
        found = tx.clients.by_code(client)
        if found is None:
            raise Refused(f"There is no client {clean(client)[:40]}: `collections-tui clients` lists them.")
        refuse_client(desk, found.id, found.code)
        ids, held = tx.accounts.owing(found.id, MOST + 1)
    if len(ids) > MOST:
        raise Refused(f"{found.code} has more than {MOST:,} accounts to write to: send to one after the other.")
    ways = []
    for place, account_id in enumerate(ids, start=1):
        ways.append(send(desk, "statement", account_id, operation_id=f"{operation_id} {account_id}").way)
        if progress is not None:
            progress(place, len(ids))
    return Run(ways.count("mail"), ways.count("print"), held)


def documents_of(desk: Desk, account_id: int) -> list[Sent]:
    """What went out about an account, newest first.

    Raises:
        Refused: no permission, or no such account.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        ways: dict[int, list[Delivery]] = {}
        for one in tx.deliveries.of_account(account_id, 2 * LISTED):
            ways.setdefault(one.document_id, []).append(one)
        found = [Sent(one, tuple(ways.get(one.id, ()))) for one in tx.documents.of_account(account_id, LISTED)]
    desk.looked(account_id)
    return found


def open_document(desk: Desk, document_id: int) -> bytes:
    """A document exactly as it went out.

    Raises:
        Refused: no permission, no such document, or it is not what went out any more.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found, body = document_of(tx, desk, document_id)
    desk.looked(found.account_id)
    return body


def write_document(desk: Desk, document_id: int, path: Path) -> str:
    """Write a document, exactly as it went out, into a file; a sentence that says so.

    Raises:
        Refused: as ``open_document``, or the file cannot be written.
    """
    desk.permit("see")
    place = place_for(desk, path)
    place.check()
    with desk.store.write() as tx:  # before there is a file: what cannot be entered is not written
        found, body = document_of(tx, desk, document_id)
        desk.note(tx, "export document", found.account_id, clean(str(path)), about=f"document {document_id}")
    place.write(body)
    return f"{found.title} is in {place}."


def send_again(
    desk: Desk, document_id: int, *, address: str | None = None, printed: bool = False, operation_id: str
) -> Queued:
    """Let a document go out once more, exactly as it did.

    Args:
        desk: who sends it.
        document_id: which.
        address: where to; None for the customer's own.
        printed: let it be printed, whatever address there is.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, no such document, or nothing may be sent there.
    """
    desk.permit("send documents")
    with desk.store.write() as tx:
        found, body = document_of(tx, desk, document_id)
        account = account_of(tx, desk, found.account_id)
        rendered = Outgoing(found.kind, found.title, found.name, found.media, body, invoice_id=found.invoice_id)
        return queue(
            tx, desk, account, rendered, address=address, printed=printed, operation_id=operation_id, kept=document_id
        )


def _send(
    desk: Desk, outgoing: Outgoing, kind: Kind, of: int, address: str | None, printed: bool, operation_id: str
) -> Queued:
    """Queue a document of which every form has been made."""
    from collections_tui.services.document_files import say_lost

    with desk.store.write() as tx:
        account_id, real, invoice_id = _about(tx, kind, of)
        outgoing = outgoing._replace(kind=real, invoice_id=invoice_id)
        queued = queue(
            tx, desk, account_of(tx, desk, account_id), outgoing, address=address, printed=printed,
            operation_id=operation_id,
        )  # fmt: skip
    return queued._replace(sentence=f"{queued.sentence}{say_lost(outgoing)}")


def _about(tx: Transaction, kind: Kind, of: int) -> tuple[int, DocumentKind, int | None]:
    """The account that a document is about, what it is, and its invoice."""
    if kind == "agreement":
        arrangement = tx.arrangements.get(of)
        if arrangement is None:
            raise Refused(f"There is no arrangement {of}: `collections-tui arrangements` lists them.")
        return arrangement.account_id, kind, None
    if kind not in ("invoice", "credit_note"):
        return of, kind, None
    invoice = tx.invoices.get(of)
    if invoice is None:
        raise Refused("That invoice does not exist: look for it again.")
    if invoice.status == "void":
        raise Refused(f"Invoice {invoice.number} is void: send its credit note.")
    made = tx.invoices.made(of)
    return invoice.account_id, "invoice" if made is None else made.kind, of
